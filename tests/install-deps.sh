#!/bin/sh
# install-deps.sh PACKAGE[:optional]... - install what is missing with apt; says what, needs root or
# sudo for it. What is optional is left out where apt does not have it.
set -eu

missing=''
optional=''
for word in "$@"; do
    package=${word%:optional}
    # Read it whole: a `grep -q` that ends early would break the pipe.
    state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    if [ "$state" = 'install ok installed' ]; then
        continue
    elif [ "$package" = "$word" ]; then
        missing="$missing $package"
    else
        optional="$optional $package"
    fi
done
if [ -z "$missing$optional" ]; then
    echo "deps: everything is installed"
    exit 0
fi
echo "deps: installing:$missing$optional"
if ! command -v apt-get >/dev/null; then
    [ -n "$missing" ] || exit 0
    echo "deps: no apt-get here: install these or their like by hand:$missing" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        [ -n "$missing" ] || exit 0
        echo "deps: run as root, or install sudo; needed:$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || [ -z "$missing" ]
for package in $optional; do
    if apt-cache show "$package" >/dev/null 2>&1; then
        missing="$missing $package"
    else
        echo "deps: apt has no $package: built without it"
    fi
done
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "deps: done"
