#!/bin/sh
# completion.sh TOOL... - print bash completion made from the tools' option tables.
set -eu

prefix=${PROGRAM_PREFIX:-}
echo '# bash completion for clientele; generated from the option tables.'
for tool in "$@"; do
    options=$("$BIN/$tool" --dump-options)
    words=$(printf '%s\n' "$options" | awk -F '\t' '{ printf "%s--%s", sep, $2; sep = " " }')
    # After an option with a few words to choose from those words, after one with any other value
    # nothing of ours: bash then offers file names.
    values=$(printf '%s\n' "$options" | awk -F '\t' '
        $3 == "" || $3 ~ /^=/ { next }
        { name = "--" $2 ($1 == "" ? "" : "|-" $1) }
        $3 ~ /\|/ && $3 !~ /[N%]/ { gsub(/\|/, " ", $3); printf "        %s) words=\"%s\" ;;\n", name, $3; next }
        { printf "        %s) return ;;\n", name }')
    function=_clientele_$(echo "$tool" | tr - _)
    cat <<EOF
$function() {
    local words current=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD-1]}
    COMPREPLY=()
    # In --lang=zh the sign is a word of its own.
    [ "\$current" != = ] || current=
    [ "\$option" != = ] || option=\${COMP_WORDS[COMP_CWORD-2]}
    case "\$option" in
$values
        *)
            [[ \$current == -* ]] || return
            words="$words"
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "\$words" -- "\$current")
}
complete -o default -F $function $prefix$tool
EOF
done
