/*
 * encoding.c - kinds of encodings, and for each how to cut and how to decode.
 *
 *   ascii, utf8   checked and copied
 *   utf16         by hand, either byte order
 *   pairs         GB18030, GBK, BIG5, CP932: doublebyte.c
 *   single        one byte a character (WINDOWS-1252, ISO-8859-...): 256 texts, asked from iconv
 *   other         transparent, by an iconv of its own for each block
 *   serial        not here
 *
 * Which of the last three a name is, iconv tells when asked about each byte alone.
 */
#include "text/encoding.h"

#include <stdlib.h>
#include <strings.h>

#ifdef __x86_64__
#include <emmintrin.h>
#endif

#include "base/mem.h"
#include "text/convert.h"
#include "text/doublebyte.h"
#include "text/utf8.h"

enum kind { ASCII, UTF8, UTF16, PAIRS, SINGLE, OTHER, SERIAL };

/* One byte a character: its UTF-8 and the length of that, 0 where it is none. */
struct single {
    char utf8[3];
    unsigned char n;
};

struct crm_encoding {
    const char *name;
    char *own_name; /* the same, where it is to be freed */
    enum kind kind;
    bool is_big_endian;
    const struct crm_doublebyte *pairs;
    struct single *singles; /* 256 */
    /* Open as long as this is, so that iconv does not load its tables anew for each block. */
    iconv_t cd;
    bool has_cd;
};

/* Below this a byte is itself in every transparent encoding; trails begin here, at the digit 0. */
enum { FIRST_TRAIL = 0x30 };

static const struct crm_encoding ascii = {.name = "ASCII", .kind = ASCII};

static unsigned char byte_at(struct crm_str s, size_t i)
{
    return (unsigned char)s.p[i];
}

/* What iconv makes of a byte alone, with the end of text behind it. */
struct alone {
    bool is_whole; /* a character by itself */
    bool is_held;  /* one that waits for a mark that may follow, as Vietnamese has it */
    bool is_start; /* of a longer character or an escape */
};

static struct alone try_alone(iconv_t cd, char byte, struct crm_buf *out)
{
    struct alone a = {0};
    bool is_cut;

    crm_buf_reset(out);
    iconv(cd, NULL, NULL, NULL, NULL);
    bool is_taken = crm_convert(cd, (struct crm_str){&byte, 1}, out, &a.is_start) == 1;
    size_t n = out->n;
    crm_convert(cd, CRM_STR(""), out, &is_cut);
    a.is_held = out->n != n;
    a.is_whole = is_taken && out->n > 0;
    return a;
}

/*
 * Single, other or serial. Serial is whatever has a byte below 0x80 that is not a character by
 * itself, as escapes and shifts are, or one below 0x30 that is not that of ASCII. Single has no
 * byte that begins a longer character.
 */
static enum kind kind_by_bytes(iconv_t cd, struct single singles[256])
{
    struct crm_buf out = {0};
    enum kind kind = SINGLE;

    for (int c = 0; c < 256 && kind != SERIAL; c++) {
        struct alone a = try_alone(cd, (char)c, &out);
        struct crm_str text = crm_buf_str(&out);
        bool is_itself = text.n == 1 && text.p[0] == (char)c;
        if ((c < 0x80 && !a.is_whole) || (c < FIRST_TRAIL && !is_itself)) {
            kind = SERIAL;
        } else if (a.is_held || a.is_start || text.n > sizeof(singles[c].utf8)) {
            kind = OTHER;
        } else if (a.is_whole) {
            memcpy(singles[c].utf8, text.p, text.n);
            singles[c].n = (unsigned char)text.n;
        }
    }
    crm_buf_clear(&out);
    return kind;
}

/* A name that only iconv may know; false where it does not. */
static bool find_by_iconv(struct crm_encoding *enc)
{
    enc->has_cd = crm_convert_open(enc->name, &enc->cd);
    if (!enc->has_cd)
        return false;
    enc->pairs = crm_doublebyte_get(enc->name);
    if (enc->pairs) {
        enc->kind = PAIRS;
        return true;
    }
    enc->singles = crm_alloc_array(256, sizeof(*enc->singles));
    enc->kind = kind_by_bytes(enc->cd, enc->singles);
    return true;
}

static bool is_any_of(const char *name, const char *a, const char *b)
{
    return strcasecmp(name, a) == 0 || strcasecmp(name, b) == 0;
}

struct crm_encoding *crm_encoding_new(const char *name, struct crm_err *e)
{
    struct crm_encoding *enc;

    if (crm_failed(e))
        return NULL;
    enc = crm_alloc(sizeof(*enc));
    enc->own_name = crm_copy(name);
    enc->name = enc->own_name;
    enc->is_big_endian = strcasecmp(name, "UTF-16BE") == 0;
    if (is_any_of(name, "UTF-8", "UTF8")) {
        enc->kind = UTF8;
    } else if (is_any_of(name, "UTF-16LE", "UTF-16BE")) {
        enc->kind = UTF16;
    } else if (!find_by_iconv(enc)) {
        CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_UNKNOWN_ENCODING,
                 .advice = CRM_MSG_ADVICE_ENCODING_NAMES, .text = crm_str_of(name));
        crm_encoding_free(enc);
        return NULL;
    }
    return enc;
}

void crm_encoding_free(struct crm_encoding *enc)
{
    if (!enc)
        return;
    if (enc->has_cd)
        iconv_close(enc->cd);
    free(enc->singles);
    free(enc->own_name);
    free(enc);
}

const struct crm_encoding *crm_encoding_ascii(void)
{
    return &ascii;
}

const char *crm_encoding_name(const struct crm_encoding *enc)
{
    return enc->name;
}

bool crm_encoding_is_utf8(const struct crm_encoding *enc)
{
    return enc->kind == UTF8 || enc->kind == ASCII;
}

bool crm_encoding_is_transparent(const struct crm_encoding *enc)
{
    return enc->kind != UTF16 && enc->kind != SERIAL;
}

bool crm_encoding_is_serial(const struct crm_encoding *enc)
{
    return enc->kind == SERIAL;
}

/* U+FEFF as the encoding writes it, or nothing. */
static struct crm_str mark_of(const struct crm_encoding *enc)
{
    if (enc->kind == UTF8)
        return CRM_STR("\xEF\xBB\xBF");
    if (enc->kind == UTF16)
        return enc->is_big_endian ? CRM_STR("\xFE\xFF") : CRM_STR("\xFF\xFE");
    if (enc->kind == PAIRS && crm_doublebyte_has_quads(enc->pairs))
        return CRM_STR("\x84\x31\x95\x33");
    return CRM_STR("");
}

size_t crm_encoding_mark(const struct crm_encoding *enc, struct crm_str raw)
{
    struct crm_str mark = mark_of(enc);

    return crm_str_starts(raw, mark) ? mark.n : 0;
}

static unsigned utf16_unit(struct crm_str s, size_t i, bool is_big_endian)
{
    unsigned first = byte_at(s, i);
    unsigned second = byte_at(s, i + 1);

    return is_big_endian ? first << 8 | second : second << 8 | first;
}

static bool is_high_surrogate(unsigned unit)
{
    return (unit & 0xFC00) == 0xD800;
}

static bool is_low_surrogate(unsigned unit)
{
    return (unit & 0xFC00) == 0xDC00;
}

static size_t cut_utf16(struct crm_str raw, bool is_big_endian)
{
    size_t n = raw.n & ~(size_t)1;

    return n >= 2 && is_high_surrogate(utf16_unit(raw, n - 2, is_big_endian)) ? n - 2 : n;
}

/* A character that the end cuts has its lead among the last three bytes. */
static size_t cut_utf8(struct crm_str raw)
{
    size_t from = raw.n;
    bool is_cut;

    while (from > 0 && raw.n - from < 3 && (byte_at(raw, from - 1) & 0xC0) == 0x80)
        from--;
    if (from == 0)
        return raw.n;
    crm_utf8_invalid_at(crm_str_from(raw, from - 1), &is_cut);
    return is_cut ? from - 1 : raw.n;
}

/* Where no byte tells: up to a character that the end cuts, found by going through all of them. */
static size_t cut_by_iconv(const char *name, struct crm_str raw)
{
    struct crm_buf scratch = {0};
    bool is_cut = false;
    size_t n = raw.n;
    iconv_t cd;

    if (crm_convert_open(name, &cd)) {
        size_t whole = crm_convert(cd, raw, &scratch, &is_cut);
        n = is_cut ? whole : raw.n;
        iconv_close(cd);
    }
    crm_buf_clear(&scratch);
    return n;
}

static size_t cut_transparent(const struct crm_encoding *enc, struct crm_str raw)
{
    size_t n = raw.n;

    while (n > 0 && byte_at(raw, n - 1) >= FIRST_TRAIL)
        n--;
    if (n > 0)
        return n;
    return enc->pairs ? crm_doublebyte_cut(enc->pairs, raw) : cut_by_iconv(enc->name, raw);
}

size_t crm_encoding_cut(const struct crm_encoding *enc, struct crm_str raw, bool at_end)
{
    if (at_end)
        return raw.n;
    switch (enc->kind) {
    case ASCII:
        return crm_ascii_bytes(raw);
    case UTF8:
        return cut_utf8(raw);
    case UTF16:
        return cut_utf16(raw, enc->is_big_endian);
    case PAIRS:
    case OTHER:
        return cut_transparent(enc, raw);
    case SINGLE:
    case SERIAL:
        break;
    }
    return raw.n;
}

/*
 * Each decoder below appends what it can read of `in` and returns how many bytes that was; where it
 * stops early, what follows is not of the encoding.
 */

static size_t decode_utf8(struct crm_str in, struct crm_buf *out)
{
    size_t n = crm_utf8_invalid_at(in, NULL);

    crm_buf_add(out, (struct crm_str){in.p, n});
    return n;
}

static size_t decode_single(const struct single singles[256], struct crm_str in,
                            struct crm_buf *out)
{
    char *start = crm_buf_room(out, crm_add_size(crm_mul_size(in.n, 3), 8));
    char *w = start;
    size_t i = 0;

    while (i < in.n) {
        i = crm_copy_ascii(in, i, &w);
        for (; i < in.n && byte_at(in, i) >= 0x80; i++) {
            const struct single *c = &singles[byte_at(in, i)];
            if (!c->n)
                break;
            memcpy(w, c, sizeof(*c)); /* its length too, which the next character overwrites */
            w += c->n;
        }
        if (i < in.n && byte_at(in, i) >= 0x80)
            break;
    }
    out->n += (size_t)(w - start);
    return i;
}

#ifdef __x86_64__

/* Eight units that are ASCII as eight bytes; false where they are not. */
static bool eight_units(const char *p, char *w, bool is_big_endian)
{
    __m128i units = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i not_ascii = _mm_set1_epi16((short)(is_big_endian ? 0x80FF : 0xFF80));

    if (_mm_movemask_epi8(_mm_cmpeq_epi16(_mm_and_si128(units, not_ascii), _mm_setzero_si128())) !=
        0xFFFF)
        return false;
    if (is_big_endian)
        units = _mm_srli_epi16(units, 8);
    _mm_storel_epi64((__m128i *)(void *)w, _mm_packus_epi16(units, units));
    return true;
}

#else

static bool eight_units(const char *p, char *w, bool is_big_endian)
{
    for (size_t i = 0; i < 8; i++) {
        unsigned char c = (unsigned char)p[2 * i + is_big_endian];
        if (p[2 * i + !is_big_endian] != 0 || c >= 0x80)
            return false;
        w[i] = (char)c;
    }
    return true;
}

#endif

/* The code point that starts at byte i, its bytes to *n; a surrogate where it is alone. */
static uint32_t utf16_char(struct crm_str in, size_t i, bool is_big_endian, size_t *n)
{
    unsigned unit = utf16_unit(in, i, is_big_endian);

    *n = 2;
    if (!is_high_surrogate(unit) || in.n - i < 4)
        return unit;
    unsigned low = utf16_unit(in, i + 2, is_big_endian);
    if (!is_low_surrogate(low))
        return unit;
    *n = 4;
    return 0x10000 + ((unit & 0x3FFu) << 10 | (low & 0x3FFu));
}

/* The code point as UTF-8 behind w. */
static char *put_utf8(char *w, uint32_t c)
{
    if (c < 0x80) {
        *w++ = (char)c;
        return w;
    }
    if (c < 0x800) {
        *w++ = (char)(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        *w++ = (char)(0xE0 | c >> 12);
        *w++ = (char)(0x80 | (c >> 6 & 0x3F));
    } else {
        *w++ = (char)(0xF0 | c >> 18);
        *w++ = (char)(0x80 | (c >> 12 & 0x3F));
        *w++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *w++ = (char)(0x80 | (c & 0x3F));
    return w;
}

/* Inlined once for each byte order. */
static inline size_t decode_utf16(struct crm_str in, bool is_big_endian, struct crm_buf *out)
{
    char *start = crm_buf_room(out, crm_add_size(crm_mul_size(in.n / 2, 3), 8));
    char *w = start;
    size_t i = 0;

    while (in.n - i >= 2) {
        size_t n;
        uint32_t c = utf16_char(in, i, is_big_endian, &n);
        if (c < 0x80 && in.n - i >= 16 && eight_units(in.p + i, w, is_big_endian)) {
            w += 8;
            i += 16;
            continue;
        }
        if (c >= 0xD800 && c < 0xE000)
            break;
        w = put_utf8(w, c);
        i += n;
    }
    out->n += (size_t)(w - start);
    return i;
}

static size_t decode_other(const char *name, struct crm_str in, struct crm_buf *out)
{
    bool is_cut;
    iconv_t cd;
    size_t n;

    if (!crm_convert_open(name, &cd))
        return 0;
    n = crm_convert(cd, in, out, &is_cut);
    if (n == in.n)
        crm_convert(cd, CRM_STR(""), out, &is_cut);
    iconv_close(cd);
    return n;
}

static size_t decode(const struct crm_encoding *enc, struct crm_str in, struct crm_buf *out)
{
    bool is_cut;

    switch (enc->kind) {
    case ASCII:
    case UTF8:
        return decode_utf8(in, out);
    case UTF16:
        return enc->is_big_endian ? decode_utf16(in, true, out) : decode_utf16(in, false, out);
    case PAIRS:
        return crm_doublebyte_decode(enc->pairs, in, out, &is_cut);
    case SINGLE:
        return decode_single(enc->singles, in, out);
    case OTHER:
    case SERIAL:
        break;
    }
    return decode_other(enc->name, in, out);
}

int crm_decode_block(const struct crm_encoding *enc, struct crm_str block, struct crm_buf *out,
                     struct crm_err *e)
{
    size_t before = out->n;
    size_t n;

    if (crm_failed(e))
        return -1;
    n = block.n ? decode(enc, block, out) : 0;
    if (n == block.n)
        return 0;
    return crm_encoding_fault(enc->name, crm_str_from(crm_buf_str(out), before), n,
                              crm_str_from(block, n), e);
}

int crm_utf8_check(struct crm_str block, struct crm_err *e)
{
    size_t n;

    if (crm_failed(e))
        return -1;
    n = crm_utf8_invalid_at(block, NULL);
    if (n == block.n)
        return 0;
    return crm_encoding_fault("UTF-8", (struct crm_str){block.p, n}, n, crm_str_from(block, n), e);
}

uint64_t crm_count_lines(struct crm_str s)
{
    uint64_t lines = 0;
    const char *end = s.p + s.n;

    for (const char *p = s.p; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        lines++;
    return lines;
}

int crm_encoding_fault(const char *name, struct crm_str text, uint64_t at, struct crm_str bad,
                       struct crm_err *e)
{
    static const char digits[] = "0123456789abcdef";
    char hex[4 * 4];
    size_t n = 0;

    for (size_t i = 0; i < bad.n && n < sizeof(hex); i++) {
        unsigned char c = byte_at(bad, i);
        if (i && c < 0x80)
            break;
        hex[n++] = '\\';
        hex[n++] = 'x';
        hex[n++] = digits[c >> 4];
        hex[n++] = digits[c & 15];
    }
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_BAD_ENCODING,
                    .advice = CRM_MSG_ADVICE_ENCODING, .line = crm_count_lines(text) + 1,
                    .offset = at + 1, .text = {hex, n}, .hint = crm_str_of(name));
}
