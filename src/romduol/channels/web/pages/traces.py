"""What this phone still shows after a visit, and how to clear it: one sentence, one promise.

A journey checks each sentence, or says why no test can: so the page promises nothing that is not so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what is so in any case, where scripts run, and where they do not; English texts."""

    heading: str
    always: tuple[str, ...] = ()
    scripted: tuple[str, ...] = ()
    unscripted: tuple[str, ...] = ()


FIRST = (
    phrase("Read this if somebody else looks at your phone."),
    phrase("Do only what feels safe. An empty history can be noticed too."),
)
PARTS = (
    Part(
        phrase("“Leave now” and Back"),
        scripted=(
            phrase("“Leave now” empties the screen at once, even without a signal. Then another site opens."),
            phrase("Back then shows the page before, not the page that you left."),
            phrase("With a keyboard, press Escape three times."),
            phrase("What you typed goes from its box when you leave the page."),
        ),
        unscripted=(
            phrase("“Leave now” opens another site, as any link does."),
            phrase("Back shows the page that you left."),
            phrase("Back can also show what you typed in a box."),
        ),
    ),
    Part(
        phrase("After a question"),
        always=(
            phrase("Your words are in no address and in no page name."),
            phrase("The open answer shows your words until you leave it."),
        ),
        scripted=(phrase("Back to an answer shows an empty box."),),
        unscripted=(phrase("Back to an answer may ask to send your words again. Say no."),),
    ),
    Part(
        phrase("History"),
        always=(
            phrase("The history lists the pages that you opened. Back can show them too."),
            phrase("Their addresses are short codes, such as “t1”."),
            phrase("Their names tell no topic. A page about a place has the name of the place."),
            phrase("Whoever opens such a page again can read it."),
            phrase("The browser may keep copies of pages. It is told to keep no answer."),
            phrase("This site puts no cookies on your phone, and no other marks."),
        ),
    ),
    Part(
        phrase("Calls and messages"),
        always=(
            phrase("The call list shows the numbers that you call."),
            phrase("A message stays on your phone, and on the other phone."),
            phrase("The phone company keeps records. A bill may list numbers."),
        ),
    ),
    Part(
        phrase("Pictures and papers"),
        always=(
            phrase("Screenshots, saved pages and prints stay until you throw them away."),
            phrase("The list of open apps may show a picture of this page. Leave the page first."),
        ),
    ),
    Part(
        phrase("Keyboard and voice"),
        always=(
            phrase("The keyboard may learn your words and offer them later."),
            phrase("“Read aloud” starts only when you press it. It stops when you leave."),
            phrase("It speaks only with a voice that is on the phone, as the browser tells us."),
        ),
    ),
    Part(
        phrase("Others who may see"),
        always=(
            phrase("Whoever runs the Wi-Fi or the network may see the name of this site, and when you come."),
            phrase("This site asks no other site for anything."),
            phrase("Devices that share your account may show the same history."),
            phrase("A hidden app may show your screen to somebody. No site can stop that."),
            phrase("If you fear that, use a phone that they never hold."),
        ),
    ),
    Part(
        phrase("How to clear it"),
        always=(
            phrase("Signs and names differ from phone to phone. Often it is enough to delete the pages of this site."),
            phrase("Chrome: open the menu (three dots), then History. Touch the cross beside a page."),
            phrase("Safari: open the book, then the clock. Swipe a page to the left, then Delete."),
            phrase("Firefox: open the menu, then History. Delete a page with the sign beside it."),
            phrase("Copies of pages: in the browser's settings, clear cached images and files."),
            phrase(
                "One call: open the call list and press long on the number, then Delete. On an iPhone, swipe it left."
            ),
        ),
    ),
    Part(
        phrase("Next time: a private window"),
        always=(
            phrase("Chrome: menu, then New Incognito tab. Safari and Firefox: list of tabs, then Private."),
            phrase("Close all its tabs, and the browser forgets the pages in them."),
            phrase("It hides nothing from the network, the call list or a hidden app."),
        ),
    ),
)


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the page."""
    yield Planned(addresses.TRACES, traces)


def traces(teller: Teller, path: str) -> Sheet:
    """Return the page; that it was read stands in no title, since a history shows it."""
    say = teller.reader.gettext
    shows = {
        "first": [say(text) for text in FIRST],
        "parts": [
            Part(say(part.heading), *(tuple(map(say, told)) for told in (part.always, part.scripted, part.unscripted)))
            for part in PARTS
        ],
    }
    return Sheet(path, "traces.html", say(phrase("Notes")), shows)
