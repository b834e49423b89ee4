/*
 * select.h - order statistics of more values than fit in memory: they are read again and again, a
 * digit of 16 bits each time, and never held.
 */
#ifndef CRM_CALC_SELECT_H
#define CRM_CALC_SELECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Values that can be read from the start as often as needed. */
struct crm_values {
    void *source;
    int (*rewind)(void *source, struct crm_err *e);
    /* The next ones, which live until the next call; *n is 0 at the end. */
    int (*next)(void *source, const int64_t **values, size_t *n, struct crm_err *e);
};

/*
 * The num/den quantile, 0 < num <= den, as crm_quantile has it: the smallest value such that at
 * least num/den of all are not above it. *n is how many values there are; with none, *value is left
 * alone. Four passes, 512 KiB. Exact; no order of the values matters.
 */
int crm_select(const struct crm_values *v, unsigned num, unsigned den, uint64_t *n, int64_t *value,
               struct crm_err *e);

/* The same of the distances |value - center|. */
int crm_select_distance(const struct crm_values *v, int64_t center, unsigned num, unsigned den,
                        uint64_t *distance, struct crm_err *e);

#endif
