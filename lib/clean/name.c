/*
 * name.c - names of people and shops. Out of the common form of text.c, a name by default gets
 * nothing but refusals: what a shop masked, what a decoder destroyed, what is a number or an
 * address. Each option takes one thing more; they are gone through until nothing changes, so that
 * twice is once.
 */
#include "clean/type.h"

#include "clean/name_case.h"
#include "clean/name_decode.h"
#include "clean/name_han.h"
#include "clean/name_parts.h"
#include "clean/text.h"
#include "text/unicode.h"

#define WORD CRM_STR_INIT

/* Undo what wrong decoders did; the steps. */
static crm_steps decode(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts)
{
    crm_steps steps = 0;

    if (opts->decodes_html && crm_name_unescape(out, start))
        steps |= CRM_STEP(format);
    if (opts->fixes_mojibake && crm_name_unmojibake(out, start))
        steps |= CRM_STEP(mojibake);
    if (opts->form == CRM_FORM_NFKC && crm_normal_form(out, start, CRM_NFKC))
        steps |= CRM_STEP(width);
    return steps;
}

/* Take off and rewrite what the options say; the steps. */
static crm_steps edit(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts)
{
    crm_steps steps = 0;

    if (opts->strips_paren && crm_name_strip_paren(out, start))
        steps |= CRM_STEP(suffix);
    if (opts->strips_honorific && crm_name_strip_honorific(out, start))
        steps |= CRM_STEP(prefix);
    if (opts->strips_suffix && crm_name_strip_suffix(out, start))
        steps |= CRM_STEP(suffix);
    if (opts->is_given_family && crm_name_put_given_first(out, start))
        steps |= CRM_STEP(order);
    if (opts->fixes_middot && crm_name_fix_middot(out, start))
        steps |= CRM_STEP(format);
    if (opts->is_han_script && crm_name_join_han(out, start))
        steps |= CRM_STEP(space);
    if (opts->han == CRM_HAN_SIMPLIFIED && crm_name_to_simplified(out->p + start, out->n - start))
        steps |= CRM_STEP(alias);
    if (opts->han == CRM_HAN_TRADITIONAL && crm_name_to_traditional(out->p + start, out->n - start))
        steps |= CRM_STEP(alias);
    if (opts->is_title_case && crm_name_title(out, start))
        steps |= CRM_STEP(case);
    return steps;
}

static bool is_circle(int32_t c)
{
    static const int32_t circles[] = {0x25CB, 0x25CF, 0x25EF, 0x25A0,
                                      0x25A1, 0x3007, 0x2B55, 0x203B};

    for (size_t i = 0; i < sizeof circles / sizeof *circles; i++)
        if (c == circles[i])
            return true;
    return false;
}

/* 李○明, 陈●, 张XX: a Chinese name of few characters with circles or squares, or two x, for some of
 * them, but not the first. */
static bool is_masked_by_circles(struct crm_str s)
{
    enum { LONGEST = 5 };
    size_t chars = 0, circles = 0, crosses = 0, bytes;

    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);
        bool is_cross = c == 'x' || c == 'X';

        if (++chars > LONGEST)
            return false;
        if (is_circle(c) || is_cross ? chars == 1 : !crm_is_han(c))
            return false;
        circles += is_circle(c);
        crosses += is_cross;
    }
    return circles || crosses > 1;
}

static bool has_letter(struct crm_str s)
{
    size_t bytes;

    for (; s.n; s = crm_str_from(s, bytes))
        if (crm_char_class(crm_utf8_next(s, &bytes)) == CRM_CHAR_LETTER)
            return true;
    return false;
}

/* A number of scientific notation, an e-mail or web address: letters, but no name. */
static bool is_other_value(struct crm_str s)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf email = {0};
    crm_steps steps = 0;
    bool is_email = false;

    if (memmem(s.p, s.n, "://", 3) ||
        (s.n > 4 && crm_str_eq_nocase((struct crm_str){s.p, 4}, CRM_STR("www."))))
        return true;
    if (memchr(s.p, '@', s.n)) {
        is_email = crm_clean_email(s, &opts, &email, &steps) == CRM_MSG_NONE;
        crm_buf_clear(&email);
    }
    return is_email || (memmem(s.p, s.n, "E+", 2) && crm_count_digits(s) + 3 >= s.n);
}

/* Tests, mashed keys and words for nobody, beyond those that crm_is_placeholder_name knows. */
static bool is_placeholder(struct crm_str s)
{
    static const struct crm_str words[] = {
        WORD("qwerty"),     WORD("qwer"),      WORD("qwe"),       WORD("asd"),
        WORD("asdfgh"),     WORD("asdfghjkl"), WORD("zxc"),       WORD("zxcv"),
        WORD("zxcvbn"),     WORD("abc"),       WORD("abcd"),      WORD("xyz"),
        WORD("foo"),        WORD("bar"),       WORD("foobar"),    WORD("demo"),
        WORD("sample"),     WORD("example"),   WORD("dummy"),     WORD("fake"),
        WORD("nobody"),     WORD("noname"),    WORD("no name"),   WORD("name"),
        WORD("tbd"),        WORD("n.a."),      WORD("john doe"),  WORD("jane doe"),
        WORD("first last"), WORD("test user"), WORD("test test"), WORD("姓名"),
        WORD("名字"),       WORD("某某"),      WORD("某人"),      WORD("测试员"),
        WORD("测试人员"),   WORD("测试账号"),  WORD("測試"),      WORD("测试测试"),
        WORD("无姓名"),     WORD("暂无"),      WORD("不详"),      WORD("匿名者"),
        WORD("游客"),       WORD("访客"),      WORD("佚名"),      WORD("保密"),
        WORD("テスト"),     WORD("테스트"),
    };
    bool is_one_letter = s.n >= 2;

    for (size_t i = 1; i < s.n; i++)
        is_one_letter &= crm_lower(s.p[i]) == crm_lower(s.p[0]);
    return CRM_IS_AMONG(s, words) || is_one_letter || crm_is_placeholder_name(s);
}

static enum crm_msg refuse(struct crm_str s, const struct crm_clean_opts *opts)
{
    if (crm_is_cipher(s))
        return CRM_MSG_CIPHER;
    if (crm_is_masked(s) || is_masked_by_circles(s))
        return CRM_MSG_MASKED;
    if (crm_name_is_lost(s))
        return CRM_MSG_MOJIBAKE;
    if (!has_letter(s) || is_other_value(s))
        return CRM_MSG_NOT_A_NAME;
    if (opts->refuses_placeholder && is_placeholder(s))
        return CRM_MSG_PLACEHOLDER;
    return CRM_MSG_NONE;
}

/* Everything once; *done gets the steps, none when nothing changed. */
static enum crm_msg pass(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts,
                         crm_steps *done)
{
    enum crm_msg why;

    *done = decode(out, start, opts);
    why = crm_tidy_text(out, start, done);
    if (why == CRM_MSG_NONE)
        why = refuse(crm_str_from(crm_buf_str(out), start), opts);
    if (why == CRM_MSG_NONE)
        *done |= edit(out, start, opts);
    return why;
}

enum crm_msg crm_clean_name(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    enum { MOST_PASSES = 8 };
    size_t start = out->n;
    crm_steps done = 0, all = 0;
    enum crm_msg why;

    if (crm_utf8_invalid_at(raw, NULL) < raw.n)
        return CRM_MSG_NOT_UTF8;
    crm_buf_add(out, raw);
    for (int i = 0; i < MOST_PASSES; i++) {
        why = pass(out, start, opts, &done);
        all |= done;
        if (why != CRM_MSG_NONE || !done)
            break;
    }
    if (why != CRM_MSG_NONE) {
        if (why == CRM_MSG_EMPTY_VALUE)
            *steps |= CRM_STEP(null);
        out->n = start;
        return why;
    }
    if (opts->form == CRM_FORM_NFD && crm_normal_form(out, start, CRM_NFD))
        all |= CRM_STEP(nfc);
    /* Names that came in NFD went there and back. */
    if (!crm_str_eq(crm_str_from(crm_buf_str(out), start), raw))
        *steps |= all;
    return CRM_MSG_NONE;
}

#define FIELD(name) offsetof(struct crm_clean_opts, name)

static const char *const forms[] = {"nfc", "nfd", "nfkc", "width", NULL};
static const char *const strip[] = {"keep", "strip", NULL};
static const char *const fix[] = {"keep", "fix", NULL};
static const char *const titles[] = {"keep", "title", NULL};
static const char *const placeholders[] = {"keep", "reject", NULL};
static const char *const scripts[] = {"any", "han", NULL};
static const char *const orders[] = {"keep", "given-family", NULL};
static const char *const hans[] = {"keep", "simplified", "traditional", NULL};
static const char *const htmls[] = {"keep", "decode", "unescape", NULL};

static const struct crm_key keys[] = {
    {"form", CRM_KEY_CHOICE, FIELD(form), forms, NULL},
    {"honorific", CRM_KEY_FLAG, FIELD(strips_honorific), strip, NULL},
    {"suffix", CRM_KEY_FLAG, FIELD(strips_suffix), strip, NULL},
    {"paren", CRM_KEY_FLAG, FIELD(strips_paren), strip, NULL},
    {"order", CRM_KEY_FLAG, FIELD(is_given_family), orders, NULL},
    {"case", CRM_KEY_FLAG, FIELD(is_title_case), titles, NULL},
    {"middot", CRM_KEY_FLAG, FIELD(fixes_middot), fix, NULL},
    {"script", CRM_KEY_FLAG, FIELD(is_han_script), scripts, NULL},
    {"han", CRM_KEY_CHOICE, FIELD(han), hans, NULL},
    {"placeholder", CRM_KEY_FLAG, FIELD(refuses_placeholder), placeholders, NULL},
    {"mojibake", CRM_KEY_FLAG, FIELD(fixes_mojibake), fix, NULL},
    {"html", CRM_KEY_FLAG, FIELD(decodes_html), htmls, NULL},
    {NULL, CRM_KEY_FLAG, 0, NULL, NULL},
};

const struct crm_type crm_type_name = {"name", crm_quick_name, crm_clean_name, keys, 0};
