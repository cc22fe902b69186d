"""The words for codes: properties, kinds of bodies, grades, severities; English is the key of the catalogue."""

from romduol.ui.words import phrase

PROPERTIES = {
    "name": phrase("Name"),
    "alternate_name": phrase("Also called"),
    "acronym": phrase("Short name"),
    "body_type": phrase("Kind of body"),
    "part_of": phrase("Part of"),
    "replaced_by": phrase("Replaced by"),
    "status": phrase("Is it still there?"),
    "description": phrase("What it does"),
    "works_in": phrase("Works in"),
    "phone": phrase("Phone"),
    "website": phrase("Website"),
    "has_hotline": phrase("Has a phone line"),
    "founded": phrase("Founded"),
    "office_count": phrase("Number of offices"),
    "size": phrase("Size"),
    "cost_to_build": phrase("Cost to build"),
    "provided_by": phrase("Given by"),
    "operated_by": phrase("Run by"),
    "provider_described": phrase("Given by"),
    "serves": phrase("Serves"),
    "category": phrase("Kind of help"),
    "barrier": phrase("What can get in the way"),
    "access": phrase("Good to know"),
    "free_to_leave": phrase("Free to leave"),
    "hours": phrase("Hours"),
    "cost": phrase("Cost"),
    "eligibility": phrase("Who can call"),
    "asks_name": phrase("Asks your name"),
    "asks_id": phrase("Asks for an ID"),
    "tells": phrase("Whom they tell"),
    "answered_by": phrase("Who answers"),
    "languages": phrase("Languages"),
    "channels": phrase("Ways to reach it"),
    "role": phrase("What it is for"),
    "dials": phrase("Listed as"),
    "holds": phrase("Said to be so"),
    "figure": phrase("Figure"),
    "detail": phrase("In detail"),
    "same_as": phrase("The same as"),
}
CODES = {
    "body_type": {
        "police": phrase("police"),
        "government": phrase("government"),
        "ngo": phrase("organisation (NGO)"),
        "collective": phrase("collective"),
        "international": phrase("international organisation"),
        "unknown": phrase("not known"),
    },
    "status": {
        "active": phrase("at work"),
        "replaced": phrase("replaced by another body"),
        "left_country": phrase("left the country"),
        "changed_work": phrase("changed its work"),
        "closed": phrase("closed"),
    },
    "access": {
        "free": phrase("free"),
        "anonymous": phrase("no name needed"),
        "confidential": phrase("kept confidential"),
        "no_id": phrase("no ID needed"),
        "women_staff": phrase("women staff"),
        "trans_friendly": phrase("welcomes trans people"),
        "childcare": phrase("childcare"),
        "evening": phrase("open in the evening"),
        "mobile": phrase("comes to people"),
    },
    "channels": {
        "call": phrase("call"),
        "sms": phrase("SMS"),
        "telegram": phrase("Telegram"),
        "web": phrase("web"),
    },
    "cost": {"free": phrase("free")},
    "tells": {
        "nobody": phrase("nobody"),
        "police": phrase("police"),
        "family": phrase("the family"),
        "employer": phrase("the employer"),
        "other_bodies": phrase("other organisations"),
    },
    "answered_by": {
        "woman": phrase("a woman"),
        "man": phrase("a man"),
        "either": phrase("a woman or a man"),
        "recording": phrase("a recording"),
        "police": phrase("police"),
    },
    "dials": {"emergency": phrase("an emergency number")},
    "languages": {
        "km": phrase("Khmer"),
        "en": phrase("English"),
        "vi": phrase("Vietnamese"),
        "zh": phrase("Chinese"),
        "th": phrase("Thai"),
        "fr": phrase("French"),
    },
}
TRUTH = {"true": phrase("yes"), "false": phrase("no")}
PURPOSES = {
    "emergency": phrase("emergency"),
    "report": phrase("to report"),
    "report_child": phrase("to report harm to a child"),
    "helpline": phrase("someone to talk to"),
    "health": phrase("health questions"),
    "legal": phrase("legal questions"),
    "office": phrase("office"),
}
GRADES = {
    "A": phrase("the body about itself"),
    "B": phrase("an official or established body"),
    "C": phrase("a reference or the press"),
    "D": phrase("unsigned, or its author is unknown"),
}
KINDS_OF_SOURCE = {
    "operator page": phrase("page of an organisation"),
    "report": phrase("report"),
    "study": phrase("study"),
    "news": phrase("news"),
    "reference": phrase("reference"),
    "law text": phrase("text of a law"),
    "web guide": phrase("web guide"),
    "directory": phrase("directory"),
    "data": phrase("data"),
    "call": phrase("our own calls and letters"),
    "reader": phrase("what readers tell us"),
    "own word": phrase("an organisation, to us about itself"),
}
SEVERITIES = {
    "critical": phrase("Grave: a wrong value here can put someone in danger."),
    "high": phrase("Serious: a wrong value here can lead someone the wrong way."),
    "medium": phrase("A wrong value here can cost time."),
    "low": phrase("A wrong value here does little harm."),
}
SETTLED_BY = {
    "ask_operator": phrase("Asking the body itself would settle it."),
    "ask_official": phrase("Asking an official body would settle it."),
    "ask_lawyer": phrase("Asking a lawyer would settle it."),
    "call_the_line": phrase("Calling the line would settle it."),
    "read_original": phrase("Reading the original would settle it."),
    "visit": phrase("A visit would settle it."),
}
RULES = {
    "two_owners": phrase("One number is given for two bodies."),
    "sets_do_not_meet": phrase("Sources give different numbers for the same purpose."),
    "different_values": phrase("Sources give different answers."),
    "assert_deny": phrase("Some say it is so, others say it is not."),
}
CHECKED_BY = {
    "call": phrase("We called on %(day)s."),
    "visit": phrase("We visited on %(day)s."),
    "website": phrase("We checked the website on %(day)s."),
    "e-mail": phrase("We wrote and had an answer on %(day)s."),
    "document": phrase("We read the document on %(day)s."),
}
SAY_UNCALLED = (
    phrase("%(who)s says so. We have not called."),
    phrase("%(who)s and %(others)s more say so. We have not called."),
)
SAY_UNCHECKED = (
    phrase("%(who)s says so. We have not checked."),
    phrase("%(who)s and %(others)s more say so. We have not checked."),
)
"""Of a value that nobody checked: by one source, by several."""
SAY_TOLD_US = phrase("We were told so on %(day)s.")
"""Of a value that those who keep this site heard themselves."""
UNANSWERED = phrase("We tried on three days, and nobody answered.")
UNANSWERED_NOT_RELIED = phrase("Do not rely on this. We tried on three days, and nobody answered.")
LAPSED = phrase("Do not rely on this. True in %(year)s, not checked since.")
NOT_RELIED = {
    "disputed": phrase("Do not rely on this. Sources disagree."),
    "outweighed": phrase("Do not rely on this. A better source says otherwise."),
    "withdrawn": phrase("Do not rely on this. It was found wrong or unsafe."),
}
"""Standing -> why not to rely on a value."""
OUTCOMES = {
    "right": phrase("It is right"),
    "wrong": phrase("It is wrong"),
    "no_answer": phrase("Nobody answered"),
    "moved": phrase("They moved or have another number"),
    "closed": phrase("It is closed"),
    "refused": phrase("They would not say"),
}
"""What a check found."""
WAYS = {
    "call": phrase("A call"),
    "visit": phrase("A visit"),
    "website": phrase("Their website"),
    "e-mail": phrase("An e-mail"),
    "document": phrase("A document"),
}
"""How something was checked."""
