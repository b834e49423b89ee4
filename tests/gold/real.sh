#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# real.sh - scores and classes on three public sets of transactions; part of run.sh.
# Where the gold comes from: ../shared/data/gold/SOURCES.md.

transactions=$shared/data/transactions

# Online Retail has columns of its own names, the others need nothing. The rules of its gold (lines with
# a customer, no cancellations, price above 0) are --refunds ignore, --min-amount and --rejects.
rfm_cdnow() {
    rfm --map customer_id=customer_id --occasion day --as-of 1998-07-01 "$@" \
        "$transactions/cdnow_sample.csv.gz"
}

rfm_retail() {
    rfm --refunds ignore --min-amount 0.01 --as-of 2011-12-10 --rejects rejects.csv "$@" \
        "$transactions/online_retail.csv.gz"
}

rfm_r() {
    rfm --as-of 2006-12-31 "$@" "$transactions/rfm_orders_r.csv.gz"
}

# Online Retail has prices of a thousandth, and its gold rounds the sums to cents: the gold with the exact
# sums, found anew from the lines (in thousandths, so that awk's doubles are exact).
unrounded() { # GOLD
    gzip -dc "$transactions/online_retail.csv.gz" | awk -F, '
        FILENAME == "-" {
            if (FNR > 1 && $(NF - 1) != "" && $1 !~ /^C/ && $(NF - 4) > 0 && $(NF - 2) > 0)
                sum[$(NF - 1)] += $(NF - 4) * sprintf("%.0f", $(NF - 2) * 1000)
            next
        }
        FNR == 1 { print; next }
        {
            exact = sum[$1 ".0"]
            off = exact - $4 * 1000
            if (off > 5.0001 || off < -5.0001)
                exact = "off by " off
            $4 = sprintf("%d.%03d", exact / 1000, exact % 1000)
            print
        }' OFS=, - "$1"
}

# Each set is read once; what the tests need of it stands in $scratch/real.
real() { # cdnow|retail|r FILE of the gold
    needs_shared
    answer=$scratch/real/$1
    truth=$shared/data/gold/$2
    [ "$1" != retail ] || truth=$answer/gold.csv
    [ -e "$answer/rfm.csv" ] && return
    mkdir -p "$answer"
    [ "$1" != retail ] || unrounded "$shared/data/gold/$2" >"$answer/gold.csv"
    (cd "$answer" && "rfm_$1" --summary rfm.json >rfm.csv)
}

# Recency, frequency, money (to the last decimal) and the tie-safe scores of every customer.
scores() { # SET GOLD
    real "$@"
    awk -f "$gold/scores.awk" "$truth" "$answer/rfm.csv"
}

# The classes by both boundaries, the shares and the rank. The gold splits customers of equal value,
# we keep them together: pareto.awk proves that the gold is by its own rule and gives ours.
classes() { # SET GOLD
    local boundary differing
    real "$@"
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { printf "%.0f\t%s\t%s\t%s\t%s\n", $at["monetary"] * 1000, $1, $at["abc_start"], $at["abc_upto"],
            $at["cum_share"] }' "$truth" |
        sort -t "$(printf '\t')" -k1,1nr -k2,2 >gold.tsv
    awk -f "$gold/pareto.awk" gold.tsv >want.tsv 2>unexplained
    [ ! -s unexplained ] || { cat unexplained; return 1; }

    for boundary in before upto; do
        abc --boundary $boundary "$answer/rfm.csv" >abc.csv
        awk -F, -v boundary=$boundary '
            FILENAME == "want.tsv" {
                split($0, f, "\t")
                class[f[1]] = f[boundary == "before" ? 2 : 3]
                share[f[1]] = f[4]
                cumulative[f[1]] = f[5]
                rank[f[1]] = FNR
                next
            }
            FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
            { id = $1; sub(/\.0$/, "", id) }
            !(id in class) { if ($at["abc_class"] != "C") print id ": in no class"; next }
            { seen++ }
            $at["abc_class"] != class[id] { print id ": expected " class[id] ", found " $at["abc_class"] }
            $at["abc_rank"] != rank[id] { print id ": rank " rank[id] ", found " $at["abc_rank"] }
            off($at["abc_share"], share[id]) || off($at["abc_cum_share"], cumulative[id]) {
                print id ": share " $at["abc_share"] " " $at["abc_cum_share"]
            }
            END { if (!seen || seen != length_of(class)) print "customers: " seen }
            function off(a, b) { return (a == "") != (b == "") || a - b > 1e-6 || b - a > 1e-6 }
            function length_of(array, k, n) { for (k in array) n++; return n }' want.tsv abc.csv >different
        [ ! -s different ] || { echo "--boundary $boundary"; cat different; return 1; }
    done
    differing=$(awk -F '\t' 'NR == FNR { class[$1] = $2; next } class[$2] != $3' want.tsv gold.tsv | wc -l)
    echo "classes: $differing customers tie with one in a better class"
}

for set in "cdnow rfm_abc_cdnow_sample.csv" "retail rfm_abc_online_retail.csv" "r rfm_abc_rfm_orders_r.csv"; do
    read -r name file <<<"$set"
    check "real/$name-scores-equal-gold" scores "$name" "$file"
    check "real/$name-classes-equal-gold" classes "$name" "$file"
done

# The cut points in the summary are the values at which the gold's scores change.
cuts() { # SET GOLD
    real "$@"
    awk -F, '
        function text(v) { return v ~ /\./ ? v : v ".00" }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        {
            r = $at["r_tie"]; f = $at["f_tie"]; m = $at["m_tie"]
            if (!(r in days) || $at["recency_days"] < days[r]) days[r] = $at["recency_days"]
            if (!(f in orders) || $at["frequency"] + 0 < orders[f]) orders[f] = $at["frequency"] + 0
            if (!(m in money) || $at["monetary"] + 0 < money[m]) money[m] = $at["monetary"] + 0
        }
        function all(cuts, format, k, line) {
            for (k = 1; k <= 5; k++)
                if (k in cuts)
                    line = line (line == "" ? "" : " ") k ":" sprintf(format, cuts[k])
            return line
        }
        END { print all(days, "%d"); print all(orders, "%d"); print all(money, "%.2f") }' "$truth" >want
    { found r_score_from_days "$answer/rfm.json"
      found f_score_from_orders "$answer/rfm.json"
      found m_score_from_amount "$answer/rfm.json"; } >cuts
    # Prices of a thousandth are rare: whole cents are compared.
    same want cuts
}
check real/cdnow-cuts-equal-gold cuts cdnow rfm_abc_cdnow_sample.csv
check real/r-cuts-equal-gold cuts r rfm_abc_rfm_orders_r.csv

# The R package's documents print these cuts of the same orders: R's default quantiles and one added, without
# decimals. They come out of our columns; our own cuts are values that occur, so they differ a little.
published_cuts() {
    local want
    real r rfm_abc_rfm_orders_r.csv
    for want in "recency_days 115 181 297 482" "frequency 4 5 6 8" "monetary 256 382 506 666"; do
        column "$answer/rfm.csv" "${want%% *}" | sort -n | awk '
            { v[NR - 1] = $1 }
            END {
                for (i = 1; i < 5; i++) {
                    at = (NR - 1) * i / 5
                    low = int(at)
                    printf " %.0f", v[low] + (at - low) * (v[low + 1] - v[low]) + 1
                }
            }' >cuts
        equal "cuts of ${want%% *}" " ${want#* }" "$(cat cuts)"
    done
}
check real/r-cuts-equal-the-published-ones published_cuts

published_retail() {
    real retail rfm_abc_online_retail.csv
    equal invoices 18532 "$(found orders "$answer/rfm.json")"
    equal "sum of frequency" 18532 "$(column "$answer/rfm.csv" frequency | awk '{ n += $1 } END { print n }')"
    equal customers 4338 "$(found scored "$answer/rfm.json")"
    equal "customers with an order" 4338 "$(column "$answer/rfm.csv" frequency | grep -vc '^0$')"
    equal "net sum in thousandths" 8911407904 "$(total "$answer/rfm.csv" monetary)"
}
check real/retail-totals-equal-the-published-ones published_retail

# The fewest customers who bring 80 %, which are also the gold's class A.
top() { # SET GOLD EXPECTED
    real "$1" "$2"
    abc --summary abc.json "$answer/rfm.csv" >/dev/null
    equal "class A of the gold" "$3" "$(column "$truth" abc_start | grep -c A)"
    equal bring_80_percent "$3" "$(found bring_80_percent abc.json)"
}
check real/cdnow-777-customers-bring-80-percent top cdnow rfm_abc_cdnow_sample.csv 777
check real/retail-1133-customers-bring-80-percent top retail rfm_abc_online_retail.csv 1133
check real/r-606-customers-bring-80-percent top r rfm_abc_rfm_orders_r.csv 606

# Nothing is lost: the 135,080 lines without a customer stand in the rejects as they were, but for quotes
# (ours stand around cells that end in a blank).
rejects() {
    real retail rfm_abc_online_retail.csv
    equal "rows in" 541909 "$(found in "$answer/rfm.json")"
    equal "rows used" 406829 "$(found used "$answer/rfm.json")"
    equal "rows rejected" 135080 "$(found rejected "$answer/rfm.json")"
    equal "reason" 135080 "$(found no_customer "$answer/rfm.json")"
    gzip -dc "$transactions/online_retail.csv.gz" | awk -F, 'NR == 1 || $(NF - 1) == ""' | tr -d '"' >want
    cut -d, -f5- "$answer/rejects.csv" | tr -d '"' >rejected
    same want rejected
}
check real/retail-rejects-are-the-lines-without-a-customer rejects

# What a tool makes of orders is what it makes of the customers that rfm makes of them.
retail_directly() {
    real retail rfm_abc_online_retail.csv
    abc --refunds ignore --min-amount 0.01 --as-of 2011-12-10 --rejects rejects.csv \
        "$transactions/online_retail.csv.gz" >direct
    abc "$answer/rfm.csv" >piped
    same piped direct
    same "$answer/rejects.csv" rejects.csv
}
[ "${MODE:-release}" = release ] && check real/retail-abc-takes-orders-too retail_directly
