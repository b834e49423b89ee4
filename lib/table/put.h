/*
 * put.h - numbers, amounts and dates as text, straight into memory that has room for them.
 *
 * Each writes at `to` and returns the end of the text; it may write CRM_PUT_BYTES bytes whatever
 * the length of the text. Eight digits are made at once and the zeros in front shifted out, so that
 * no branch hangs on how many there are, which a processor cannot foretell.
 */
#ifndef CRM_TABLE_PUT_H
#define CRM_TABLE_PUT_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/digits.h"
#include "table/date.h"
#include "table/money.h"

enum { CRM_PUT_BYTES = 32, CRM_PUT_BLOCK = 100000000 };

/* The eight digits of v < 10^8, one a byte, the first one in the lowest byte. */
static inline uint64_t crm_eight_digits(uint32_t v)
{
    uint64_t x = (uint64_t)(v % 10000) << 32 | v / 10000; /* by fours, by twos, by ones: */
    uint64_t hundreds = (x * 10486 >> 20) & UINT64_C(0x7F0000007F);

    x = (x - 100 * hundreds) << 16 | hundreds;
    uint64_t tens = (x * 103 >> 10) & UINT64_C(0x000F000F000F000F);
    return (x - 10 * tens) << 8 | tens;
}

static inline char *crm_put_two(char *to, uint32_t v)
{
    memcpy(to, crm_two_digits + (size_t)v * 2, 2);
    return to + 2;
}

/* v < 10^8 in eight digits. */
static inline char *crm_put_eight(char *to, uint32_t v)
{
    uint64_t w = htole64(crm_eight_digits(v) + CRM_EACH_BYTE('0'));

    memcpy(to, &w, sizeof w);
    return to + sizeof w;
}

/* v < 10^8 in as many digits as it has. */
static inline char *crm_put_short(char *to, uint32_t v)
{
    if (v < 10) {
        *to = (char)('0' + (char)v);
        return to + 1;
    }
    uint64_t digits = crm_eight_digits(v);
    unsigned zeros = (unsigned)__builtin_ctzll(digits) / 8;
    uint64_t w = htole64((digits + CRM_EACH_BYTE('0')) >> (8 * zeros));

    memcpy(to, &w, sizeof w);
    return to + sizeof w - zeros;
}

static inline char *crm_put_unsigned(char *to, uint64_t v)
{
    uint64_t high = v / CRM_PUT_BLOCK;

    if (!high)
        return crm_put_short(to, (uint32_t)v);
    if (high < CRM_PUT_BLOCK) {
        to = crm_put_short(to, (uint32_t)high);
    } else {
        to = crm_put_short(to, (uint32_t)(high / CRM_PUT_BLOCK));
        to = crm_put_eight(to, (uint32_t)(high % CRM_PUT_BLOCK));
    }
    return crm_put_eight(to, (uint32_t)(v % CRM_PUT_BLOCK));
}

static inline char *crm_put_int(char *to, int64_t v)
{
    *to = '-';
    return crm_put_unsigned(to + (v < 0), v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* As crm_money_add_text: two decimals, more where it has them. */
static inline char *crm_put_money(char *to, crm_money v)
{
    uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint32_t millionths = (uint32_t)(magnitude % (uint64_t)CRM_MONEY_UNIT);

    *to = '-';
    to = crm_put_unsigned(to + (v < 0), magnitude / (uint64_t)CRM_MONEY_UNIT);
    *to = '.';
    to = crm_put_two(to + 1, millionths / 10000);
    if (millionths % 10000 == 0)
        return to;
    crm_put_two(crm_put_two(to, millionths / 100 % 100), millionths % 100);
    for (to += 4; to[-1] == '0';)
        to--;
    return to;
}

/*
 * As crm_date_add_text: nothing for CRM_NO_DATE.
 *
 * Source: C. Neri, L. Schneider, Euclidean affine functions and their application to calendar
 * algorithms, Software: Practice and Experience 53, 2023.
 */
static inline char *crm_put_day(char *to, int32_t day)
{
    enum { MARCH_0000 = -719468, YEAR_9999_END = 2932896 };

    if (day == CRM_NO_DATE)
        return to;
    uint32_t year, month, of_month;
    if (day >= MARCH_0000 && day <= YEAR_9999_END) {
        uint32_t n = 4 * (uint32_t)(day - MARCH_0000) + 3;
        uint64_t of_century = (uint64_t)2939745 * ((n % 146097) | 3);
        uint32_t of_year = (uint32_t)of_century / 2939745 / 4;
        uint32_t m = 2141 * of_year + 197913;
        bool is_next_year = of_year >= 306; /* years begin in March */
        year = n / 146097 * 100 + (uint32_t)(of_century >> 32) + is_next_year;
        month = (m >> 16) - (is_next_year ? 12 : 0);
        of_month = (m & UINT16_MAX) / 2141 + 1;
    } else {
        int y, m, d;
        crm_civil_from_days(day, &y, &m, &d);
        year = (uint32_t)y;
        month = (uint32_t)m;
        of_month = (uint32_t)d;
    }
    to = crm_put_two(to, year / 100);
    to = crm_put_two(to, year % 100);
    *to = '-';
    to = crm_put_two(to + 1, month);
    *to = '-';
    return crm_put_two(to + 1, of_month);
}

#endif
