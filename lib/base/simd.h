/*
 * simd.h - the vector instructions that this run uses.
 *
 * A function that has forms for several of them asks for the level and gives the same by each.
 */
#ifndef CRM_BASE_SIMD_H
#define CRM_BASE_SIMD_H

#include <stdbool.h>

#include "base/str.h"

enum crm_simd {
    CRM_SIMD_C,      /* none */
    CRM_SIMD_SSE2,   /* every x86-64 */
    CRM_SIMD_AVX2,   /* and BMI, LZCNT, POPCNT, PCLMUL: Haswell, Zen and later */
    CRM_SIMD_AVX512, /* F, BW, VL, VBMI, VBMI2: Ice Lake, Zen 4 and later */
};

/* What the processor has, at most what CRM_SIMD in the environment says: "c", "sse2", "avx2",
 * "avx512". */
enum crm_simd crm_simd_level(void);

/* Use the level of that name from now on. False where the processor lacks it. For tests. */
bool crm_simd_use(struct crm_str name);

/* Of 64 bytes the number of each: 0, 1, ... */
extern const char crm_byte_numbers[64];

/* The attributes of the functions for a level. */
#if defined(__x86_64__)
#define CRM_FOR_AVX2 __attribute__((target("avx2,bmi,lzcnt,popcnt,pclmul")))
#define CRM_FOR_AVX512                                                                             \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,"       \
                          "popcnt,pclmul")))
#endif

#endif
