#include "run/late.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "base/turns.h"
#include "io/scratch.h"

/* Rows put away together. */
struct chunk {
    off_t text, sizes, values;
    size_t text_bytes, nrows;
};

struct crm_late {
    const struct crm_late_column *column;
    struct crm_scratch *scratch;
    struct chunk *chunks;
    size_t nchunks, cap;
};

struct crm_late *crm_late_open(const struct crm_run *run, const struct crm_late_column *column)
{
    struct crm_late *late = crm_alloc(sizeof(*late));

    late->column = column;
    late->scratch = crm_scratch_new(run->tmpdir);
    return late;
}

void crm_late_add(const struct crm_late *late, struct crm_late_rows *rows, struct crm_part *p,
                  size_t start, const void *lane, const struct crm_str *cells)
{
    size_t nvalues = late->column->nvalues;

    if (rows->n == rows->cap) {
        rows->cap = rows->cap ? 2 * rows->cap : 1024;
        rows->sizes = crm_realloc(rows->sizes, crm_mul_size(rows->cap, sizeof(*rows->sizes)));
        rows->values = crm_realloc(
            rows->values, crm_mul_size(rows->cap, nvalues * sizeof(*rows->values) + !nvalues));
    }
    late->column->values(lane, cells, rows->values + rows->n * nvalues);
    rows->sizes[rows->n++] = (uint32_t)(p->writer.buf.n - start);
    crm_writer_leave(&p->writer);
}

static struct crm_str bytes_of(const void *p, size_t n)
{
    return (struct crm_str){p, n};
}

void crm_late_put(struct crm_late *late, struct crm_late_rows *rows, struct crm_part *p,
                  struct crm_err *e)
{
    struct chunk c = {.text_bytes = p->writer.buf.n, .nrows = rows->n};
    size_t values = rows->n * late->column->nvalues * sizeof(*rows->values);

    if (rows->n && !crm_scratch_add(late->scratch, crm_buf_str(&p->writer.buf), &c.text, e) &&
        !crm_scratch_add(late->scratch, bytes_of(rows->sizes, rows->n * sizeof(*rows->sizes)),
                         &c.sizes, e) &&
        (!values ||
         !crm_scratch_add(late->scratch, bytes_of(rows->values, values), &c.values, e))) {
        if (late->nchunks == late->cap) {
            late->cap = late->cap ? 2 * late->cap : 64;
            late->chunks = crm_realloc(late->chunks, late->cap * sizeof(*late->chunks));
        }
        late->chunks[late->nchunks++] = c;
    }
    crm_buf_reset(&p->writer.buf);
    p->writer.rows = 0;
    rows->n = 0;
}

/* ---- the numbers of a column, read again ------------------------------------------ */

struct numbers {
    const struct crm_late *late;
    size_t which, chunk; /* the number of each row; the next chunk */
    int64_t *values;
    size_t cap;
};

static int rewind_numbers(void *source, struct crm_err *e)
{
    (void)e;
    ((struct numbers *)source)->chunk = 0;
    return 0;
}

/* Those of the next chunk that has some. */
static int next_numbers(void *source, const int64_t **values, size_t *n, struct crm_err *e)
{
    struct numbers *s = source;
    size_t each = s->late->column->nvalues;

    for (*n = 0; !*n && s->chunk < s->late->nchunks; s->chunk++) {
        const struct chunk *c = &s->late->chunks[s->chunk];
        size_t all = c->nrows * each;
        if (all > s->cap) {
            s->cap = all;
            s->values = crm_realloc(s->values, crm_mul_size(all, sizeof(*s->values)));
        }
        if (crm_scratch_read(s->late->scratch, c->values, (char *)s->values,
                             all * sizeof(*s->values), e))
            return -1;
        for (size_t i = s->which; i < all; i += each)
            if (s->values[i] != CRM_NO_NUMBER)
                s->values[(*n)++] = s->values[i];
    }
    *values = s->values;
    return 0;
}

static int settle(const struct crm_late *late, void *shared, struct crm_err *e)
{
    int rc = 0;

    for (size_t k = 0; k < late->column->nvalues && !rc; k++) {
        struct numbers source = {.late = late, .which = k};
        rc = late->column->settle(shared, k,
                                  &(struct crm_values){&source, rewind_numbers, next_numbers}, e);
        free(source.values);
    }
    return rc;
}

/* ---- writing ---------------------------------------------------------------------- */

struct writing {
    struct crm_run *run;
    const struct crm_late *late;
    const void *shared;
    _Atomic size_t next; /* chunk */
    struct crm_turns turns;
};

/* What one thread of the writing has of its own. */
struct hand {
    struct crm_part part;
    struct crm_deflater *deflater;
    struct crm_buf text, cell;
    struct crm_late_rows rows;
};

static int load(const struct crm_late *late, const struct chunk *c, struct hand *h,
                struct crm_err *e)
{
    size_t nvalues = c->nrows * late->column->nvalues;

    crm_buf_reset(&h->text);
    crm_buf_room(&h->text, c->text_bytes + 1);
    h->rows.sizes = crm_realloc(h->rows.sizes, c->nrows * sizeof(*h->rows.sizes));
    h->rows.values =
        crm_realloc(h->rows.values, crm_mul_size(nvalues + 1, sizeof(*h->rows.values)));
    return crm_scratch_read(late->scratch, c->text, h->text.p, c->text_bytes, e) ||
                   crm_scratch_read(late->scratch, c->sizes, (char *)h->rows.sizes,
                                    c->nrows * sizeof(*h->rows.sizes), e) ||
                   (nvalues && crm_scratch_read(late->scratch, c->values, (char *)h->rows.values,
                                                nvalues * sizeof(*h->rows.values), e))
               ? -1
               : 0;
}

static void write_chunk(const struct writing *w, const struct chunk *c, struct hand *h,
                        struct crm_err *e)
{
    size_t nvalues = w->late->column->nvalues;
    const char *text = h->text.p;

    for (size_t r = 0; r < c->nrows; r++) {
        crm_writer_resume(&h->part.writer, (struct crm_str){text, h->rows.sizes[r]});
        text += h->rows.sizes[r];
        crm_buf_reset(&h->cell);
        w->late->column->cell(w->shared, h->rows.values + r * nvalues, &h->cell);
        crm_writer_field(&h->part.writer, crm_buf_str(&h->cell));
        crm_writer_end(&h->part.writer, e);
    }
    crm_part_pack(&h->part, h->deflater);
}

static void write_chunks(void *job, size_t worker)
{
    struct writing *w = job;
    struct hand h = {.deflater = crm_part_deflater(w->run)};
    struct crm_err e = {0};

    (void)worker;
    crm_part_init(w->run, &h.part);
    for (;;) {
        size_t i = atomic_fetch_add(&w->next, 1);
        if (i >= w->late->nchunks)
            break;
        if (!load(w->late, &w->late->chunks[i], &h, &e))
            write_chunk(w, &w->late->chunks[i], &h, &e);
        if (crm_turns_wait(&w->turns, i)) {
            if (crm_failed(&e) && !crm_failed(&w->run->err))
                w->run->err = e;
            crm_part_put(w->run, &h.part, h.deflater, &w->run->err);
            if (crm_failed(&w->run->err))
                crm_turns_stop(&w->turns);
        }
        crm_turns_done(&w->turns, i);
    }
    crm_part_clear(&h.part);
    crm_deflater_free(h.deflater);
    crm_buf_clear(&h.text);
    crm_buf_clear(&h.cell);
    crm_late_rows_clear(&h.rows);
}

void crm_late_write(struct crm_run *run, struct crm_late *late, void *shared)
{
    struct writing w = {.run = run, .late = late, .shared = shared};

    if (crm_failed(&run->err) || settle(late, shared, &run->err))
        return;
    crm_turns_init(&w.turns);
    crm_crew_run((size_t)crm_common.threads, write_chunks, &w);
    crm_turns_clear(&w.turns);
}

void crm_late_rows_clear(struct crm_late_rows *rows)
{
    free(rows->sizes);
    free(rows->values);
    *rows = (struct crm_late_rows){0};
}

void crm_late_close(struct crm_late *late)
{
    if (!late)
        return;
    crm_scratch_free(late->scratch);
    free(late->chunks);
    free(late);
}
