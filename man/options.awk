# options.awk - put a tool's options into its manual page.
#
#   TOOL --dump-options | awk -f man/options.awk -v page=man/TOOL.1.in > TOOL.1
#
# Standard input is the option table, one option a line, separated by tabs: letter, long name, metavar
# (with a leading = where the argument may be left out), help in English, in Chinese, title of the
# group. The page is copied, and its line @OPTIONS@ becomes the options as mdoc, a subsection a group.

# Text that mdoc must take as it stands.
function plain(text) {
    gsub(/\\/, "\\e", text)
    if (text ~ /^[.']/)
        text = "\\&" text
    return text
}

# An argument as macros: words in capitals are placeholders, others are typed as they stand.
function argument(metavar,    n, i, words, out, macro, last, parts) {
    n = split(metavar, words, /[|]/)
    for (i = 1; i <= n; i++) {
        if (split(words[i], parts, /=/) == 2) { # ROLE=HEADER
            out = out " Ar " parts[1] " Ns = Ns Ar " parts[2]
            continue
        }
        macro = words[i] ~ /^[A-Z]+%?$/ ? "Ar" : "Cm"
        # A comma or point alone would be set as punctuation.
        out = out (i > 1 ? " |" : "") (macro != last ? " " macro " " : " ") \
            (words[i] == "," ? "\\&," : plain(words[i]))
        last = macro
    }
    return out
}

function item(letter, name, metavar,    out) {
    out = ".It "
    if (letter != "")
        out = out "Fl " letter " , "
    out = out "Fl Fl " name
    if (metavar ~ /^=/)
        return out " Ns Oo Ns = Ns Ar " substr(metavar, 2) " Oc"
    return metavar == "" ? out : out argument(metavar)
}

# The help as a sentence, in lines of at most 78 bytes.
function sentence(text,    n, i, words, line, out) {
    n = split(toupper(substr(text, 1, 1)) substr(text, 2) ".", words, / +/)
    for (i = 1; i <= n; i++) {
        if (line != "" && length(line) + 1 + length(words[i]) > 78) {
            out = out plain(line) "\n"
            line = ""
        }
        line = line (line == "" ? "" : " ") words[i]
    }
    return out plain(line)
}

BEGIN {
    FS = "\t"
}

NF != 6 {
    print "options.awk: line " NR ": not six fields" > "/dev/stderr"
    is_bad = 1
    exit 1
}

$6 != group {
    options = options (group == "" ? "" : ".El\n") ".Ss " $6 "\n.Bl -tag -width Ds\n"
    group = $6
}

{
    options = options item($1, $2, $3) "\n" sentence($4) "\n"
}

END {
    if (is_bad)
        exit 1
    if (!NR) {
        print "options.awk: no options" > "/dev/stderr"
        exit 1
    }
    while ((getline line < page) > 0) {
        if (line == "@OPTIONS@") {
            printf "%s.El\n", options
            has_options = 1
        } else {
            print line
        }
    }
    if (!has_options) {
        print "options.awk: " page ": cannot be read, or has no line @OPTIONS@" > "/dev/stderr"
        exit 1
    }
}
