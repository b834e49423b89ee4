/*
 * Between start and finish: batches in, the tool's table out.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "base/turns.h"
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
};

/* What one thread of a stream has of its own. */
struct stream_lane {
    void *filter;         /* the filter's lane */
    struct crm_str *out;  /* one row, */
    struct crm_str *row;  /* and what is written of it */
    struct crm_part held; /* the first rows, made in turn */
    struct crm_part rest;
    struct crm_deflater *deflater;
};

/* Rows [from, to) of the batch into a part; how many are written. */
static size_t make_rows(const struct stream *s, struct stream_lane *lane, struct crm_batch *b,
                        size_t from, size_t to, struct crm_part *p, struct crm_err *e)
{
    const struct crm_run *run = s->run;
    size_t written = 0;

    for (size_t r = from; r < to; r++) {
        int rc = s->filter->row(lane->filter, b, r, lane->out, e);
        if (rc < 0)
            return written;
        if (rc > 0)
            continue;
        size_t n = 0;
        for (size_t c = 0; c < run->ncolumns; c++) {
            lane->row[n] = lane->out[c];
            n += run->selected[c];
        }
        crm_writer_fields(&p->writer, lane->row, n);
        crm_writer_end(&p->writer, e);
        written++;
    }
    crm_part_pack(p, lane->deflater);
    return written;
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
    crm_part_put(s->run, &lane->held, lane->deflater, e);
    crm_part_put(s->run, &lane->rest, lane->deflater, e);
    if (!s->filter->done(s->filter->shared, lane->filter, b, e))
        s->run->ledger.rows_used += written;
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

    crm_part_init(run, &lane.held);
    crm_part_init(run, &lane.rest);
    while (crm_reader_next(run->in, &batch, &e)) {
        stream_batch(s, &lane, &batch, &e);
        if (!crm_reader_done(run->in, &batch, &e))
            break;
        if (worker == 0)
            tick(run, &batch);
    }
    crm_part_clear(&lane.held);
    crm_part_clear(&lane.rest);
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
    crm_crew_run((size_t)crm_common.threads, stream_batches, &(struct stream){run, filter});
    crm_reader_error(run->in, &run->err);
}

/* ---- a table in memory ----------------------------------------------------------- */

enum { SLICE_ROWS = 8192 };

/* The columns of a frame that are written, slice by slice. */
struct slices {
    struct crm_run *run;
    const struct crm_frame *frame;
    const struct crm_column **cols;
    size_t ncols;
    bool has_spooled;
    _Atomic size_t next; /* the first row of the next slice */
    struct crm_turns turns;
};

/* What one thread of the slices has of its own. */
struct slice_lane {
    struct crm_part part;
    struct crm_deflater *deflater;
    struct crm_buf cell;
    struct crm_str *passed; /* the spooled cells of a row */
    struct crm_spool_window window;
};

static void make_cell(struct slice_lane *lane, const struct crm_column *c, size_t row)
{
    struct crm_writer *w = &lane->part.writer;

    if (c->type == CRM_SPOOLED) {
        crm_writer_field(w, lane->passed[c->v.place]);
        return;
    }
    struct crm_buf *plain = c->type == CRM_TEXT ? NULL : crm_writer_plain(w);
    if (plain) {
        crm_frame_cell(c, row, plain);
        return;
    }
    crm_buf_reset(&lane->cell);
    crm_frame_cell(c, row, &lane->cell);
    crm_writer_field(w, crm_buf_str(&lane->cell));
}

static void make_slice(const struct slices *s, size_t from, size_t to, struct slice_lane *lane,
                       struct crm_err *e)
{
    for (size_t row = from; row < to; row++) {
        if (s->has_spooled && crm_frame_passed(s->frame, row, lane->passed, &lane->window, e))
            return;
        for (size_t c = 0; c < s->ncols; c++)
            make_cell(lane, s->cols[c], row);
        crm_writer_end(&lane->part.writer, e);
    }
    crm_part_pack(&lane->part, lane->deflater);
}

static void slice_lane_clear(struct slice_lane *lane)
{
    crm_part_clear(&lane->part);
    crm_deflater_free(lane->deflater);
    crm_buf_clear(&lane->cell);
    crm_buf_clear(&lane->window.buf);
    free(lane->passed);
}

static void write_slices(void *job, size_t worker)
{
    struct slices *s = job;
    size_t nrows = s->frame->nrows;
    struct slice_lane lane = {.deflater = crm_part_deflater(s->run),
                              .passed =
                                  crm_alloc_array(s->frame->passed.ncells, sizeof(*lane.passed))};
    struct crm_err e = {0};

    (void)worker;
    crm_part_init(s->run, &lane.part);
    for (;;) {
        size_t from = atomic_fetch_add(&s->next, SLICE_ROWS);
        if (from >= nrows)
            break;
        size_t to = nrows - from < SLICE_ROWS ? nrows : from + SLICE_ROWS;
        make_slice(s, from, to, &lane, &e);
        if (crm_turns_wait(&s->turns, from / SLICE_ROWS)) {
            if (crm_failed(&e) && !crm_failed(&s->run->err))
                s->run->err = e;
            crm_part_put(s->run, &lane.part, lane.deflater, &s->run->err);
            if (crm_failed(&s->run->err))
                crm_turns_stop(&s->turns);
        }
        crm_turns_done(&s->turns, from / SLICE_ROWS);
    }
    slice_lane_clear(&lane);
}

static bool is_written(const struct crm_run *run, const struct crm_column *c)
{
    if (c->is_hidden)
        return false;
    return !c->is_passed || crm_str_eq(c->name, CRM_STR("customer_id")) ||
           crm_run_selects(run, c->name);
}

void crm_run_write(struct crm_run *run, const struct crm_frame *f)
{
    struct slices s = {.run = run, .frame = f};

    if (crm_failed(&run->err))
        return;
    s.cols = crm_alloc_array(f->ncols, sizeof(*s.cols));
    run->names = crm_alloc_array(f->ncols, sizeof(*run->names));
    for (size_t c = 0; c < f->ncols; c++)
        if (is_written(run, &f->cols[c])) {
            run->names[s.ncols] = f->cols[c].name;
            s.cols[s.ncols++] = &f->cols[c];
            s.has_spooled |= f->cols[c].type == CRM_SPOOLED;
        }
    crm_writer_header(run->out, run->names, s.ncols, &run->err);
    crm_writer_flush(run->out, &run->err);
    crm_turns_init(&s.turns);
    crm_crew_run(f->nrows > SLICE_ROWS ? (size_t)crm_common.threads : 1, write_slices, &s);
    crm_turns_clear(&s.turns);
    free(s.cols);
}
