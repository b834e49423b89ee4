/*
 * amount.c - amounts in canonical form: the decimal as it was written, without what only reads
 * well.
 */
#include "clean/type.h"

#include "table/currency.h"
#include "table/decimal.h"

#define WORD CRM_STR_INIT

/* Nothing, in the words of spreadsheets and programs. ##### is a number too wide to be shown. */
static bool is_nothing(struct crm_str s)
{
    static const struct crm_str words[] = {
        WORD("NaN"),    WORD("NA"),     WORD("<NA>"),    WORD("nil"),   WORD("(null)"),
        WORD("#REF!"),  WORD("#NAME?"), WORD("#VALUE!"), WORD("#NUM!"), WORD("#DIV/0!"),
        WORD("#NULL!"), WORD("暂无"),   WORD("空"),      WORD("---"),   WORD("/"),
    };

    return CRM_IS_AMONG(s, words);
}

/* What 元 and its like mean where nobody says. ¥, $ and kr mean too many things. */
static unsigned likely(unsigned currencies)
{
    const unsigned yuan = crm_currency_bit("CNY"), yen = crm_currency_bit("JPY");

    return currencies & yuan && !(currencies & yen) ? yuan : currencies;
}

/* The code to write behind the amount; "" where nobody names one, NULL where a sign may mean
 * several currencies, or cannot mean the column's. */
static const char *code_of(unsigned currencies, const struct crm_clean_opts *opts)
{
    const char *code = crm_currency_only(currencies);

    if (*code)
        return code;
    if (currencies == ~0U)
        return opts->currency;
    if (*opts->currency)
        return currencies & crm_currency_bit(opts->currency) ? opts->currency : NULL;
    code = crm_currency_only(likely(currencies));
    return *code ? code : NULL;
}

static void add_amount(struct crm_buf *out, const struct crm_decimal *d, const char *code,
                       char decimal)
{
    char text[CRM_DECIMAL_BYTES];

    crm_buf_add(out, crm_decimal_text(d, text));
    if (decimal == ',' && crm_decimal_looks_grouped(d))
        crm_buf_add_char(out, '0'); /* four decimals cannot be a group */
    if (*code) {
        crm_buf_add_char(out, ' ');
        crm_buf_add_cstr(out, code);
    }
}

static crm_steps steps_of(unsigned traits, bool is_rounded)
{
    crm_steps steps = is_rounded ? CRM_STEP(round) : 0;

    if (traits & (CRM_DECIMAL_MARK | CRM_DECIMAL_MAGNITUDE))
        steps |= CRM_STEP(unit);
    if (traits & CRM_DECIMAL_GROUPS)
        steps |= CRM_STEP(group);
    if (traits & CRM_DECIMAL_BRACKETS)
        steps |= CRM_STEP(paren);
    return steps ? steps : CRM_STEP(format); /* a plus, zeros in front, another minus */
}

enum crm_msg crm_clean_amount(struct crm_str raw, const struct crm_clean_opts *opts,
                              struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps before = 0;
    enum crm_msg why = crm_clean_text(raw, opts, out, &before);
    struct crm_str s = crm_str_from(crm_buf_str(out), start), amount;
    struct crm_decimal d = {0};
    const char *code = "";
    bool is_rounded;

    if (why == CRM_MSG_NONE && is_nothing(s))
        why = CRM_MSG_EMPTY_VALUE;
    if (why == CRM_MSG_NONE)
        why = crm_decimal_read(s, opts->decimal, opts->has_units, &d);
    if (why == CRM_MSG_NONE && opts->has_code)
        code = code_of(d.currencies, opts);
    if (why == CRM_MSG_NONE && !code)
        why = CRM_MSG_AMBIGUOUS;
    if (why != CRM_MSG_NONE) {
        out->n = start;
        return why;
    }
    is_rounded = opts->scale >= 0 && crm_decimal_scale(&d, (size_t)opts->scale);
    add_amount(out, &d, code, opts->decimal); /* behind the text, to be compared with it */
    s.p = out->p + start;
    amount = crm_str_from(crm_buf_str(out), start + s.n);
    if (!crm_str_eq(s, amount))
        before |= steps_of(d.traits, is_rounded);
    *steps |= before;
    memmove(out->p + start, amount.p, amount.n);
    out->n = start + amount.n;
    return CRM_MSG_NONE;
}

/* ---- the common spellings -------------------------------------------------------- */

/* Bytes of a sign in front: $ ¥ £ ￥ €. */
static size_t sign_bytes(struct crm_str s)
{
    if (!s.n || ((unsigned char)s.p[0] < 0x80 && s.p[0] != '$'))
        return 0;
    if (s.p[0] == '$')
        return 1;
    if (crm_str_starts(s, CRM_STR("¥")) || crm_str_starts(s, CRM_STR("£")))
        return 2;
    return crm_str_starts(s, CRM_STR("￥")) || crm_str_starts(s, CRM_STR("€")) ? 3 : 0;
}

/* s without one of these in front or, if there is none, without 元 or € behind. */
static struct crm_str without_mark(struct crm_str s)
{
    size_t front;

    s = crm_str_trim(s);
    front = sign_bytes(s);
    if (!front && s.n && (unsigned char)s.p[s.n - 1] >= 0x80 &&
        (crm_str_ends(s, CRM_STR("元")) || crm_str_ends(s, CRM_STR("€"))))
        return crm_str_trim((struct crm_str){s.p, s.n - 3});
    return crm_str_trim(crm_str_from(s, front));
}

/* The length of ddd, or of d,ddd,ddd without its groups' sign, copied to room; 0 when s starts with
 * neither, or with a zero that has to go. *bytes of s were taken. */
static size_t take_whole(struct crm_str s, char group, char *room, size_t *bytes)
{
    size_t run = 0, n = 0, i;
    bool has_groups = false;

    for (i = 0; i < s.n && (crm_is_digit(s.p[i]) || s.p[i] == group); i++) {
        if (s.p[i] == group) {
            if (has_groups ? run != 3 : run == 0 || run > 3)
                return 0;
            has_groups = true;
            run = 0;
        } else {
            room[n++] = s.p[i];
            run++;
        }
    }
    *bytes = i;
    if ((has_groups && run != 3) || (n > 1 && room[0] == '0'))
        return 0;
    return n;
}

/* The length of a point and the digits of s, copied to room; 0 when it has anything else. */
static size_t take_decimals(struct crm_str s, char *room)
{
    room[0] = '.';
    for (size_t i = 0; i < s.n; i++) {
        if (!crm_is_digit(s.p[i]))
            return 0;
        room[i + 1] = s.p[i];
    }
    return s.n ? s.n + 1 : 0;
}

bool crm_quick_amount(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                      struct crm_str *clean)
{
    const bool is_comma = opts->decimal == ',';
    struct crm_str s = without_mark(raw);
    size_t sign = s.n && s.p[0] == '-', whole, decimals = 0, bytes;

    if (opts->scale >= 0 || opts->has_code || s.n > CRM_DECIMAL_DIGITS)
        return false;
    room[0] = '-';
    whole = take_whole(crm_str_from(s, sign), is_comma ? '.' : ',', room + sign, &bytes);
    if (whole == 0 || (sign && room[1] == '0'))
        return false;
    bytes += sign;
    if (bytes < s.n) {
        if (s.p[bytes] != (is_comma ? ',' : '.'))
            return false;
        decimals = take_decimals(crm_str_from(s, bytes + 1), room + sign + whole);
        if (decimals == 0 || (is_comma && decimals == 4))
            return false; /* three decimals may become four: see add_amount */
    }
    *clean = (struct crm_str){room, sign + whole + decimals};
    if (clean->n == s.n && !(is_comma && decimals)) /* no sign was left out or changed */
        *clean = s;
    return true;
}

static const char *const signs[] = {"point", "comma", NULL};
static const char *const switches[] = {"off", "on", NULL};
static const char *const outs[] = {"amount", "amount+code", NULL};
static const struct crm_key keys[] = {
    {"decimal", CRM_KEY_CHAR, offsetof(struct crm_clean_opts, decimal), signs, ".,"},
    {"currency", CRM_KEY_CODE3, offsetof(struct crm_clean_opts, currency), NULL, NULL},
    {"out", CRM_KEY_FLAG, offsetof(struct crm_clean_opts, has_code), outs, NULL},
    {"units", CRM_KEY_FLAG, offsetof(struct crm_clean_opts, has_units), switches, NULL},
    {"scale", CRM_KEY_INT, offsetof(struct crm_clean_opts, scale), NULL, NULL},
    {0},
};
const struct crm_type crm_type_money = {"money", crm_quick_amount, crm_clean_amount, keys, 2};
