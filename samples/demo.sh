#!/bin/bash
# demo.sh - the whole pipe on the sample exports: what it found, and where the page is.
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
echo "The customers: $table"
echo "The page:      $page"
