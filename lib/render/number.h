/*
 * number.h - numbers for people: the same on every machine, no locale.
 */
#ifndef CRM_RENDER_NUMBER_H
#define CRM_RENDER_NUMBER_H

#include "base/buf.h"
#include "base/msg.h"
#include "table/money.h"

/* 1,234,567 */
void crm_add_count(struct crm_buf *out, crm_wide n);

/* An amount in millionths with two decimals, half away from zero: 1,234.50. */
void crm_add_amount(struct crm_buf *out, crm_wide millionths);

/*
 * An amount in millionths at a glance: 0.75, 35.28, 117, 9,876, then three
 * digits: 12.3k, 4.56M, 1.2B in English, 1.23万, 456万, 7.89亿 in Chinese. Half away from zero.
 */
void crm_add_short(struct crm_buf *out, crm_wide millionths, enum crm_lang lang);

/* The same for a count: never a decimal below ten thousand. */
void crm_add_short_count(struct crm_buf *out, crm_wide n, enum crm_lang lang);

/*
 * part / whole as 12.3%. Only all is 100% and only nothing is 0%: what would round to them is
 * >99.9% and <0.1%. A dash (U+2013) when whole is not above zero. |part| < 2^110.
 */
void crm_add_percent(struct crm_buf *out, crm_wide part, crm_wide whole);

/* part / whole with one decimal (orders a buyer: 2.4); a dash when whole is not above zero. */
void crm_add_ratio(struct crm_buf *out, crm_wide part, crm_wide whole);

#endif
