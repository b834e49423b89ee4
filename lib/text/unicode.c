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

size_t crm_utf8_put(char *to, int32_t c)
{
    bool is_scalar = c >= 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);

    return (size_t)utf8proc_encode_char(is_scalar ? c : REPLACEMENT, (utf8proc_uint8_t *)to);
}

void crm_utf8_add(struct crm_buf *out, int32_t c)
{
    out->n += crm_utf8_put(crm_buf_room(out, 4), c);
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

int32_t crm_narrow(int32_t c)
{
    if (c < 0xFF01)
        return c;
    if (c <= 0xFF5E)
        return c - 0xFF01 + '!';
    switch (c) {
    case 0xFFE0:
        return 0xA2;
    case 0xFFE1:
        return 0xA3;
    case 0xFFE5:
        return 0xA5;
    case 0xFFE6:
        return 0x20A9;
    default:
        return c;
    }
}

enum crm_char_class crm_char_class(int32_t c)
{
    /* "Lu", "Nd" ... */
    switch (utf8proc_category_string(c)[0]) {
    case 'L':
        return CRM_CHAR_LETTER;
    case 'M':
        return CRM_CHAR_MARK;
    case 'N':
        return CRM_CHAR_NUMBER;
    case 'P':
        return CRM_CHAR_PUNCTUATION;
    case 'S':
        return CRM_CHAR_SYMBOL;
    case 'Z':
        return CRM_CHAR_SEPARATOR;
    default:
        return CRM_CHAR_OTHER;
    }
}

bool crm_is_han(int32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 ||
           c == 0x3007 || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

int32_t crm_lower_char(int32_t c)
{
    return utf8proc_tolower(c);
}

int32_t crm_upper_char(int32_t c)
{
    return utf8proc_toupper(c);
}

/* Ranges of which no character is changed by NFC, joins the one before it or moves (NFC_QC=Yes and
 * ccc=0 in DerivedNormalizationProps.txt, UnicodeData.txt); not all such there are. */
static bool is_nfc_inert(int32_t c)
{
    static const struct {
        int32_t from, to;
    } inert[] = {
        {0x0000, 0x02FF},   {0x0388, 0x0482}, {0x048A, 0x0590}, {0x1E00, 0x1EFF},
        {0x2002, 0x20CF},   {0x2190, 0x2328}, {0x232B, 0x2ADB}, {0x2ADD, 0x2BFF},
        {0x2E80, 0x3029},   {0x3030, 0x3098}, {0x309B, 0xA66E}, {0xAC00, 0xD7A3},
        {0xE000, 0xF8FF},   {0xFE00, 0xFE1F}, {0xFE30, 0xFFFF}, {0x1F000, 0x1FAFF},
        {0x20000, 0x2F7FF},
    };

    for (size_t i = 0; i < sizeof inert / sizeof *inert; i++)
        if (c <= inert[i].to)
            return c >= inert[i].from;
    return false;
}

bool crm_is_plainly_nfc(struct crm_str s)
{
    size_t n;

    for (;;) {
        s = crm_str_from(s, crm_ascii_bytes(s));
        if (!s.n)
            return true;
        /* Most Chinese, U+4000..9FFF, and its full-width signs, U+FE40 and above. */
        if (s.n >= 3 && ((byte_at(s, 0) >= 0xE4 && byte_at(s, 0) <= 0xE9) ||
                         (byte_at(s, 0) == 0xEF && byte_at(s, 1) >= 0xB9)))
            n = 3;
        else if (!is_nfc_inert(crm_utf8_next(s, &n)))
            return false;
        s = crm_str_from(s, n);
    }
}

bool crm_normal_form(struct crm_buf *out, size_t start, enum crm_normal_form form)
{
    static const utf8proc_option_t options[] = {
        [CRM_NFC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
        [CRM_NFD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
        [CRM_NFKC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
    };
    utf8proc_ssize_t n = (utf8proc_ssize_t)(out->n - start), cap, need = n + 8;
    utf8proc_int32_t *chars;

    do {
        /* One character more for the NUL that utf8proc ends with, and one to align. */
        cap = need;
        char *room = crm_buf_room(out, ((size_t)cap + 2) * sizeof *chars);
        room += (sizeof *chars - (uintptr_t)room % sizeof *chars) % sizeof *chars;
        chars = (utf8proc_int32_t *)(void *)room;
        need = utf8proc_decompose((const utf8proc_uint8_t *)out->p + start, n, chars, cap,
                                  options[form]);
    } while (need > cap);
    if (need >= 0)
        need = utf8proc_reencode(chars, need, options[form]);
    if (need < 0 || (need == n && memcmp(out->p + start, chars, (size_t)n) == 0))
        return false;
    memmove(out->p + start, chars, (size_t)need);
    out->n = start + (size_t)need;
    return true;
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
