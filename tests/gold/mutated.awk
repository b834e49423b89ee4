# mutated.awk - cells with slips, the same for the same seed:
#
#   awk -v rows=N -v seed=N -f mutated.awk raw.csv...    row,raw with each raw a mutation of one that came in
#
# The raw is all that follows the first comma of a line, quoted or not; a quoted one with a line break is
# taken line by line. Bytes in, bytes out: run with LC_ALL=C; a slip never cuts a sign of UTF-8.
function random(n) {
    state = (state * 48271) % 2147483647
    return state % n
}

function signs_of(text,    n, c) {
    n = 0
    while (match(text, /^([^\200-\277][\200-\277]*|[\200-\277])/)) {
        c = substr(text, 1, RLENGTH)
        sign[++n] = c
        text = substr(text, RLENGTH + 1)
    }
    return n
}

# One sign more, fewer, twice, or two in turn.
function slip(text,    n, i, at, out, kind, kept) {
    n = signs_of(text)
    kind = random(5)
    at = 1 + random(n + 1)
    if (kind == 2 && at <= n) {
        sign[at] = ""
    } else if (kind == 3 && at <= n) {
        sign[at] = sign[at] sign[at]
    } else if (kind == 4 && at < n) {
        kept = sign[at]
        sign[at] = sign[at + 1]
        sign[at + 1] = kept
    } else {
        sign[at] = pieces[1 + random(npieces)] (at <= n ? sign[at] : "")
        n = at > n ? at : n
    }
    out = ""
    for (i = 1; i <= n; i++)
        out = out sign[i]
    return out
}

BEGIN {
    state = seed + 1
    npieces = split("  |\343\200\200|\342\200\213|-|(|)|\"|=|'|0|1|9|.|,|+|\345\205\203|\302\245|%|/|:|T|Z|#|*|e|@|" \
                    "\344\270\207|O|\302\240|\345\271\264|\346\234\210|\t|\357\273\277|\303\251|e\314\201|" \
                    "\357\274\221|\357\274\210|;|x|$|_|\345\205\210\347\224\237|&amp;|\342\200\256|~|\001|!|<|>", \
                    pieces, "|")
}
FNR == 1 { next }
{
    raw = substr($0, index($0, ",") + 1)
    if (raw ~ /^".*"$/)
        raw = substr(raw, 2, length(raw) - 2)
    gsub(/""/, "\"", raw)
    came[++ncame] = raw
}
END {
    print "row,raw"
    for (row = 1; row <= rows && ncame; row++) {
        raw = came[1 + random(ncame)]
        for (slips = 1 + random(3); slips > 0; slips--)
            raw = slip(raw)
        gsub(/"/, "\"\"", raw)
        print row ",\"" raw "\""
    }
}
