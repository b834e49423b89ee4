/*
 * phone_sets.h - how the tables of phone_table.c and phone_areas.c are written.
 */
#ifndef CRM_CLEAN_PHONE_SETS_H
#define CRM_CLEAN_PHONE_SETS_H

#include "clean/phone_table.h"

/* Sets of digits, and of lengths: bit d is digit d, bit n a number of n digits. */
#define D(d)            ((1U << (d)) & 0x3FF)
#define ALL             0x3FF
#define TO(first, last) ((2U << (last)) - (1U << (first)))
#define IN_(a, b, c, d, e, f, g, h, i, ...)                                                        \
    (D(a) | D(b) | D(c) | D(d) | D(e) | D(f) | D(g) | D(h) | D(i))
#define IN(...)  IN_(__VA_ARGS__, 10, 10, 10, 10, 10, 10, 10, 10, 10)
#define BUT(...) (ALL ^ IN(__VA_ARGS__))
#define L(n)     (1U << (n))

#define LAND    CRM_PHONE_LAND
#define MOBILE  CRM_PHONE_MOBILE
#define EITHER  CRM_PHONE_EITHER
#define SERVICE CRM_PHONE_SERVICE

#define ROWS(table)                                                                                \
    {                                                                                              \
        table, sizeof(table) / sizeof *(table)                                                     \
    }

#endif
