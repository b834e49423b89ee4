#include "base/simd.h"

#include <stdatomic.h>
#include <stdlib.h>

const char crm_byte_numbers[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                   16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                   32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                   48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

enum { NOT_CHOSEN = -1 };

static const struct crm_str names[] = {
    [CRM_SIMD_C] = CRM_STR_INIT("c"),
    [CRM_SIMD_SSE2] = CRM_STR_INIT("sse2"),
    [CRM_SIMD_AVX2] = CRM_STR_INIT("avx2"),
    [CRM_SIMD_AVX512] = CRM_STR_INIT("avx512"),
};

enum { LEVELS = sizeof(names) / sizeof(*names) };

static _Atomic int in_use = NOT_CHOSEN;

/* The most that the processor has. */
static int highest(void)
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("pclmul"))
        return CRM_SIMD_SSE2;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("bmi2"))
        return CRM_SIMD_AVX512;
    return CRM_SIMD_AVX2;
#else
    return CRM_SIMD_C;
#endif
}

bool crm_simd_use(struct crm_str name)
{
    for (int level = 0; level < LEVELS; level++)
        if (level <= highest() && crm_str_eq(names[level], name)) {
            in_use = level;
            return true;
        }
    return false;
}

enum crm_simd crm_simd_level(void)
{
    if (in_use == NOT_CHOSEN && !crm_simd_use(crm_str_of(getenv("CRM_SIMD"))))
        in_use = highest();
    return (enum crm_simd)in_use;
}
