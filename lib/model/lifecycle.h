/*
 * lifecycle.h - the stage of each customer's life, on the customer's own clock (rhythm.h).
 *
 *     stage            when                             since
 *     prospect         no counted order                 -
 *     new              x = 0, silent for 2 m1 at most   last order
 *     one_time_lapsed  x = 0, silent for longer         the day that 2 m1 had passed
 *     growing          1 <= x, n < L, R/g <= 2          last order
 *     mature           n >= L, R/g <= 2                 last order
 *     declining        2 < R/g <= 4                     the day that 2 g had passed
 *     dormant          4 < R/g <= 6                     the day that 4 g had passed
 *     lost             6 < R/g                          the day that 6 g had passed
 *
 * n = x + 1 days with an order; L is the 80 % quantile of n over customers with an order, at
 * least 4. "Since" is told by the clock alone: the first day on which today's figures gave today's
 * stage.
 */
#ifndef CRM_MODEL_LIFECYCLE_H
#define CRM_MODEL_LIFECYCLE_H

#include "model/codes.h"
#include "model/pieces.h"

struct crm_lifecycle_opts {
    int new_days; /* nobody is new for longer than this; 0: no such limit */
    enum crm_lang lang;
};

struct crm_lifecycle_result {
    size_t customers;
    size_t stage[CRM_STAGE_COUNT]; /* customers of each stage */
    double gap_days;               /* m */
    double first_gap_days;         /* m1 */
    bool is_gap_assumed;     /* nobody has bought twice: both are CRM_RHYTHM_DEFAULT_GAP_DAYS */
    int64_t new_within_days; /* the last day of silence on which one is still new */
    int64_t mature_from;     /* L */
};

/*
 * Append stage stage_since expected_gap_days overdue_ratio to the customers table: g in days, R/g.
 *
 * Needs first_order, last_order, order_days, recency_days. -1 with CRM_DATA when one is missing or
 * contradicts another (crm_rhythm_read), CRM_USAGE when new_days is negative.
 */
int crm_lifecycle_add(struct crm_frame *f, const struct crm_lifecycle_opts *o,
                      struct crm_lifecycle_result *r, struct crm_err *e);

/* The same as a step of a table in pieces, with nrows rows; else as crm_rfm_new. */
struct crm_lifecycle;
struct crm_lifecycle *crm_lifecycle_new(const struct crm_lifecycle_opts *o, size_t nrows,
                                        struct crm_budget *budget, struct crm_lifecycle_result *r,
                                        struct crm_err *e);
struct crm_step crm_lifecycle_step(struct crm_lifecycle *l);
void crm_lifecycle_free(struct crm_lifecycle *l);

#endif
