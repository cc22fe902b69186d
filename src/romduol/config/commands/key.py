"""Look after the keys that sign releases: a root key that is kept off line, and short-lived keys that it names.

The root key signs no release. It says which keys may, and until when. Keep it on a stick in a drawer, and plug it in
for these commands; or keep it on a machine that is never on line, and carry `request` and `keyring` files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.knowledge.releases.actions import keys
from romduol.knowledge.releases.actions.folder import publishing, write_surely
from romduol.knowledge.releases.actions.publishing import signed_by
from romduol.knowledge.releases.actions.rolling_back import sign_anew
from romduol.knowledge.releases.queries.folder import keys_of, last_good, pinned_root, read_keyring, withdrawn_list
from romduol.knowledge.releases.records import Keyring, Manifest, WithdrawnList
from romduol.knowledge.releases.rules.manifests import TAKEN_BACK, added, withdrawn_payload
from romduol.knowledge.releases.rules.naming import CURRENT, KEYRING, WITHDRAWN
from romduol.knowledge.releases.rules.trust import SOON, Refused, prove_keyring
from romduol.safety.crypto.signatures import KeyUnreadable, PrivateKey, fingerprint, is_public, key_id, public_of

EXAMPLES = """
  romduol key show                                     which keys count, and until when
  romduol key init --root /media/usb/root.pem          a root key on a stick, before the first publish
  romduol key delegate --root /media/usb/root.pem      let this server sign for 90 more days
  romduol key rotate --root /media/usb/root.pem        a new signing key in place of the old one
  romduol key revoke 0123456789abcdef --root ...       nothing that key ever signed counts any more

  with a root key that never comes to the server:
  romduol key request > request.txt                    on the server; carry it, and keyring.json, to the other machine
  romduol key delegate --root root.pem --request request.txt --keyring keyring.json --out new-keyring.json
  romduol key accept new-keyring.json                  on the server again
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do, and with which files."""
    parser.set_defaults(do=show)
    verbs = parser.add_subparsers(metavar="WHAT")
    for name, do in VERBS.items():
        verb = verbs.add_parser(name, help=(do.__doc__ or "").splitlines()[0], description=do.__doc__)
        verb.set_defaults(do=do)
        if name in ("init", "delegate", "rotate", "revoke"):
            verb.add_argument("--root", type=Path, help="the file of the root key (in the data folder, if it is there)")
        if name in ("init", "delegate", "rotate"):
            verb.add_argument(
                "--days", type=_days, default=keys.LIFE_OF_A_KEY.days, help="for how long it may sign (90)"
            )
        if name == "init":
            verb.add_argument("--no-passphrase", action="store_true", help="leave the root key unlocked")
            verb.add_argument("--replace-root", action="store_true", help="the root key is lost: tell every mirror")
        if name == "delegate":
            verb.add_argument("--request", type=Path, help="a file that `romduol key request` printed elsewhere")
            verb.add_argument("--keyring", type=Path, help="the other machine's keyring.json, if it has one")
            verb.add_argument("--out", type=Path, help="where to write the new keyring")
        if name in ("revoke", "trust", "accept"):
            meta = {"revoke": "KEY", "trust": "ROOT", "accept": "FILE"}[name]
            verb.add_argument("which", metavar=meta, help=HELP[name])


HELP = {
    "revoke": "the 16 digits that `romduol key show` lists",
    "trust": "the 64 digits that `romduol key show` prints on the machine that made the root key",
    "accept": "a keyring that the root key signed on another machine",
}


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 366:
        raise argparse.ArgumentTypeError(f"{text} is no number of days from 1 to 366")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; a key file that cannot be used is told in one line."""
    try:
        return int(args.do(args, Path(settings.RELEASES), timezone.now()))
    except (KeyUnreadable, keys.RootExists) as problem:
        raise BadInput(str(problem)) from None
    except BrokenPipeError:
        # `romduol key show | head` is no fault.
        raise
    except OSError as problem:
        raise BadInput(f"{problem.filename}: {problem.strerror}") from None


def show(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Print the root key that this machine trusts, and the keys that it names."""
    root = pinned_root(folder)
    if root is None:
        print("no keys yet: the first `romduol publish` makes them, or `romduol key init --root FILE` on a stick")
        return PROBLEM
    print(f"root         {root}\nfingerprint  {fingerprint(root)}")
    if (keys_of(folder) / keys.ROOT_KEY).exists():
        print(
            "             its private half is on this machine: move it to a stick (docs/how-to/look-after-the-keys.md)"
        )
    try:
        print("\n".join(told(read_keyring(folder), now)))
        signing = keys.signer(folder, now)
    except Refused as problem:
        print(f"keyring      refused: {problem}")
        return PROBLEM
    except keys.CannotSign as problem:
        # A mirror signs nothing, and needs no key of its own.
        print(f"signs here   nothing: {problem}")
        return DONE
    print(f"signs here   {signing.key.id}")
    return DONE


def told(keyring: Keyring, now: datetime) -> list[str]:
    """Return a keyring in words, a line each."""
    lines = [f"keyring      version {keyring.version} of {keyring.made_on:%Y-%m-%d}"]
    for key in keyring.keys:
        span = f"{key.since:%Y-%m-%d} to {key.until:%Y-%m-%d}"
        state = "revoked" if key.revoked else "past" if now > key.until else "counts"
        if state == "counts" and key.until - now < SOON:
            state = "counts, ends soon"
        lines.append(f"key          {key.id}  {span}  {state}")
    return lines


def init(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Make a root key, trust it here, and let it name this machine's signing key."""
    known = pinned_root(folder)
    if known is not None and not args.replace_root:
        raise keys.RootExists(
            "this machine trusts a root key already, and so do its mirrors; for a new signing key: romduol key rotate; "
            "where the root key is lost: romduol key init --replace-root"
        )
    file = args.root or keys_of(folder) / keys.ROOT_KEY
    # On this machine a passphrase protects nothing that the running server would not need; on a stick it does.
    passphrase = "" if args.no_passphrase or args.root is None else new_passphrase()
    with publishing(folder):
        current, listed = last_good(folder), _list(folder)
        public = keys.make_root(file, passphrase=passphrase)
        if known is not None:
            keys.forget_root(folder, now, but=file)
        keys.pin_root(folder, public)
        keys.delegate_own(folder, keys.read_root(file, lambda: passphrase), now=now, life=timedelta(days=args.days))
        _sign_all(folder, current, listed, now)
    print(f"root key     {file}\nroot         {public}\nfingerprint  {fingerprint(public)}")
    print("Keep that file off line, with a copy in another place: who has it decides what every mirror shows.")
    if args.replace_root:
        print("Let each mirror trust the new root by hand; the pages are signed anew already.")
    return DONE


def _list(folder: Path) -> WithdrawnList | None:
    current = last_good(folder)
    try:
        return withdrawn_list(folder, current.pack, revoked_too=True) if current else None
    except Refused:
        return None


def _sign_all(folder: Path, current: Manifest | None, listed: WithdrawnList | None, now: datetime) -> None:
    """Sign under a new root what an old one stood for: the list first, so that no number comes back."""
    signing = keys.signer(folder, now)
    if listed is not None:
        write_surely(folder / WITHDRAWN, signing.sign(withdrawn_payload(added(listed, (), now)), TAKEN_BACK))
    sign_anew(folder, signing, now, current)


def delegate(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Let a key sign for a while: this machine's own, or with --request that of another."""
    root = root_of(args.root, folder)
    life = timedelta(days=args.days)
    if args.request is None:
        with publishing(folder):
            print("\n".join(told(keys.delegate_own(folder, root, now=now, life=life), now)))
        return DONE
    public = args.request.read_text(encoding="ascii", errors="replace").strip()
    if not is_public(public):
        raise BadInput(f"{args.request} is no request: it holds one line of 64 hexadecimal digits")
    keyring = keys.with_key(_carried(args.keyring, root, now), public, now=now, life=life)
    out = args.out or Path("new-keyring.json")
    write_surely(out, keys.signed_keyring(keyring, root))
    print("\n".join(told(keyring, now)))
    print(f"Wrote {out}. On the other machine: romduol key accept {out.name}")
    print(f"The first time, before it: romduol key trust {public_of(root)}")
    return DONE


def _carried(file: Path | None, root: PrivateKey, now: datetime) -> Keyring:
    if file is None:
        return keys.first_keyring(public_of(root), now)
    return prove_keyring(file.read_bytes(), root=public_of(root))


def rotate(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Put a new signing key in the place of this machine's; what the old one signed until now still counts."""
    root = root_of(args.root, folder)
    with publishing(folder):
        current = last_good(folder)
        keyring = keys.rotate(folder, root, now=now, life=timedelta(days=args.days))
        manifest = sign_anew(folder, keys.signer(folder, now), now, current)
    print("\n".join(told(keyring, now)))
    if manifest is not None:
        print(f"The current pages are signed anew: release {manifest.release}.")
    return DONE


def revoke(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Let nothing count any more that a key ever signed; if it is this machine's own, a new one takes its place."""
    root = root_of(args.root, folder)
    with publishing(folder):
        if args.which in (_own(folder, now), signed_by(folder / CURRENT), signed_by(folder / WITHDRAWN)):
            # First a new key and new signatures, then the end of the old one: readers see no gap.
            current = last_good(folder)
            keys.rotate(folder, root, now=now)
            sign_anew(folder, keys.signer(folder, now), now, current)
        keyring = keys.revoke(folder, root, args.which, now=now)
    print("\n".join(told(keyring, now)))
    print("Mirrors learn of it at their next poll. romduol publish --force draws anew what that key may have signed.")
    return DONE


def _own(folder: Path, now: datetime) -> str:
    try:
        return keys.signer(folder, now, late=True).key.id
    except keys.CannotSign:
        return ""


def request(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Make the next signing key here and print its public half, for a root key that never comes to this machine."""
    public = keys.request(folder)
    print(public)
    print(f"# key {key_id(public)}; carry the line above to the root key, with {folder / KEYRING}", file=sys.stderr)
    return DONE


def accept(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Take a keyring that the root key signed on another machine."""
    with publishing(folder):
        current = last_good(folder)
        keyring = keys.accept(folder, Path(args.which).read_bytes(), now=now)
        print("\n".join(told(keyring, now)))
        manifest = sign_anew(folder, keys.signer(folder, now), now, current)
    if manifest is not None:
        print(f"The current pages are signed anew: release {manifest.release}.")
    return DONE


def trust(args: argparse.Namespace, folder: Path, now: datetime) -> int:
    """Trust a root key whose private half never comes to this machine."""
    keys.pin_root(folder, args.which)
    print(f"fingerprint  {fingerprint(args.which)}\nCompare it, by voice, with the one on the machine that made it.")
    return DONE


def root_of(given: Path | None, folder: Path) -> PrivateKey:
    """Return the root key of a file, asking for its passphrase where it is locked; raises BadInput, KeyUnreadable."""
    file = given or keys_of(folder) / keys.ROOT_KEY
    if not file.exists():
        where = "in the data folder" if given is None else f"at {given}"
        raise BadInput(f"there is no root key {where}; name its file: --root /media/usb/root.pem")
    return keys.read_root(file, ask_passphrase)


def ask_passphrase() -> str:
    """Ask for the passphrase of a root key; nothing of it is shown or kept."""
    return getpass("Passphrase of the root key: ")


def new_passphrase() -> str:
    """Ask for a new passphrase twice; raises BadInput where the two differ or there is none."""
    first = getpass("A passphrase for the root key, six words or more: ")
    if not first:
        raise BadInput("a root key on a stick needs a passphrase; --no-passphrase if it is locked away otherwise")
    if getpass("The same again: ") != first:
        raise BadInput("the two passphrases differ; nothing was made")
    return first


VERBS: dict[str, Callable[[argparse.Namespace, Path, datetime], int]] = {
    "show": show,
    "init": init,
    "delegate": delegate,
    "rotate": rotate,
    "revoke": revoke,
    "request": request,
    "accept": accept,
    "trust": trust,
}
