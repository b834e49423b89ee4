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
    return !crm_order_is_dropped(o) && o->day != CRM_NO_DATE && (o->has & CRM_HAS_MONEY);
}

/* Would it be worth something else if its channel repeated amounts? */
bool crm_order_depends_on_habit(const struct crm_order *o)
{
    return crm_order_has_worth(o) && ((o->amount_lines > 1 && !(o->has & CRM_AMOUNTS_DIFFER)) ||
                                      (o->refund_lines > 1 && !(o->has & CRM_REFUNDS_DIFFER)));
}

/* What an order that has worth adds to its customer. False when it adds nothing. */
static bool find_visit(const struct crm_orders *m, const struct crm_order *o, struct worker *w,
                       struct visit *v)
{
    bool is_repeated = crm_order_depends_on_habit(o) &&
                       repeats(m, m->habits ? &m->habits[o->channel] : &(struct habit){0});
    bool is_once = is_repeated && o->amount_lines > 1 && !(o->has & CRM_AMOUNTS_DIFFER);
    crm_money amount = o->has & CRM_HAS_AMOUNT ? o->amount : o->product;

    *v = (struct visit){.refund = o->refund, .day = o->day};
    if (is_once && o->has & CRM_HAS_AMOUNT)
        amount /= o->amount_lines;
    if (is_repeated && o->refund_lines > 1 && !(o->has & CRM_REFUNDS_DIFFER))
        v->refund /= o->refund_lines;
    v->net = amount - v->refund; /* neither is below zero */
    bool is_undone = amount > 0 && v->refund >= amount;
    v->is_order = o->has & CRM_HAS_SALE && !is_undone && v->net >= m->o.min_amount;
    w->counts.orders += v->is_order;
    w->counts.orders_amount_once += is_once;
    return v->is_order || is_undone || !(o->has & CRM_HAS_SALE);
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

int crm_orders_grow_visits(struct worker *w, const struct block *b, struct crm_err *e)
{
    struct visit *visits = crm_lease_grow(&w->lease, w->visits, &w->visits_cap, b->most_orders + 1,
                                          sizeof(*visits), e);

    if (!visits)
        return -1;
    w->visits = visits;
    return 0;
}

void crm_orders_settle_block(struct crm_orders *m, struct worker *w, struct block *to,
                             const struct crm_order *orders, size_t n, const bool *is_waiting)
{
    for (size_t i = 0; i < n;) {
        uint32_t row = orders[i].customer;
        bool waits = is_waiting && is_waiting[row];
        size_t nvisits = 0;
        for (; i < n && orders[i].customer == row; i++) {
            if (waits)
                continue;
            if (orders[i].last_day > w->last_day)
                w->last_day = orders[i].last_day;
            nvisits += find_visit(m, &orders[i], w, &w->visits[nvisits]);
        }
        if (nvisits)
            sum_up(w, &to->rows[row], w->visits, nvisits);
    }
}
