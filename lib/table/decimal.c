#include "table/decimal.h"

#include <stdint.h>

#include "table/cell.h"
#include "table/currency.h"
#include "table/money.h"
#include "table/numeral.h"

#define WORD CRM_STR_INIT

/* ---- digits ---------------------------------------------------------------------- */

bool crm_decimal_add(struct crm_decimal *d, char digit, bool is_whole)
{
    if (is_whole && d->units == 0 && digit == '0')
        return true;
    if (!is_whole && d->units == 0)
        d->digits[d->units = d->n = 1, 0] = '0';
    if (d->n == CRM_DECIMAL_DIGITS)
        return false;
    d->digits[d->n++] = digit;
    d->units += is_whole;
    return true;
}

bool crm_decimal_shift(struct crm_decimal *d, size_t tens)
{
    for (; tens; tens--) {
        if (d->units == d->n && d->n == CRM_DECIMAL_DIGITS)
            return false;
        if (d->units == d->n)
            d->digits[d->n++] = '0';
        d->units++;
        if (d->digits[0] == '0') { /* 0.5 by ten is 5, not 05 */
            memmove(d->digits, d->digits + 1, --d->n);
            d->units--;
        }
    }
    return true;
}

/* A zero has one digit before the point, and no sign. */
static void settle(struct crm_decimal *d)
{
    if (d->units == 0)
        d->digits[d->units = d->n = 1, 0] = '0';
    for (size_t i = 0; i < d->n; i++)
        if (d->digits[i] != '0')
            return;
    d->is_negative = false;
}

/* One more in the last digit. There is room: a digit went before. */
static void round_up(struct crm_decimal *d)
{
    size_t i = d->n;

    while (i && d->digits[i - 1] == '9')
        d->digits[--i] = '0';
    if (i) {
        d->digits[i - 1]++;
        return;
    }
    memmove(d->digits + 1, d->digits, d->n++);
    d->digits[0] = '1';
    d->units++;
}

bool crm_decimal_scale(struct crm_decimal *d, size_t scale)
{
    bool is_rounded = false, is_up;

    while (d->n < CRM_DECIMAL_DIGITS && d->n - d->units < scale)
        d->digits[d->n++] = '0';
    if (d->n - d->units <= scale)
        return false;
    is_up = d->digits[d->units + scale] >= '5';
    for (size_t i = d->units + scale; i < d->n; i++)
        is_rounded |= d->digits[i] != '0';
    d->n = d->units + scale;
    if (is_up)
        round_up(d);
    settle(d);
    return is_rounded;
}

struct crm_str crm_decimal_text(const struct crm_decimal *d, char text[CRM_DECIMAL_BYTES])
{
    size_t n = d->is_negative;

    text[0] = '-';
    memcpy(text + n, d->digits, d->units);
    n += d->units;
    if (d->n > d->units) {
        text[n++] = '.';
        memcpy(text + n, d->digits + d->units, d->n - d->units);
        n += d->n - d->units;
    }
    return (struct crm_str){text, n};
}

bool crm_decimal_looks_grouped(const struct crm_decimal *d)
{
    return d->n == d->units + 3 && d->units <= 3 && d->digits[0] != '0';
}

/* ---- what stands around the number ----------------------------------------------- */

/* Quotes that Swiss banks group by, and dashes for a minus, as ASCII. They only get shorter. */
static struct crm_str with_plain_signs(struct crm_cell *cell)
{
    static const struct {
        struct crm_str sign;
        char plain;
    } signs[] = {
        {WORD("’"), '\''}, {WORD("‘"), '\''}, {WORD("′"), '\''}, {WORD("´"), '\''},
        {WORD("‐"), '-'},  {WORD("‑"), '-'},  {WORD("–"), '-'},  {WORD("—"), '-'},
        {WORD("﹣"), '-'}, {WORD("▲"), '-'},  {WORD("△"), '-'},  {WORD("负"), '-'},
        {WORD("負"), '-'},
    };
    size_t kept = 0, n;

    for (size_t i = 0; i < cell->n; i += n) {
        char c = cell->text[i];

        n = 1;
        for (size_t k = 0; (unsigned char)c >= 0x80 && k < sizeof signs / sizeof *signs; k++)
            if (signs[k].sign.p[0] == cell->text[i] &&
                crm_str_starts((struct crm_str){cell->text + i, cell->n - i}, signs[k].sign)) {
                c = signs[k].plain;
                n = signs[k].sign.n;
                break;
            }
        cell->text[kept++] = c;
    }
    cell->n = kept;
    return crm_cell_str(cell);
}

struct amount {
    struct crm_str text; /* what is left to read */
    bool has_sign, is_negative;
    bool is_open, is_closed;          /* brackets: bookkeepers' minus */
    bool is_behind;                   /* the minus */
    bool has_line;                    /* in place of decimals */
    unsigned front_codes, back_codes; /* currencies the marks stand for, 0: no mark */
    bool is_contradictory;
};

/* The length of one more mark on a side that says more or less than the one before: RMB ¥, US $. */
static size_t take_mark(struct amount *a, bool at_end, unsigned *side)
{
    unsigned codes = 0;
    size_t n = crm_currency_mark(a->text, at_end, &codes);

    if (!n || *side == codes)
        return 0;
    if (*side && !(*side & codes))
        a->is_contradictory = true;
    *side = *side ? *side & codes : codes;
    return n;
}

/* Take one sign, bracket or currency mark off the front; false when there is none to take. */
static bool take_front(struct amount *a)
{
    size_t mark;
    char c;

    a->text = crm_str_trim(a->text);
    if (a->text.n == 0)
        return false;
    c = a->text.p[0];
    if ((c == '-' || c == '+') && !a->has_sign && !a->is_open) {
        a->has_sign = true;
        a->is_negative = c == '-';
        a->text = crm_str_from(a->text, 1);
        return true;
    }
    if (c == '(' && !a->has_sign && !a->is_open) {
        a->is_open = a->is_negative = true;
        a->text = crm_str_from(a->text, 1);
        return true;
    }
    mark = take_mark(a, false, &a->front_codes);
    a->text = crm_str_from(a->text, mark);
    return mark > 0;
}

/* Bytes of a line in place of decimals, as German, Swiss and Dutch prices have it: 12,- 12.- 12,--
 */
static size_t line_bytes(struct crm_str s)
{
    static const struct crm_str lines[] = {WORD(",--"), WORD(".--"), WORD(",-"), WORD(".-")};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (crm_str_ends(s, lines[i]))
            return lines[i].n;
    return 0;
}

/* The same at the back. A plus sign there is not a sign: "12+" says twelve or more. */
static bool take_back(struct amount *a)
{
    size_t mark;
    char c;

    a->text = crm_str_trim(a->text);
    if (a->text.n == 0)
        return false;
    c = a->text.p[a->text.n - 1];
    if (c == '-' && !a->has_line && line_bytes(a->text)) {
        a->has_line = true;
        a->text.n -= line_bytes(a->text);
        return true;
    }
    if (c == '-' && !a->has_sign && !a->is_open && !a->has_line) {
        a->has_sign = a->is_negative = a->is_behind = true;
        a->text.n--;
        return true;
    }
    if (c == ')' && a->is_open && !a->is_closed) {
        a->is_closed = true;
        a->text.n--;
        return true;
    }
    mark = take_mark(a, true, &a->back_codes);
    a->text.n -= mark;
    return mark > 0;
}

/* Take all of them off; all bits where there is no mark, none where marks contradict each other. */
static unsigned take_around(struct amount *a)
{
    unsigned codes;

    while (take_front(a))
        ;
    while (take_back(a))
        ;
    codes = (a->front_codes ? a->front_codes : ~0U) & (a->back_codes ? a->back_codes : ~0U);
    a->is_contradictory |= codes == 0;
    return a->is_contradictory ? 0 : codes;
}

/* ---- the number ------------------------------------------------------------------ */

enum { MOST_RUNS = 16 }; /* of digits: 38 in groups of three are 13, of two 19: none has these */

/* Runs of digits and the signs between them: 1,23,456.50 is 1 2 3 2 and , , . */
struct runs {
    size_t length[MOST_RUNS];
    char sign[MOST_RUNS]; /* behind the run */
    size_t n;
    size_t bytes;
};

static bool is_between(char c)
{
    return c == ',' || c == '.' || c == ' ' || c == '\'';
}

/* As much of s as is digits and single signs between them. ".50" begins with a run of none. */
static bool find_runs(struct crm_str s, struct runs *r)
{
    size_t i = 0, start = 0;

    for (r->n = 0; r->n < MOST_RUNS; start = ++i) {
        while (i < s.n && crm_is_digit(s.p[i]))
            i++;
        r->length[r->n] = i - start;
        r->sign[r->n] = '\0';
        r->bytes = i;
        if (i + 1 >= s.n || !is_between(s.p[i]) || !crm_is_digit(s.p[i + 1]))
            return r->length[r->n++] > 0;
        r->sign[r->n++] = s.p[i];
    }
    return false;
}

/* Are the runs 0..n groups, cut by `sign`? Three digits each; with commas also India's and China's.
 */
static bool are_groups(struct crm_str s, const struct runs *r, size_t n, char sign)
{
    size_t each = r->length[n - 1] == 4 && sign == ',' ? 4 : 3;
    bool is_indian = sign == ',' && n > 2 && each == 3 && r->length[0] <= 2, is_even = true;

    if (r->length[0] == 0 || r->length[0] > each || r->length[n - 1] != each || s.p[0] == '0')
        return false;
    for (size_t i = 0; i + 1 < n; i++) {
        if (r->sign[i] != sign)
            return false;
        if (i > 0) {
            is_even &= r->length[i] == each;
            is_indian &= r->length[i] == 2;
        }
    }
    return is_even || is_indian;
}

/* How many of the runs stand before the decimal sign, if there is one. */
static enum crm_msg whole_runs(struct crm_str s, const struct runs *r, char decimal, size_t *whole)
{
    char first = r->sign[0], last = r->sign[r->n - (r->n > 1 ? 2 : 1)];
    bool is_point = last == '.' || last == ',';

    *whole = r->n;
    if (r->n == 1)
        return CRM_MSG_NONE;
    if (first != last) { /* 1.234,56: the last one is the decimal sign */
        *whole = r->n - 1;
        return is_point && are_groups(s, r, *whole, first) ? CRM_MSG_NONE : CRM_MSG_INVALID;
    }
    if (r->n == 2 && last == decimal) {
        *whole = 1;
        return CRM_MSG_NONE;
    }
    if (are_groups(s, r, r->n, last))
        return CRM_MSG_NONE;
    if (r->n > 2 || !is_point)
        return CRM_MSG_INVALID;
    *whole = 1;
    return last == '.' ? CRM_MSG_NONE : CRM_MSG_AMBIGUOUS;
}

static enum crm_msg read_runs(struct crm_str s, const struct runs *r, char decimal,
                              struct crm_decimal *d)
{
    size_t whole, at = 0;
    enum crm_msg why = whole_runs(s, r, decimal, &whole);

    if (why != CRM_MSG_NONE)
        return why;
    for (size_t run = 0; run < r->n; run++, at++)
        for (size_t i = 0; i < r->length[run]; i++)
            if (!crm_decimal_add(d, s.p[at++], run < whole))
                return CRM_MSG_OUT_OF_RANGE;
    /* A point before decimals is the only sign that stays. */
    if (r->n > 2 || (r->n == 2 && (whole == 2 || r->sign[0] != '.')))
        d->traits |= CRM_DECIMAL_GROUPS;
    return CRM_MSG_NONE;
}

static enum crm_msg read_number(struct crm_str s, char decimal, bool has_units,
                                struct crm_decimal *d)
{
    struct runs r;
    struct crm_str rest;
    enum crm_msg why;
    int tens;

    if (!s.n)
        return CRM_MSG_INVALID;
    if (find_runs(s, &r)) {
        rest = crm_str_from(s, r.bytes);
        if (!rest.n)
            return read_runs(s, &r, decimal, d);
        tens = has_units ? crm_magnitude(rest) : -1;
        if (tens >= 0) {
            d->traits |= CRM_DECIMAL_MAGNITUDE;
            why = read_runs(s, &r, decimal, d);
            if (why == CRM_MSG_NONE && !crm_decimal_shift(d, (size_t)tens))
                why = CRM_MSG_OUT_OF_RANGE;
            return why;
        }
    }
    d->traits |= CRM_DECIMAL_MAGNITUDE;
    return has_units && crm_numeral_read(s, d) ? CRM_MSG_NONE : CRM_MSG_INVALID;
}

/* ---- an amount ------------------------------------------------------------------- */

static enum crm_msg read_amount(struct crm_str s, char decimal, bool has_units,
                                struct crm_decimal *d)
{
    struct amount a = {.text = s};
    enum crm_msg why;

    *d = (struct crm_decimal){.currencies = take_around(&a)};
    if (a.is_open != a.is_closed || a.is_contradictory)
        return CRM_MSG_INVALID;
    why = read_number(a.text, decimal, has_units, d);
    if (a.has_line)
        d->traits |= CRM_DECIMAL_GROUPS;
    d->is_negative = a.is_negative;
    if (a.front_codes || a.back_codes)
        d->traits |= CRM_DECIMAL_MARK;
    if (a.is_open || a.is_behind)
        d->traits |= CRM_DECIMAL_BRACKETS;
    settle(d);
    return why;
}

static bool is_amount(struct crm_str s, char decimal)
{
    struct crm_decimal d;

    return read_amount(s, decimal, true, &d) == CRM_MSG_NONE;
}

/* 12-15, ¥12~¥15, 12至15: amounts on both sides of one sign. */
static bool is_from_to(struct crm_str s, char decimal)
{
    static const struct crm_str signs[] = {WORD("-"),  WORD("~"),  WORD("〜"),  WORD("至"),
                                           WORD("到"), WORD(".."), WORD(" to ")};

    for (size_t i = 1; i < s.n; i++)
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
            if (crm_str_starts(crm_str_from(s, i), signs[k]))
                return is_amount((struct crm_str){s.p, i}, decimal) &&
                       is_amount(crm_str_from(s, i + signs[k].n), decimal);
    return false;
}

/* ¥12起, 100+, ≥100, 100元以上: an amount on one side. */
static bool is_half_open(struct crm_str s, char decimal)
{
    static const struct crm_str front[] = {WORD(">="), WORD("<="), WORD(">"),    WORD("<"),
                                           WORD("≥"),  WORD("≤"),  WORD("from ")};
    static const struct crm_str back[] = {WORD("+"),    WORD("起"),   WORD("以上"),
                                          WORD("以下"), WORD("以内"), WORD("左右"),
                                          WORD("上下"), WORD("起步"), WORD("多")};

    for (size_t i = 0; i < sizeof front / sizeof *front; i++)
        if (s.n > front[i].n && crm_str_eq_nocase((struct crm_str){s.p, front[i].n}, front[i]))
            return is_amount(crm_str_from(s, front[i].n), decimal);
    for (size_t i = 0; i < sizeof back / sizeof *back; i++)
        if (crm_str_ends(s, back[i]))
            return is_amount((struct crm_str){s.p, s.n - back[i].n}, decimal);
    return false;
}

static bool is_percent(struct crm_str s, char decimal)
{
    static const struct crm_str front = WORD("百分之"), mille = WORD("‰");

    if (crm_str_starts(s, front))
        return is_amount(crm_str_from(s, front.n), decimal);
    if (crm_str_ends(s, mille))
        return is_amount((struct crm_str){s.p, s.n - mille.n}, decimal);
    return s.n && s.p[s.n - 1] == '%' && is_amount((struct crm_str){s.p, s.n - 1}, decimal);
}

/* 1.2E+05: what a spreadsheet shows, and saves, of a long number. */
static bool is_scientific(struct crm_str s, char decimal)
{
    size_t e = 0, i;

    while (e < s.n && s.p[e] != 'E' && s.p[e] != 'e')
        e++;
    i = e + 1;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        i++;
    if (i >= s.n || s.n - i > 3 || !is_amount((struct crm_str){s.p, e}, decimal))
        return false;
    while (i < s.n && crm_is_digit(s.p[i]))
        i++;
    return i == s.n;
}

static enum crm_msg reason_against(struct crm_str s, char decimal)
{
    if (is_percent(s, decimal))
        return CRM_MSG_PERCENT;
    if (is_from_to(s, decimal) || is_half_open(s, decimal))
        return CRM_MSG_RANGE;
    return is_scientific(s, decimal) ? CRM_MSG_SCIENTIFIC : CRM_MSG_INVALID;
}

enum crm_msg crm_decimal_read(struct crm_str s, char decimal, bool has_units, struct crm_decimal *d)
{
    struct crm_cell cell;
    struct crm_str text;
    enum crm_msg why;

    if (!crm_cell_fold(s, &cell))
        return CRM_MSG_INVALID;
    text = crm_cell_str(&cell);
    if (crm_is_null_text(text))
        return CRM_MSG_EMPTY_VALUE;
    text = with_plain_signs(&cell);
    why = read_amount(text, decimal, has_units, d);
    return why == CRM_MSG_INVALID ? reason_against(text, decimal) : why;
}

unsigned crm_decimal_currencies(struct crm_str s)
{
    struct crm_cell cell;
    struct amount a = {0};

    if (!crm_cell_fold(s, &cell))
        return ~0U;
    a.text = with_plain_signs(&cell);
    return take_around(&a);
}
