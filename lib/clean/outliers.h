/*
 * outliers.h - which values of a column are far from the others.
 *
 *   mad:K  further from the median than K times 1.4826 times the median of such distances (MAD).
 * The factor makes it the standard deviation of normal values. Where more than half of the values
 * are the same, MAD is 0 and iqr:1.5 is used instead. F. R. Hampel, The influence curve and its
 * role in robust estimation, J. Am. Stat. Assoc. 69, 1974; B. Iglewicz, D. Hoaglin, How to detect
 * and handle outliers, ASQC 1993. iqr:K  more than K times the distance of the quartiles outside of
 * them. J. W. Tukey, Exploratory data analysis, 1977.
 *
 * Exact: whole numbers, every value looked at; quantiles are values of the data (crm_quantile).
 */
#ifndef CRM_CLEAN_OUTLIERS_H
#define CRM_CLEAN_OUTLIERS_H

#include "calc/select.h"

enum crm_outlier_rule { CRM_OUTLIER_MAD, CRM_OUTLIER_IQR };

struct crm_outlier_opts {
    enum crm_outlier_rule rule;
    int64_t thousandths; /* of K */
};

/* "mad:5", "iqr:1.5", or the rule alone for 5 and 1.5; false: not one of them. */
bool crm_outlier_parse(const char *text, struct crm_outlier_opts *o);

/* Values below `low` or above `high` are outliers; of a column that has no spread, none is. */
struct crm_fence {
    bool is_testable;
    int64_t low, high;
};

int crm_fence_make(struct crm_fence *f, const struct crm_outlier_opts *o,
                   const struct crm_values *values, struct crm_err *e);

#endif
