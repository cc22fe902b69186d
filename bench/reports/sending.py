"""Sends requests that were made before, over lines that stay open, and tells what became of each."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Barrier
from time import perf_counter

from bench.servers import HOST

LINES = 12
PATIENT = 120.0
MARK = "a-mark-between-parts"
KEPT, SHOWN = 201, 200
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Post:
    """One request; `name` is what it is counted by."""

    path: str
    body: bytes = field(repr=False)
    name: str = ""
    kind: str = f"multipart/form-data; boundary={MARK}"
    expects: int = KEPT
    """The status of an answer that says it was kept."""


@dataclass(slots=True)
class Sent:
    """What became of requests: how many were kept, by name; how many were answered otherwise; the slowest."""

    kept: list[str] = field(default_factory=list)
    failed: int = 0
    slowest: float = 0.0


def headers(port: int, number: int, kind: str) -> Mapping[str, str]:
    """Return what a browser says of itself; each sender is behind another address."""
    here = f"{HOST}:{port}"
    address = f"198.{18 + number % 2}.{number // 250 % 250}.{1 + number % 250}"
    return {"Content-Type": kind, "Origin": f"http://{here}", "X-Forwarded-For": address}


def send_all(port: int, posts: Sequence[Post]) -> tuple[Sent, float]:
    """Send all over as many lines as a busy minute has; return what became of them, and the seconds that it took."""
    shares = [posts[line::LINES] for line in range(LINES)]
    began = perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        found = list(pool.map(lambda share: send(port, share), shares))
    return joined(found), perf_counter() - began


def send_at_once(port: int, posts: Sequence[Post]) -> Sent:
    """Send each over a line of its own, all in the same moment."""
    ready = Barrier(len(posts))

    def one(number: int) -> Sent:
        ready.wait(PATIENT)
        return send(port, [posts[number]], number)

    with ThreadPoolExecutor(len(posts)) as pool:
        return joined(list(pool.map(one, range(len(posts)))))


def send(port: int, posts: Sequence[Post], number: int = 0, kept: Callable[[], None] = lambda: None) -> Sent:
    """Send one after the other over one line, until one breaks off; `kept` is called after each that was kept."""
    found, line = Sent(), HTTPConnection(HOST, port, timeout=PATIENT)
    try:
        for at, post in enumerate(posts):
            began = perf_counter()
            line.request("POST", post.path, post.body, dict(headers(port, number + at, post.kind)))
            answer = line.getresponse()
            is_kept = answer.status == post.expects and bool(answer.read())
            found.slowest = max(found.slowest, perf_counter() - began)
            if is_kept:
                found.kept.append(post.name)
                kept()
            else:
                found.failed += 1
                line.close()
    except (OSError, HTTPException):
        found.failed += 1
    finally:
        line.close()
    return found


def joined(found: Sequence[Sent]) -> Sent:
    """Return what became of all."""
    return Sent(
        [name for one in found for name in one.kept],
        sum(one.failed for one in found),
        max((one.slowest for one in found), default=0.0),
    )
