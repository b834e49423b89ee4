#!/bin/bash
# run.sh - right answers: published and independently computed ones on real data, and properties that
# must hold on any data. One line a test:   ok NAME   skip NAME: why   FAIL NAME
#
#   real/      CDNOW, Online Retail and the R orders of ../shared/data against the gold files there
#   headers/   every alias of the header table maps to its column
#   encodings/ exports in nine encodings of ../shared/data, found without a hint
#   csv/       two CSV corpora of ../shared/data against their gold files
#   same/      the same rows in another order, packing, place, locale or memory: the same bytes
#   money/     sums to the last digit, and refusals instead of wraps
#   types/     the gold tables of values through normalize
#   twice/     normalize | normalize is normalize, on these, on the samples and on mutations
#   samples/   the pipe and the scripts of samples/
#   phones/    numbering plans against the Python package phonenumbers
#
# T=real/cdnow runs the tests whose names begin so; SEE=1 shows what passing tests print.
# CRM_SHARED is where ../shared is, if elsewhere. MODE=san: smaller sizes.
set -uo pipefail

gold=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$gold/../.." && pwd)
shared=${CRM_SHARED:-$root/../shared}
export PATH="$BIN:$PATH" LC_ALL=C TZ=UTC
unset CLIENTELE_LANG LANG LC_MESSAGES COLUMNS
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 skipped=0 failed=0

# shellcheck disable=SC2034 # the parts below use them
case ${MODE:-release} in
release | debug | cov) many=1000000 some=5000 ;;
*) many=50000 some=1000 ;;
esac

# check NAME FUNCTION [ARGUMENT]... - run the function in a new folder; it fails with its first command that
# does, and shows what it printed. A function that cannot run here calls skip.
check() {
    local name=$1 status
    shift
    [[ $name == "${T:-}"* ]] || return 0
    mkdir -p "$scratch/work/$name"
    (
        set -e
        cd "$scratch/work/$name"
        "$@"
    ) >"$scratch/log" 2>&1 </dev/null
    status=$?
    if [ -e "$scratch/skip" ]; then
        echo "skip $name: $(cat "$scratch/skip")"
        rm "$scratch/skip"
        skipped=$((skipped + 1))
    elif [ $status = 0 ]; then
        [ -z "${SEE:-}" ] || cat "$scratch/log"
        echo "ok $name"
        passed=$((passed + 1))
    else
        head -n 40 "$scratch/log"
        echo "FAIL $name"
        failed=$((failed + 1))
    fi
    rm -rf "$scratch/work"
}

# ---- words that the tests use ------------------------------------------------------------------------

skip() {
    echo "$1" >"$scratch/skip"
    exit 0
}

needs_shared() {
    [ -d "$shared/data" ] || skip "no ../shared"
}

needs_python() {
    python3 -c '' 2>/dev/null || skip "no python3"
}

# equal WHAT EXPECTED FOUND
equal() {
    [ "$2" = "$3" ] && return
    echo "$1: expected $2, found $3"
    return 1
}

# same FILE FILE - byte for byte
same() {
    cmp -s "$1" "$2" && return
    diff -a "$1" "$2" | cut -c 1-400 | head -n 12
    return 1
}

# exits STATUS COMMAND... - standard error goes to the file err
exits() {
    local want=$1 status=0
    shift
    "$@" >out 2>err || status=$?
    [ $status = "$want" ] && return
    echo "$*: expected status $want, found $status"
    cat err
    return 1
}

# fails COMMAND... - with any status but 0
fails() {
    "$@" >out 2>err || return 0
    echo "$*: expected to fail"
    return 1
}

# mentions TEXT - in the last command's standard error
mentions() {
    grep -qF -e "$1" err && return
    echo "no word of \"$1\" in:"
    cat err
    return 1
}

# found NAME FILE - a figure of a --summary
found() {
    sed -n 's/^ *"'"$1"'": "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$2"
}

# column FILE NAME - a column of a table whose cells hold no commas
column() {
    awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        { print $at }' "$1"
}

# total FILE NAME - the sum of a column of money in thousandths, exact
total() {
    column "$1" "$2" | awk '{ n += sprintf("%.0f", $1 * 1000) } END { printf "%.0f\n", n }'
}

for part in real headers corpora encodings same money types twice samples phones_oracle; do
    # shellcheck source=/dev/null
    . "$gold/$part.sh"
done

echo "gold: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
