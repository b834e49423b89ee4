#!/bin/bash
# run.sh - what must go wrong in the right way: full disks, broken pipes, damaged input, no memory.
#
# Every tool goes through every fault of tests/fault/README.md. A tool must say what is wrong, end in the
# right status and leave the old output as it was; or give the same bytes as without the fault.
#
# Called by make: BIN has the tools, BUILD/fault gets the helpers, MODE tells whether the tools are
# slowed down by a sanitizer. T=NAME runs the tests whose names begin so, for example T=gzip/cut.
# FAULT_JOBS=N runs N groups at once.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(mkdir -p "$BUILD" && cd "$BUILD" && pwd)
tools=(normalize dedupe rfm abc lifecycle churn-score report)
groups=(inject gzip commit alloc full pipe open quote shape fds io spill table memory env)
only=${T:-}
unset CLIENTELE_LANG LANG LANGUAGE LC_MESSAGES COLUMNS T
export LC_ALL=C TZ=UTC

# A sanitized tool takes tens of milliseconds to start, and memory of its own.
is_slow='' limit=20
case ${MODE:-release} in san | tsan) is_slow=yes limit=60 ;; esac

scratch=$(mktemp -d)
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# ---- saying it -------------------------------------------------------------------------------------

wanted() { [[ $1 == "$only"* ]]; }
ok() { ! wanted "$1" || echo "ok $1"; }
skip() { ! wanted "$1" || echo "skip $1: $2"; }

why='' # what is wrong with the test that runs; the first thing stays
bad() { why=${why:-$*}; why=${why:-wrong}; }
verdict() { # NAME
    if [ -z "$why" ]; then ok "$1"; elif wanted "$1"; then echo "FAIL $1: $why"; fi
    why=
}

# Is a test of this group, or below this name, asked for?
asked() { [[ $only == "$1"* || $1 == "$only"* ]]; }

# ---- running a tool --------------------------------------------------------------------------------

status=0
try() { # COMMAND... : status, and messages in ./err
    status=0
    timeout "$limit" "$@" 2>err || status=$?
}

first_message() { tr '\n\t' '  ' <err | head -c 300; }

want() { # STATUS [PATTERN]: how the last try must have ended, and what it must have said
    [ "$status" = "$1" ] || bad "status $status, not $1: $(first_message)"
    if [ "$1" != 0 ]; then
        grep -aq "^$t: \|^out of memory" err || bad "no message: $(first_message)"
        [ "$(wc -l <err)" -le 2 ] || bad "more than a message and an advice: $(first_message)"
    fi
    [ $# = 1 ] || grep -aq -- "$2" err || bad "the message lacks '$2': $(first_message)"
    ! grep -aq 'Sanitizer\|runtime error' err || bad "sanitizer: $(first_message)"
}

quiet() { [ ! -s err ] || bad "not silent: $(first_message)"; }
# A report tells its command line and its inputs; the rest of the page must be the same.
content() { if [ "$t" = report ]; then sed '/^<dt>Command/,/^<dt>Version/d' "$1"; else cat "$1"; fi; }
is_same() { cmp -s <(content "$1") <(content "$2"); } # FILE FILE
same() { is_same "$1" "$2" || bad "$1 is not $2"; }
empty() { [ ! -s "$1" ] || bad "$1 is not empty"; }
only_files() { # DIRECTORY NAME...: nothing else is in it
    local dir=$1 found
    shift
    found=$(ls -A "$dir")
    [ "$found" = "$(printf '%s\n' "$@")" ] || bad "files in $dir: ${found//$'\n'/ }"
}
# A directory with the old output, and that nothing has changed in it.
old_output() { rm -rf d && mkdir d && cp "$scratch/in/old" d/out; }
untouched() { only_files d out && same d/out "$scratch/in/old"; }

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

# ---- what this machine lets us do -------------------------------------------------------------------

# Someone who may not do everything: ourselves, or nobody when we are root.
as_user=()
can_refuse() {
    [ "$(id -u)" = 0 ] && as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    [ -e refused ] || { mkdir refused && echo x >refused/x && chmod 000 refused/x && chmod 755 refused; }
    ${as_user[@]+"${as_user[@]}"} true 2>/dev/null && ! ${as_user[@]+"${as_user[@]}"} cat refused/x 2>/dev/null
}

name_space=() # how to get mounts of our own
can_mount() {
    mkdir -p mnt
    for option in -rm -m; do
        name_space=(unshare "$option")
        "${name_space[@]}" mount -t tmpfs -o size=64k none mnt 2>/dev/null && return
    done
    return 1
}

build_helpers() {
    mkdir -p "$BUILD/fault"
    for name in each peak alloc short; do
        local out=$BUILD/fault/$name flags=()
        case $name in alloc | short) out=$out.so flags=(-shared -fPIC) ;; esac
        [ "$out" -nt "$here/$name.c" ] && continue
        ${CC:-cc} -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra ${flags[@]+"${flags[@]}"} -o "$out" \
            "$here/$name.c" || exit 99
    done
}

# ---- inputs ----------------------------------------------------------------------------------------

# N orders of N / EACH customers, that every tool can read.
orders() { # N EACH
    awk -v n="$1" -v each="$2" 'BEGIN {
        print "customer_id,name,phone,email,order_id,order_date,amount,comment"
        customers = n / each
        for (i = 0; i < n; i++) {
            c = i % customers
            printf "c%06d,王%d,138%08d,u%d@shop.example,o%07d,2024-%02d-%02d,%d.%02d,\"said \"\"yes, %d\"\"\"\n",
                c, c, (c * 7919 + 10007) % 100000000, c, i, i % 12 + 1, i % 28 + 1, i * 13 % 97 + 1, i * 7 % 100, i
        }
    }'
}

make_inputs() {
    mkdir "$scratch/in" && cd "$scratch/in" || exit 99
    orders 24 3 >orders.csv
    orders 8 2 >few.csv
    orders 20000 1 >many.csv # more output than a pipe holds
    gzip -9nc few.csv >few.csv.gz
    echo 'the old output, which must stay as it is' >old
    { cat few.csv; echo 'c000001,short'; } >ragged.csv
    for t in "${tools[@]}"; do
        "$BIN/$t" <orders.csv >"want.$t" && "$BIN/$t" <few.csv >"few.$t" || exit 99
        [ -s "want.$t" ] && [ -s "few.$t" ] || exit 99
    done
    chmod -R a+rX .
}

# ---- F1: no space behind standard output and every other output ---------------------------------------

group_full() {
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        try "$tool" "$in/orders.csv" >/dev/full
        want 4 'standard output: cannot write: No space left on device'
        verdict "full/stdout-small/$t"

        try "$tool" "$in/many.csv" >/dev/full
        want 4 'standard output: cannot write: No space left on device'
        verdict "full/stdout-big/$t"

        try "$tool" -z "$in/orders.csv" >/dev/full
        want 4 'No space left on device'
        verdict "full/stdout-gzip/$t"

        for option in --help --version --dump-options --dump-config --explain; do
            try "$tool" $option "$in/orders.csv" >/dev/full
            want 4 'standard output: cannot write: No space left on device'
        done
        verdict "full/help/$t"

        try "$tool" "$in/orders.csv" -o /dev/full
        want 4 '/dev/full: cannot write: No space left on device'
        verdict "full/output/$t"

        old_output
        try "$tool" "$in/ragged.csv" --rejects /dev/full -o d/out
        want 4 '/dev/full: cannot write: No space left on device'
        untouched
        verdict "full/rejects/$t"

        try "$tool" "$in/orders.csv" --summary /dev/full -o d/out
        want 4 '/dev/full: cannot write: No space left on device'
        untouched
        verdict "full/summary/$t"
    done
    t=dedupe
    old_output
    try "$BIN/$t" "$in/orders.csv" --id-map /dev/full -o d/out
    want 4 '/dev/full: cannot write: No space left on device'
    untouched
    verdict "full/id-map/$t"

    # Only a tool that writes before the end of its input can stop an endless one.
    t=normalize
    local from
    from=$(now_ms)
    { cat "$in/orders.csv"; yes 'c1,王,13800111111,a@b.example,o1,2024-01-01,1.00,x'; } 2>err.yes |
        timeout "$limit" "$BIN/$t" >/dev/full 2>err
    status=${PIPESTATUS[1]}
    want 4 'No space left on device'
    [ -n "$is_slow" ] || [ $(($(now_ms) - from)) -lt 5000 ] || bad "it took $(($(now_ms) - from)) ms"
    verdict "full/endless/$t"
}

# ---- F7: nobody reads any more -------------------------------------------------------------------------

group_pipe() {
    # A parent may have ignored SIGPIPE for us; then only env can give it back.
    local default=(env --default-signal=PIPE timeout "$limit")
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        if [ "$t" != report ]; then # whose page fits into the pipe
            "${default[@]}" "$tool" "$in/many.csv" 2>err | head -1 >out
            status=${PIPESTATUS[0]}
            [ "$status" = 141 ] || bad "status $status, not 141"
            quiet
            [ "$(wc -l <out)" = 1 ] || bad "no first line"
            verdict "pipe/head/$t"

            (trap '' PIPE; timeout "$limit" "$tool" "$in/many.csv" 2>err | head -1 >out
                exit "${PIPESTATUS[0]}")
            status=$?
            want 4 'standard output: cannot write: Broken pipe'
            verdict "pipe/head-ignored/$t"
        fi
        { sleep 0.3; cat "$in/orders.csv"; } | "${default[@]}" "$tool" 2>err | true
        status=${PIPESTATUS[1]}
        [ "$status" = 141 ] || bad "status $status, not 141"
        quiet
        verdict "pipe/gone/$t"

        { sleep 0.3; cat "$in/orders.csv"; } |
            (trap '' PIPE; exec timeout "$limit" "$tool" 2>err) | true
        status=${PIPESTATUS[1]}
        want 4 'standard output: cannot write: Broken pipe'
        verdict "pipe/gone-ignored/$t"

        # The side outputs of a run whose reader is gone are not published.
        rm -rf d && mkdir d
        { sleep 0.3; cat "$in/ragged.csv"; } |
            "${default[@]}" "$tool" --rejects d/rejects --summary d/summary 2>err | true
        status=${PIPESTATUS[1]}
        [ "$status" = 141 ] || bad "status $status, not 141"
        [ -z "$(ls -A d)" ] || bad "published: $(ls -A d)"
        verdict "pipe/side-outputs/$t"
    done
    t=normalize
    { cat "$in/orders.csv"; yes 'c1,王,13800111111,a@b.example,o1,2024-01-01,1.00,x'; } 2>err.yes |
        "${default[@]}" "$BIN/$t" 2>err | head -1 >out
    status=${PIPESTATUS[1]}
    [ "$status" = 141 ] || bad "status $status, not 141"
    quiet
    verdict "pipe/endless/$t"
}

# ---- F32: what cannot be opened ------------------------------------------------------------------------

group_open() {
    local refuse=''
    can_refuse && refuse=yes
    # nobody must reach the tools, wherever they were built
    mkdir bin && cp "${tools[@]/#/$BIN/}" bin && chmod 755 . bin bin/*
    cp "$in/orders.csv" secret.csv && chmod 000 secret.csv
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        old_output
        try "$tool" no-such-file.csv -o d/out
        want 4 'no-such-file.csv: cannot open: No such file or directory'
        untouched
        verdict "open/missing/$t"

        try "$tool" "$in/orders.csv" no-such-file.csv -o d/out
        want 4 'no-such-file.csv: cannot open: No such file or directory'
        untouched
        verdict "open/second-missing/$t"

        try "$tool" d -o d/out
        want 4 'd: cannot read: Is a directory'
        untouched
        verdict "open/directory/$t"

        try "$tool" -o d/out <d
        want 4 'standard input: cannot read: Is a directory'
        untouched
        verdict "open/stdin-directory/$t"

        try "$tool" /dev/null -o d/out
        want 3 '/dev/null: no header'
        untouched
        verdict "open/dev-null/$t"

        mkdir d/sub
        try "$tool" "$in/orders.csv" -o d/sub
        want 4 'd/sub: cannot write: Is a directory'
        rmdir d/sub || bad "the directory is gone or not empty"
        untouched
        verdict "open/output-directory/$t"

        try "$tool" "$in/orders.csv" -o d/none/out
        want 4 'd/none/out: cannot write: No such file or directory'
        untouched
        verdict "open/output-no-directory/$t"

        try "$tool" "$in/orders.csv" -o d/out --map-file no-such-map
        want 4 'no-such-map: cannot open: No such file or directory'
        untouched
        verdict "open/map-file/$t"

        try "$tool" "$in/orders.csv" -o d/out --rejects d/none/rejects
        want 4 'd/none/rejects: cannot write: No such file or directory'
        untouched
        try "$tool" "$in/orders.csv" -o d/out --summary d/none/summary
        want 4 'd/none/summary: cannot write: No such file or directory'
        untouched
        verdict "open/side-outputs/$t"

        if [ -z "$refuse" ]; then
            skip "open/permission/$t" "neither root with setpriv nor a user who can be refused"
            continue
        fi
        local run=(${as_user[@]+"${as_user[@]}"} "bin/$t")
        chmod 755 d && chmod 644 d/out
        try "${run[@]}" secret.csv
        want 4 'secret.csv: cannot open: Permission denied'
        verdict "open/unreadable/$t"

        chmod 555 d
        try "${run[@]}" "$in/orders.csv" -o d/new
        want 4 'd/new: cannot write: Permission denied'
        untouched
        verdict "open/output-directory-unwritable/$t"

        chmod 777 d && chmod 444 d/out
        try "${run[@]}" "$in/orders.csv" -o d/out
        want 4 'd/out: cannot write: Permission denied'
        untouched
        verdict "open/output-read-only/$t"
    done
}

# ---- F11 to F16: gzip ----------------------------------------------------------------------------------

each() { # KIND INPUT WANT COMMAND...: the helper, its findings as ours
    local found
    found=$("$each" "$@" 2>&1) || bad "${found//$'\n'/; }"
}

group_gzip() {
    local gz=$in/few.csv.gz size
    size=$(wc -c <"$gz")
    head -c $((size - 8)) "$gz" >body
    tail -c 8 "$gz" | head -c 4 >crc
    tail -c 4 "$gz" >isize
    { cat body; printf '\1\2\3\4'; cat isize; } >wrong-crc
    { cat body crc; printf '\1\2\3\4'; } >wrong-size
    { cat "$gz"; echo 'more text'; } >garbage
    { cat "$gz"; head -c 512 /dev/zero; } >zeros
    { cat "$gz"; head -c 512 /dev/zero; echo x; } >zeros-then-text
    { cat "$gz"; printf '\37'; } >half-a-member
    # Members of one byte each: split inside characters, quotes, line ends.
    sed 's/$/\r/' "$in/few.csv" | split -b 1 -a 3 - part.
    gzip -n part.*
    cat part.*.gz >members
    : | gzip -n >none
    { cat none; head -c 40 "$in/few.csv" | gzip -n; cat none none; tail -c +41 "$in/few.csv" | gzip -n; cat none; } >with-empty
    head -c 3 "$in/few.csv" | gzip -n >cut-second
    tail -c +4 "$in/few.csv" | gzip -n | head -c 60 >>cut-second
    mkdir named && for n in 0 1 2 9 10 18 $((size / 2)) $((size - 8)) $((size - 1)); do
        head -c "$n" "$gz" >"named/$n.csv.gz"
    done
    head -c 100000000 /dev/zero | tr '\0' a | gzip -1n >bomb
    # As we write it: a member, and the end marker of 30 bytes. gzip does not miss that.
    "$BIN/normalize" "$in/few.csv" >own.csv
    "$BIN/normalize" -z "$in/few.csv" >own.gz
    head -c -30 own.gz >no-marker
    gzip -t no-marker || echo 'gzip misses the marker' >&2
    { cat no-marker; gzip -nc own.csv; } >no-marker-then-more
    cat own.gz own.gz >own-twice
    cat own.csv own.csv >own-twice.csv
    for reader in 'gzip -dc' 'pigz -dc' 'bgzip -dc' 'igzip -dc' \
        'python3 -c "import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.stdin.buffer).read())"'; do
        command -v "${reader%% *}" >/dev/null || continue
        eval "$reader" <own-twice >out || bad "${reader%% *} does not read our gzip"
        cmp -s out own-twice.csv || bad "${reader%% *} reads something else"
    done
    verdict gzip/other-readers

    # All bits for every tool are many thousand runs: fewer where each is slow.
    [ -z "$is_slow" ] || export FAULT_STEP=61
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        if asked "gzip/cut/$t"; then
            old_output
            each cut "$gz" "$in/few.$t" "$tool" -o d/out
            untouched
            verdict "gzip/cut/$t"
        fi
        if asked "gzip/flip/$t"; then
            each flip "$gz" "$in/few.$t" "$tool"
            each byte "$gz" "$in/few.$t" "$tool"
            verdict "gzip/flip/$t"
        fi

        if asked "gzip/own/$t"; then
            "$tool" <own.csv >expected
            try "$tool" <own.gz >out
            want 0
            same out expected
            old_output
            each cut own.gz expected "$tool" -o d/out
            untouched
            # One tool stands for all: they share what reads.
            [ "$t" != normalize ] || each flip own.gz expected "$tool"
            verdict "gzip/own/$t"
        fi

        old_output
        for f in named/*; do
            try "$tool" "$f" -o d/out
            want 3 "$f: gzip data is cut short"
        done
        untouched
        verdict "gzip/cut-file/$t"

        for f in wrong-crc wrong-size; do
            try "$tool" $f -o d/out
            want 3 "$f: gzip data is corrupt"
            untouched
            verdict "gzip/$f/$t"
        done
        for f in garbage zeros-then-text; do
            try "$tool" $f -o d/out
            want 3 "$f: garbage after the gzip data"
            untouched
            verdict "gzip/$f/$t"
        done
        for f in half-a-member cut-second no-marker no-marker-then-more; do
            try "$tool" $f -o d/out
            want 3 "$f: gzip data is cut short"
            untouched
            verdict "gzip/$f/$t"
        done
        try "$tool" <zeros >out
        want 0
        same out "$in/few.$t"
        verdict "gzip/zeros/$t"
        for f in members with-empty; do
            try "$tool" <$f >out
            want 0
            same out "$in/few.$t"
            verdict "gzip/$f/$t"
        done

        run_peak bomb -o d/out
        want 3 'a field is longer than --max-field'
        untouched
        verdict "gzip/bomb/$t"
    done
    unset FAULT_STEP
}

# Run the tool on a file or - under the helper that measures; assert time and memory.
run_peak() {
    try "$peak" took "$BIN/$t" "$@"
    check_peak
}
check_peak() {
    local kib ms
    read -r kib ms <took || bad "not measured"
    # A sanitizer copies and keeps what is reallocated; there, timeout is the limit.
    [ -n "$is_slow" ] || [ "${ms:-0}" -lt 5000 ] || bad "it took $ms ms"
    [ -n "$is_slow" ] || [ "${kib:-0}" -lt 65536 ] || bad "it took $kib KiB"
    rm -f took
}

# ---- F17, F21, F22: quotes that do not close, fields without end -------------------------------------------

group_quote() {
    local header='customer_id,order_id,order_date,amount,comment' row='c1,o1,2024-01-01,5.00,x'
    printf '%s\n%s\nc2,o2,2024-01-02,3,"open\n%s\n' "$header" "$row" "$row" >last.csv
    printf '%s\n"c1","a\nb",2024-01-01,3,"open\n%s\n' "$header" "$row" >second-line.csv
    printf '%s\n%s\nc2,o2,2024-01-02,3,"closed"text\n%s\n' "$header" "$row" "$row" >stray.csv
    printf '%s\n%s\nc2,o2,2024-01-02,3,abcdefghijklmnopqrst\n' "$header" "$row" >long.csv
    printf '"customer_id,order_id\nc1,o1\n' >header.csv
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        old_output
        { echo "$header"; yes 'c1,o1,2024-01-01,5.00,"open'; } 2>err.yes |
            { timeout "$limit" "$peak" took "$tool" --strict -o d/out 2>err; echo $? >status; }
        # The next line's quote would close the first one, but text follows; and so on.
        status=$(cat status)
        want 3 'standard input:2: comment: a quote is badly placed'
        check_peak
        untouched
        verdict "quote/endless-quotes/$t"

        { echo "$header"; echo 'c1,o1,2024-01-01,5.00,"open'; yes 'c1,o1,2024-01-01,5.00,x'; } 2>err.yes |
            { timeout "$limit" "$peak" took "$tool" --strict -o d/out 2>err; echo $? >status; }
        status=$(cat status)
        want 3 'standard input:2: comment: a quote opens here and is never closed'
        check_peak
        untouched
        verdict "quote/endless/$t"

        { echo "$header"; yes 'aaaaaaa' | tr -d '\n'; } 2>err.yes |
            { timeout "$limit" "$peak" took "$tool" -o d/out 2>err; echo $? >status; }
        status=$(cat status)
        want 3 'standard input:2: .*a field is longer than --max-field'
        check_peak
        untouched
        verdict "quote/endless-field/$t"

        try "$tool" --strict last.csv -o d/out
        want 3 'last.csv:3: comment: a quote opens here and is never closed'
        untouched
        verdict "quote/last-row/$t"

        try "$tool" --strict second-line.csv -o d/out
        want 3 'second-line.csv:3: comment: a quote opens here and is never closed'
        untouched
        verdict "quote/line-inside-record/$t"

        try "$tool" --strict header.csv -o d/out
        want 3 'header.csv:1: a quote opens here and is never closed'
        untouched
        verdict "quote/header/$t"

        try "$tool" --strict stray.csv -o d/out
        want 3 'stray.csv:3: comment: a quote is badly placed'
        untouched
        verdict "quote/stray/$t"

        try "$tool" --max-field 19 long.csv -o d/out
        want 3 'long.csv:3: .*a field is longer than --max-field'
        untouched
        try "$tool" --max-field 20 long.csv >out
        want 0
        verdict "quote/max-field/$t"
    done
}

# ---- F18 to F20, F23 to F26, F37: the shape of the input ----------------------------------------------------

group_shape() {
    local header='customer_id,name,order_id,order_date,amount,gift wrap'
    local row1='c1,Ann,o1,2024-01-01,5.00,red' row2='c2,Bob,o2,2024-02-01,7.00,blue'
    : >empty.csv
    echo "$header" >header.csv
    printf '\n\r\n\n\n' >blank.csv
    printf '\357\273\277' >bom.csv
    printf '\357\273\277\n\n' >bom-blank.csv
    printf 'customer_id,phone,phone,customer_id,order_date,amount\nc1,13800111111,13800111112,c2,2024-01-01,5\n' >twice.csv
    printf '%s\n%s\nc2,Bob\n%s\n' "$header" "$row1" "$row2" >short.csv
    printf '%s\n%s,more,still more\n%s\n' "$header" "$row1" "$row2" >long.csv
    printf '%s\n%s\n%s\n' "$header" "$row1" "$row2" >lf.csv
    tr '\n' '\r' <lf.csv >cr.csv
    sed 's/$/\r/' lf.csv >crlf.csv
    head -c -1 lf.csv >no-end.csv
    { printf '\357\273\277"customer_id"'; tail -c +12 lf.csv; } >bom-quoted.csv
    printf '%s\nc1,A\0n,o1,2024-01-01,5.00,r\0d\n' "$header" >nul.csv
    printf '%s\n%s\nc2,B\377\376b,o2,2024-02-01,7.00,blue\n' "$header" "$row1" >invalid.csv
    iconv -f UTF-8 -t UTF-16LE lf.csv | { printf '\377\376'; cat; } >utf16.csv
    { cat utf16.csv; printf x; } >utf16-odd.csv
    printf '%s\n%s\nc2,Bob,o2,\033]0;x\a\302\233,7.00,blue\n' "$header" "$row1" >escape.csv
    { echo "$header"; head -c 999999 /dev/zero | tr '\0' ','; echo; } >wide-row.csv
    { seq 1000000 | paste -sd, ; echo 1; } >wide-header.csv
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        "$tool" <lf.csv >lf.out || bad "lf.csv cannot be read"
        for f in cr crlf no-end bom-quoted utf16; do
            try "$tool" <$f.csv >out
            want 0
            quiet
            same out lf.out
            verdict "shape/$f/$t"
        done

        old_output
        for f in empty blank bom bom-blank; do
            try "$tool" $f.csv -o d/out
            want 3 "$f.csv: no header"
            untouched
            verdict "shape/$f/$t"
        done

        try "$tool" header.csv >out
        want 0
        quiet
        # A header and no row; the page of report has no rows to count.
        [ "$t" = report ] || [ "$(wc -l <out)" = 1 ] || bad "$(wc -l <out) lines, not a header alone"
        [ -s out ] || bad "no output"
        verdict "shape/header-only/$t"

        try "$tool" twice.csv -o d/out
        case $t in
        dedupe) want 3 'twice.csv: phone: two columns claim this role: phone, phone' ;;
        *) want 3 'twice.csv: customer_id: two columns claim this role: customer_id, customer_id' ;;
        esac
        grep -q -- --map err || bad "no --map in the advice"
        untouched
        verdict "shape/duplicate-header/$t"

        try "$tool" short.csv -o d/out
        want 3 'short.csv:3: too few fields'
        untouched
        try "$tool" short.csv --rejects rejects >out
        [ "$status" = 0 ] || bad "status $status with --rejects"
        "$tool" <lf.csv --rejects /dev/null >out.lf
        grep -q '^short.csv,3,,too_few_fields,c2,Bob' rejects || bad "rejects: $(cat rejects)"
        [ "$t" = report ] || [ "$(wc -l <out)" = "$(wc -l <out.lf)" ] || bad "the good rows are not all there"
        verdict "shape/short-row/$t"

        try "$tool" long.csv -o d/out
        want 3 'long.csv:2: too many fields'
        untouched
        try "$tool" long.csv --rejects rejects >out
        [ "$status" = 0 ] || bad "status $status with --rejects"
        grep -q "^long.csv,2,,too_many_fields,$row1,more,still more\$" rejects || bad "rejects: $(cat rejects)"
        verdict "shape/long-row/$t"

        try "$tool" nul.csv >out
        want 0
        # normalize drops control characters from names, by its rules, but keeps what it does not know;
        # the others keep the name as it is. No text may end at the NUL.
        tr '\0' @ <out >visible
        case $t in
        normalize) grep -q 'c1,An,o1,2024-01-01,5.00,r@d,' visible || bad "NUL: $(tail -1 visible)" ;;
        dedupe) grep -q 'A@n,o1,2024-01-01,5.00,r@d,' visible || bad "NUL: $(tail -1 visible)" ;;
        report) ;;
        *) grep -q 'c1,A@n,' visible || bad "NUL: $(tail -1 visible)" ;;
        esac
        verdict "shape/nul/$t"

        try "$tool" invalid.csv -o d/out
        want 3 'invalid.csv:3: bytes are not in the encoding'
        untouched
        try "$tool" -e UTF-8 invalid.csv -o d/out
        want 3 'invalid.csv:3: bytes are not in the encoding'
        untouched
        verdict "shape/invalid-utf8/$t"

        try "$tool" utf16-odd.csv -o d/out
        want 3 'utf16-odd.csv:[34]: bytes are not in the encoding'
        untouched
        verdict "shape/utf16-odd/$t"

        for f in wide-row wide-header; do
            run_peak $f.csv -o d/out
            want 3 "$f.csv:[12]: more than 65536 fields"
            untouched
            verdict "shape/$f/$t"
        done

        # What a file says must not reach the terminal as commands.
        try "$tool" escape.csv >out
        ! grep -q $'[\033\a]\|\302\233' err || bad "control characters in a message"
        case $t in
        normalize | dedupe) want 0 ;;
        *) want 3 'escape.csv:3: order_date: .*\\x1b' ;;
        esac
        verdict "shape/escape/$t"
    done
}

# ---- F33: standard streams that are closed ------------------------------------------------------------------

group_fds() {
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        "$tool" "$in/orders.csv" >expected || bad "no expected output"

        try "$tool" <&- >out
        want 4 'standard input: cannot read: Bad file descriptor'
        empty out
        verdict "fds/no-stdin/$t"

        try "$tool" "$in/orders.csv" <&- >out
        want 0
        same out expected
        verdict "fds/no-stdin-but-a-file/$t"

        try "$tool" "$in/orders.csv" >&-
        want 4 'standard output: cannot write: Bad file descriptor'
        try "$tool" --help >&-
        want 4 'standard output: cannot write: Bad file descriptor'
        verdict "fds/no-stdout/$t"

        old_output
        try "$tool" "$in/orders.csv" -o d/out >&-
        want 0
        only_files d out
        same d/out expected
        verdict "fds/no-stdout-but-output/$t"

        # Messages have nowhere to go, and must not go into a file that took the number.
        old_output
        status=0
        timeout "$limit" "$tool" -v "$in/orders.csv" -o d/out --summary d/summary 2>&- || status=$?
        [ "$status" = 0 ] || bad "status $status, not 0"
        only_files d out summary
        same d/out expected
        old_output
        status=0
        timeout "$limit" "$tool" "$in/ragged.csv" -o d/out 2>&- || status=$?
        [ "$status" = 3 ] || bad "status $status, not 3"
        untouched
        verdict "fds/no-stderr/$t"

        old_output
        status=0
        timeout "$limit" "$tool" "$in/orders.csv" -o d/out <&- >&- 2>&- || status=$?
        [ "$status" = 0 ] || bad "status $status, not 0"
        same d/out expected
        verdict "fds/none/$t"

        status=0
        timeout "$limit" "$tool" "$in/ragged.csv" >out 2>/dev/full || status=$?
        [ "$status" = 3 ] || bad "status $status, not 3"
        verdict "fds/stderr-full/$t"
    done
}

# ---- F4, F5, F8, F10: system calls that fail, by strace ------------------------------------------------------

group_inject() {
    if [ -n "$is_slow" ]; then
        skip inject "the leak checker and strace exclude each other"
        return
    fi
    if ! strace -f -qq -o /dev/null true 2>/dev/null; then
        skip inject "strace cannot trace here"
        return
    fi
    local call error errors k n seen
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        "$tool" "$in/orders.csv" >expected || bad "no expected output"
        for call in read write openat close fsync linkat rename; do
            asked "inject/$call/$t" || continue
            strace -f -qq -e trace=$call -o log "$tool" "$in/orders.csv" -o d.out
            # The first calls are the loader's; the tool's follow. A thread counts its own.
            n=$(grep -c " $call(" log)
            [ "$n" -ge 1 ] || bad "no call of $call was seen"
            case $call in
            read | write | fsync | openat) errors='EIO EINTR ENOSPC' ;;
            *) errors='EIO ENOSPC' ;;
            esac
            for error in $errors; do
                for ((k = 1; k <= n && k <= 30; k++)); do
                    old_output
                    status=0
                    timeout "$limit" strace -f -qq -o log -e inject="$call:error=$error:when=$k" \
                        "$tool" "$in/orders.csv" -o d/out 2>err || status=$?
                    seen="$error, call $k of $n: status $status, $(first_message)"
                    case $call/$error/$status in
                    */0) is_same d/out expected || bad 'other output' ;;
                    */127) untouched ;; # the loader found no library
                    read/EINTR/* | write/EINTR/*) bad 'the call is not made again' ;;
                    # After the rename the new output stands, whole; only its safety is in doubt.
                    fsync/*/4 | openat/*/4 | close/*/4)
                        only_files d out
                        is_same d/out expected || same d/out "$in/old" ;;
                    */4) untouched ;;
                    *) bad 'another status' ;;
                    esac
                    [ -z "$why" ] || { why="$seen: $why"; break 2; }
                done
            done
            verdict "inject/$call/$t"
        done

        # Terminated at each step of putting the output in its place.
        for call in fsync linkat rename; do
            for k in 1 2; do
                old_output
                status=0
                { timeout "$limit" strace -f -qq -o log -e inject=$call:signal=TERM:when=$k \
                    "$tool" "$in/orders.csv" -o d/out 2>err || status=$?; } 2>err.bash
                [ $status = 143 ] || [ $k = 2 ] || bad "TERM at $call: status $status"
                only_files d out
                is_same d/out expected || is_same d/out "$in/old" || bad "TERM at $call: neither old nor new"
            done
        done
        verdict "inject/terminated/$t"

        # What survives a power cut: the bytes are on the disk before the name is, then the name.
        old_output
        strace -f -qq -e trace=write,fsync,linkat,rename -o log "$tool" "$in/orders.csv" -o d/out
        seen=$(sed 's/^[0-9]* *//; s/(.*//' log | uniq | tr '\n' ' ')
        case $seen in
        'write fsync linkat rename fsync ' | 'write fsync rename fsync ') ;;
        *) bad "order of calls: $seen" ;;
        esac
        verdict "inject/order/$t"
    done
}

# ---- F2, F3, F8, F9, F30, F31, F43: -o is all or nothing -----------------------------------------------------

# Run a tool with -o in a tmpfs that is too small; print its status and what is left there.
in_small_tmpfs() { # SIZE COMMAND...
    # shellcheck disable=SC2016 # for the inner shell
    "${name_space[@]}" bash -c '
        mount -t tmpfs -o size="$1",nr_inodes=64 none mnt && cp "$2" mnt/out || exit 99
        old=$2
        shift 2
        status=0
        "$@" -o mnt/out || status=$?
        cmp -s mnt/out "$old" && is=same || is=changed
        echo "status $status, $is, files:" $(ls -A mnt)' - "$@" 2>err
}

feed_slowly() { head -5 "$in/orders.csv"; sleep 0.03; tail -n +6 "$in/orders.csv"; }

group_commit() {
    local signal i found
    ulimit -c 0
    can_mount || skip commit/tmpfs "mounts need root or user namespaces"
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        "$tool" <"$in/orders.csv" >expected || bad "no expected output"

        if can_mount; then
            found=$(in_small_tmpfs 12k "$in/old" "$tool" "$in/many.csv")
            [ "$found" = 'status 4, same, files: out' ] || bad "$found"
            status=4
            want 4 'mnt/out: cannot write: No space left on device'
            verdict "commit/tmpfs/$t"
        fi

        old_output
        (trap '' XFSZ; ulimit -f 8; exec timeout "$limit" "$tool" "$in/many.csv" -o d/out) 2>err
        status=$?
        want 4 'd/out: cannot write: File too large'
        untouched
        verdict "commit/file-size/$t"

        # A sanitizer may have a handler of its own for the signal.
        status=0
        { (ulimit -f 8; exec env --default-signal=XFSZ "$tool" "$in/many.csv" -o d/out) 2>err ||
            status=$?; } 2>err.bash
        [ "$status" = 153 ] || [ -n "$is_slow" ] || bad "status $status, not 153"
        untouched
        verdict "commit/file-size-signal/$t"

        for signal in KILL TERM HUP; do
            asked "commit/$signal/$t" || continue
            for ((i = 0; i < 8; i++)); do
                old_output
                "$tool" -o d/out < <(feed_slowly 2>err.feed) 2>err &
                sleep "0.0$((RANDOM % 60 + 10))"
                kill -$signal $! 2>err.kill
                wait $! 2>err.kill
                status=$?
                only_files d out
                case $status in
                0) same d/out expected ;;
                137 | 143 | 129) is_same d/out expected || same d/out "$in/old" ;;
                *) bad "status $status" ;;
                esac
            done
            "$tool" -o d/out <"$in/orders.csv"
            same d/out expected
            verdict "commit/$signal/$t"
        done

        old_output
        ln -s out d/link
        try "$tool" -o d/link <"$in/orders.csv"
        want 0
        only_files d link out
        [ -L d/link ] || bad "the link is gone"
        same d/out expected
        verdict "commit/symlink/$t"

        old_output
        ln d/out d/other
        try "$tool" -o d/out <"$in/orders.csv"
        want 0
        only_files d other out
        same d/out expected
        same d/other "$in/old"
        verdict "commit/hard-link/$t"

        rm -rf d && mkdir d && cp "$in/orders.csv" d/out
        "$tool" d/out >expected.out
        try "$tool" d/out -o d/out
        want 0
        only_files d out
        same d/out expected.out
        cp "$in/orders.csv" d/out && ln -s out d/link
        try "$tool" d/out -o d/link
        want 0
        same d/out expected.out
        verdict "commit/in-place/$t"

        rm -rf d && mkdir d
        (umask 022; "$tool" -o d/new --summary d/summary <"$in/orders.csv")
        [ "$(stat -c %a d/new d/summary | tr '\n' ' ')" = '600 600 ' ] || bad "new: $(stat -c %a d/*)"
        cp "$in/old" d/new && chmod 640 d/new
        "$tool" -o d/new <"$in/orders.csv"
        [ "$(stat -c %a d/new)" = 640 ] || bad "kept: $(stat -c %a d/new)"
        verdict "commit/mode/$t"

        old_output
        try "$tool" "$in/ragged.csv" -o d/out --rejects d/rejects --summary d/summary --max-rejects 0
        [ "$status" = 1 ] || bad "status $status, not 1"
        only_files d out rejects summary
        same d/out "$in/old"
        grep -q ',10,,too_few_fields,c000001,short' d/rejects || bad "rejects: $(cat d/rejects)"
        grep -q '"rejected": 1' d/summary || bad "the summary does not count it"
        try "$tool" "$in/ragged.csv" -o d/out --rejects d/rejects --summary d/summary --max-rejects 1
        [ "$status" = 0 ] || bad "status $status, not 0, within the limit"
        ! is_same d/out "$in/old" || bad "not published within the limit"
        verdict "commit/max-rejects/$t"

        rm -rf d && mkdir d
        mkfifo d/fifo
        cat d/fifo >out &
        try "$tool" -o d/fifo <"$in/orders.csv"
        wait $!
        want 0
        [ -p d/fifo ] || bad "the FIFO is gone"
        same out expected
        verdict "commit/fifo/$t"

        rm -rf d && mkdir d
        for ((i = 0; i < 4; i++)); do "$tool" -o d/out <"$in/orders.csv" 2>>err & done
        wait
        only_files d out
        same d/out expected
        verdict "commit/together/$t"
    done
}

# ---- F6: input and output in small pieces ---------------------------------------------------------------------

group_io() {
    # The same name, for what a tool takes from it: first a file, then a FIFO.
    mkdir file fifo
    cp "$in/orders.csv" file/orders.csv
    mkfifo fifo/orders.csv
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        dd bs=1 if="$in/orders.csv" 2>err.dd | timeout "$limit" "$tool" >out 2>err
        status=${PIPESTATUS[1]}
        want 0
        same out "$in/want.$t"
        dd bs=1 if="$in/few.csv.gz" 2>err.dd | timeout "$limit" "$tool" >out 2>err
        status=${PIPESTATUS[1]}
        want 0
        same out "$in/few.$t"
        verdict "io/byte-by-byte/$t"

        rm -f now && ln -s file now
        "$tool" now/orders.csv >expected
        rm -f now && ln -s fifo now
        dd bs=1 if="$in/orders.csv" of=fifo/orders.csv 2>err.dd &
        try "$tool" now/orders.csv >out
        wait
        want 0
        same out expected
        verdict "io/fifo/$t"

        # The address sanitizer wants to be loaded first; the shim does no harm there.
        export ASAN_OPTIONS=verify_asan_link_order=0
        try env LD_PRELOAD="$short" "$tool" <"$in/orders.csv" >out
        want 0
        same out "$in/want.$t"
        old_output
        try env LD_PRELOAD="$short" "$tool" -o d/out.gz <"$in/few.csv.gz"
        want 0
        gzip -dc d/out.gz >out
        same out "$in/few.$t"
        unset ASAN_OPTIONS
        verdict "io/short/$t"
    done
}

# ---- F28, F29: temporary files and memory ----------------------------------------------------------------------

group_spill() {
    # 17 MiB of rows: more than dedupe holds in memory.
    orders 60000 1 | awk -v text="$(head -c 300 /dev/zero | tr '\0' x)" '
        { print $0 "," (NR == 1 ? "note" : text) }' >rows.csv
    mkdir here
    for t in dedupe dedupe-assign; do
        local command=("$BIN/dedupe")
        [ "$t" = dedupe ] || command+=(--assign)
        local name=$t
        t=dedupe
        old_output
        try "${command[@]}" rows.csv -o d/out --tmpdir "$PWD/none"
        want 4 "$PWD/none: cannot use the temporary directory: No such file or directory"
        grep -q -- --tmpdir err || bad "no --tmpdir in the advice"
        untouched
        TMPDIR=$PWD/none try "${command[@]}" rows.csv -o d/out
        want 4 "$PWD/none: cannot use the temporary directory: No such file or directory"
        untouched
        verdict "spill/missing/$name"

        try "${command[@]}" rows.csv -o d/out --tmpdir rows.csv
        want 4 'rows.csv: cannot use the temporary directory: Not a directory'
        untouched
        verdict "spill/file/$name"

        try "${command[@]}" rows.csv -o d/out --tmpdir here
        want 0
        [ -z "$(ls -A here)" ] || bad "left behind: $(ls -A here)"
        [ -s d/out ] || bad "no output"
        verdict "spill/nothing-left/$name"

        if can_mount; then
            old_output
            # shellcheck disable=SC2016 # for the inner shell
            try "${name_space[@]}" sh -c 'mount -t tmpfs -o size=1m none mnt && exec "$@" --tmpdir mnt' - \
                "${command[@]}" rows.csv -o d/out
            want 4 'mnt: cannot use the temporary directory: No space left on device'
            untouched
            verdict "spill/full/$name"
        else
            skip "spill/full/$name" "mounts need root or user namespaces"
        fi

        if can_refuse; then
            mkdir -p bin locked && cp "$BIN/dedupe" bin/dedupe && chmod 755 . bin bin/dedupe && chmod 555 locked
            chmod a+r rows.csv
            try ${as_user[@]+"${as_user[@]}"} "bin/dedupe" "${command[@]:1}" rows.csv --tmpdir locked >out
            want 4 'locked: cannot use the temporary directory: Permission denied'
            verdict "spill/unwritable/$name"
        else
            skip "spill/unwritable/$name" "neither root with setpriv nor a user who can be refused"
        fi
    done
}

# The customers table itself waits on disk: of orders, and read back in.
group_table() {
    orders 150000 1 >rows.csv
    "$BIN/rfm" rows.csv | tac | awk 'NR == 1 { last = $0 } { line[NR] = $0 }
        END { print line[NR]; for (i = 1; i < NR; i++) print line[i] }' >table.csv
    mkdir here
    for t in rfm abc lifecycle churn-score; do
        for from in rows table; do
            "$BIN/$t" $from.csv >expected || bad "no expected output"
            local command=("$BIN/$t" --memory 12M "$from.csv")
            for threads in 1 2 8; do
                try "${command[@]}" -j $threads --tmpdir here -o out
                want 0
                same out expected
            done
            [ -z "$(ls -A here)" ] || bad "left behind: $(ls -A here)"
            verdict "table/same/$t-$from"

            old_output
            try "${command[@]}" -o d/out --tmpdir "$PWD/none"
            want 4 "$PWD/none: cannot use the temporary directory: No such file or directory"
            untouched
            verdict "table/missing/$t-$from"

            if can_mount; then
                for size in 1m 8m; do
                    old_output
                    # shellcheck disable=SC2016 # for the inner shell
                    try "${name_space[@]}" sh -c "mount -t tmpfs -o size=$size none mnt && exec \"\$@\" --tmpdir mnt" - \
                        "${command[@]}" -o d/out
                    want 4 'mnt: cannot use the temporary directory: No space left on device'
                    untouched
                done
                verdict "table/full/$t-$from"
            else
                skip "table/full/$t-$from" "mounts need root or user namespaces"
            fi
        done
    done
}

group_memory() {
    orders 60000 1 >rows.csv
    for t in "${tools[@]}"; do
        old_output
        try "$BIN/$t" --memory 1M rows.csv -o d/out
        if [ "$t" = normalize ]; then # holds a batch, however long the input is
            want 0
        else
            want 4 'memory limit reached'
            grep -q -- --memory err || bad "no --memory in the advice"
            untouched
        fi
        verdict "memory/limit/$t"
    done
}

# ---- F27: every allocation fails once -----------------------------------------------------------------------------

group_alloc() {
    if [ -n "$is_slow" ]; then
        skip alloc "a sanitizer has its own malloc"
        return
    fi
    local kind
    # GB18030 and gzip: iconv, zlib and the decoder's table are asked for memory, too.
    iconv -f UTF-8 -t GB18030 "$in/few.csv" | gzip -n >few.gb.gz
    export FAULT_ALLOC_SO=$BUILD/fault/alloc.so
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        "$tool" <few.gb.gz >expected || bad "no expected output"
        for kind in once ever; do
            asked "alloc/$kind/$t" || continue
            each $kind few.gb.gz expected "$tool"
            verdict "alloc/$kind/$t"
        done
        if asked "alloc/summary/$t"; then
            "$tool" -o /dev/null --summary /dev/stdout <few.gb.gz | cat >expected
            each once few.gb.gz expected "$tool" -o /dev/null --summary /dev/stdout
            verdict "alloc/summary/$t"
        fi
        if asked "alloc/output/$t"; then
            old_output
            FAULT_STEP=7 each once few.gb.gz /dev/null "$tool" -z -o d/out
            only_files d out
            gzip -dc d/out >out
            "$tool" <few.gb.gz >expected
            same out expected
            verdict "alloc/output/$t"
        fi
    done
}

# ---- F34, F35, F45: what surrounds the run -------------------------------------------------------------------------

group_env() {
    for t in "${tools[@]}"; do
        local tool=$BIN/$t
        local speak=()
        [ "$t" = report ] && speak=(--lang en) # whose prose follows the language of messages
        for setting in TZ=Asia/Shanghai TZ=America/New_York TZ=nonsense LC_ALL=zh_CN.GB18030 \
            LC_ALL=de_DE.UTF-8 LC_ALL=tr_TR.UTF-8 LC_ALL=; do
            env "$setting" "$tool" ${speak[@]+"${speak[@]}"} <"$in/orders.csv" >out 2>err || bad "$setting: $(first_message)"
            is_same out "$in/want.$t" || bad "other bytes with $setting"
        done
        verdict "env/zone-and-locale/$t"
        for n in 1 2 8; do
            "$tool" -j $n <"$in/orders.csv" >out 2>err || bad "-j $n: $(first_message)"
            is_same out "$in/want.$t" || bad "other bytes with -j $n"
        done
        verdict "env/threads/$t"
    done
}

# ---- all of them ---------------------------------------------------------------------------------------------------

build_helpers
each=$BUILD/fault/each peak=$BUILD/fault/peak short=$BUILD/fault/short.so
make_inputs
in=$scratch/in

run_group() {
    mkdir "$scratch/$1" && cd "$scratch/$1" || exit 99
    "group_$1" >"$scratch/$1.log" 2>"$scratch/$1.noise" </dev/null
    # What bash or a helper said that no test expects is a finding, too.
    [ ! -s "$scratch/$1.noise" ] || ! asked "$1" ||
        echo "FAIL $1: unexpected: $(head -c 300 "$scratch/$1.noise" | tr '\n' ' ')" >>"$scratch/$1.log"
    cat "$scratch/$1.log"
}

jobs=${FAULT_JOBS:-$(nproc)}
for group in "${groups[@]}"; do
    asked "$group" || continue
    while [ "$(jobs -pr | wc -l)" -ge "$jobs" ]; do wait -n; done
    run_group "$group" &
done
wait

count() { cat "$scratch"/*.log 2>/dev/null | grep -c "^$1 "; }
passed=$(count ok) skipped=$(count skip) failed=$(count FAIL)
echo "fault: $passed passed, $skipped skipped, $failed failed"
# Nothing at all ran: a mistake, unless T asked for cases elsewhere.
[ "$failed" = 0 ] && { [ $((passed + skipped)) -gt 0 ] || [ -n "$only" ]; }
