/*
 * groups.h - keys to dense numbers: the first key seen is 0, the next new one 1, and so on.
 *
 * A key is any bytes of any length, compared whole, so two keys never share a number. The numbers
 * depend on the order of the keys alone, not on the hash; whoever writes them out sorts first.
 * The keys, the table and what it keeps a key count against a budget.
 */
#ifndef CRM_CALC_GROUPS_H
#define CRM_CALC_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/budget.h"
#include "base/err.h"
#include "base/str.h"

struct crm_groups;

/* An empty set. The budget must outlive it; it gets back in crm_groups_free what was taken. */
struct crm_groups *crm_groups_new(struct crm_budget *budget);
void crm_groups_free(struct crm_groups *g);

/*
 * The number of the key to *id, a new one when it was not there; the bytes are copied. is_new may
 * be NULL. -1 with CRM_SYSTEM when the budget refuses; the key is then not in the set.
 */
int crm_groups_put(struct crm_groups *g, struct crm_str key, uint32_t *id, bool *is_new,
                   struct crm_err *e);

/* The key of a number below the count; borrowed until crm_groups_free. */
struct crm_str crm_groups_key(const struct crm_groups *g, uint32_t id);

/* How many keys there are. */
uint32_t crm_groups_count(const struct crm_groups *g);

/* Forget the keys, keep the memory. */
void crm_groups_reset(struct crm_groups *g);

#endif
