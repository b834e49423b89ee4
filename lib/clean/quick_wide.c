#include "clean/quick_wide.h"

#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/simd.h"

#if defined(__x86_64__)

bool crm_is_wide(size_t most, struct crm_str s)
{
    return s.n <= most && crm_simd_level() >= CRM_SIMD_AVX512;
}

/* Kinds of ASCII, a bit each. */
enum { PRINTABLE = 1, LETTER = 2, DIGIT = 4, NAME_SIGN = 8, ADDRESS_SIGN = 16 };

/* Signs that are in names: blank - . ' _; in addresses: + - . @ _ */
#define BLANK   (PRINTABLE | NAME_SIGN)
#define OTHER   PRINTABLE
#define BOTH    (PRINTABLE | NAME_SIGN | ADDRESS_SIGN)
#define NAME    (PRINTABLE | NAME_SIGN)
#define ADDRESS (PRINTABLE | ADDRESS_SIGN)
#define NUMBER  (PRINTABLE | DIGIT)
#define WORD    (PRINTABLE | LETTER)

/* clang-format off */
static const unsigned char kinds[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    /*        !      "      #      $      %      &      '     (      )      *      +        ,      -     .     / */
    BLANK, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, NAME, OTHER, OTHER, OTHER, ADDRESS, OTHER, BOTH, BOTH, OTHER,
    NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER,
    ADDRESS, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD,
    WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, OTHER, OTHER, OTHER, OTHER, BOTH,
    OTHER, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD,
    WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, WORD, OTHER, OTHER, OTHER, OTHER, 0,
};
/* clang-format on */

/* A cell: its bytes, zeros behind, and for each which of the kinds it is; none where not ASCII. */
struct cell {
    __m512i bytes, kinds;
    uint64_t all; /* a bit for each byte of the cell */
};

CRM_FOR_AVX512 static inline struct cell load(struct crm_str s)
{
    struct cell c = {.all = (UINT64_C(1) << s.n) - 1};

    c.bytes = _mm512_maskz_loadu_epi8(c.all, s.p);
    /* The last index bit chooses the half; the top one is left out of it. */
    c.kinds =
        _mm512_maskz_permutex2var_epi8(~_mm512_movepi8_mask(c.bytes), _mm512_loadu_si512(kinds),
                                       c.bytes, _mm512_loadu_si512(kinds + 64));
    return c;
}

CRM_FOR_AVX512 static inline uint64_t of_kind(const struct cell *c, int kind)
{
    return _mm512_test_epi8_mask(c->kinds, _mm512_set1_epi8((char)kind));
}

CRM_FOR_AVX512 static inline uint64_t equal(const struct cell *c, char byte)
{
    return _mm512_cmpeq_epi8_mask(c->bytes, _mm512_set1_epi8(byte));
}

/* Bytes from low to high. */
CRM_FOR_AVX512 static inline uint64_t within(const struct cell *c, int low, int high)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(c->bytes, _mm512_set1_epi8((char)low)),
                                  _mm512_set1_epi8((char)(high - low)));
}

/* Characters of two and three bytes, by their first one. */
struct leads {
    uint64_t two, three;
};

/* Are these all that is not ASCII, each with its further bytes? The shifts lose none: there are 63
 * bytes at most, and the 64th is none. */
CRM_FOR_AVX512 static inline bool are_all(const struct cell *c, struct leads leads)
{
    uint64_t further = within(c, 0x80, 0xBF), high = _mm512_movepi8_mask(c->bytes);

    return (leads.two | leads.three | further) == high &&
           further == ((leads.two | leads.three) << 1 | leads.three << 2);
}

CRM_FOR_AVX512 static inline bool has_double_blank(const struct cell *c)
{
    uint64_t blanks = equal(c, ' ');

    return blanks & blanks << 1;
}

CRM_FOR_AVX512 static inline bool is_text(struct crm_str s)
{
    struct cell c = load(s);
    uint64_t high = _mm512_movepi8_mask(c.bytes);

    if ((of_kind(&c, PRINTABLE) | high) != c.all || has_double_blank(&c))
        return false;
    return !high || are_all(&c, (struct leads){within(&c, 0xC3, 0xCB) | within(&c, 0xCF, 0xD1),
                                               within(&c, 0xE4, 0xE9)});
}

/* How much of s, which is longer, is looked at first: whole characters, and no blank at the end, so
 * that two of them are seen together. */
static size_t piece_bytes(struct crm_str s)
{
    size_t n = CRM_WIDE_BYTES;

    while (n > CRM_WIDE_BYTES - 4 && (((unsigned char)s.p[n] & 0xC0) == 0x80 || s.p[n - 1] == ' '))
        n--;
    return n;
}

CRM_FOR_AVX512 bool crm_wide_text(struct crm_str s)
{
    while (s.n > CRM_WIDE_BYTES) {
        size_t n = piece_bytes(s);

        if (!is_text((struct crm_str){s.p, n}) || s.p[n - 1] == ' ')
            return false;
        s = crm_str_from(s, n);
    }
    return is_text(s);
}

/* Bytes of 锟, 烫 and 屯, and of few other characters. */
CRM_FOR_AVX512 static inline bool may_be_lost(const struct cell *c)
{
    return (equal(c, '\xE9') & equal(c, '\x9F') >> 2) | (equal(c, '\xE7') & equal(c, '\xAB') >> 2) |
           (equal(c, '\xE5') & equal(c, '\xAF') >> 2);
}

CRM_FOR_AVX512 bool crm_wide_name(struct crm_str s)
{
    struct cell c = load(s);
    uint64_t high = _mm512_movepi8_mask(c.bytes), letters = of_kind(&c, LETTER);
    uint64_t crosses = equal(&c, 'x') | equal(&c, 'X');
    struct leads leads;

    if ((of_kind(&c, LETTER | DIGIT | NAME_SIGN) | high) != c.all || has_double_blank(&c))
        return false;
    if (!high)
        return letters & ~crosses;
    /* From U+4E00 on: E4 B8. */
    leads =
        (struct leads){within(&c, 0xC3, 0xCB),
                       within(&c, 0xE5, 0xE9) | (equal(&c, '\xE4') & within(&c, 0xB8, 0xBF) >> 1)};
    if (!are_all(&c, leads) || (leads.two & equal(&c, '\xC3') & equal(&c, '\xAF') >> 1)) /* ï */
        return false;
    return leads.three ? !crosses && !may_be_lost(&c) : (letters & ~crosses) != 0;
}

/* The parts of an address; quick.c says the same byte after byte. */
CRM_FOR_AVX512 bool crm_wide_email(struct crm_str s, char *room, struct crm_str *clean)
{
    struct cell c = load(s);
    uint64_t letters = of_kind(&c, LETTER), plain = of_kind(&c, LETTER | DIGIT);
    uint64_t signs = of_kind(&c, ADDRESS_SIGN), at = equal(&c, '@'), points = equal(&c, '.');
    uint64_t behind = at ? ~(at | (at - 1)) : 0; /* the @ */
    uint64_t label;                              /* the last one */
    uint64_t capitals = letters & ~_mm512_test_epi8_mask(c.bytes, _mm512_set1_epi8(0x20));

    if ((plain | signs) != c.all || (signs & ~(plain << 1)) || (at & (at - 1)) ||
        !(points & behind) || (signs & behind & ~(points | equal(&c, '-'))))
        return false;
    label = c.all & ~(UINT64_MAX >> __builtin_clzll(points));
    if ((label & ~letters) || !(label & (label - 1)))
        return false;
    *clean = s;
    if (capitals) {
        _mm512_storeu_si512(
            room, _mm512_mask_add_epi8(c.bytes, capitals, c.bytes, _mm512_set1_epi8('a' - 'A')));
        clean->p = room;
    }
    return true;
}

#else

bool crm_is_wide(size_t most, struct crm_str s)
{
    (void)most;
    (void)s;
    return false;
}

bool crm_wide_text(struct crm_str s)
{
    (void)s;
    return false;
}

bool crm_wide_name(struct crm_str s)
{
    (void)s;
    return false;
}

bool crm_wide_email(struct crm_str s, char *room, struct crm_str *clean)
{
    (void)s;
    (void)room;
    (void)clean;
    return false;
}

#endif
