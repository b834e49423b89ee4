/*
 * quantile.h - quantiles and tie-safe scores by integer arithmetic.
 *
 * Nothing here depends on the order of the rows: equal values are never told apart. No floating
 * point, so every machine gives the same answer.
 */
#ifndef CRM_CALC_QUANTILE_H
#define CRM_CALC_QUANTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/budget.h"

enum { CRM_BINS_MIN = 2, CRM_BINS_MAX = 10 };

/* Sort v[0..n) ascending. Linear (sort.h); takes 8 n bytes. */
void crm_ints_sort(int64_t *v, size_t n);

/*
 * The num/den quantile of n sorted values, n > 0, 0 < num <= den: the smallest value v such that at
 * least num/den of all values are <= v. Always one of the values (type 1 of Hyndman and Fan, 1996).
 */
int64_t crm_quantile(const int64_t *sorted, size_t n, unsigned num, unsigned den);

enum crm_better { CRM_MORE_IS_BETTER, CRM_LESS_IS_BETTER };

/*
 * Where one score ends and the next begins. Level l (0-based, ascending by value) starts at the
 * smallest value v of the data with floor(bins * #{values below v} / n) >= l; a level that no value
 * reaches has no start. So equal values share a level, and a level may be empty.
 */
struct crm_cuts {
    int bins;
    enum crm_better better;
    int nlevels; /* levels that have a start; 0 when there is no data */
    /* from[0..nlevels), not descending; of equal ones the lower level is empty */
    int64_t from[CRM_BINS_MAX];
};

/* The cuts of n sorted values into `bins` (2..10) levels. O(bins log n). */
struct crm_cuts crm_cuts_make(const int64_t *sorted, size_t n, int bins, enum crm_better better);

/* The same of values in any order, which are put into another. Linear, by up to nthreads threads;
 * takes 8 n bytes at most. */
struct crm_cuts crm_cuts_find(int64_t *v, size_t n, int bins, enum crm_better better,
                              size_t nthreads);

/*
 * The score of v, 1..bins, bins being best: 1 + level when more is better, bins - level when less
 * is. The second is the mirror image of the first and is not the same as counting larger values:
 * a value tied with the best always scores best (this is also what R's rfm package gives).
 *
 * Checked against: the columns *_tie of three published data sets (tests/unit/test_rfm.c).
 */
int crm_cuts_score(const struct crm_cuts *c, int64_t v);

/* The smallest value of the data that has the score; false when no value has it. */
bool crm_cuts_first(const struct crm_cuts *c, int score, int64_t *value);

/*
 * How often each value occurs, for values that are mostly small and few: days, counts. Takes little
 * whatever the number of rows; values below 0 or far above take 8 bytes each. {0} has none.
 */
struct crm_census {
    uint64_t *counts; /* of 0, 1, 2, ...; NULL: nothing was added yet */
    int64_t *others;
    size_t nothers, others_cap;
    uint64_t n;
};

/* One more v; the lease is asked for what it takes. -1 with CRM_SYSTEM. */
int crm_census_add(struct crm_census *c, int64_t v, struct crm_lease *lease, struct crm_err *e);

/* As crm_cuts_make and crm_quantile of all values that were added. */
struct crm_cuts crm_census_cuts(struct crm_census *c, int bins, enum crm_better better);
int64_t crm_census_quantile(struct crm_census *c, unsigned num, unsigned den);

/* The sum of all values' scores. */
uint64_t crm_census_scores(struct crm_census *c, const struct crm_cuts *cuts);

void crm_census_clear(struct crm_census *c);

#endif
