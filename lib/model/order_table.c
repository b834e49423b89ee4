/*
 * The customers of all blocks, sorted by id, as the columns of a frame.
 *
 * Neighbours by id lie anywhere in memory: they are asked for some rows ahead, and their texts are
 * copied in the order of the table, so that whoever reads it goes straight on. Waiting for each in
 * turn, here and while writing, took a seventh of the time of rfm.
 */
#include <malloc.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "calc/hash.h"
#include "calc/sort.h"
#include "model/orders_parts.h"

enum { SLICE_ROWS = 4096, AHEAD = 16 };

/* The table and its rows' customers. */
struct table {
    struct order_table columns;
    struct crm_orders *m;
    const struct customer **customers; /* of all blocks */
    uint32_t *order;                   /* of their ids */
    size_t nrows;
    char *texts;      /* of the frame */
    atomic_size_t at; /* free from here on */
};

static struct crm_str id_at(const void *of, size_t i)
{
    const struct customer *const *customers = of;

    return customers[i]->id;
}

void crm_order_table_columns(struct order_table *t, struct crm_frame *f)
{
    const struct crm_orders_opts *o = t->o;

    t->carried = crm_alloc_array(o->ncarry, sizeof(*t->carried));
    t->id = crm_frame_add(f, o->by ? o->by : "customer_id", CRM_TEXT)->v.text;
    for (size_t k = 0; k < o->ncarry; k++)
        t->carried[k] = crm_frame_add_text(f, o->carry[k])->v.text;
    t->first = crm_frame_add(f, "first_order", CRM_DATE)->v.dates;
    t->last = crm_frame_add(f, "last_order", CRM_DATE)->v.dates;
    t->frequency = crm_frame_add(f, "frequency", CRM_INT)->v.ints;
    t->order_days = crm_frame_add(f, "order_days", CRM_INT)->v.ints;
    t->monetary = crm_frame_add(f, "monetary", CRM_MONEY)->v.money;
    t->first_day = crm_frame_add(f, "first_day_monetary", CRM_MONEY)->v.money;
    t->refunds = crm_frame_add(f, "refunds", CRM_MONEY)->v.money;
    t->recency = crm_frame_add(f, "recency_days", CRM_INT)->v.ints;
}

void crm_order_table_row(const struct order_table *t, size_t row, const struct customer *c)
{
    const struct crm_orders_opts *o = t->o;

    t->id[row] = c->id;
    for (size_t k = 0; k < o->ncarry; k++)
        t->carried[k][row] = c->carried[k];
    t->first[row] = c->first;
    t->last[row] = c->last;
    t->frequency[row] = o->occasion == CRM_OCCASION_DAY ? c->ndays : c->norders;
    t->order_days[row] = c->ndays;
    t->monetary[row] = c->monetary;
    t->first_day[row] = c->first_day;
    t->refunds[row] = c->refunds;
    t->recency[row] = c->norders ? (int64_t)t->as_of - c->last : CRM_NO_INT;
}

static const struct customer *customer_at(const struct table *t, size_t row)
{
    return t->customers[t->order[row]];
}

/* Ask for what the row `steps` times AHEAD from here needs at that step. */
static void fetch(const struct table *t, size_t row)
{
    size_t last = t->nrows - 1, far = row + (size_t)2 * AHEAD, near = row + AHEAD;

    __builtin_prefetch(&t->customers[t->order[far < last ? far : last]]);
    const char *customer = (const char *)customer_at(t, near < last ? near : last);
    __builtin_prefetch(customer);
    __builtin_prefetch(customer + sizeof(struct customer) - 1);
}

static void fetch_texts(const struct table *t, size_t row)
{
    size_t last = t->nrows - 1, near = row + AHEAD;
    const struct customer *c = customer_at(t, near < last ? near : last);

    __builtin_prefetch(c->id.p);
    if (t->columns.o->ncarry)
        __builtin_prefetch(c->carried);
}

/* Does the table have a copy of that carried text, rather than the name of a channel? */
static bool is_copied(const struct table *t, size_t k)
{
    return k != t->m->carried_channel;
}

static size_t text_bytes(const struct table *t, const struct customer *c)
{
    size_t n = c->id.n;

    for (size_t k = 0; k < t->columns.o->ncarry; k++)
        n += is_copied(t, k) ? c->carried[k].n : 0;
    return n;
}

static void copy_text(struct crm_str *text, char **to)
{
    const char *copy = *to;

    *to = crm_key_put(*to, *text);
    text->p = copy;
}

static void fill_slice(struct table *t, size_t from, size_t to)
{
    size_t bytes = 0;

    for (size_t row = from; row < to; row++) {
        fetch(t, row);
        bytes += text_bytes(t, customer_at(t, row));
    }
    char *text = t->texts + atomic_fetch_add(&t->at, bytes);
    for (size_t row = from; row < to; row++) {
        fetch_texts(t, row);
        crm_order_table_row(&t->columns, row, customer_at(t, row));
        copy_text(&t->columns.id[row], &text);
        for (size_t k = 0; k < t->columns.o->ncarry; k++)
            if (is_copied(t, k))
                copy_text(&t->columns.carried[k][row], &text);
    }
}

static void fill_slices(void *table, size_t worker)
{
    struct table *t = table;
    size_t from;

    (void)worker;
    while ((from = atomic_fetch_add(&t->m->next, SLICE_ROWS)) < t->nrows)
        fill_slice(t, from, from + SLICE_ROWS < t->nrows ? from + SLICE_ROWS : t->nrows);
}

/* All customers, in any order, and the order of their ids. -1 when there is no memory for it. */
static int list_customers(struct table *t, struct crm_err *e)
{
    const struct crm_orders *m = t->m;
    size_t at = 0;

    for (size_t i = 0; i < m->nparts; i++)
        t->nrows += m->looks[i].block.nrows;
    if (t->nrows > UINT32_MAX)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
    t->customers = crm_alloc_array(t->nrows, sizeof(*t->customers));
    t->order = crm_alloc_array(t->nrows, sizeof(*t->order));
    for (size_t i = 0; i < m->nparts; i++)
        for (size_t row = 0; row < m->looks[i].block.nrows; row++)
            t->customers[at++] = &m->looks[i].block.rows[row];
    crm_texts_order(t->customers, id_at, t->nrows, t->order, m->nworkers);
    return 0;
}

/* What a row takes in the frame. */
static size_t row_bytes(const struct crm_orders *m)
{
    return (1 + m->o.ncarry) * sizeof(struct crm_str) + 2 * sizeof(int32_t) + 6 * sizeof(int64_t);
}

/* And while the ids are sorted. */
enum { SORT_BYTES = sizeof(struct customer *) + sizeof(uint32_t) + CRM_TEXTS_ORDER_BYTES };

/* The frame's memory is its own from here on. */
static void hand_over(struct crm_orders *m, struct crm_frame *f)
{
    f->arena = m->names;
    m->names = (struct crm_arena){0};
    f->lease = (struct crm_lease){m->budget, f->nrows * row_bytes(m) + f->arena.leased_bytes};
    m->lease.taken_bytes -= f->lease.taken_bytes;
}

struct crm_frame *crm_orders_table(struct crm_orders *m, int32_t as_of, struct crm_err *e)
{
    struct table t = {.m = m, .columns = {.o = &m->o, .as_of = as_of}};
    struct crm_frame *f = NULL;
    size_t bytes = 0;

    for (size_t i = 0; i < m->nparts; i++)
        bytes += m->looks[i].block.nrows * (row_bytes(m) + SORT_BYTES);
#ifdef __GLIBC__
    malloc_trim(0); /* pages of records that were freed: glibc keeps what lies between others */
#endif
    t.texts = crm_arena_text(&m->names, m->text_bytes);
    if (crm_lease_arena(&m->lease, &m->names, e) || crm_lease_take(&m->lease, bytes, e))
        return NULL;
    if (!list_customers(&t, e)) {
        f = crm_frame_new(t.nrows);
        f->as_of = as_of;
        f->is_unset = true; /* until the slices are filled */
        hand_over(m, f);
        crm_order_table_columns(&t.columns, f);
        atomic_store(&m->next, 0);
        crm_crew_run(m->nworkers, fill_slices, &t);
        f->is_unset = false;
        crm_lease_give(&m->lease, m->texts.leased_bytes);
        crm_arena_clear(&m->texts);
        free(t.columns.carried);
    }
    free(t.customers);
    free(t.order);
    return f;
}
