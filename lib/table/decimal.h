/*
 * decimal.h - amounts as shops write them, read to the last digit.
 *
 *   -￥1,234.50     ("¥ 12.00")      1'234.5- CHF     ₹1,00,191.68    R$ 1.234,56    1.2万元
 *
 * One grammar for the money of a model (crm_money_parse) and for clean values, which are longer
 * than any machine number: up to 38 digits, kept as digits, no binary fraction anywhere.
 */
#ifndef CRM_TABLE_DECIMAL_H
#define CRM_TABLE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/msg.h"
#include "base/str.h"

enum {
    CRM_DECIMAL_DIGITS = 38,
    CRM_DECIMAL_BYTES = CRM_DECIMAL_DIGITS + 2, /* a sign and a point */
};

/* What a text had beyond the digits and the point: a bit each. */
enum crm_decimal_trait {
    CRM_DECIMAL_MARK = 1 << 0,      /* a currency sign, code or word */
    CRM_DECIMAL_GROUPS = 1 << 1,    /* signs between groups of digits, or a decimal comma */
    CRM_DECIMAL_BRACKETS = 1 << 2,  /* brackets or a minus behind for negative */
    CRM_DECIMAL_MAGNITUDE = 1 << 3, /* 万, k, 元角分, Chinese numerals */
};

/* digits[0..n), the first `units` of them whole, at least one; no zero leads but a lone one. */
struct crm_decimal {
    char digits[CRM_DECIMAL_DIGITS];
    size_t n, units;
    bool is_negative;
    unsigned currencies; /* that the marks may stand for, a bit each; all bits without a mark */
    unsigned traits;
};

/*
 * Read s: blanks around and full width allowed, Excel's ="12.00" and '12.00; a sign before or
 * behind, (12.00) and ▲12 for negative; currency marks on both sides unless they contradict each
 * other; groups by , . ' ’ or blanks.
 *
 * Groups are of three digits; with commas also 1,23,456 (India) and 1,2345 (China). Two kinds of
 * signs tell themselves which is the decimal one. One kind: more than one of it are groups; a
 * single one is the decimal sign if it is `decimal`, else it must cut off a group. A single point
 * that does not is a decimal point under a decimal comma too, for that is how amounts are written
 * out.
 *
 *   decimal    '.' or ','
 *   has_units  3万, 2.5k, 12元5角, 壹仟贰佰元整 are understood
 *
 * Returns CRM_MSG_NONE with *d set, or a reason: EMPTY_VALUE (crm_is_null_text), INVALID, AMBIGUOUS
 * (1234,5 where the decimal sign is a point), RANGE (12-15, ¥12起), PERCENT, SCIENTIFIC (1.2E+05),
 * OUT_OF_RANGE (more than 38 digits).
 */
enum crm_msg crm_decimal_read(struct crm_str s, char decimal, bool has_units,
                              struct crm_decimal *d);

/* The currencies of the marks alone, whatever else s is; all bits where there is none, no bit where
 * marks contradict each other. */
unsigned crm_decimal_currencies(struct crm_str s);

/* Exactly `scale` decimals: rounded half away from zero, or zeros added as far as there is room.
 * True when digits other than zeros went. */
bool crm_decimal_scale(struct crm_decimal *d, size_t scale);

/* d as [-]ddd[.ddd] in text; borrowed from it. */
struct crm_str crm_decimal_text(const struct crm_decimal *d, char text[CRM_DECIMAL_BYTES]);

/* Would its text mean another number under a decimal comma? 1.234 would be 1234. */
bool crm_decimal_looks_grouped(const struct crm_decimal *d);

/*
 * For those who build one, from {0}: digits from the left, whole ones first; the point moved right
 * by `tens` digits. False when there are more than 38.
 */
bool crm_decimal_add(struct crm_decimal *d, char digit, bool is_whole);
bool crm_decimal_shift(struct crm_decimal *d, size_t tens);

#endif
