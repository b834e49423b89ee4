/*
 * tally.h - customers counted by a text that they share: a segment, a channel, a stage.
 *
 *     crm_tally_add for each customer, then crm_tally_sort or crm_tally_sort_by
 *
 * While counting, the first CRM_TALLY_MAX texts are told apart and further ones pooled, so that a
 * column that turns out to hold names or numbers costs no more than others. Sorting keeps the first
 * CRM_TALLY_SHOWN groups by the order asked for and pools what follows. {0} is a valid empty tally.
 */
#ifndef CRM_MODEL_TALLY_H
#define CRM_MODEL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "table/money.h"

enum { CRM_TALLY_MAX = 64, CRM_TALLY_SHOWN = 14 };

struct crm_group {
    struct crm_str text; /* as it stands in the column; empty where the cell was */
    bool is_rest;        /* the pool of all other texts */
    uint64_t customers;
    crm_wide revenue;
    uint64_t dated; /* customers with a recency, and the sum of theirs */
    crm_wide recency_days;
};

struct crm_tally {
    bool has_column; /* false: the frame could not tell */
    size_t n;
    struct crm_group of[CRM_TALLY_MAX + 2]; /* one for empty cells, one for the rest */
};

/*
 * Count one customer under the text, which is copied to the arena when new.
 * recency_days may be CRM_NO_INT (INT64_MIN).
 */
void crm_tally_add(struct crm_tally *t, struct crm_arena *arena, struct crm_str text,
                   crm_money revenue, int64_t recency_days);

/* Orders for crm_tally_sort. Empty cells and the rest come last in each, equals by their text. */
enum crm_tally_order { CRM_BY_REVENUE, CRM_BY_CUSTOMERS, CRM_BY_TEXT };

/* Sort the groups, highest first (by text: ascending), and pool those beyond CRM_TALLY_SHOWN. */
void crm_tally_sort(struct crm_tally *t, enum crm_tally_order order);

/* Likewise by the place of their text, lowest first; texts of equal place by bytes. */
void crm_tally_sort_by(struct crm_tally *t, size_t (*place)(struct crm_str text));

#endif
