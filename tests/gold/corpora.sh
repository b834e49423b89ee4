#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# corpora.sh - two CSV corpora, cell by cell; part of run.sh. The tools have no plain copy, but `dedupe --exact
# COLUMN --assign` hands every row on and appends two columns, so what was read can be read back.

# pairs FILE - header and cell, a line each, as the corpora's JSON objects have them; ours left out
pairs() {
    awk -f "$gold/csv.awk" "$1" | awk -F '\037' '
        NR == 1 { n = split($0, name, "\037"); next }
        { for (i = 1; i <= n - 2; i++) { print name[i]; print $i } }'
}

through() { # FILE
    dedupe --assign --exact "$(head -n 1 "$1" | tr -d '\r' | cut -d, -f1)" -d , "$1" >read.csv
}

# location_coordinates is left out: its gold has another phone number than its file.
spectrum() {
    local file name n=0
    needs_shared
    for file in "$shared"/data/csv/csv-spectrum/csvs/*.csv; do
        name=$(basename "$file" .csv)
        [ "$name" != location_coordinates ] || continue
        through "$file"
        pairs read.csv >found
        awk -f "$gold/json_strings.awk" "$shared/data/csv/csv-spectrum/json/$name.json" >want
        same want found || { echo "in $name"; return 1; }
        n=$((n + 1))
    done
    equal files 11 $n
}
check csv/spectrum-cells-survive spectrum

# Its gold has lists, header first, or objects. all-empty is left out: its only column has no name, so none
# can be asked for by --exact.
test_data() {
    local file name n=0
    needs_shared
    for file in "$shared"/data/csv/csv-test-data/json/*.json; do
        name=$(basename "$file" .json)
        [ "$name" != all-empty ] || continue
        through "$shared/data/csv/csv-test-data/csv/$name.csv"
        case $name in
        header-*) pairs read.csv >found ;;
        *) awk -f "$gold/csv.awk" read.csv |
            awk -F '\037' '{ for (i = 1; i <= NF - 2; i++) print $i }' >found ;;
        esac
        awk -f "$gold/json_strings.awk" "$file" >want
        same want found || { echo "in $name"; return 1; }
        n=$((n + 1))
    done
    equal files 17 $n
}
check csv/test-data-cells-survive test_data
