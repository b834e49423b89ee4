/*
 * detect.c - the rule of detect.h.
 *
 * The three East Asian encodings are told apart by their forms only, no table is needed: which
 * bytes may follow which, and where in the code the common characters stand (GB2312 level 1, Big5
 * level 1, JIS level 1 and kana), which every writer uses nine times out of ten.
 */
#include "text/detect.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/utf8.h"

enum {
    SAMPLE_BYTES = 32 * 1024,
    FEW_BYTES = 4, /* less than that may be one cut character */
    NUL_BYTES = 4096,
};

struct crm_detector {
    const char *hint; /* encoding's name, or NULL */
    struct crm_encoding *found;
    bool is_started; /* the first block, which alone can hold a mark, was seen */
    bool is_doubtful;
};

struct mark {
    struct crm_str bytes;
    const char *name;
};

/* How a byte-order mark, U+FEFF, is written in each encoding that may begin with one. */
static const struct mark marks[] = {
    {CRM_STR_INIT("\xEF\xBB\xBF"), "UTF-8"},
    {CRM_STR_INIT("\xFF\xFE"), "UTF-16LE"},
    {CRM_STR_INIT("\xFE\xFF"), "UTF-16BE"},
    {CRM_STR_INIT("\x84\x31\x95\x33"), "GB18030"},
};

static const char GB18030[] = "GB18030";
static const char BIG5[] = "BIG5";
static const char CP932[] = "CP932";
static const char WINDOWS_1252[] = "WINDOWS-1252";

static unsigned char byte_at(struct crm_str s, size_t i)
{
    return (unsigned char)s.p[i];
}

static bool is_in(unsigned c, unsigned low, unsigned high)
{
    return c >= low && c <= high;
}

/* UTF-16 without a mark, by the NUL bytes that ASCII has there: LE has them second, BE first. */
static const char *utf16_by_nuls(struct crm_str start)
{
    size_t n = start.n < NUL_BYTES ? start.n : NUL_BYTES;
    size_t nuls[2] = {0, 0};

    for (size_t i = 0; i < n; i++)
        nuls[i % 2] += start.p[i] == '\0';
    /* One NUL is data even in a tiny file, and so is a run of them, which has no parity. */
    if (nuls[0] + nuls[1] < 2 || (nuls[0] + nuls[1]) * 8 <= n)
        return NULL;
    if (nuls[1] >= 2 * nuls[0])
        return "UTF-16LE";
    return nuls[0] >= 2 * nuls[1] ? "UTF-16BE" : NULL;
}

static const char *by_start(struct crm_str start)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (crm_str_starts(start, marks[i].bytes))
            return marks[i].name;
    return utf16_by_nuls(start);
}

/*
 * Is this UTF-8? A sample that ends inside a character is, as long as more is to come. At the end
 * of the input it is one that lost its last bytes, unless those are all that is not ASCII.
 */
static bool is_utf8(struct crm_str sample, bool at_end)
{
    bool is_cut;
    size_t n = crm_utf8_invalid_at(sample, &is_cut);

    return n == sample.n || (is_cut && !(at_end && crm_is_ascii((struct crm_str){sample.p, n})));
}

/*
 * How many characters this UTF-8 has that are not ASCII, when every one is of two bytes that are a
 * common character in GB2312 as well; else 0.
 */
static size_t may_be_gb2312(struct crm_str sample)
{
    size_t n = 0;

    for (size_t i = 0; i < sample.n; i++) {
        unsigned lead = byte_at(sample, i);
        if (lead < 0x80)
            continue;
        if (++i == sample.n)
            break;
        unsigned trail = byte_at(sample, i);
        /* Leads C9 90..DF are U+0250..07FF; those to D7 hold level 1, of which D7 ends at F9. */
        if (!is_in(lead, 0xC9, 0xD7) || trail < 0xA1 || (lead == 0xD7 && trail > 0xF9))
            return 0;
        n++;
    }
    return n;
}

/* What a character of an East Asian encoding tells about it. */
struct glyph_kind {
    size_t bytes; /* 0: not of this form */
    bool is_common, is_kana, is_rare, is_half_width;
};

/* The second byte; at the end one that fits nowhere. */
static unsigned trail_of(struct crm_str s)
{
    return s.n > 1 ? byte_at(s, 1) : 0;
}

static bool is_quad(struct crm_str s)
{
    return s.n >= 4 && crm_is_digit(s.p[1]) && is_in(byte_at(s, 2), 0x81, 0xFE) &&
           crm_is_digit(s.p[3]);
}

/* GB 18030-2005, table 1: level 1 is B0A1..D7F9, AA..AF, F8..FE and trails below A1 GBK's
 * additions.
 */
static struct glyph_kind gb_kind(struct crm_str s)
{
    unsigned lead = byte_at(s, 0);
    unsigned trail = trail_of(s);

    if (is_in(lead, 0x81, 0xFE) && is_quad(s))
        return (struct glyph_kind){.bytes = 4, .is_rare = true};
    if (!is_in(lead, 0x81, 0xFE) || !is_in(trail, 0x40, 0xFE) || trail == 0x7F)
        return (struct glyph_kind){0};
    return (struct glyph_kind){
        .bytes = 2,
        .is_common = trail >= 0xA1 && is_in(lead, 0xB0, 0xD7),
        .is_rare = trail < 0xA1 || is_in(lead, 0xAA, 0xAF) || lead >= 0xF8,
    };
}

/* Big5 as of 1984: level 1 is A440..C67E, level 2 C940..F9D5; the rest are vendors' additions. */
static struct glyph_kind big5_kind(struct crm_str s)
{
    unsigned lead = byte_at(s, 0);
    unsigned trail = trail_of(s);
    unsigned code = lead << 8 | trail;

    if (!is_in(lead, 0x81, 0xFE) || !(is_in(trail, 0x40, 0x7E) || is_in(trail, 0xA1, 0xFE)))
        return (struct glyph_kind){0};
    return (struct glyph_kind){
        .bytes = 2,
        .is_common = is_in(code, 0xA440, 0xC67E),
        .is_rare = lead < 0xA1 || is_in(code, 0xC6A1, 0xC8FE) || code >= 0xF9D6,
    };
}

/* JIS X 0208 in Shift_JIS: hiragana 829F..82F1, katakana 8340..8396 and its long sign 815B, level 1
 * 889F..9872; half-width katakana A1..DF take one byte. */
static struct glyph_kind cp932_kind(struct crm_str s)
{
    unsigned lead = byte_at(s, 0);
    unsigned trail = trail_of(s);
    unsigned code = lead << 8 | trail;
    bool is_kana = is_in(code, 0x829F, 0x82F1) || is_in(code, 0x8340, 0x8396) || code == 0x815B;

    if (is_in(lead, 0xA1, 0xDF))
        return (struct glyph_kind){.bytes = 1, .is_half_width = true};
    if (!(is_in(lead, 0x81, 0x9F) || is_in(lead, 0xE0, 0xFC)) || !is_in(trail, 0x40, 0xFC) ||
        trail == 0x7F)
        return (struct glyph_kind){0};
    return (struct glyph_kind){
        .bytes = 2,
        .is_kana = is_kana,
        .is_common = is_kana || is_in(code, 0x889F, 0x9872),
        .is_rare = lead >= 0xF0,
    };
}

/* The sample read as one of them. Shares are counts out of n. */
struct reading {
    bool fits; /* every byte has its form */
    int64_t n; /* characters, not ASCII */
    int64_t common, rare, kana, half_width;
    int64_t joined; /* characters next to another one */
};

static struct reading read_as(struct glyph_kind kind(struct crm_str), struct crm_str sample,
                              bool at_end)
{
    struct reading r = {0};
    size_t last_end = SIZE_MAX;
    bool is_last_joined = false;

    for (size_t i = 0; i < sample.n;) {
        if (byte_at(sample, i) < 0x80) {
            i++;
            continue;
        }
        if (sample.n - i < (at_end ? 1 : FEW_BYTES))
            break; /* perhaps a cut character */
        struct glyph_kind k = kind(crm_str_from(sample, i));
        if (!k.bytes)
            return r;
        r.n++;
        r.common += k.is_common;
        r.rare += k.is_rare;
        r.kana += k.is_kana;
        r.half_width += k.is_half_width;
        bool is_joined = last_end == i;
        if (is_joined)
            r.joined += 1 + !is_last_joined;
        is_last_joined = is_joined;
        i += k.bytes;
        last_end = i;
    }
    r.fits = r.n > 0;
    return r;
}

/* Do its characters stand together, as in names of more than one? */
static bool is_joined(const struct reading *r)
{
    return r->fits && 2 * r->joined >= r->n;
}

/* Common less rare characters in percent, -200 where the bytes do not fit. */
static int64_t score(const struct reading *r)
{
    return r->fits ? (r->common - r->rare) * 100 / r->n : -200;
}

/* Is no byte one that WINDOWS-1252 leaves open? */
static bool fits_1252(struct crm_str sample)
{
    for (size_t i = 0; i < sample.n; i++) {
        unsigned char c = byte_at(sample, i);
        if (c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D)
            return false;
    }
    return true;
}

/* Do bytes from 0x80 on stand alone in 60 % of the places where there are any? */
static bool are_most_alone(struct crm_str sample)
{
    size_t places = 0;
    size_t alone = 0;

    for (size_t i = 0; i < sample.n;) {
        size_t n = 0;
        while (i + n < sample.n && byte_at(sample, i + n) >= 0x80)
            n++;
        places += n > 0;
        alone += n == 1;
        i += n + 1;
    }
    return alone * 10 >= places * 6;
}

static const char *name_of_hint(const char *hint)
{
    if (hint && strcmp(hint, "zh") == 0)
        return GB18030;
    if (hint && strcmp(hint, "tw") == 0)
        return BIG5;
    if (hint && strcmp(hint, "ja") == 0)
        return CP932;
    return hint && strcmp(hint, "west") == 0 ? WINDOWS_1252 : NULL;
}

/* The encoding of a sample that is no UTF-8. */
static const char *by_form(struct crm_str sample, bool at_end, const char *hint)
{
    struct reading gb = read_as(gb_kind, sample, at_end);
    struct reading big5 = read_as(big5_kind, sample, at_end);
    struct reading cp932 = read_as(cp932_kind, sample, at_end);
    bool west = fits_1252(sample);

    if ((hint == GB18030 && gb.fits) || (hint == BIG5 && big5.fits) ||
        (hint == CP932 && cp932.fits) || (hint == WINDOWS_1252 && west))
        return hint;
    if (is_joined(&cp932) && cp932.kana * 5 >= cp932.n)
        return CP932;
    if (west && are_most_alone(sample) && !(is_joined(&big5) && score(&big5) >= 50) &&
        !(is_joined(&cp932) && score(&cp932) >= 80))
        return WINDOWS_1252;
    int64_t chinese = score(&gb) > score(&big5) ? score(&gb) : score(&big5);
    if (score(&cp932) >= 60 && cp932.half_width * 4 <= cp932.n && score(&cp932) > chinese + 25)
        return CP932;
    return big5.fits && (!gb.fits || score(&big5) > score(&gb) + 25) ? BIG5 : GB18030;
}

struct crm_detector *crm_detector_new(const char *name, const char *hint, struct crm_err *e)
{
    struct crm_detector *d;

    if (crm_failed(e))
        return NULL;
    d = crm_alloc(sizeof(*d));
    d->hint = name_of_hint(hint);
    d->found = name ? crm_encoding_new(name, e) : NULL;
    if (name && !d->found) {
        crm_detector_free(d);
        return NULL;
    }
    return d;
}

void crm_detector_free(struct crm_detector *d)
{
    if (!d)
        return;
    crm_encoding_free(d->found);
    free(d);
}

/* The name of what raw shows, NULL where it shows nothing yet. */
static const char *find(struct crm_detector *d, struct crm_str raw, bool at_end)
{
    const char *name = d->is_started ? NULL : by_start(raw);
    size_t before = crm_ascii_bytes(raw);
    struct crm_str sample = crm_str_from(raw, before);

    d->is_started = true;
    if (name || !sample.n)
        return name;
    if (!at_end && sample.n < SAMPLE_BYTES && (before > 0 || sample.n < FEW_BYTES))
        return NULL; /* the block ends before the sample, which the next one begins with */
    if (sample.n > SAMPLE_BYTES) {
        sample.n = SAMPLE_BYTES;
        at_end = false;
    }
    if (!is_utf8(sample, at_end))
        return by_form(sample, at_end, d->hint);
    if (d->hint && d->hint != GB18030)
        return "UTF-8";
    size_t doubts = may_be_gb2312(sample);
    d->is_doubtful = doubts > 0;
    /* One alone may be a sign of phonetics; a unit such as 元 comes again and again. */
    return doubts > 1 || (doubts && d->hint) ? GB18030 : "UTF-8";
}

const struct crm_encoding *crm_detector_see(struct crm_detector *d, struct crm_str raw, bool at_end,
                                            struct crm_err *e)
{
    struct crm_err cause = {0};
    const char *name;

    if (crm_failed(e))
        return NULL;
    name = d->found || !raw.n ? NULL : find(d, raw, at_end);
    if (!name)
        return crm_detector_encoding(d);
    d->found = crm_encoding_new(name, &cause);
    if (d->found)
        return d->found;
    CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_UNKNOWN_ENCODING,
             .advice = CRM_MSG_ADVICE_ENCODING_NAMES, .text = crm_str_of(name));
    return NULL;
}

const struct crm_encoding *crm_detector_encoding(const struct crm_detector *d)
{
    return d->found ? d->found : crm_encoding_ascii();
}

bool crm_detector_is_sure(const struct crm_detector *d)
{
    return !d->is_doubtful;
}
