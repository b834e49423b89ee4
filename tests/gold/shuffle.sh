#!/bin/bash
# shuffle.sh FILE SEED - a table's rows in another order, the same one every time; the header stays.
set -euo pipefail

head -n 1 "$1"
tail -n +2 "$1" |
    awk -v state="$2" '{ state = state * 48271 % 2147483647; printf "%d\t%s\n", state, $0 }' |
    sort -n -s -k1,1 | cut -f2-
