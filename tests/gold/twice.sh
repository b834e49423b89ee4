#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# twice.sh - normalize | normalize is normalize, byte for byte, and finds nothing to change; part of run.sh.

# once FILE OPTION... - run twice under the same options; the second run's --changes is a header alone
once() {
    local file=$1
    shift
    normalize -q --channel shop "$@" "$file" >once.csv
    normalize -q --channel shop "$@" --changes changes.csv once.csv >again.csv
    same once.csv again.csv || { echo "in $file $*"; return 1; }
    [ "$(wc -l <changes.csv)" = 1 ] || { echo "changes in $file $*"; head -n 5 changes.csv; return 1; }
}

# In folders of table_groups: the rows as they are, and twenty times as many mutations, by -t and by a file.
twice_as() { # TABLE TYPE SEED
    local dir options
    needs_shared
    table_groups "$1"
    for dir in group*; do
        options=$(cat "$dir/options")
        once "$dir/raw.csv" -t row=none -t "raw=$2${options:+:$options}"
        awk -v rows="$some" -v seed="$3" -f "$gold/mutated.awk" "$dir/raw.csv" >"$dir/mutated.csv"
        printf 'row = none\nraw = %s %s\n' "$2" "${options//,/ }" >"$dir/rules.txt"
        once "$dir/mutated.csv" -r "$dir/rules.txt"
    done
}
for pair in phones:phone dates:date money:money emails:email names:name ids:id; do
    for seed in 1 2 3; do
        check "twice/${pair%:*}-$seed" twice_as "${pair%:*}" "${pair#*:}" "$seed"
    done
done

# All tables under each type and without a rule: what is a phone to one reader is an id to the next.
twice_under_any_type() {
    local table type
    needs_shared
    for table in phones dates money emails names ids; do
        mkdir "$table"
        (cd "$table" && table_groups "$table")
    done
    awk -v rows="$((some * 2))" -v seed=4 -f "$gold/mutated.awk" ./*/group*/raw.csv >mutated.csv
    once mutated.csv
    for type in text name id phone email date datetime money quantity score currency status boolean gender \
        country address province city district cn_resident_id cn_uscc; do
        once mutated.csv -t row=none -t "raw=$type"
    done
}
check twice/any-value-under-any-type twice_under_any_type

twice_samples() {
    local sample
    for sample in "$root"/samples/*.csv "$root"/samples/*.tsv "$root"/samples/*.csv.gz; do
        once "$sample"
    done
}
check twice/samples twice_samples
