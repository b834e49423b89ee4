/*
 * Orders from the opening to the end: rows become records (order_rows.c), at the end each partition
 * of these is small enough to be brought together in the processor's cache (order_group.c), and
 * what an order is worth is decided when it is known how its channel writes amounts (settle.c).
 */
#include "model/orders.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"

enum {
    PARTS = 256,
    PART_BYTES = 4096, /* that a partition of a worker should be able to hold */
};

/* ---- opening --------------------------------------------------------------------- */

static struct worker *new_worker(const struct crm_orders *m)
{
    struct worker *w = crm_alloc(sizeof(*w));

    w->lease.budget = m->budget;
    w->channels = crm_groups_new(m->budget);
    w->carry = crm_alloc_array(m->o.ncarry, sizeof(*w->carry));
    w->last_day = CRM_NO_DATE;
    for (size_t i = 0; i < CRM_CHANNELS_MET; i++)
        w->channels_met[i].n = SIZE_MAX;
    return w;
}

/* Records may take half of the memory that is left: the rest is for the table. */
static void open_parts(struct crm_orders *m)
{
    size_t limit = m->budget->limit_bytes, used = m->budget->used_bytes;
    size_t share = limit > used ? (limit - used) / 2 : limit ? 1 : 0;

    m->nparts = PARTS;
    while (share && m->nparts > 1 && m->nparts * m->nworkers * PART_BYTES > share)
        m->nparts /= 2;
    m->parts = crm_parts_new(m->nparts, m->nworkers, share, m->o.tmpdir, m->budget);
    m->looks = crm_alloc_array(m->nparts, sizeof(*m->looks));
}

/* The carried text that comes from the column of the channel in all inputs. */
static size_t find_carried_channel(const struct crm_orders *m)
{
    size_t k = 0;

    for (; k < m->o.ncarry; k++) {
        size_t i = 0;
        while (i < m->ninputs && m->columns[i].carry[k] == m->columns[i].channel)
            i++;
        if (i == m->ninputs)
            break;
    }
    return k;
}

struct crm_orders *crm_orders_new(const struct crm_orders_opts *o, const struct crm_mapping *maps,
                                  const struct crm_head *const *heads, size_t nmaps,
                                  struct crm_rejects *rejects, struct crm_ledger *ledger,
                                  struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_orders *m = crm_alloc(sizeof(*m));
    *m = (struct crm_orders){.o = *o,
                             .currencies = crm_money_currencies(o->currency),
                             .heads = heads,
                             .ninputs = nmaps,
                             .rejects = rejects,
                             .ledger = ledger,
                             .budget = budget,
                             .nworkers = o->nworkers ? o->nworkers : 1,
                             .lease = {.budget = budget}};
    pthread_mutex_init(&m->lock, NULL);
    m->columns = crm_alloc_array(nmaps, sizeof(*m->columns));
    m->channels = crm_groups_new(budget);
    m->workers = crm_alloc_array(m->nworkers, sizeof(struct worker *));
    for (size_t i = 0; i < m->nworkers; i++)
        m->workers[i] = new_worker(m);
    open_parts(m);
    for (size_t i = 0; i < nmaps; i++)
        if (crm_order_columns_find(&m->columns[i], o, &maps[i], e)) {
            crm_orders_free(m);
            return NULL;
        }
    m->carried_channel = find_carried_channel(m);
    return m;
}

void crm_orders_counts(const struct crm_orders *orders, struct crm_orders_counts *counts)
{
    *counts = orders->counts;
}

/* ---- closing --------------------------------------------------------------------- */

static void free_worker(struct worker *w)
{
    crm_orders_group_clear(w);
    crm_groups_free(w->channels);
    crm_buf_clear(&w->last_currency);
    crm_buf_clear(&w->currency);
    crm_buf_clear(&w->least_currency);
    crm_buf_clear(&w->most_currency);
    crm_buf_clear(&w->overflow);
    crm_arena_clear(&w->texts);
    for (size_t i = 0; i < w->nwaiting; i++)
        crm_spool_free(w->waiting[i].spool);
    free(w->waiting);
    free(w->verdicts);
    free(w->marks);
    free(w->channel_numbers);
    free(w->carry);
    free(w->habits);
    free(w->visits);
    crm_lease_end(&w->lease);
    free(w);
}

void crm_orders_free(struct crm_orders *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->ninputs; i++)
        crm_order_columns_clear(&m->columns[i]);
    free(m->columns);
    for (size_t i = 0; i < m->nparts; i++) {
        free(m->looks[i].block.rows);
        free(m->looks[i].block.carried);
        free(m->looks[i].block.texts);
        free(m->looks[i].kept);
    }
    free(m->looks);
    crm_parts_free(m->parts);
    crm_runs_free(m->runs);
    for (size_t i = 0; i < m->nworkers; i++)
        free_worker(m->workers[i]);
    free(m->workers);
    crm_groups_free(m->channels);
    crm_arena_clear(&m->texts);
    crm_arena_clear(&m->names);
    crm_lease_end(&m->lease);
    pthread_mutex_destroy(&m->lock);
    free(m);
}
