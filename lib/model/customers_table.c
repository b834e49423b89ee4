/*
 * The rows of a customers table as a frame, sorted by id, each customer once.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/customers_parts.h"

static struct crm_str id_at(const void *customers, size_t i)
{
    return ((const struct crm_customers *)customers)->ids[i];
}

size_t crm_customers_row(const struct crm_customers *m, size_t i)
{
    return m->order ? m->order[i] : i;
}

/* Our own tables come sorted, each customer once: then there is nothing to do. */
static bool is_sorted(const struct crm_customers *m)
{
    for (size_t i = 1; i < m->nrows; i++)
        if (crm_str_cmp(m->ids[i - 1], m->ids[i]) >= 0)
            return false;
    return true;
}

int crm_customers_sort(struct crm_customers *m, struct crm_err *e)
{
    size_t scratch = crm_mul_size(m->nrows, CRM_TEXTS_ORDER_BYTES);

    if (is_sorted(m))
        return 0;
    if (crm_lease_take(&m->lease, crm_mul_size(m->rows_cap, sizeof(*m->order)), e) ||
        crm_lease_take(&m->lease, scratch, e))
        return -1;
    m->order = crm_alloc_array(m->rows_cap, sizeof(*m->order));
    crm_texts_order(m, id_at, m->nrows, m->order, 1);
    crm_lease_give(&m->lease, scratch);
    return 0;
}

int crm_customers_reject(struct crm_customers *m, uint64_t place, struct crm_str id,
                         struct crm_spool_window *w, struct crm_err *e)
{
    size_t n = m->columns.n;
    struct origin origin;

    if (crm_spool_read_row(m->spool, place, m->cells, n + 1, w, e))
        return -1;
    memcpy(&origin, m->cells[n].p, sizeof(origin));
    const struct crm_head *head = m->heads[origin.input];
    struct crm_str *cells = crm_alloc_array(head->ncols, sizeof(*cells));
    for (size_t c = 0; c < head->ncols; c++)
        cells[c] = m->cells[m->places[origin.input][c]];
    int rc =
        crm_reject_cells(m->rejects, head, origin.line, cells, head->ncols,
                         head->names[m->id_column[origin.input]], id, CRM_MSG_CUSTOMER_TWICE, e);
    free(cells);
    return rc;
}

/* Set aside the second row of a customer; they stand beside each other, the first one first. */
static int drop_doubles(struct crm_customers *m, struct crm_err *e)
{
    struct crm_spool_window window = {0};
    size_t kept = 0;
    int rc = 0;

    for (size_t i = 0; m->order && i < m->nrows && !rc; i++) {
        uint32_t row = m->order[i];
        if (kept && crm_str_eq(m->ids[m->order[kept - 1]], m->ids[row]))
            rc = crm_customers_reject(m, m->spooled[row], m->ids[row], &window, e);
        else
            m->order[kept++] = row;
    }
    crm_buf_clear(&window.buf);
    if (m->order)
        m->nrows = kept;
    m->ledger->rows_used += m->nrows;
    return rc;
}

/* What was added to the frame counts from here on. */
static int lease_frame(struct crm_customers *m, struct crm_frame *f, struct crm_err *e)
{
    return crm_lease_arena(&m->lease, &f->arena, e);
}

/* The texts back from the spool, column by column in memory. */
static int fill_texts(struct crm_customers *m, struct crm_frame *f, struct crm_err *e)
{
    enum { ROWS_AT_ONCE = 4096 };
    struct crm_spool_window window = {0};
    size_t n = m->columns.n;
    int rc = 0;

    for (size_t c = 0; c < n; c++)
        crm_frame_add_text(f, m->columns.names[c]);
    for (size_t r = 0; r < m->nrows && !rc; r++) {
        rc = crm_spool_read_row(m->spool, m->spooled[crm_customers_row(m, r)], m->cells, n + 1,
                                &window, e);
        for (size_t c = 0; c < n && !rc; c++)
            f->cols[c].v.text[r] = crm_arena_dup(&f->arena, m->cells[c]);
        if (!rc && r % ROWS_AT_ONCE == 0)
            rc = lease_frame(m, f, e);
    }
    crm_buf_clear(&window.buf);
    crm_spool_free(m->spool);
    m->spool = NULL;
    crm_lease_give(&m->lease, m->spool_leased_bytes);
    return rc;
}

/* The frame takes the spool over, and where its rows lie in it. */
static void hand_over_spool(struct crm_customers *m, struct crm_frame *f)
{
    uint64_t *places = crm_arena_alloc(&f->arena, crm_mul_size(m->nrows, sizeof(*places)));

    for (size_t r = 0; r < m->nrows; r++)
        places[r] = m->spooled[crm_customers_row(m, r)];
    for (size_t c = 0; c < m->columns.n; c++)
        crm_frame_add_spooled(f, m->columns.names[c], c);
    f->passed = (struct crm_passed){m->spool, places, m->columns.n + 1};
    m->spool = NULL;
}

static void fill_ids(const struct crm_customers *m, struct crm_frame *f)
{
    struct crm_str *id = crm_frame_add_hidden(f, "customer_id", CRM_TEXT)->v.text;

    for (size_t r = 0; r < m->nrows; r++)
        id[r] = m->ids[crm_customers_row(m, r)];
}

/* Each array is freed as soon as its column stands. */
static int fill_figures(struct crm_customers *m, struct crm_frame *f, struct crm_err *e)
{
    for (size_t i = 0; i < FIGURES; i++) {
        union values from = m->values[i];
        if (!m->is_present[i])
            continue;
        struct crm_column *c = crm_frame_add_hidden(f, crm_figures[i].name, crm_figures[i].type);
        for (size_t r = 0; r < m->nrows; r++) {
            if (crm_figures[i].type == CRM_DATE)
                c->v.dates[r] = from.days[crm_customers_row(m, r)];
            else
                c->v.ints[r] = from.numbers[crm_customers_row(m, r)];
        }
        crm_customers_give_back(m, from.data, crm_figure_bytes(i));
        m->values[i].data = NULL;
        if (lease_frame(m, f, e))
            return -1;
    }
    return 0;
}

int32_t crm_customers_as_of(int32_t as_of, int32_t last, int64_t recency)
{
    if (last == CRM_NO_DATE || recency == CRM_NO_INT || recency < 0 || recency >= INT32_MAX / 2 ||
        last + (int32_t)recency <= as_of)
        return as_of;
    return last + (int32_t)recency;
}

static int32_t find_as_of(const struct crm_frame *f)
{
    const int32_t *last = crm_frame_dates(f, "last_order");
    const int64_t *recency = crm_frame_ints(f, "recency_days");
    int32_t as_of = CRM_NO_DATE;

    for (size_t r = 0; last && recency && r < f->nrows; r++)
        as_of = crm_customers_as_of(as_of, last[r], recency[r]);
    return as_of;
}

static int fill(struct crm_customers *m, struct crm_frame *f, struct crm_err *e)
{
    if (m->o.keeps_texts) {
        if (fill_texts(m, f, e))
            return -1;
    } else {
        hand_over_spool(m, f);
    }
    crm_customers_give_back(m, m->spooled, sizeof(*m->spooled));
    m->spooled = NULL;
    /* A shop's own name for the customer's id: the models find it under ours. */
    if (!crm_frame_text(f, "customer_id"))
        fill_ids(m, f);
    crm_customers_give_back(m, m->ids, sizeof(*m->ids));
    m->ids = NULL;
    if (lease_frame(m, f, e) || fill_figures(m, f, e))
        return -1;
    if (m->order)
        crm_customers_give_back(m, m->order, sizeof(*m->order));
    m->order = NULL;
    f->as_of = find_as_of(f);
    return 0;
}

struct crm_frame *crm_customers_frame(struct crm_customers *m, struct crm_err *e)
{
    if (crm_spool_rewind(m->spool, e) || crm_customers_sort(m, e) || drop_doubles(m, e))
        return NULL;
    struct crm_frame *f = crm_frame_new(m->nrows);
    f->arena = m->texts; /* the table owns its texts from here on */
    m->texts = (struct crm_arena){0};
    int rc = fill(m, f, e);
    f->lease = m->lease; /* and what was taken for them */
    m->lease = (struct crm_lease){0};
    if (!rc)
        return f;
    crm_frame_free(f);
    return NULL;
}
