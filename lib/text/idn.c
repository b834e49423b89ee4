#include "text/idn.h"

#include <utf8proc.h>

#include "text/unicode.h"

/* Punycode, RFC 3492 section 5. */
enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    FIRST_BIAS = 72,
    FIRST_CHAR = 0x80,
    LAST_CHAR = 0x10FFFF,
    ENCODED_BYTES = 9 * CRM_IDN_LABEL_BYTES + 1,
};

enum { ZERO_WIDTH_NON_JOINER = 0x200C, ZERO_WIDTH_JOINER = 0x200D, VIRAMA = 9 };

static const struct crm_str ace_prefix = CRM_STR_INIT("xn--");

/* ---- punycode -------------------------------------------------------------------- */

static uint32_t adapt(uint32_t delta, uint32_t points, bool is_first)
{
    uint32_t k = 0;

    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
    if (k <= bias)
        return T_MIN;
    return k >= bias + T_MAX ? T_MAX : k - bias;
}

/* Write a number, at most eight digits long; how many. */
static size_t put_digits(char *to, uint32_t q, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t n = 0;

    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = threshold(k, bias);

        if (q < t)
            break;
        to[n++] = digits[t + (q - t) % (BASE - t)];
        q = (q - t) / (BASE - t);
    }
    to[n++] = digits[q];
    return n;
}

/* The part behind xn-- for points[0..n), n <= 63; how many bytes it has. */
static size_t encode(char to[ENCODED_BYTES], const int32_t *points, uint32_t n)
{
    uint32_t delta = 0, bias = FIRST_BIAS, done = 0, basic;
    int32_t at = FIRST_CHAR;
    size_t bytes = 0;

    for (uint32_t i = 0; i < n; i++)
        if (points[i] < FIRST_CHAR)
            to[bytes++] = (char)points[i];
    basic = done = (uint32_t)bytes;
    if (basic)
        to[bytes++] = '-';
    while (done < n) {
        int32_t next = LAST_CHAR + 1;

        for (uint32_t i = 0; i < n; i++)
            if (points[i] >= at && points[i] < next)
                next = points[i];
        /* At most 63 characters: no sum here comes near 32 bits. */
        delta += (uint32_t)(next - at) * (done + 1);
        at = next;
        for (uint32_t i = 0; i < n; i++) {
            if (points[i] < at)
                delta++;
            if (points[i] != at)
                continue;
            bytes += put_digits(to + bytes, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        at++;
    }
    return bytes;
}

static int digit_of(char c)
{
    c = crm_lower(c);
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return crm_is_digit(c) ? c - '0' + 26 : -1;
}

/* One number of several digits off the front of s; false where it is cut or too large. */
static bool take_number(struct crm_str *s, uint32_t bias, uint32_t *number)
{
    uint64_t sum = 0, weight = 1;

    for (uint32_t k = BASE;; k += BASE) {
        int digit = s->n ? digit_of(s->p[0]) : -1;
        uint32_t t = threshold(k, bias);

        if (digit < 0)
            return false;
        *s = crm_str_from(*s, 1);
        sum += (uint64_t)digit * weight;
        if (sum > INT32_MAX)
            return false;
        if ((uint32_t)digit < t)
            break;
        weight *= BASE - t;
        if (weight > INT32_MAX)
            return false;
    }
    *number = (uint32_t)sum;
    return true;
}

/* The characters of the part behind xn--, at most 63; 0 where it is none. */
static uint32_t decode(struct crm_str s, int32_t points[CRM_IDN_LABEL_BYTES])
{
    const char *hyphen = s.n ? memrchr(s.p, '-', s.n) : NULL;
    uint32_t n = 0, i = 0, bias = FIRST_BIAS, delta;
    uint64_t at = FIRST_CHAR;

    if (s.n > CRM_IDN_LABEL_BYTES)
        return 0;
    if (hyphen) {
        for (const char *p = s.p; p < hyphen; p++)
            points[n++] = (unsigned char)crm_lower(*p);
        s = crm_str_from(s, n + 1);
    }
    while (s.n) {
        if (n >= CRM_IDN_LABEL_BYTES || !take_number(&s, bias, &delta))
            return 0;
        bias = adapt(delta, n + 1, i == 0);
        i += delta;
        at += i / (n + 1);
        i %= n + 1;
        if (at > LAST_CHAR || (at >= 0xD800 && at <= 0xDFFF))
            return 0;
        memmove(points + i + 1, points + i, (n - i) * sizeof *points);
        points[i++] = (int32_t)at;
        n++;
    }
    return n;
}

/* ---- what a label may hold ------------------------------------------------------- */

/* RFC 5892, 2.6 and the properties of 2.1 to 2.9, for what is no ASCII. */
static bool is_permitted(int32_t c)
{
    static const int32_t permitted[] = {0x6FD, 0x6FE, 0xF0B, 0x3007};
    static const int32_t refused[] = {0x640,  0x7FA,  0x302E, 0x302F, 0x3031,
                                      0x3032, 0x3033, 0x3034, 0x3035, 0x303B};
    bool is_old_jamo = (c >= 0x1100 && c <= 0x11FF) || (c >= 0xA960 && c <= 0xA97F) ||
                       (c >= 0xD7B0 && c <= 0xD7FF);

    for (size_t i = 0; i < sizeof permitted / sizeof *permitted; i++)
        if (c == permitted[i])
            return true;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (c == refused[i])
            return false;
    if (is_old_jamo || utf8proc_get_property(c)->ignorable)
        return false;
    switch ((int)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

/* Characters that are permitted beside some others (RFC 5892 appendix A). */
static bool is_in_context(const int32_t *points, uint32_t n, uint32_t i)
{
    int32_t before = i ? points[i - 1] : 0, after = i + 1 < n ? points[i + 1] : 0;

    switch (points[i]) {
    case ZERO_WIDTH_NON_JOINER:
    case ZERO_WIDTH_JOINER:
        return utf8proc_get_property(before)->combining_class == VIRAMA;
    case 0xB7: /* the middle dot of Catalan */
        return before == 'l' && after == 'l';
    case 0x30FB: /* that of katakana */
        for (uint32_t k = 0; k < n; k++)
            if (crm_is_han(points[k]) || (points[k] >= 0x3041 && points[k] <= 0x30FA))
                return true;
        return false;
    default:
        return is_permitted(points[i]);
    }
}

static bool is_ldh(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* Two hyphens in third place are kept for prefixes such as xn--. */
static bool is_label_of(const int32_t *points, uint32_t n)
{
    if (n == 0 || points[0] == '-' || points[n - 1] == '-' ||
        (n >= 4 && points[2] == '-' && points[3] == '-') ||
        crm_char_class(points[0]) == CRM_CHAR_MARK)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (points[i] < FIRST_CHAR ? !is_ldh(points[i]) : !is_in_context(points, n, i))
            return false;
    return true;
}

/* The label's characters; 0 where they are more than 63, or none. */
static uint32_t points_of(struct crm_str label, int32_t points[CRM_IDN_LABEL_BYTES])
{
    uint32_t n = 0;
    size_t bytes;

    for (; label.n; label = crm_str_from(label, bytes)) {
        if (n == CRM_IDN_LABEL_BYTES)
            return 0;
        points[n++] = crm_utf8_next(label, &bytes);
    }
    return n;
}

static bool is_ace(struct crm_str label)
{
    return label.n > ace_prefix.n &&
           crm_str_eq_nocase((struct crm_str){label.p, ace_prefix.n}, ace_prefix);
}

unsigned crm_idn_points(struct crm_str label, int32_t points[CRM_IDN_LABEL_BYTES])
{
    if (is_ace(label))
        return decode(crm_str_from(label, ace_prefix.n), points);
    return points_of(label, points);
}

void crm_idn_add_unicode(struct crm_buf *out, struct crm_str label)
{
    int32_t points[CRM_IDN_LABEL_BYTES];
    unsigned n = crm_idn_points(label, points);

    for (unsigned i = 0; i < n; i++)
        crm_utf8_add(out, points[i]);
}

/* Is what an A-label stands for a U-label, of which the A-label is the one? */
static bool is_well_formed_ace(struct crm_str label)
{
    int32_t points[CRM_IDN_LABEL_BYTES];
    uint32_t n = decode(crm_str_from(label, ace_prefix.n), points);
    char text[4 * CRM_IDN_LABEL_BYTES];
    struct crm_str unicode = {text, 0};

    if (!is_label_of(points, n))
        return false;
    for (uint32_t i = 0; i < n; i++)
        unicode.n += crm_utf8_put(text + unicode.n, points[i]);
    return !crm_is_ascii(unicode);
}

/* Letters, digits and inner hyphens, at most 63; two hyphens in third place are of no plain label.
 */
static bool is_plain_label(struct crm_str s)
{
    if (s.n == 0 || s.n > CRM_IDN_LABEL_BYTES || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_ldh((unsigned char)s.p[i]))
            return false;
    return s.n < 4 || s.p[2] != '-' || s.p[3] != '-';
}

size_t crm_idn_label_bytes(struct crm_str label)
{
    int32_t points[CRM_IDN_LABEL_BYTES];
    char ascii[ENCODED_BYTES];
    uint32_t n;
    size_t bytes;

    if (is_plain_label(label))
        return label.n;
    if (is_ace(label))
        return label.n <= CRM_IDN_LABEL_BYTES && is_well_formed_ace(label) ? label.n : 0;
    n = points_of(label, points);
    if (!is_label_of(points, n))
        return 0;
    bytes = crm_is_ascii(label) ? n : ace_prefix.n + encode(ascii, points, n);
    return bytes <= CRM_IDN_LABEL_BYTES ? bytes : 0;
}

static size_t count_points(struct crm_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '.';
    return n;
}

/* Small letters and full stops for what stands in out from start on. */
static void fold_domain(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    size_t bytes, end = out->n, n;

    /* Small letters may take more bytes, so behind the text first. */
    crm_buf_room(out, s.n * 2 + 4);
    s.p = out->p + start;
    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_lower_char(crm_utf8_next(s, &bytes));

        if (c == 0x3002 || c == 0xFF0E || c == 0xFF61)
            c = '.';
        out->n += crm_utf8_put(out->p + out->n, c);
    }
    n = out->n - end;
    memmove(out->p + start, out->p + end, n);
    out->n = start + n;
}

bool crm_idn_map(struct crm_buf *out, size_t start)
{
    size_t points;

    if (crm_is_ascii(crm_str_from(crm_buf_str(out), start))) {
        for (size_t i = start; i < out->n; i++)
            out->p[i] = crm_lower(out->p[i]);
        return true;
    }
    fold_domain(out, start);
    points = count_points(crm_str_from(crm_buf_str(out), start));
    crm_normal_form(out, start, CRM_NFKC);
    fold_domain(out, start);
    crm_normal_form(out, start, CRM_NFKC);
    return count_points(crm_str_from(crm_buf_str(out), start)) == points;
}
