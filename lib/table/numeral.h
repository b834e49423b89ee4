/*
 * numeral.h - numbers in Chinese words, and magnitudes such as 万 and k behind a number.
 */
#ifndef CRM_TABLE_NUMERAL_H
#define CRM_TABLE_NUMERAL_H

#include <stdbool.h>

#include "base/str.h"
#include "table/decimal.h"

/* The tens that s stands for, when it is magnitudes alone: 4 for 万, 7 for 千万, 3 for k; -1. */
int crm_magnitude(struct crm_str s);

/*
 * Read an amount in Chinese words, or in words and digits: 一百二十三, 壹仟贰佰叁拾肆元伍角陆分整,
 * 两千元, 一点五万, 1亿2000万, 3万5 (35000, as it is spoken), 12元5角, 五角. Digits behind 元 are
 * written as they stand: two decimals where there is a 分, one where there is a 角.
 *
 * Appends to d as crm_decimal_add; false when s is no such amount, or beyond 10^24.
 */
bool crm_numeral_read(struct crm_str s, struct crm_decimal *d);

#endif
