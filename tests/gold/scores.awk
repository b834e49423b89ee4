# scores.awk GOLD OURS - do recency, frequency, money and the tie-safe scores agree for every customer?
# Ids that a spreadsheet made a number of (17850.0) are 17850 in the gold. A customer without a counted
# order is not in the gold. Prints what differs; status 1 when something does.
BEGIN {
    FS = ","
    columns = split("recency_days frequency monetary r_tie f_tie m_tie", gold, " ")
    split("recency_days frequency monetary r_score f_score m_score", ours, " ")
}
function plain(number) {
    if (number ~ /\./) {
        sub(/0+$/, "", number)
        sub(/\.$/, "", number)
    }
    return number
}
FNR == 1 {
    file++
    for (i = 1; i <= NF; i++)
        at[file, $i] = i
    next
}
{
    id = $at[file, "customer_id"]
    sub(/\.0$/, "", id)
    row = ""
    for (i = 1; i <= columns; i++)
        row = row " " plain($at[file, file == 1 ? gold[i] : ours[i]])
}
file == 1 {
    want[id] = row
    customers++
    next
}
$at[2, "frequency"] == 0 && !(id in want) {
    next
}
!(id in want) || want[id] != row {
    print id ": expected" (id in want ? want[id] : " nothing") ", found" row
    different++
}
{
    found++
}
END {
    if (found != customers)
        print "customers: expected " customers ", found " found
    exit different || found != customers || !customers
}
