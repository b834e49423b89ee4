#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# headers.sh - header_aliases.csv: every alias maps to its column; part of run.sh.

aliases=$root/lib/table/header_aliases.csv

# Ours may say more, at the end of nothing less.
has_all_lines() {
    needs_shared
    [ "$(wc -l <"$shared/data/header_aliases.csv")" -ge 921 ]
    # Lines that only the first file has, or that stand in another order.
    diff "$shared/data/header_aliases.csv" "$aliases" | grep '^<' && return 1
    return 0
}
check headers/table-has-every-shared-line-in-order has_all_lines

# Two headers have one alias in two roles, told apart by the kind of table: they are tested below. `Name` is
# an order's number in Shopify's export alone.
canonical_and_alias() { # KIND
    awk -F, -v OFS='\t' -v kind="$1" '
        NR == 1 || $2 == "Name" && $1 == "order_id" { next }
        $2 == "消费金额" { if ((kind == "orders") != ($1 == "amount")) next }
        $2 == "Created at" && kind != "orders" { next }
        { print $1, $2 }' "$aliases"
}

# One file for each alias, all in one call; HEADER stands beside it.
maps_alone() { # KIND [HEADER]
    mkdir files
    canonical_and_alias "$1" >pairs
    # Where the alias has the role of the sign, another column is the sign.
    awk -F '\t' -v sign="${2:-}" '{
        file = sprintf("files/%04d.csv", NR)
        beside = $1 == "quantity" ? "SKU" : sign
        print (sign == "" ? "" : beside ",") $2 > file
        print (sign == "" ? "" : "1,") "x" > file
        close(file)
    }' pairs
    normalize --explain files/*.csv >explained
    grep -v '^set' explained | awk -F '\t' -v OFS='\t' '
        $1 == "file" { if (NR > 1) print role, header }
        $1 == "column" { header = $2; role = $3 }
        END { print role, header }' >found
    [ "$(wc -l <found)" -ge 900 ]
    same pairs found
}
check headers/every-alias-maps-in-a-contacts-table maps_alone contacts
check headers/every-alias-maps-in-an-orders-table maps_alone orders "Lineitem quantity"

# mapping HEADER... - the roles that the header's columns get, in one line
mapping() {
    local header
    header=$(IFS=,; echo "$*")
    printf '%s\n%s\n' "$header" "${header//[!,]/}" >one.csv
    normalize --explain one.csv | awk -F '\t' '$1 == "column" { print $3 }' | paste -s -d ' '
}

# Five headers mean two things (features of the exports, not of ours): the table's kind or the exact
# spelling tells which.
ambiguous() {
    equal "Name in a contacts table" "email name" "$(mapping Email Name)"
    equal "Name in an orders table" "name phone amount order_date" "$(mapping Name Phone Amount Date)"
    equal "Name beside an order number" "order_id name" "$(mapping "Order ID" Name)"
    equal "Name in Shopify's orders" "order_id product" "$(mapping Name "Lineitem name")"
    equal "Name in WooCommerce's orders" "line_id product" "$(mapping "Item #" Name)"
    equal "Created at in a contacts table" "email created_at" "$(mapping Email "Created at")"
    equal "Created at in an orders table" "order_id order_date" "$(mapping "Order ID" "Created at")"
    equal "Created at in Shopify's orders" "order_date product" "$(mapping "Created at" "Lineitem name")"
    equal "created_at is canonical" "order_id created_at" "$(mapping "Order ID" created_at)"
    equal "消费金额 in a contacts table" "email total_spent" "$(mapping Email 消费金额)"
    equal "消费金额 in an orders table" "order_id amount" "$(mapping "Order ID" 消费金额)"
    for beside in Email "Order ID"; do
        equal "Item beside $beside" product "$(mapping "$beside" Item | cut -d ' ' -f 2)"
        equal "item beside $beside" product "$(mapping "$beside" item | cut -d ' ' -f 2)"
        equal "Item # beside $beside" line_id "$(mapping "$beside" "Item #" | cut -d ' ' -f 2)"
        equal "item-price beside $beside" amount "$(mapping "$beside" item-price | cut -d ' ' -f 2)"
        equal "Item Price beside $beside" unit_price "$(mapping "$beside" "Item Price" | cut -d ' ' -f 2)"
    done
}
check headers/ambiguous-ones-follow-the-kind-of-table ambiguous

# A canonical name is always itself, in any table.
canonical_names() {
    local names
    names=$(sed -n 's/^ROLE(\(.*\))$/\1/p' "$root/lib/table/roles.def")
    [ "$(wc -l <<<"$names")" -ge 65 ]
    # shellcheck disable=SC2086 # one word a name
    equal roles "$(paste -s -d ' ' <<<"$names")" "$(mapping $names)"
}
check headers/canonical-names-are-themselves canonical_names
