"""phones_oracle.py - our numbering plans against those of Python's `phonenumbers`; see phones_oracle.sh.

    made            write numbers: every first three digits of every region and length, a fourth at random
    judge OURS      read them back as normalize wrote them, and compare

A beginning (four digits and a length) is alive when one of some random numbers that begin so is valid.
Where the two disagree, a rule below must say why; the count of rules that were of use is printed.
"""
import csv
import random
import re
import sys

import phonenumbers

REGIONS = "CN HK MO TW US GB JP KR DE FR IN BR AU SG".split()
TRIES = 15

# What they have and we refuse: region, pattern of `beginning/length`, reason.
REFUSED = [
    ("CN", r"\d{4}/[789]", "operators and banks behind an area code: 021 10086, 0571 95588"),
    ("CN", r"(10|2\d)[019]\d/10", "subscribers' numbers start with 2 to 8"),
    ("CN", r"\d{3}[019]/1[01]", "subscribers' numbers start with 2 to 8"),
    ("CN", r"950\d/1[01]", "numbers for the whole country that were never given out"),
    ("US", r"8\d\d[01]/10", "no exchange starts with 0 or 1"),
    ("US", r"310\d/7", "Canadian numbers for the whole country, dialled without an area"),
    ("HK", r"900\d/5", "premium numbers of five digits"),
    ("TW", r"20[0-9]\d/7", "premium numbers of seven digits"),
    ("TW", r"(2[2-7]|4[239]|64|84)\d\d/8", "seven digits in areas that moved to eight"),
    ("TW", r"80\d\d/8", "the old form of 0800"),
    ("TW", r"(370|55[01]|64\d|89\d)\d/9", "tests of Chunghwa Telecom, numbers for machines"),
    ("JP", r"60\d\d/9", "personal numbers, given up for mobiles of ten digits"),
    ("KR", r"[3-6][1-5]1\d/[56]", "short numbers behind an area code"),
    ("KR", r"(10|12|15|30)\d\d/(9|10)", "pagers and mobiles of the last century"),
    ("DE", r"(30|40|69|89)\d\d/5", "the shortest numbers of four cities"),
    ("DE", r"16[489]\d/\d+", "pagers"),
    ("DE", r"17\d\d/1[23]", "machines"),
    ("BR", r"303\d/10", "not in Anatel's plan, where 303 numbers have eight digits"),
    ("AU", r"163\d/\d", "pagers"),
]

# What we take and they refuse. Our tables end at the third or fourth digit on purpose.
ACCEPTED = [
    ("CN", r"1[3-9]\d\d/11", "mobiles: blocks are opened every year, so all of 13 to 19 is taken"),
    ("CN", r"[3-9]\d\d[2-8]/1[01]", "whether an area has seven or eight digits is not in the table"),
    ("US", r"\d{4}/10", "Caribbean and new areas in which they know single exchanges"),
    ("HK", r"\d{4}/8", "OFCA opens blocks of ten thousand every month"),
    ("HK", r"9003/11", "premium numbers in use"),
    ("MO", r"6[68]\d\d/8", "blocks of a thousand"),
    ("MO", r"08\d\d/7", "blocks of a thousand"),
    ("TW", r"(20|40|41|50|70|80|82|83)\d\d/\d+", "services and islands: blocks of a thousand"),
    ("GB", r"1\d\d\d/9", "areas that still have numbers of nine digits"),
    ("GB", r"(1[1-9]|76|98|28)\d\d/10", "areas, pagers: blocks in use"),
    ("JP", r"\d{4}/9", "areas in use"),
    ("JP", r"20\d\d/11", "numbers for machines"),
    ("KR", r"1[568]\d\d/8", "numbers for the whole country: blocks in use"),
    ("DE", r"(13|15|18|32|49|90)\d\d/\d+", "services by number of digits; the blocks of mobiles"),
    ("FR", r"84\d\d/9", "services in use"),
    ("IN", r"\d{4}/1[01]", "area codes in use"),
    ("BR", r"(30|40)\d\d/8", "services in use"),
    ("AU", r"\d{4}/(9|10)", "blocks in use"),
    ("SG", r"69\d\d/8", "blocks in use"),
]


def beginnings():
    fourth = random.Random(19)
    for region in REGIONS:
        for length in range(5, 14):
            for three in range(1000):
                yield region, length, "%03d%d" % (three, fourth.randrange(10))


def is_used(region, length, begin):
    """Not one that only a trunk prefix makes a number of another length."""
    return region == "MO" if begin[0] == "0" else not (region == "US" and begin[0] == "1")


def is_alive(region, length, begin):
    for _ in range(TRIES):
        rest = "".join(random.choice("0123456789") for _ in range(length - len(begin)))
        number = phonenumbers.PhoneNumber(
            phonenumbers.country_code_for_region(region), int(begin + rest),
            italian_leading_zero=begin[0] == "0" or None)
        if phonenumbers.is_valid_number(number):
            return True
    return False


def made():
    print("phone")
    for region, length, begin in beginnings():
        code = phonenumbers.country_code_for_region(region)
        print("+%d%s" % (code, (begin + "234567891")[:length]))


def judge(path):
    random.seed(7)
    with open(path, newline="") as f:
        ours = [not row["issues"] for row in csv.DictReader(f)]
    unexplained, used, same = [], set(), 0
    for (region, length, begin), is_ours in zip(beginnings(), ours, strict=True):
        if not is_used(region, length, begin):
            continue
        if is_alive(region, length, begin) == is_ours:
            same += 1
            continue
        what = "%s/%d" % (begin, length)
        rules = ACCEPTED if is_ours else REFUSED
        rule = next((r for r in rules if r[0] == region and re.fullmatch(r[1], what)), None)
        if rule:
            used.add(rule)
        else:
            unexplained.append((region, what, "we accept" if is_ours else "we refuse"))
    for row in unexplained[:40]:
        print("unexplained:", *row)
    print("%d beginnings agree, %d rules used, %d disagreements unexplained" % (
        same, len(used), len(unexplained)))
    return 1 if unexplained or same < 50000 else 0


if __name__ == "__main__":
    sys.exit(made() if sys.argv[1] == "made" else judge(sys.argv[2]))
