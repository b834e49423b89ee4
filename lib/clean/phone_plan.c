/*
 * phone_plan.c - the numbering plans of phone_table.c, read.
 *
 * A national number is looked up by its first two digits, by halving: six steps at most, then the
 * row's masks and lengths. The readings are tried from the surest to the least: a prefix that dials
 * abroad, the country's own code, the national number; what is wrong is asked only when all fail.
 */
#include "clean/phone_plan.h"

#include <string.h>

enum { SURE_LENGTH = 8 }; /* from here on the first digits say what a number should have been */

static bool has(crm_digit_set set, size_t n)
{
    return n < 16 && (set >> n & 1);
}

static bool has_digit(crm_digit_set set, char digit)
{
    return has(set, (size_t)(digit - '0'));
}

static bool is_named(const struct crm_phone_region *r, char first, char second)
{
    return r->iso[0] == first && r->iso[1] == second;
}

const struct crm_phone_region *crm_phone_region(const char *iso)
{
    char first, second;

    if (!iso || !iso[0] || !iso[1] || iso[2])
        return NULL;
    first = iso[0] >= 'a' ? (char)(iso[0] - 'a' + 'A') : iso[0];
    second = iso[1] >= 'a' ? (char)(iso[1] - 'a' + 'A') : iso[1];
    if (first == 'U' && second == 'K')
        return crm_phone_region("GB");
    for (size_t i = 0; i < crm_phone_nregions; i++)
        if (is_named(&crm_phone_regions[i], first, second))
            return &crm_phone_regions[i];
    return NULL;
}

/* Prefixes are so short that a loop beats memcmp. */
static bool starts_with(struct crm_str d, struct crm_str prefix)
{
    if (d.n < prefix.n)
        return false;
    for (size_t i = 0; i < prefix.n; i++)
        if (d.p[i] != prefix.p[i])
            return false;
    return true;
}

static struct crm_str code_of(const struct crm_phone_region *r)
{
    return (struct crm_str){r->code, r->code_digits};
}

/* The first row that may hold d: the first whose range does not end before its two digits. */
static const struct crm_phone_row *first_row(const struct crm_phone_region *r, int two)
{
    const struct crm_phone_row *rows = r->rows->at;
    size_t n = r->rows->n;

    while (n > 1) {
        size_t half = n / 2;

        rows = rows[half - 1].hi < two ? rows + half : rows;
        n -= half;
    }
    return rows;
}

/* The row that d starts like; the one with its length where there are several. NULL: none. */
static const struct crm_phone_row *row_of(const struct crm_phone_region *r, struct crm_str d)
{
    const struct crm_phone_row *end = r->rows->at + r->rows->n, *like = NULL;
    int two = (d.p[0] - '0') * 10 + (d.p[1] - '0');

    for (const struct crm_phone_row *row = first_row(r, two); row < end && row->lo <= two; row++) {
        if (row->hi < two || !has_digit(row->third, d.p[2]) || !has_digit(row->fourth, d.p[3]))
            continue;
        like = row;
        if (has(row->lengths, d.n))
            break;
    }
    return like;
}

/* Is d a national number, without any prefix? */
static bool take_national(const struct crm_phone_region *r, struct crm_str d, struct crm_phone *out)
{
    const struct crm_phone_row *row;
    size_t code = r->code_digits;

    if (d.n < 4 || code + d.n > CRM_E164_DIGITS)
        return false;
    if (!r->rows) {
        if (!has(r->lengths, d.n) || d.p[0] == '0')
            return false;
        out->type = CRM_PHONE_EITHER;
    } else {
        row = row_of(r, d);
        if (!row || !has(row->lengths, d.n))
            return false;
        out->type = (enum crm_phone_type)row->type;
    }
    memcpy(out->digits, r->code, code);
    memcpy(out->digits + code, d.p, d.n);
    out->n = code + d.n;
    out->region = r;
    return true;
}

/* The next of a list of prefixes separated by blanks, and the rest of the list. */
static struct crm_str next_prefix(const char **list)
{
    const char *start = *list;
    size_t n = 0;

    while (start[n] && start[n] != ' ')
        n++;
    *list = start + n + (start[n] == ' ');
    return (struct crm_str){start, n};
}

/* The same, where a trunk prefix may stand before it. */
static bool take_dialled(const struct crm_phone_region *r, struct crm_str d, struct crm_phone *out)
{
    for (const char *trunks = r->trunks; *trunks;) {
        struct crm_str trunk = next_prefix(&trunks);

        if (starts_with(d, trunk) && take_national(r, crm_str_from(d, trunk.n), out))
            return true;
    }
    return take_national(r, d, out);
}

/* What d would be without its trunk prefix, when a national number may be that long. */
static struct crm_str without_trunk(const struct crm_phone_region *r, struct crm_str d)
{
    const char *last = strrchr(r->trunks, ' ');
    struct crm_str trunk = crm_str_of(last ? last + 1 : r->trunks);

    if (trunk.n && starts_with(d, trunk) && has(r->lengths, d.n - trunk.n))
        return crm_str_from(d, trunk.n);
    return d;
}

/* Mainland China dials land lines of the own area without its code; a file has many areas. */
static bool lacks_area(const struct crm_phone_region *r, struct crm_str d)
{
    return r == crm_phone_regions && (d.n == 7 || d.n == 8) && d.p[0] >= '2' && d.p[0] <= '8';
}

/* Why d is no number of the region. */
static enum crm_msg why_not(const struct crm_phone_region *r, struct crm_str d)
{
    const struct crm_phone_row *row = NULL;
    crm_digit_set lengths = r->lengths;

    d = without_trunk(r, d);
    if (lacks_area(r, d))
        return CRM_MSG_TOO_SHORT;
    if (d.n >= SURE_LENGTH && r->rows)
        row = row_of(r, d);
    if (row)
        lengths = row->lengths;
    else if (has(r->lengths | r->local, d.n))
        return CRM_MSG_INVALID_PREFIX;
    if (!(lengths & ((1U << d.n % 16) - 1)) && d.n < 16)
        return CRM_MSG_TOO_SHORT;
    return d.n >= 16 || !(lengths >> d.n) ? CRM_MSG_TOO_LONG : CRM_MSG_INVALID_PREFIX;
}

/* Digits of the country code that d starts with; 0: no country has it. */
static size_t code_digits(struct crm_str d)
{
    const struct crm_phone_code *code;

    if (d.n < 3)
        return 0;
    code = &crm_phone_codes[(d.p[0] - '0') * 10 + (d.p[1] - '0')];
    return code->digits == 3 && !has_digit(code->third, d.p[2]) ? 0 : code->digits;
}

/* The region of the country's code that d starts with. */
static const struct crm_phone_region *region_of_code(struct crm_str d, size_t digits)
{
    size_t place = crm_phone_codes[(d.p[0] - '0') * 10 + (d.p[1] - '0')].region;

    if (digits < 3)
        return place ? &crm_phone_regions[place - 1] : NULL;
    for (size_t i = 0; i < crm_phone_nregions; i++)
        if (crm_phone_regions[i].code_digits == 3 && starts_with(d, code_of(&crm_phone_regions[i])))
            return &crm_phone_regions[i];
    return NULL;
}

/* Italy, San Marino and three in Africa keep a 0 at the start of the number. */
static bool keeps_zero(struct crm_str code)
{
    static const char *const codes[] = {"39", "378", "225", "241", "242"};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (crm_str_eq(code, crm_str_of(codes[i])))
            return true;
    return false;
}

/* A number of a country without a plan here. */
static enum crm_msg take_other(struct crm_str d, size_t code, struct crm_phone *out)
{
    if (d.n < CRM_E164_SHORTEST)
        return CRM_MSG_TOO_SHORT;
    if (d.n > CRM_E164_DIGITS)
        return CRM_MSG_TOO_LONG;
    if (d.p[code] == '0' && !keeps_zero((struct crm_str){d.p, code}))
        return CRM_MSG_INVALID_PREFIX;
    memcpy(out->digits, d.p, d.n);
    out->n = d.n;
    out->region = NULL;
    out->type = CRM_PHONE_EITHER;
    return CRM_MSG_NONE;
}

/* d starts with a country's code. */
static enum crm_msg take_world(struct crm_str d, struct crm_phone *out)
{
    size_t code = code_digits(d);
    const struct crm_phone_region *r;
    struct crm_str national;

    if (!code)
        return d.n < 3 ? CRM_MSG_TOO_SHORT : CRM_MSG_UNKNOWN_COUNTRY;
    r = region_of_code(d, code);
    if (!r)
        return take_other(d, code, out);
    national = crm_str_from(d, code);
    return take_dialled(r, national, out) ? CRM_MSG_NONE : why_not(r, national);
}

/* The number behind a prefix that dials abroad. What is wrong with it counts only where it starts
 * with a country's code. */
static bool take_abroad(struct crm_str d, struct crm_str idd, enum crm_msg *why,
                        struct crm_phone *out)
{
    enum crm_msg reason;

    if (!starts_with(d, idd) || d.n == idd.n || d.p[idd.n] == '0')
        return false;
    reason = take_world(crm_str_from(d, idd.n), out);
    if (*why == CRM_MSG_NONE)
        *why = reason;
    return reason == CRM_MSG_NONE;
}

static bool take_any_idd(const struct crm_phone_region *home, struct crm_str d, enum crm_msg *why,
                         struct crm_phone *out)
{
    if (d.p[0] != '0')
        return false; /* as every prefix does */
    for (const char *idds = home->idd; *idds;)
        if (take_abroad(d, next_prefix(&idds), why, out))
            return true;
    return take_abroad(d, CRM_STR("00"), why, out);
}

/*
 * The country's own code without a plus sign. Where what follows is the short number of a service,
 * the code is rather an area: 55 3003 1234 in Brazil.
 */
static bool take_own_code(const struct crm_phone_region *home, struct crm_str d,
                          struct crm_phone *out)
{
    enum { SHORT_SERVICE = 9 };
    struct crm_str code = code_of(home);

    if (!starts_with(d, code) || !take_dialled(home, crm_str_from(d, code.n), out))
        return false;
    if (out->type == CRM_PHONE_SERVICE && out->n <= code.n + SHORT_SERVICE)
        take_national(home, d, out);
    return true;
}

/* Does d fit the pattern, in which a point is any digit? */
static bool fits(struct crm_str d, struct crm_str pattern)
{
    for (size_t i = 0; i < d.n && d.n == pattern.n; i++)
        if (pattern.p[i] != '.' && pattern.p[i] != d.p[i])
            return false;
    return d.n == pattern.n;
}

static bool is_short_code(const struct crm_phone_region *home, struct crm_str d)
{
    for (const char *shorts = home->shorts; *shorts;)
        if (fits(d, next_prefix(&shorts)))
            return true;
    return false;
}

static enum crm_msg why_not_home(const struct crm_phone_region *home, struct crm_str d)
{
    struct crm_str code = code_of(home);

    if (is_short_code(home, d))
        return CRM_MSG_SHORT_CODE;
    /* With more digits than a national number has, it is the code that they start with. */
    if (starts_with(d, code) && d.n > SURE_LENGTH && why_not(home, d) == CRM_MSG_TOO_LONG)
        return why_not(home, crm_str_from(d, code.n));
    return why_not(home, d);
}

enum crm_msg crm_phone_plan(struct crm_str digits, bool has_plus,
                            const struct crm_phone_region *home, struct crm_phone *out)
{
    enum crm_msg why = CRM_MSG_NONE;

    if (has_plus)
        return take_world(digits, out);
    if (!home)
        return CRM_MSG_INVALID_PREFIX;
    if (take_any_idd(home, digits, &why, out) || take_own_code(home, digits, out) ||
        take_dialled(home, digits, out))
        return CRM_MSG_NONE;
    /* 086 138 1234 5678: as some write the code at home. */
    if (digits.p[0] == '0' && take_own_code(home, crm_str_from(digits, 1), out))
        return CRM_MSG_NONE;
    return why == CRM_MSG_NONE ? why_not_home(home, digits) : why;
}
