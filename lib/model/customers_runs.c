/*
 * Rows that are too many for the memory: sorted runs of ids and figures (calc/runs.h), read back as
 * the pieces of the table. Their texts wait in the spool.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/customers_parts.h"

/* A record of a run: the id, and behind it where the row lies in the spool, and its figures. */
static size_t rest_bytes(const bool *is_present)
{
    size_t bytes = sizeof(uint64_t);

    for (size_t f = 0; f < FIGURES; f++)
        bytes += is_present[f] ? crm_figure_bytes(f) : 0;
    return bytes;
}

static int add_record(struct crm_customers *m, size_t row, struct crm_run_writer *w,
                      struct crm_err *e)
{
    char rest[sizeof(uint64_t) + FIGURES * sizeof(int64_t)], *to = rest;

    memcpy(to, &m->spooled[row], sizeof(*m->spooled));
    to += sizeof(*m->spooled);
    for (size_t f = 0; f < FIGURES; f++) {
        if (!m->is_present[f])
            continue;
        memcpy(to, (const char *)m->values[f].data + row * crm_figure_bytes(f),
               crm_figure_bytes(f));
        to += crm_figure_bytes(f);
    }
    return crm_runs_add(w, m->ids[row], (struct crm_str){rest, (size_t)(to - rest)}, e);
}

/* The rows so far as a run; there are none then. */
int crm_customers_write_run(struct crm_customers *m, struct crm_err *e)
{
    struct crm_str rest = {NULL, rest_bytes(m->is_present)};
    struct crm_run_writer w;
    size_t bytes = 0;

    m->has_runs = true;
    for (size_t r = 0; r < m->nrows; r++)
        bytes += crm_runs_bytes(m->ids[r], rest);
    if (crm_customers_sort(m, e) || crm_runs_open(m->runs, bytes, &w, e))
        return -1;
    for (size_t r = 0; r < m->nrows && !crm_failed(e); r++)
        add_record(m, crm_customers_row(m, r), &w, e);
    if (m->order)
        crm_customers_give_back(m, m->order, sizeof(*m->order));
    m->order = NULL;
    m->nrows = 0;
    crm_arena_reset(&m->texts);
    return crm_runs_close(&w, e);
}

/* What makes pieces of the runs. */
struct piece_of {
    struct crm_columns columns;
    struct crm_spool *spool;
    struct crm_lease lease; /* on what the spool holds */
    bool is_present[FIGURES];
};

static void free_piece_of(void *of)
{
    struct piece_of *p = of;

    crm_columns_clear(&p->columns);
    crm_spool_free(p->spool);
    crm_lease_end(&p->lease);
    free(p);
}

static int fill_piece(const void *of, const struct crm_records *r, struct crm_frame *f,
                      struct crm_err *e)
{
    const struct piece_of *p = of;
    uint64_t *places = crm_arena_alloc(&f->arena, r->n * sizeof(*places));
    size_t at = sizeof(*places);

    (void)e;
    for (size_t i = 0; i < r->n; i++)
        memcpy(&places[i], r->rest[i].p, sizeof(*places));
    for (size_t c = 0; c < p->columns.n; c++)
        crm_frame_add_spooled(f, p->columns.names[c], c);
    f->passed = (struct crm_passed){p->spool, places, p->columns.n + 1};
    if (r->n)
        memcpy(crm_frame_add_hidden(f, "customer_id", CRM_TEXT)->v.text, r->key,
               r->n * sizeof(*r->key));
    else
        crm_frame_add_hidden(f, "customer_id", CRM_TEXT);
    for (size_t k = 0; k < FIGURES; k++) {
        if (!p->is_present[k])
            continue;
        size_t bytes = crm_figure_bytes(k);
        char *to = crm_frame_add_hidden(f, crm_figures[k].name, crm_figures[k].type)->v.data;
        for (size_t i = 0; i < r->n; i++)
            memcpy(to + i * bytes, r->rest[i].p + at, bytes);
        at += bytes;
    }
    return 0;
}

/* The figure of a record; -1 where the figure is in no input. */
static int read_figure(const struct crm_customers *m, struct crm_str rest, const char *name,
                       union value *v)
{
    size_t at = sizeof(uint64_t);

    for (size_t f = 0; f < FIGURES; f++) {
        bool is_it = strcmp(crm_figures[f].name, name) == 0;
        if (is_it && m->is_present[f])
            memcpy(v, rest.p + at, crm_figure_bytes(f));
        if (is_it)
            return m->is_present[f] ? 0 : -1;
        at += m->is_present[f] ? crm_figure_bytes(f) : 0;
    }
    return -1;
}

/* Set aside the second row of a customer; count the others, and find what day they count from. */
static int check_runs(struct crm_customers *m, size_t *nrows, int32_t *as_of, struct crm_err *e)
{
    struct crm_spool_window window = {0};
    struct crm_buf last = {0};
    struct crm_str id, rest;

    *nrows = 0;
    *as_of = CRM_NO_DATE;
    if (crm_runs_rewind(m->runs, e))
        return -1;
    while (crm_runs_next(m->runs, &id, &rest, e)) {
        union value day, recency;
        if (*nrows && crm_str_eq(id, crm_buf_str(&last))) {
            uint64_t place;
            memcpy(&place, rest.p, sizeof(place));
            crm_customers_reject(m, place, id, &window, e);
            continue;
        }
        crm_buf_reset(&last);
        crm_buf_add(&last, id);
        ++*nrows;
        if (!read_figure(m, rest, "last_order", &day) &&
            !read_figure(m, rest, "recency_days", &recency))
            *as_of = crm_customers_as_of(*as_of, day.day, recency.number);
    }
    crm_buf_clear(&window.buf);
    crm_buf_clear(&last);
    m->ledger->rows_used += *nrows;
    return crm_failed(e) ? -1 : 0;
}

/* The arrays of the rows are not needed any more. */
static void free_rows(struct crm_customers *m)
{
    crm_customers_give_back(m, m->ids, sizeof(*m->ids));
    m->ids = NULL;
    crm_customers_give_back(m, m->spooled, sizeof(*m->spooled));
    m->spooled = NULL;
    for (size_t f = 0; f < FIGURES; f++)
        if (m->is_present[f]) {
            crm_customers_give_back(m, m->values[f].data, crm_figure_bytes(f));
            m->values[f].data = NULL;
        }
    crm_lease_give(&m->lease, m->texts.leased_bytes);
    crm_arena_clear(&m->texts);
}

struct crm_pieces *crm_customers_pieces(struct crm_customers *m, struct crm_err *e)
{
    size_t nrows;
    int32_t as_of;

    if (crm_failed(e))
        return NULL;
    if (!m->has_runs) {
        struct crm_frame *f = crm_customers_frame(m, e);
        return f ? crm_pieces_of_frame(f) : NULL;
    }
    if (crm_customers_write_run(m, e) || crm_spool_rewind(m->spool, e))
        return NULL;
    free_rows(m);
    if (check_runs(m, &nrows, &as_of, e))
        return NULL;
    struct piece_of *of = crm_alloc(sizeof(*of));
    *of = (struct piece_of){.columns = m->columns,
                            .spool = m->spool,
                            .lease = {m->lease.budget, m->spool_leased_bytes}};
    m->lease.taken_bytes -= m->spool_leased_bytes;
    memcpy(of->is_present, m->is_present, sizeof(of->is_present));
    struct crm_runs *runs = m->runs;
    m->columns = (struct crm_columns){0};
    m->spool = NULL;
    m->runs = NULL;
    return crm_pieces_of_runs(runs, nrows, as_of,
                              &(struct crm_pieces_of){of, fill_piece, free_piece_of});
}
