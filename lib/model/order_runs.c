/*
 * Customers that the memory is too small for: what is settled of a partition is sorted by id and
 * put away as a run (calc/runs.h); the runs together are the table.
 *
 * Customers that wait for the habits of their channels stay, with their orders.
 */
#include <malloc.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/orders_parts.h"

/* Blocks may take three eighths of the limit: a table in memory needs as much again. */
enum { BLOCKS_PART = 3, BLOCKS_OF = 8 };

/* What a record has behind the id and in front of the carried texts. */
struct figures {
    crm_money monetary, first_day, refunds;
    int64_t norders, ndays;
    int32_t first, last;
};

static struct crm_str bytes_of(const void *p, size_t n)
{
    return (struct crm_str){p, n};
}

static void write_rest(const struct customer *c, size_t ncarry, struct crm_buf *to)
{
    struct figures f = {c->monetary, c->first_day, c->refunds, c->norders,
                        c->ndays,    c->first,     c->last};

    crm_buf_reset(to);
    crm_buf_add(to, bytes_of(&f, sizeof(f)));
    for (size_t k = 0; k < ncarry; k++) {
        crm_buf_add(to, bytes_of(&c->carried[k].n, sizeof(c->carried[k].n)));
        crm_buf_add(to, c->carried[k]);
    }
}

static size_t rest_bytes(const struct customer *c, size_t ncarry)
{
    size_t bytes = sizeof(struct figures);

    for (size_t k = 0; k < ncarry; k++)
        bytes += sizeof(c->carried[k].n) + c->carried[k].n;
    return bytes;
}

/* The customer of a record; c->carried is filled. */
static void read_record(struct crm_str id, const char *rest, struct crm_str *carried, size_t ncarry,
                        struct customer *c)
{
    struct figures f;

    memcpy(&f, rest, sizeof(f));
    rest += sizeof(f);
    for (size_t k = 0; k < ncarry; k++) {
        memcpy(&carried[k].n, rest, sizeof(carried[k].n));
        carried[k].p = rest + sizeof(carried[k].n);
        rest = carried[k].p + carried[k].n;
    }
    *c = (struct customer){id,        carried, f.monetary, f.first_day, f.refunds,
                           f.norders, f.ndays, f.first,    f.last};
}

/* ---- putting away ---------------------------------------------------------------- */

static struct crm_str id_at(const void *rows, size_t i)
{
    return ((const struct customer *)rows)[i].id;
}

/* The rows that do not wait, as a run. */
static int write_run(struct crm_orders *m, const struct block *b, const bool *waits,
                     struct crm_err *e)
{
    size_t ncarry = m->o.ncarry, n = 0, bytes = 0;
    struct crm_run_writer w;
    struct crm_buf rest = {0};

    for (size_t i = 0; i < b->nrows; i++)
        if (!waits[i]) {
            size_t more = rest_bytes(&b->rows[i], ncarry);
            bytes += crm_runs_bytes(b->rows[i].id, (struct crm_str){NULL, more});
            n++;
        }
    if (!n)
        return 0;
    if (crm_runs_open(m->runs, bytes, &w, e))
        return -1;
    uint32_t *order = crm_alloc_array(b->nrows, sizeof(*order));
    crm_texts_order(b->rows, id_at, b->nrows, order, 1);
    for (size_t i = 0; i < b->nrows && !crm_failed(e); i++)
        if (!waits[order[i]]) {
            write_rest(&b->rows[order[i]], ncarry, &rest);
            crm_runs_add(&w, b->rows[order[i]].id, crm_buf_str(&rest), e);
        }
    free(order);
    crm_buf_clear(&rest);
    pthread_mutex_lock(&m->lock);
    m->rows_put_away += n;
    pthread_mutex_unlock(&m->lock);
    return crm_runs_close(&w, e);
}

static struct crm_str put_text(char **to, struct crm_str text)
{
    struct crm_str copy = {*to, text.n};

    if (text.n)
        memcpy(*to, text.p, text.n);
    *to += text.n;
    return copy;
}

/* Only the rows that wait stay in the block; the kept orders name them by their new places. */
static void keep_waiting(struct crm_orders *m, struct look *look, const bool *waits)
{
    struct block *b = &look->block;
    size_t ncarry = m->o.ncarry, n = 0, text_bytes = 0;
    uint32_t *row = crm_alloc_array(b->nrows, sizeof(*row));

    for (size_t i = 0; i < b->nrows; i++) {
        if (!waits[i])
            continue;
        row[i] = (uint32_t)n++;
        text_bytes += b->rows[i].id.n;
        for (size_t k = 0; k < ncarry; k++)
            text_bytes += b->rows[i].carried[k].n;
    }
    struct customer *rows = crm_alloc_array(n, sizeof(*rows));
    struct crm_str *carried = crm_alloc_array(n * ncarry, sizeof(*carried));
    char *texts = crm_alloc(text_bytes), *to = texts;
    for (size_t i = 0; i < b->nrows; i++) {
        if (!waits[i])
            continue;
        rows[row[i]] = b->rows[i];
        rows[row[i]].id = put_text(&to, b->rows[i].id);
        rows[row[i]].carried = carried + row[i] * ncarry;
        for (size_t k = 0; k < ncarry; k++)
            carried[row[i] * ncarry + k] = put_text(&to, b->rows[i].carried[k]);
    }
    for (size_t i = 0; i < look->nkept; i++)
        look->kept[i].customer = row[look->kept[i].customer];
    free(row);
    free(b->rows);
    free(b->carried);
    free(b->texts);
    b->rows = rows;
    b->carried = carried;
    b->texts = texts;
    b->nrows = n;
    size_t need = n * (sizeof(*rows) + ncarry * sizeof(*carried)) + text_bytes;
    if (need < b->bytes)
        crm_orders_give_of_block(m, b, b->bytes - need);
}

static int put_away(struct crm_orders *m, struct look *look, struct crm_err *e)
{
    struct block *b = &look->block;
    bool *waits = crm_alloc_array(b->nrows, sizeof(*waits));

    for (size_t i = 0; i < look->nkept; i++)
        waits[look->kept[i].customer] = true;
    int rc = write_run(m, b, waits, e);
    if (!rc && look->nkept)
        keep_waiting(m, look, waits);
    else if (!rc)
        crm_orders_free_block(m, b);
    free(waits);
    return rc;
}

int crm_orders_make_room(struct crm_orders *m, struct look *look, struct crm_err *e)
{
    size_t limit = m->budget->limit_bytes;

    if (!m->runs || !limit)
        return 0;
    pthread_mutex_lock(&m->lock);
    if (m->block_bytes + m->texts.total_bytes > limit / BLOCKS_OF * BLOCKS_PART)
        atomic_store(&m->is_spilling, true);
    pthread_mutex_unlock(&m->lock);
    return atomic_load(&m->is_spilling) ? put_away(m, look, e) : 0;
}

int crm_orders_put_all_away(struct crm_orders *m, struct crm_err *e)
{
    atomic_store(&m->is_spilling, true);
    for (size_t i = 0; i < m->nparts; i++)
        if (m->looks[i].block.nrows && put_away(m, &m->looks[i], e))
            return -1;
    /* No block has its texts there any more. */
    crm_lease_give(&m->lease, m->texts.leased_bytes);
    crm_arena_clear(&m->texts);
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    return 0;
}

/* ---- the table ------------------------------------------------------------------- */

/* What makes pieces of the runs. */
struct piece_of {
    struct crm_orders_opts o;
    int32_t as_of;
};

static int fill(const void *of, const struct crm_records *r, struct crm_frame *f, struct crm_err *e)
{
    const struct piece_of *p = of;
    struct order_table t = {.o = &p->o, .as_of = p->as_of};
    struct crm_str *carried = crm_alloc_array(p->o.ncarry, sizeof(*carried));
    struct customer c;

    (void)e;
    crm_order_table_columns(&t, f);
    for (size_t i = 0; i < r->n; i++) {
        read_record(r->key[i], r->rest[i].p, carried, p->o.ncarry, &c);
        crm_order_table_row(&t, i, &c);
    }
    free(t.carried);
    free(carried);
    return 0;
}

struct crm_pieces *crm_orders_runs_pieces(struct crm_orders *m, int32_t as_of, struct crm_err *e)
{
    if (crm_orders_put_all_away(m, e))
        return NULL;
    struct piece_of *of = crm_alloc(sizeof(*of));
    *of = (struct piece_of){m->o, as_of};
    struct crm_runs *runs = m->runs;
    m->runs = NULL;
    return crm_pieces_of_runs(runs, m->rows_put_away, as_of,
                              &(struct crm_pieces_of){of, fill, free});
}
