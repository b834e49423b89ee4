/*
 * numeral.c - a number in Chinese words is a sum of sections below 万, each of digits before 千, 百
 * and 十; 万, 亿 and 兆 multiply what stands before them: 一亿二千零五万 is (1) 亿 + (2000 + 5) 万.
 */
#include "table/numeral.h"

#include <stdint.h>

#define WORD CRM_STR_INIT

__extension__ typedef unsigned __int128 wide;

enum {
    LONGEST_RUN = 15, /* ASCII digits in a row */
    LONGEST_WHOLE = 24,
};

enum kind { END, BAD, DIGIT, RUN, ZERO, SMALL, BIG, POINT, YUAN, JIAO, FEN, WHOLE };

struct token {
    enum kind kind;
    uint64_t value; /* of digits; of magnitudes their tens */
    size_t n;       /* digits of a run */
};

static const struct sign {
    struct crm_str text;
    enum kind kind;
    uint64_t value;
} signs[] = {
    {WORD("一"), DIGIT, 1}, {WORD("二"), DIGIT, 2}, {WORD("三"), DIGIT, 3}, {WORD("四"), DIGIT, 4},
    {WORD("五"), DIGIT, 5}, {WORD("六"), DIGIT, 6}, {WORD("七"), DIGIT, 7}, {WORD("八"), DIGIT, 8},
    {WORD("九"), DIGIT, 9}, {WORD("两"), DIGIT, 2}, {WORD("兩"), DIGIT, 2}, {WORD("壹"), DIGIT, 1},
    {WORD("贰"), DIGIT, 2}, {WORD("貳"), DIGIT, 2}, {WORD("叁"), DIGIT, 3}, {WORD("參"), DIGIT, 3},
    {WORD("叄"), DIGIT, 3}, {WORD("肆"), DIGIT, 4}, {WORD("伍"), DIGIT, 5}, {WORD("陆"), DIGIT, 6},
    {WORD("陸"), DIGIT, 6}, {WORD("柒"), DIGIT, 7}, {WORD("捌"), DIGIT, 8}, {WORD("玖"), DIGIT, 9},
    {WORD("零"), ZERO, 0},  {WORD("〇"), ZERO, 0},  {WORD("○"), ZERO, 0},   {WORD("十"), SMALL, 1},
    {WORD("拾"), SMALL, 1}, {WORD("百"), SMALL, 2}, {WORD("佰"), SMALL, 2}, {WORD("千"), SMALL, 3},
    {WORD("仟"), SMALL, 3}, {WORD("万"), BIG, 4},   {WORD("萬"), BIG, 4},   {WORD("亿"), BIG, 8},
    {WORD("億"), BIG, 8},   {WORD("兆"), BIG, 12},  {WORD("点"), POINT, 0}, {WORD("點"), POINT, 0},
    {WORD("元"), YUAN, 0},  {WORD("圆"), YUAN, 0},  {WORD("圓"), YUAN, 0},  {WORD("块"), YUAN, 0},
    {WORD("塊"), YUAN, 0},  {WORD("角"), JIAO, 0},  {WORD("毛"), JIAO, 0},  {WORD("分"), FEN, 0},
    {WORD("整"), WHOLE, 0}, {WORD("正"), WHOLE, 0},
};

/* In small letters, the longest of those that begin alike first. */
static const struct latin {
    struct crm_str text;
    int tens;
} latin[] = {
    {WORD("thousand"), 3}, {WORD("million"), 6}, {WORD("billion"), 9}, {WORD("crores"), 7},
    {WORD("crore"), 7},    {WORD("lakhs"), 5},   {WORD("lakh"), 5},    {WORD("mio"), 6},
    {WORD("mln"), 6},      {WORD("mn"), 6},      {WORD("bn"), 9},      {WORD("cr"), 7},
    {WORD("k"), 3},        {WORD("w"), 4},       {WORD("m"), 6},       {WORD("b"), 9},
};

static struct token next_token(struct crm_str *s)
{
    struct token t = {END, 0, 0};

    while (s->n && s->p[0] == ' ')
        *s = crm_str_from(*s, 1);
    if (!s->n)
        return t;
    for (; t.n < s->n && crm_is_digit(s->p[t.n]); t.n++)
        if (t.n < LONGEST_RUN)
            t.value = t.value * 10 + (uint64_t)(s->p[t.n] - '0');
    if (t.n) {
        t.kind = t.n <= LONGEST_RUN ? RUN : BAD;
        *s = crm_str_from(*s, t.n);
        return t;
    }
    t.kind = BAD;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (crm_str_starts(*s, signs[i].text)) {
            *s = crm_str_from(*s, signs[i].text.n);
            return (struct token){signs[i].kind, signs[i].value, 1};
        }
    return t;
}

int crm_magnitude(struct crm_str s)
{
    int tens = 0;

    s = crm_str_trim(s);
    if (!s.n)
        return -1;
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (crm_str_eq_nocase(s, latin[i].text))
            return latin[i].tens;
    while (s.n) {
        struct token t = next_token(&s);

        if (t.kind != SMALL && t.kind != BIG)
            return -1;
        tens += (int)t.value;
    }
    return tens;
}

static uint64_t power(uint64_t tens)
{
    uint64_t p = 1;

    while (tens--)
        p *= 10;
    return p;
}

/* The sum so far: total + section + a digit that waits for its magnitude. */
struct sum {
    wide total;
    uint64_t section;
    struct token digit;     /* n is 0: none */
    uint64_t small, big;    /* tens of the last magnitude in the section, in the total */
    uint64_t last;          /* tens of the last magnitude, 0: none yet */
    bool is_row, is_behind; /* digits in a row; a zero stands behind the last magnitude */
    bool is_any;
};

static bool add_digit(struct sum *sum, struct token t)
{
    if (sum->digit.n) { /* 二〇二四 */
        if (sum->last || t.kind == RUN || sum->digit.kind == RUN || sum->digit.n == LONGEST_RUN)
            return false;
        sum->is_row = true;
        t.value += sum->digit.value * 10;
        t.n = sum->digit.n + 1;
    }
    sum->digit = t;
    return true;
}

static bool add_zero(struct sum *sum, struct token t)
{
    if (!sum->last)
        return add_digit(sum, t);
    if (sum->digit.n || sum->is_behind)
        return false;
    return sum->is_behind = true;
}

static bool add_small(struct sum *sum, uint64_t tens)
{
    uint64_t digit = sum->digit.n ? sum->digit.value : tens == 1; /* 十五 is 一十五 */

    if (digit == 0 || digit > 9 || sum->is_row || tens >= sum->small)
        return false;
    sum->section += digit * power(tens);
    sum->small = sum->last = tens;
    return true;
}

static bool add_big(struct sum *sum, uint64_t tens)
{
    const wide most = (wide)power(LONGEST_WHOLE / 2) * power(LONGEST_WHOLE / 2);
    wide section = sum->section + (sum->digit.n ? sum->digit.value : 0);

    /* 万亿: the second multiplies all that stands before it, as in 三万二千亿. */
    if (sum->is_row || (section && tens == sum->big) ||
        (section == 0 && (sum->total == 0 || sum->is_behind || tens < sum->big)))
        return false;
    sum->total =
        tens < sum->big ? sum->total + section * power(tens) : (sum->total + section) * power(tens);
    sum->section = 0;
    sum->small = 4;
    sum->big = sum->last = tens;
    return sum->total < most;
}

/* The digit behind the last magnitude: 三万零五, 1万2000, 十五; alone it is a tenth of 百 and more.
 */
static bool end_sum(struct sum *sum, wide *whole)
{
    uint64_t value = sum->digit.value;

    if (sum->digit.n && sum->last > 1 && !sum->is_behind) {
        if (sum->digit.n == 1)
            value *= power(sum->last - 1);
        else if (sum->digit.n != sum->last)
            return false;
    }
    *whole = sum->total + sum->section + value;
    return true;
}

/* As much of s as is a whole number; *next is the token behind it. */
static bool read_whole(struct crm_str *s, wide *whole, struct token *next)
{
    struct sum sum = {.small = 4, .big = 0};

    for (;; sum.is_any = true) {
        struct token t = next_token(s);
        bool fits;

        switch (t.kind) {
        case DIGIT:
        case RUN:
            fits = add_digit(&sum, t);
            break;
        case ZERO:
            fits = add_zero(&sum, t);
            break;
        case SMALL:
        case BIG:
            fits = t.kind == SMALL ? add_small(&sum, t.value) : add_big(&sum, t.value);
            sum.digit = (struct token){END, 0, 0};
            sum.is_behind = false;
            break;
        case END:
        case BAD:
        case POINT:
        case YUAN:
        case JIAO:
        case FEN:
        case WHOLE:
            *next = t;
            return sum.is_any && end_sum(&sum, whole);
        }
        if (!fits)
            return false;
    }
}

static bool add_whole(struct crm_decimal *d, wide whole)
{
    char digits[CRM_DECIMAL_DIGITS + 1];
    size_t n = 0;

    for (; whole; whole /= 10)
        digits[n++] = (char)('0' + (int)(whole % 10));
    while (n)
        if (!crm_decimal_add(d, digits[--n], true))
            return false;
    return true;
}

/* 点 and what follows: digits one by one, then magnitudes. */
static bool read_decimals(struct crm_str s, struct crm_decimal *d)
{
    struct crm_str rest = s;
    struct token t = next_token(&rest);
    size_t n = 0;
    int tens;

    for (; t.kind == DIGIT || t.kind == ZERO; t = next_token(&rest), n++) {
        if (!crm_decimal_add(d, (char)('0' + (int)t.value), false))
            return false;
        s = rest;
    }
    if (!n || t.kind == END)
        return n > 0;
    tens = crm_magnitude(s);
    return tens > 0 && crm_decimal_shift(d, (size_t)tens);
}

/* What stands behind 元, t its first token: [零] [五角] [零] [六分], or a lone 五. */
static bool read_cents(struct crm_str s, struct token t, struct crm_decimal *d)
{
    char jiao = '\0', fen = '\0';
    bool is_behind = false;

    while (t.kind == ZERO || t.kind == DIGIT || t.kind == RUN) {
        char digit = (char)('0' + (int)(t.value % 10));

        if (t.n > 1 || fen || (is_behind && t.kind == ZERO))
            return false;
        is_behind |= t.kind == ZERO;
        if (t.kind == ZERO) {
            t = next_token(&s);
            continue;
        }
        t = next_token(&s);
        if (t.kind == FEN)
            fen = digit;
        else if (!jiao && (t.kind == JIAO || (t.kind == END && !is_behind)))
            jiao = digit;
        else
            return false;
        if (t.kind != END)
            t = next_token(&s);
    }
    if (t.kind == WHOLE)
        t = next_token(&s);
    if (t.kind != END)
        return false;
    if (!jiao && fen)
        jiao = '0';
    return (!jiao || crm_decimal_add(d, jiao, false)) && (!fen || crm_decimal_add(d, fen, false));
}

bool crm_numeral_read(struct crm_str s, struct crm_decimal *d)
{
    struct crm_str cents = s;
    struct token next, first = next_token(&cents);
    wide whole = 0;

    if (!read_whole(&s, &whole, &next))
        return false;
    if (next.kind == JIAO || next.kind == FEN) /* no 元 before it */
        return whole < 10 && read_cents(cents, first, d);
    if (!add_whole(d, whole))
        return false;
    if (next.kind == POINT)
        return read_decimals(s, d);
    if (next.kind == YUAN) {
        first = next_token(&s);
        return read_cents(s, first, d);
    }
    if (next.kind == WHOLE)
        next = next_token(&s);
    return next.kind == END;
}
