/*
 * The records of a partition, in whatever order they come, to its customers and orders. What is
 * kept of an order does not depend on that order (order_record.h).
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"

/* Nothing is in the group; the memory of the partition before it stays. */
static void start(struct crm_orders *m, struct group *g)
{
    if (!g->customers) {
        g->customers = crm_groups_new(m->budget);
        g->names = crm_groups_new(m->budget);
    }
    crm_groups_reset(g->customers);
    crm_groups_reset(g->names);
    g->norders = g->npending = 0;
}

void crm_orders_group_clear(struct worker *w)
{
    struct group *g = &w->group;

    crm_groups_free(g->customers);
    crm_groups_free(g->names);
    crm_lease_give(&w->lease,
                   g->known_cap * sizeof(*g->is_known) + g->carried_cap * sizeof(*g->carried) +
                       g->row_cap * sizeof(*g->row) + g->orders_cap * sizeof(*g->orders) +
                       g->place_cap * sizeof(*g->place) + g->pending_cap * sizeof(*g->pending));
    free(g->is_known);
    free(g->carried);
    free(g->row);
    free(g->orders);
    free(g->place);
    free(g->pending);
    *g = (struct group){0};
}

void crm_orders_note_overflow(struct worker *w, struct crm_str customer)
{
    if (w->has_overflow && crm_str_cmp(customer, crm_buf_str(&w->overflow)) >= 0)
        return;
    w->has_overflow = true;
    crm_buf_reset(&w->overflow);
    crm_buf_add(&w->overflow, customer);
}

/* Room for the customer's own data; crm_lease_grow keeps the array where it refuses. */
static int grow_customers(const struct crm_orders *m, struct worker *w, size_t n, struct crm_err *e)
{
    struct group *g = &w->group;
    void *p;

    if (!(p = crm_lease_grow(&w->lease, g->is_known, &g->known_cap, n, sizeof(*g->is_known), e)))
        return -1;
    g->is_known = p;
    if (!(p = crm_lease_grow(&w->lease, g->row, &g->row_cap, n, sizeof(*g->row), e)))
        return -1;
    g->row = p;
    if (!m->o.ncarry)
        return 0;
    if (!(p = crm_lease_grow(&w->lease, g->carried, &g->carried_cap, n * m->o.ncarry,
                             sizeof(*g->carried), e)))
        return -1;
    g->carried = p;
    return 0;
}

static int put_customer(const struct crm_orders *m, struct worker *w, struct crm_str id,
                        uint32_t *customer, struct crm_err *e)
{
    struct group *g = &w->group;
    bool is_new;

    if (crm_groups_put(g->customers, id, customer, &is_new, e))
        return -1;
    if (!is_new)
        return 0;
    size_t n = (size_t)*customer + 1;
    if (grow_customers(m, w, n, e))
        return -1;
    g->is_known[*customer] = false;
    for (size_t k = 0; k < m->o.ncarry; k++)
        g->carried[*customer * m->o.ncarry + k] = (struct carried){.day = CRM_NO_DATE};
    return 0;
}

/* The newest text wins; of one day the one that is first by bytes, so that row order does not
 * count. */
static void carry(struct group *g, size_t ncarry, uint32_t customer, struct crm_str texts,
                  int32_t day)
{
    for (size_t k = 0; k < ncarry; k++) {
        struct carried *had = &g->carried[customer * ncarry + k];
        struct crm_str text = crm_order_record_text(&texts);
        if (!text.n || (had->text.n && day < had->day))
            continue;
        if (had->text.n && day == had->day && crm_str_cmp(text, had->text) >= 0)
            continue;
        *had = (struct carried){text, day};
    }
}

static struct crm_order *new_order(struct worker *w, struct crm_err *e)
{
    struct group *g = &w->group;
    struct crm_order *orders =
        crm_lease_grow(&w->lease, g->orders, &g->orders_cap, g->norders + 1, sizeof(*g->orders), e);

    if (!orders)
        return NULL;
    g->orders = orders;
    return &orders[g->norders++];
}

/* The order of the record: found by customer and order_id, a new one where there is no order_id. */
static struct crm_order *put_order(struct crm_orders *m, struct worker *w,
                                   const struct crm_order_record *r, uint32_t customer,
                                   struct crm_err *e)
{
    struct group *g = &w->group;
    uint32_t number = 0;
    bool is_new = true;

    if (r->order.n && crm_groups_put(g->names, r->key, &number, &is_new, e))
        return NULL;
    struct crm_order *o = is_new ? new_order(w, e) : &g->orders[g->place[number]];
    if (!o)
        return NULL;
    if (is_new) {
        *o = crm_order_none();
        o->customer = customer;
        o->channel = r->lines.channel;
    }
    if (is_new && r->order.n) {
        /* Orders without an id have no name: the number of a name is not the place of its order. */
        uint32_t *place = crm_lease_grow(&w->lease, g->place, &g->place_cap, (size_t)number + 1,
                                         sizeof(*g->place), e);
        if (!place)
            return NULL;
        g->place = place;
        place[number] = (uint32_t)(g->norders - 1);
    }
    if (r->lines.channel != o->channel && crm_str_cmp(crm_groups_key(m->channels, r->lines.channel),
                                                      crm_groups_key(m->channels, o->channel)) < 0)
        o->channel = r->lines.channel;
    return o;
}

static int note_pending(struct worker *w, const struct crm_order_record *r, size_t order,
                        struct crm_err *e)
{
    struct group *g = &w->group;
    struct pending *pending = crm_lease_grow(&w->lease, g->pending, &g->pending_cap,
                                             g->npending + 1, sizeof(*g->pending), e);

    if (!pending)
        return -1;
    g->pending = pending;
    pending[g->npending++] = (struct pending){r->worker, r->row_number, order};
    return 0;
}

static int put_record(struct crm_orders *m, struct worker *w, const struct crm_order_record *r,
                      struct crm_err *e)
{
    struct group *g = &w->group;
    uint32_t customer;

    if (put_customer(m, w, r->customer, &customer, e))
        return -1;
    if (r->is_known) {
        g->is_known[customer] = true;
        carry(g, m->o.ncarry, customer, r->texts, r->day);
    }
    if (!r->lines.has_line && !r->order.n)
        return 0;
    if (g->norders == UINT32_MAX)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
    struct crm_order *o = put_order(m, w, r, customer, e);
    if (!o)
        return -1;
    if (!crm_order_join(o, &r->lines))
        crm_orders_note_overflow(w, r->customer);
    return r->is_pending ? note_pending(w, r, (size_t)(o - g->orders), e) : 0;
}

int crm_orders_group(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct crm_parts_at at = {0};
    struct crm_str records;
    struct crm_order_record r;

    start(m, &w->group);
    if (crm_parts_load(m->parts, part, e))
        return -1;
    while (crm_parts_next(m->parts, part, &at, &records))
        for (const char *p = records.p; p < records.p + records.n;) {
            crm_order_record_read(&p, m->o.ncarry, &r);
            if (put_record(m, w, &r, e))
                return -1;
        }
    return 0;
}
