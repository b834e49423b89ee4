#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# types.sh - the gold tables of values through the tool itself: each group of options is one file, and the
# rows whose meaning a column could change are files of their own as well; part of run.sh.

# TABLE TYPE GOOD BAD: of 1000 values that are right, and of 1000 that are to be refused for the reason named,
# so many must come out so.
value_tables='
phones phone  990 990
dates  date   990 990
money  money  990 990
emails email  990 990
names  name   950 950
ids    id    1000 1000'

# table_groups TABLE - a folder for each set of options: options, raw.csv (row,raw), want (as csv.awk parts it)
table_groups() {
    awk -f "$gold/csv.awk" "$shared/data/normalize/$1.csv" | awk -F '\037' '
        NR == 1 { next }
        !($2 in group) {
            group[$2] = ++groups
            system("mkdir -p group" groups)
            dir = "group" groups
            options = $2
            gsub(/ +/, ",", options)
            print options > (dir "/options")
            print "row,raw" > (dir "/raw.csv")
        }
        {
            dir = "group" group[$2]
            raw = $1
            gsub(/"/, "\"\"", raw)
            gsub(/\036/, "\n", raw)
            print ++rows[dir] ",\"" raw "\"" > (dir "/raw.csv")
            print $1 "\037" $3 > (dir "/want")
        }'
}

# cleaned TYPE FOLDER - raw.csv as a column of the type with the folder's options, into clean.csv
cleaned() {
    local options
    options=$(cat "$2/options")
    normalize -q --channel none -t row=none -t "raw=$1${options:+:$options}" "$2/raw.csv" >"$2/clean.csv"
}

# judged FOLDER - a line a row: good or bad, right or wrong, and what it was
judged() {
    awk -f "$gold/csv.awk" "$1/clean.csv" >"$1/found"
    awk -F '\037' -v found="$1/found" -v options="$(cat "$1/options")" '
        BEGIN { getline line < found; n = split(line, name, FS); for (i = 1; i <= n; i++) at[name[i]] = i }
        {
            if ((getline line < found) <= 0)
                line = ""
            split(line, cell, FS)
            is_bad = $2 ~ /^!/ && $2 != "!empty"
            value = is_bad || $2 == "valid" && options ~ /mode=check/ ? $1 : $2 == "!empty" ? "" : $2
            issues = is_bad ? "raw:" substr($2, 2) : ""
            is_right = cell[at["raw"]] == value && cell[at["issues"]] == issues
            print is_bad ? "bad" : "good", is_right ? "right" : "wrong", options, $1, "want", $2, "found",
                cell[at["raw"]], cell[at["issues"]]
        }' "$1/want"
}

# enough KIND LEAST - in the file verdicts, of 1000
enough() {
    awk -v kind="$1" -v least="$2" '
        $1 == kind { n++; right += $2 == "right" }
        END { printf "%s: %d of %d\n", kind, right, n; exit !n || right * 1000 < n * least }' verdicts
}

values_of_table() { # TABLE TYPE GOOD BAD
    local dir
    needs_shared
    table_groups "$1"
    for dir in group*; do
        cleaned "$2" "$dir"
        judged "$dir"
    done >verdicts
    grep -a ' wrong ' verdicts || true
    equal rows "$(awk -f "$gold/csv.awk" "$shared/data/normalize/$1.csv" | tail -n +2 | wc -l)" \
        "$(wc -l <verdicts)"
    enough good "$3"
    enough bad "$4"
}

while read -r table type good bad; do
    [ -z "$table" ] || check "types/$table" values_of_table "$table" "$type" "$good" "$bad"
done <<<"$value_tables"

# A column of one date has no neighbour that tells of its order.
dates_alone() {
    local dir row
    needs_shared
    table_groups dates
    for dir in group*; do
        for ((row = 1; row <= $(wc -l <"$dir/want"); row++)); do
            mkdir alone
            cp "$dir/options" alone
            sed -n "1p;$((row + 1))p" "$dir/raw.csv" >alone/raw.csv
            sed -n "${row}p" "$dir/want" >alone/want
            cleaned date alone
            judged alone
            rm -r alone
        done
    done >verdicts
    grep -a ' wrong ' verdicts || true
    enough good 990
    enough bad 990
}
check types/dates-in-a-file-of-their-own dates_alone
