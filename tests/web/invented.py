"""Invented answers: every part of one, in the shape that the doors draw."""

from dataclasses import replace

from romduol.knowledge.answers.records import (
    Answer,
    Guided,
    LineOffered,
    NextStep,
    Option,
    PlaceNamed,
    Quoted,
    ServiceOffered,
    Understood,
    Urgency,
)

PURSAT = PlaceNamed("15", "15", "Pursat", "ពោធិ៍សាត់", "province")
SOURCE = Quoted("Page of Lantern", "2026-09-15", "A", "/en/c1")
UNDATED = Quoted("An unsigned list", "", "D", "/en/c2")


def line(number: str = "099 000 102", call: str = "button", **more: object) -> LineOffered:
    """Return a line that an answer offers."""
    key = "855" + number.replace(" ", "")[1:]
    known = LineOffered(
        number=number,
        e164=f"+{key}",
        short_code=None,
        owner="Lantern",
        answered_by="ngo",
        tells="",
        purpose="helpline",
        standing="first-hand",
        call=call,
        sources=(SOURCE, UNDATED),
        checked_on=None,
        key=key,
        url="/en/l1",
        level="Lantern says so. We have not called.",
        notes=("Hours: day and night", "Cost: free"),
    )
    return replace(known, **more)  # type: ignore[arg-type]


WITHHELD = line("099 ... ..7", "withheld", e164=None, key="", owner="Nobody known", standing="disputed", level="")
POLICE = line("117", e164=None, short_code="117", key="117", owner="Police", answered_by="police", tells="other police")
SERVICE = ServiceOffered(
    id="5f0c2f4e-0000-5000-8000-000000000001",
    name="PEP within 3 days",
    organization="Lantern",
    place="Pursat",
    lines=(line("099 000 103"),),
    access=("free", "anonymous"),
    standing="reported",
    sources=(UNDATED,),
    url="/en/saaaaaaaaaa",
    level="said",
    why="It gives PEP, in Pursat.",
    barriers=("Far from the road.",),
)
ASKED = "condom broke. where pursat <b>"


def guided(text: str, topic: str = "urgent", **more: str) -> Guided:
    """Return a passage."""
    known = Guided(topic, "", text, "/en/g3", "original", ("health-pep-window",), "en")
    return replace(known, **more)  # type: ignore[arg-type]


def answered(lang: str = "en") -> Answer:
    """Return an urgent answer with every part."""
    return Answer(
        release="kh-2026-11-22-1",
        generated_at="2026-11-22T00:00:00+00:00",
        language=lang,
        understood=Understood(
            need="pep_prep", situation="condom_broke", urgency=Urgency.HOURS_72, place="15", needs_also=("emergency",)
        ),
        need_name="PEP and PrEP" if lang == "en" else "ថ្នាំការពារមេរោគអេដស៍",
        place=PURSAT,
        why=("You wrote “condom broke”.", "Within 72 hours: PEP can still help."),
        emergency_lines=(line("099 000 101", owner="Night Lantern"),),
        guidance=(
            guided("Go to a public hospital or health centre now; ask for PEP.", language=lang),
            guided("As soon as possible, within 3 days (72 hours).", "pep-prep", title="What to do now"),
        ),
        lines=(line(), line("099 000 104", "second", standing="lapsed"), line("099 000 105", "listen_first"), WITHHELD),
        services=(SERVICE,),
        disagreements=(NextStep("How many hours PEP can wait", "/en/d#x1"),),
        next_steps=(NextStep("Help in Pursat", "/en/p15"),),
        notices=("We know of no confirmed line that only answers this.",),
    )


def torn() -> Answer:
    """Return an answer that has to ask which place is meant."""
    choices = (Option("07", "Kampot", ""), Option("0708", "Kampot town", "Kampot"))
    understood = Understood(need="health_hiv_sti", urgency=Urgency.SOON, place_choices=("07", "0708"))
    return replace(answered(), understood=understood, place=None, place_choices=choices, emergency_lines=())


def refused() -> Answer:
    """Return a refusal that, by a mistake elsewhere, still carries a service."""
    note = guided("This site never helps to find people, places or prices.", "urgent")
    steps = (NextStep("Law and ethics", "/en/g21"), NextStep("How to report exploitation", "/en/g12"))
    understood = Understood(need="out_of_scope_refuse", refused="refuse_venue", urgency=Urgency.INFO)
    return replace(
        answered(),
        understood=understood,
        refused=True,
        guidance=(note,),
        next_steps=steps,
        lines=(),
        emergency_lines=(),
        place=None,
        notices=(),
        need_name="",
    )
