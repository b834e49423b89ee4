#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# corpora.sh - three CSV corpora, cell by cell; part of run.sh.
#
# What the library's reader makes of a file is compared by $BUILD/gold/cells, all options left to be found
# out. Besides, two corpora go through a tool: the tools have no plain copy, but `dedupe --exact COLUMN
# --assign` hands every row on and appends two columns, so what was read can be read back.

cells=$BUILD/gold/cells

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

# location_coordinates is left out here too.
records_of() { # FOLDER OF CSV, FOLDER OF JSON, HOW MANY
    local name json n=0
    needs_shared
    for json in "$2"/*.json; do
        name=$(basename "$json" .json)
        [ "$name" != location_coordinates ] || continue
        "$cells" json "$1/$name.csv" "$json" || { echo "in $name"; return 1; }
        n=$((n + 1))
    done
    equal files "$3" $n
}
corpus=$shared/data/csv
check csv/spectrum-records records_of "$corpus/csv-spectrum/csvs" "$corpus/csv-spectrum/json" 11
check csv/test-data-records records_of "$corpus/csv-test-data/csv" "$corpus/csv-test-data/json" 18

# Its other bad-* files are wrong only against a header that is agreed on elsewhere.
strict() {
    local name
    needs_shared
    normalize --dump-options | grep -q -w strict || skip "normalize has no --strict"
    for name in missing-quote quotes-with-unescaped-quote unescaped-quote; do
        exits 3 normalize --strict "$corpus/csv-test-data/csv/bad-$name.csv"
    done
}
check csv/test-data-bad-files-are-refused strict

# Pollock's files with nothing told. Each has one fault against the same table of 83 rows; a row with a field
# too many or too few may be set aside, nothing else may be lost. What cannot be so is listed, with what
# happens instead: a line that is no longer true fails too.
pollock_exceptions() {
    cat <<'END'
file_header_only            header same, 0 of 0 rows, 0 others, 0 set aside     no rows
file_one_data_row           header same, 1 of 1 rows, 0 others, 0 set aside     one row
file_no_payload             refused     empty
file_no_header              header same, 82 of 82 rows, 0 others, 0 set aside   its clean first row is the header here
file_header_multirow_2      header other, 0 of 83 rows, 84 others, 0 set aside  more headers: rows, where nobody says so
file_header_multirow_3      header other, 0 of 83 rows, 85 others, 0 set aside  likewise
file_multitable_less        header same, 83 of 83 rows, 0 others, 83 set aside  two tables: the rows of the second do not fit
file_multitable_more        header same, 83 of 83 rows, 1 others, 82 set aside  likewise
file_multitable_same        header same, 83 of 83 rows, 82 others, 1 set aside  likewise, and those of the same width do
file_field_delimiter_0x20   header other, 0 of 83 rows, 10 others, 73 set aside blanks within fields too, without quotes
file_quotation_char_0x27    header same, 77 of 83 rows, 6 others, 0 set aside   apostrophes as quotes, not doubled within fields
file_escape_char_0x00       header same, 80 of 83 rows, 0 others, 3 set aside   quotes within fields not doubled
row_extra_quote0_col2       header other, 0 of 83 rows, 0 others, 83 set aside  a quote too many in the header
row_extra_quote11_col[67]   header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote13_col[78]   header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote35_col8      header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote45_col5      header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote48_col7      header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote69_col7      header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote73_col8      header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_extra_quote8_col8       header same, 83 of 83 rows, 0 others, 0 set aside   a quote too many, but the text is the same
row_field_delimiter_0_0x20  header other, 0 of 83 rows, 0 others, 83 set aside  the header has another delimiter
row_less_sep_row12_col6     header same, 82 of 83 rows, 1 others, 0 set aside   a comma in the text takes the lost one's place
END
}

pollock_want() { # NAME
    pollock_exceptions | while read -r pattern rest; do
        # shellcheck disable=SC2254 # a pattern
        case $1 in $pattern) sed 's/ \{2,\}.*//; s/ set aside.*/ set aside/' <<<"$rest"; break ;; esac
    done
}

pollock() {
    local file name clean found want n=0
    needs_shared
    for file in "$corpus"/pollock/csv/*.csv; do
        name=$(basename "$file" .csv)
        clean=$corpus/pollock/clean/$name.csv
        [ -e "$clean" ] || clean=$corpus/pollock/clean/source.csv
        found=$("$cells" clean "$file" "$clean")
        want=$(pollock_want "$name")
        case $name in
        file_* | source) want=${want:-header same, 83 of 83 rows, 0 others, 0 set aside} ;;
        *) want=${want:-header same, 82 of 83 rows, 0 others, 1 set aside} ;;
        esac
        equal "$name" "$want" "$found" || return 1
        n=$((n + 1))
    done
    equal files 82 $n
}
check csv/pollock-files-parse-with-nothing-told pollock
