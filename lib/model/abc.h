/*
 * abc.h - Pareto classes: who brings the first 80 % of the revenue, who the next 15 %, who the
 * rest.
 *
 * Rows are ranked by value, highest first, equal values by index (the rows stand sorted by key).
 * The base is the sum of the values above zero; a row's cumulative share is counted down the rank.
 */
#ifndef CRM_MODEL_ABC_H
#define CRM_MODEL_ABC_H

#include "model/codes.h"
#include "model/concentration.h"
#include "model/pieces.h"

enum { CRM_ABC_THRESHOLDS_MAX = CRM_ABC_CLASSES_MAX - 1 };

/* Thresholds are in millionths of a percent, as crm_money_parse reads them: 80 % is 80 of these. */
#define CRM_ABC_PERCENT ((int64_t)1000000)

enum crm_abc_boundary {
    CRM_ABC_BEFORE, /* by the share of those before: who crosses the line is above it */
    CRM_ABC_UPTO,   /* by the share including the row: who crosses the line is below it */
};

enum crm_abc_ties {
    CRM_ABC_KEEP,  /* equal values get the class of the first of them */
    CRM_ABC_SPLIT, /* each row by its own share */
};

struct crm_abc_opts {
    size_t nthresholds;                        /* one less than classes; 0 is 80 and 95 */
    int64_t threshold[CRM_ABC_THRESHOLDS_MAX]; /* increasing, above 0 and below 100 % */
    enum crm_abc_boundary boundary;
    enum crm_abc_ties ties;
};

struct crm_abc_class {
    size_t rows;
    crm_wide sum; /* of all its values, those below zero too */
};

struct crm_abc_result {
    size_t rows;
    size_t nclasses;
    struct crm_abc_class cls[CRM_ABC_CLASSES_MAX];
    crm_wide total; /* the base; 0: no value is above zero, all rows are in the last class */
    size_t nonpositive_rows; /* in the last class, share 0, not in the base */
    crm_wide nonpositive_sum;
    struct crm_concentration pareto; /* Gini, the fewest rows that bring 80 %, the curve */
};

/*
 * Append abc_rank abc_share abc_cum_share abc_class to the customers table, by monetary; an empty
 * one counts as 0. abc_rank: 1 has the highest value, every row its own. abc_share is of the base,
 * 0 for a value that is not above zero; abc_cum_share is empty for it.
 *
 * A row is above threshold p while 100 * (sum before it) < p * base, or with CRM_ABC_UPTO while
 * 100 * (sum with it) <= p * base, in integers of 128 bits. O(n) time, 24 bytes a row meanwhile.
 * -1 with CRM_DATA when monetary is missing, CRM_USAGE when the thresholds do not increase between
 * 0 and 100 %, or are too many.
 *
 * Checked against: the columns abc_start and abc_upto of three public data sets
 * (tests/unit/test_abc.c).
 */
int crm_abc_add(struct crm_frame *f, const struct crm_abc_opts *o, struct crm_abc_result *r,
                struct crm_err *e);

/* The same as a step of a table in pieces, with nrows rows; else as crm_rfm_new. */
struct crm_abc;
struct crm_abc *crm_abc_new(const struct crm_abc_opts *o, size_t nrows, struct crm_budget *budget,
                            struct crm_abc_result *r, struct crm_err *e);
struct crm_step crm_abc_step(struct crm_abc *abc);
void crm_abc_free(struct crm_abc *abc);

/*
 * Read thresholds as the command line gives them: percents separated by commas, "80,95". -1 with
 * CRM_USAGE when one is not a number or there are too many; their order is checked by crm_abc_add.
 */
int crm_abc_thresholds(struct crm_abc_opts *o, const char *text, struct crm_err *e);

#endif
