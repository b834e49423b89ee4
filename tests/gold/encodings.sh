#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# encodings.sh - exports in nine encodings: found without a hint, read as iconv reads them; part of run.sh.

# The families of ../shared/data/csv/encodings by the names that --explain gives them.
found_as() {
    case $1 in
    SHIFT_JIS) echo CP932 ;;
    *) echo "$1" ;;
    esac
}

# The encoding of a file, and that its text is that of the same file turned into UTF-8 by iconv. Its
# header is of random cells, some twice, so the columns are named here; cells with a comma make rejects.
encoding_is_found() {
    local from=$shared/data/csv/encodings/$1 want name columns
    want=$(found_as "$2")
    name=$want
    [[ $1 != *le-bom* ]] || name=UTF-16 # for iconv to drop the mark
    iconv -f "$name" -t UTF-8 "$from" >table.csv
    columns=$(head -n 1 table.csv | awk -F, '{ for (i = 1; i <= NF; i++) printf "c%d%s", i, i < NF ? "," : "" }')
    normalize -n --columns "$columns" -e UTF-8 --rejects want.rejects -o want.csv table.csv
    mkdir in
    cp "$from" in/table.csv
    (cd in && normalize -n --columns "$columns" --rejects ../got.rejects -o ../got.csv table.csv)
    same want.csv got.csv
    same want.rejects got.rejects
    normalize -n --columns "$columns" --explain "$from" >explained
    equal "$1" "$want" "$(awk -F '\t' '$1 == "encoding" { print $2 }' explained)"
}

encodings_by_content() {
    local file encoding
    needs_shared
    while IFS=, read -r file encoding; do
        mkdir "$file.d"
        (cd "$file.d" && encoding_is_found "$file" "$encoding")
    done < <(tail -n +2 "$shared/data/csv/encodings/TRUTH.csv" | tr -d '\r')
}

check encodings/by-content encodings_by_content
