/*
 * unicode.c - UTF-8 as the tools need it. Chinese exports are ASCII digits and three-byte
 * characters in turn, so both have a short way through; what is rarer goes character by character.
 */
#include "text/unicode.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/mem.h"

enum { REPLACEMENT = 0xFFFD, NBSP = 0xA0, ZERO_WIDTH_SPACE = 0x200B, BYTE_ORDER_MARK = 0xFEFF };

static unsigned char byte_at(struct crm_str s, size_t i)
{
    return (unsigned char)s.p[i];
}

void crm_utf8_add(struct crm_buf *out, int32_t c)
{
    bool is_scalar = c >= 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(is_scalar ? c : REPLACEMENT, bytes);

    crm_buf_add(out, (struct crm_str){(const char *)bytes, (size_t)n});
}

static bool is_blank(int32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == NBSP || (c >= 0x2000 && c <= ZERO_WIDTH_SPACE) || c == 0x202F || c == 0x205F ||
           c == 0x3000 || c == BYTE_ORDER_MARK;
}

/* The last character of s (s.n > 0) and its length, as crm_utf8_next. */
static int32_t last_char(struct crm_str s, size_t *n)
{
    size_t from = s.n - 1;

    while (from > 0 && s.n - from < 4 && (byte_at(s, from) & 0xC0) == 0x80)
        from--;
    int32_t c = crm_utf8_next(crm_str_from(s, from), n);
    if (*n == s.n - from)
        return c;
    *n = 1;
    return REPLACEMENT;
}

/* Does s (s.n > 0) start with printable ASCII or, like most Chinese, with U+4000..9FFF? No blank
 * does, and nothing malformed is one. */
static bool starts_in_ink(struct crm_str s)
{
    unsigned char c = byte_at(s, 0);

    return (c > ' ' && c <= '~') || (c >= 0xE4 && c <= 0xE9);
}

static bool ends_in_ink(struct crm_str s)
{
    unsigned char c = byte_at(s, s.n - 1);

    return (c > ' ' && c <= '~') ||
           (s.n >= 3 && (c & 0xC0) == 0x80 && (byte_at(s, s.n - 2) & 0xC0) == 0x80 &&
            byte_at(s, s.n - 3) >= 0xE4 && byte_at(s, s.n - 3) <= 0xE9);
}

struct crm_str crm_trim_blanks(struct crm_str s)
{
    size_t n;

    if (s.n && starts_in_ink(s) && ends_in_ink(s))
        return s;
    while (s.n && is_blank(crm_utf8_next(s, &n)))
        s = crm_str_from(s, n);
    while (s.n && is_blank(last_char(s, &n)))
        s.n -= n;
    return s;
}

/* Append the folded form of one character that is not ASCII; `raw` are its bytes. */
static void fold_char(struct crm_buf *out, int32_t c, struct crm_str raw)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        crm_buf_add_char(out, (char)(c - 0xFF01 + '!'));
    else if (c == 0xFFE5)
        crm_buf_add(out, CRM_STR("\xC2\xA5"));
    else if (is_blank(c) && c != ZERO_WIDTH_SPACE && c != BYTE_ORDER_MARK)
        crm_buf_add_char(out, ' ');
    else if (!is_blank(c))
        crm_buf_add(out, raw);
}

/* Can a character that fold_char changes begin with this byte? No ASCII and next to no Chinese
 * does. */
static bool may_fold(unsigned char lead)
{
    return lead == 0xC2 || lead == 0xE2 || lead == 0xE3 || lead == 0xEF;
}

void crm_fold_width(struct crm_buf *out, struct crm_str s)
{
    while (s.n) {
        size_t run = crm_ascii_bytes(s);
        while (run < s.n && !may_fold(byte_at(s, run)))
            run++;
        crm_buf_add(out, (struct crm_str){s.p, run});
        s = crm_str_from(s, run);
        if (!s.n)
            return;
        size_t n;
        int32_t c = crm_utf8_next(s, &n);
        fold_char(out, c, (struct crm_str){s.p, n});
        s = crm_str_from(s, n);
    }
}

/* Is c nothing that tells two headers apart? */
static bool is_header_noise(int32_t c)
{
    return is_blank(c) || (c > 0 && c < 0x80 && strchr("\"'=_-./#", (char)c) != NULL);
}

/* Append s in lower case (of ASCII) and without noise. */
static void add_header_chars(struct crm_buf *out, struct crm_str s)
{
    while (s.n) {
        size_t n;
        int32_t c = crm_utf8_next(s, &n);
        if (c >= 'A' && c <= 'Z')
            crm_buf_add_char(out, crm_lower((char)c));
        else if (!is_header_noise(c))
            crm_buf_add(out, (struct crm_str){s.p, n});
        s = crm_str_from(s, n);
    }
}

/* Take unit suffixes off what was appended from `start` on; a header that is only a unit stays. */
static void drop_units(struct crm_buf *out, size_t start)
{
    static const char *const units[] = {"(元)", "(件)", "(utc)"};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        struct crm_str unit = crm_str_of(units[i]);
        struct crm_str key = crm_str_from(crm_buf_str(out), start);
        if (key.n > unit.n && crm_str_ends(key, unit)) {
            out->n -= unit.n;
            return;
        }
    }
}

void crm_header_key(struct crm_buf *out, struct crm_str s)
{
    const utf8proc_option_t nfkc_casefold =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    size_t start = out->n;
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n = UTF8PROC_ERROR_INVALIDUTF8;

    if (!crm_is_ascii(s))
        n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &folded,
                         nfkc_casefold);
    if (n == UTF8PROC_ERROR_NOMEM)
        crm_out_of_memory();
    /* What is malformed cannot be folded, but still has a key: its bytes. */
    if (n >= 0)
        s = (struct crm_str){(const char *)folded, (size_t)n};
    add_header_chars(out, s);
    drop_units(out, start);
    free(folded);
}

struct crm_str crm_header_key_dup(struct crm_arena *a, struct crm_str s)
{
    struct crm_buf key = {0};

    crm_header_key(&key, s);
    struct crm_str copy = crm_arena_dup(a, crm_buf_str(&key));
    crm_buf_clear(&key);
    return copy;
}

size_t crm_display_width(struct crm_str s)
{
    size_t width = 0;

    while (s.n) {
        size_t n;
        int width_of_char = utf8proc_charwidth(crm_utf8_next(s, &n));
        width += width_of_char > 0 ? (size_t)width_of_char : 0;
        s = crm_str_from(s, n);
    }
    return width;
}
