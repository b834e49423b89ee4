#!/bin/sh
# lint.sh FLAGS FILE... - clang-tidy and cppcheck over the sources; any finding fails.
set -eu

flags=$1
shift
# shellcheck disable=SC2016 # the inner shell expands
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 4 sh -c '
    flags=$0
    clang-tidy --quiet --warnings-as-errors="*" "$@" -- -std=c17 $flags 2>/dev/null' "$flags"
# shellcheck disable=SC2086 # likewise
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --error-exitcode=1 -j "$(nproc)" $flags "$@"
echo "lint: clean"
