/*
 * Between start and finish: batches in, the tool's table out.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "run/late.h"
#include "run/part.h"
#include "run/run.h"

static void tick(struct crm_run *run, const struct crm_batch *b)
{
    struct crm_input_facts facts;

    if (!run->progress.is_on)
        return;
    crm_reader_facts(run->in, b->head->input, &facts);
    crm_progress_tick(&run->progress, crm_reader_rows(run->in), facts.bytes, facts.size);
}

/* Batches on their way to a model. */
struct each {
    struct crm_run *run;
    crm_add_fn *add;
    void *model;
    bool in_order;
};

static void add_batches(void *job, size_t worker)
{
    const struct each *each = job;
    struct crm_reader *in = each->run->in;
    struct crm_batch batch = {0};
    struct crm_err e = {0};

    while (crm_reader_next(in, &batch, &e)) {
        if (!each->in_order || crm_reader_wait(in, &batch))
            each->add(each->model, worker, &batch, &e);
        if (!crm_reader_done(in, &batch, &e))
            break;
        if (worker == 0)
            tick(each->run, &batch);
    }
    crm_batch_clear(&batch);
}

static void run_each(struct each *each)
{
    struct crm_run *run = each->run;

    if (crm_failed(&run->err))
        return;
    crm_crew_run((size_t)crm_common.threads, add_batches, each);
    crm_reader_error(run->in, &run->err);
}

void crm_run_each(struct crm_run *run, crm_add_fn *add, void *model)
{
    run_each(&(struct each){run, add, model, false});
}

void crm_run_each_in_order(struct crm_run *run, crm_add_fn *add, void *model)
{
    run_each(&(struct each){run, add, model, true});
}

void crm_run_header(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n)
{
    size_t written = 0;

    run->ncolumns = n;
    run->selected = crm_alloc_array(n, sizeof(*run->selected));
    run->names = crm_alloc_array(n, sizeof(*run->names));
    for (size_t c = 0; c < n; c++) {
        run->selected[c] = c >= npassed || crm_run_selects(run, columns[c]);
        if (run->selected[c])
            run->names[written++] = columns[c];
    }
    crm_writer_header(run->out, run->names, written, &run->err);
}

int crm_run_row(void *run_, const struct crm_str *cells, struct crm_err *e)
{
    struct crm_run *run = run_;

    for (size_t c = 0; c < run->ncolumns; c++)
        if (run->selected[c])
            crm_writer_field(run->out, cells[c]);
    return crm_writer_end(run->out, e);
}

/* ---- a row of each row ----------------------------------------------------------- */

struct stream {
    struct crm_run *run;
    const struct crm_filter *filter;
    struct crm_late *late; /* or NULL */
};

/* Rows that were made: as they are written, or as they wait. */
struct made {
    struct crm_part part;
    struct crm_late_rows late;
};

/* What one thread of a stream has of its own. */
struct stream_lane {
    void *filter;        /* the filter's lane */
    struct crm_str *out; /* one row, */
    struct crm_str *row; /* and what is written of it */
    struct made held;    /* the first rows, made in turn */
    struct made rest;
    struct crm_deflater *deflater;
};

static void write_row(const struct stream *s, struct stream_lane *lane, struct made *to,
                      struct crm_err *e)
{
    const struct crm_run *run = s->run;
    struct crm_writer *w = &to->part.writer;
    size_t n = 0, start = w->buf.n;

    for (size_t c = 0; c < run->ncolumns; c++) {
        lane->row[n] = lane->out[c];
        n += run->selected[c];
    }
    crm_writer_fields(w, lane->row, n - (s->late != NULL));
    if (s->late)
        crm_late_add(s->late, &to->late, &to->part, start, lane->filter, lane->out);
    else
        crm_writer_end(w, e);
}

/* Rows [from, to) of the batch; how many are written. */
static size_t make_rows(const struct stream *s, struct stream_lane *lane, struct crm_batch *b,
                        size_t from, size_t to, struct made *made, struct crm_err *e)
{
    size_t written = 0;

    for (size_t r = from; r < to; r++) {
        int rc = s->filter->row(lane->filter, b, r, lane->out, e);
        if (rc < 0)
            return written;
        if (rc > 0)
            continue;
        write_row(s, lane, made, e);
        written++;
    }
    if (!s->late)
        crm_part_pack(&made->part, lane->deflater);
    return written;
}

static void put_rows(const struct stream *s, struct stream_lane *lane, struct made *made,
                     struct crm_err *e)
{
    if (s->late)
        crm_late_put(s->late, &made->late, &made->part, e);
    else
        crm_part_put(s->run, &made->part, lane->deflater, e);
}

static void stream_batch(const struct stream *s, struct stream_lane *lane, struct crm_batch *b,
                         struct crm_err *e)
{
    size_t held = s->filter->begin(lane->filter, b);
    size_t written = make_rows(s, lane, b, held, b->nrows, &lane->rest, e);

    if (!crm_reader_wait(s->run->in, b) || crm_failed(e) ||
        s->filter->turn(s->filter->shared, lane->filter, b, e))
        return;
    written += make_rows(s, lane, b, 0, held, &lane->held, e);
    put_rows(s, lane, &lane->held, e);
    put_rows(s, lane, &lane->rest, e);
    if (!s->filter->done(s->filter->shared, lane->filter, b, e))
        s->run->ledger.rows_used += written;
}

static void clear_made(struct made *made)
{
    crm_part_clear(&made->part);
    crm_late_rows_clear(&made->late);
}

static void stream_batches(void *job, size_t worker)
{
    const struct stream *s = job;
    struct crm_run *run = s->run;
    struct stream_lane lane = {.filter = s->filter->lane_new(s->filter->shared),
                               .out = crm_alloc_array(run->ncolumns, sizeof(*lane.out)),
                               .row = crm_alloc_array(run->ncolumns, sizeof(*lane.row)),
                               .deflater = crm_part_deflater(run)};
    struct crm_batch batch = {0};
    struct crm_err e = {0};

    crm_part_init(run, &lane.held.part);
    crm_part_init(run, &lane.rest.part);
    while (crm_reader_next(run->in, &batch, &e)) {
        stream_batch(s, &lane, &batch, &e);
        if (!crm_reader_done(run->in, &batch, &e))
            break;
        if (worker == 0)
            tick(run, &batch);
    }
    clear_made(&lane.held);
    clear_made(&lane.rest);
    crm_deflater_free(lane.deflater);
    s->filter->lane_free(lane.filter);
    free(lane.out);
    free(lane.row);
    crm_batch_clear(&batch);
}

void crm_run_stream(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n,
                    const struct crm_filter *filter)
{
    crm_run_header(run, columns, npassed, n);
    crm_writer_flush(run->out, &run->err);
    if (crm_failed(&run->err))
        return;
    struct stream s = {run, filter, filter->late ? crm_late_open(run, filter->late) : NULL};
    crm_crew_run((size_t)crm_common.threads, stream_batches, &s);
    crm_reader_error(run->in, &run->err);
    if (s.late)
        crm_late_write(run, s.late, filter->shared);
    crm_late_close(s.late);
}
