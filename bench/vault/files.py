"""A large file from disk to disk: ours piece by piece, age's own file functions, a sealed box that holds all of it.

`python -m bench.vault.files FOLDER WAY ACT` seals or opens the file once, for `measure_files`, which wants to know the
memory of nothing else.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from bench.checking import most_held_mb
from bench.growth import ChildFailed
from bench.rendering import HOME
from bench.vault.ways import AGE, CONTEXT, NACL, OURS, PACKAGES, NotTheSame
from romduol.safety.crypto.boxes import PIECE_BYTES, new_secret, open_pieces, seal_pieces
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, open_envelope, seal_envelope
from romduol.safety.crypto.keys import new_pair, pair_of

SIZE = 20 * 1024 * 1024
ROUNDS, ROUNDS_QUICKLY = 5, 1
SEAL, OPEN = "seal", "open"
PLAIN = "plain"
MODULES = {AGE: "pyrage", NACL: "nacl.public"}


@dataclass(frozen=True, slots=True)
class Handled:
    """One act on the file: seconds of processor time, and the MB that it added to the most the process held before."""

    way: str
    act: str
    cpu: float
    grown_mb: float


def measure_files(progress: Callable[[str], None], *, quick: bool) -> list[Handled]:
    """Seal and open the file each way in turns; raises `ChildFailed`, and `NotTheSame` where another file came out."""
    names = [OURS, *(name for name, package in PACKAGES.items() if find_spec(package))]
    found: dict[tuple[str, str], list[Handled]] = {(name, act): [] for name in names for act in (SEAL, OPEN)}
    with TemporaryDirectory(prefix="romduol-bench-") as place:
        folder = Path(place)
        (folder / PLAIN).write_bytes(Random(9).randbytes(SIZE))  # noqa: S311
        for turn in range(ROUNDS_QUICKLY if quick else ROUNDS):
            progress(f"a file of {SIZE >> 20} MB, round {turn + 1}")
            for (name, act), handled in found.items():
                handled.append(_in_a_child(folder, name, act))
        for name in names:
            if _digest(folder / f"{name} opened") != _digest(folder / PLAIN):
                raise NotTheSame(f"{name} gave back another file")
    return [_middle(handled) for handled in found.values()]


def _middle(handled: list[Handled]) -> Handled:
    grown = median(one.grown_mb for one in handled)
    return Handled(handled[0].way, handled[0].act, median(one.cpu for one in handled), grown)


def _digest(path: Path) -> bytes:
    return sha256(path.read_bytes()).digest()


def _in_a_child(folder: Path, way: str, act: str) -> Handled:
    command = [sys.executable, "-m", "bench.vault.files", str(folder), way, act]
    # The command is this very module and three words of ours.
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"{way}, {act} ended with code {done.returncode}: {done.stderr[-300:]}")
    return Handled(**json.loads(done.stdout))


def _handle(folder: Path, way: str, act: str) -> Handled:
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
    print(json.dumps(asdict(_handle(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))))
