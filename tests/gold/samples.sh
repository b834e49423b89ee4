#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# samples.sh - the pipe and the scripts of samples/, against a second reading of the files; part of run.sh.

samples=$root/samples
exports=("$samples/taobao.csv.gz" "$samples/shopify.csv" "$samples/youzan.tsv" "$samples/pos.tsv")

# ---- what is true ------------------------------------------------------------------------------------

# by_name - let the program's get("header") be the cell; the lines are csv.awk's
by_name() { # PROGRAM
    awk -F '\037' '
        NR == 1 { for (i = 1; i <= NF; i++) if (!($i in at)) at[$i] = i; next }
        function get(name) { if (!(name in at)) exit 9; return $at[name] }
        function fen(name) { return sprintf("%.0f", get(name) * 100) }
        '"$1"'
        END { printf "%d %d.%02d\n", orders, int(net / 100), net % 100 }'
}

# A channel's orders and net sales, read by the rules of samples/README.md and nothing of ours: an order
# that was given back wholly is none, unless the till wrote that as another receipt.
truth() { # CHANNEL
    case $1 in
    taobao)
        gzip -dc "${exports[0]}" | iconv -f GB18030 -t UTF-8 | awk -f "$gold/csv.awk" | by_name '
            get("订单状态") !~ /^(交易关闭|等待买家付款)$/ { orders++; net += fen("买家实际支付金额") }' ;;
    shopify)
        awk -f "$gold/csv.awk" "${exports[1]}" | by_name '
            get("Financial Status") ~ /^(paid|refunded|partially_refunded)$/ {
                net += fen("Total") - fen("Refunded Amount")
                orders += fen("Total") != fen("Refunded Amount")
            }' ;;
    youzan)
        awk -v d='\t' -f "$gold/csv.awk" "${exports[2]}" | by_name '
            get("买家付款时间") != "" {
                net += fen("订单实收金额") - fen("订单已退款金额")
                orders += fen("订单实收金额") != fen("订单已退款金额")
            }' ;;
    pos)
        awk -v d='\t' -f "$gold/csv.awk" "${exports[3]}" | by_name '
            { net += fen("实收金额") }
            get("小票号") !~ /^T/ && !seen[get("小票号")]++ { orders++ }' ;;
    esac
}

# Orders and net sales of a table of customers, quotes and all.
answered() { # FILE
    awk -f "$gold/csv.awk" "$1" | by_name '{ orders += get("frequency"); net += fen("monetary") }'
}

# ---- the pipe ----------------------------------------------------------------------------------------

# Each export alone: its orders, its net sales to the cent.
channel_alone() { # CHANNEL FILE
    normalize "$2" | dedupe --assign | rfm >rfm.csv
    equal "orders and net sales" "$(truth "$1")" "$(answered rfm.csv)"
}
check samples/taobao-net-sales channel_alone taobao "${exports[0]}"
check samples/shopify-net-sales channel_alone shopify "${exports[1]}"
check samples/youzan-net-sales channel_alone youzan "${exports[2]}"
check samples/pos-net-sales channel_alone pos "${exports[3]}"

all_together() {
    local step channel rows
    rows=$({ gzip -dc "${exports[0]}"; cat "${exports[@]:1}"; } | awk -f "$gold/csv.awk" | wc -l)
    rows=$((rows - 4)) # headers
    normalize --summary normalize.json "${exports[@]}" >normal.csv
    dedupe --assign --summary dedupe.json normal.csv >records.csv
    rfm --summary rfm.json records.csv >rfm.csv
    abc rfm.csv | lifecycle | churn-score >customers.csv
    equal "orders and net sales" "$(for channel in taobao shopify youzan pos; do truth $channel; done |
        awk '{ n += $1; fen += sprintf("%.0f", $2 * 100) }
            END { printf "%d %d.%02d\n", n, int(fen / 100), fen % 100 }')" "$(answered rfm.csv)"
    equal "orders in the summary" "$(answered rfm.csv | cut -d ' ' -f 1)" "$(found orders rfm.json)"
    # The later steps lose nobody and nothing.
    equal "at the end of the pipe" "$(answered rfm.csv)" "$(answered customers.csv)"
    for step in normalize dedupe rfm; do
        equal "rows of $step" "$rows" "$(found used $step.json)"
        equal "rejected by $step" 0 "$(found rejected $step.json)"
    done
    report -o page.html customers.csv
    grep -q '</html>' page.html
}
check samples/whole-pipe-to-the-cent all_together

# README.md says what the files hold; the same figures come out.
readme() {
    local text joined nobody masked
    text=$(tr '\n' ' ' <"$samples/README.md")
    # "Net sales, ...: Taobao 10,548.80, Shopify ..., Youzan ..., till ...; together N."
    for pair in Taobao:taobao Shopify:shopify Youzan:youzan till:pos; do
        equal "net sales of ${pair%:*}" "$(truth "${pair#*:}" | cut -d ' ' -f 2)" \
            "$(sed 's/.*Net sales//; s/.*'"${pair%:*}"' \([0-9,.]*[0-9]\).*/\1/; s/,//g' <<<"$text")"
    done
    # Those joined by a key, those nameable only by name, and the buyers behind masked receipts.
    part() { printf '%s\n' "$text" | sed "s/.*$1.*/\\1/"; }
    joined=$(part ' joins the rows into \([0-9]*\) customers')
    nobody=$(part ', \([a-z]*\) have only their name')
    masked=$(part '- \([A-Z][a-z]*\) receipts ([a-z]* rows) have a masked phone')
    equal "words of README.md" "six Six" "$nobody $masked"
    normalize "${exports[@]}" | dedupe --assign --summary dedupe.json >/dev/null
    equal customers $((joined + 6 + 6)) "$(found customers dedupe.json)"
}
check samples/readme-tells-the-truth readme

# With python3 the generator's own truth: rows, net sales, joined customers; and the same bytes again.
generator() {
    needs_python
    local file
    cp "$samples/make-samples.py" .
    python3 make-samples.py >truth
    for file in "${exports[@]}"; do
        same "$file" "${file##*/}" || { echo "in ${file##*/}"; return 1; }
    done
    normalize "${exports[@]}" | dedupe --assign --summary dedupe.json >/dev/null
    equal rows "$(sed -n 's/^rows  *//p' truth | tr ' ' '\n' | awk -F = '{ n += $2 } END { print n }')" \
        "$(found used dedupe.json)"
    equal "net sales" "$(sed -n 's/^net yuan  *//p' truth)" \
        "$(for channel in taobao shopify youzan pos; do echo "$channel=$(truth $channel | cut -d ' ' -f 2)"; done |
            paste -s -d ' ')"
}
check samples/generator-writes-the-same-bytes generator

# ---- the scripts --------------------------------------------------------------------------------------

analyse() {
    exits 0 "$samples/analyse.sh" "$samples" page.html
    grep -q '</html>' page.html
    cp page.html first.html
    exits 0 "$samples/analyse.sh" "$samples" page.html
    same first.html page.html
    exits 0 "$samples/analyse.sh" "$samples"
    [ -s customers.html ]
    exits 2 "$samples/analyse.sh"

    # A missing export, then one that cannot be read: the page of the last good run stays.
    mkdir broken
    cp "${exports[@]}" broken
    rm broken/youzan.tsv
    fails "$samples/analyse.sh" broken page.html
    mentions youzan.tsv
    same first.html page.html
    cp "$samples/youzan.tsv" broken
    head -c 3000 "${exports[0]}" >broken/taobao.csv.gz
    fails "$samples/analyse.sh" broken page.html
    mentions taobao.csv.gz
    same first.html page.html
}
check samples/analyse-sh-makes-a-page analyse

outputs="customers.csv customers.html records.csv.gz rejects-dedupe.csv rejects-normalize.csv rejects-rfm.csv
summary-dedupe.json summary-normalize.json summary-rfm.json"

# Silent, complete, for the owner only; the same again over itself.
nightly_good() {
    export AS_OF=2024-06-30
    local file
    exits 0 "$samples/nightly.sh" made "${exports[@]}"
    equal "what it prints" "" "$(cat out err)"
    # shellcheck disable=SC2086 # one word a file
    equal outputs "$(printf '%s\n' $outputs)" "$(cd made && printf '%s\n' *)"
    for file in made/*; do
        equal "mode of $file" 600 "$(stat -c %a "$file")"
    done
    grep -q '</html>' made/customers.html
    normalize "${exports[@]}" | dedupe --assign >records.csv
    gzip -dc made/records.csv.gz | cmp - records.csv
    equal "orders and net sales" "$(rfm <records.csv >rfm.csv && answered rfm.csv)" \
        "$(answered made/customers.csv)"
    (cd made && cksum customers.csv records.csv.gz) >first
    exits 0 "$samples/nightly.sh" made "${exports[@]}"
    equal "what it prints again" "" "$(cat out err)"
    (cd made && cksum customers.csv records.csv.gz) >second
    same first second
    equal "left over" ".nightly.lock" "$(cd made && find . -name '.?*' -printf '%P\n')"
}
check samples/nightly-sh-renews-its-folder nightly_good

# Whatever stops it, every file is the one of the last good run, and someone is told.
nightly_bad() {
    export AS_OF=2024-06-30
    exits 0 "$samples/nightly.sh" made "${exports[@]}"
    (cd made && cksum ./*.*) >before
    head -c 3000 "${exports[0]}" >cut.csv.gz
    # Thirty rows of one column: more than MAX_REJECTS may be, which is 2 %.
    { cat "${exports[3]}"; printf 'torn row %d\n' {1..30}; } >torn.tsv
    bad() { # STATUS EXPORT...
        exits "$1" "$samples/nightly.sh" made "${@:2}"
        mentions "those of the last good run"
        (cd made && cksum ./*.*) >after
        same before after
        equal "left over" ".nightly.lock" "$(cd made && find . -name '.?*' -printf '%P\n')"
    }
    bad 4 "${exports[@]}" missing.csv
    bad 3 "${exports[@]:1}" cut.csv.gz
    bad 1 "${exports[@]:0:3}" torn.tsv
    equal "rows set aside by the run that stopped" 30 "$(($(wc -l <made/stopped/rejects-normalize.csv) - 1))"
    exits 0 env MAX_REJECTS=50% "$samples/nightly.sh" made "${exports[@]:0:3}" torn.tsv
    equal "rows set aside" 30 "$(($(wc -l <made/rejects-normalize.csv) - 1))"
}
check samples/nightly-sh-keeps-the-last-good-run nightly_bad
