#!/bin/bash
# run-man.sh - the manual is true: its examples print what it shows, its options are those of the tools,
# and mandoc finds nothing to complain about.
#
# An example is a line `$ COMMAND` in a literal display of man/*.1.in or man/*.7; a command that ends in
# | or \ goes on in the next line. It must end in status 0. Lines that follow it in the display are what
# it prints on standard output, all of it or, where the last is `...`, the beginning. The examples of a
# page run one after the other in one copy of samples/, so that one may use what another wrote.
#
# T=NAME runs the pages whose names begin so; T=man/NAME too.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$BIN:$PATH" LC_ALL=C TZ=UTC
unset CLIENTELE_LANG LANG LC_MESSAGES COLUMNS NO_COLOR
only=${T:-}
only=${only#man/}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

fail() {
    echo "FAIL man $1" >&2
    failed=$((failed + 1))
}

# Write the examples of a page as files: N.cmd, N.out (only where output is shown), N.line.
# The displays are mdoc source: \e is a backslash, \& nothing, \- a minus.
extract() { # PAGE FOLDER
    awk -v folder="$2" '
        function text(line) {
            gsub(/\\&/, "", line)
            gsub(/\\-/, "-", line)
            gsub(/\\e/, "\\", line)
            return line
        }
        function put(kind, line) { print line > (folder "/" n "." kind) }
        /^\.Bd/ { is_display = / -literal/; is_command = is_example = 0; next }
        /^\.Ed/ { is_display = 0; next }
        !is_display { next }
        {
            line = text($0)
            if (line ~ /^\$ /) {
                n++
                is_example = is_command = 1
                put("line", FNR)
                line = substr(line, 3)
            } else if (!is_command) {
                if (is_example)
                    put("out", line)
                next
            }
            put("cmd", line)
            is_command = line ~ /[|\\]$/
        }' "$1"
}

run_example() { # FOLDER NUMBER WHAT
    local status=0 want=$1/$2.out got=$1/$2.got
    (cd "$1/samples" && bash -o pipefail -c "$(cat "$1/$2.cmd")" >"$got" 2>"$1/$2.err" </dev/null) || status=$?
    if [ $status != 0 ]; then
        fail "$3: status $status"
        cat "$1/$2.cmd" "$1/$2.err" >&2
        return
    fi
    if [ -e "$want" ]; then
        if [ "$(tail -n 1 "$want")" = ... ]; then
            head -n -1 "$want" >"$want.cut" && mv "$want.cut" "$want"
            # More must follow, or the dots are wrong.
            [ "$(wc -l <"$got")" -gt "$(wc -l <"$want")" ] || { fail "$3: nothing follows for ..."; return; }
            head -n "$(wc -l <"$want")" "$got" >"$got.cut" && mv "$got.cut" "$got"
        fi
        if ! diff -a "$want" "$got" >"$1/diff"; then
            fail "$3: the page (<) and what is printed (>)"
            cat "$1/$2.cmd" "$1/diff" >&2
            return
        fi
    fi
    passed=$((passed + 1))
}

run_page() { # SOURCE
    local name folder n
    name=$(basename "$1" .in)
    folder=$scratch/$name
    mkdir "$folder"
    cp -r "$root/samples" "$folder/samples"
    extract "$1" "$folder"
    for ((n = 1; ; n++)); do
        [ -e "$folder/$n.cmd" ] || break
        run_example "$folder" "$n" "$name:$(cat "$folder/$n.line")"
    done
    # Three examples that start from real exports are part of the contract.
    [ "$n" -gt 3 ] || fail "$name: $((n - 1)) examples"
}

# Every option stands in the page as built, and in --help.
check_options() { # TOOL
    local page=$BUILD/man/$1.1 help option
    help=$("$1" --help --lang en)
    while read -r option; do
        grep -q "^\.It .*Fl Fl $option\( \|\$\)" "$page" || fail "$1.1: --$option is missing"
        grep -q -- "--$option\( \|\[\|\$\)" <<<"$help" || fail "$1 --help: --$option is missing"
    done < <("$1" --dump-options | cut -f 2)
}

# Pages name each other before they are installed, so that mandoc does not find them.
lint() { # PAGE
    mandoc -T lint -W style "$1" >"$scratch/lint" 2>&1 || true
    grep -v -e 'referenced manual not found: Xr' -e 'outdated mandoc.db' "$scratch/lint" >&2 || return 0
    return 1
}

for page in "$root"/man/*.1.in "$root"/man/*.7; do
    name=$(basename "$page" .in)
    [[ $name == "$only"* ]] || continue
    run_page "$page"
    case $name in *.1) check_options "${name%.1}" ;; esac
    if command -v mandoc >/dev/null; then
        lint "$BUILD/man/$name" || fail "$name: mandoc"
    fi
done
command -v mandoc >/dev/null || echo "skip man lint: no mandoc"
echo "man: $passed examples passed"
[ $failed = 0 ]
