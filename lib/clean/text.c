/*
 * text.c - the form that every normaliser starts from. Four steps over the bytes at the end of
 * `out`, each of which only ever shortens them: fold width, drop what cannot be seen and join
 * blanks, take off protection, trim. No step makes work for an earlier one, so twice is once.
 */
#include "clean/type.h"

#include <stdint.h>

#include "clean/protection.h"
#include "table/money.h"
#include "text/unicode.h"

enum {
    ZERO_WIDTH_NON_JOINER = 0x200C,
    ZERO_WIDTH_JOINER = 0x200D,
    LAST_VARIATION_SELECTOR = 0xFE0F,
};

/* Printable ASCII, no blanks at the ends or in runs, nothing that protection starts with. */
static bool is_plain(struct crm_str s)
{
    if (s.n == 0 || s.p[0] == ' ' || s.p[0] == '=' || s.p[0] == '\'' || s.p[s.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~' || (s.p[i] == ' ' && s.p[i + 1] == ' '))
            return false;
    return true;
}

static bool is_blank(int32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Controls, marks of direction, soft hyphens and their like. */
static bool is_invisible(int32_t c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
           c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

static bool is_emoji(int32_t c)
{
    return (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x1F000 && c <= 0x1FAFF) ||
           c == LAST_VARIATION_SELECTOR;
}

/* Scripts in which a joiner changes letters: Arabic to Sinhala, Burmese, Khmer, Mongolian. */
static bool is_joining(int32_t c)
{
    return (c >= 0x0600 && c <= 0x0DFF && c != 0x61C) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x18AF && c != 0x180E);
}

/* Joiners and variation selectors mean something between some characters, elsewhere nothing. */
static bool is_idle_joiner(int32_t c, int32_t before, int32_t after)
{
    if (c == ZERO_WIDTH_JOINER)
        return !(is_joining(before) && is_joining(after)) &&
               !(is_emoji(before) && is_emoji(after) && after != LAST_VARIATION_SELECTOR);
    if (c == ZERO_WIDTH_NON_JOINER)
        return !(is_joining(before) && is_joining(after));
    if (c >= 0xFE00 && c <= LAST_VARIATION_SELECTOR)
        return !is_emoji(before) || before == LAST_VARIATION_SELECTOR;
    return false;
}

/* Drop what cannot be seen from text[0..n), join runs of blanks, in place; returns what is left. */
static size_t squeeze(char *text, size_t n)
{
    struct crm_str s = {text, n};
    size_t kept = 0, bytes, ahead;
    int32_t before = ' ';

    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);
        struct crm_str rest = crm_str_from(s, bytes);

        if (is_blank(c)) {
            if (before != ' ')
                text[kept++] = ' ';
            before = ' ';
            continue;
        }
        if (is_invisible(c) || is_idle_joiner(c, before, rest.n ? crm_utf8_next(rest, &ahead) : 0))
            continue;
        memmove(text + kept, s.p, bytes);
        kept += bytes;
        before = c;
    }
    return kept;
}

enum crm_msg crm_clean_text(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_str s;

    (void)opts;
    (void)steps;
    if (is_plain(raw)) {
        if (crm_is_null_text(raw))
            return CRM_MSG_EMPTY_VALUE;
        crm_buf_add(out, raw);
        return CRM_MSG_NONE;
    }
    if (crm_utf8_invalid_at(raw, NULL) < raw.n)
        return CRM_MSG_NOT_UTF8;
    crm_fold_width(out, raw);
    if (out->n == start)
        return CRM_MSG_EMPTY_VALUE;
    s = (struct crm_str){out->p + start, squeeze(out->p + start, out->n - start)};
    s = crm_without_protection(s, false);
    memmove(out->p + start, s.p, s.n);
    out->n = start + s.n;
    s.p = out->p + start;
    if (!crm_is_null_text(s))
        return CRM_MSG_NONE;
    out->n = start;
    return CRM_MSG_EMPTY_VALUE;
}

const struct crm_type crm_type_text = {"text", crm_quick_text, crm_clean_text, NULL, 0};
