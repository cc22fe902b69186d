"""Names a busy port before anything else is done; needs only the standard library."""

from __future__ import annotations

import errno
import socket
import sys

LONGEST_TOLD = 60


class PortProblem(Exception):
    """The port cannot be listened on; the message says what to do."""


def require_free(host: str, port: int) -> None:
    """Raise PortProblem, with what to do, unless this machine can listen on ``port``."""
    if not host:
        raise PortProblem("--host is empty: 127.0.0.1 is this machine alone, 0.0.0.0 all networks.")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            # What a server does: a port that is only cooling down after a stop counts as free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except OverflowError:
        raise PortProblem(f"{port} is not a port: choose a number from 1024 to 65535.") from None
    except (TypeError, ValueError):
        raise PortProblem("This is no address to listen on: give --host a name or an IP address.") from None
    except OSError as problem:
        raise PortProblem(_advice(host, port, problem)) from problem


def port_from(text: str) -> int:
    """Return the port that ``text`` names; raises PortProblem where it names none."""
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise PortProblem(f"PORT={text[:LONGEST_TOLD]} is not a port: choose a number from 1024 to 65535.")
    return int(text)


def _advice(host: str, port: int, problem: OSError) -> str:
    other = port + 1 if port < 65535 else 8000
    choose = f"Choose another one:\n\n    make run PORT={other}\n"
    if problem.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is busy: another program on this machine listens there "
            f"(perhaps Romduol itself, in another window).\n{choose}\n"
            f"or stop the other program; this shows it:  ss -ltnp 'sport = :{port}'"
        )
    if problem.errno == errno.EACCES:
        return f"Port {port} is reserved for the system administrator. {choose}"
    return f"Cannot listen on {host[:LONGEST_TOLD]}:{port}: {problem.strerror}. {choose}"


def main(arguments: list[str]) -> int:
    """Check one port for ``make run``; print the problem and return 2 where it is not free."""
    try:
        require_free("127.0.0.1", port_from(arguments[0] if arguments else "8000"))
    except PortProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
