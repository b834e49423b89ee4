/*
 * Are all amounts in one currency? Told by the currency column and by the marks beside amounts.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"

int crm_orders_one_currency(const struct crm_orders *m, struct crm_err *e)
{
    struct crm_str least = {0}, most = {0};

    for (size_t i = 0; i < m->nworkers; i++) {
        const struct worker *w = m->workers[i];
        if (!w->has_currency)
            continue;
        if (!least.p || crm_str_cmp(crm_buf_str(&w->least_currency), least) < 0)
            least = crm_buf_str(&w->least_currency);
        if (!most.p || crm_str_cmp(crm_buf_str(&w->most_currency), most) > 0)
            most = crm_buf_str(&w->most_currency);
    }
    if (crm_str_eq(least, most))
        return 0;
    struct crm_buf both = {0};
    crm_buf_add(&both, least);
    crm_buf_add_cstr(&both, ", ");
    crm_buf_add(&both, most);
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES, .column = CRM_STR("currency"),
             .text = crm_buf_str(&both), .advice = CRM_MSG_ADVICE_CURRENCY);
    crm_buf_clear(&both);
    return -1;
}

static int compare_marks(const void *a, const void *b)
{
    const struct marks *x = a, *y = b;

    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* The marks beside the amounts, in the order of the rows: the first that fits none before it. */
int crm_orders_one_mark(const struct crm_orders *m, struct crm_err *e)
{
    struct marks *all = NULL;
    size_t n = 0, cap = 0;
    unsigned currencies = ~0U;

    for (size_t i = 0; i < m->nworkers; i++)
        for (size_t k = 0; k < m->workers[i]->nmarks; k++) {
            all = crm_grow(all, &cap, n + 1, sizeof(*all));
            all[n++] = m->workers[i]->marks[k];
        }
    if (n)
        qsort(all, n, sizeof(*all), compare_marks);
    for (size_t i = 0; i < n && currencies; i++) {
        const struct crm_head *head = m->heads[all[i].input];
        size_t amount = m->columns[all[i].input].amount;
        currencies &= all[i].currencies;
        if (!currencies)
            CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES, .file = head->file,
                     .line = all[i].line, .text = all[i].text, .advice = CRM_MSG_ADVICE_CURRENCY,
                     .column =
                         amount == CRM_NO_COLUMN ? CRM_STR("unit_price") : head->names[amount]);
    }
    free(all);
    return currencies ? 0 : -1;
}
