#!/bin/bash
# shellcheck disable=SC2154 # run.sh sets what is not set here
# phones_oracle.sh - numbering plans against Python's `phonenumbers`, where that is installed; part of
# run.sh. PYTHON names another python3 than the first in PATH.

phones_oracle() {
    local python=${PYTHON:-python3}
    "$python" -c 'import phonenumbers' 2>/dev/null || skip "no python3 with phonenumbers"
    "$python" "$gold/phones_oracle.py" made >phones.csv
    normalize --region US -o ours.csv phones.csv
    "$python" "$gold/phones_oracle.py" judge ours.csv
}

check phones/plans-agree-with-phonenumbers phones_oracle
