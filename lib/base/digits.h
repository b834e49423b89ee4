/*
 * digits.h - digits by twos, and eight bytes at once against a pattern of digits and signs.
 */
#ifndef CRM_BASE_DIGITS_H
#define CRM_BASE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* 00 to 99, two bytes each. */
extern const char crm_two_digits[201];

#define CRM_EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Eight bytes as one number, in the machine's order. */
static inline uint64_t crm_load8(const char *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof w);
    return w;
}

/* One to seven bytes as eight, some of them twice; neighbours stay neighbours. */
static inline uint64_t crm_load_few(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t first, last;

        memcpy(&first, p, sizeof first);
        memcpy(&last, p + n - 4, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    return CRM_EACH_BYTE((unsigned char)p[0]) ^
           ((uint64_t)((unsigned char)p[0] ^ (unsigned char)p[n / 2]) << 8 |
            (uint64_t)((unsigned char)p[0] ^ (unsigned char)p[n - 1]) << 16);
}

/* 0x80 in each byte of w that is 0, nothing elsewhere. */
static inline uint64_t crm_zero_bytes(uint64_t w)
{
    const uint64_t low = CRM_EACH_BYTE(0x7F);

    return ~(((w & low) + low) | w | low);
}

/* Is one of the bytes of w `b`? */
static inline bool crm_has_byte(uint64_t w, unsigned char b)
{
    uint64_t x = w ^ CRM_EACH_BYTE(b);

    return (x - CRM_EACH_BYTE(1)) & ~x & CRM_EACH_BYTE(0x80);
}

/*
 * Has p[0..8) a digit wherever the pattern has a 0, and the pattern's own byte elsewhere? The
 * pattern is a literal of eight ASCII bytes: what is made of it is made by the compiler.
 */
static inline bool crm_is_like(const char *p, const char *pattern)
{
    uint64_t want = crm_load8(pattern);
    uint64_t zeros = crm_zero_bytes(want ^ CRM_EACH_BYTE('0')) >> 7;
    uint64_t x = crm_load8(p) ^ want;

    /* A digit is 0..9 here and a right sign 0; what is more carries into its byte's top bit. */
    return !(((x + CRM_EACH_BYTE(0x7F) - zeros * 9) | x) & CRM_EACH_BYTE(0x80));
}

#endif
