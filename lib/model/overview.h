/*
 * overview.h - every figure of the report, found once, so that all its forms show the same numbers.
 *
 *     customers frame --> crm_overview_make --> struct crm_overview --> page, terminal, ...
 *
 * A frame may lack any column; what could not be found says so by its flag (has_column, is_known),
 * and nothing is guessed. The overview owns what it holds: the frame may go before it.
 * {0} is a valid empty overview.
 *
 * Words used here: a buyer is a customer with an order (frequency > 0; without that column, a last
 * order; without that, a net sum above zero). Revenue is the net sum `monetary` over all customers.
 */
#ifndef CRM_MODEL_OVERVIEW_H
#define CRM_MODEL_OVERVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/concentration.h"
#include "model/tally.h"
#include "table/frame.h"

enum {
    CRM_MAP_BINS_MAX = 10, /* scores of the heat map, 1..10 */
    CRM_AT_RISK_MAX = 50,  /* customers on the at-risk list */
    CRM_FILLED_MAX = 30,   /* columns whose completeness is listed */
};

/* One cell of the recency x frequency map. */
struct crm_rf_cell {
    uint64_t customers;
    crm_wide revenue;
};

struct crm_rf_map {
    bool is_known;
    size_t r_bins, f_bins; /* 5 unless a score is higher; at most CRM_MAP_BINS_MAX */
    uint64_t unscored;     /* customers without both scores */
    struct crm_rf_cell cell[CRM_MAP_BINS_MAX][CRM_MAP_BINS_MAX]; /* [r_score - 1][f_score - 1] */
};

/* A customer to win back. Texts are copies; empty where the frame has none. */
struct crm_at_risk {
    struct crm_str id, name, phone, email, segment, band, reason;
    crm_money monetary;
    int64_t frequency;    /* CRM_NO_INT: not known */
    int64_t recency_days; /* CRM_NO_INT: not known */
    int32_t last_order;   /* CRM_NO_DATE: not known */
};

/* How many customers have something in a column that came in. */
struct crm_filled {
    struct crm_str column;
    uint64_t customers;
};

struct crm_overview {
    struct crm_arena arena;

    uint64_t customers, buyers;
    bool has_orders; /* the frame has frequency: the next two are known */
    crm_wide orders;
    uint64_t repeaters; /* buyers with two orders or more */
    bool has_revenue, has_refunds;
    crm_wide revenue, refunds;
    int32_t as_of, first_date, last_date; /* CRM_NO_DATE: not known */

    struct crm_tally segments;      /* by revenue, highest first */
    struct crm_tally channels;      /* likewise */
    struct crm_tally abc;           /* by text: A, B, C */
    struct crm_tally stages;        /* in the order of a customer's life */
    struct crm_tally bands;         /* high, medium, low */
    struct crm_tally churn_reasons; /* of customers in band high or medium, by customers */

    struct crm_rf_map rf;
    struct crm_concentration spread; /* over buyers */

    /*
     * Buyers in band high or medium with a net sum above zero: what they brought so far is what is
     * at stake, so the highest net sum comes first; ties by the frame's order (customer_id).
     */
    uint64_t nat_risk_all; /* how many qualify */
    size_t nat_risk;       /* how many are listed */
    struct crm_at_risk at_risk[CRM_AT_RISK_MAX];
    uint64_t high_risk;         /* of these, those in band high, */
    crm_wide high_risk_revenue; /* and what they brought so far */

    bool has_contacts; /* the frame has a column of phone, email, wechat or address */
    uint64_t without_contact;
    size_t nfilled;
    size_t nfilled_more; /* columns not listed */
    struct crm_filled filled[CRM_FILLED_MAX];
};

/*
 * Find the figures of a customers frame sorted by customer_id. O(n log n) time for the sort of net
 * sums, 8 bytes a buyer while it runs. The same frame gives the same overview, on any machine.
 */
void crm_overview_make(const struct crm_frame *f, struct crm_overview *o);

/* Free what it holds; the overview is {0} again. */
void crm_overview_clear(struct crm_overview *o);

#endif
