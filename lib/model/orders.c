/*
 * Rows, as order_line.c reads them, become records in partitions by customer (calc/partition.h):
 *
 *   rows -> line -> the current order, while its lines follow each other -> record -> partition
 *
 * Each worker has its own state, so that threads meet only where a channel is new. At the end each
 * partition is small enough to be brought together in the processor's cache (order_group.c). What
 * an order is worth is decided when it is known how its channel writes amounts (settle.c).
 */
#include "model/orders.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/hash.h"
#include "model/orders_parts.h"
#include "text/unicode.h"

enum {
    PENDING_BYTES = 16 << 20, /* of waiting rows are held in memory, the rest on disk */
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
    return m;
}

/* ---- one line -------------------------------------------------------------------- */

static bool is_outside(const struct crm_orders_opts *o, int32_t day)
{
    return (o->since != CRM_NO_DATE && day < o->since) ||
           (o->until != CRM_NO_DATE && day > o->until) ||
           (o->as_of != CRM_NO_DATE && day > o->as_of);
}

/* Which count a line belongs to; the lines of orders are the ones of sale_rows and refund_rows. */
static uint64_t *kind_of(const struct crm_orders *m, struct crm_orders_counts *n,
                         const struct crm_order_line *l)
{
    bool is_negative = (l->has_amount && l->amount < 0) || (l->has_product && l->product < 0);

    if (l->day == CRM_NO_DATE && !l->order.n && !l->has_amount && !l->has_product)
        return &n->contact_rows;
    if (l->day != CRM_NO_DATE && is_outside(&m->o, l->day))
        return &n->outside_rows;
    if (m->o.currency.n && l->currency.n && !crm_str_eq_nocase(l->currency, m->o.currency))
        return &n->other_currency_rows;
    if (m->o.currency.n && !l->currency.n && !(l->currencies & m->currencies))
        return &n->other_currency_rows;
    if (l->status == CRM_STATUS_NOT_SALE)
        return &n->not_sale_rows;
    if (is_negative || l->is_refunded || l->status == CRM_STATUS_REFUNDED)
        return &n->refund_rows;
    return &n->sale_rows;
}

/* The line as an order of its own. */
static struct crm_order order_of(const struct crm_order_line *l, bool is_refund)
{
    crm_money amount = l->has_amount ? l->amount : l->product;
    struct crm_order o = {.day = l->day,
                          .last_day = l->day,
                          .lacks = l->lacks,
                          .has_line = true,
                          .has_amount = l->has_amount,
                          .has_product = l->has_product,
                          .sale_lines = !is_refund};

    o.has_sale = amount >= 0 && !l->is_refunded && (l->has_amount || l->has_product);
    o.refund = amount < 0 && -amount > l->refund ? -amount : l->refund;
    o.refund_lines = o.refund > 0;
    if (amount > 0 && l->has_amount) {
        o.amount = amount;
        o.amount_lines = 1;
    } else if (amount > 0) {
        o.product = amount;
    }
    return o;
}

/* ---- records --------------------------------------------------------------------- */

/* The channel's number in the run. */
static int number_channel(struct crm_orders *m, struct worker *w, struct crm_str channel,
                          uint32_t *number, struct crm_err *e)
{
    uint32_t here;
    bool is_new;

    if (crm_groups_put(w->channels, channel, &here, &is_new, e))
        return -1;
    if (is_new) {
        uint32_t *numbers = crm_lease_grow(&w->lease, w->channel_numbers, &w->channel_numbers_cap,
                                           (size_t)here + 1, sizeof(*numbers), e);
        if (!numbers)
            return -1;
        w->channel_numbers = numbers;
        pthread_mutex_lock(&m->lock);
        int rc = crm_groups_put(m->channels, channel, &numbers[here], NULL, e);
        pthread_mutex_unlock(&m->lock);
        if (rc)
            return -1;
    }
    *number = w->channel_numbers[here];
    return 0;
}

/* Put the record, whose texts are those of the row, into its customer's partition. */
static int put_record(struct crm_orders *m, size_t worker, struct crm_order_record *r,
                      struct crm_str channel, const struct crm_batch *b, size_t row,
                      struct crm_err *e)
{
    struct worker *w = m->workers[worker];
    const struct crm_order_columns *c = &m->columns[b->head->input];
    const struct crm_str *cells = crm_batch_row(b, row);

    if (number_channel(m, w, channel, &r->lines.channel, e))
        return -1;
    for (size_t k = 0; k < m->o.ncarry; k++)
        w->carry[k] = crm_order_cell(cells, c->carry[k]);
    crm_buf_reset(&w->record);
    crm_order_record_add(&w->record, r, w->carry, m->o.ncarry);
    size_t part = crm_hash(r->customer) & (m->nparts - 1);
    return crm_parts_add(m->parts, worker, part, crm_buf_str(&w->record), e);
}

/* The lines of the current order follow each other no longer. */
static int end_current(struct crm_orders *m, size_t worker, const struct crm_batch *b,
                       struct crm_err *e)
{
    struct worker *w = m->workers[worker];

    if (!w->has_current)
        return 0;
    w->has_current = false;
    return put_record(m, worker, &w->current, w->current_channel, b, w->current_row, e);
}

/* Is the line one more of the current order, with the same texts to be carried? */
static bool is_of_current(const struct crm_orders *m, const struct worker *w,
                          const struct crm_order_line *l, const struct crm_batch *b, size_t row)
{
    const struct crm_order_columns *c = &m->columns[b->head->input];

    if (!w->has_current || !l->order.n || !crm_key_eq(w->current.order, l->order) ||
        !crm_key_eq(w->current.customer, l->customer) ||
        !crm_str_eq(w->current_channel, l->channel))
        return false;
    const struct crm_str *had = crm_batch_row(b, w->current_row), *has = crm_batch_row(b, row);
    for (size_t k = 0; k < m->o.ncarry; k++)
        if (!crm_str_eq(crm_row_cell(had, c->carry[k]), crm_row_cell(has, c->carry[k])))
            return false;
    return true;
}

/* Keep the row until all lines of its order were seen. */
static int keep_pending(struct crm_orders *m, struct worker *w, bool is_refund,
                        const struct crm_batch *b, size_t row, struct crm_err *e)
{
    struct waiting_row head = {b->lines[row], b->head->input, is_refund};
    const struct waiting_row *last = &w->last_waiting;
    bool is_behind =
        head.input > last->input || (head.input == last->input && head.line > last->line);

    if (!w->nwaiting || !is_behind) {
        w->waiting = crm_grow(w->waiting, &w->waiting_cap, w->nwaiting + 1, sizeof(*w->waiting));
        w->waiting[w->nwaiting++] =
            (struct waiting){.spool = crm_spool_new(m->o.tmpdir, PENDING_BYTES / m->nworkers),
                             .first = w->rows_waiting};
    }
    struct waiting *to = &w->waiting[w->nwaiting - 1];
    w->last_waiting = head;
    w->rows_waiting++;
    to->n++;
    if (crm_spool_add(to->spool, (struct crm_str){(const char *)&head, sizeof(head)}, e))
        return -1;
    return crm_spool_add_cells(to->spool, crm_batch_row(b, row), b->head->ncols, e);
}

/* The line counts, but lacks what another must tell. */
static int add_pending_line(struct crm_orders *m, size_t worker, const struct crm_order_line *l,
                            bool is_refund, const struct crm_batch *b, size_t row,
                            struct crm_err *e)
{
    struct worker *w = m->workers[worker];
    struct crm_order_record r = {.customer = l->customer,
                                 .order = l->order,
                                 .is_known = true,
                                 .is_pending = true,
                                 .worker = worker,
                                 .row_number = w->rows_waiting,
                                 .lines = order_of(l, is_refund)};

    if (keep_pending(m, w, is_refund, b, row, e))
        return -1;
    return put_record(m, worker, &r, l->channel, b, row, e);
}

/* The line counts: put it into its order. */
static int add_order_line(struct crm_orders *m, size_t worker, const struct crm_order_line *l,
                          bool is_refund, const struct crm_batch *b, size_t row, struct crm_err *e)
{
    struct worker *w = m->workers[worker];
    struct crm_order order = order_of(l, is_refund);

    w->rows_used++;
    /* A sum that does not fit is found again, and said, when the records come together. */
    if (is_of_current(m, w, l, b, row) && crm_order_join(&w->current.lines, &order))
        return 0;
    if (end_current(m, worker, b, e))
        return -1;
    w->has_current = true;
    w->current.customer = l->customer;
    w->current.order = l->order;
    w->current.is_known = true;
    w->current.lines = order;
    w->current_row = row;
    w->current_channel = l->channel;
    return 0;
}

/*
 * The line does not count, and lines of its order that leave `why` to it do not either. It may make
 * its customer known.
 */
static int leave_out(struct crm_orders *m, size_t worker, const struct crm_order_line *l,
                     uint8_t why, bool is_known, const struct crm_batch *b, size_t row,
                     struct crm_err *e)
{
    struct crm_order_record r = {.customer = l->customer,
                                 .order = l->order,
                                 .is_known = is_known,
                                 .day = l->day,
                                 .lines = crm_order_none()};

    m->workers[worker]->rows_used++;
    if (!l->order.n && !is_known)
        return 0;
    r.lines.left_out = l->order.n ? why : 0;
    return put_record(m, worker, &r, l->channel, b, row, e);
}

/* ---- currencies ------------------------------------------------------------------ */

static void keep_text(struct crm_buf *to, struct crm_str text)
{
    crm_buf_reset(to);
    crm_buf_add(to, text);
}

/* Currencies are told apart by letters, not by case; the first and the last by bytes tell whether
 * there are two. */
static void note_currency(struct worker *w, struct crm_str currency)
{
    if (!currency.n || crm_str_eq(currency, crm_buf_str(&w->last_currency)))
        return;
    keep_text(&w->last_currency, currency);
    crm_buf_reset(&w->currency);
    for (size_t i = 0; i < currency.n; i++)
        crm_buf_add_char(&w->currency, (char)toupper((unsigned char)currency.p[i]));
    struct crm_str name = crm_buf_str(&w->currency);
    if (!w->has_currency || crm_str_cmp(name, crm_buf_str(&w->least_currency)) < 0)
        keep_text(&w->least_currency, name);
    if (!w->has_currency || crm_str_cmp(name, crm_buf_str(&w->most_currency)) > 0)
        keep_text(&w->most_currency, name);
    w->has_currency = true;
}

/* Of each marks, keep the row that has them first in the order of inputs and lines. */
static void note_marks(struct worker *w, const struct crm_order_line *l,
                       const struct crm_order_columns *c, const struct crm_batch *b, size_t row)
{
    if (l->currencies == ~0U)
        return;
    struct marks marks = {l->currencies, b->head->input, b->lines[row], CRM_STR("")};
    size_t i = 0;
    while (i < w->nmarks && w->marks[i].currencies != marks.currencies)
        i++;
    if (i < w->nmarks && (w->marks[i].input < marks.input ||
                          (w->marks[i].input == marks.input && w->marks[i].line <= marks.line)))
        return;
    marks.text = crm_arena_dup(
        &w->texts, c->amount == CRM_NO_COLUMN ? l->currency : crm_batch_row(b, row)[c->amount]);
    w->marks = crm_grow(w->marks, &w->marks_cap, i + 1, sizeof(*w->marks));
    w->marks[i] = marks;
    if (i == w->nmarks)
        w->nmarks++;
}

/* ---- a batch --------------------------------------------------------------------- */

/* Take the row in. 1 when it cannot be used: l then says why. */
static int add_row(struct crm_orders *m, size_t worker, const struct crm_batch *b, size_t r,
                   struct crm_order_line *l, struct crm_err *e)
{
    struct worker *w = m->workers[worker];
    struct crm_orders_counts *n = &w->counts;
    uint64_t *kind = kind_of(m, n, l);
    bool is_refund = kind == &n->refund_rows;
    bool is_order = is_refund || kind == &n->sale_rows;
    const struct crm_order_columns *c = &m->columns[b->head->input];

    if (is_order && !l->order.n && crm_order_line_is_incomplete(l)) {
        enum crm_msg reason = l->day == CRM_NO_DATE ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT;
        size_t column = l->day == CRM_NO_DATE ? c->date : c->amount;
        crm_order_line_refuse(l, c, column, CRM_STR(""), reason);
        return 1;
    }
    ++*kind;
    if (kind == &n->outside_rows)
        return leave_out(m, worker, l, CRM_LACKS_DATE, false, b, r, e);
    if (kind == &n->other_currency_rows)
        return leave_out(m, worker, l, CRM_LACKS_CURRENCY, false, b, r, e);
    if (is_refund && m->o.ignore_refunds)
        return leave_out(m, worker, l, l->is_refunded ? CRM_LACKS_STATUS : 0, false, b, r, e);
    if (m->o.ignore_refunds)
        l->refund = 0;
    if (kind == &n->not_sale_rows)
        return leave_out(m, worker, l, CRM_LACKS_STATUS, true, b, r, e);
    if (!is_order)
        return leave_out(m, worker, l, 0, true, b, r, e);
    note_currency(w, l->currency);
    note_marks(w, l, c, b, r);
    if (crm_order_line_is_incomplete(l))
        return add_pending_line(m, worker, l, is_refund, b, r, e);
    return add_order_line(m, worker, l, is_refund, b, r, e);
}

int crm_orders_add(void *orders, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_orders *m = orders;
    struct worker *w = m->workers[worker];
    const struct crm_order_columns *c = &m->columns[b->head->input];
    struct crm_order_line l;

    for (size_t r = 0; r < b->nrows; r++) {
        int rc = 1;
        if (crm_order_line_read(&l, &m->o, c, crm_batch_row(b, r), &w->memo))
            rc = add_row(m, worker, b, r, &l, e);
        if (rc > 0)
            rc = crm_reject(m->rejects, b, r, l.column, l.text, l.reason, e);
        if (rc) {
            w->has_current = false;
            return -1;
        }
    }
    return end_current(m, worker, b, e);
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
    crm_buf_clear(&w->record);
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
    free(w->starts);
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
    crm_lease_end(&m->lease);
    pthread_mutex_destroy(&m->lock);
    free(m);
}
