#!/bin/bash
# run.sh - time our tools beside their peers on generated data, in turn, and print ratios.
#
# Every turn runs wc -l, our tool and each peer once, so that a busy minute hits all of them alike. Figures
# are medians; a ratio is a peer's wall time over ours. A run that ends in another status than 0 is said and
# never counted. After each job the outputs are compared: the number of rows, and where both say the
# same thing, the rows themselves, as cells: quotes that one puts and another does not are no difference.
#
# Set by make or the environment:
#   ROWS=1000000        rows of each file            RUNS=3    turns (SMALL_RUNS=20 for the 10-row files)
#   JOBS='rfm abc'      some of the jobs below       PEERS='duckdb polars'   some of the peers
#   BENCH_DIR=DIR       where the data goes (else TMPDIR, else /tmp)
#   BENCH_TABLE=md      Markdown rows on standard output, the text table on standard error
#   CRM_PEERS_PYTHON=P  the python that has duckdb, polars, pandas or chdb (else PYTHON, else python3)
#
# normalize-ascii is nine typed columns (typed.awk) beside DuckDB's SQL for the same, normalize-zh Chinese text,
# normalize-gb18030 the same file in that encoding; phones is one column of numbers on one thread.
#
# The generator and the peers' scripts are in the shared folder beside the project (CRM_SHARED). A peer that
# is not installed is named and left out.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
shared=${CRM_SHARED:-$here/../../../shared}
rows=${ROWS:-1000000} runs=${RUNS:-3} small_runs=${SMALL_RUNS:-20}
all_jobs='rfm rfm-gz rfm-quoted rfm-shuffled rfm-lines abc normalize normalize-gz
    normalize-ascii normalize-zh normalize-gb18030 phones dedupe memory small'
jobs=${JOBS:-$all_jobs}
wanted=${PEERS:-duckdb polars xan mawk}
python=${CRM_PEERS_PYTHON:-${PYTHON:-python3}}
BIN=$(cd "${BIN:-$here/../../build/bin}" && pwd)
export PATH="$BIN:$PATH" LC_ALL=C
unset CLIENTELE_LANG COLUMNS

if [ ! -e "$shared/bench/gen_transactions.c" ]; then
    echo "skip bench: no $shared/bench/gen_transactions.c"
    exit 0
fi
peers=$(cd "$shared/bench/peers" && pwd)
for job in $jobs; do
    [[ " ${all_jobs//$'\n'/ } " == *" $job "* ]] || { echo "bench: no job $job; there are: $all_jobs" >&2; exit 2; }
done
for number in "$rows" "$runs" "$small_runs"; do
    [[ $number =~ ^[1-9][0-9]*$ ]] || { echo "bench: not a count: $number" >&2; exit 2; }
done

# The Markdown table alone goes to the real standard output.
exec 3>&1
[ "${BENCH_TABLE:-}" != md ] || exec 1>&2

work=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
export TMPDIR=$work # what tools and peers spill goes with it

# About 250 bytes a row stand at once as data, and 400 as what the tools write.
need=$((rows * 650 / 1024 + 1024)) free=$(df -Pk "$work" | awk 'NR == 2 { print $4 }')
if [ "$free" -lt "$need" ]; then
    echo "bench: $work has $((free / 1024)) MiB free, $rows rows need $((need / 1024)): set BENCH_DIR or fewer ROWS" >&2
    exit 4
fi
# shellcheck disable=SC2086 # CC may be a command with options
${CC:-cc} -O2 -o "$work/gen" "$shared/bench/gen_transactions.c"
# shellcheck disable=SC2086
${CC:-cc} -O3 -std=c17 -D_GNU_SOURCE -o "$work/measure" "$here/measure.c"

${CC:-cc} -O2 -std=c17 -D_GNU_SOURCE -o "$work/cells" "$here/cells.c" -lcsv

# ---- peers -----------------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

is_here() { # PEER
    case $1 in
    duckdb | polars | pandas | chdb) "$python" -c "import $1" 2>/dev/null ;;
    miller) has mlr ;;
    *) has "$1" ;;
    esac
}

how_to_get() { # PEER
    case $1 in
    duckdb | polars | chdb) echo "$python -m pip install $1, or set CRM_PEERS_PYTHON" ;;
    pandas) echo "$python -m pip install pandas pyarrow, or set CRM_PEERS_PYTHON" ;;
    xan) echo 'cargo install xan' ;;
    *) echo "apt-get install $1" ;;
    esac
}

version() { # PEER
    case $1 in
    duckdb | polars | pandas | chdb) "$python" -c "import $1; print($1.__version__)" ;;
    mawk) mawk -W version 2>/dev/null | awk 'NR == 1 { print $2 }' ;;
    miller) mlr --version | awk '{ print $NF }' ;;
    *) "$1" --version | awk 'NR == 1 { print $NF }' ;;
    esac
}

# The peer's script for a kind of job; deduplication with mawk is GNU sort's work.
script() { # KIND PEER
    case $1-$2 in
    ascii-duckdb) echo "$here/ascii_duckdb.py" ;;
    dedupe-mawk) echo "$peers/dedupe_sort.sh" ;;
    *) ls "$peers/$1_$2".py "$peers/$1_$2".sh 2>/dev/null || true ;;
    esac
}

# Why a peer cannot do a job, or nothing.
cannot() { # JOB KIND PEER
    if [ -z "$(script "$2" "$3")" ]; then
        echo 'no script'
        return
    fi
    case $1-$3 in
    rfm-quoted-mawk) echo 'its script reads no quotes' ;;
    rfm-gz-mawk) has pigz || echo 'its script needs pigz' ;;
    normalize-gz-duckdb) ;;
    normalize-gz-*) echo 'its script writes no gzip' ;;
    esac
}

# ---- data ------------------------------------------------------------------------------------------

data() { # NAME - generated once, when first asked for
    local -a options=()
    [ ! -e "$work/$1" ] || return 0
    case $1 in
    *.gz)
        data "${1%.gz}"
        if has pigz; then pigz -6 -k "$work/${1%.gz}"; else gzip -6 -k "$work/${1%.gz}"; fi
        return
        ;;
    quoted.csv) options=(--quoted) ;;
    shuffled.csv) options=(--shuffle) ;;
    lines.csv) options=(--items 5) ;;
    ascii.csv | chinese.csv | phones.csv)
        awk -v kind="${1%.csv}" -v rows="$rows" -f "$here/typed.awk" >"$work/$1"
        return
        ;;
    gb18030.csv)
        data chinese.csv
        iconv -f UTF-8 -t GB18030 "$work/chinese.csv" >"$work/$1"
        return
        ;;
    contacts.csv) options=(--contacts) ;;
    esac
    "$work/gen" -n "$rows" "${options[@]}" >"$work/$1"
}

# ---- running in turn -------------------------------------------------------------------------------

# run_one KIND TOOL INPUT OUTPUT [MEMORY_KIB]: one run, measured. OUTPUT - is a pipe.
run_one() {
    local kind=$1 tool=$2 in=$3 out=$4 limit=${5:-} file=$4
    local -a command
    [ "$out" != - ] || file=/dev/stdout
    case $tool in
    wc) command=(wc -l "${in%.gz}") out=/dev/null ;; # the plain file, one yardstick for all
    ours)
        case $kind in
        rfm) command=(rfm "$in") ;;
        abc) command=(abc "$in") ;;
        norm) command=(normalize --date-order dmy "$in") ;;
        ascii | chinese) command=(normalize "$in") ;;
        phones) command=(normalize --threads 1 "$in") ;;
        dedupe) command=(dedupe --exact email ${keeps_newest:+--keep newest} "$in") ;;
        *) command=("$kind" "$in") ;; # small: the tool by its own name
        esac
        [ -z "$limit" ] || command+=(--memory "${limit}K")
        [[ $out != *.gz ]] || command+=(-z)
        ;;
    *)
        command=("$(script "$kind" "$tool")")
        case ${command[0]} in *.py) command=("$python" "${command[0]}") ;; *) command=(bash "${command[0]}") ;; esac
        command+=("$in" "$file")
        [ -z "$limit" ] || command+=("${limit}KiB")
        [ "$out" = - ] || out=/dev/null # it opens the file itself
        ;;
    esac
    "$work/measure" "$out" "${command[@]}" 2>"$work/err" </dev/null
}

declare -A said_failed=()

# turns JOB KIND INPUT SINK RUNS NAME=TOOL[:MEMORY]... appends "job name wall cpu kib status rows other" to runs.
# SINK - is a pipe, else the ending of the output's name.
turns() {
    local job=$1 kind=$2 in=$3 sink=$4 count=$5 i what name tool limit out line status
    shift 5
    for ((i = 0; i < count; i++)); do
        for what in "$@"; do
            name=${what%%=*} tool=${what#*=} limit=
            if [[ $tool == *:* ]]; then limit=${tool#*:} tool=${tool%%:*}; fi
            out=$work/out.$name.$sink
            [ "$sink" != - ] || out=-
            line=$(run_one "$kind" "$tool" "$in" "$out" "$limit")
            echo "$job $name $line" >>"$work/runs"
            status=$(echo "$line" | cut -d' ' -f4)
            if [ "$status" != 0 ] && [ -z "${said_failed[$job $name]:-}" ]; then
                said_failed[$job $name]=yes # once is enough
                echo "  $job: $name failed: status $status: $(why_not)"
            fi
        done
    done
}

# What the last run said: the line that calls itself an error, else its last.
why_not() { grep -m 1 'Error: ' "$work/err" || tail -n 1 "$work/err"; }

# Medians of a job: "job tool wall cpu kib rows other% good bad", failed runs left out, in the order of first run.
medians() { # JOB
    sort -s -k2,2 -k3,3n "$work/runs" | awk -v job="$1" -v order="$(awk -v job="$1" '
        $1 == job && !seen[$2]++ { printf "%s ", $2 }' "$work/runs")" '
        function median(list, n,    v, i, j, t) {
            split(list, v, " ")
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return v[int((n + 1) / 2)]
        }
        $1 != job { next }
        $6 != 0 { bad[$2]++; next }
        { n[$2]++; wall[$2] = wall[$2] " " $3; cpu[$2] = cpu[$2] " " $4; kib[$2] = kib[$2] " " $5
          rows[$2] = $7; other[$2] = other[$2] " " ($3 > 0 ? 100 * $8 / $3 : 0) }
        END {
            k = split(order, tools, " ")
            for (i = 1; i <= k; i++) {
                t = tools[i]
                if (n[t])
                    print job, t, median(wall[t], n[t]), median(cpu[t], n[t]), median(kib[t], n[t]), rows[t],
                        median(other[t], n[t]), n[t], bad[t] + 0
                else
                    print job, t, 0, 0, 0, 0, 0, 0, bad[t]
            }
        }'
}

# The cells that a tool wrote, a row each line, parted by tabs (cells.c).
cells_of() { # NAME SINK
    local file=$work/out.$1.$2
    case $2 in
    gz) gzip -dc "$file" | "$work/cells" ;;
    *) "$work/cells" <"$file" ;;
    esac
}

# Rows that a tool wrote, its header counted.
rows_of() { cells_of "$1" "$2" | wc -l; } # NAME SINK

head_line() {
    printf '%-17s %-11s %9s %9s %8s %6s %8s %8s %7s %9s\n' \
        job tool wall_ms cpu_ms peak_MiB MB/s times_us of_wc_% other_% rows
}

# Prints a job's table and keeps it for the Markdown one.
show() { # JOB INPUT SINK
    local bytes=1
    [ -z "$2" ] || bytes=$(stat -c %s "${2%.gz}")
    medians "$1" | while read -r job tool wall cpu kib lines other good bad; do
        if [ "$good" -gt 0 ] && [ "$tool" != wc ] && [ -n "$2" ] && [ "$3" != - ]; then
            lines=$(rows_of "$tool" "$3")
        fi
        [ "$lines" -le 0 ] || lines=$((lines - 1))
        echo "$job $tool $wall $cpu $kib $lines $other $good $bad $bytes"
    done >"$work/job"
    cat "$work/job" >>"$work/table"
    awk '
        $2 == "wc" { wc = $3 }
        $2 == "ours" || ($1 == "small" && $2 == "rfm") { ours = $3 }
        { line[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) {
                split(line[i], f, " ")
                if (f[8] == 0) { printf "%-17s %-11s failed\n", f[1], f[2]; continue }
                printf("%-17s %-11s %9.1f %9.1f %8.1f %6s %8s %8s %7s %9s%s\n", f[1], f[2], f[3], f[4], f[5] / 1024,
                    f[10] > 1 ? sprintf("%.0f", f[10] / 1000 / f[3]) : "-",
                    ours > 0 ? sprintf("%.2f", f[3] / ours) : "-",
                    wc > 0 ? sprintf("%.1f", 100 * wc / f[3]) : "-",
                    f[3] >= 100 ? sprintf("%.0f", f[7]) : "-", f[6] > 0 ? f[6] : "-",
                    f[9] > 0 ? "  (" f[9] " runs failed)" : "")
            }
        }' "$work/job"
}

# ---- are the answers the same ----------------------------------------------------------------------

# What our output and a peer's both say, one sorted line a customer or contact.
facts() { # KIND NAME SINK
    cells_of "$2" "$3" | case $1-$2 in
        rfm-ours | rfm-limit) cut -f1,5,7 ;;
        rfm-*) cut -f1,4,6 ;;
        abc-ours) awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
            { print $at["customer_id"], $at["monetary"], $at["abc_class"] }' ;;
        abc-*) awk -F'\t' '{ printf "%s\t%.2f\t%s\n", $1, $2, $4 }' ;;
        dedupe-*) cat ;;
        ascii-*) cut -f1-9 ;;
    esac | tail -n +2 | sort -S 256M
}

facts_are() {
    case $1 in
    rfm) echo 'customer, orders, sum' ;;
    abc) echo 'customer, sum, class' ;;
    dedupe) echo 'rows, all cells' ;;
    esac
}

bytes_of() { stat -c %s "$work/out.$1.$2"; } # NAME SINK

compare() { # JOB KIND SINK
    local ours name lines good n=0
    ours=$(awk '$2 == "ours" && $8 > 0 { print $6 }' "$work/job")
    [ -n "$ours" ] || return 0
    [ "$2" = norm ] || [ "$3" = - ] || facts "$2" ours "$3" >"$work/facts.ours"
    while read -r _ name _ _ _ lines _ good _; do
        case $name in wc | ours) continue ;; esac
        [ "$good" -gt 0 ] || continue
        [ "$lines" = "$ours" ] || echo "  $1: MISMATCH: $name has $lines rows, ours $ours"
        [ "$3" != gz ] || echo "  $1: $name wrote $(bytes_of "$name" gz) bytes, ours $(bytes_of ours gz)"
        if [ "$2" = norm ] || [ "$3" = - ]; then continue; fi
        facts "$2" "$name" "$3" >"$work/facts.peer"
        n=$(comm -13 "$work/facts.ours" "$work/facts.peer" | wc -l)
        if [ "$n" -eq 0 ]; then
            echo "  $1: $name: the same $(facts_are "$2")"
        else
            echo "  $1: $name: $n of $lines differ in $(facts_are "$2")"
        fi
    done <"$work/job"
}

# ---- jobs ------------------------------------------------------------------------------------------

has_peers() { [[ " ascii chinese phones " != *" $1 "* ]]; } # KIND - else it is ours alone, or beside DuckDB

side_by_side() { # JOB KIND INPUT SINK
    local job=$1 kind=$2 in=$work/$3 sink=$4 peer why
    local -a who=(wc=wc ours=ours)
    data "$3"
    for peer in $here_now; do
        why=$(cannot "$job" "$kind" "$peer")
        if [ -z "$why" ]; then who+=("$peer=$peer")
        elif has_peers "$kind"; then echo "  $job: without $peer: $why"; fi
    done
    turns "$job" "$kind" "$in" "$sink" "$runs" "${who[@]}"
    show "$job" "$in" "$sink"
    compare "$job" "$kind" "$sink"
    rm -rf "$work"/out.*
}

# rfm at a quarter of its free peak: the same bytes, how much slower, how far over. DuckDB gets the same limit.
job_memory() {
    local peak limit status
    local -a who
    data orders.csv
    read -r _ _ peak status _ < <(run_one rfm ours "$work/orders.csv" "$work/out.first.csv")
    if [ "$status" != 0 ]; then
        echo "  memory: rfm failed without a limit: status $status: $(why_not)"
        return
    fi
    limit=$((peak / 4))
    echo "  memory: rfm's free peak is $((peak / 1024)) MiB, the limit a quarter: $((limit / 1024)) MiB"
    who=(wc=wc ours=ours "limit=ours:$limit")
    if [[ " $here_now " == *' duckdb '* ]]; then who+=("duckdb=duckdb" "duck-lim=duckdb:$limit"); fi
    turns memory rfm "$work/orders.csv" csv "$runs" "${who[@]}"
    show memory "$work/orders.csv" csv
    awk -v limit="$limit" '
        $2 == "ours" { free["limit"] = $3 }
        $2 == "duckdb" { free["duck-lim"] = $3 }
        $8 > 0 && $2 ~ /lim/ {
            printf("  memory: %s: %s the time without a limit; peak %.0f MiB, %s the limit and a tenth and 32 MiB\n",
                $2, free[$2] > 0 ? sprintf("%.2f x", $3 / free[$2]) : "?", $5 / 1024,
                $5 <= limit * 1.1 + 32768 ? "within" : "OVER")
        }' "$work/job"
    if awk '$2 == "limit" && $8 > 0 { found = 1 } END { exit !found }' "$work/job"; then
        if cmp -s "$work/out.ours.csv" "$work/out.limit.csv"; then echo '  memory: the same bytes'
        else echo '  memory: MISMATCH: other bytes under the limit'; fi
    fi
    rm -rf "$work"/out.*
}

# Starting up: ten rows through every tool, and through rfm's peers.
job_small() {
    local tool peer kind input turn line
    local query="select customer_id, sum(amount) from '$work/ten.csv' group by 1"
    "$work/gen" -n 10 >"$work/ten.csv"
    "$work/gen" -n 10 --contacts >"$work/ten-contacts.csv"
    for ((turn = 0; turn < small_runs; turn++)); do
        for tool in rfm abc lifecycle churn-score report normalize dedupe; do
            case $tool in
            normalize) kind=norm input=ten-contacts.csv ;;
            dedupe) kind=dedupe input=ten-contacts.csv ;;
            *) kind=$tool input=ten.csv ;;
            esac
            turns small "$kind" "$work/$input" csv 1 "$tool=ours"
        done
        for peer in $here_now; do turns small rfm "$work/ten.csv" csv 1 "$peer=$peer"; done
        if has duckdb; then
            line=$("$work/measure" /dev/null duckdb -csv -c "$query" 2>/dev/null)
            echo "small duckdb-cli $line" >>"$work/runs"
        fi
    done
    show small '' csv
    rm -rf "$work"/out.*
}

# Do we and DuckDB give the same nine cells? Once more, into files: the pipe was only counted.
compare_ascii() {
    [[ " $here_now " == *' duckdb '* ]] || return 0
    for tool in ours duckdb; do run_one ascii "$tool" "$work/ascii.csv" "$work/out.$tool.csv" >"$work/line"; done
    facts ascii ours csv >"$work/facts.ours"
    facts ascii duckdb csv >"$work/facts.peer"
    echo "  normalize-ascii: duckdb: $(comm -13 "$work/facts.ours" "$work/facts.peer" | wc -l) rows differ in the nine cells"
    rm -rf "$work"/out.*
}

# The numbers of the phones job a second.
show_rate() {
    awk '$2 == "ours" && $8 > 0 && $3 > 0 { printf("  phones: %.1f million numbers a second on one thread\n", $6 / $3 / 1000) }' "$work/job"
}

run_job() { # JOB
    case $1 in
    rfm) side_by_side rfm rfm orders.csv csv ;;
    rfm-gz) side_by_side rfm-gz rfm orders.csv.gz csv ;;
    rfm-quoted) side_by_side rfm-quoted rfm quoted.csv csv && rm -f "$work/quoted.csv" ;;
    rfm-shuffled) side_by_side rfm-shuffled rfm shuffled.csv csv && rm -f "$work/shuffled.csv" ;;
    rfm-lines) side_by_side rfm-lines rfm lines.csv csv && rm -f "$work/lines.csv" ;;
    abc) side_by_side abc abc orders.csv csv ;;
    normalize) side_by_side normalize norm contacts.csv - ;;
    normalize-gz) side_by_side normalize-gz norm contacts.csv.gz gz ;;
    normalize-ascii) side_by_side normalize-ascii ascii ascii.csv - && compare_ascii && rm -f "$work/ascii.csv" ;;
    normalize-zh) side_by_side normalize-zh chinese chinese.csv - ;;
    normalize-gb18030)
        side_by_side normalize-gb18030 chinese gb18030.csv -
        rm -f "$work/gb18030.csv" "$work/chinese.csv"
        ;;
    phones) side_by_side phones phones phones.csv - && show_rate ;;
    dedupe)
        if [ -n "$keeps_newest" ]; then side_by_side dedupe dedupe contacts.csv csv
        else echo '  dedupe: left out: this dedupe has no --keep'; fi
        ;;
    memory) job_memory ;;
    small) job_small ;;
    esac
}

# One Markdown row a job: ours, then how many times as long each peer took, with its peak.
markdown() {
    awk -v peers="$here_now" '
        { if (!seen[$1]++) order[++jobs] = $1
          good[$1, $2] = $8; wall[$1, $2] = $3; kib[$1, $2] = $5; bytes[$1] = $10 }
        function of(ms) { return ms < 100 ? sprintf("%.1f ms", ms) : sprintf("%.2f s", ms / 1000) }
        function mib(k) { return sprintf("%.0f MiB", k / 1024) }
        function peer(job, p, base) {
            if (!((job, p) in good)) return "-"
            if (!good[job, p]) return "failed"
            return sprintf("%.1f x, %s", wall[job, p] / base, mib(kib[job, p]))
        }
        END {
            k = split(peers, name, " ")
            printf "| job | input | time | MB/s | peak | of `wc -l` |"
            for (i = 1; i <= k; i++) printf " %s |", name[i]
            printf "\n| --- | --: | --: | --: | --: | --: |"
            for (i = 1; i <= k; i++) printf " --: |"
            printf "\n"
            for (j = 1; j <= jobs; j++) {
                job = order[j]
                if (job == "small") continue
                if (job == "memory") row(job, "rfm, a quarter of its memory", "limit")
                else row(job, job, "ours")
            }
            split("rfm abc lifecycle churn-score report normalize dedupe", tool, " ")
            for (i = 1; i <= 7; i++) {
                if (!good["small", tool[i]]) continue
                printf "| ten rows, %s | | %s | | %s | |", tool[i], of(wall["small", tool[i]]),
                    mib(kib["small", tool[i]])
                for (p = 1; p <= k; p++)
                    printf " %s |", tool[i] == "rfm" ? peer("small", name[p], wall["small", "rfm"]) : "-"
                printf "\n"
            }
        }
        function row(job, title, mine,    p, theirs) {
            if (!good[job, mine]) { printf "| %s | %.0f MB | failed | | | |", title, bytes[job] / 1e6 }
            else printf("| %s | %.0f MB | %s | %.0f | %s | %.1f %% |", title, bytes[job] / 1e6, of(wall[job, mine]),
                bytes[job] / 1000 / wall[job, mine], mib(kib[job, mine]),
                wall[job, "wc"] > 0 ? 100 * wall[job, "wc"] / wall[job, mine] : 0)
            for (p = 1; p <= k; p++) {
                theirs = mine == "limit" && name[p] == "duckdb" ? "duck-lim" : name[p]
                printf " %s |", good[job, mine] ? peer(job, theirs, wall[job, mine]) : "-"
            }
            printf "\n"
        }' "$work/table" >&3
}

# ---- all of it -------------------------------------------------------------------------------------

here_now='' versions=''
for peer in $wanted; do
    if is_here "$peer"; then
        here_now="$here_now $peer" versions="$versions, $peer $(version "$peer")"
    else
        echo "missing peer: $peer ($(how_to_get "$peer"))"
    fi
done
keeps_newest=$(dedupe --dump-options | awk -F'\t' '$2 == "keep" { print "yes" }')
: >"$work/runs"
: >"$work/table"

cpu=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
echo "$rows rows, medians of $runs runs in turn; $(nproc) cores, ${cpu:-unknown}$versions"
echo 'normalize, phones and their peers write to a pipe whose lines are counted; all others to files in the work folder'
head_line
for job in $jobs; do run_job "$job"; done
[ "${BENCH_TABLE:-}" != md ] || markdown
