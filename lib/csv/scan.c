#include "csv/scan.h"

#include <pthread.h>
#include <stdlib.h>

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

/*
 * Take what stands inside quotes out of the masks. False when a quote is badly placed: one that
 * opens behind something else than a separator or a quote that closes, or one that closes before
 * something else than a separator or a quote that opens.
 */
static inline bool place_quotes(struct masks *m, uint64_t stop, struct carry *carry)
{
    uint64_t inside = prefix_xor(m->quotes) ^ carry->inside;
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

/* ---- plain C ----------------------------------------------------------------------- */

#define TARGET
#define FORM(name) name##_c

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

#if defined(__x86_64__)

/* ---- SSE2: every x86-64 ------------------------------------------------------------ */

#define TARGET
#define FORM(name) name##_sse2

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

/* ---- AVX2 -------------------------------------------------------------------------- */

#define TARGET     __attribute__((target("avx2,bmi,lzcnt")))
#define FORM(name) name##_avx2

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

#endif /* x86-64 */

/* ---- the one in use ---------------------------------------------------------------- */

static void (*run_in_use)(struct crm_scan *s);
static pthread_once_t is_chosen = PTHREAD_ONCE_INIT;

bool crm_scan_use(struct crm_str form)
{
#if defined(__x86_64__)
    if (crm_str_eq(form, CRM_STR("avx2")) && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("bmi")) {
        run_in_use = run_avx2;
        return true;
    }
    if (crm_str_eq(form, CRM_STR("sse2"))) {
        run_in_use = run_sse2;
        return true;
    }
#endif
    if (!crm_str_eq(form, CRM_STR("c")))
        return false;
    run_in_use = run_c;
    return true;
}

static void choose(void)
{
    if (!run_in_use && !crm_scan_use(crm_str_of(getenv("CRM_SIMD"))) &&
        !crm_scan_use(CRM_STR("avx2")) && !crm_scan_use(CRM_STR("sse2")))
        crm_scan_use(CRM_STR("c"));
}

void crm_scan_run(struct crm_scan *s)
{
    pthread_once(&is_chosen, choose);
    run_in_use(s);
}
