#include "table/money.h"

#include <stddef.h>

#include "base/digits.h"
#include "table/decimal.h"
#include "text/unicode.h"

#define WORD CRM_STR_INIT

#define DECIMALS 6

/* The first six decimals in millionths, the seventh rounds half up. */
static uint64_t millionths_of(const struct crm_decimal *d)
{
    uint64_t v = 0;

    for (size_t i = 0; i < DECIMALS; i++)
        v = v * 10 + (d->units + i < d->n ? (uint64_t)(d->digits[d->units + i] - '0') : 0);
    return v + (d->units + DECIMALS < d->n && d->digits[d->units + DECIMALS] >= '5');
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* One to eight bytes, the first lowest, nothing above the last. */
static uint64_t load_up_to_8(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t first, last;

        memcpy(&first, p, sizeof(first));
        memcpy(&last, p + n - 4, sizeof(last));
        return (uint64_t)last << (8 * (n - 4)) | first;
    }
    return (uint64_t)(unsigned char)p[n - 1] << (8 * (n - 1)) |
           (uint64_t)(unsigned char)p[n / 2] << (8 * (n / 2)) | (unsigned char)p[0];
}

/* The number whose eight digits are the bytes of x, 0 to 9, the first lowest: by pairs, fours, all.
 */
static uint64_t number_of(uint64_t x)
{
    x = x * 10 + (x >> 8);
    x = (x & UINT64_C(0x00FF00FF00FF00FF)) * (1 + (100 << 16)) >> 16;
    return (x & UINT64_C(0x0000FFFF0000FFFF)) * (1 + (UINT64_C(10000) << 32)) >> 32;
}

/*
 * ddd[.dd] of one to eight bytes, all at once: lengths differ from cell to cell, and a loop that
 * ends elsewhere each time took three times as long.
 */
static bool parse_short(const char *p, size_t n, crm_money *out)
{
    static const crm_money scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
    uint64_t w = load_up_to_8(p, n), point = crm_zero_bytes(w ^ CRM_EACH_BYTE('.'));
    size_t digits = n, decimals = 0;

    if (point) {
        size_t before = (size_t)__builtin_ctzll(point) / 8;
        uint64_t low = (UINT64_C(1) << (8 * before)) - 1;
        w = (w & low) | (w >> 8 & ~low);
        digits--;
        decimals = digits - before;
        if (!before || !decimals)
            return false;
    }
    uint64_t x = (w ^ CRM_EACH_BYTE('0')) << (64 - 8 * digits); /* zeros before the first digit */
    if (((x + CRM_EACH_BYTE(0x7F - 9)) | x) & CRM_EACH_BYTE(0x80))
        return false;
    *out = (crm_money)number_of(x) * scale[decimals];
    return true;
}
#endif

bool crm_money_parse_plain(struct crm_str s, crm_money *out)
{
    bool is_negative = s.n && s.p[0] == '-';
    size_t i = is_negative, first = i;
    crm_money v = 0, scale = CRM_MONEY_UNIT;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (s.n > first && s.n - first <= 8) {
        if (!parse_short(s.p + first, s.n - first, &v))
            return false;
        *out = is_negative ? -v : v;
        return true;
    }
#endif
    for (; i < s.n && i < first + 12 && crm_is_digit(s.p[i]); i++)
        v = v * 10 + (s.p[i] - '0');
    if (i == first)
        return false;
    v *= CRM_MONEY_UNIT; /* at most 12 digits: below 10^18 */
    if (i < s.n) {
        if (s.p[i++] != '.' || i == s.n || s.n - i > DECIMALS)
            return false;
        for (; i < s.n; i++) {
            if (!crm_is_digit(s.p[i]))
                return false;
            v += (scale /= 10) * (s.p[i] - '0');
        }
    }
    *out = is_negative ? -v : v;
    return true;
}

enum crm_msg crm_money_parse(struct crm_str s, char decimal, crm_money *out)
{
    const size_t most_units = 13; /* 9.2 trillion; ten times it still fits 64 bits */
    struct crm_decimal d;
    uint64_t magnitude = 0;
    enum crm_msg why;

    if (decimal != ',' && crm_money_parse_plain(s, out))
        return CRM_MSG_NONE;
    why = crm_decimal_read(s, decimal == ',' ? ',' : '.', false, &d);
    if (why == CRM_MSG_OUT_OF_RANGE || (why == CRM_MSG_NONE && d.units > most_units))
        return CRM_MSG_OUT_OF_RANGE;
    if (why != CRM_MSG_NONE)
        return why == CRM_MSG_EMPTY_VALUE ? why : CRM_MSG_NOT_A_NUMBER;
    for (size_t i = 0; i < d.units; i++)
        magnitude = magnitude * 10 + (uint64_t)(d.digits[i] - '0');
    magnitude = magnitude * (uint64_t)CRM_MONEY_UNIT + millionths_of(&d);
    if (magnitude > (uint64_t)INT64_MAX)
        return CRM_MSG_OUT_OF_RANGE;
    *out = d.is_negative ? -(crm_money)magnitude : (crm_money)magnitude;
    return CRM_MSG_NONE;
}

unsigned crm_money_currencies(struct crm_str s)
{
    size_t first = s.n > 1 && s.p[0] == '-';

    /* Between two digits there is no mark, whatever else there is. */
    if (s.n == 0 || (crm_is_digit(s.p[first]) && crm_is_digit(s.p[s.n - 1])))
        return ~0U;
    return crm_decimal_currencies(s);
}

bool crm_is_null_text(struct crm_str s)
{
    static const struct crm_str spellings[] = {
        WORD("-"),    WORD("--"),   WORD("—"),   WORD("——"), WORD("NULL"), WORD("N/A"),
        WORD("#N/A"), WORD("None"), WORD("\\N"), WORD("无"), WORD("?"),
    };
    const size_t longest = sizeof("——") - 1;

    s = crm_trim_blanks(s);
    if (s.n == 0)
        return true;
    if (s.n > longest || crm_is_digit(s.p[0]))
        return false;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (s.n == spellings[i].n && crm_str_eq_nocase(s, spellings[i]))
            return true;
    return false;
}

/* Write the decimals of an amount, two at least, before text[at]; returns where they start. */
static size_t put_decimals(char *text, size_t at, uint32_t millionths)
{
    int decimals = DECIMALS;

    if (millionths % 10000 == 0) {
        decimals = 2;
        millionths /= 10000;
    }
    for (; decimals > 2 && millionths % 10 == 0; decimals--)
        millionths /= 10;
    for (; decimals > 2; decimals--, millionths /= 10)
        text[--at] = (char)('0' + millionths % 10);
    at -= 3;
    text[at] = '.';
    memcpy(text + at + 1, crm_two_digits + (size_t)millionths * 2, 2);
    return at;
}

void crm_money_add_text(struct crm_buf *out, crm_money v)
{
    char text[24]; /* a sign, 13 digits, a point, 6 decimals */
    uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
    uint64_t units = magnitude / (uint64_t)CRM_MONEY_UNIT;
    size_t at = put_decimals(text, sizeof text, (uint32_t)(magnitude % (uint64_t)CRM_MONEY_UNIT));

    for (; units >= 100; units /= 100)
        memcpy(text + (at -= 2), crm_two_digits + units % 100 * 2, 2);
    if (units >= 10)
        memcpy(text + (at -= 2), crm_two_digits + units * 2, 2);
    else
        text[--at] = (char)('0' + (int)units);
    if (v < 0)
        text[--at] = '-';
    crm_buf_add(out, (struct crm_str){text + at, sizeof text - at});
}

void crm_wide_add_text(struct crm_buf *out, crm_wide v)
{
    char text[48]; /* 39 digits, a point, a sign */
    crm_wide units = v / CRM_MONEY_UNIT;
    int rest = (int)(v % CRM_MONEY_UNIT);
    size_t at = put_decimals(text, sizeof text, (uint32_t)(rest < 0 ? -rest : rest));

    do {
        int digit = (int)(units % 10); /* has the sign of v */

        text[--at] = (char)('0' + (digit < 0 ? -digit : digit));
    } while (units /= 10);
    if (v < 0)
        text[--at] = '-';
    crm_buf_add(out, (struct crm_str){text + at, sizeof text - at});
}

/* INT64_MIN is left out: a typed column keeps it for "no value". */
static bool fits(crm_wide v)
{
    return v >= -INT64_MAX && v <= INT64_MAX;
}

bool crm_money_add(crm_money a, crm_money b, crm_money *sum)
{
    crm_wide v = (crm_wide)a + b;

    if (!fits(v))
        return false;
    *sum = (crm_money)v;
    return true;
}

bool crm_money_multiply(crm_money quantity, crm_money unit_price, crm_money *product)
{
    crm_wide v = (crm_wide)quantity * unit_price; /* at most 2^126 */
    crm_wide half = v < 0 ? -(CRM_MONEY_UNIT / 2) : CRM_MONEY_UNIT / 2;

    v = (v + half) / CRM_MONEY_UNIT;
    if (!fits(v))
        return false;
    *product = (crm_money)v;
    return true;
}
