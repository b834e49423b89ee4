/*
 * budget.h - how many bytes a run may hold (--memory), and who holds them.
 *
 * What grows with the input asks before it grows, so that a limit is an error with a name and not
 * the kernel's choice. A structure that asks keeps a lease, which knows what to give back.
 */
#ifndef CRM_BASE_BUDGET_H
#define CRM_BASE_BUDGET_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* {0} has no limit. Leases of several threads may take of it at once. */
struct crm_budget {
    size_t limit_bytes;
    _Atomic size_t used_bytes;
};

/* What one structure took of a budget, which must outlive it. */
struct crm_lease {
    struct crm_budget *budget;
    size_t taken_bytes;
};

/* Take n bytes. -1 with CRM_SYSTEM, and nothing taken, when the limit would be passed. */
int crm_lease_take(struct crm_lease *l, size_t n, struct crm_err *e);

/* Give back n of the bytes taken. */
void crm_lease_give(struct crm_lease *l, size_t n);

/* As crm_grow, but what it grows by is taken first: NULL, and the array as it was, if refused. */
void *crm_lease_grow(struct crm_lease *l, void *p, size_t *cap, size_t need, size_t size,
                     struct crm_err *e);

/*
 * Take what the arena has come to hold since the last call: it grows by whole blocks, so this is
 * asked for after a batch of small texts, not before each.
 */
int crm_lease_arena(struct crm_lease *l, struct crm_arena *a, struct crm_err *e);

/* Give back everything. */
void crm_lease_end(struct crm_lease *l);

#endif
