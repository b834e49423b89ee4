/*
 * Between start and finish: batches in, the tool's table out.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
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

static void stream_batch(struct crm_run *run, const struct crm_filter *filter, void *lane,
                         struct crm_batch *b, struct crm_str *out)
{
    filter->begin(lane, b);
    if (filter->turn(filter->shared, lane, b, &run->err))
        return;
    for (size_t r = 0; r < b->nrows; r++) {
        if (filter->row(lane, b, r, out, &run->err) || crm_run_row(run, out, &run->err))
            return;
        run->ledger.rows_used++;
    }
    filter->done(filter->shared, lane);
}

void crm_run_stream(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n,
                    const struct crm_filter *filter)
{
    struct crm_batch batch = {0};
    struct crm_str *out = crm_alloc_array(n, sizeof(*out));
    void *lane = filter->lane_new(filter->shared);

    crm_run_header(run, columns, npassed, n);
    while (!crm_failed(&run->err) && crm_reader_next(run->in, &batch, &run->err)) {
        stream_batch(run, filter, lane, &batch, out);
        tick(run, &batch);
    }
    filter->lane_free(lane);
    free(out);
    crm_batch_clear(&batch);
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
    struct crm_buf cell = {0};
    size_t n = 0;

    if (crm_failed(&run->err))
        return;
    const struct crm_column **cols = crm_alloc_array(f->ncols, sizeof(*cols));
    run->names = crm_alloc_array(f->ncols, sizeof(*run->names));
    for (size_t c = 0; c < f->ncols; c++)
        if (is_written(run, &f->cols[c])) {
            run->names[n] = f->cols[c].name;
            cols[n++] = &f->cols[c];
        }
    crm_writer_header(run->out, run->names, n, &run->err);
    for (size_t row = 0; row < f->nrows && !crm_failed(&run->err); row++) {
        for (size_t c = 0; c < n; c++) {
            crm_buf_reset(&cell);
            crm_frame_cell(cols[c], row, &cell);
            crm_writer_field(run->out, crm_buf_str(&cell));
        }
        crm_writer_end(run->out, &run->err);
    }
    free(cols);
    crm_buf_clear(&cell);
}
