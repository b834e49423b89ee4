#include "model/customers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "csv/columns.h"
#include "io/spool.h"
#include "text/unicode.h"

/* The figures that models read, by our name or by the role of a shop's own column. */
static const struct figure {
    const char *name;
    enum crm_type type;
    enum crm_role role; /* CRM_ROLE_COUNT: by name only */
} figures[] = {
    {"first_order", CRM_DATE, CRM_ROLE_first_order_date},
    {"last_order", CRM_DATE, CRM_ROLE_last_order_date},
    {"frequency", CRM_INT, CRM_ROLE_order_count},
    {"order_days", CRM_INT, CRM_ROLE_COUNT},
    {"monetary", CRM_MONEY, CRM_ROLE_total_spent},
    {"first_day_monetary", CRM_MONEY, CRM_ROLE_COUNT},
    {"refunds", CRM_MONEY, CRM_ROLE_COUNT},
    {"recency_days", CRM_INT, CRM_ROLE_COUNT},
    {"r_score", CRM_INT, CRM_ROLE_COUNT},
    {"f_score", CRM_INT, CRM_ROLE_COUNT},
    {"m_score", CRM_INT, CRM_ROLE_COUNT},
    {"abc_rank", CRM_INT, CRM_ROLE_COUNT},
    {"churn_rank", CRM_INT, CRM_ROLE_COUNT},
};

enum { FIGURES = sizeof(figures) / sizeof(*figures) };

/* Rows in the spool before there is a file: a part of the limit, or this. */
enum { SPOOL_BYTES = 64 * 1024 * 1024, SPOOL_SHARE = 4 };

/* What is counted with may take this part of the limit: a table in memory needs as much again. */
enum { ROWS_PART = 3, ROWS_OF = 8, RUN_ROWS_MIN = 1000 };

/* A cell of a figure, in its type. */
union value {
    int64_t number;
    int32_t day;
};

/* The cells of a figure that an input has. */
union values {
    int64_t *numbers;
    int32_t *days;
    void *data; /* NULL: no input has it, or no row has come */
};

/* Where a row stood; in the spool it is the cell behind the columns. */
struct origin {
    uint64_t line;
    size_t input;
};

/* Of a row there stays in memory what is counted with; its texts wait in the spool. */
struct crm_customers {
    struct crm_customers_opts o;
    const struct crm_head *const *heads;
    size_t n;
    size_t *id_column;
    size_t (*figure_column)[FIGURES];
    bool is_present[FIGURES];   /* in an input */
    struct crm_columns columns; /* of the output */
    size_t **places;            /* places[input][column] in it */
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_lease lease;
    struct crm_arena texts; /* of the ids */
    struct crm_str *ids;
    uint64_t *spooled; /* where each row lies in the spool */
    union values values[FIGURES];
    size_t nrows, rows_cap;
    struct crm_spool *spool;
    size_t spool_leased_bytes;
    struct crm_str *cells; /* of one row, as it is spooled */
    uint32_t *order;       /* the rows by id; NULL: as they came */
    struct crm_runs *runs; /* where rows go that are too many; NULL: they stay in memory */
    bool has_runs;         /* some went there */
};

static bool has_name(const struct crm_mapping *map, struct crm_str name)
{
    return crm_column_named(map->names, map->ncols, name) != CRM_NO_COLUMN;
}

bool crm_is_customers(const struct crm_mapping *map)
{
    if (has_name(map, CRM_STR("customer_id")) && has_name(map, CRM_STR("monetary")))
        return true;
    return map->column[CRM_ROLE_customer_id] != CRM_NO_COLUMN &&
           map->column[CRM_ROLE_total_spent] != CRM_NO_COLUMN &&
           map->column[CRM_ROLE_order_id] == CRM_NO_COLUMN &&
           map->column[CRM_ROLE_order_date] == CRM_NO_COLUMN;
}

/* The columns of input i: those of the figures, and where each goes in the output. */
static void map_input(struct crm_customers *m, size_t i, const struct crm_mapping *map)
{
    const struct crm_head *head = m->heads[i];

    for (size_t f = 0; f < FIGURES; f++) {
        size_t c = crm_column_named(head->names, head->ncols, crm_str_of(figures[f].name));
        if (c == CRM_NO_COLUMN && figures[f].role != CRM_ROLE_COUNT)
            c = map->column[figures[f].role];
        m->figure_column[i][f] = c;
        m->is_present[f] |= c != CRM_NO_COLUMN;
    }
    m->places[i] = crm_alloc_array(head->ncols, sizeof(**m->places));
    crm_columns_add(&m->columns, head->names, head->ncols, m->places[i]);
}

static struct crm_spool *new_spool(const struct crm_customers *m, const struct crm_budget *budget)
{
    size_t share = budget->limit_bytes / SPOOL_SHARE;

    return crm_spool_new(m->o.tmpdir, share && share < SPOOL_BYTES ? share : SPOOL_BYTES);
}

struct crm_customers *crm_customers_new(const struct crm_customers_opts *o,
                                        const struct crm_head *const *heads,
                                        const struct crm_mapping *maps, size_t n,
                                        struct crm_rejects *rejects, struct crm_ledger *ledger,
                                        struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_customers *m = crm_alloc(sizeof(*m));
    *m = (struct crm_customers){.o = *o,
                                .heads = heads,
                                .n = n,
                                .rejects = rejects,
                                .ledger = ledger,
                                .lease = {.budget = budget}};
    m->id_column = crm_alloc_array(n, sizeof(*m->id_column));
    m->figure_column = crm_alloc_array(n, sizeof(*m->figure_column));
    m->places = crm_alloc_array(n, sizeof(*m->places));
    for (size_t i = 0; i < n; i++) {
        if (crm_mapping_need(&maps[i], CRM_ROLE_customer_id, &m->id_column[i], e)) {
            crm_customers_free(m);
            return NULL;
        }
        map_input(m, i, &maps[i]);
    }
    m->cells = crm_alloc_array(m->columns.n + 1, sizeof(*m->cells));
    m->spool = new_spool(m, budget);
    if (o->in_pieces)
        m->runs = crm_runs_new(o->tmpdir, budget);
    return m;
}

/* ---- rows ------------------------------------------------------------------------ */

static enum crm_msg read_int(struct crm_str text, int64_t *out)
{
    crm_money v;
    enum crm_msg reason = crm_money_parse(text, '.', &v);

    if (reason == CRM_MSG_NONE && v % CRM_MONEY_UNIT)
        reason = CRM_MSG_NOT_A_NUMBER;
    if (reason == CRM_MSG_NONE)
        *out = v / CRM_MONEY_UNIT;
    return reason;
}

static enum crm_msg read_value(const struct crm_customers *m, enum crm_type type,
                               struct crm_str text, union value *v)
{
    switch (type) {
    case CRM_DATE:
        v->day = CRM_NO_DATE;
        return crm_day_parse(text, m->o.order, &(struct crm_zone){0}, &v->day);
    case CRM_INT:
        v->number = CRM_NO_INT;
        return read_int(text, &v->number);
    case CRM_MONEY:
        v->number = CRM_NO_INT;
        return crm_money_parse(text, m->o.decimal, &v->number);
    case CRM_TEXT:
    case CRM_REAL:
    case CRM_CODE:
    case CRM_SPOOLED:
        break;
    }
    return CRM_MSG_NONE;
}

/* Read the row's figures; *column names the one that cannot be read. */
static enum crm_msg read_figures(const struct crm_customers *m, size_t input,
                                 const struct crm_str *cells, union value *value, size_t *column)
{
    for (size_t f = 0; f < FIGURES; f++) {
        size_t c = m->figure_column[input][f];
        struct crm_str text = crm_trim_blanks(crm_row_cell(cells, c));
        enum crm_msg reason = read_value(m, figures[f].type, text, &value[f]);
        if (reason == CRM_MSG_NONE || reason == CRM_MSG_EMPTY_VALUE)
            continue;
        *column = c;
        return reason;
    }
    return CRM_MSG_NONE;
}

static size_t value_bytes(size_t figure)
{
    return figures[figure].type == CRM_DATE ? sizeof(int32_t) : sizeof(int64_t);
}

/* Room for one more row in every array: they grow together. */
static int grow_rows(struct crm_customers *m, struct crm_err *e)
{
    size_t need = m->nrows + 1, cap = m->rows_cap;
    void *p;

    if (need <= cap)
        return 0;
    if (!(p = crm_lease_grow(&m->lease, m->ids, &cap, need, sizeof(*m->ids), e)))
        return -1;
    m->ids = p;
    cap = m->rows_cap;
    if (!(p = crm_lease_grow(&m->lease, m->spooled, &cap, need, sizeof(*m->spooled), e)))
        return -1;
    m->spooled = p;
    for (size_t f = 0; f < FIGURES; f++) {
        if (!m->is_present[f])
            continue;
        cap = m->rows_cap;
        if (!(p = crm_lease_grow(&m->lease, m->values[f].data, &cap, need, value_bytes(f), e)))
            return -1;
        m->values[f].data = p;
    }
    m->rows_cap = cap;
    return 0;
}

/* What the rows and the sort of their ids take. */
static size_t rows_bytes(const struct crm_customers *m)
{
    size_t row = sizeof(*m->ids) + sizeof(*m->spooled) + sizeof(*m->order) + CRM_ORDER_BYTES;

    for (size_t f = 0; f < FIGURES; f++)
        row += m->is_present[f] ? value_bytes(f) : 0;
    return m->nrows * row + m->texts.total_bytes;
}

static int write_run(struct crm_customers *m, struct crm_err *e);

/* Room for one more row: where the memory is too small, rows go to a run. */
static int make_room(struct crm_customers *m, struct crm_err *e)
{
    struct crm_err refused = {0};
    size_t limit = m->lease.budget->limit_bytes;
    bool is_full = limit && m->nrows >= RUN_ROWS_MIN && rows_bytes(m) > limit / ROWS_OF * ROWS_PART;

    if (!m->runs || !m->nrows)
        return grow_rows(m, e);
    if (!is_full && !grow_rows(m, &refused))
        return 0;
    return write_run(m, e);
}

static void keep_values(struct crm_customers *m, const union value *value)
{
    for (size_t f = 0; f < FIGURES; f++) {
        if (!m->is_present[f])
            continue;
        if (figures[f].type == CRM_DATE)
            m->values[f].days[m->nrows] = value[f].day;
        else
            m->values[f].numbers[m->nrows] = value[f].number;
    }
}

static int spool_row(struct crm_customers *m, const struct origin *origin,
                     const struct crm_str *cells, struct crm_err *e)
{
    size_t n = m->columns.n;

    for (size_t c = 0; c < n; c++)
        m->cells[c] = CRM_STR("");
    for (size_t c = 0; c < m->heads[origin->input]->ncols; c++)
        m->cells[m->places[origin->input][c]] = cells[c];
    m->cells[n] = (struct crm_str){(const char *)origin, sizeof(*origin)};
    return crm_spool_add_row(m->spool, m->cells, n + 1, &m->spooled[m->nrows], e);
}

static int add_row(struct crm_customers *m, const struct crm_batch *b, size_t r, struct crm_err *e)
{
    struct origin origin = {b->lines[r], b->head->input};
    const struct crm_str *cells = crm_batch_row(b, r);
    size_t column = m->id_column[origin.input];
    struct crm_str id = crm_trim_blanks(cells[column]);
    union value value[FIGURES];
    enum crm_msg reason =
        id.n ? read_figures(m, origin.input, cells, value, &column) : CRM_MSG_NO_CUSTOMER;

    if (reason != CRM_MSG_NONE)
        return crm_reject(m->rejects, b, r, b->head->names[column], cells[column], reason, e);
    if (make_room(m, e) || spool_row(m, &origin, cells, e))
        return -1;
    keep_values(m, value);
    m->ids[m->nrows++] = crm_arena_dup(&m->texts, id);
    return 0;
}

/* Take or give back what the spool has come to hold since the last call. */
static int lease_spool(struct crm_customers *m, struct crm_err *e)
{
    size_t held = crm_spool_held(m->spool), leased = m->spool_leased_bytes;

    m->spool_leased_bytes = held;
    if (held >= leased)
        return crm_lease_take(&m->lease, held - leased, e);
    crm_lease_give(&m->lease, leased - held);
    return 0;
}

int crm_customers_add(void *customers, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_customers *m = customers;

    (void)worker;
    for (size_t r = 0; r < b->nrows; r++)
        if (add_row(m, b, r, e))
            return -1;
    if (lease_spool(m, e))
        return -1;
    return crm_lease_arena(&m->lease, &m->texts, e);
}

/* An array of the rows that is not needed any more. */
static void give_back(struct crm_customers *m, void *array, size_t size)
{
    free(array);
    crm_lease_give(&m->lease, crm_mul_size(m->rows_cap, size));
}

/* ---- the table ------------------------------------------------------------------- */

static struct crm_str id_at(const void *customers, size_t i)
{
    return ((const struct crm_customers *)customers)->ids[i];
}

static size_t row_at(const struct crm_customers *m, size_t i)
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

static int sort_rows(struct crm_customers *m, struct crm_err *e)
{
    size_t scratch = crm_mul_size(m->nrows, CRM_ORDER_BYTES);

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

/* The row as it came in, to the file of rejects. */
static int reject_double(struct crm_customers *m, uint64_t place, struct crm_str id,
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
            rc = reject_double(m, m->spooled[row], m->ids[row], &window, e);
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
        rc = crm_spool_read_row(m->spool, m->spooled[row_at(m, r)], m->cells, n + 1, &window, e);
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
        places[r] = m->spooled[row_at(m, r)];
    for (size_t c = 0; c < m->columns.n; c++)
        crm_frame_add_spooled(f, m->columns.names[c], c);
    f->passed = (struct crm_passed){m->spool, places, m->columns.n + 1};
    m->spool = NULL;
}

static void fill_ids(const struct crm_customers *m, struct crm_frame *f)
{
    struct crm_str *id = crm_frame_add_hidden(f, "customer_id", CRM_TEXT)->v.text;

    for (size_t r = 0; r < m->nrows; r++)
        id[r] = m->ids[row_at(m, r)];
}

/* Each array is freed as soon as its column stands. */
static int fill_figures(struct crm_customers *m, struct crm_frame *f, struct crm_err *e)
{
    for (size_t i = 0; i < FIGURES; i++) {
        union values from = m->values[i];
        if (!m->is_present[i])
            continue;
        struct crm_column *c = crm_frame_add_hidden(f, figures[i].name, figures[i].type);
        for (size_t r = 0; r < m->nrows; r++) {
            if (figures[i].type == CRM_DATE)
                c->v.dates[r] = from.days[row_at(m, r)];
            else
                c->v.ints[r] = from.numbers[row_at(m, r)];
        }
        give_back(m, from.data, value_bytes(i));
        m->values[i].data = NULL;
        if (lease_frame(m, f, e))
            return -1;
    }
    return 0;
}

/* The day that recency counts back from, if a row tells a later one. */
static int32_t later_as_of(int32_t as_of, int32_t last, int64_t recency)
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
        as_of = later_as_of(as_of, last[r], recency[r]);
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
    give_back(m, m->spooled, sizeof(*m->spooled));
    m->spooled = NULL;
    /* A shop's own name for the customer's id: the models find it under ours. */
    if (!crm_frame_text(f, "customer_id"))
        fill_ids(m, f);
    give_back(m, m->ids, sizeof(*m->ids));
    m->ids = NULL;
    if (lease_frame(m, f, e) || fill_figures(m, f, e))
        return -1;
    if (m->order)
        give_back(m, m->order, sizeof(*m->order));
    m->order = NULL;
    f->as_of = find_as_of(f);
    return 0;
}

struct crm_frame *crm_customers_frame(struct crm_customers *m, struct crm_err *e)
{
    if (crm_spool_rewind(m->spool, e) || sort_rows(m, e) || drop_doubles(m, e))
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

/* ---- rows that are too many for the memory ---------------------------------------- */

/* A record of a run: the id, and behind it where the row lies in the spool, and its figures. */
static size_t rest_bytes(const bool *is_present)
{
    size_t bytes = sizeof(uint64_t);

    for (size_t f = 0; f < FIGURES; f++)
        bytes += is_present[f] ? value_bytes(f) : 0;
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
        memcpy(to, (const char *)m->values[f].data + row * value_bytes(f), value_bytes(f));
        to += value_bytes(f);
    }
    return crm_runs_add(w, m->ids[row], (struct crm_str){rest, (size_t)(to - rest)}, e);
}

/* The rows so far as a run; there are none then. */
static int write_run(struct crm_customers *m, struct crm_err *e)
{
    struct crm_str rest = {NULL, rest_bytes(m->is_present)};
    struct crm_run_writer w;
    size_t bytes = 0;

    m->has_runs = true;
    for (size_t r = 0; r < m->nrows; r++)
        bytes += crm_runs_bytes(m->ids[r], rest);
    if (sort_rows(m, e) || crm_runs_open(m->runs, bytes, &w, e))
        return -1;
    for (size_t r = 0; r < m->nrows && !crm_failed(e); r++)
        add_record(m, row_at(m, r), &w, e);
    if (m->order)
        give_back(m, m->order, sizeof(*m->order));
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
        size_t bytes = value_bytes(k);
        char *to = crm_frame_add_hidden(f, figures[k].name, figures[k].type)->v.data;
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
        bool is_it = strcmp(figures[f].name, name) == 0;
        if (is_it && m->is_present[f])
            memcpy(v, rest.p + at, value_bytes(f));
        if (is_it)
            return m->is_present[f] ? 0 : -1;
        at += m->is_present[f] ? value_bytes(f) : 0;
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
            reject_double(m, place, id, &window, e);
            continue;
        }
        crm_buf_reset(&last);
        crm_buf_add(&last, id);
        ++*nrows;
        if (!read_figure(m, rest, "last_order", &day) &&
            !read_figure(m, rest, "recency_days", &recency))
            *as_of = later_as_of(*as_of, day.day, recency.number);
    }
    crm_buf_clear(&window.buf);
    crm_buf_clear(&last);
    m->ledger->rows_used += *nrows;
    return crm_failed(e) ? -1 : 0;
}

/* The arrays of the rows are not needed any more. */
static void free_rows(struct crm_customers *m)
{
    give_back(m, m->ids, sizeof(*m->ids));
    m->ids = NULL;
    give_back(m, m->spooled, sizeof(*m->spooled));
    m->spooled = NULL;
    for (size_t f = 0; f < FIGURES; f++)
        if (m->is_present[f]) {
            give_back(m, m->values[f].data, value_bytes(f));
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
    if (write_run(m, e) || crm_spool_rewind(m->spool, e))
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

void crm_customers_free(struct crm_customers *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n; i++)
        free(m->places[i]);
    free(m->places);
    free(m->id_column);
    free(m->figure_column);
    crm_columns_clear(&m->columns);
    crm_lease_end(&m->lease);
    crm_arena_clear(&m->texts);
    crm_spool_free(m->spool);
    crm_runs_free(m->runs);
    for (size_t f = 0; f < FIGURES; f++)
        free(m->values[f].data);
    free(m->ids);
    free(m->spooled);
    free(m->cells);
    free(m->order);
    free(m);
}
