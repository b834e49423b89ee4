#!/bin/bash
# analyse.sh FOLDER [PAGE] - from four shops' exports to one page.
#
# FOLDER holds taobao.csv.gz, shopify.csv, youzan.tsv and pos.tsv; PAGE is customers.html here
# unless given. The tools are found in PATH.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: ${0##*/} FOLDER [PAGE]" >&2
    exit 2
fi

from=$1
page=${2:-customers.html}

normalize "$from/taobao.csv.gz" "$from/shopify.csv" "$from/youzan.tsv" "$from/pos.tsv" |
    dedupe --assign |
    rfm |
    abc |
    lifecycle |
    churn-score |
    report -o "$page"
