#!/bin/bash
# nightly.sh OUT EXPORT... - renew the customers table and its page; made for cron.
#
# Silent when all is well, so that cron sends mail only when a person is needed. In OUT it leaves
#   customers.html            the page
#   customers.csv             a row per customer: scores, class, stage, churn rank and band
#   records.csv.gz            every order row in one form, with its customer_id
#   rejects-<tool>.csv        rows that could not be used, whole, with the reason
#   summary-<tool>.json       what was read, kept and set aside
# They are put in place at the very end; when a step fails, those of the last good run stay, and
# OUT/stopped has the rejects and summaries of the run that failed.
#
# AS_OF=2024-06-30 counts recency back from that day instead of today.
# MAX_REJECTS=2% is how much of the exports may be unreadable before the run stops with status 1.
set -euo pipefail
umask 077
export LC_ALL=C

if [ $# -lt 2 ]; then
    echo "usage: ${0##*/} OUT EXPORT..." >&2
    exit 2
fi

out=$1
shift

# One day for every tool: a run across midnight still gives one answer.
as_of=${AS_OF:-$(date +%F)}
max_rejects=${MAX_REJECTS:-2%}

mkdir -p "$out"
exec 9>"$out/.nightly.lock"
if ! flock --nonblock 9; then
    echo "nightly: $out: the last run is still at work" >&2
    exit 4
fi

work=$(mktemp -d "$out/.nightly.XXXXXX")
is_done=no

# A run that stops leaves the files of the last good one, and what it set aside in OUT/stopped.
leave() {
    if [ $is_done = no ]; then
        mkdir -p "$out/stopped"
        find "$work" -name '*-*.*' -exec mv -f {} "$out/stopped/" \;
        echo "nightly: stopped; the files in $out are those of the last good run, what this one set aside is in $out/stopped" >&2
    fi
    rm -rf "$work"
}
trap leave EXIT

# run TOOL ARGUMENT... - with the options that all steps share
run() {
    "$1" --quiet --rejects "$work/rejects-$1.csv" --summary "$work/summary-$1.json" "${@:2}"
}

run normalize --max-rejects "$max_rejects" -o "$work/normal.csv.gz" "$@"
run dedupe --assign -o "$work/records.csv.gz" "$work/normal.csv.gz"
rm "$work/normal.csv.gz"
run rfm --as-of "$as_of" "$work/records.csv.gz" |
    abc --quiet |
    lifecycle --quiet --as-of "$as_of" |
    churn-score --quiet --as-of "$as_of" -o "$work/customers.csv"
report --quiet --as-of "$as_of" -o "$work/customers.html" "$work/customers.csv"

mv -f "$work"/* "$out/"
is_done=yes
