#include "model/tally.h"

#include <stdlib.h>

#include "table/frame.h"

static struct crm_group *new_group(struct crm_tally *t, struct crm_arena *arena,
                                   struct crm_str text, bool is_rest)
{
    struct crm_group *group = &t->of[t->n++];

    *group = (struct crm_group){.text = crm_arena_dup(arena, text), .is_rest = is_rest};
    return group;
}

/* The group of that text. A column seldom has more than a dozen, so a walk beats a hash table. */
static struct crm_group *group_of(struct crm_tally *t, struct crm_arena *arena, struct crm_str text)
{
    struct crm_group *rest = NULL;
    size_t texts = 0;

    for (size_t i = 0; i < t->n; i++) {
        struct crm_group *group = &t->of[i];
        if (group->is_rest)
            rest = group;
        else if (crm_str_eq(group->text, text))
            return group;
        texts += !group->is_rest && group->text.n > 0;
    }
    if (text.n == 0 || texts < CRM_TALLY_MAX)
        return new_group(t, arena, text, false);
    return rest ? rest : new_group(t, arena, CRM_STR(""), true);
}

void crm_tally_add(struct crm_tally *t, struct crm_arena *arena, struct crm_str text,
                   crm_money revenue, int64_t recency_days)
{
    struct crm_group *group = group_of(t, arena, text);

    group->customers++;
    group->revenue += revenue;
    if (recency_days != CRM_NO_INT) {
        group->dated++;
        group->recency_days += recency_days;
    }
}

/* Named groups first, then the empty cells, then the rest. */
static int kind(const struct crm_group *g)
{
    if (g->is_rest)
        return 2;
    return g->text.n == 0;
}

static int by_text(const void *pa, const void *pb)
{
    const struct crm_group *a = pa;
    const struct crm_group *b = pb;

    if (kind(a) != kind(b))
        return kind(a) - kind(b);
    return crm_str_cmp(a->text, b->text);
}

static int by_customers(const void *pa, const void *pb)
{
    const struct crm_group *a = pa;
    const struct crm_group *b = pb;

    if (kind(a) == kind(b) && a->customers != b->customers)
        return a->customers > b->customers ? -1 : 1;
    return by_text(pa, pb);
}

static int by_revenue(const void *pa, const void *pb)
{
    const struct crm_group *a = pa;
    const struct crm_group *b = pb;

    if (kind(a) == kind(b) && a->revenue != b->revenue)
        return a->revenue > b->revenue ? -1 : 1;
    return by_customers(pa, pb);
}

static void pool(struct crm_group *rest, const struct crm_group *g)
{
    rest->customers += g->customers;
    rest->revenue += g->revenue;
    rest->dated += g->dated;
    rest->recency_days += g->recency_days;
}

/* Named groups beyond CRM_TALLY_SHOWN go into the rest, which comes last; t is sorted. */
static void shorten(struct crm_tally *t)
{
    struct crm_group rest = {.is_rest = true};
    size_t kept = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct crm_group *g = &t->of[i];
        bool is_named = !g->is_rest && g->text.n > 0;
        if (g->is_rest || (is_named && i >= CRM_TALLY_SHOWN))
            pool(&rest, g);
        else
            t->of[kept++] = *g;
    }
    if (rest.customers > 0)
        t->of[kept++] = rest;
    t->n = kept;
}

void crm_tally_sort(struct crm_tally *t, enum crm_tally_order order)
{
    switch (order) {
    case CRM_BY_REVENUE:
        qsort(t->of, t->n, sizeof(*t->of), by_revenue);
        break;
    case CRM_BY_CUSTOMERS:
        qsort(t->of, t->n, sizeof(*t->of), by_customers);
        break;
    case CRM_BY_TEXT:
        qsort(t->of, t->n, sizeof(*t->of), by_text);
        break;
    }
    shorten(t);
}

/* Insertion keeps the order by text among equal places; there are a few dozen groups at most. */
void crm_tally_sort_by(struct crm_tally *t, size_t (*place)(struct crm_str text))
{
    qsort(t->of, t->n, sizeof(*t->of), by_text);
    for (size_t i = 1; i < t->n; i++) {
        struct crm_group group = t->of[i];
        size_t at = i;
        while (at > 0 && kind(&t->of[at - 1]) == kind(&group) &&
               place(t->of[at - 1].text) > place(group.text)) {
            t->of[at] = t->of[at - 1];
            at--;
        }
        t->of[at] = group;
    }
    shorten(t);
}
