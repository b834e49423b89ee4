#!/bin/bash
# run.sh - time rfm beside its peers on generated orders, in turn, and print the ratios.
#
# ROWS (default 1000000) and RUNS (default 3) may be set. The generator and the peers' scripts are in the
# shared folder beside the project; a peer that is not installed is named and left out.
set -euo pipefail

shared=${CRM_SHARED:-$(cd "$(dirname "$0")/../.." && pwd)/../shared}
rows=${ROWS:-1000000}
runs=${RUNS:-3}
export PATH="$BIN:$PATH" LC_ALL=C

if [ ! -e "$shared/bench/gen_transactions.c" ]; then
    echo "skip bench: no $shared/bench/gen_transactions.c"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-cc} -O2 -o "$work/gen" "$shared/bench/gen_transactions.c"
"$work/gen" -n "$rows" >"$work/orders.csv"
gzip -1 -k "$work/orders.csv"
bytes=$(stat -c %s "$work/orders.csv")

run_one() { # NAME INPUT OUTPUT
    case $1 in
    rfm) rfm "$2" >"$3" ;;
    rfm-1-thread) rfm --threads 1 "$2" >"$3" ;;
    wc) wc -l "$2" >"$3" ;;
    mawk) sh "$shared/bench/peers/rfm_mawk.sh" "$2" "$3" >/dev/null ;;
    duckdb) python3 "$shared/bench/peers/rfm_duckdb.py" "$2" "$3" >/dev/null ;;
    polars) python3 "$shared/bench/peers/rfm_polars.py" "$2" "$3" >/dev/null ;;
    esac
}

peers="wc rfm rfm-1-thread"
if command -v mawk >/dev/null; then peers="$peers mawk"; else echo "missing peer: mawk"; fi
for module in duckdb polars; do
    if python3 -c "import $module" 2>/dev/null; then peers="$peers $module"; else echo "missing peer: $module"; fi
done

measure() { # INPUT PEERS... - median wall time of each, in milliseconds
    local input=$1 start end
    shift
    for ((i = 0; i < runs; i++)); do
        for peer in "$@"; do
            start=$(date +%s%N)
            run_one "$peer" "$input" "$work/out.$peer"
            end=$(date +%s%N)
            echo "$peer $(((end - start) / 1000000))"
        done
    done | sort -k1,1 -k2,2n | awk -v bytes="$bytes" -v what="${input##*/}" '
        { t[$1, ++n[$1]] = $2 }
        END {
            for (p in n) m[p] = t[p, int((n[p] + 1) / 2)]
            for (p in m)
                printf "%-14s %-13s %8d ms %8.0f MB/s %7.2f x the time of rfm\n",
                    what, p, m[p], bytes / 1000 / (m[p] ? m[p] : 1), m[p] / (m["rfm"] ? m["rfm"] : 1)
        }' | sort
}

echo "$rows rows, $bytes bytes, median of $runs, in turn"
# shellcheck disable=SC2086 # a list of words
measure "$work/orders.csv" $peers
measure "$work/orders.csv.gz" rfm rfm-1-thread
