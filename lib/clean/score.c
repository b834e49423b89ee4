/*
 * score.c - what customers answer when they are asked: a number from 0 to the top of the scale,
 * without zeros behind the point.
 *
 * top=5 or top=10 says what the scale is; without it, plain numbers from 0 to 10 are taken as they
 * are. Stars, "4/5" and words such as 好评 speak of five, so that with another top they are
 * ambiguous; "9/10" likewise of ten. Nothing is ever converted from one scale to another.
 */
#include "clean/type.h"

#include "clean/lexicon.h"
#include "table/decimal.h"

enum { MOST = 10, STARS = 5 };

static const struct crm_lexicon_row rows[] = {
    {"5", "好评|好評|非常满意|非常滿意|很满意|很滿意|非常好|很好|极好|完美|五星|五星好评|excellent|"
          "great|"
          "perfect|very satisfied|very good|extremely satisfied|strongly agree|非常同意"},
    {"4", "满意|滿意|比较满意|好|良好|四星|good|satisfied|agree|同意"},
    {"3", "中评|中評|一般|普通|中立|还行|三星|average|neutral|fair|ok|okay|so so|"
          "neither satisfied nor dissatisfied"},
    {"2", "不满意|不滿意|不太满意|较差|二星|两星|兩星|poor|bad|dissatisfied|unsatisfied|disagree|"
          "不同意"},
    {"1", "差评|差評|非常不满意|非常不滿意|很不满意|很差|非常差|极差|一星|terrible|very poor|very "
          "bad|awful|"
          "very dissatisfied|extremely dissatisfied|strongly disagree|非常不同意"},
};
static struct crm_lexicon lexicon = CRM_LEXICON(rows);

/* How many full stars s is made of, empty ones behind them; -1 when it is made of anything else, or
 * of empty ones alone, which some write for full. */
static int stars_of(struct crm_str s)
{
    static const struct crm_str full[] = {CRM_STR_INIT("★"), CRM_STR_INIT("⭐"),
                                          CRM_STR_INIT("\xF0\x9F\x8C\x9F")};
    const struct crm_str empty = CRM_STR("☆"), selector = CRM_STR("\xEF\xB8\x8F");
    int stars = 0, all = 0;

    while (s.n) {
        size_t n = 0;

        for (size_t i = 0; all == stars && i < sizeof full / sizeof *full; i++)
            if (crm_str_starts(s, full[i]))
                n = full[i].n;
        stars += n > 0;
        all += n > 0;
        if (!n && crm_str_starts(s, empty)) {
            n = empty.n;
            all++;
        } else if (!n && crm_str_starts(s, selector)) {
            n = selector.n;
        }
        if (!n)
            return -1;
        s = crm_str_from(s, n);
    }
    return stars && all <= STARS ? stars : -1;
}

static struct crm_str before(struct crm_str s, struct crm_str suffix)
{
    if (s.n > suffix.n && crm_str_eq_nocase(crm_str_from(s, s.n - suffix.n), suffix))
        s.n -= suffix.n;
    return crm_str_trim(s);
}

/* Cut "/5", " out of 5", 星 or 分 off; the scale that they name, 0: none. */
static int cut_scale(struct crm_str *s)
{
    static const struct {
        struct crm_str suffix;
        int top;
    } scales[] = {
        {CRM_STR_INIT("/ 10"), MOST},      {CRM_STR_INIT("/10"), MOST},
        {CRM_STR_INIT("out of 10"), MOST}, {CRM_STR_INIT("of 10"), MOST},
        {CRM_STR_INIT("/ 5"), STARS},      {CRM_STR_INIT("/5"), STARS},
        {CRM_STR_INIT("out of 5"), STARS}, {CRM_STR_INIT("of 5"), STARS},
        {CRM_STR_INIT("颗星"), STARS},     {CRM_STR_INIT("星级"), STARS},
        {CRM_STR_INIT("星"), STARS},       {CRM_STR_INIT("stars"), STARS},
        {CRM_STR_INIT("star"), STARS},     {CRM_STR_INIT("分"), 0},
        {CRM_STR_INIT("points"), 0},       {CRM_STR_INIT("pts"), 0},
    };

    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        struct crm_str rest = before(*s, scales[i].suffix);

        if (rest.n + scales[i].suffix.n <= s->n) {
            *s = rest;
            return scales[i].top;
        }
    }
    return 0;
}

static enum crm_msg read_number(struct crm_str s, const struct crm_clean_opts *opts,
                                struct crm_decimal *d, int *scale)
{
    enum crm_msg why;

    *scale = cut_scale(&s);
    why = crm_decimal_read(s, opts->decimal, false, d);
    if (why == CRM_MSG_EMPTY_VALUE || why == CRM_MSG_OUT_OF_RANGE)
        return why == CRM_MSG_EMPTY_VALUE ? CRM_MSG_INVALID : CRM_MSG_RANGE;
    if (why == CRM_MSG_NONE && d->traits & ~(unsigned)CRM_DECIMAL_GROUPS)
        why = CRM_MSG_INVALID;
    return why;
}

/* Zeros behind the point dropped; false beyond 0 .. top. */
static bool is_within(struct crm_decimal *d, int top)
{
    int whole = d->digits[0] - '0';

    while (d->n > d->units && d->digits[d->n - 1] == '0')
        d->n--;
    if (d->units == 2)
        whole = whole * 10 + d->digits[1] - '0';
    return !d->is_negative && d->units <= 2 && (whole < top || (whole == top && d->n == d->units));
}

/* The score in s to *d, and the scale it speaks of, 0: any. */
static enum crm_msg read_score(struct crm_str s, const struct crm_clean_opts *opts,
                               struct crm_decimal *d, int *scale)
{
    const struct crm_lexicon_row *row = crm_lexicon_find(&lexicon, s);
    int stars = stars_of(s);

    *scale = STARS;
    *d = (struct crm_decimal){0};
    /* "5" is a word of its own, but no word. */
    if (row && !crm_is_digit(s.p[0])) {
        crm_decimal_add(d, row->value[0], true);
        return CRM_MSG_NONE;
    }
    if (stars > 0) {
        crm_decimal_add(d, (char)('0' + stars), true);
        return CRM_MSG_NONE;
    }
    return read_number(s, opts, d, scale);
}

enum crm_msg crm_clean_score(struct crm_str raw, const struct crm_clean_opts *opts,
                             struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps done = 0;
    enum crm_msg why = crm_clean_text(raw, opts, out, &done);
    struct crm_str s = crm_str_from(crm_buf_str(out), start), score;
    char text[CRM_DECIMAL_BYTES + 1];
    struct crm_decimal d;
    int scale;

    if (why != CRM_MSG_NONE)
        return why;
    why = read_score(s, opts, &d, &scale);
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why == CRM_MSG_INVALID && crm_count_digits(s) == 0 ? CRM_MSG_UNKNOWN_VALUE : why;
    if (opts->top && scale && scale != opts->top)
        return CRM_MSG_AMBIGUOUS;
    if (!is_within(&d, opts->top ? opts->top : scale ? scale : MOST))
        return CRM_MSG_RANGE;
    score = crm_decimal_text(&d, text);
    if (opts->decimal == ',' && crm_decimal_looks_grouped(&d))
        text[score.n++] = '0'; /* four decimals cannot be a group: see amount.c */
    if (!crm_str_eq(s, score)) /* its bytes are behind out->n still */
        done |= crm_is_digit(s.p[0]) && !scale ? CRM_STEP(format) : CRM_STEP(alias);
    *steps |= done;
    crm_buf_add(out, score);
    return CRM_MSG_NONE;
}

static const char *const signs[] = {"point", "comma", NULL};
static const struct crm_key keys[] = {
    {"decimal", CRM_KEY_CHAR, offsetof(struct crm_clean_opts, decimal), signs, ".,"},
    {"top", CRM_KEY_INT, offsetof(struct crm_clean_opts, top), NULL, NULL},
    {0},
};
const struct crm_type crm_type_score = {"score", NULL, crm_clean_score, keys, 0};
