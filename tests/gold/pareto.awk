# pareto.awk - ABC classes worked out anew from lines of "thousandths id abc_start abc_upto cum_share", parted by
# tabs, highest value first and equal values by id.
#
# The gold gives each customer the class of its own cumulative share, so that of two customers with one
# value the later may be in a worse class. Our tools give equal values one class, that of the first of
# them. Prints, for every id: class before (ours), class up to (ours), share, cumulative share; and on
# standard error what the gold's own rule does not explain.
BEGIN {
    FS = OFS = "\t"
}
function class_before(sum) {
    return 100 * sum < 80 * total ? "A" : 100 * sum < 95 * total ? "B" : "C"
}
function class_upto(sum) {
    return 100 * sum <= 80 * total ? "A" : 100 * sum <= 95 * total ? "B" : "C"
}
{
    value[NR] = $1
    id[NR] = $2
    gold_start[NR] = $3
    gold_upto[NR] = $4
    gold_share[NR] = $5
    if ($1 > 0)
        total += $1
}
END {
    for (i = 1; i <= NR; i++) {
        is_counted = value[i] > 0
        start = is_counted ? class_before(sum) : "C"
        sum += is_counted ? value[i] : 0
        upto = is_counted ? class_upto(sum) : "C"
        share = sum / total
        if (start != gold_start[i] || upto != gold_upto[i] ||
            is_counted && (share - gold_share[i] > 1e-9 || gold_share[i] - share > 1e-9))
            print id[i] ": the gold is not what its rule says" > "/dev/stderr"
        if (i == 1 || value[i] != value[i - 1]) {
            kept_start = start
            kept_upto = upto
        }
        print id[i], kept_start, kept_upto, is_counted ? value[i] / total : 0, is_counted ? share : ""
    }
}
