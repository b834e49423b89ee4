/*
 * churn.h - who is likely not to come back, ranked by silence over the customer's usual gap
 * (rhythm.h). A rule of thumb, not a model: it gives a rank, a band and a reason, and leaves every
 * column that would hold a probability empty.
 *
 *     R/g        band     reason, repeat customer   reason, one day of orders
 *     up to 2    low      within_usual_gap          single_order_recent
 *     up to 4    medium   overdue                   single_order_long_ago
 *     above      high     long_overdue              single_order_long_ago
 */
#ifndef CRM_MODEL_CHURN_H
#define CRM_MODEL_CHURN_H

#include "model/codes.h"
#include "model/pieces.h"

struct crm_churn_opts {
    int horizon_days; /* the question is: no purchase within this many days; 0 is 90 */
    enum crm_lang lang;
};

struct crm_churn_result {
    size_t customers;
    size_t ranked; /* those with a counted order */
    size_t band[CRM_BAND_COUNT];
    size_t reason[CRM_REASON_COUNT];
    int horizon_days;    /* as used */
    double gap_days;     /* m */
    bool is_gap_assumed; /* nobody has bought twice */
};

/*
 * Append horizon_days churn_probability churn_band churn_reason p_alive expected_orders churn_rank
 * churn_model to the customers table.
 *
 * churn_rank: 1 is most at risk; by R/g, compared exactly, then by monetary, both highest first,
 * then by row (customer_id). Customers without an order have no rank and no band. The horizon
 * changes no rank. Needs first_order, last_order, order_days, recency_days, monetary. -1 with
 * CRM_DATA when one is missing or contradicts another (crm_rhythm_read), CRM_USAGE when
 * horizon_days is negative.
 */
int crm_churn_add(struct crm_frame *f, const struct crm_churn_opts *o, struct crm_churn_result *r,
                  struct crm_err *e);

/* The same as a step of a table in pieces, with nrows rows; else as crm_rfm_new. */
struct crm_churn;
struct crm_churn *crm_churn_new(const struct crm_churn_opts *o, size_t nrows,
                                struct crm_budget *budget, struct crm_churn_result *r,
                                struct crm_err *e);
struct crm_step crm_churn_step(struct crm_churn *c);
void crm_churn_free(struct crm_churn *c);

#endif
