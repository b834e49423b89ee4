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
#include "table/frame.h"

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

/* Where the answers go: an entry a row, in the rows' own order. */
struct crm_abc_rows {
    int64_t *rank;     /* 1 has the highest value; every row its own */
    double *share;     /* of the base; 0 for a value that is not above zero */
    double *cum_share; /* up to and with this row; NaN for a value that is not above zero */
    uint8_t *code;     /* of CRM_CODES_ABC */
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
 * Rank value[0..n); CRM_NO_INT counts as 0.
 *
 * A row is above threshold p while 100 * (sum before it) < p * base, or with CRM_ABC_UPTO while
 * 100 * (sum with it) <= p * base, in integers of 128 bits. O(n log n) time, 24 bytes a row
 * meanwhile. -1 with CRM_USAGE when the thresholds do not increase between 0 and 100 %, or are too
 * many.
 *
 * Checked against: the columns abc_start and abc_upto of three public data sets
 * (tests/unit/test_abc.c).
 */
int crm_abc_rank(const crm_money *value, size_t n, const struct crm_abc_opts *o,
                 const struct crm_abc_rows *rows, struct crm_abc_result *r, struct crm_err *e);

/*
 * Append abc_rank abc_share abc_cum_share abc_class to the customers table, by monetary.
 * -1 with CRM_DATA when that column is missing, else as crm_abc_rank.
 */
int crm_abc_add(struct crm_frame *f, const struct crm_abc_opts *o, struct crm_abc_result *r,
                struct crm_err *e);

/*
 * Read thresholds as the command line gives them: percents separated by commas, "80,95". -1 with
 * CRM_USAGE when one is not a number or there are too many; their order is checked by crm_abc_rank.
 */
int crm_abc_thresholds(struct crm_abc_opts *o, const char *text, struct crm_err *e);

#endif
