"""One act on one file, in a process that has nothing else in its memory.

`python -m bench.vault.handling FOLDER WAY ACT` seals or opens the file once and tells what that took, for `files`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from time import process_time

from bench.memory import most_held_mb
from bench.vault.given import SEAL
from bench.vault.ways import AGE, CONTEXT, NACL, OURS
from romduol.safety.crypto.boxes import PIECE_BYTES, new_secret, open_pieces, seal_pieces
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, open_envelope, seal_envelope
from romduol.safety.crypto.keys import new_pair, pair_of

PLAIN = "plain"
MODULES = {AGE: "pyrage", NACL: "nacl.public"}


@dataclass(frozen=True, slots=True)
class Handled:
    """One act on the file: seconds of processor time, and the MB that it added to the most the process held before."""

    way: str
    act: str
    cpu: float
    grown_mb: float


def handle(folder: Path, way: str, act: str) -> Handled:
    """Seal the plain file of a folder, or open what was sealed before."""
    plain, sealed, opened, key = (folder / name for name in (PLAIN, f"{way} sealed", f"{way} opened", f"{way} key"))
    work = {OURS: _ours, AGE: _age, NACL: _sealed_box}[way]
    # What is imported counts in neither; keys are made within the time, some microseconds of many thousand.
    if way in MODULES:
        import_module(MODULES[way])
    start, held = process_time(), most_held_mb()
    work(*((plain, sealed, key) if act == SEAL else (sealed, opened, key)), sealing=act == SEAL)
    return Handled(way, act, process_time() - start, most_held_mb() - held)


def _ours(source: Path, target: Path, key: Path, *, sealing: bool) -> None:
    with source.open("rb") as coming, target.open("wb") as going:
        parts: Iterator[bytes] = iter(lambda: coming.read(PIECE_BYTES), b"")
        if sealing:
            pair, secret = new_pair(), new_secret()
            key.write_bytes(pair.scalar)
            going.write(seal_envelope(secret, pair.public, CONTEXT))
            going.writelines(seal_pieces(parts, secret, CONTEXT))
        else:
            secret = open_envelope(coming.read(ENVELOPE_BYTES), pair_of(key.read_bytes()), CONTEXT)
            going.writelines(open_pieces(parts, secret, CONTEXT))


def _age(source: Path, target: Path, key: Path, *, sealing: bool) -> None:
    age = import_module(MODULES[AGE])
    if sealing:
        identity = age.x25519.Identity.generate()
        key.write_text(str(identity), "ascii")
        age.encrypt_file(str(source), str(target), [identity.to_public()])
    else:
        age.decrypt_file(str(source), str(target), [age.x25519.Identity.from_str(key.read_text("ascii"))])


def _sealed_box(source: Path, target: Path, key: Path, *, sealing: bool) -> None:
    nacl = import_module(MODULES[NACL])
    if sealing:
        pair = nacl.PrivateKey.generate()
        key.write_bytes(bytes(pair))
        target.write_bytes(nacl.SealedBox(pair.public_key).encrypt(source.read_bytes()))
    else:
        target.write_bytes(nacl.SealedBox(nacl.PrivateKey(key.read_bytes())).decrypt(source.read_bytes()))


if __name__ == "__main__":
    print(json.dumps(asdict(handle(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))))
