#!/bin/sh
# Makes .venv hold exactly what uv.lock says. Needs Python 3.11 or newer, and nothing else.
#
#   tools/environment.sh run     what serving needs
#   tools/environment.sh dev     what testing and checking need as well
#   tools/environment.sh bench   what only measuring needs, beside both
#   tools/environment.sh python  prints the Python it would use
#
# Nothing is done while pyproject.toml and uv.lock are as they were the last time.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}

say() { printf '%s\n' "$*" >&2; }

fail() {
    say ""
    say "$@"
    say ""
    exit 1
}

# A name on the PATH may be a stub that only prints an error, so each candidate is asked to run.
new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

can_make_venv() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() {
    too_old=""
    lacks_venv=""
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if ! new_enough "$candidate"; then
            too_old="$too_old $candidate"
        elif can_make_venv "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        else
            lacks_venv=$candidate
        fi
    done
    if [ -n "$lacks_venv" ]; then
        version=$("$lacks_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "$lacks_venv (Python $version) cannot make a virtual environment: its module venv or ensurepip is missing.
On Debian and Ubuntu:  sudo apt install python3-venv   (or python$version-venv)
then run make again."
    fi
    if [ -n "$too_old" ]; then
        fail "Romduol needs Python 3.11 or newer. Found, but too old or not working:$too_old
Install a newer Python, or name one:  make run PYTHON=/path/to/python3.12"
    fi
    fail "Romduol needs Python 3.11 or newer, and no Python was found.
On Debian and Ubuntu:  sudo apt install python3 python3-venv"
}

if [ "$purpose" = python ]; then
    find_python
    exit
fi

# A copied or moved folder leaves an environment whose scripts point elsewhere, so the place counts too.
wanted="$(cat pyproject.toml uv.lock | cksum) $PWD"
# Each environment holds what the ones before it hold.
stamp=.venv/.made-for-$purpose
others=.venv/.made-for-bench
if [ "$purpose" = run ]; then others=".venv/.made-for-dev $others"; fi
for made in "$stamp" $others; do
    if [ -x .venv/bin/python ] && [ "$(cat "$made" 2>/dev/null || true)" = "$wanted" ]; then
        exit 0
    fi
done

if ! [ -x .venv/bin/uv ] || ! new_enough .venv/bin/python || ! .venv/bin/uv --version >/dev/null 2>&1; then
    python=$(find_python) || exit 1
    say "Making .venv with $python ..."
    "$python" -m venv --clear .venv || fail "$python could not make .venv; the lines above say why."
    version=$(sed -n '/^name = "uv"$/{n;s/^version = "\(.*\)"$/\1/p;}' uv.lock)
    say "Fetching uv $version, which reads the lock ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version" ||
        fail "uv could not be fetched. Is this machine on line? (Only the first start and updates need it.)"
fi

say "Fetching what uv.lock names (a minute or two the first time) ..."
rm -f .venv/.made-for-*
options="--frozen --inexact --no-dev --group browser"
if [ "$purpose" = dev ]; then options="--frozen"; fi
if [ "$purpose" = bench ]; then options="--frozen --group bench"; fi
# The environment of another project, if one is active, is none of ours.
# shellcheck disable=SC2086
env -u VIRTUAL_ENV UV_PYTHON_DOWNLOADS=never .venv/bin/uv sync $options --python .venv/bin/python ||
    fail "The packages could not be fetched. Is this machine on line? Run make again to go on where it stopped."
printf '%s\n' "$wanted" >"$stamp"
