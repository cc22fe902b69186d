"""The words that invented names are made of, in English, Khmer and romanised Khmer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One meaning: English, Khmer, and the ways in which people write the Khmer in Latin letters."""

    en: str
    km: str
    roman: tuple[str, ...] = ()


def _words(text: str) -> tuple[Word, ...]:
    """Read lines of "english | Khmer | roman, roman"."""
    found = []
    for line in text.strip().splitlines():
        en, km, *roman = (part.strip() for part in line.split("|"))
        found.append(Word(en, km, tuple(one.strip() for one in roman[0].split(",")) if roman else ()))
    return tuple(found)


TARGETS = _words("""
women | ស្ត្រី | strey, satrey
children | កុមារ | komar, koma
youth | យុវជន | yuvachun, yuvakchon
migrants | ពលករចំណាកស្រុក | polakor chamnak srok
families | គ្រួសារ | krousar, kruosa
girls | កុមារី | komarey
survivors | អ្នករស់រាន | nak ros rean
workers | កម្មករ | kamakor, kammeakor
people with disabilities | ជនពិការ | chun pikar
communities | សហគមន៍ | sahakum
farmers | កសិករ | kasekor
older people | មនុស្សចាស់ | monus chas
students | សិស្ស | sess
fishers | អ្នកនេសាទ | nak nesat
mothers | ម្តាយ | mday
orphans | កុមារកំព្រា | komar kampra
""")
VALUES = _words("""
hope | ក្តីសង្ឃឹម | kdey sangkhem
future | អនាគត | anakot
rights | សិទ្ធិ | sith, sitth
peace | សន្តិភាព | santepheap
justice | យុត្តិធម៌ | yuttethor
light | ពន្លឺ | ponleu, punlue
voice | សំឡេង | samleng
strength | កម្លាំង | kamlang
dignity | សេចក្តីថ្លៃថ្នូរ | sechkdey thlai thnour
new life | ជីវិតថ្មី | chivit thmey
opportunity | ឱកាស | okas
education | អប់រំ | aprum
development | អភិវឌ្ឍន៍ | aphivoat
protection | ការពារ | karpear
friendship | មិត្តភាព | mittapheap
progress | វឌ្ឍនភាព | vatanakpheap
trust | ទំនុកចិត្ត | tumnuk chet
freedom | សេរីភាព | sereypheap
""")
BODIES = _words("""
Organisation | អង្គការ | angkar, ongka
Association | សមាគម | samakum, samakom
Centre | មជ្ឈមណ្ឌល | machhamondol
Foundation | មូលនិធិ | mulanithi
Network | បណ្តាញ | bandanh
Group | ក្រុម | krom
Project | គម្រោង | kumrong
Home | ផ្ទះ | phteah
""")
SYLLABLES = _words("""
- | រំដួល | romdoul, rumduol, romduol
- | មាស | meas
- | ផ្កា | phka, pka
- | ស្រី | srey, srei
- | សុខ | sok, sokh
- | ចំរើន | chamroeun, chomreun
- | ចិត្ត | chet, chitt
- | ល្អ | laor, la-or
- | ពិសិដ្ឋ | piseth, pisith
- | សុភ័ក្ត្រ | sopheak, sophak
- | វិចិត្រ | vichet, vichit
- | រតនា | rattana, ratana, rothana
- | កញ្ញា | kanha, kagna
- | ច័ន្ទ | chan, chantha
- | ដារា | dara
- | បុប្ផា | bopha, bupha
- | មករា | makara
- | សិរី | serey, sirey
- | មង្គល | mongkol, mungkul
- | កែវ | keo, kaev
- | ថាវី | thavy, thavi
- | នារី | neary, neari
- | សាមគ្គី | samaki, sameakki
- | មេត្តា | metta, meta
- | ករុណា | karuna, karona
- | បន្ទាយ | banteay, bontay
- | ត្រពាំង | trapeang, tropeang
- | ព្រៃ | prey, prei
- | ស្វាយ | svay, svai
- | អូរ | ou, o
- | ជ្រោយ | chroy, chruoy
- | គោក | kouk, kok
- | ទួល | tuol, toul
- | ស្ពាន | spean
- | ដូនតា | dounta, donta
- | រលួស | roluos, roluoh
- | ពោធិ៍ | pou, po
- | ខ្លា | khla
- | ជ្រៃ | chrey, chrei
- | ចារ | char
- | រាំង | rang, reang
- | អណ្តូង | andong, ondoung
- | ស្នេហា | sneha
- | វាសនា | veasna, vasna
- | ធារី | theary, theari
- | បុរី | borey, borei
- | សំរោង | samrong, somraong
- | ដំរី | damrey, domrei
""")
"""Parts of names of one's own; in Khmer they are written together, in Latin letters each for itself."""


@dataclass(frozen=True, slots=True)
class Help:
    """A kind of service: its category, and what different people call it."""

    category: str
    names: tuple[Word, ...]


def _helps(text: str) -> tuple[Help, ...]:
    """Read lines of "category: english = Khmer; english = Khmer"."""
    found = []
    for line in text.strip().splitlines():
        category, _, names = line.partition(":")
        parts = (name.partition("=") for name in names.split(";"))
        found.append(Help(category.strip(), tuple(Word(en.strip(), km.strip()) for en, _, km in parts)))
    return tuple(found)


HELPS = _helps("""
legal_aid: Legal aid = ជំនួយផ្លូវច្បាប់; Free legal assistance = សេវាច្បាប់ឥតគិតថ្លៃ
legal_support: Court support = ការគាំទ្រនៅតុលាការ; Help at court = ជំនួយនៅតុលាការ
counselling: Counselling = ការប្រឹក្សាផ្លូវចិត្ត; Psychosocial counselling = ប្រឹក្សាចិត្តសង្គម
hiv_testing: HIV testing = ការធ្វើតេស្តអេដស៍; HIV test and advice = តេស្តអេដស៍ និងប្រឹក្សា
sti_testing: STI testing = ការពិនិត្យជំងឺកាមរោគ; STI clinic = គ្លីនិកជំងឺកាមរោគ
primary_care: Outpatient care = ពិគ្រោះជំងឺក្រៅ; General clinic = គ្លីនិកទូទៅ
reproductive_health: Family planning = ផែនការគ្រួសារ; Reproductive health advice = ប្រឹក្សាសុខភាពបន្តពូជ
shelter: Safe shelter = កន្លែងស្នាក់នៅសុវត្ថិភាព; Transitional home = ផ្ទះស្នាក់នៅបណ្តោះអាសន្ន
vocational_training: Vocational training = បណ្តុះបណ្តាលវិជ្ជាជីវៈ; Skills training = បណ្តុះបណ្តាលជំនាញ
literacy: Literacy classes = ថ្នាក់អក្ខរកម្ម; Reading and writing class = ថ្នាក់អាន និងសរសេរ
job_placement: Job placement = ជួយរកការងារ; Employment support = គាំទ្រការងារ
microsavings: Savings group = ក្រុមសន្សំប្រាក់; Community savings = សន្សំសហគមន៍
violence_response: Support after violence = ការគាំទ្រក្រោយអំពើហិង្សា; Violence response = ឆ្លើយតបអំពើហិង្សា
child_protection: Child protection = ការការពារកុមារ; Child protection casework = សំណុំរឿងការពារកុមារ
reintegration: Reintegration = ការធ្វើសមាហរណកម្ម; Return and reintegration = ការវិលត្រឡប់ និងសមាហរណកម្ម
migrant_reception: Reception of returning migrants = ទទួលពលករវិលត្រឡប់; Migrant reception = ទទួលពលករចំណាកស្រុក
condoms: Condom distribution = ចែកស្រោមអនាម័យ; Outreach and condoms = ចុះផ្សព្វផ្សាយ និងស្រោមអនាម័យ
rights_education: Rights training = បណ្តុះបណ្តាលសិទ្ធិ; Know your rights sessions = វគ្គស្គាល់សិទ្ធិ
""")
OFFICES = _words("""
Department of Women's Affairs | មន្ទីរកិច្ចការនារី
Department of Social Affairs | មន្ទីរសង្គមកិច្ច
Provincial Hospital | មន្ទីរពេទ្យខេត្ត
Police Commissariat | ស្នងការនគរបាល
Court of First Instance | សាលាដំបូង
Department of Labour | មន្ទីរការងារ
""")
"""Each stands once in every province."""
DISTRICT_OFFICES = _words("""
District Office of Social Affairs | ការិយាល័យសង្គមកិច្ចស្រុក
District Referral Hospital | មន្ទីរពេទ្យបង្អែកស្រុក
District Police Inspectorate | អធិការដ្ឋាននគរបាលស្រុក
""")
