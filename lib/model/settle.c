/*
 * Orders to customers: what each order is worth, which orders count, and the customers table.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"

/* Of the orders of a channel that have several lines with an amount: how many repeat one amount. */
struct habit {
    uint64_t same, differ;
};

/* An order that counts: what the table needs of it. */
struct visit {
    int32_t day;
    crm_money net;
};

/* ---- rows that waited ------------------------------------------------------------ */

/* Rows whose order has an amount and a date by now are used; the others cannot be. */
static int settle_pending(struct crm_orders *m, struct crm_err *e)
{
    struct crm_arena arena = {0};
    int rc = crm_spool_rewind(m->pending, e);

    for (uint64_t i = 0; !rc && i < m->npending; i++) {
        struct pending_row row;
        crm_arena_reset(&arena);
        if ((rc = crm_spool_read(m->pending, &row, sizeof(row), e)))
            break;
        const struct crm_order_columns *c = &m->columns[row.input];
        const struct crm_mapping *map = c->map;
        struct crm_str *cells = crm_arena_alloc(&arena, map->ncols * sizeof(*cells));
        if ((rc = crm_spool_read_cells(m->pending, cells, map->ncols, &arena, e)))
            break;
        const struct order *o = &m->order[row.order];
        bool has_amount = o->has_amount || o->has_product;
        if (order_is_dropped(o) || (has_amount && o->day != CRM_NO_DATE)) {
            m->ledger->rows_used++;
            continue;
        }
        size_t column = has_amount ? c->date : c->amount;
        --*(row.is_refund ? &m->counts.refund_rows : &m->counts.sale_rows);
        rc = crm_reject_cells(m->rejects, m->heads[row.input], row.line, cells, map->ncols,
                              column == CRM_NO_COLUMN ? CRM_STR("amount") : map->names[column],
                              CRM_STR(""), has_amount ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT, e);
    }
    crm_arena_clear(&arena);
    return rc;
}

/* Lines of a dropped order were counted as sales when they were read: count them with its first
 * line. */
static void recount_dropped(struct crm_orders *m)
{
    for (size_t i = 0; i < m->norders; i++) {
        const struct order *o = &m->order[i];
        uint8_t why = o->left_out & o->lacks;
        if (!order_is_dropped(o) || !o->sale_lines)
            continue;
        m->counts.sale_rows -= o->sale_lines;
        *(why & CRM_LACKS_STATUS ? &m->counts.not_sale_rows
          : why & CRM_LACKS_DATE ? &m->counts.outside_rows
                                 : &m->counts.other_currency_rows) += o->sale_lines;
    }
}

/* ---- what an order is worth ------------------------------------------------------ */

static int one_currency(const struct crm_orders *m, struct crm_err *e)
{
    uint32_t n = crm_groups_count(m->currencies);
    struct crm_str least = {0}, most = {0};

    if (n < 2)
        return 0;
    for (uint32_t i = 0; i < n; i++) {
        struct crm_str c = crm_groups_key(m->currencies, i);
        if (!least.p || crm_str_cmp(c, least) < 0)
            least = c;
        if (!most.p || crm_str_cmp(c, most) > 0)
            most = c;
    }
    struct crm_buf both = {0};
    crm_buf_add(&both, least);
    crm_buf_add_cstr(&both, ", ");
    crm_buf_add(&both, most);
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES, .column = CRM_STR("currency"),
             .text = crm_buf_str(&both), .advice = CRM_MSG_ADVICE_CURRENCY);
    crm_buf_clear(&both);
    return -1;
}

/* Which channels repeat an order's amount on each of its lines: 19 of 20 orders that show it. */
static struct habit *find_habits(const struct crm_orders *m)
{
    struct habit *habits = crm_alloc_array(crm_groups_count(m->channels), sizeof(*habits));

    for (size_t i = 0; i < m->norders; i++) {
        const struct order *o = &m->order[i];
        if (order_is_dropped(o) || o->amount_lines < 2)
            continue;
        if (o->amounts_differ)
            habits[o->channel].differ++;
        else
            habits[o->channel].same++;
    }
    return habits;
}

static bool repeats(const struct crm_orders *m, const struct habit *h)
{
    switch (m->o.amount_per) {
    case CRM_AMOUNT_AUTO:
        return h->same >= 19 * h->differ && h->same > 0;
    case CRM_AMOUNT_ORDER:
        return true;
    case CRM_AMOUNT_LINE:
        return false;
    }
    return false;
}

struct worth {
    crm_money amount, refund, net;
    bool is_order; /* counts as one */
    bool is_money; /* its net amount and refunds are part of the customer's */
    bool is_once;  /* a repeated amount was counted once */
};

/* False when the net amount does not fit. */
static bool find_worth(const struct crm_orders *m, const struct order *o,
                       const struct habit *habits, struct worth *w)
{
    bool is_repeated = repeats(m, &habits[o->channel]);

    w->is_once = is_repeated && o->amount_lines > 1 && !o->amounts_differ;
    w->amount = !o->has_amount ? o->product : w->is_once ? o->one_amount : o->amount;
    w->refund = is_repeated && !o->refunds_differ && o->refund_lines ? o->one_refund : o->refund;
    if (__builtin_sub_overflow(w->amount, w->refund, &w->net))
        return false;
    bool is_undone = w->amount > 0 && w->refund >= w->amount;
    w->is_order = o->has_sale && !is_undone && w->net >= m->o.min_amount;
    w->is_money = w->is_order || is_undone || !o->has_sale;
    return true;
}

/* ---- the customers table --------------------------------------------------------- */

struct totals {
    crm_money monetary, refunds;
    size_t first_visit, nvisits; /* in `visits` */
};

static int compare_visits(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->net > y->net) - (x->net < y->net);
}

static int compare_customers(const void *a, const void *b, void *groups)
{
    return crm_str_cmp(crm_groups_key(groups, *(const uint32_t *)a),
                       crm_groups_key(groups, *(const uint32_t *)b));
}

/* Is the order part of the sums? Not when it was dropped or its rows were set aside. */
static bool has_worth(const struct order *o)
{
    return !order_is_dropped(o) && o->day != CRM_NO_DATE && (o->has_amount || o->has_product);
}

/* First pass: the sums of each customer, and how many orders count. */
static int sum_up(struct crm_orders *m, const struct habit *habits, struct totals *totals,
                  struct crm_err *e)
{
    struct worth w;

    for (size_t i = 0; i < m->norders; i++) {
        const struct order *o = &m->order[i];
        if (!has_worth(o))
            continue;
        struct totals *t = &totals[o->customer];
        if (o->last_day > m->last_day)
            m->last_day = o->last_day;
        if (!find_worth(m, o, habits, &w) ||
            (w.is_money && !crm_money_add(t->monetary, w.net, &t->monetary)) ||
            (w.is_money && !crm_money_add(t->refunds, w.refund, &t->refunds)))
            return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_SUM_OUT_OF_RANGE,
                            .column = CRM_STR("customer_id"),
                            .text = crm_groups_key(m->customers, o->customer));
        t->nvisits += w.is_order;
        m->counts.orders += w.is_order;
        m->counts.orders_amount_once += w.is_once;
    }
    return 0;
}

/* Second pass: the orders that count, customer by customer, in the order of their days. */
static struct visit *list_visits(struct crm_orders *m, const struct habit *habits,
                                 struct totals *totals, struct crm_err *e)
{
    uint32_t n = crm_groups_count(m->customers);
    struct worth w;
    size_t all = 0;

    for (uint32_t c = 0; c < n; c++) {
        totals[c].first_visit = all;
        all += totals[c].nvisits;
        totals[c].nvisits = 0;
    }
    if (crm_lease_take(&m->lease, all * sizeof(struct visit), e))
        return NULL;
    struct visit *visits = crm_alloc_array(all, sizeof(*visits));
    for (size_t i = 0; i < m->norders; i++) {
        const struct order *o = &m->order[i];
        if (!has_worth(o) || !find_worth(m, o, habits, &w) || !w.is_order)
            continue;
        struct totals *t = &totals[o->customer];
        visits[t->first_visit + t->nvisits++] = (struct visit){o->day, w.net};
    }
    for (uint32_t c = 0; c < n; c++)
        qsort(visits + totals[c].first_visit, totals[c].nvisits, sizeof(*visits), compare_visits);
    return visits;
}

/* The columns being filled. */
struct table {
    struct crm_str *id;
    int32_t *first, *last;
    int64_t *frequency, *order_days, *recency;
    crm_money *monetary, *first_day, *refunds;
};

/* False when the first day's sum does not fit. */
static bool fill_customer(const struct crm_orders *m, const struct totals *t,
                          const struct visit *visits, int32_t as_of, const struct table *to,
                          size_t row)
{
    const struct visit *v = visits + t->first_visit;
    int64_t days = 0;

    to->monetary[row] = t->monetary;
    to->refunds[row] = t->refunds;
    to->first[row] = to->last[row] = CRM_NO_DATE;
    to->recency[row] = CRM_NO_INT;
    if (!t->nvisits)
        return true;
    for (size_t i = 0; i < t->nvisits; i++) {
        days += i == 0 || v[i].day != v[i - 1].day;
        if (v[i].day == v[0].day &&
            !crm_money_add(to->first_day[row], v[i].net, &to->first_day[row]))
            return false;
    }
    to->first[row] = v[0].day;
    to->last[row] = v[t->nvisits - 1].day;
    to->order_days[row] = days;
    to->frequency[row] = m->o.occasion == CRM_OCCASION_DAY ? days : (int64_t)t->nvisits;
    to->recency[row] = (int64_t)as_of - to->last[row];
    return true;
}

static struct table add_columns(const struct crm_orders *m, struct crm_frame *f,
                                struct crm_str **carried)
{
    struct table t;

    t.id = crm_frame_add(f, m->o.by ? m->o.by : "customer_id", CRM_TEXT)->v.text;
    for (size_t k = 0; k < m->o.ncarry; k++)
        carried[k] = crm_frame_add_text(f, m->o.carry[k])->v.text;
    t.first = crm_frame_add(f, "first_order", CRM_DATE)->v.dates;
    t.last = crm_frame_add(f, "last_order", CRM_DATE)->v.dates;
    t.frequency = crm_frame_add(f, "frequency", CRM_INT)->v.ints;
    t.order_days = crm_frame_add(f, "order_days", CRM_INT)->v.ints;
    t.monetary = crm_frame_add(f, "monetary", CRM_MONEY)->v.money;
    t.first_day = crm_frame_add(f, "first_day_monetary", CRM_MONEY)->v.money;
    t.refunds = crm_frame_add(f, "refunds", CRM_MONEY)->v.money;
    t.recency = crm_frame_add(f, "recency_days", CRM_INT)->v.ints;
    return t;
}

static int fill(struct crm_orders *m, const struct totals *totals, const struct visit *visits,
                struct crm_frame *f, struct crm_err *e)
{
    size_t n = f->nrows;
    struct crm_str **carried = crm_alloc_array(m->o.ncarry, sizeof(*carried));
    uint32_t *sorted = crm_alloc_array(n, sizeof(*sorted));
    struct table to = add_columns(m, f, carried);
    int rc = 0;

    f->as_of = m->o.as_of != CRM_NO_DATE ? m->o.as_of : m->last_day;
    for (size_t i = 0; i < n; i++)
        sorted[i] = (uint32_t)i;
    qsort_r(sorted, n, sizeof(*sorted), compare_customers, m->customers);
    for (size_t row = 0; row < n && !rc; row++) {
        uint32_t c = sorted[row];
        to.id[row] = crm_arena_dup(&f->arena, crm_groups_key(m->customers, c));
        for (size_t k = 0; k < m->o.ncarry; k++)
            carried[k][row] = crm_arena_dup(&f->arena, m->carried[c * m->o.ncarry + k].text);
        if (!fill_customer(m, &totals[c], visits, f->as_of, &to, row))
            rc = CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_SUM_OUT_OF_RANGE,
                          .column = CRM_STR("customer_id"), .text = to.id[row]);
    }
    free(sorted);
    free(carried);
    return rc;
}

struct crm_frame *crm_orders_customers(struct crm_orders *m, struct crm_err *e)
{
    if (crm_failed(e) || one_currency(m, e) || settle_pending(m, e))
        return NULL;
    uint32_t n = crm_groups_count(m->customers);
    struct habit *habits = find_habits(m);
    struct totals *totals = crm_alloc_array(n, sizeof(*totals));
    struct crm_frame *f = NULL;

    recount_dropped(m);
    struct visit *visits = sum_up(m, habits, totals, e) ? NULL : list_visits(m, habits, totals, e);
    if (visits) {
        f = crm_frame_new(n);
        if (fill(m, totals, visits, f, e)) {
            crm_frame_free(f);
            f = NULL;
        }
    }
    free(visits);
    free(totals);
    free(habits);
    return f;
}
