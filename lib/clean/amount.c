/*
 * amount.c - amounts in canonical form. The decimal sign that is written is always a point, and
 * under a decimal comma a value must mean the same when it comes by again: two, four, five or six
 * digits behind a lone point cannot be a group of three and are read as decimals; three are written
 * as four.
 */
#include "clean/type.h"

#include "table/money.h"

/* Bytes after the only point of s, or 0. */
static size_t decimals_of(struct crm_str s)
{
    const char *point = s.n ? memchr(s.p, '.', s.n) : NULL;

    return point ? (size_t)(s.p + s.n - point) - 1 : 0;
}

static char decimal_sign(struct crm_str s, const struct crm_clean_opts *opts)
{
    size_t decimals = decimals_of(s);
    size_t first = s.n && s.p[0] == '-';

    if (opts->decimal != ',')
        return '.';
    if (decimals < 2 || decimals > 6 || decimals == 3 || s.n - first < decimals + 2)
        return ',';
    for (size_t i = first; i < s.n; i++)
        if (!crm_is_digit(s.p[i]) && i != s.n - decimals - 1)
            return ',';
    return '.';
}

enum crm_msg crm_clean_amount(struct crm_str raw, const struct crm_clean_opts *opts,
                              struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    crm_money amount;

    if (why != CRM_MSG_NONE)
        return why;
    why = crm_money_parse(s, decimal_sign(s, opts), &amount);
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    crm_money_add_text(out, amount);
    if (opts->decimal == ',' && decimals_of(crm_str_from(crm_buf_str(out), start)) == 3)
        crm_buf_add_char(out, '0');
    return CRM_MSG_NONE;
}

static const char *const signs[] = {"point", "comma", NULL};
static const struct crm_key keys[] = {
    {"decimal", CRM_KEY_CHAR, offsetof(struct crm_clean_opts, decimal), signs, ".,"},
    {0},
};
const struct crm_type crm_type_money = {"money", crm_quick_amount, crm_clean_amount, keys, 2};
