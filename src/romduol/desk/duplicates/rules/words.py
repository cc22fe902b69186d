"""Words that many names of the field share, in English, Khmer and romanised Khmer: one meaning is one word."""

from __future__ import annotations

import re
from functools import lru_cache

from romduol.base.khmer import fold

# English and romanised forms, then Khmer ones. A romanised form is a Khmer word as people write it in Latin letters.
_MEANINGS = """
organisation: organisation organization organisations org angkar ongka ongkar | អង្គការ
association: association assoc assn samakum samakom | សមាគម
foundation: foundation fdn fund mulanithi | មូលនិធិ
network: network bandanh | បណ្តាញ
group: group krom | ក្រុម
project: project programme program kumrong kamvithi | គម្រោង កម្មវិធី
centre: centre center centres centers ctr machhamondol mondol | មជ្ឈមណ្ឌល មណ្ឌល
home: home house phteah | ផ្ទះ
office: office off bureau kariyalai | ការិយាល័យ
department: department dept monti montir | មន្ទីរ នាយកដ្ឋាន
ministry: ministry krasuong | ក្រសួង
committee: committee commission council | គណៈកម្មាធិការ ក្រុមប្រឹក្សា
unit: unit section team | អង្គភាព ផ្នែក
hospital: hospital hosp montipet | មន្ទីរពេទ្យ
clinic: clinic klinik | គ្លីនិក
health: health sokhapheap sokapheap | សុខភាព
police: police polis norkorbal nokorbal inspectorate commissariat | ប៉ូលិស នគរបាល ស្នងការ អធិការដ្ឋាន
court: court tribunal sala | តុលាការ សាលាដំបូង
school: school sala | សាលារៀន សាលា
church: church | ព្រះវិហារ
hotline: hotline helpline line | ខ្សែទូរស័ព្ទ
service: service services seva | សេវា សេវាកម្ម
branch: branch sub | សាខា
province: province provincial prov khet khaet | ខេត្ត
district: district srok khan | ស្រុក ខណ្ឌ
city: city municipality municipal town krong | ក្រុង រាជធានី
village: village phum phoum | ភូមិ
national: national cheat | ជាតិ
women: women woman womens female lady ladies strey satrey satrei neary | ស្ត្រី នារី
children: children child childrens kids komar koma | កុមារ ក្មេង
girls: girls girl komarey | កុមារី ក្មេងស្រី
youth: youth young yuvachun yuvakchon | យុវជន
family: family families krousar kruosa | គ្រួសារ
workers: workers worker labour labor kamakor kammeakor | កម្មករ ការងារ ពលកម្ម
migrants: migrants migrant migration | ចំណាកស្រុក ពលករ
disability: disabilities disability disabled pikar | ពិការ
community: community communities sahakum sahakom | សហគមន៍
survivors: survivors survivor victims victim | ជនរងគ្រោះ អ្នករស់រាន
farmers: farmers farmer kasekor | កសិករ
people: people persons chun | មនុស្ស ប្រជាជន
older: older elderly | ចាស់ វ័យចំណាស់
students: students student pupils | សិស្ស និស្សិត
mothers: mothers mother | ម្តាយ មាតា
orphans: orphans orphan | កំព្រា
fishers: fishers fisher fishermen | អ្នកនេសាទ
progress: progress vatanakpheap | វឌ្ឍនភាព
trust: trust | ទំនុកចិត្ត
voice: voice voices samleng | សំឡេង
dignity: dignity | សេចក្តីថ្លៃថ្នូរ
strength: strength kamlang | កម្លាំង
opportunity: opportunity opportunities okas | ឱកាស
friendship: friendship mittapheap | មិត្តភាព
freedom: freedom sereypheap | សេរីភាព
rights: rights right sith sitth | សិទ្ធិ
law: law legal lawyers chbab | ច្បាប់ មេធាវី
justice: justice yuttethor | យុត្តិធម៌
peace: peace santepheap | សន្តិភាព
hope: hope sangkhem | សង្ឃឹម
future: future anakot | អនាគត
life: life chivit | ជីវិត
new: new thmey thmei | ថ្មី
light: light ponleu | ពន្លឺ
education: education educational aprum oprum | អប់រំ
training: training vocational skills | បណ្តុះបណ្តាល វិជ្ជាជីវៈ ជំនាញ
development: development dev aphivoat aphiwat | អភិវឌ្ឍន៍
protection: protection karpear | ការពារ
support: support assistance help aid chumnuoy | គាំទ្រ ជំនួយ
care: care thae | ថែទាំ
counselling: counselling counseling advice prueksa | ប្រឹក្សា
social: social sangkum sangkumkech | សង្គម សង្គមកិច្ច
affairs: affairs kechkar | កិច្ចការ
violence: violence | ហិង្សា
trafficking: trafficking | ជួញដូរ
hiv: hiv aids | អេដស៍
testing: testing test | តេស្ត
shelter: shelter | ជម្រក ស្នាក់នៅ
safe: safe safety | សុវត្ថិភាព
free: free | ឥតគិតថ្លៃ
"""
_NOTHING_SAID = """
of the for and in at to a an by with on from de nai ngo ngos local cambodia cambodian kampuchea
សម្រាប់ ដើម្បី នៃ និង នៅ ក្នុង របស់ ប្រចាំ ការ ដោយ កម្ពុជា
"""
_SAYS_NOTHING = frozenset(map(fold, _NOTHING_SAID.split()))
_WHOLE = {"hc": "health centre", "rh": "hospital"}
"""Letters that stand for a kind of place, whatever stands beside them."""
MEANS = "="
"""Before the name of a meaning, which no word begins with."""


NOTHING = "-"
_FOR_WHOM = """
women children girls youth family workers migrants disability community survivors farmers people older students mothers
orphans fishers
"""
FOR_WHOM = frozenset(MEANS + whom for whom in _FOR_WHOM.split())
"""Meanings that tell for whom a service is: two services of one kind differ by nothing else."""


def _read() -> tuple[dict[str, str], dict[str, str]]:
    latin: dict[str, str] = {}
    khmer: dict[str, str] = {}
    for line in _MEANINGS.strip().splitlines():
        meaning, _, forms = line.partition(":")
        english, _, native = forms.partition("|")
        latin |= {fold(form): MEANS + meaning for form in english.split()}
        khmer |= {fold(form): MEANS + meaning for form in native.split()}
    return latin, khmer


_LATIN, _KHMER = _read()
_KNOWN_KHMER = re.compile(
    "|".join(sorted(map(re.escape, (*_KHMER, *(word for word in _SAYS_NOTHING if not word.isascii()))), key=len)[::-1])
)
_NEXT_CLUSTER = re.compile("(?![\u17b6-\u17d3\u17dd])")
"""A Khmer word ends where no sign follows that belongs to its last letter."""


@lru_cache(maxsize=65536)
def latin_words(word: str) -> tuple[str, ...]:
    """Return a folded Latin word as its meaning where it is known, nothing where it says nothing.

    >>> latin_words("center"), latin_words("of"), latin_words("hc"), latin_words("vichet")
    (('=centre',), (), ('=health', '=centre'), ('vichet',))
    """
    if word in _SAYS_NOTHING:
        return ()
    if word in _WHOLE:
        return tuple(_LATIN[part] for part in _WHOLE[word].split())
    return (_LATIN.get(word, word),)


def khmer_parts(run: str) -> list[tuple[str, str]]:
    """Return a folded Khmer run as (text, meaning) in order; no meaning where unknown, `NOTHING` where it says nothing.

    >>> [meaning for _, meaning in khmer_parts("មណ្ឌលសុខភាពស្វាយ")]
    ['=centre', '=health', '']
    """
    parts: list[tuple[str, str]] = []
    at = 0
    for found in _KNOWN_KHMER.finditer(run):
        if not _NEXT_CLUSTER.match(run, found.end()):
            continue
        if run[at : found.start()]:
            parts.append((run[at : found.start()], ""))
        parts.append((found[0], _KHMER.get(found[0], NOTHING)))
        at = found.end()
    if run[at:]:
        parts.append((run[at:], ""))
    return parts


def forget() -> None:
    """Forget which words were looked up."""
    latin_words.cache_clear()
