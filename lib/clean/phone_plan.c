#include "clean/phone_plan.h"

#include <string.h>

#include "clean/phone_china.h"

static const struct country {
    const char *code;
    unsigned char shortest, longest; /* digits of a national number, without a trunk 0 */
    bool has_trunk_zero;             /* +44 (0)20: the 0 is only dialled at home */
} countries[] = {
    {"1", 10, 10, false}, {"7", 10, 10, false}, {"31", 9, 9, true},    {"32", 8, 9, true},
    {"33", 9, 9, true},   {"34", 9, 9, false},  {"40", 9, 9, true},    {"41", 9, 9, true},
    {"44", 7, 10, true},  {"45", 8, 8, false},  {"46", 7, 10, true},   {"47", 8, 8, false},
    {"48", 9, 9, false},  {"49", 6, 11, true},  {"52", 10, 10, false}, {"55", 10, 11, true},
    {"60", 8, 10, true},  {"61", 9, 10, true},  {"62", 7, 12, true},   {"63", 8, 10, true},
    {"64", 8, 10, true},  {"65", 8, 11, false}, {"66", 8, 9, true},    {"81", 9, 10, true},
    {"82", 8, 10, true},  {"84", 9, 10, true},  {"90", 10, 10, true},  {"91", 10, 10, true},
    {"852", 8, 9, false}, {"853", 8, 8, false}, {"886", 8, 9, true},   {"966", 8, 9, true},
    {"971", 8, 9, true},
};

/* Countries whose numbers keep a 0 at the start: Italy and Ivory Coast, Congo, San Marino. */
static const char *const zero_kept[] = {"39", "225", "242", "378"};

/* No country has these. */
static const char *const unassigned[] = {"0",   "210", "214", "215", "217", "219",
                                         "259", "28",  "83",  "89",  "999"};

static enum crm_msg write_number(const char *country, struct crm_str national,
                                 struct crm_phone *out)
{
    size_t n = strlen(country);

    if (n + national.n > sizeof out->digits)
        return CRM_MSG_TOO_LONG;
    memcpy(out->digits, country, n);
    memcpy(out->digits + n, national.p, national.n);
    out->n = n + national.n;
    return CRM_MSG_NONE;
}

static bool starts_with(struct crm_str d, const char *prefix)
{
    return crm_str_starts(d, crm_str_of(prefix));
}

/* Digits of the country code that d starts with: one, two (the list) or three. */
static size_t country_digits(struct crm_str d)
{
    static const char *const two[] = {
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};

    if (d.p[0] == '1' || d.p[0] == '7')
        return 1;
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (starts_with(d, two[i]))
            return 2;
    return 3;
}

static enum crm_msg known_country(const struct country *c, struct crm_str national,
                                  struct crm_phone *out)
{
    if (c->has_trunk_zero && national.p[0] == '0')
        national = crm_str_from(national, 1);
    if (national.n < c->shortest)
        return CRM_MSG_TOO_SHORT;
    if (national.n > c->longest)
        return CRM_MSG_TOO_LONG;
    /* In North America neither 0 nor 1 starts an area code. */
    if (national.p[0] == '0' || (c->code[0] == '1' && national.p[0] == '1'))
        return CRM_MSG_INVALID_PREFIX;
    return write_number(c->code, national, out);
}

static enum crm_msg other_country(struct crm_str d, struct crm_phone *out)
{
    size_t code = country_digits(d);

    if (d.p[code] != '0')
        return write_number("", d, out);
    for (size_t i = 0; i < sizeof zero_kept / sizeof *zero_kept; i++)
        if (starts_with(d, zero_kept[i]))
            return write_number("", d, out);
    return CRM_MSG_INVALID_PREFIX;
}

/* d starts with a country code. */
static enum crm_msg world(struct crm_str d, struct crm_phone *out)
{
    if (starts_with(d, "86"))
        return crm_phone_china(crm_str_from(d, 2), out);
    for (size_t i = 0; i < sizeof unassigned / sizeof *unassigned; i++)
        if (starts_with(d, unassigned[i]))
            return CRM_MSG_INVALID_PREFIX;
    if (d.n < 7)
        return CRM_MSG_TOO_SHORT;
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        if (starts_with(d, countries[i].code))
            return known_country(&countries[i], crm_str_from(d, strlen(countries[i].code)), out);
    if (d.n > CRM_E164_DIGITS)
        return CRM_MSG_TOO_LONG;
    return other_country(d, out);
}

enum crm_msg crm_phone_plan(struct crm_str digits, bool has_plus, const char *region,
                            struct crm_phone *out)
{
    *out = (struct crm_phone){0};
    if (has_plus)
        return world(digits, out);
    if (!region || strcmp(region, "CN") != 0)
        return CRM_MSG_INVALID_PREFIX;
    if (crm_str_starts(digits, CRM_STR("00")))
        return world(crm_str_from(digits, 2), out);
    /* 86 is no area code: with more digits behind it than a number has, it is the country's. */
    if (crm_str_starts(digits, CRM_STR("086")) && digits.n >= 13)
        return crm_phone_china(crm_str_from(digits, 3), out);
    if (crm_str_starts(digits, CRM_STR("86")) && digits.n >= 12)
        return crm_phone_china(crm_str_from(digits, 2), out);
    return crm_phone_china(digits, out);
}
