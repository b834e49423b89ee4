# orders.awk -v orders=N -v seed=N - made-up orders, the same on every machine: several lines an order,
# refunds, cancelled orders, names spelled in several ways, days that tie.
function random(n) { # 0 to n - 1: Lehmer's generator, exact in doubles
    state = state * 48271 % 2147483647
    return state % n
}
function cents(n) {
    return sprintf("%d.%02d", n / 100, n % 100)
}
BEGIN {
    state = seed ? seed : 1
    split("paid paid paid paid paid paid cancelled refunded", status, " ")
    split("web shop till", channel, " ")
    print "order_id,customer_id,channel,status,order_date,amount,refund_amount,product,quantity,name,phone,email"
    for (o = 1; o <= orders; o++) {
        customer = 1 + int(random(orders) * random(1000) / 4000)
        month = 1 + random(12)
        day = 1 + random(28)
        where = channel[1 + customer % 2 + random(2)]
        state_of_order = status[1 + random(8)]
        lines = where == "till" ? 1 + random(3) : 1
        for (l = 1; l <= lines; l++) {
            date = sprintf("2024-%02d-%02d", month, day)
            if (random(4) == 0)
                date = date sprintf(" %02d:%02d:00", random(24), random(60))
            # The till writes date and amount of some orders on their first line only.
            is_bare = l > 1 && o % 5 == 0
            refund = random(20) ? "" : cents(random(300))
            phone = random(3) ? sprintf("+861391%07d", 1000000 + customer) : ""
            email = random(3) ? sprintf("c%d@mail.internal", customer) : ""
            printf "%s%d,%s-%d,%s,%s,%s,%s,%s,P%d,%d,%s %d,%s,%s\n", substr(where, 1, 1), o,
                substr(where, 1, 1), customer, where, state_of_order, is_bare ? "" : date,
                is_bare ? "" : cents(300 + random(90000)), is_bare ? "" : refund, random(50), 1 + random(3),
                random(2) ? "Customer" : "CUSTOMER", customer, phone, email
        }
    }
}
