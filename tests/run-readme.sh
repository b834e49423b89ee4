#!/bin/bash
# run-readme.sh - the README's examples print what it shows: lines `$ COMMAND` in its code blocks, run one
# after the other in one copy of samples/, standard error among the output.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$BIN:$PATH" LC_ALL=C TZ=UTC
unset CLIENTELE_LANG LANG LC_MESSAGES COLUMNS NO_COLOR
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$root/samples" "$scratch/samples"

awk -v folder="$scratch" '
    /^```/ { is_code = !is_code; is_shown = 0; next }
    !is_code { next }
    /^\$ / { n++; print substr($0, 3) > (folder "/" n ".cmd"); is_shown = 1; next }
    is_shown { print > (folder "/" n ".out") }' "$root/README.md"

ran=0
for ((n = 1; ; n++)); do
    [ -e "$scratch/$n.cmd" ] || break
    (cd "$scratch/samples" && bash -c "$(cat "$scratch/$n.cmd")" >"$scratch/$n.got" 2>&1 </dev/null) || true
    if [ -e "$scratch/$n.out" ] && ! diff -a "$scratch/$n.out" "$scratch/$n.got"; then
        echo "FAIL README: $(cat "$scratch/$n.cmd")" >&2
        exit 1
    fi
    if [ ! -e "$scratch/$n.out" ] && [ -s "$scratch/$n.got" ]; then
        cat "$scratch/$n.got"
        echo "FAIL README: says something that is not shown: $(cat "$scratch/$n.cmd")" >&2
        exit 1
    fi
    ran=$((ran + 1))
done
echo "readme: $ran examples passed"
[ $ran -gt 0 ]
