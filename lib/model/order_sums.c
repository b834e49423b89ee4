/*
 * What each order is worth, which orders count, and what they sum up to for their customer.
 */
#include <stdlib.h>

#include "model/orders_parts.h"

/* An order whose money is its customer's. */
struct visit {
    crm_money net, refund;
    int32_t day;
    bool is_order; /* counts as one */
};

/* ---- what an order is worth ------------------------------------------------------ */

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

/* Is the order part of the sums? Not when it was dropped or its rows were set aside. */
bool crm_order_has_worth(const struct crm_order *o)
{
    return !crm_order_is_dropped(o) && o->day != CRM_NO_DATE && (o->has_amount || o->has_product);
}

/* Would it be worth something else if its channel repeated amounts? */
bool crm_order_depends_on_habit(const struct crm_order *o)
{
    return crm_order_has_worth(o) && ((o->amount_lines > 1 && !o->amounts_differ) ||
                                      (o->refund_lines > 1 && !o->refunds_differ));
}

/* What an order that has worth adds to its customer. False when it adds nothing. */
static bool find_visit(const struct crm_orders *m, const struct crm_order *o, struct worker *w,
                       struct visit *v)
{
    bool is_repeated = crm_order_depends_on_habit(o) &&
                       repeats(m, m->habits ? &m->habits[o->channel] : &(struct habit){0});
    bool is_once = is_repeated && o->amount_lines > 1 && !o->amounts_differ;
    crm_money amount = !o->has_amount ? o->product : o->amount;

    *v = (struct visit){.refund = o->refund, .day = o->day};
    if (is_once && o->has_amount)
        amount /= o->amount_lines;
    if (is_repeated && o->refund_lines > 1 && !o->refunds_differ)
        v->refund /= o->refund_lines;
    v->net = amount - v->refund; /* neither is below zero */
    bool is_undone = amount > 0 && v->refund >= amount;
    v->is_order = o->has_sale && !is_undone && v->net >= m->o.min_amount;
    w->counts.orders += v->is_order;
    w->counts.orders_amount_once += is_once;
    return v->is_order || is_undone || !o->has_sale;
}

/* ---- the sums of customers ------------------------------------------------------- */

static int compare_visits(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

static void sort_visits(struct visit *v, size_t n)
{
    enum { FEW = 32 };

    if (n > FEW) {
        qsort(v, n, sizeof(*v), compare_visits);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct visit x = v[i];
        size_t at = i;
        for (; at && v[at - 1].day > x.day; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

/* To *to; false when it does not fit. */
static bool narrow(crm_wide v, crm_money *to)
{
    *to = (crm_money)v;
    return v >= -INT64_MAX && v <= INT64_MAX;
}

/* The customer of n visits, which are sorted by day here. */
static void sum_up(struct worker *w, struct customer *c, struct visit *v, size_t n)
{
    crm_wide monetary = 0, refunds = 0, first_day = 0;

    sort_visits(v, n);
    for (size_t i = 0; i < n; i++) {
        monetary += v[i].net;
        refunds += v[i].refund;
        if (!v[i].is_order)
            continue;
        if (c->first == CRM_NO_DATE)
            c->first = v[i].day;
        if (v[i].day == c->first)
            first_day += v[i].net;
        c->ndays += v[i].day != c->last;
        c->last = v[i].day;
        c->norders++;
    }
    if (!narrow(monetary, &c->monetary) || !narrow(refunds, &c->refunds) ||
        !narrow(first_day, &c->first_day))
        crm_orders_note_overflow(w, c->id);
}

static bool waits(const bool *is_waiting, const struct crm_order *o)
{
    return is_waiting && is_waiting[o->customer];
}

int crm_orders_grow_visits(struct worker *w, size_t nrows, size_t n, struct crm_err *e)
{
    void *p =
        crm_lease_grow(&w->lease, w->starts, &w->starts_cap, nrows + 1, sizeof(*w->starts), e);

    if (!p)
        return -1;
    w->starts = p;
    if (!(p = crm_lease_grow(&w->lease, w->visits, &w->visits_cap, n + 1, sizeof(*w->visits), e)))
        return -1;
    w->visits = p;
    return 0;
}

void crm_orders_settle_block(struct crm_orders *m, struct worker *w, struct block *to,
                             const struct crm_order *orders, size_t n, const bool *is_waiting)
{
    size_t *starts = w->starts, all = 0;

    memset(starts, 0, (to->nrows + 1) * sizeof(*starts));
    for (size_t i = 0; i < n; i++)
        if (crm_order_has_worth(&orders[i]) && !waits(is_waiting, &orders[i]))
            starts[orders[i].customer]++;
    for (size_t row = 0; row <= to->nrows; row++) {
        size_t count = starts[row];
        starts[row] = all;
        all += count;
    }
    for (size_t i = 0; i < n; i++) {
        const struct crm_order *o = &orders[i];
        if (!crm_order_has_worth(o) || waits(is_waiting, o))
            continue;
        if (o->last_day > w->last_day)
            w->last_day = o->last_day;
        /* One that adds nothing is a visit without money, so that the places stay as counted. */
        struct visit *v = &w->visits[starts[o->customer]++];
        if (!find_visit(m, o, w, v))
            *v = (struct visit){.day = o->day};
    }
    for (size_t row = 0, from = 0; row < to->nrows; from = starts[row++])
        if (starts[row] > from)
            sum_up(w, &to->rows[row], w->visits + from, starts[row] - from);
}
