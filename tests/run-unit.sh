#!/bin/sh
# run-unit.sh PROGRAM... - run the unit tests whose names match T; print what fails.
set -eu

ran=0
for program in "$@"; do
    name=${program##*/}
    case "$name" in "${T:-}"* | "test_${T:-}"*) ;; *) continue ;; esac
    if ! "$program" >"$program.log" 2>&1; then
        cat "$program.log"
        echo "FAIL unit $name" >&2
        exit 1
    fi
    grep -h '^\[  SKIPPED \]\|^skip' "$program.log" | sort -u || true
    ran=$((ran + 1))
done
echo "unit: $ran programs passed"
