/*
 * phone.c - phone numbers as people and shops write them.
 *
 *   "+86 (0)21-6438 1231 转 12"
 *    '+'  groups of digits, signs between them | what follows: an extension
 *
 * The groups are read as one number by the numbering plan. Where that fails, a number that ends
 * with one of the groups and a short rest says more: an extension behind a land line, and behind a
 * mobile the mark of a privacy number, which a shop lends to many buyers in turn and so names none
 * of them.
 */
#include "clean/type.h"

#include "clean/phone_plan.h"
#include "text/unicode.h"

enum {
    MOST_DIGITS = 40,
    MOST_GROUPS = 20,
    LONGEST_EXTENSION = 6,
    SHORTEST_NUMBER = 7, /* what is as long as this is no extension */
};

/* A cell taken apart. */
struct spelling {
    char digits[MOST_DIGITS];
    size_t n;
    size_t ends[MOST_GROUPS]; /* of each group, in digits */
    size_t groups;
    bool has_plus;
    bool has_dash;       /* before the last group */
    bool has_slash;      /* a sign that foreign numbers do without: / or _ */
    struct crm_str rest; /* what follows the last group */
};

/* Bytes of the dash that s starts with: - and U+2010..2015, U+2212; else 0. */
static size_t dash_bytes(struct crm_str s)
{
    size_t n;
    int32_t c = crm_utf8_next(s, &n);

    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ? n : 0;
}

/* "手机号13812345678", "tel:+86-..." */
static struct crm_str without_label(struct crm_str s)
{
    static const char *const labels[] = {"手机号码", "手机号", "手机",  "联系电话", "电话",
                                         "座机",     "mobile", "phone", "tel",      "t"};

    if (s.n == 0 || crm_is_digit(s.p[0]) || s.p[0] == '+')
        return s;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        struct crm_str label = crm_str_of(labels[i]), after;

        if (s.n <= label.n || !crm_str_eq_nocase((struct crm_str){s.p, label.n}, label))
            continue;
        after = crm_str_trim(crm_str_from(s, label.n));
        if (after.n && after.p[0] == ':')
            return crm_str_trim(crm_str_from(after, 1));
        /* A Chinese label may stand right before the digits; "t" may not. */
        return (unsigned char)label.p[0] >= 0x80 ? after : s;
    }
    return s;
}

static struct crm_str without_quotes(struct crm_str s)
{
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        return crm_str_trim((struct crm_str){s.p + 1, s.n - 2});
    return s;
}

/* 13812345678.0: a number that went through a float, with all its digits. */
static struct crm_str without_float_suffix(struct crm_str s)
{
    size_t zeros = 0, digits;

    while (zeros < s.n && s.p[s.n - 1 - zeros] == '0')
        zeros++;
    if (zeros == 0 || zeros == s.n || s.p[s.n - 1 - zeros] != '.')
        return s;
    digits = s.n - 1 - zeros;
    for (size_t i = 0; i < digits; i++)
        if (!crm_is_digit(s.p[i]))
            return s;
    return digits >= SHORTEST_NUMBER ? (struct crm_str){s.p, digits} : s;
}

/* 1.3800138E+10: digits, perhaps a point and digits, an exponent. */
static bool is_exponential(struct crm_str s)
{
    size_t i = 0, e;

    while (i < s.n && (crm_is_digit(s.p[i]) || s.p[i] == '.'))
        i++;
    if (i == 0 || i == s.n || (s.p[i] != 'e' && s.p[i] != 'E'))
        return false;
    e = ++i;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        e = ++i;
    while (i < s.n && crm_is_digit(s.p[i]))
        i++;
    return i == s.n && i > e;
}

/*
 * Bytes of the sign at the start of s, 0 when it is none that stands in a number. "(0)" behind a
 * country code is only dialled at home. Before the first digit only a plus sign and brackets stand.
 */
static size_t read_sign(struct spelling *sp, struct crm_str s)
{
    size_t dash = dash_bytes(s);

    if (sp->n == 0) {
        bool is_plus = s.p[0] == '+' && !sp->has_plus;

        sp->has_plus |= is_plus;
        return is_plus || s.p[0] == '(' || s.p[0] == ' ';
    }
    if (crm_str_starts(s, CRM_STR("(0)")))
        return 3;
    sp->has_dash |= dash > 0;
    sp->has_slash |= s.p[0] == '/' || s.p[0] == '_';
    return dash || s.p[0] == '\0' || !strchr(" .()/_", s.p[0]) ? dash : 1;
}

/* Step over the signs before the next group; false when something else than a group comes. */
static bool skip_signs(struct spelling *sp, struct crm_str *s)
{
    sp->has_dash = false;
    while (s->n && !crm_is_digit(s->p[0])) {
        size_t n = read_sign(sp, *s);

        if (n == 0)
            return false;
        *s = crm_str_from(*s, n);
    }
    return s->n > 0;
}

/* Read plus sign and groups; sp->rest is what comes behind. */
static enum crm_msg read_groups(struct crm_str s, struct spelling *sp)
{
    bool has_dash = false;

    sp->rest = s;
    while (skip_signs(sp, &s)) {
        size_t n = 0;

        while (n < s.n && crm_is_digit(s.p[n]))
            n++;
        if (n > MOST_DIGITS - sp->n || sp->groups == MOST_GROUPS)
            return CRM_MSG_TOO_LONG;
        memcpy(sp->digits + sp->n, s.p, n);
        sp->n += n;
        sp->ends[sp->groups++] = sp->n;
        has_dash = sp->has_dash;
        s = crm_str_from(s, n);
        if (s.n && s.p[0] == ')')
            s = crm_str_from(s, 1);
        sp->rest = crm_str_trim(s);
    }
    sp->has_dash = has_dash;
    return sp->n ? CRM_MSG_NONE : CRM_MSG_NOT_A_PHONE;
}

/*
 * The digits of an extension in "转123", " ext. 123", "#123", ";ext=123"; none when it is something
 * else. *is_word tells a word or # from the brackets and commas that only privacy numbers have.
 */
static struct crm_str extension_in(struct crm_str s, bool *is_word)
{
    static const char *const words[] = {";ext=", "extension", "ext.", "ext",    "x",
                                        "#",     "转接",      "转",   "分机号", "分机"};
    struct crm_str none = CRM_STR("");
    bool is_bracket = s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';

    *is_word = false;
    if (is_bracket)
        s = (struct crm_str){s.p + 1, s.n - 2};
    for (size_t i = 0; i < sizeof words / sizeof *words && !is_bracket && !*is_word; i++) {
        struct crm_str word = crm_str_of(words[i]);

        *is_word = s.n > word.n && crm_str_eq_nocase((struct crm_str){s.p, word.n}, word);
        if (*is_word)
            s = crm_str_from(s, word.n);
    }
    if (!is_bracket && !*is_word) {
        if (s.n == 0 || s.p[0] != ',')
            return none;
        s = crm_str_from(s, 1);
    } else if (s.n && s.p[0] == ':') {
        s = crm_str_from(s, 1);
    }
    s = crm_str_trim(s);
    return s.n && s.n <= LONGEST_EXTENSION && crm_count_digits(s) == s.n ? s : none;
}

/* Does the rest of a cell hold another number? */
static bool starts_another(struct crm_str rest)
{
    static const char *const signs[] = {",", ";", "|", "&", "+", "、", "或", "和"};

    if (crm_count_digits(rest) < SHORTEST_NUMBER)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (crm_str_starts(rest, crm_str_of(signs[i])))
            return true;
    return false;
}

/* How the digits read when the number ends with a group before the last. */
struct split {
    bool is_found;
    struct crm_phone phone;
    struct crm_str tail; /* the digits behind it */
    bool is_one_group;
};

static struct split split_groups(const struct spelling *sp, const char *region)
{
    struct split best = {0};

    for (size_t g = 0; g + 1 < sp->groups; g++) {
        struct split at = {.is_found = true, .is_one_group = g + 2 == sp->groups};

        at.tail = (struct crm_str){sp->digits + sp->ends[g], sp->n - sp->ends[g]};
        if (crm_phone_plan((struct crm_str){sp->digits, sp->ends[g]}, sp->has_plus, region,
                           &at.phone) == CRM_MSG_NONE &&
            at.phone.is_china)
            best = at;
    }
    return best;
}

/* Groups that make one number, or a land line and an extension behind a dash. */
static enum crm_msg read_number(const struct spelling *sp, const char *region,
                                struct crm_phone *phone, struct crm_str *extension)
{
    struct crm_str all = {sp->digits, sp->n};
    enum crm_msg why = crm_phone_plan(all, sp->has_plus, region, phone);
    struct split split = split_groups(sp, region);
    bool is_extension = split.is_found && !split.phone.is_mobile && split.is_one_group &&
                        sp->has_dash && split.tail.n <= LONGEST_EXTENSION;

    if (why == CRM_MSG_NONE) {
        /* 0512-5459277-1: eight digits, or seven and an extension. */
        if (is_extension || (!phone->is_china && sp->has_slash))
            return CRM_MSG_NOT_A_PHONE;
        return why;
    }
    if (!split.is_found)
        return why;
    if (split.tail.n >= SHORTEST_NUMBER)
        return CRM_MSG_MULTIPLE;
    if (split.phone.is_mobile)
        return CRM_MSG_PRIVACY_NUMBER;
    if (!is_extension)
        return why;
    *phone = split.phone;
    *extension = split.tail;
    return CRM_MSG_NONE;
}

static enum crm_msg read_phone(const struct spelling *sp, const char *region,
                               struct crm_phone *phone, struct crm_str *extension)
{
    bool is_word;
    struct crm_str behind = extension_in(sp->rest, &is_word);
    enum crm_msg why;

    if (sp->rest.n && behind.n == 0)
        return starts_another(sp->rest) ? CRM_MSG_MULTIPLE : CRM_MSG_NOT_A_PHONE;
    why = read_number(sp, region, phone, extension);
    if (why != CRM_MSG_NONE || behind.n == 0)
        return why;
    if (phone->is_mobile)
        return CRM_MSG_PRIVACY_NUMBER;
    if (!is_word || extension->n)
        return CRM_MSG_NOT_A_PHONE;
    *extension = behind;
    return CRM_MSG_NONE;
}

static enum crm_msg read_cell(struct crm_str s, struct spelling *sp)
{
    s = without_label(without_quotes(s));
    if (crm_is_cipher(s))
        return CRM_MSG_CIPHER;
    if (crm_is_masked(s))
        return CRM_MSG_MASKED;
    if (is_exponential(s))
        return CRM_MSG_SCIENTIFIC;
    return read_groups(without_float_suffix(s), sp);
}

enum crm_msg crm_clean_phone(struct crm_str raw, const struct crm_clean_opts *opts,
                             struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct spelling sp = {0};
    struct crm_phone phone;
    struct crm_str extension = CRM_STR("");
    char digits[LONGEST_EXTENSION];

    if (why != CRM_MSG_NONE)
        return why;
    why = read_cell(crm_str_from(crm_buf_str(out), start), &sp);
    if (why == CRM_MSG_NONE)
        why = read_phone(&sp, opts->region, &phone, &extension);
    if (why == CRM_MSG_NONE)
        memcpy(digits, extension.p, extension.n); /* they may stand where the number will */
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    crm_buf_add_char(out, '+');
    crm_buf_add(out, (struct crm_str){phone.digits, phone.n});
    if (extension.n) {
        crm_buf_add_cstr(out, ";ext=");
        crm_buf_add(out, (struct crm_str){digits, extension.n});
    }
    return CRM_MSG_NONE;
}

static const struct crm_key keys[] = {
    {"region", CRM_KEY_TEXT, offsetof(struct crm_clean_opts, region), NULL, NULL},
    {0},
};
const struct crm_type crm_type_phone = {"phone", crm_quick_phone, crm_clean_phone, keys, 3};
