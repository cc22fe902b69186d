"""Looks a number up in the release."""

from romduol.base import phones
from romduol.knowledge.answers.queries.documents import document_at
from romduol.knowledge.answers.records import NUMBERS, Answers, NumberAnswer, NumberHead
from romduol.knowledge.answers.rules.answering import answer_number, read_number
from romduol.knowledge.answers.rules.locators import bucket_path, locator
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged


def look_up_number(text: str, shelf: Answers) -> NumberAnswer:
    """Answer about a number from the current release and from what was taken back since.

    Raises `NothingPublished`, and `PageDamaged` where what is kept of the number cannot be read.
    """
    release, withdrawn = shelf.manifest().release, shelf.withdrawn()
    head = _head(shelf)
    try:
        number = read_number(text, head, withdrawn)
    except phones.NotAPhoneNumber as problem:
        return NumberAnswer(kind="not_a_number", typed=text, reason=problem.reason)
    asked = NumberAnswer(
        kind="unknown",
        typed=text,
        key=number.key,
        national=number.national,
        short=number.short_code is not None,
        release=release,
    )
    # Neither the hash nor the bucket is kept for the next question: reading a bucket takes a fraction of the hash, and
    # a server that is taken while it runs shall not remember what was asked.
    found = locator(number.key, head.salt, head.rounds)
    bucket = document_at(bucket_path(found, head.width), shelf) or {}
    if shelf.manifest().release != release:
        # A new release may divide its buckets otherwise than the head that was read.
        return look_up_number(text, shelf)
    return answer_number(asked, bucket.get(found), head, withdrawn)


def _head(shelf: Answers) -> NumberHead:
    stored = document_at(NUMBERS, shelf)
    if stored is None:
        raise NothingPublished("this release holds no numbers")
    try:
        return NumberHead(**{**stored, "short_codes": tuple(stored["short_codes"])})
    except (KeyError, TypeError) as problem:
        raise PageDamaged("what tells how numbers are kept is not whole, or of another version") from problem
