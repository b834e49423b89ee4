/*
 * rhythm.h - each customer's own clock: how long the silence is, measured in the customer's usual
 * gap.
 *
 * An occasion is a day with an order. Of a customer with n occasions the table knows x = n - 1
 * repeats, t_x = last - first order and R = silence since the last one, all in days. The usual gap
 * is shrunk towards the shop's, so that a customer with few orders is not judged by chance:
 *
 *     g = (t_x + 2m) / (x + 2)          silence in gaps = R / g
 *
 * m is the shop's median gap. The table carries no single gap, so each customer with x >= 1 counts
 * x gaps of the own mean t_x/x, and m is the weighted lower median of those. First to second order:
 * m1 is the 80 % quantile of t_x/x over customers with x >= 1, each counted once. Both stand in for
 * quantiles of the single gaps, measured on four public sets in days (single gaps -> here):
 *
 *     set                    median gap   80 % of first gaps
 *     CDNOW master             34 -> 52      207 -> 174
 *     grocery (BTYDplus)       21 -> 29       75 ->  92
 *     Online Retail            21 -> 28      121 ->  98
 *     rfm_orders (R)          101 -> 127     306 -> 227
 *
 * t_x of customers with x = 1 alone, the exact first gaps, was tried for m1 and is worse (307, 154,
 * 189, 481): who came back only once came back late.
 *
 * All comparisons are of integers; only what is printed becomes a double.
 */
#ifndef CRM_MODEL_RHYTHM_H
#define CRM_MODEL_RHYTHM_H

#include "table/frame.h"

/* m and m1 where nobody has bought twice and nothing can be measured. A choice: a month. */
enum { CRM_RHYTHM_DEFAULT_GAP_DAYS = 30 };

/* The figures of a piece of the customers table, which owns them. */
struct crm_rhythm {
    const int64_t *order_days, *recency_days;
    const int32_t *first_order, *last_order;
};

/*
 * Find the columns and check them. -1 with CRM_DATA when one is missing, or a customer's figures
 * contradict each other: a day before the first year or after the last, last order before first,
 * more order days than days.
 */
int crm_rhythm_read(struct crm_rhythm *r, const struct crm_frame *f, struct crm_err *e);

/* R, x and t_x of a customer. Every check was passed, so that they are days of the calendar. */
struct crm_beat {
    uint32_t silent_days; /* CRM_NO_BEAT: there is no counted order, and nothing more to ask */
    uint32_t repeats;
    uint32_t span_days;
};

#define CRM_NO_BEAT UINT32_MAX

struct crm_beat crm_rhythm_beat(const struct crm_rhythm *r, size_t row);

/* top/bottom, bottom > 0. */
struct crm_ratio {
    int64_t top, bottom;
};

/* The shop's gaps. */
struct crm_clock {
    struct crm_ratio gap_days;       /* m */
    struct crm_ratio first_gap_days; /* m1 */
    bool is_assumed;                 /* nobody has bought twice: both are the default */
};

/* Bytes that it takes meanwhile for each customer. */
enum { CRM_CLOCK_BYTES = 12 };

/* m and m1 of n customers, by up to nthreads threads; linear. */
struct crm_clock crm_clock_find(const struct crm_beat *b, size_t n, size_t nthreads);

/* g in days, and R/g. */
double crm_clock_gap_days(const struct crm_clock *c, const struct crm_beat *b);
double crm_clock_overdue(const struct crm_clock *c, const struct crm_beat *b);

/* Whole days of silence that lie within `gaps` usual gaps: R/g <= gaps just while R is no more. */
int64_t crm_clock_days_within(const struct crm_clock *c, const struct crm_beat *b, int gaps);

/* R/g as an exact fraction, up to a factor that all customers of one table share. */
struct crm_ratio crm_clock_silence(const struct crm_clock *c, const struct crm_beat *b);

#endif
