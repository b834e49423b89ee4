#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# money.sh - sums to the last digit, and refusals where there is no room; part of run.sh.
# The other sums are awk's, in cents or thousandths, which are exact in doubles below 2^53.

# made_money DECIMALS - $many rows in amounts.csv: a tenth of them refunds, one customer in `one`, many in
# `some`; and the sums in want: customer, net, given back.
made_money() {
    awk -v rows="$many" -v decimals="$1" '
        function random(n) { state = state * 48271 % 2147483647; return state % n }
        function text(units, sign) {
            if (units < 0) { sign = "-"; units = -units }
            return sign sprintf("%d.%0" decimals "d", int(units / one), units % one)
        }
        BEGIN {
            state = 4711
            one = 10 ^ decimals
            print "one,some,order_date,amount" > "amounts.csv"
            for (i = 0; i < rows; i++) {
                units = random(100 * one) * random(100)
                if (random(10) == 0)
                    units = -units
                customer = "c" random(1000)
                print "all," customer ",2024-01-02," text(units) > "amounts.csv"
                net["all"] += units
                net[customer] += units
                if (units < 0) {
                    back["all"] -= units
                    back[customer] -= units
                }
            }
            for (customer in net)
                print customer, text(net[customer]), text(back[customer] + 0) > "want"
        }'
    sort -o want want
}

# Ours, in the same form: trailing zeros made equal.
sums() { # FILE DECIMALS
    awk -F, -v decimals="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        function padded(v) {
            if (v !~ /\./) v = v "."
            while (length(v) - index(v, ".") < decimals) v = v "0"
            return v
        }
        { print $at["customer_id"], padded($at["monetary"]), padded($at["refunds"]) }' "$1" | sort
}

exact() { # DECIMALS
    made_money "$1"
    rfm --map customer_id=one amounts.csv >all.csv
    rfm --map customer_id=some amounts.csv >each.csv
    { sums all.csv "$1"; sums each.csv "$1"; } | sort >found
    [ "$(wc -l <want)" = 1001 ]
    same want found
    # The base of abc is the sum of the sums above zero.
    abc --summary abc.json each.csv >/dev/null
    equal "base of abc" "$(sums each.csv "$1" | awk -v one=$((10 ** $1)) '
        $2 !~ /^-/ { sub(/\./, "", $2); n += $2 }
        END { printf "%d.%0*d", int(n / one), length(one) - 1, n % one }')" "$(found base abc.json)"
}
check money/sums-of-cents-are-exact exact 2
check money/sums-of-thousandths-are-exact exact 3

# refused MESSAGE ROW... - orders with these rows end in status 3 and this first line on standard error
header=customer_id,order_id,order_date,amount,quantity,unit_price,refund_amount
refused() {
    local message=$1
    shift
    printf '%s\n' "$header" "$@" >orders.csv
    exits 3 rfm orders.csv
    equal message "rfm: $message" "$(head -n 1 err)"
    [ ! -s out ] || { echo "an answer all the same:"; cat out; return 1; }
}

accepted() { # SUM ROW...
    local sum=$1
    shift
    printf '%s\n' "$header" "$@" >orders.csv
    exits 0 rfm orders.csv
    equal monetary "$sum" "$(column out monetary | paste -s -d ' ')"
}

# 2^63 - 1 millionths is the largest amount.
largest() {
    local most=9223372036854.775807
    accepted $most "a,1,2024-01-01,$most,,,"
    accepted "$most $most" "a,1,2024-01-01,$most,,," "b,2,2024-01-02,$most,,,"
    accepted $most "a,1,2024-01-01,\"9,223,372,036,854.775807\",,,"
    accepted -$most "a,1,2024-01-01,-$most,,,"
    # Two customers together are beyond the range of one: the base of the classes has room for them.
    printf '%s\n' customer_id,order_date,amount "a,2024-01-01,$most" "b,2024-01-02,$most" |
        abc --summary abc.json >/dev/null
    equal base 18446744073709.551614 "$(found base abc.json)"
}
check money/the-largest-amount-is-fine largest

beyond() {
    local most=9223372036854.775807
    refused "orders.csv:2: amount: number out of range: 92233720368547758.07" \
        "a,1,2024-01-01,92233720368547758.07,,,"
    refused "orders.csv:3: amount: number out of range: 9223372036854.775808" \
        "a,1,2024-01-01,5.00,,," "a,2,2024-01-01,9223372036854.775808,,,"
    refused "orders.csv:2: amount: number out of range: -9223372036854.775808" \
        "a,1,2024-01-01,-9223372036854.775808,,,"
    refused "orders.csv:2: amount: number out of range: 18446744073709551616.01" \
        "a,1,2024-01-01,18446744073709551616.01,,,"
    refused "orders.csv:2: unit_price: number out of range: $most" "a,1,2024-01-01,,2,$most,"
    refused "orders.csv:2: refund_amount: number out of range: 99999999999999" \
        "a,1,2024-01-01,1,,,99999999999999"
}
check money/an-amount-beyond-the-range-is-refused beyond

sums_beyond() {
    local most=9223372036854.775807
    # Of an order's lines, of a customer's orders, of its refunds.
    refused "orders.csv: customer_id: a sum of money is out of range: a" \
        "a,1,2024-01-01,$most,,," "a,1,2024-01-01,0.000001,,,"
    refused "orders.csv: customer_id: a sum of money is out of range: a" \
        "a,1,2024-01-01,$most,,," "a,2,2024-01-01,0.000001,,,"
    refused "orders.csv: customer_id: a sum of money is out of range: a" \
        "a,1,2024-01-01,-$most,,," "a,2,2024-01-01,-0.000001,,,"
}
check money/a-sum-beyond-the-range-is-refused sums_beyond

# With --rejects the row is set aside instead, whole.
set_aside() {
    printf '%s\n' customer_id,order_date,amount a,2024-01-01,5 a,2024-01-02,92233720368547758.07 >orders.csv
    exits 0 rfm --rejects rejects.csv --quiet orders.csv
    equal monetary 5.00 "$(column out monetary)"
    printf '%s\n' _file,_line,_column,_reason,customer_id,order_date,amount \
        orders.csv,3,amount,out_of_range,a,2024-01-02,92233720368547758.07 >want
    same want rejects.csv
}
check money/such-a-row-is-set-aside-by-rejects set_aside

# A refund that is a negative row and says so in its status counts once.
refund_once() {
    printf '%s\n' customer_id,order_date,amount,status a,2024-01-01,100,paid a,2024-01-02,-10,refunded >orders.csv
    exits 0 rfm orders.csv
    equal monetary 90.00 "$(column out monetary)"
    equal refunds 10.00 "$(column out refunds)"
    equal orders 1 "$(column out frequency)"
}
check money/a-refund-counts-once refund_once
