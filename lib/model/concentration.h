/*
 * concentration.h - how revenue is spread over customers: the Pareto curve, Gini, top n %.
 */
#ifndef CRM_MODEL_CONCENTRATION_H
#define CRM_MODEL_CONCENTRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/money.h"

enum { CRM_CURVE_MAX = 100 };

/* The best customers_ppm of all customers bring revenue_ppm of the revenue. */
struct crm_curve_point {
    uint32_t customers_ppm, revenue_ppm;
};

/*
 *   top_n  the fewest customers that bring 80 % or more
 *   gini   0: all bring the same; towards 1: one brings all
 */
struct crm_concentration {
    bool is_known; /* false when nobody's sum is above zero */
    uint64_t customers;
    uint64_t top_n;
    double gini;
    size_t npoints; /* at equal steps of customers, the last one at 100 % */
    struct crm_curve_point point[CRM_CURVE_MAX];
};

/*
 * Find it for the net sums v[0..n), which are sorted in place, highest first. A sum below zero
 * counts as zero. Gini = sum (2i - n - 1) x_i / (n sum x) with x ascending, i from 1 (the sample
 * form without the correction n / (n - 1)).
 *
 * Source: A. Sen, On Economic Inequality, 1973, ch. 2. Checked against: tests/unit/test_overview.c.
 */
void crm_concentration_find(crm_money *v, size_t n, struct crm_concentration *c);

/* The same for sums that are sorted already, highest first, none below zero; total is theirs. */
void crm_concentration_sorted(const crm_money *v, size_t n, crm_wide total,
                              struct crm_concentration *c);

#endif
