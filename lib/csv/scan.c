#include "csv/scan.h"

#include "base/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

/* One bit for each of 64 bytes. */
struct masks {
    uint64_t quotes, delimiters, lf, cr;
};

/* What a block of 64 bytes leaves to the next; all but `inside` are 0 or 1. */
struct carry {
    uint64_t inside;    /* all bits: the block ended inside quotes */
    uint64_t is_start;  /* its last byte was a separator: a field starts */
    uint64_t is_closed; /* its last byte was a closing quote */
    uint64_t is_cr;     /* its last byte was a CR outside quotes */
};

/* Bit i: the parity of the bits 0..i. */
static inline uint64_t prefix_xor(uint64_t bits)
{
    for (unsigned shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

#if defined(__x86_64__)

/* The same by a product without carries. */
__attribute__((target("pclmul"))) static inline uint64_t prefix_xor_clmul(uint64_t bits)
{
    __m128i product =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi64x(-1), 0);

    return (uint64_t)_mm_cvtsi128_si64(product);
}

#endif

/*
 * Take what stands inside quotes out of the masks. False when a quote is badly placed: one that
 * opens behind something else than a separator or a quote that closes, or one that closes before
 * something else than a separator or a quote that opens. parity: prefix_xor of the quotes.
 */
static inline bool place_quotes(struct masks *m, uint64_t parity, uint64_t stop,
                                struct carry *carry)
{
    uint64_t inside = parity ^ carry->inside;
    uint64_t opening = m->quotes & inside;
    uint64_t closing = m->quotes & ~inside;

    m->delimiters &= ~inside;
    m->lf &= ~inside;
    m->cr &= ~inside;
    uint64_t separators = m->delimiters | m->lf | m->cr;
    uint64_t may_open = separators << 1 | carry->is_start | closing << 1 | carry->is_closed;
    uint64_t may_follow = separators | stop | opening;
    uint64_t last = (uint64_t)1 << (BLOCK - 1);
    uint64_t bad = (opening & ~may_open) | (closing & ~(may_follow >> 1) & ~last) |
                   (carry->is_closed & ~may_follow);

    carry->inside = inside >> (BLOCK - 1) ? ~(uint64_t)0 : 0;
    carry->is_start = separators >> (BLOCK - 1);
    carry->is_closed = closing >> (BLOCK - 1);
    return !bad;
}

/* The places of the bits, counted on from `at`: eight at once, whether there are so many or not. */
static inline uint32_t *put_places(uint32_t *to, uint64_t bits, uint32_t at)
{
    const uint64_t none = (uint64_t)1 << (BLOCK - 1);
    unsigned n = (unsigned)__builtin_popcountll(bits), i = 0;

    do
        for (unsigned k = 0; k < 8; k++, i++, bits &= bits - 1)
            to[i] = at + (uint32_t)__builtin_ctzll(bits | none);
    while (i < n);
    return to + n;
}

/* ---- plain C ----------------------------------------------------------------------- */

#define TARGET
#define FORM(name) name##_c
#define PREFIX_XOR prefix_xor
#define PUT_ENDS   put_places

static inline struct masks masks_of_c(const char *p, struct crm_signs signs)
{
    struct masks m = {0};

    for (unsigned i = 0; i < BLOCK; i++) {
        m.quotes |= (uint64_t)(p[i] == signs.quote && signs.quote) << i;
        m.delimiters |= (uint64_t)(p[i] == signs.delimiter) << i;
        m.lf |= (uint64_t)(p[i] == '\n') << i;
        m.cr |= (uint64_t)(p[i] == '\r') << i;
    }
    return m;
}

#include "csv/scan_index.def"

#undef TARGET
#undef FORM
#undef PREFIX_XOR
#undef PUT_ENDS

#if defined(__x86_64__)

/* ---- SSE2: every x86-64 ------------------------------------------------------------ */

#define TARGET
#define FORM(name) name##_sse2
#define PREFIX_XOR prefix_xor
#define PUT_ENDS   put_places

static inline uint64_t equal_sse2(const __m128i *v, char c)
{
    __m128i wanted = _mm_set1_epi8(c);
    uint64_t bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], wanted)) << (16 * i);
    return bits;
}

static inline struct masks masks_of_sse2(const char *p, struct crm_signs signs)
{
    __m128i v[4];

    for (unsigned i = 0; i < 4; i++)
        v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * (size_t)i));
    return (struct masks){
        .quotes = signs.quote ? equal_sse2(v, signs.quote) : 0,
        .delimiters = equal_sse2(v, signs.delimiter),
        .lf = equal_sse2(v, '\n'),
        .cr = equal_sse2(v, '\r'),
    };
}

#include "csv/scan_index.def"

#undef TARGET
#undef FORM
#undef PREFIX_XOR
#undef PUT_ENDS

/* ---- AVX2 -------------------------------------------------------------------------- */

#define TARGET     CRM_FOR_AVX2
#define FORM(name) name##_avx2
#define PREFIX_XOR prefix_xor_clmul
#define PUT_ENDS   put_places

TARGET static inline uint64_t equal_avx2(__m256i low, __m256i high, char c)
{
    __m256i wanted = _mm256_set1_epi8(c);
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

    return a | (uint64_t)b << 32;
}

TARGET static inline struct masks masks_of_avx2(const char *p, struct crm_signs signs)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

    return (struct masks){
        .quotes = signs.quote ? equal_avx2(low, high, signs.quote) : 0,
        .delimiters = equal_avx2(low, high, signs.delimiter),
        .lf = equal_avx2(low, high, '\n'),
        .cr = equal_avx2(low, high, '\r'),
    };
}

#include "csv/scan_index.def"

#undef TARGET
#undef FORM
#undef PREFIX_XOR
#undef PUT_ENDS

/* ---- AVX-512 ----------------------------------------------------------------------- */

#define TARGET     CRM_FOR_AVX512
#define FORM(name) name##_avx512
#define PREFIX_XOR prefix_xor_clmul
#define PUT_ENDS   put_ends_avx512

TARGET static inline struct masks masks_of_avx512(const char *p, struct crm_signs signs)
{
    __m512i v = _mm512_loadu_si512(p);

    return (struct masks){
        .quotes = signs.quote ? _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(signs.quote)) : 0,
        .delimiters = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(signs.delimiter)),
        .lf = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
        .cr = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r')),
    };
}

/* The numbers of the bits moved together, sixteen at once. */
TARGET static inline uint32_t *put_ends_avx512(uint32_t *to, uint64_t ends, uint32_t at)
{
    __m512i places = _mm512_maskz_compress_epi8(ends, _mm512_loadu_si512(crm_byte_numbers));
    __m512i from = _mm512_set1_epi32((int)at);
    unsigned n = (unsigned)__builtin_popcountll(ends), i = 0;

    do {
        __m512i few = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
        _mm512_storeu_si512(to + i, _mm512_add_epi32(few, from));
        places = _mm512_alignr_epi64(places, places, 2); /* the next sixteen bytes */
        i += 16;
    } while (i < n);
    return to + n;
}

#include "csv/scan_index.def"

#undef TARGET
#undef FORM
#undef PREFIX_XOR
#undef PUT_ENDS

#endif /* x86-64 */

/* ---- the one in use ---------------------------------------------------------------- */

void crm_scan_run(struct crm_scan *s)
{
    switch (crm_simd_level()) {
#if defined(__x86_64__)
    case CRM_SIMD_AVX512:
        run_avx512(s);
        return;
    case CRM_SIMD_AVX2:
        run_avx2(s);
        return;
    case CRM_SIMD_SSE2:
        run_sse2(s);
        return;
#else
    case CRM_SIMD_AVX512:
    case CRM_SIMD_AVX2:
    case CRM_SIMD_SSE2:
#endif
    case CRM_SIMD_C:
        run_c(s);
    }
}
