#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# same.sh - what must not change the answer: the order of the rows, how they are packed and split, where
# they come from, threads, memory, locale, time zone and hash seed; part of run.sh.

# The orders and every tool's answer to them, made once.
made_up() {
    base=$scratch/same
    orders=$base/orders.csv
    [ -e "$base/want" ] && return
    mkdir -p "$base"
    awk -v orders="$some" -v seed=7 -f "$gold/orders.awk" >"$orders"
    answers "$base/new" "$orders"
    # The tests below compare something.
    [ "$(wc -l <"$base/new/rfm")" -gt $((some / 20)) ]
    [ "$(wc -l <"$base/new/assign")" = "$(wc -l <"$orders")" ]
    mv "$base/new" "$base/want"
}

# answers FOLDER INPUT... - every tool's answer; "-" reads the file $from. What stands in the array
# `options` goes to every tool.
options=()
from=/dev/null
answers() {
    local to=$1
    shift
    mkdir -p "$to"
    ask() { "$1" "${options[@]}" "${@:2}" <"$from"; }
    pass() { "$1" "${options[@]}" "${@:2}"; }
    ask rfm "$@" >"$to/rfm"
    ask abc "$@" >"$to/abc"
    ask abc --by channel "$@" >"$to/abc-by-channel"
    ask lifecycle "$@" >"$to/lifecycle"
    ask churn-score "$@" >"$to/churn-score"
    # Rows keep their input's order here, so sorted ones are compared.
    ask dedupe --assign "$@" | sort >"$to/assign"
    ask dedupe "$@" >"$to/golden"
    ask rfm "$@" | pass abc | pass lifecycle | pass churn-score >"$to/pipe"
    # The page names its inputs and its command line, so it is made the same way each time. Its text is in
    # the language of the locale unless told.
    report --lang en <"$to/pipe" >"$to/report"
    report --lang en -f term <"$to/pipe" >"$to/report-term"
}

unchanged() { # INPUT...
    answers got "$@"
    for answer in "$base"/want/*; do
        same "$answer" "got/${answer##*/}" || { echo "in ${answer##*/}"; return 1; }
    done
}

shuffled() {
    made_up
    "$gold/shuffle.sh" "$orders" "$1" >orders.csv
    cmp -s orders.csv "$orders" && return 1
    unchanged orders.csv
}
check same/rows-in-another-order shuffled 11
check same/rows-in-a-third-order shuffled 12345

# Cut where an order's lines stand apart, and given in either order.
split_in_two() {
    made_up
    local half=$(($(wc -l <"$orders") / 2))
    head -n $half "$orders" >one.csv
    { head -n 1 "$orders"; tail -n +$((half + 1)) "$orders"; } >two.csv
    unchanged one.csv two.csv
    unchanged two.csv one.csv
}
check same/two-files-are-one split_in_two

# Several gzip members in one file are one stream.
packed() {
    made_up
    { head -n 100 "$orders" | gzip -c; tail -n +101 "$orders" | gzip -9 -c; } >orders.csv.gz
    unchanged orders.csv.gz
    from=orders.csv.gz
    unchanged -
}
check same/gzip-is-plain packed

standard_input() {
    made_up
    from=$orders
    unchanged -
    # A pipe gives its bytes in other portions than a file.
    (dd bs=977 if="$orders" 2>/dev/null | rfm) >piped
    same "$base/want/rfm" piped
}
check same/standard-input-is-a-file standard_input

columns_moved() {
    made_up
    awk -F, -v OFS='\t' '{ print $12, $5, $3, $1, $6, $10, $2, $4, $11, $7, $9, $8 }' "$orders" |
        sed "s/\$/$(printf '\r')/" >orders.tsv
    rfm orders.tsv >got
    # Columns that go through stand in the input's order; those of rfm's own are compared.
    for name in customer_id name phone email monetary refunds frequency rfm_score segment; do
        column "$base/want/rfm" $name >want.column
        column got $name >got.column
        same want.column got.column || { echo "in $name"; return 1; }
    done
}
check same/tabs-crlf-and-columns-moved columns_moved

with_options() {
    made_up
    options=("$@")
    unchanged "$orders"
}
check same/one-thread with_options --threads 1
check same/eight-threads with_options --threads 8
check same/little-memory with_options --memory 64M

in_locale() { # VARIABLE=VALUE...
    made_up
    # shellcheck disable=SC2163 # the words are assignments; bash may lack the locale and say so
    export "$@" 2>/dev/null
    unchanged "$orders"
}
check same/locale-zh in_locale LC_ALL=zh_CN.UTF-8
check same/locale-de in_locale LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
check same/locale-tr in_locale LC_ALL= LANG=tr_TR.UTF-8 LC_CTYPE=tr_TR.UTF-8
check same/locale-c-utf8 in_locale LC_ALL=C.UTF-8
check same/time-zone-new-york in_locale TZ=America/New_York
check same/time-zone-kiritimati in_locale TZ=Pacific/Kiritimati
check same/hash-seed-1 in_locale CRM_HASH_SEED=1
check same/hash-seed-2 in_locale CRM_HASH_SEED=2

# abc, lifecycle and churn-score build their customers with the code of rfm.
orders_or_customers() {
    made_up
    for tool in abc lifecycle churn-score; do
        "$tool" <"$base/want/rfm" >piped
        same "$base/want/$tool" piped || { echo "$tool"; return 1; }
    done
}
check same/orders-in-or-customers-in orders_or_customers

# A tool replaces its own columns.
twice() {
    made_up
    for tool in abc lifecycle churn-score; do
        "$tool" "$base/want/$tool" >again
        same "$base/want/$tool" again || { echo "$tool"; return 1; }
    done
    normalize "$orders" >once.csv
    normalize once.csv >again
    same once.csv again
    dedupe --assign once.csv >assigned.csv
    dedupe --assign assigned.csv >again
    same assigned.csv again
}
check same/a-second-time twice
