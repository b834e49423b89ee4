#!/bin/bash
# same.sh - the same bytes whatever the threads, the memory, the vector unit and the way the input comes.
#
# Each job has one SHA-256: that of a run on the plain file with one thread, all memory and plain C. Twelve
# runs on each kind of data cover every pair of 1, 2, 8 threads; 32M, 128M, all memory; plain C, SSE2, AVX2, AVX-512;
# plain file, gzip, pipe (the orthogonal array L9 of four factors, and three more). rfm and abc give that one sum on orders
# in date order, shuffled, and with quoted products too, for the rows say the same.
#
# ROWS (default 200000) may be set; T=rfm runs one job. CRM_SIMD tells the scanner which unit to use.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
shared=${CRM_SHARED:-$here/../../../shared}
rows=${ROWS:-200000} only=${T:-}
BIN=$(cd "${BIN:-$here/../../build/bin}" && pwd)
export PATH="$BIN:$PATH" LC_ALL=C TZ=UTC
unset CLIENTELE_LANG T

if [ ! -e "$shared/bench/gen_transactions.c" ]; then
    echo "skip same: no $shared/bench/gen_transactions.c"
    exit 0
fi
work=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/same.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
export TMPDIR=$work

generate() { # NAME [OPTION]...
    "$work/gen" -n "$rows" "${@:2}" >"$work/$1.csv" && gzip -1 -k "$work/$1.csv"
}
# shellcheck disable=SC2086 # CC may be a command with options
${CC:-cc} -O2 -o "$work/gen" "$shared/bench/gen_transactions.c" || exit 4
generate orders && generate shuffled --shuffle && generate quoted --quoted && generate contacts --contacts
[ -e "$work/contacts.csv.gz" ] || exit 4

# threads memory simd source: each pair of values of two factors stands in one line.
plan='1 32M c plain
1 128M sse2 gz
1 all avx2 pipe
2 32M sse2 pipe
2 128M avx2 plain
2 all c gz
8 32M avx2 gz
8 128M c pipe
8 all sse2 plain
1 128M avx512 pipe
2 all avx512 plain
8 32M avx512 gz'

run() { # THREADS MEMORY SIMD SOURCE DATA COMMAND... - its output's sum, and what it says in err
    local threads=$1 memory=$2 simd=$3 source=$4 data=$work/$5.csv
    shift 5
    local -a command=("$@" --threads "$threads")
    [ "$memory" = all ] || command+=(--memory "$memory")
    # shellcheck disable=SC2002 # a pipe is wanted, not a redirected file
    case $source in
    plain) CRM_SIMD=$simd "${command[@]}" "$data" ;;
    gz) CRM_SIMD=$simd "${command[@]}" "$data.gz" ;;
    pipe) cat "$data" | CRM_SIMD=$simd "${command[@]}" ;;
    esac >"$work/out" 2>"$work/err" || echo "status $?: $(head -n 1 "$work/err")"
}

failed=0
same() { # JOB 'DATA...' COMMAND...
    local job=$1 files=$2 sum got said data threads memory simd source bad=0 n=0
    [[ $job == "$only"* ]] || return 0
    shift 2
    said=$(run 1 all c plain "${files%% *}" "$@")
    if [ -n "$said" ]; then
        echo "FAIL same/$job: $said"
        failed=$((failed + 1))
        return
    fi
    sum=$(sha256sum <"$work/out")
    for data in $files; do
        while read -r threads memory simd source; do
            n=$((n + 1))
            said=$(run "$threads" "$memory" "$simd" "$source" "$data" "$@")
            got=$(sha256sum <"$work/out")
            if [ -z "$said" ] && [ "$got" = "$sum" ]; then continue; fi
            bad=$((bad + 1))
            echo "FAIL same/$job: $data, $source, $threads threads, $memory memory, $simd: ${said:-other bytes}"
        done <<<"$plan"
    done
    failed=$((failed + bad))
    if [ $bad -eq 0 ]; then echo "ok same/$job: $n runs: ${sum%% *}"; else echo "same/$job: $bad of $n runs differ"; fi
}

same rfm 'orders shuffled quoted' rfm
same abc 'orders shuffled quoted' abc
same normalize contacts normalize --date-order dmy
same dedupe contacts dedupe --exact email
if dedupe --dump-options | cut -f2 | grep -qx keep; then
    same dedupe-keep contacts dedupe --exact email --keep newest
else
    echo 'skip same/dedupe-keep: this dedupe has no --keep'
fi
[ "$failed" -eq 0 ]
