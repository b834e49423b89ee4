/*
 * Rows, as order_line.c reads them, become records in partitions by customer (calc/partition.h):
 *
 *   rows -> line -> the current order, while its lines follow each other -> record -> partition
 *
 * Each worker has its own state, so that threads meet only where a channel is new.
 */
#include <ctype.h>

#include "base/mem.h"
#include "calc/hash.h"
#include "model/orders_parts.h"
#include "text/unicode.h"

enum { PENDING_BYTES = 16 << 20 }; /* of waiting rows are held in memory, the rest on disk */

/*
 * A batch while it is taken in. Lines are read into two places in turn, so that the first line of
 * the current order stays where it is: its texts copied right after they were set took longer than
 * all else that is done with them.
 */
struct intake {
    struct crm_orders *m;
    struct worker *w;
    size_t worker; /* number of w */
    const struct crm_batch *b;
    const struct crm_order_columns *c; /* of its input */
    struct crm_order_line lines[2];
    const struct crm_order_line *first; /* line of the current order; NULL: there is none */
    size_t first_row;
    struct crm_order_record current;
    struct crm_order order; /* its lines so far */
};

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
    bool is_negative = l->amount < 0 || l->product < 0;

    if (l->day == CRM_NO_DATE && !l->order.n && !l->has)
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

/* The line as an order of its own; field by field, as a copy of the whole would wait for each. */
static inline void set_order(struct crm_order *o, const struct crm_order_line *l, bool is_refund)
{
    bool has_amount = l->has & CRM_HAS_AMOUNT;
    crm_money amount = has_amount ? l->amount : l->product;
    crm_money refund = amount < 0 && -amount > l->refund ? -amount : l->refund;
    bool is_sale = amount >= 0 && !l->is_refunded && l->has;

    o->customer = o->channel = 0;
    o->day = o->last_day = l->day;
    o->sale_lines = !is_refund;
    o->amount_lines = has_amount && amount > 0;
    o->refund_lines = refund > 0;
    o->left_out = 0;
    o->lacks = l->lacks;
    o->has = (uint8_t)(CRM_HAS_LINE | l->has | (is_sale ? CRM_HAS_SALE : 0));
    o->amount = has_amount && amount > 0 ? amount : 0;
    o->product = !has_amount && amount > 0 ? amount : 0;
    o->refund = refund;
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

/* ---- records --------------------------------------------------------------------- */

/* The channel's number in the run, from the tables. */
static int find_channel(struct crm_orders *m, struct worker *w, struct crm_str channel,
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

/* The same, as it was found before: few channels have many rows. */
static int number_channel(struct crm_orders *m, struct worker *w, struct crm_str channel,
                          uint32_t *number, struct crm_err *e)
{
    unsigned char last = channel.n ? (unsigned char)channel.p[channel.n - 1] : 0;
    struct channel_met *met = &w->channels_met[(last + channel.n) % CRM_CHANNELS_MET];

    if (crm_key_eq(channel, (struct crm_str){met->text, met->n})) {
        *number = met->number;
        return 0;
    }
    if (find_channel(m, w, channel, number, e))
        return -1;
    if (channel.n <= sizeof(met->text)) {
        crm_key_put(met->text, channel);
        met->n = channel.n;
        met->number = *number;
    }
    return 0;
}

/* Put the record of the line in that row, and perhaps of some behind it, into its customer's
 * partition. */
static int put_record(const struct intake *t, struct crm_order_record *r,
                      const struct crm_order_line *l, size_t row, struct crm_err *e)
{
    struct crm_orders *m = t->m;
    struct worker *w = t->w;
    const struct crm_str *cells = crm_batch_row(t->b, row);

    r->customer = l->customer;
    r->order = l->order;
    if (number_channel(m, w, l->channel, &r->lines->channel, e))
        return -1;
    size_t ncarry = 0; /* the channel is there as its number */
    for (size_t k = 0; k < m->o.ncarry; k++)
        if (k != m->carried_channel)
            w->carry[ncarry++] = crm_order_cell(cells, t->c->carry[k]);
    size_t part = crm_hash(r->customer) & (m->nparts - 1);
    size_t size = crm_order_record_size(r, w->carry, ncarry);
    char *to = crm_parts_room(m->parts, t->worker, part, size, e);
    if (!to)
        return -1;
    crm_order_record_put(to, r, w->carry, ncarry);
    return 0;
}

/* The lines of the current order follow each other no longer. */
static int end_current(struct intake *t, struct crm_err *e)
{
    const struct crm_order_line *first = t->first;

    t->first = NULL;
    return first ? put_record(t, &t->current, first, t->first_row, e) : 0;
}

/* Is the line one more of the current order, with the same texts to be carried? */
static bool is_of_current(const struct intake *t, const struct crm_order_line *l, size_t row)
{
    const struct crm_order_line *first = t->first;

    if (!first || !l->order.n || !crm_key_eq(first->order, l->order) ||
        !crm_key_eq(first->customer, l->customer) || !crm_key_eq(first->channel, l->channel))
        return false;
    const struct crm_str *had = crm_batch_row(t->b, t->first_row), *has = crm_batch_row(t->b, row);
    for (size_t k = 0; k < t->m->o.ncarry; k++)
        if (k != t->m->carried_channel &&
            !crm_key_eq(crm_row_cell(had, t->c->carry[k]), crm_row_cell(has, t->c->carry[k])))
            return false;
    return true;
}

/* Keep the row until all lines of its order were seen. */
static int keep_pending(const struct intake *t, bool is_refund, size_t row, struct crm_err *e)
{
    struct worker *w = t->w;
    const struct crm_batch *b = t->b;
    struct waiting_row head = {b->lines[row], b->head->input, is_refund};
    const struct waiting_row *last = &w->last_waiting;
    bool is_behind =
        head.input > last->input || (head.input == last->input && head.line > last->line);

    if (!w->nwaiting || !is_behind) {
        w->waiting = crm_grow(w->waiting, &w->waiting_cap, w->nwaiting + 1, sizeof(*w->waiting));
        w->waiting[w->nwaiting++] =
            (struct waiting){.spool = crm_spool_new(t->m->o.tmpdir, PENDING_BYTES / t->m->nworkers),
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
static int add_pending_line(const struct intake *t, const struct crm_order_line *l, bool is_refund,
                            size_t row, struct crm_err *e)
{
    struct crm_order order;
    struct crm_order_record r = {.is_known = true,
                                 .lines = &order,
                                 .is_pending = true,
                                 .worker = t->worker,
                                 .row_number = t->w->rows_waiting};

    set_order(&order, l, is_refund);
    if (keep_pending(t, is_refund, row, e))
        return -1;
    return put_record(t, &r, l, row, e);
}

/* The line counts: put it into its order. */
static int add_order_line(struct intake *t, const struct crm_order_line *l, bool is_refund,
                          size_t row, struct crm_err *e)
{
    t->w->rows_used++;
    if (is_of_current(t, l, row)) {
        struct crm_order order;
        set_order(&order, l, is_refund);
        /* A sum that does not fit is found again, and said, when the records come together. */
        if (crm_order_join(&t->order, &order))
            return 0;
    }
    if (end_current(t, e))
        return -1;
    t->first = l;
    t->first_row = row;
    set_order(&t->order, l, is_refund);
    return 0;
}

/* As add_order_line of a line that was read as plain. */
static inline int add_plain_line(struct intake *t, const struct crm_order_line *l, size_t row,
                                 struct crm_err *e)
{
    t->w->counts.sale_rows++;
    t->w->rows_used++;
    note_currency(t->w, l->currency);
    if (is_of_current(t, l, row) && crm_order_join_sale(&t->order, l->day, l->amount))
        return 0;
    if (end_current(t, e))
        return -1;
    t->first = l;
    t->first_row = row;
    crm_order_set_sale(&t->order, l->day, l->amount);
    return 0;
}

/*
 * The line does not count, and lines of its order that leave `why` to it do not either. It may make
 * its customer known.
 */
static int leave_out(const struct intake *t, const struct crm_order_line *l, uint8_t why,
                     bool is_known, size_t row, struct crm_err *e)
{
    struct crm_order none = crm_order_none();
    struct crm_order_record r = {.is_known = is_known, .day = l->day, .lines = &none};

    t->w->rows_used++;
    if (!l->order.n && !is_known)
        return 0;
    none.left_out = l->order.n ? why : 0;
    return put_record(t, &r, l, row, e);
}

/* ---- marks ----------------------------------------------------------------------- */

/* Of each marks, keep the row that has them first in the order of inputs and lines. */
static void note_marks(const struct intake *t, const struct crm_order_line *l, size_t row)
{
    struct worker *w = t->w;
    const struct crm_batch *b = t->b;
    const struct crm_order_columns *c = t->c;

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
static int add_row(struct intake *t, size_t row, struct crm_order_line *l, struct crm_err *e)
{
    const struct crm_orders_opts *o = &t->m->o;
    struct crm_orders_counts *n = &t->w->counts;
    uint64_t *kind = kind_of(t->m, n, l);
    bool is_refund = kind == &n->refund_rows;
    bool is_order = is_refund || kind == &n->sale_rows;

    if (is_order && !l->order.n && crm_order_line_is_incomplete(l)) {
        enum crm_msg reason = l->day == CRM_NO_DATE ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT;
        size_t column = l->day == CRM_NO_DATE ? t->c->date : t->c->amount;
        crm_order_line_refuse(l, t->c, column, CRM_STR(""), reason);
        return 1;
    }
    ++*kind;
    if (kind == &n->outside_rows)
        return leave_out(t, l, CRM_LACKS_DATE, false, row, e);
    if (kind == &n->other_currency_rows)
        return leave_out(t, l, CRM_LACKS_CURRENCY, false, row, e);
    if (is_refund && o->ignore_refunds)
        return leave_out(t, l, l->is_refunded ? CRM_LACKS_STATUS : 0, false, row, e);
    if (o->ignore_refunds)
        l->refund = 0;
    if (kind == &n->not_sale_rows)
        return leave_out(t, l, CRM_LACKS_STATUS, true, row, e);
    if (!is_order)
        return leave_out(t, l, 0, true, row, e);
    note_currency(t->w, l->currency);
    if (l->currencies != ~0U)
        note_marks(t, l, row);
    if (crm_order_line_is_incomplete(l))
        return add_pending_line(t, l, is_refund, row, e);
    return add_order_line(t, l, is_refund, row, e);
}

int crm_orders_add(void *orders, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_orders *m = orders;
    struct worker *w = m->workers[worker];
    struct intake t = {.m = m,
                       .w = w,
                       .worker = worker,
                       .b = b,
                       .c = &m->columns[b->head->input],
                       .current = {.is_known = true}};
    t.current.lines = &t.order;

    for (size_t r = 0; r < b->nrows; r++) {
        struct crm_order_line *l = &t.lines[t.first == t.lines];
        int rc = 1;
        if (t.c->has_plain_rows &&
            crm_order_line_read_plain(l, t.c, crm_batch_row(b, r), &w->memo) &&
            !is_outside(&m->o, l->day)) {
            if (add_plain_line(&t, l, r, e))
                return -1;
            continue;
        }
        if (crm_order_line_read(l, &m->o, t.c, crm_batch_row(b, r), &w->memo))
            rc = add_row(&t, r, l, e);
        if (rc > 0)
            rc = crm_reject(m->rejects, b, r, l->column, l->text, l->reason, e);
        if (rc)
            return -1;
    }
    return end_current(&t, e);
}
