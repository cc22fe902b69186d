"""Calls what the bundles export, from Python: bytes and what was thrown cross over, keys stay in the browser."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playwright.sync_api import BrowserContext, Request

from romduol.safety.crypto.contexts import Context
from romduol.safety.crypto.keys import KeyPair


class Thrown(Exception):
    """What a function in the browser threw, by the name of its class."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(f"{told['name']}: {told['message']}")
        self.name: str = told["name"]
        self.reason: str | None = told.get("reason")
        self.row: int | None = told.get("row")
        self.epoch: int | None = told.get("epoch")


@dataclass(frozen=True)
class KeyInPage:
    """A key that no script can read: its number in the page, and whether it could be taken out."""

    number: int
    extractable: bool
    type: str


class VaultPage:
    """A page with both bundles."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        self.told: list[str] = []
        context.on("request", self._note)
        self.page = context.new_page()
        self.page.on("pageerror", lambda problem: self.told.append(str(problem)))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.goto(address)
        self.page.wait_for_function("() => window.each")

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def strangers(self) -> list[str]:
        """Return every request but those for the page and its scripts."""
        own = {self.address + path for path in ("", "page.js", "bundles/sealing.js", "bundles/staff.js", "favicon.ico")}
        return [url for url in self.asked if url not in own]

    def each(self, name: str, calls: Iterable[Sequence[Any]], *, bundle: str = "staff") -> list[Any]:
        """Call a function with each list of arguments; what was thrown is among the results."""
        sent = [bundle, name, [_sent(list(call)) for call in calls]]
        results = self.page.evaluate("([bundle, name, calls]) => each(bundle, name, calls)", sent)
        return [_came(result) for result in results]

    def call(self, name: str, *arguments: Any, bundle: str = "staff") -> Any:
        """Call a function; raises `Thrown`."""
        (result,) = self.each(name, [arguments], bundle=bundle)
        if isinstance(result, Thrown):
            raise result
        return result

    def opening_key(self, pair: KeyPair) -> Any:
        """Return a pair as a key that opens, in the page."""
        return self.call("openingKey", pair)


def _sent(value: Any) -> Any:
    match value:
        case bytes():
            return {"$bytes": b64encode(value).decode()}
        case UUID():
            return _sent(value.bytes)
        case Context():
            return _sent(value.pack())
        case KeyPair():
            return _sent({"scalar": value.scalar, "public": value.public})
        case KeyInPage():
            return {"$key": value.number}
        case list() | tuple():
            return [_sent(one) for one in value]
        case dict():
            return {name: _sent(one) for name, one in value.items()}
        case _:
            return value


def _came(value: Any) -> Any:
    match value:
        case {"$bytes": text}:
            return b64decode(text)
        case {"$key": number, "extractable": extractable, "type": kind}:
            return KeyInPage(number, extractable, kind)
        case {"$thrown": told}:
            return Thrown(told)
        case list():
            return [_came(one) for one in value]
        case dict():
            return {name: _came(one) for name, one in value.items()}
        case _:
            return value
