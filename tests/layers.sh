#!/bin/sh
# layers.sh - every room of the library uses only what lib/ORDER allows it; cmd/ uses any.
set -eu

status=0
for room in lib/*/; do
    room=${room#lib/}
    room=${room%/}
    allowed=$(awk -v room="$room" '
        /^#/ || !NF { next }
        $1 == room { for (i = 2; i <= NF; i++) own = own " " $i; print room, (NF > 1 ? own : above); found = 1 }
        { above = above " " $1 }
        END { if (!found) exit 1 }' lib/ORDER) || {
        echo "layers: lib/$room does not stand in lib/ORDER" >&2
        status=1
        continue
    }
    for file in "lib/$room"/*.[ch] "lib/$room"/*.def; do
        [ -e "$file" ] || continue
        sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u | while read -r used; do
            case " $allowed " in
            *" $used "*) ;;
            *) echo "layers: $file uses $used, which is not above $room" ;;
            esac
        done
    done >build/layers.$$
    if [ -s build/layers.$$ ]; then
        cat build/layers.$$ >&2
        status=1
    fi
    rm -f build/layers.$$
done
[ $status = 0 ] && echo "layers: $(grep -cv -e '^#' -e '^$' lib/ORDER) rooms in order"
exit $status
