#!/bin/sh
# install-deps.sh PACKAGE... - install what is missing with apt; says what, needs root or sudo for it.
set -eu

missing=
for package in "$@"; do
    # Read it whole: a `grep -q` that ends early would break the pipe.
    state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$state" = 'install ok installed' ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "deps: everything is installed"
    exit 0
fi
echo "deps: installing:$missing"
if ! command -v apt-get >/dev/null; then
    echo "deps: no apt-get here: install these or their like by hand:$missing" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "deps: run as root, or install sudo; needed:$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "deps: done"
