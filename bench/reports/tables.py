"""The tables of reports, and whether their goals are met."""

from collections.abc import Iterator

from bench.reports import goals
from bench.reports.measuring import UNSEALED, Reports


def report_lines(found: Reports | None) -> Iterator[str]:
    """Yield the tables of one run, then the goals."""
    if found is None:
        return
    yield ""
    yield f"Reports on {found.database}, over HTTP, one core; plain rows of the same bytes come the same way, in turns"
    yield f"{'way':<24}{'bytes':>8}{'a second':>10}{'cpu ms':>9}{'against plain':>15}"
    for one in found.taken:
        yield f"{one.way:<24}{one.bytes:>8,}{one.a_second:>10,.0f}{one.cpu_ms:>9.2f}{found.ratio(one.way):>15.2f}"
    yield ""
    yield f"{'at once':<24}{'senders':>8}{'failed':>10}{'lost':>9}{'slowest s':>15}"
    for many in found.at_once:
        yield f"{many.way:<24}{many.senders:>8}{many.failed:>10}{many.lost:>9}{many.slowest:>15.2f}"
    if found.killed:
        killed = found.killed
        yield ""
        yield f"killed {killed.times} times: {killed.answered} were told that theirs was kept;"
        yield f"  of those {killed.lost} lost; {killed.halves} halves"
    if found.pages:
        yield "in gzip, bytes: " + ", ".join(f"{name} {size:,}" for name, size in found.pages.items())
    yield from _goal_lines(found)
    for note in found.notes:
        yield f"NOTE {note}"


def _goal_lines(found: Reports) -> Iterator[str]:
    if found.taken:
        yield _told(
            "sealed reports for each plain row",
            found.ratio() >= goals.SEALED,
            f"{found.ratio():.2f}",
            f"{goals.SEALED}",
        )
        yield f"  without a script: {found.ratio(UNSEALED):.2f}, for the receipt is worked out by the server"
    for many in found.at_once:
        name = f"{many.senders} at once, {many.way}, without one error or loss"
        yield _told(name, not (many.failed or many.lost), f"{many.failed} failed, {many.lost} lost", "0")
    if found.killed:
        none = not (found.killed.lost or found.killed.halves)
        yield _told(
            "killed in mid-submission, a receipt and a report or neither",
            none,
            f"{found.killed.lost} lost, {found.killed.halves} halves",
            "0",
        )
    for name, size in found.pages.items():
        most = goals.SCRIPT_BYTES if name.endswith(".js") else goals.PAGE_BYTES
        yield _told(f"{name} in gzip", size <= most, f"{size:,} bytes", f"at most {most:,}")


def _told(name: str, reached: bool, found: str, goal: str) -> str:
    return f"goal {name}: {goal}: {'reached' if reached else 'NOT reached'} ({found})"
