# json_strings.awk - every string of a JSON file in its order, a line each; line breaks as \036, as csv.awk
# writes them. Enough for the gold files of the CSV corpora, which hold nothing but strings.
{
    text = text $0 " "
}
END {
    n = length(text)
    for (i = 1; i <= n; i++) {
        c = substr(text, i, 1)
        if (!is_string) {
            is_string = c == "\""
        } else if (c == "\"") {
            print out
            out = ""
            is_string = 0
        } else if (c == "\\") {
            c = substr(text, ++i, 1)
            out = out (c == "n" ? "\036" : c == "r" ? "\r" : c == "t" ? "\t" : c)
        } else {
            out = out c
        }
    }
}
