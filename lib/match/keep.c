/*
 * First pass, by several threads: the rows of a batch go to the store (row_store.h), the key of
 * each with what decides to the table (key_table.h). Second pass: of each key all but the best row
 * are dropped. Third pass, piece by piece: the rows that are left are written.
 */
#include "match/keep.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "csv/columns.h"
#include "match/exact.h"
#include "match/key_table.h"
#include "match/keys.h"
#include "match/row_store.h"
#include "table/date.h"

enum { DATES = 3 };

struct input {
    size_t ncols;
    size_t *exact;
    size_t *from;        /* the column of the input for each that is written, or CRM_NO_COLUMN */
    size_t dates[DATES]; /* updated, ordered, created */
    size_t customer;
    bool is_whole; /* its rows are written with the columns that they have */
};

/* What one thread of the first pass has of its own. */
struct lane {
    struct crm_keys keys;
    struct crm_str *cells; /* of the key */
};

struct crm_keep {
    struct crm_keep_opts o;
    struct crm_budget *budget;
    struct crm_columns columns;
    struct input *inputs;
    size_t ninputs;
    struct lane *lanes;
    struct crm_row_store *rows;
    struct crm_key_table *keys;

    pthread_mutex_t lock; /* of what follows */
    struct crm_ledger *ledger;
    struct crm_keep_counts counts;
};

static bool is_by_date(const struct crm_keep *k)
{
    return k->o.which == CRM_KEEP_NEWEST || k->o.which == CRM_KEEP_OLDEST;
}

static int find_columns(struct crm_keep *k, struct input *in, const struct crm_head *head,
                        const struct crm_mapping *map, struct crm_err *e)
{
    static const enum crm_role dates[DATES] = {CRM_ROLE_updated_at, CRM_ROLE_order_date,
                                               CRM_ROLE_created_at};

    in->ncols = head->ncols;
    in->exact = crm_exact_columns(head, map, k->o.exact, k->o.nexact, e);
    if (!in->exact)
        return -1;
    in->customer = map->column[CRM_ROLE_customer_id];
    for (size_t d = 0; d < DATES && is_by_date(k); d++)
        if (crm_mapping_column(map, dates[d], &in->dates[d], e))
            return -1;
    return 0;
}

/* Lay the inputs' columns out side by side, once all are known. */
static void place_columns(struct crm_keep *k, const struct crm_head *const *heads)
{
    size_t **places = crm_alloc_array(k->ninputs, sizeof(*places));

    for (size_t i = 0; i < k->ninputs; i++) {
        places[i] = crm_alloc_array(heads[i]->ncols, sizeof(*places[i]));
        crm_columns_add(&k->columns, heads[i]->names, heads[i]->ncols, places[i]);
    }
    for (size_t i = 0; i < k->ninputs; i++) {
        size_t *from = crm_alloc_array(k->columns.n, sizeof(*from));
        for (size_t c = 0; c < k->columns.n; c++)
            from[c] = CRM_NO_COLUMN;
        for (size_t c = 0; c < heads[i]->ncols; c++)
            from[places[i][c]] = c;
        k->inputs[i].from = from;
        free(places[i]);
    }
    free(places);
}

/* Rows and keys may each take a third of the memory that is left: the rest is for the choice. */
static void open_stores(struct crm_keep *k)
{
    const struct crm_keep_opts *o = &k->o;
    size_t limit = k->budget->limit_bytes, used = k->budget->used_bytes;
    size_t share_bytes = limit > used ? (limit - used) / 3 + 1 : limit ? 1 : 0;

    k->rows = crm_row_store_new(o->tmpdir, o->nworkers, share_bytes, k->budget);
    k->keys = crm_key_table_new(o->which, k->rows, o->tmpdir, o->nworkers, share_bytes, k->budget);
}

struct crm_keep *crm_keep_new(const struct crm_head *const *heads, const struct crm_mapping *maps,
                              size_t n, const struct crm_keep_opts *o, struct crm_ledger *ledger,
                              struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_keep *k = crm_alloc(sizeof(*k));
    k->o = *o;
    k->ledger = ledger;
    k->budget = budget;
    k->inputs = crm_alloc_array(n, sizeof(*k->inputs));
    k->ninputs = n;
    k->lanes = crm_alloc_array(o->nworkers, sizeof(*k->lanes));
    for (size_t w = 0; w < o->nworkers; w++)
        k->lanes[w].cells = crm_alloc_array(o->nexact, sizeof(*k->lanes[w].cells));
    pthread_mutex_init(&k->lock, NULL);
    open_stores(k);
    for (size_t i = 0; i < n; i++)
        if (find_columns(k, &k->inputs[i], heads[i], &maps[i], e)) {
            crm_keep_free(k);
            return NULL;
        }
    place_columns(k, heads);
    return k;
}

const struct crm_str *crm_keep_columns(const struct crm_keep *k, size_t *n)
{
    *n = k->columns.n;
    return k->columns.names;
}

/* Are the n written columns those of the input, in its order? */
static bool is_whole(const struct input *in, size_t n)
{
    if (n != in->ncols)
        return false;
    for (size_t i = 0; i < n; i++)
        if (in->from[i] != i)
            return false;
    return true;
}

void crm_keep_format(struct crm_keep *k, const struct crm_writer *like, const bool *selected)
{
    size_t nwritten = 0;

    for (size_t i = 0; i < k->ninputs; i++) {
        struct input *in = &k->inputs[i];
        nwritten = 0;
        for (size_t c = 0; c < k->columns.n; c++)
            if (selected[c])
                in->from[nwritten++] = in->from[c];
        in->is_whole = is_whole(in, nwritten);
    }
    crm_row_store_format(k->rows, like, nwritten);
}

/* ---- first pass ------------------------------------------------------------------ */

static int64_t when_of(const struct crm_keep *k, const struct input *in,
                       const struct crm_str *cells)
{
    struct crm_when w;

    for (size_t d = 0; d < DATES && is_by_date(k); d++) {
        if (in->dates[d] == CRM_NO_COLUMN ||
            crm_when_parse(cells[in->dates[d]], k->o.clean.order, &w) != CRM_MSG_NONE)
            continue;
        crm_when_to_zone(&w, &k->o.clean.zone);
        return ((w.day * INT64_C(24) + w.hour) * 60 + w.minute) * 60 + w.second;
    }
    return CRM_NEVER;
}

static bool find_key(const struct crm_keep *k, struct lane *lane, const struct input *in,
                     const struct crm_str *cells, struct crm_str *key)
{
    if (k->o.nexact == 1)
        return crm_keys_of_cell(&lane->keys, cells[in->exact[0]], &k->o.clean, key);
    for (size_t i = 0; i < k->o.nexact; i++)
        lane->cells[i] = cells[in->exact[i]];
    crm_keys_of_columns(&lane->keys, lane->cells, k->o.nexact, &k->o.clean);
    if (lane->keys.n)
        *key = lane->keys.at[0].text;
    return lane->keys.n;
}

static int add_keys(struct crm_keep *k, size_t worker, const struct crm_batch *b,
                    uint64_t *without_key, struct crm_err *e)
{
    const struct input *in = &k->inputs[b->head->input];
    /* Of b->nrows and b->piece memory ends before 32 bits do. */
    struct crm_keyed_row row = {.piece = (uint32_t)b->piece};
    bool by_date = is_by_date(k);

    for (size_t r = 0; r < b->nrows; r++) {
        const struct crm_str *cells = crm_batch_row(b, r);
        if (!find_key(k, &k->lanes[worker], in, cells, &row.key)) {
            ++*without_key;
            continue;
        }
        row.row = (uint32_t)r;
        row.when = when_of(k, in, cells);
        row.customer = by_date ? crm_row_cell(cells, in->customer) : CRM_STR("");
        if (crm_key_table_add(k->keys, worker, &row, e))
            return -1;
    }
    return 0;
}

int crm_keep_add(void *keep, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_keep *k = keep;
    const struct input *in = &k->inputs[b->head->input];
    uint64_t without_key = 0;

    if (crm_row_store_put(k->rows, worker, b, in->is_whole ? NULL : in->from, e) ||
        add_keys(k, worker, b, &without_key, e))
        return -1;
    pthread_mutex_lock(&k->lock);
    k->counts.records += b->nrows;
    k->counts.without_key += without_key;
    k->ledger->rows_used += b->nrows;
    pthread_mutex_unlock(&k->lock);
    return 0;
}

/* ---- the others ------------------------------------------------------------------ */

int crm_keep_settle(struct crm_keep *k, struct crm_err *e)
{
    uint64_t ndropped = 0;
    int rc = crm_key_table_choose(k->keys, &ndropped, e);

    k->counts.kept = k->counts.records - ndropped;
    crm_key_table_free(k->keys);
    k->keys = NULL;
    return rc;
}

size_t crm_keep_pieces(const struct crm_keep *k)
{
    return crm_row_store_pieces(k->rows);
}

int crm_keep_take(void *keep, size_t piece, struct crm_writer *out, struct crm_err *e)
{
    struct crm_keep *k = keep;

    return crm_row_store_take(k->rows, piece, out, e);
}

void crm_keep_counts(const struct crm_keep *k, struct crm_keep_counts *counts)
{
    *counts = k->counts;
}

void crm_keep_free(struct crm_keep *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->ninputs; i++) {
        free(k->inputs[i].exact);
        free(k->inputs[i].from);
    }
    for (size_t w = 0; w < k->o.nworkers; w++) {
        crm_keys_clear(&k->lanes[w].keys);
        free(k->lanes[w].cells);
    }
    free(k->inputs);
    free(k->lanes);
    crm_columns_clear(&k->columns);
    crm_key_table_free(k->keys);
    crm_row_store_free(k->rows);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
