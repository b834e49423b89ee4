#include "base/budget.h"

#include <stdatomic.h>

#include "base/mem.h"

int crm_lease_take(struct crm_lease *l, size_t n, struct crm_err *e)
{
    struct crm_budget *b = l->budget;
    size_t used = crm_add_size(atomic_fetch_add(&b->used_bytes, n), n);

    if (b->limit_bytes && used > b->limit_bytes) {
        atomic_fetch_sub(&b->used_bytes, n);
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
                        .advice = CRM_MSG_ADVICE_MEMORY);
    }
    l->taken_bytes += n;
    return 0;
}

void crm_lease_give(struct crm_lease *l, size_t n)
{
    atomic_fetch_sub(&l->budget->used_bytes, n);
    l->taken_bytes -= n;
}

void *crm_lease_grow(struct crm_lease *l, void *p, size_t *cap, size_t need, size_t size,
                     struct crm_err *e)
{
    if (need <= *cap)
        return p;
    size_t want = crm_grown(*cap, need);
    if (crm_lease_take(l, crm_mul_size(want - *cap, size), e))
        return NULL;
    return crm_grow(p, cap, want, size);
}

int crm_lease_arena(struct crm_lease *l, struct crm_arena *a, struct crm_err *e)
{
    size_t more = a->total_bytes - a->leased_bytes;

    a->leased_bytes = a->total_bytes;
    return more ? crm_lease_take(l, more, e) : 0;
}

void crm_lease_end(struct crm_lease *l)
{
    if (l->budget)
        crm_lease_give(l, l->taken_bytes);
}
