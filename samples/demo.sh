#!/bin/bash
# demo.sh - the whole pipe on the sample exports: what it found, and where the page is; then a list
# kept by hand, cleaned by its rules.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export PATH="$BIN:$PATH"
out=$(dirname "$BUILD")/demo
mkdir -p "$out"
page=$out/customers.html
table=$out/customers.csv
cd "$here"

cat <<'EOF'
$ normalize taobao.csv.gz shopify.csv youzan.tsv pos.tsv | dedupe --assign | rfm | abc | lifecycle | churn-score | report -o customers.html
EOF
normalize taobao.csv.gz shopify.csv youzan.tsv pos.tsv --summary "$out/normalize.json" |
    dedupe --assign --summary "$out/dedupe.json" --id-map "$out/id-map.csv" |
    rfm --summary "$out/rfm.json" | abc | lifecycle | churn-score | tee "$table" |
    report -o "$page"
[ -s "$page" ]

echo
report -f term "$table"
echo
echo '$ normalize -r members.rules --changes changes.csv members.csv'
normalize -r members.rules --changes "$out/changes.csv" members.csv
echo
echo "The customers: $table"
echo "The changes:   $out/changes.csv"
echo "The page:      $page"
