/*
 * Rows that waited for another line of their order: used, or refused in the order of the input.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"

/* A reader of rows that waited, and the row at which it stands. */
struct reader {
    const struct waiting *from;
    struct worker *w;
    uint64_t read;
    struct waiting_row row;
    struct crm_str *cells;
    struct crm_arena arena;
    bool is_there;
};

/* On to the next row that cannot be used. */
static int next_refused(const struct crm_orders *m, struct reader *r, struct crm_err *e)
{
    r->is_there = false;
    while (!r->is_there && r->read < r->from->n) {
        crm_arena_reset(&r->arena);
        if (crm_spool_read(r->from->spool, &r->row, sizeof(r->row), e))
            return -1;
        size_t ncols = m->heads[r->row.input]->ncols;
        r->cells = crm_arena_alloc(&r->arena, ncols * sizeof(*r->cells));
        if (crm_spool_read_cells(r->from->spool, r->cells, ncols, &r->arena, e))
            return -1;
        r->is_there = r->w->verdicts[r->from->first + r->read++] != IS_USED;
    }
    return 0;
}

static int refuse(struct crm_orders *m, const struct reader *r, struct crm_err *e)
{
    const struct crm_order_columns *c = &m->columns[r->row.input];
    const struct crm_mapping *map = c->map;
    bool has_amount = r->w->verdicts[r->from->first + r->read - 1] == HAS_NO_DATE;
    size_t column = has_amount ? c->date : c->amount;

    --*(r->row.is_refund ? &m->counts.refund_rows : &m->counts.sale_rows);
    return crm_reject_cells(m->rejects, m->heads[r->row.input], r->row.line, r->cells, map->ncols,
                            column == CRM_NO_COLUMN ? CRM_STR("amount") : map->names[column],
                            CRM_STR(""), has_amount ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT, e);
}

static bool is_before(const struct reader *a, const struct reader *b)
{
    if (a->row.input != b->row.input)
        return a->row.input < b->row.input;
    return a->row.line < b->row.line;
}

/* Refuse the rows that the readers find, in the order of inputs and lines. */
static int refuse_rows(struct crm_orders *m, struct reader *readers, size_t n, uint64_t *refused,
                       struct crm_err *e)
{
    for (size_t i = 0; i < n; i++)
        if (crm_spool_rewind(readers[i].from->spool, e) || next_refused(m, &readers[i], e))
            return -1;
    for (;; ++*refused) {
        struct reader *first = NULL;
        for (size_t i = 0; i < n; i++)
            if (readers[i].is_there && (!first || is_before(&readers[i], first)))
                first = &readers[i];
        if (!first)
            return 0;
        if (refuse(m, first, e) || next_refused(m, first, e))
            return -1;
    }
}

/* Rows whose order has an amount and a date by now are used; the others cannot be. */
int crm_orders_settle_pending(struct crm_orders *m, struct crm_err *e)
{
    struct reader *readers = NULL;
    size_t n = 0, cap = 0;
    uint64_t waited = 0, refused = 0;

    for (size_t i = 0; i < m->nworkers; i++) {
        struct worker *w = m->workers[i];
        waited += w->rows_waiting;
        for (size_t k = 0; k < w->nwaiting; k++) {
            readers = crm_grow(readers, &cap, n + 1, sizeof(*readers));
            readers[n++] = (struct reader){.from = &w->waiting[k], .w = w};
        }
    }
    int rc = refuse_rows(m, readers, n, &refused, e);
    for (size_t i = 0; i < n; i++)
        crm_arena_clear(&readers[i].arena);
    free(readers);
    m->ledger->rows_used += waited - refused;
    return rc;
}
