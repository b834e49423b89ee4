/*
 * text.c - the form that every normaliser starts from, made over the bytes at the end of `out`:
 * NFC; width folded, what cannot be seen dropped, blanks joined; NFC where that brought characters
 * together; protection taken off. No step makes work for an earlier one, so twice is once.
 */
#include "clean/text.h"

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
    if (c < 0x85)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Controls, marks of direction, soft hyphens, selectors of a Chinese character's variant and their
 * like. */
static bool is_invisible(int32_t c)
{
    if (c >= ' ' && c <= '~')
        return false;
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
           c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0x34F || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0100 && c <= 0xE01EF);
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
static bool is_idle_joiner(int32_t c, int32_t before, struct crm_str rest)
{
    int32_t after;
    size_t bytes;

    if (c >= 0xFE00 && c <= LAST_VARIATION_SELECTOR)
        return !is_emoji(before) || before == LAST_VARIATION_SELECTOR;
    if (c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER)
        return false;
    after = rest.n ? crm_utf8_next(rest, &bytes) : 0;
    if (is_joining(before) && is_joining(after))
        return false;
    return c != ZERO_WIDTH_JOINER || !is_emoji(before) || !is_emoji(after) ||
           after == LAST_VARIATION_SELECTOR;
}

/* What fold makes of a text: bytes kept, and what was done. */
struct folded {
    size_t n;
    crm_steps steps;
};

/* How many bytes at the start of s are ASCII but blanks and controls, or U+4000..9FFF, which is
 * most Chinese: nothing there folds or joins. s is well-formed. */
static size_t ink_bytes(struct crm_str s)
{
    size_t i = 0;

    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];

        if (c > ' ' && c <= '~')
            i++;
        else if (c >= 0xE4 && c <= 0xE9)
            i += 3;
        else
            break;
    }
    return i;
}

/* Fold the width of text[0..n), drop what cannot be seen and join runs of blanks, in place. */
static struct folded fold(char *text, size_t n)
{
    struct crm_str s = {text, n};
    struct folded f = {0};
    size_t bytes;
    int32_t before = ' ';

    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c, narrow;

        bytes = ink_bytes(s);
        if (bytes) {
            memmove(text + f.n, s.p, bytes);
            f.n += bytes;
            before = 'x';
            continue;
        }
        c = crm_utf8_next(s, &bytes);
        narrow = crm_narrow(c);
        if (is_blank(c)) {
            if (c != ' ' || before == ' ')
                f.steps |= c == '\t' && f.n == 0 ? CRM_STEP(excel) : CRM_STEP(space);
            if (before != ' ')
                text[f.n++] = ' ';
            before = ' ';
        } else if (is_invisible(c) || is_idle_joiner(c, before, crm_str_from(s, bytes))) {
            f.steps |= CRM_STEP(ctl);
        } else if (narrow != c) {
            f.n += crm_utf8_put(text + f.n, narrow);
            f.steps |= CRM_STEP(width);
            before = narrow;
        } else {
            memmove(text + f.n, s.p, bytes);
            f.n += bytes;
            before = c;
        }
    }
    return f;
}

/* Take off protection and blanks from what stands in out from start on; what was done. */
static crm_steps unprotect(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start), inner = crm_str_trim(s);
    struct crm_str bare = crm_without_protection(inner, false);
    crm_steps steps = inner.n < s.n ? CRM_STEP(space) : 0;

    if (bare.n < inner.n)
        steps |= CRM_STEP(excel);
    if (bare.n)
        memmove(out->p + start, bare.p, bare.n);
    out->n = start + bare.n;
    return steps;
}

enum crm_msg crm_tidy_text(struct crm_buf *out, size_t start, crm_steps *steps)
{
    struct folded f;
    crm_steps done = 0;

    if (out->p && out->n > start) {
        /* Before, so that what is dropped depends on one spelling of each character; behind, since
         * what stood apart may have come together. */
        if (!crm_is_plainly_nfc(crm_str_from(crm_buf_str(out), start)) &&
            crm_normal_form(out, start, CRM_NFC))
            done |= CRM_STEP(nfc);
        f = fold(out->p + start, out->n - start);
        out->n = start + f.n;
        done |= f.steps;
        if (f.steps && !crm_is_plainly_nfc(crm_str_from(crm_buf_str(out), start)) &&
            crm_normal_form(out, start, CRM_NFC))
            done |= CRM_STEP(nfc);
        done |= unprotect(out, start);
    }
    if (!crm_is_null_text(crm_str_from(crm_buf_str(out), start))) {
        *steps |= done;
        return CRM_MSG_NONE;
    }
    out->n = start;
    *steps |= CRM_STEP(null);
    return CRM_MSG_EMPTY_VALUE;
}

enum crm_msg crm_clean_text(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;

    (void)opts;
    if (is_plain(raw) && !crm_is_null_text(raw)) {
        crm_buf_add(out, raw);
        return CRM_MSG_NONE;
    }
    if (crm_utf8_invalid_at(raw, NULL) < raw.n)
        return CRM_MSG_NOT_UTF8;
    crm_buf_add(out, raw);
    return crm_tidy_text(out, start, steps);
}

const struct crm_type crm_type_text = {"text", crm_quick_text, crm_clean_text, NULL, 0};
