/*
 * record_outliers.c - the column `outliers`: a number for each cell that may be one, a fence for
 * each column, a mark for each number beyond it.
 */
#include "clean/record_parts.h"

#include <stdatomic.h>

#include "table/money.h"

size_t crm_cleaner_nnumbers(const struct crm_cleaner *c)
{
    return c->nmarked;
}

static int64_t number_of(const struct marked *m, struct crm_str cell)
{
    crm_money amount;
    int32_t day;

    if (!m->is_date)
        return crm_money_parse(cell, '.', &amount) == CRM_MSG_NONE ? amount : INT64_MIN;
    return crm_day_parse(cell, CRM_ORDER_YMD, &(struct crm_zone){0}, &day) == CRM_MSG_NONE
               ? day
               : INT64_MIN;
}

void crm_cleaner_numbers(const void *lane, const struct crm_str *row, int64_t *numbers)
{
    const struct crm_cleaner *c = ((const struct crm_cleaner_lane *)lane)->c;

    for (size_t k = 0; k < c->nmarked; k++)
        numbers[k] = number_of(&c->marked[k], row[c->marked[k].place]);
}

int crm_cleaner_settle(void *cleaner, size_t k, const struct crm_values *values, struct crm_err *e)
{
    struct crm_cleaner *c = cleaner;

    return crm_fence_make(&c->marked[k].fence, c->o.outliers, values, e);
}

void crm_cleaner_mark(const void *cleaner, const int64_t *numbers, struct crm_buf *cell)
{
    const struct crm_cleaner *c = cleaner;

    for (size_t k = 0; k < c->nmarked; k++) {
        struct marked *m = &c->marked[k];
        if (numbers[k] == INT64_MIN || !m->fence.is_testable ||
            (numbers[k] >= m->fence.low && numbers[k] <= m->fence.high))
            continue;
        if (cell->n)
            crm_buf_add_char(cell, ';');
        crm_buf_add(cell, c->columns.names[m->place]);
        atomic_fetch_add(&m->n, 1);
    }
}

struct crm_str crm_cleaner_outliers(const struct crm_cleaner *c, size_t k, bool *is_testable,
                                    uint64_t *n)
{
    *is_testable = c->marked[k].fence.is_testable;
    *n = c->marked[k].n;
    return c->columns.names[c->marked[k].place];
}
