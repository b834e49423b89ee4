# csv.awk - CSV read a second time, apart from the tools: a record a line, fields parted by \037, line
# breaks within a field as \036. -v d=C gives another delimiter. Bytes in, bytes out: run with LC_ALL=C.
BEGIN {
    if (d == "")
        d = ","
}
NR == 1 {
    sub(/^\357\273\277/, "")
}
{
    line = is_open ? line "\036" $0 : $0
    if (gsub(/"/, "\"") % 2)
        is_open = !is_open
    if (is_open)
        next
    sub(/\r$/, "", line)
    n = length(line)
    out = ""
    is_quoted = 0
    for (i = 1; i <= n; i++) {
        c = substr(line, i, 1)
        if (c == "\"" && is_quoted && substr(line, i + 1, 1) == "\"") {
            out = out c
            i++
        } else if (c == "\"") {
            is_quoted = !is_quoted
        } else {
            out = out (c == d && !is_quoted ? "\037" : c)
        }
    }
    print out
}
