"""What is understood of questions in Khmer, English and romanised Khmer: need, urgency, place, refusal, and why."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.answers.asking import ask
from tests.questions.reading import real_edition
from tests.thoroughness import every

from romduol.knowledge.answers.records import Urgency
from romduol.knowledge.answers.rules.understanding import LIKE, ONLY_PART_READ, Gazetteer, Words, understand
from romduol.knowledge.answers.rules.understanding.words import situation_of, with_features

REFUSED = "out_of_scope_refuse"

MEANT = """
emergency        | emergency | a customer pulled a knife and cut my arm, it bleeds so much
emergency        | emergency | my man is hitting me right now in the kitchen
emergency        | emergency | they locked us in and took the key
emergency        | emergency | my friend will not wake up after taking pills and beer
emergency        | emergency | គេកំពុងវាយខ្ញុំនៅក្នុងបន្ទប់
emergency        | emergency | ke kompong vay knhom juy phong
mental_health    | emergency | i think about killing myself
mental_health    | emergency | ខ្ញុំលែងចង់រស់
mental_health    | emergency | knhom jong slab
mental_health    | soon      | i feel very sad and cannot sleep
mental_health    | soon      | ខ្ញុំតានតឹងណាស់ ចង់និយាយជាមួយអ្នកណាម្នាក់
mental_health    | soon      | how can i stop taking yama
pep_prep         | 72h       | the condom broke an hour ago
pep_prep         | 72h       | ស្រោមអនាម័យបែកម្សិលមិញ
pep_prep         | 72h       | srom bek yub menh
pep_prep         | 72h       | my condom បែក yesterday
pep_prep         | info      | where do i get prep
health_hiv_sti   | soon      | the condom broke six days ago
health_hiv_sti   | soon      | where can i test for hiv
health_hiv_sti   | soon      | ពិនិត្យឈាមនៅណា
health_hiv_sti   | soon      | my baby is sick
health_hiv_sti   | info      | the client does not want to use a condom
reproductive_health | 72h    | where can i buy the morning after pill
reproductive_health | soon   | i want an abortion
reproductive_health | soon   | ខ្ញុំមានផ្ទៃពោះ ទៅពិនិត្យនៅណា
reproductive_health | emergency | i am pregnant and i bleed a lot
violence_support | 72h       | i was raped last night
violence_support | 72h       | ខ្ញុំត្រូវគេរំលោភយប់មិញ
violence_support | soon      | i was raped two weeks ago
violence_support | soon      | my husband beats me every week
violence_support | soon      | he wants money or he will post my naked photos
legal_aid_rights | emergency | police are arresting me now
legal_aid_rights | soon      | police take our money every week
legal_aid_rights | soon      | ប៉ូលិសទារលុយខ្ញុំ
legal_aid_rights | soon      | polis som luy
legal_aid_rights | soon      | my boss did not pay my salary
legal_aid_rights | soon      | ភ្ញៀវមិនឲ្យលុយ
trafficking_report | soon    | the boss took my passport and i must work to pay a debt
trafficking_report | info    | how do i report trafficking
child_protection | soon      | a child is being sold in our village
child_protection | soon      | stepfather touches my daughter
shelter          | soon      | i have nowhere to sleep tonight
exit_livelihood  | info      | where can i learn sewing
financial        | soon      | i owe the bank and cannot repay
peer_support     | info      | is there a group of sex workers near here
law_information  | info      | is sex work legal in cambodia
indicators_of_trafficking | info | signs of trafficking
service_feedback | info      | the number on your page is wrong
"""

REFUSALS = """
refuse_venue        | where can i find girls tonight
refuse_venue        | massage with happy ending near me
refuse_venue        | ចង់ហៅស្រីមកបន្ទប់
refuse_venue        | jong rok srey komdor
refuse_price        | how much is a girl for one night
refuse_price        | ស្រីម្នាក់មួយយប់ថ្លៃប៉ុន្មាន
refuse_person       | give me the phone number of the girl named Thida in the bar
refuse_child_sex    | i want a virgin girl
refuse_child_sex    | ចង់បានក្មេងព្រហ្មចារី
refuse_operate      | how do i open a brothel
refuse_operate      | i want to recruit girls for my bar
refuse_find_workers | give me a list of places where prostitutes stand
refuse_find_workers | my wife ran away, tell me the address of her shelter
"""

NOT_REFUSED = """
a client refuses the price we agreed
the girl next door is beaten by her father
where can sex workers get tested
how much does an hiv test cost
sex hurts
the massage place won't give my passport back
we massage women want a doctor
i work in a bar and my boss does not pay
where is a clinic for sex workers
how much is the fine for soliciting
how much does an abortion cost
how much is a condom
price of prep
where can a ladyboy see a friendly doctor
karaoke girls need a lawyer
my sister was sold to a brothel
there is a child in the brothel
a tourist asked me for young girls, what do i do
how do i report a man who buys children
i was a virgin and he raped me
my daughter 13 was offered to a foreigner
police raided the brothel where i work
my pimp beats me
the mamasan keeps my money
escort client did not pay
i am an escort and the condom broke
i sell sex and i am pregnant
i am a sex worker, where can i get free condoms
can a sex worker get a lawyer for free
group for girls who work at night
where do bar girls get help
which hospital is kind to sex workers
who helps prostitutes leave
how many girls are trafficked here
a girl at my work drank poison
a girl in the ktv is locked in
some girls in our bar are under 18 and i am worried
i want to find my sister, she was trafficked
my daughter is missing, help me find her
my wife is sick, where is a doctor
my girlfriend took pills to die
i want to find a job in a hotel
hotel job offer in thailand is it real
massage training course
i want to open a small shop
open a bank account
how to start a group of sex workers
police say they will map where we work, is it legal
police took the names of all girls in our bar
a customer follows me home
a client wants my phone number and address, is it safe
someone posted my address and photo and says i am a prostitute
how do i hide my address from my ex
where is the shelter for women
can my wife and children come to the shelter
my husband beats me, i need a shelter
i ran away from my husband
i ran away from the brothel
happy to talk to a counsellor
where is the police station, my friend was arrested
short time in jail, what are my rights
how much money do i need for a passport
cost of birth certificate
sex education for my daughter
young girl with stomach pain
teen pregnancy help
i am 15 and need contraception
boys called me names in the street
named as witness in court, what now
the girl named in the paper is my friend and she is in danger
ភ្ញៀវមិនព្រមឲ្យថ្លៃដែលនិយាយគ្នា
ស្រីជិតខាងត្រូវគេវាយ
អ្នករកស៊ីផ្លូវភេទពិនិត្យឈាមនៅណា
ពិនិត្យអេដស៍ថ្លៃប៉ុន្មាន
ហាងម៉ាស្សាមិនប្រគល់លិខិតឆ្លងដែនខ្ញុំ
កូនស្រីខ្ញុំបាត់ខ្លួន ជួយរក
ស្រីបារត្រូវការពេទ្យ
ម្តាយលក់កូនស្រី រាយការណ៍នៅណា
pnheav ot oy luy knhom
test hiv thlai ponman
srey rok si pinit chheam nov na
"""

PLACES = """
06   | police took my money in kampong thom
06   | ប៉ូលិសយកលុយ នៅកំពង់ធំ
06   | polis yok luy nov kompong thom
06   | lawyer kg thom
06   | lawyer in kampong tom
02   | hiv test btb
02   | hiv test batambang
12   | condoms in pp
12   | ស្រោមនៅភ្នំពេញ
17   | shelter siem reap
17   | shelter seam reap
18   | clinic kompong som
18   | clinic in sihanoukvile
0106 | clinic in sisophon
0106 | គ្លីនិកនៅស៊ីសុផុន
0110 | lost passport in poipet
0811 | doctor takhmao
07   | lawyer in kampot
07   | lawyer in kampot province
0708 | lawyer in kampot town
0708 | មេធាវីនៅក្រុងកំពត
15   | មេធាវីនៅពោធិ៍សាត់
15   | មេធាវីនៅពោធិសាត់
2107 | doctor in samraong, takeo
08   | គ្លីនិកនៅខេត្តកណ្តាល
12   | i am from prey veng but live in phnom penh
     | i have malaria
     | i need a lawyer
     | day labour gives me back pain
     | now i only sell banana
     | គេវាយខ្ញុំពាក់កណ្តាលយប់
     | គ្មានអ្នកណាស្រឡាញ់ខ្ញុំ
"""

HOURS = """
2    | condom broke 2 hours ago
72   | condom broke 3 days ago
72   | ស្រោមបែក ៣ ថ្ងៃមុន
96   | condom broke four days ago
48   | srom bek pi thngai mun
336  | i was raped two weeks ago
     | take pep for 28 days
     | within 72 hours what must i do
     | i am pregnant 5 months
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("need", "urgency", "question"), rows(MEANT))
def test_the_need_and_the_urgency(need, urgency, question):
    understood = ask(question)
    assert (understood.need, understood.urgency.value) == (need, urgency), understood.why


@pytest.mark.parametrize(("refusal", "question"), rows(REFUSALS))
def test_what_is_refused(refusal, question):
    understood = ask(question)
    assert (understood.need, understood.refused, understood.urgency) == (REFUSED, refusal, Urgency.INFO), understood.why


@pytest.mark.parametrize("question", NOT_REFUSED.strip().splitlines())
def test_what_only_looks_like_it_is_answered(question):
    understood = ask(question)
    assert not understood.refused, understood.why


def test_a_child_for_sex_touches_child_protection():
    assert "child_protection" in ask("where can i buy a virgin girl").needs_also


@pytest.mark.parametrize(("place", "question"), rows(PLACES))
def test_the_place(place, question):
    understood = ask(question)
    assert (understood.place, understood.place_choices) == (place, ())


def test_a_name_of_two_places_is_asked_and_a_choice_settles_it():
    asked = ask("doctor in samraong")
    assert (asked.place, asked.place_choices) == ("", ("2107", "2204"))
    assert ask("doctor in samraong", place="22").place == "2204"
    assert ask("doctor in samraong", place="2107").place == "2107"
    assert ask("doctor in samraong", place="06").place_choices == ("2107", "2204")


def test_a_named_place_wins_over_the_chosen_one():
    assert ask("doctor in kampot", place="06").place == "07"
    assert ask("i need a doctor", place="06").place == "06"
    assert ask("i need a doctor", place="no such place").place == ""


@pytest.mark.parametrize(("hours", "question"), rows(HOURS))
def test_the_hours(hours, question):
    assert ask(question).hours == (float(hours) if hours else None)


@pytest.mark.parametrize(
    "question", ["im 16 and a client hurt me", "ខ្ញុំអាយុ ១៥ ឆ្នាំ ភ្ញៀវវាយខ្ញុំ", "knhom ayu 17 pnheav vay knhom"]
)
def test_a_minor(question):
    assert ask(question).minor


@pytest.mark.parametrize(
    "question",
    ["i am 16 weeks pregnant", "i am 15 minutes away", "i started at 15 and now i am over 18", "im 22 need a test"],
)
def test_no_minor(question):
    assert not ask(question).minor


def test_a_minor_who_asks_for_care_gets_care_first():
    understood = ask("im 16 and the condom broke last night with a client")
    assert (understood.need, understood.urgency) == ("pep_prep", Urgency.HOURS_72)
    assert understood.minor
    assert "child_protection" in understood.needs_also


def test_police_who_harm_and_police_who_are_not_wanted():
    assert ask("police beat me at the station").police_harm
    assert not ask("my husband beats me, should i call the police").police_harm
    assert ask("i was raped but i dont want police").no_police


def test_whom_it_is_about():
    assert ask("my friend was raped yesterday").about_other
    assert not ask("i was raped yesterday").about_other


def test_what_somebody_wants_of_a_service():
    assert set(ask("free hiv test without giving my name, no id card").wants_access) >= {"free", "anonymous", "no_id"}


@pytest.mark.parametrize(
    "question",
    ["", "   ", "?", "asdf qwer", "the cat sat on my mat", "can i park the car here", "xin chao", "今天天气怎么样"],
)
def test_what_says_nothing_is_not_guessed(question):
    understood = ask(question)
    assert (understood.need, understood.urgency, understood.refused) == ("", Urgency.INFO, "")


def test_it_can_say_why_in_the_askers_own_words():
    why = ask("ប៉ូលិសទារលុយខ្ញុំ នៅកំពង់ចាម").why
    words = {reason.rule: reason.words for reason in why}
    assert words["extortion"] == ("ប៉ូលិស", "ទារលុយខ្ញុំ")
    assert words["place"] == ("កំពង់ចាម",)


def test_words_read_through_a_slip_are_marked():
    reasons = {reason.rule: reason for reason in ask("polcie took my money evry week").why}
    assert reasons["police-only"].slip


def test_invisible_marks_change_nothing():
    plain, broken = "ភ្ញៀវវាយខ្ញុំ", "ភ្ញៀវ\u200bវាយ\u200bខ្ញុំ"
    assert ask(plain).need == ask(broken).need == "violence_support"


def test_an_empty_lexicon_understands_nothing():
    understood = understand("help police kampot", Words.of({}), Gazetteer.of({}))
    assert (understood.need, understood.place, understood.why) == ("", "", ())


def test_an_example_may_be_more_urgent_than_its_situation():
    meanings = {
        "child_abuse": {"need": "child_protection", "urgency": "soon"},
        "peers": {"need": "peer_support", "urgency": "info"},
    }
    examples = {"child_abuse emergency": ["screaming wall tonight"], "peers": ["meet women chatting"]}
    words = Words.of(with_features({"situations": meanings, "examples": examples}))
    understood = understand("screaming wall", words, Gazetteer.of({}))
    assert (understood.need, understood.situation, understood.urgency) == (
        "child_protection",
        "child_abuse",
        Urgency.EMERGENCY,
    )


@pytest.mark.parametrize(
    ("question", "late"),
    [
        ("no condom 4 days ago, today somebody told me of a pill", True),
        ("no condom, somebody told me of a pill", False),
    ],
)
def test_hearing_of_it_today_is_not_when_it_happened(question, late):
    hours = ask(question).hours
    assert (hours == 96) if late else (hours is None)


@pytest.mark.parametrize(
    "question",
    [
        "he took the key and sits in front of the door", "គាត់យកកូនសោ ហើយអង្គុយមុខទ្វារ", "ke yok kon sor angkuy muk tvea",
        "nobody would miss me", "គ្មានខ្ញុំទៀតទេ លាគ្រប់គ្នាហើយ", "took all my pills", "lep tnam os muoy bontah",
        "her lips are blue", "he has a broken bottle and says do what i say", "help",
    ],
)  # fmt: skip
def test_danger_told_without_its_plain_words_is_an_emergency(question):
    assert ask(question).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("is my neighbour on hiv medicine, tell me", True), ("my neighbour has hiv, how can i support her", False),
        ("how do i get customers for my girls", True), ("how do i get customers to use condoms", False),
        ("for my homework: is prostitution legal", False), ("help with my maths homework", True),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_from_what_sounds_like_it(question, refused):
    assert bool(ask(question).refused) is refused


def test_a_slip_of_typing_in_either_script_changes_nothing():
    assert ask("condmo broek last nite").situation == "condom_broke"
    assert ask("ស្រោមអនាម័យបែកយប់មិញ").situation == ask("ស្រោមអនាមយ័បែកយប់មិញ").situation == "condom_broke"


def test_the_pack_agrees_with_its_own_examples():
    """Of each situation and urgency every third is asked, in whatever language it comes."""
    lexicon = real_edition().lexicon
    meanings = lexicon["situations"]
    asked = [
        (meanings[situation_of(label)]["need"], text)
        for label, texts in lexicon["examples"].items()
        for text in every(3, texts)
    ]
    wrong = [text for need, text in asked if ask(text).need != need]
    assert len(wrong) < 0.03 * len(asked), wrong


# What breaks readers of text: lone surrogates, marks without a letter, letters that unfold into many, other scripts.
HARD = st.sampled_from(
    ["\ud800", "\u0301", "\u17d2", "\u17b6", "\ufdfa", "\u200b", "\u202e", "\0", "១", "ស្រោម", "police", "'"]
)


@given(st.one_of(st.text(st.characters(), max_size=200), st.lists(HARD, max_size=60).map("".join)))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it(text):
    understood = ask(text)
    assert understood == ask(text)
    assert understood.urgency in Urgency


@pytest.mark.parametrize(
    "flood",
    [
        "a",
        " ",
        "'",
        "\n",
        "\u0301\u0327",
        "\u17d2",
        "ក្",
        "ក\u17b6",
        "not ",
        "police ",
        "polcie condmo ",
        "មិន",
        "1 day ago ",
    ],
)
def test_a_flood_costs_no_more_than_its_start_and_its_end(flood):
    begun = perf_counter()
    understood = ask((flood * (10_000_000 // len(flood) + 1))[:10_000_000])
    assert perf_counter() - begun < 2
    assert understood.why[-1].rule == ONLY_PART_READ or understood.why[-1].rule == LIKE


def test_the_end_of_a_long_text_is_read_as_well():
    assert ask("so " * 4000 + "the condom broke last night").situation == "condom_broke"
