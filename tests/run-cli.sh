#!/bin/bash
# run-cli.sh - the command-line cases: tests/cli/TOOL/WHAT-IT-SHOWS/
#
#   cmd    shell commands, run in a copy of the folder, with the tools in PATH and SAMPLES set
#   out    what standard output must be, byte for byte (no file: nothing)
#   err    what standard error must be (no file: nothing)
#   exit   the exit status (no file: 0)
#   *      the inputs
#
# T=TOOL/NAME runs the cases whose names begin so; ACCEPT=1 rewrites out, err and exit: read the diff.
set -euo pipefail

cases=$(cd "$(dirname "$0")/cli" && pwd)
SAMPLES=$(cd "$(dirname "$0")/../samples" && pwd)
export SAMPLES PATH="$BIN:$PATH" LC_ALL=C TZ=UTC
unset CLIENTELE_LANG LANG LC_MESSAGES COLUMNS
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

# Write what was found as what is expected; an empty or zero expectation is no file.
accept() {
    for part in out err exit; do
        rm -f "$1/$part"
        [ -s "$scratch/$part" ] && cp "$scratch/$part" "$1/$part"
    done
    [ "$(cat "$scratch/exit")" != 0 ] || rm -f "$1/exit"
}

compare() { # CASE PART
    local want=$1/$2
    [ -e "$want" ] || want=/dev/null
    cmp -s "$want" "$scratch/$2" && return
    echo "--- $2: expected, then found"
    diff -a "$want" "$scratch/$2" | head -40
    return 1
}

# A case that hangs is a failure with a name, not a run without an end.
for case in "$cases"/*/*/; do
    case=${case%/}
    name=${case#"$cases/"}
    [[ $name == "${T:-}"* ]] || continue
    rm -rf "$scratch/work"
    cp -r "$case" "$scratch/work"
    status=0
    (cd "$scratch/work" && timeout 120 bash -c "$(cat cmd)" >"$scratch/out" 2>"$scratch/err" </dev/null) || status=$?
    echo $status >"$scratch/exit"
    if [ -n "${ACCEPT:-}" ]; then
        accept "$case"
        continue
    fi
    ok=yes
    for part in out err; do compare "$case" $part || ok=no; done
    want=$(cat "$case/exit" 2>/dev/null || echo 0)
    [ "$want" = "$status" ] || { echo "--- exit: expected $want, found $status"; ok=no; }
    if [ $ok = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name" >&2
    fi
done
echo "cli: $passed cases passed, $failed failed"
[ $failed = 0 ]
