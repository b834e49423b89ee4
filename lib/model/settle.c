/*
 * Orders to customers, partition by partition:
 *
 *   first look   group a partition; count habits; settle the customers that no habit matters to,
 *                keep the orders of the others
 *   habits       of all partitions together
 *   second look  settle what was kept; where the memory did not allow to keep it, group again
 *
 * Threads take partitions from one counter. A partition that the memory refuses while others are
 * at work is looked at again when nobody else is.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "model/orders_parts.h"

enum { KEPT_SHARE = 4 };

/* ---- the first look -------------------------------------------------------------- */

/* Memory that goes from one thread to another, or to the table. */
static int take_for_block(struct crm_orders *m, struct block *b, size_t n, struct crm_err *e)
{
    pthread_mutex_lock(&m->lock);
    int rc = crm_lease_take(&m->lease, n, e);
    if (!rc) {
        m->block_bytes += n;
        b->bytes += n;
    }
    pthread_mutex_unlock(&m->lock);
    return rc;
}

void crm_orders_give_of_block(struct crm_orders *m, struct block *b, size_t n)
{
    pthread_mutex_lock(&m->lock);
    crm_lease_give(&m->lease, n);
    m->block_bytes -= n;
    pthread_mutex_unlock(&m->lock);
    b->bytes -= n;
}

/*
 * The texts of a block: with those of the others, which become the table's; by themselves where the
 * block is put away.
 */
static char *new_texts(struct crm_orders *m, struct block *b, size_t n, struct crm_err *e)
{
    if (atomic_load(&m->is_spilling)) {
        if (take_for_block(m, b, n, e))
            return NULL;
        return b->texts = crm_alloc(n);
    }
    pthread_mutex_lock(&m->lock);
    char *p = crm_arena_text(&m->texts, n);
    m->text_bytes += n;
    if (crm_lease_arena(&m->lease, &m->texts, e))
        p = NULL;
    pthread_mutex_unlock(&m->lock);
    return p;
}

static struct crm_str put_text(char **to, struct crm_str text)
{
    struct crm_str copy = {*to, text.n};

    if (text.n)
        memcpy(*to, text.p, text.n);
    *to += text.n;
    return copy;
}

void crm_orders_free_block(struct crm_orders *m, struct block *b)
{
    free(b->rows);
    free(b->carried);
    free(b->texts);
    crm_orders_give_of_block(m, b, b->bytes);
    *b = (struct block){0};
}

/* The known customers of the group, without orders; g->row tells where each stands. */
static int make_block(struct crm_orders *m, struct worker *w, struct block *b, struct crm_err *e)
{
    struct group *g = &w->group;
    size_t n = crm_groups_count(g->customers), ncarry = m->o.ncarry, bytes = 0;

    *b = (struct block){.most_orders = g->most_orders};
    for (size_t c = 0; c < n; c++) {
        if (!g->is_known[c])
            continue;
        g->row[c] = (uint32_t)b->nrows++;
        bytes += crm_groups_key(g->customers, (uint32_t)c).n;
        for (size_t k = 0; k < ncarry; k++)
            if (k != m->carried_channel)
                bytes += g->carried[c * ncarry + k].text.n;
    }
    size_t need = b->nrows * (sizeof(*b->rows) + ncarry * sizeof(*b->carried));
    if (take_for_block(m, b, need, e)) {
        b->nrows = 0;
        return -1;
    }
    b->rows = crm_alloc_array(b->nrows, sizeof(*b->rows));
    b->carried = crm_alloc_array(b->nrows * ncarry, sizeof(*b->carried));
    char *text = new_texts(m, b, bytes, e);
    if (!text) {
        crm_orders_free_block(m, b);
        return -1;
    }
    for (size_t c = 0; c < n; c++) {
        if (!g->is_known[c])
            continue;
        struct crm_str *carried = b->carried + g->row[c] * ncarry;
        b->rows[g->row[c]] =
            (struct customer){.id = put_text(&text, crm_groups_key(g->customers, (uint32_t)c)),
                              .carried = carried,
                              .first = CRM_NO_DATE,
                              .last = CRM_NO_DATE};
        for (size_t k = 0; k < ncarry; k++) {
            struct crm_str kept = g->carried[c * ncarry + k].text;
            carried[k] = k == m->carried_channel ? kept : put_text(&text, kept);
        }
    }
    return 0;
}

/* Lines of a dropped order were counted as sales when they were read: count them with its first
 * line. */
static void recount_dropped(struct worker *w, const struct crm_order *o)
{
    uint8_t why = o->left_out & o->lacks;

    w->counts.sale_rows -= o->sale_lines;
    *(why & CRM_LACKS_STATUS ? &w->counts.not_sale_rows
      : why & CRM_LACKS_DATE ? &w->counts.outside_rows
                             : &w->counts.other_currency_rows) += o->sale_lines;
}

static void count_order(struct worker *w, const struct crm_order *o)
{
    if (crm_order_is_dropped(o))
        recount_dropped(w, o);
    else if (o->amount_lines > 1 && o->has & CRM_AMOUNTS_DIFFER)
        w->habits[o->channel].differ++;
    else if (o->amount_lines > 1)
        w->habits[o->channel].same++;
}

/* What became of the rows that waited. */
static void judge_pending(struct crm_orders *m, const struct group *g)
{
    for (size_t i = 0; i < g->npending; i++) {
        const struct pending *p = &g->pending[i];
        const struct crm_order *o = &g->orders[p->order];
        bool has_amount = (o->has & CRM_HAS_MONEY) != 0;
        bool is_used = crm_order_is_dropped(o) || (has_amount && o->day != CRM_NO_DATE);
        m->workers[p->worker]->verdicts[p->row_number] = is_used      ? IS_USED
                                                         : has_amount ? HAS_NO_DATE
                                                                      : HAS_NO_AMOUNT;
    }
}

/*
 * Orders name their customers by row from here on; those that nobody knows are left out. At the
 * first look each is counted, and customers with one that depends on a habit are marked in
 * is_waiting, which is NULL later. Are there such?
 */
static bool name_by_row(const struct crm_orders *m, struct worker *w, bool *is_waiting)
{
    struct group *g = &w->group;
    bool may_wait = is_waiting && m->o.amount_per == CRM_AMOUNT_AUTO, waits = false;
    size_t kept = 0;

    for (size_t i = 0; i < g->norders; i++) {
        struct crm_order *o = &g->orders[i];
        if (is_waiting)
            count_order(w, o);
        if (!crm_order_has_worth(o))
            continue;
        o->customer = g->row[o->customer];
        if (may_wait && crm_order_depends_on_habit(o))
            waits = is_waiting[o->customer] = true;
        if (kept < i)
            g->orders[kept] = *o;
        kept++;
    }
    g->norders = kept;
    return waits;
}

/* Memory for n kept orders: a quarter of the limit at most, so that partitions can be grouped. */
static struct crm_order *new_kept(struct crm_orders *m, size_t n)
{
    struct crm_err refused = {0};
    size_t limit = m->budget->limit_bytes, bytes = n * sizeof(struct crm_order);

    pthread_mutex_lock(&m->lock);
    bool is_given = (!limit || m->kept_bytes + bytes <= limit / KEPT_SHARE) &&
                    !crm_lease_take(&m->lease, bytes, &refused);
    if (is_given)
        m->kept_bytes += bytes;
    pthread_mutex_unlock(&m->lock);
    return is_given ? crm_alloc_array(n, sizeof(struct crm_order)) : NULL;
}

static void free_kept(struct crm_orders *m, struct look *look)
{
    size_t bytes = look->nkept * sizeof(*look->kept);

    pthread_mutex_lock(&m->lock);
    crm_lease_give(&m->lease, bytes);
    m->kept_bytes -= bytes;
    pthread_mutex_unlock(&m->lock);
    free(look->kept);
    look->kept = NULL;
    look->nkept = 0;
}

/*
 * Keep the orders of the customers that wait, to be settled when the habits are known. False when
 * the memory does not allow it.
 */
static bool keep(struct crm_orders *m, const struct worker *w, struct look *look,
                 const bool *is_waiting)
{
    const struct group *g = &w->group;
    size_t n = 0;

    for (size_t i = 0; i < g->norders; i++)
        n += is_waiting[g->orders[i].customer];
    look->kept = new_kept(m, n);
    if (!look->kept)
        return false;
    for (size_t i = 0; i < g->norders; i++)
        if (is_waiting[g->orders[i].customer])
            look->kept[look->nkept++] = g->orders[i];
    return true;
}

/* Group the partition and make its block, with room to settle it. */
static int prepare(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct look *look = &m->looks[part];

    if (crm_orders_group(m, w, part, e) || make_block(m, w, &look->block, e))
        return -1;
    if (crm_orders_grow_visits(w, &look->block, e)) {
        crm_orders_free_block(m, &look->block);
        return -1;
    }
    return 0;
}

static int look_first(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct look *look = &m->looks[part];

    if (look->state != NOT_LOOKED)
        return 0;
    if (prepare(m, w, part, e)) {
        crm_parts_unload(m->parts, part);
        return -1;
    }
    int rc = 0;
    bool *is_waiting = crm_alloc_array(look->block.nrows, sizeof(*is_waiting));
    judge_pending(m, &w->group);
    bool waits = name_by_row(m, w, is_waiting);
    if (!waits || keep(m, w, look, is_waiting)) {
        crm_orders_settle_block(m, w, &look->block, w->group.orders, w->group.norders, is_waiting);
        look->state = look->nkept ? WAITS_FOR_HABITS : IS_DONE;
        rc = crm_orders_make_room(m, look, e);
        crm_parts_drop(m->parts, part);
    } else {
        crm_orders_free_block(m, &look->block);
        look->state = TO_BE_READ_AGAIN;
        crm_parts_unload(m->parts, part);
    }
    free(is_waiting);
    return rc;
}

/* ---- the second look ------------------------------------------------------------- */

static int look_again(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    struct look *look = &m->looks[part];

    if (look->state == WAITS_FOR_HABITS) {
        if (crm_orders_grow_visits(w, &look->block, e))
            return -1;
        crm_orders_settle_block(m, w, &look->block, look->kept, look->nkept, NULL);
        free_kept(m, look);
    } else if (look->state == TO_BE_READ_AGAIN) {
        if (prepare(m, w, part, e)) {
            crm_parts_unload(m->parts, part);
            return -1;
        }
        name_by_row(m, w, NULL);
        crm_orders_settle_block(m, w, &look->block, w->group.orders, w->group.norders, NULL);
        crm_parts_drop(m->parts, part);
    }
    look->state = IS_DONE;
    return crm_orders_make_room(m, look, e);
}

/* ---- by several threads ---------------------------------------------------------- */

static int look_at(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e)
{
    return m->habits ? look_again(m, w, part, e) : look_first(m, w, part, e);
}

static void look_at_parts(void *orders, size_t worker)
{
    struct crm_orders *m = orders;
    struct worker *w = m->workers[worker];
    size_t part;

    while (!crm_failed(&w->err) && (part = atomic_fetch_add(&m->next, 1)) < m->nparts) {
        struct crm_err e = {0};
        /* What the memory refuses now is tried again alone. */
        if (look_at(m, w, part, &e) && e.what != CRM_MSG_MEMORY_LIMIT)
            w->err = e;
    }
    crm_orders_group_clear(w);
}

/* Nobody else is at work: what the memory refuses now has the blocks put away first. */
static int look_alone(struct crm_orders *m, size_t part, struct crm_err *e)
{
    struct crm_err refused = {0};

    if (!look_at(m, m->workers[0], part, &refused))
        return 0;
    if (refused.what != CRM_MSG_MEMORY_LIMIT || !m->runs) {
        *e = refused;
        return -1;
    }
    return crm_orders_put_all_away(m, e) ? -1 : look_at(m, m->workers[0], part, e);
}

/* One look at every partition. */
static int look_at_all(struct crm_orders *m, struct crm_err *e)
{
    atomic_store(&m->next, 0);
    crm_crew_run(m->nworkers, look_at_parts, m);
    for (size_t i = 0; i < m->nworkers; i++)
        if (crm_failed(&m->workers[i]->err)) {
            *e = m->workers[i]->err;
            return -1;
        }
    for (size_t part = 0; part < m->nparts; part++)
        if (look_alone(m, part, e))
            return -1;
    crm_orders_group_clear(m->workers[0]);
    return 0;
}

/* ---- all together ---------------------------------------------------------------- */

static void add_counts(struct crm_orders_counts *sum, const struct crm_orders_counts *n)
{
    sum->sale_rows += n->sale_rows;
    sum->refund_rows += n->refund_rows;
    sum->not_sale_rows += n->not_sale_rows;
    sum->outside_rows += n->outside_rows;
    sum->contact_rows += n->contact_rows;
    sum->other_currency_rows += n->other_currency_rows;
    sum->orders += n->orders;
    sum->orders_amount_once += n->orders_amount_once;
}

/* What the workers counted, to the run; they count on from zero. A dropped order may make a worker
 * count below zero: the sum is right. */
static void take_counts(struct crm_orders *m)
{
    for (size_t i = 0; i < m->nworkers; i++) {
        struct worker *w = m->workers[i];
        add_counts(&m->counts, &w->counts);
        m->ledger->rows_used += w->rows_used;
        w->counts = (struct crm_orders_counts){0};
        w->rows_used = 0;
    }
}

/* Their texts, each once, where the table can keep them. */
static int name_channels(struct crm_orders *m, struct crm_err *e)
{
    uint32_t n = crm_groups_count(m->channels);

    m->channel_names = crm_arena_alloc(&m->names, n * sizeof(*m->channel_names));
    for (uint32_t i = 0; i < n; i++)
        m->channel_names[i] = crm_arena_dup(&m->names, crm_groups_key(m->channels, i));
    return crm_lease_arena(&m->lease, &m->names, e);
}

static int make_ready(struct crm_orders *m, struct crm_err *e)
{
    size_t nchannels = crm_groups_count(m->channels);

    if (name_channels(m, e))
        return -1;
    for (size_t i = 0; i < m->nworkers; i++) {
        struct worker *w = m->workers[i];
        if (crm_lease_take(&w->lease, nchannels * sizeof(*w->habits) + w->rows_waiting, e))
            return -1;
        w->habits = crm_alloc_array(nchannels, sizeof(*w->habits));
        w->verdicts = crm_alloc(w->rows_waiting);
    }
    return 0;
}

/* The habits that all workers have seen, in those of the first. */
static void join_habits(struct crm_orders *m)
{
    struct habit *all = m->workers[0]->habits;
    size_t n = crm_groups_count(m->channels);

    for (size_t i = 1; i < m->nworkers; i++)
        for (size_t c = 0; c < n; c++) {
            all[c].same += m->workers[i]->habits[c].same;
            all[c].differ += m->workers[i]->habits[c].differ;
        }
    m->habits = all;
}

static int no_overflow(const struct crm_orders *m, struct crm_err *e)
{
    const struct worker *first = NULL;

    for (size_t i = 0; i < m->nworkers; i++) {
        const struct worker *w = m->workers[i];
        if (w->has_overflow &&
            (!first || crm_str_cmp(crm_buf_str(&w->overflow), crm_buf_str(&first->overflow)) < 0))
            first = w;
    }
    if (!first)
        return 0;
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_SUM_OUT_OF_RANGE,
                    .file = m->ninputs == 1 ? m->heads[0]->file : NULL,
                    .column = m->o.by ? crm_str_of(m->o.by) : CRM_STR("customer_id"),
                    .text = crm_buf_str(&first->overflow));
}

static int32_t find_last_day(const struct crm_orders *m)
{
    int32_t day = CRM_NO_DATE;

    for (size_t i = 0; i < m->nworkers; i++)
        if (m->workers[i]->last_day > day)
            day = m->workers[i]->last_day;
    return day;
}

/* Everything is settled when it returns. */
static int settle(struct crm_orders *m, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    take_counts(m);
    if (crm_orders_one_mark(m, e) || crm_orders_one_currency(m, e) || make_ready(m, e) ||
        look_at_all(m, e) || crm_orders_settle_pending(m, e))
        return -1;
    join_habits(m);
    if (look_at_all(m, e) || no_overflow(m, e))
        return -1;
    take_counts(m);
    return 0;
}

static int32_t find_as_of(const struct crm_orders *m)
{
    return m->o.as_of != CRM_NO_DATE ? m->o.as_of : find_last_day(m);
}

struct crm_frame *crm_orders_customers(struct crm_orders *m, struct crm_err *e)
{
    return settle(m, e) ? NULL : crm_orders_table(m, find_as_of(m), e);
}

struct crm_pieces *crm_orders_pieces(struct crm_orders *m, struct crm_err *e)
{
    struct crm_err refused = {0};

    m->runs = crm_runs_new(m->o.tmpdir, m->budget);
    if (settle(m, e))
        return NULL;
    if (!atomic_load(&m->is_spilling)) {
        struct crm_frame *f = crm_orders_table(m, find_as_of(m), &refused);
        if (f)
            return crm_pieces_of_frame(f);
        if (refused.what != CRM_MSG_MEMORY_LIMIT) {
            *e = refused;
            return NULL;
        }
    }
    return crm_orders_runs_pieces(m, find_as_of(m), e);
}
