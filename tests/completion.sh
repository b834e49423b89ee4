#!/bin/sh
# completion.sh TOOL... - print bash completion made from the tools' option tables.
set -eu

prefix=${PROGRAM_PREFIX:-}
echo '# bash completion for clientele; generated from the option tables.'
for tool in "$@"; do
    words=$("$BIN/$tool" --dump-options | awk -F '\t' '{ printf "%s--%s", sep, $2; sep = " " }')
    choices=$("$BIN/$tool" --dump-options | awk -F '\t' '
        $3 ~ /\|/ && $3 !~ /[N%]/ { v = $3; gsub(/\|/, " ", v); printf "        --%s) words=\"%s\" ;;\n", $2, v }')
    function=_clientele_$(echo "$tool" | tr - _)
    cat <<EOF
$function() {
    local words
    case "\${COMP_WORDS[COMP_CWORD-1]}" in
$choices
        *) words="$words" ;;
    esac
    if [[ \${COMP_WORDS[COMP_CWORD]} == -* || \${COMP_WORDS[COMP_CWORD-1]} == --* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "\$words" -- "\${COMP_WORDS[COMP_CWORD]}")
    fi
}
complete -o default -F $function $prefix$tool
EOF
done
