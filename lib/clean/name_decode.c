#include "clean/name_decode.h"

#include <iconv.h>

#include "text/unicode.h"

#define WORD CRM_STR_INIT

/* ---- entities -------------------------------------------------------------------- */

/* Those of U+00A0..00FF in order (HTML 4.01, 24.2.1). */
static const char *const latin1[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static int32_t named(struct crm_str name)
{
    static const struct {
        struct crm_str name;
        int32_t c;
    } others[] = {
        {WORD("amp"), '&'},      {WORD("lt"), '<'},       {WORD("gt"), '>'},
        {WORD("quot"), '"'},     {WORD("apos"), '\''},    {WORD("rsquo"), 0x2019},
        {WORD("lsquo"), 0x2018}, {WORD("ldquo"), 0x201C}, {WORD("rdquo"), 0x201D},
        {WORD("ndash"), 0x2013}, {WORD("mdash"), 0x2014}, {WORD("hellip"), 0x2026},
        {WORD("Scaron"), 0x160}, {WORD("scaron"), 0x161}, {WORD("OElig"), 0x152},
        {WORD("oelig"), 0x153},  {WORD("Yuml"), 0x178},   {WORD("zwj"), 0x200D},
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (crm_str_eq(name, others[i].name))
            return others[i].c;
    for (size_t i = 0; i < sizeof latin1 / sizeof *latin1; i++)
        if (crm_str_eq(name, crm_str_of(latin1[i])))
            return 0xA0 + (int32_t)i;
    return 0;
}

/* #233, #xE9 */
static int32_t numbered(struct crm_str number)
{
    bool is_hex = number.n > 1 && crm_lower(number.p[1]) == 'x';
    int32_t c = 0;

    number = crm_str_from(number, is_hex ? 2 : 1);
    if (number.n == 0 || number.n > 7)
        return 0;
    for (size_t i = 0; i < number.n; i++) {
        char d = crm_lower(number.p[i]);

        if (crm_is_digit(d))
            c = c * (is_hex ? 16 : 10) + (d - '0');
        else if (is_hex && d >= 'a' && d <= 'f')
            c = c * 16 + (d - 'a' + 10);
        else
            return 0;
    }
    return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) ? c : 0;
}

bool crm_name_unescape(struct crm_buf *out, size_t start)
{
    enum { LONGEST = 10 };
    char *text = out->p + start;
    size_t n = out->n - start, kept = 0;

    /* Every entity is at least as long as its character. */
    for (size_t i = 0; i < n;) {
        size_t most = n - i < LONGEST ? n - i : LONGEST;
        const char *end = text[i] == '&' ? memchr(text + i, ';', most) : NULL;
        struct crm_str body = {text + i + 1, end ? (size_t)(end - text) - i - 1 : 0};
        int32_t c = 0;

        if (body.n)
            c = body.p[0] == '#' ? numbered(body) : named(body);
        if (c) {
            i += body.n + 2;
            kept += crm_utf8_put(text + kept, c);
        } else {
            text[kept++] = text[i++];
        }
    }
    out->n = start + kept;
    return kept < n;
}

/* ---- mojibake -------------------------------------------------------------------- */

/* The byte that Windows-1252 or, where that has none, Latin-1 reads as c; -1 for none. */
static int byte_of(int32_t c)
{
    static const int32_t from_0x80[] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
    };

    if (c <= 0xFF)
        return (int)c;
    for (int i = 0; i < 32; i++)
        if (from_0x80[i] == c)
            return 0x80 + i;
    return -1;
}

/* Write s as Windows-1252 to `to`, of s.n bytes; how many, 0 when it is not of that. */
static size_t to_latin(char *to, struct crm_str s)
{
    size_t n = 0, bytes;

    for (; s.n; s = crm_str_from(s, bytes)) {
        int byte = byte_of(crm_utf8_next(s, &bytes));

        if (byte < 0)
            return 0;
        to[n++] = (char)byte;
    }
    return n;
}

/* Write text[0..n) as GBK likewise, where it may have been Chinese: of its characters two give
 * three. */
static size_t to_gbk(char *to, char *text, size_t n)
{
    size_t chars = 0, bytes, room = n;
    char *end = to;
    iconv_t cd;

    for (struct crm_str s = {text, n}; s.n; s = crm_str_from(s, bytes))
        chars += crm_utf8_next(s, &bytes) >= 0x80;
    if (chars % 3)
        return 0;
    cd = iconv_open("GBK", "UTF-8");
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX defines the failure so */
    if (cd == (iconv_t)-1)
        return 0;
    if (iconv(cd, &text, &n, &end, &room) != 0)
        end = to;
    iconv_close(cd);
    return (size_t)(end - to);
}

/* Chinese characters and ASCII alone? */
static bool is_chinese(struct crm_str s)
{
    size_t bytes;

    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);

        if (c >= 0x80 && (c < 0x4E00 || c > 0x9FFF))
            return false;
    }
    return true;
}

bool crm_name_unmojibake(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start), bytes;
    bool is_gbk;

    if (crm_is_ascii(s))
        return false;
    bytes.p = crm_buf_room(out, s.n);
    s.p = out->p + start;
    bytes.n = to_latin(out->p + out->n, s);
    is_gbk = bytes.n == 0;
    if (is_gbk)
        bytes.n = to_gbk(out->p + out->n, out->p + start, s.n);
    if (bytes.n == 0 || crm_utf8_invalid_at(bytes, NULL) < bytes.n ||
        (is_gbk && !is_chinese(bytes)))
        return false;
    memmove(out->p + start, bytes.p, bytes.n);
    out->n = start + bytes.n;
    return true;
}

bool crm_name_is_lost(struct crm_str s)
{
    /* U+FFFD twice in GBK and once in Latin-1; memory that a debugger filled with CC or CD. */
    static const struct crm_str traces[] = {
        WORD("\xEF\xBF\xBD"), WORD("锟斤拷"), WORD("锟斤"),
        WORD("ï¿½"),          WORD("烫烫烫"), WORD("屯屯屯"),
    };
    size_t questions = 0;

    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
        if (s.n >= traces[i].n && memmem(s.p, s.n, traces[i].p, traces[i].n))
            return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '?')
            questions++;
        else if (s.p[i] != ' ')
            return false;
    return questions > 1;
}
