/*
 * The records of a partition, in whatever order they come, to its customers and orders. What is
 * kept of an order does not depend on that order (order_record.h).
 *
 *   records -> entries: the customer's number, a tag of the order_id, where the record lies
 *           -> placed by customer -> the few of each customer sorted by tag -> joined to orders
 *
 * One table, of the customers, stays in the processor's cache; a table of all order_ids, five times
 * as many, did not, and took twice the time. Orders come out customer by customer.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "calc/hash.h"
#include "model/orders_parts.h"

enum { FEW = 32, AHEAD = 8 };

void crm_orders_group_clear(struct worker *w)
{
    struct group *g = &w->group;

    crm_groups_free(g->customers);
    crm_lease_give(&w->lease,
                   g->known_cap * sizeof(*g->is_known) + g->carried_cap * sizeof(*g->carried) +
                       g->row_cap * sizeof(*g->row) + g->ends_cap * sizeof(*g->ends) +
                       g->found_cap * sizeof(*g->found) + g->placed_cap * sizeof(*g->placed) +
                       g->orders_cap * sizeof(*g->orders) + g->pending_cap * sizeof(*g->pending));
    free(g->is_known);
    free(g->carried);
    free(g->row);
    free(g->ends);
    free(g->found);
    free(g->placed);
    free(g->orders);
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

/* Nothing is in the group; the memory of the partition before it stays. */
static void start(struct crm_orders *m, struct group *g)
{
    if (!g->customers)
        g->customers = crm_groups_new(m->budget);
    crm_groups_reset(g->customers);
    g->norders = g->npending = g->most_orders = 0;
}

/* ---- records by customer --------------------------------------------------------- */

/* Room for n records, which is not 0; crm_lease_grow keeps the array where it refuses. */
static int grow_records(struct worker *w, size_t n, struct crm_err *e)
{
    struct group *g = &w->group;
    void *p;

    if (!(p = crm_lease_grow(&w->lease, g->found, &g->found_cap, n, sizeof(*g->found), e)))
        return -1;
    g->found = p;
    if (!(p = crm_lease_grow(&w->lease, g->placed, &g->placed_cap, n + AHEAD, sizeof(*g->placed),
                             e)))
        return -1;
    g->placed = p;
    return 0;
}

/* Room for the data of n customers, not 0 either. */
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
    if (!(p = crm_lease_grow(&w->lease, g->ends, &g->ends_cap, n, sizeof(*g->ends), e)))
        return -1;
    g->ends = p;
    if (!m->o.ncarry)
        return 0;
    if (!(p = crm_lease_grow(&w->lease, g->carried, &g->carried_cap, n * m->o.ncarry,
                             sizeof(*g->carried), e)))
        return -1;
    g->carried = p;
    return 0;
}

/* Ask for the record, which mostly lies in two lines of the cache. */
static void fetch(const struct order_entry *entry)
{
    enum { ALSO = 40 };

    __builtin_prefetch(entry->record);
    __builtin_prefetch(entry->record + ALSO);
}

/* An entry of each record to g->found. */
static int find_records(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct group *g = &w->group;
    struct order_entry *entry = g->found;
    struct crm_parts_at at = {0};
    struct crm_str records, customer, order;
    uint32_t number;

    while (crm_parts_next(m->parts, part, &at, &records))
        for (const char *p = records.p, *end = p + records.n, *next; p < end; p = next) {
            next = crm_order_record_names(p, &customer, &order);
            if (crm_groups_put(g->customers, customer, &number, NULL, e))
                return -1;
            uint32_t tag = order.n ? (uint32_t)(crm_hash(order) >> 32) : 0;
            *entry++ = (struct order_entry){(uint64_t)number << 32 | tag, p};
        }
    return 0;
}

/* The n entries to g->placed, customer by customer; those of customer c end at g->ends[c]. Behind
 * the last there are AHEAD of the last record. */
static void place_records(struct group *g, size_t n)
{
    size_t ncustomers = crm_groups_count(g->customers), all = 0;

    memset(g->ends, 0, ncustomers * sizeof(*g->ends));
    for (size_t i = 0; i < n; i++)
        g->ends[g->found[i].key >> 32]++;
    for (size_t c = 0; c < ncustomers; c++) {
        size_t count = g->ends[c];
        g->ends[c] = all;
        all += count;
    }
    for (size_t i = 0; i < n; i++)
        g->placed[g->ends[g->found[i].key >> 32]++] = g->found[i];
    for (size_t k = 0; n && k < AHEAD; k++)
        g->placed[n + k] = g->placed[n - 1];
}

/* ---- a customer's orders --------------------------------------------------------- */

/* Sort the entries of a customer by tag; those of one tag stay in their order. */
static void sort_entries(struct order_entry *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct order_entry x = v[i];
        size_t at = i;
        for (; at && v[at - 1].key > x.key; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

/* The same for many entries, byte by byte of the tag, lowest first. other: room for as many. */
static void sort_many(struct order_entry *v, size_t n, struct order_entry *other)
{
    enum { TAG_BITS = 32, BITS = 8, VALUES = 1 << BITS };

    for (unsigned shift = 0; shift < TAG_BITS; shift += BITS) {
        size_t starts[VALUES + 1] = {0};
        for (size_t i = 0; i < n; i++)
            starts[(v[i].key >> shift) % VALUES + 1]++;
        for (size_t x = 1; x < VALUES; x++)
            starts[x] += starts[x - 1];
        for (size_t i = 0; i < n; i++)
            other[starts[(v[i].key >> shift) % VALUES]++] = v[i];
        struct order_entry *swap = v;
        v = other;
        other = swap;
    }
}

static int grow_orders(struct worker *w, struct crm_err *e)
{
    struct group *g = &w->group;
    struct crm_order *orders =
        crm_lease_grow(&w->lease, g->orders, &g->orders_cap, g->norders + 1, sizeof(*orders), e);

    if (!orders)
        return -1;
    g->orders = orders;
    return 0;
}

/* The newest text wins; of one day the one that is first by bytes, so that row order does not
 * count. */
static void carry(const struct crm_orders *m, struct carried *to, const struct crm_order_record *r)
{
    struct crm_str texts = r->texts;
    int32_t day = r->day;

    for (size_t k = 0; k < m->o.ncarry; k++) {
        struct carried *had = &to[k];
        struct crm_str text = k == m->carried_channel ? m->channel_names[r->lines->channel]
                                                      : crm_order_record_text(&texts);
        if (!text.n || (had->text.n && day < had->day))
            continue;
        if (had->text.n && day == had->day && crm_str_cmp(text, had->text) >= 0)
            continue;
        *had = (struct carried){text, day};
    }
}

/* Entries that were joined have, where the customer stood, the place of their order. */
static void set_place(struct order_entry *entry, size_t place)
{
    entry->key = (uint64_t)place << 32 | (uint32_t)entry->key;
}

/* The order with that order_id of v[0..i), to which v[i] belongs too; NULL when it is new. */
static struct crm_order *find_order(const struct group *g, const struct order_entry *v, size_t i,
                                    struct crm_str order)
{
    struct crm_str customer, other;

    while (i-- > 0 && (uint32_t)v[i].key == (uint32_t)v[i + 1].key) {
        crm_order_record_names(v[i].record, &customer, &other);
        if (crm_key_eq(other, order))
            return &g->orders[v[i].key >> 32];
    }
    return NULL;
}

/* Join the record with the order o that it belongs to. Its lines stand behind all orders: where o
 * is NULL they are the next one. */
static struct crm_order *join_order(const struct crm_orders *m, struct worker *w,
                                    const struct crm_order_record *r, struct crm_order *o,
                                    uint32_t customer)
{
    const struct crm_order *lines = r->lines;

    if (!o) {
        r->lines->customer = customer;
        w->group.norders++;
        return r->lines;
    }
    if (lines->channel != o->channel &&
        crm_str_cmp(m->channel_names[lines->channel], m->channel_names[o->channel]) < 0)
        o->channel = lines->channel;
    if (!crm_order_join(o, lines))
        crm_orders_note_overflow(w, r->customer);
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

/* Bring the n records of a customer together. */
static int add_customer(struct crm_orders *m, struct worker *w, uint32_t customer,
                        struct order_entry *v, size_t n, struct crm_err *e)
{
    struct group *g = &w->group;
    struct carried *carried = m->o.ncarry ? g->carried + customer * m->o.ncarry : NULL;
    size_t first = g->norders;
    struct crm_order_record r;

    if (first + n > UINT32_MAX)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
    if (n > FEW)
        sort_many(v, n, g->found); /* which is not needed any more */
    else
        sort_entries(v, n);
    g->is_known[customer] = false;
    for (size_t k = 0; k < m->o.ncarry; k++)
        carried[k] = (struct carried){.day = CRM_NO_DATE};
    for (size_t i = 0; i < n; i++) {
        fetch(&v[i + AHEAD]);
        if (g->norders == g->orders_cap && grow_orders(w, e))
            return -1;
        r.lines = &g->orders[g->norders];
        crm_order_record_read(v[i].record, &r);
        if (r.is_known) {
            g->is_known[customer] = true;
            carry(m, carried, &r);
        }
        if (!(r.lines->has & CRM_HAS_LINE) && !r.order.n)
            continue;
        struct crm_order *o = r.order.n ? find_order(g, v, i, r.order) : NULL;
        o = join_order(m, w, &r, o, customer);
        set_place(&v[i], (size_t)(o - g->orders));
        if (r.is_pending && note_pending(w, &r, (size_t)(o - g->orders), e))
            return -1;
    }
    if (g->norders - first > g->most_orders)
        g->most_orders = g->norders - first;
    return 0;
}

int crm_orders_group(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct group *g = &w->group;
    size_t n = crm_parts_count(m->parts, part), from = 0;

    start(m, g);
    if (!n)
        return 0;
    if (crm_parts_load(m->parts, part, e) || grow_records(w, n, e) || find_records(m, w, part, e) ||
        grow_customers(m, w, crm_groups_count(g->customers), e))
        return -1;
    place_records(g, n);
    for (uint32_t c = 0; c < crm_groups_count(g->customers); from = g->ends[c++])
        if (add_customer(m, w, c, g->placed + from, g->ends[c] - from, e))
            return -1;
    return 0;
}
