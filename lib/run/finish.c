/*
 * The customers table: what the tool adds to its pieces, and its rows as text, in their order.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "base/turns.h"
#include "run/lines.h"
#include "run/part.h"
#include "run/run.h"

/* A table on its way out. */
struct finish {
    struct crm_run *run;
    struct crm_pieces *pieces;
    const struct crm_step *steps;
    size_t nsteps;
    size_t *columns; /* those that are written */
    size_t ncolumns;
    struct crm_turns turns;
    pthread_mutex_t lock;
    struct crm_err err; /* of a piece that could not be read */
};

/* What one thread has of its own. */
struct lane {
    struct crm_part part;
    struct crm_deflater *deflater;
    struct crm_lines lines;
    struct crm_arena columns; /* of a piece, where it brings none */
};

static void lane_clear(struct lane *lane)
{
    crm_part_clear(&lane->part);
    crm_deflater_free(lane->deflater);
    crm_lines_clear(&lane->lines);
    crm_arena_clear(&lane->columns);
}

static void add_columns(const struct finish *s, struct crm_frame *f, struct crm_err *e)
{
    for (size_t i = 0; i < s->nsteps && !crm_failed(e); i++)
        s->steps[i].add(s->steps[i].of, f, e);
}

/* What is added to a part of a frame goes where that of the part before it was. */
static void make_piece(const struct finish *s, struct lane *lane, struct crm_frame *f,
                       struct crm_err *e)
{
    bool is_lent = !f->arena.first;

    if (is_lent)
        f->arena = lane->columns;
    add_columns(s, f, e);
    if (!crm_failed(e) &&
        !crm_lines_add(&lane->lines, &lane->part.writer, f, s->columns, s->ncolumns, e))
        crm_part_pack(&lane->part, lane->deflater);
    if (!is_lent)
        return;
    lane->columns = f->arena;
    f->arena = (struct crm_arena){0};
    crm_arena_reset(&lane->columns);
}

/* The error of the run is that of the first piece that has one. */
static void put_rows(struct finish *s, struct lane *lane, size_t turn,
                     const struct crm_err *failure)
{
    struct crm_run *run = s->run;

    if (crm_turns_wait(&s->turns, turn)) {
        if (crm_failed(failure))
            run->err = *failure;
        else
            crm_part_put(run, &lane->part, lane->deflater, &run->err);
        if (crm_failed(&run->err))
            crm_turns_stop(&s->turns);
    }
    crm_turns_done(&s->turns, turn);
}

static void stop(struct finish *s, const struct crm_err *failure)
{
    pthread_mutex_lock(&s->lock);
    if (!crm_failed(&s->err))
        s->err = *failure;
    pthread_mutex_unlock(&s->lock);
    crm_turns_stop(&s->turns);
}

static void write_pieces(void *job, size_t worker)
{
    struct finish *s = job;
    struct lane lane = {.deflater = crm_part_deflater(s->run)};
    struct crm_err e = {0};
    struct crm_frame *f;

    (void)worker;
    crm_part_init(s->run, &lane.part);
    while (!crm_failed(&e) && (f = crm_pieces_next(s->pieces, &e))) {
        size_t turn = f->first / CRM_PIECE_ROWS;
        make_piece(s, &lane, f, &e);
        crm_frame_free(f);
        put_rows(s, &lane, turn, &e);
    }
    if (crm_failed(&e))
        stop(s, &e);
    lane_clear(&lane);
}

static bool is_written(const struct crm_run *run, const struct crm_column *c)
{
    if (c->is_hidden)
        return false;
    return !c->is_passed || crm_str_eq(c->name, CRM_STR("customer_id")) ||
           crm_run_selects(run, c->name);
}

/* Which columns the pieces have, and which of them are written. */
static int choose_columns(struct finish *s)
{
    struct crm_run *run = s->run;
    struct crm_frame *f = crm_pieces_columns(s->pieces, &run->err);

    if (f)
        add_columns(s, f, &run->err);
    if (!f || crm_failed(&run->err)) {
        crm_frame_free(f);
        return -1;
    }
    s->columns = crm_alloc_array(f->ncols, sizeof(*s->columns));
    run->names = crm_alloc_array(f->ncols, sizeof(*run->names));
    for (size_t c = 0; c < f->ncols; c++)
        if (is_written(run, &f->cols[c])) {
            run->names[s->ncolumns] = crm_arena_dup(&run->column_names, f->cols[c].name);
            s->columns[s->ncolumns++] = c;
        }
    crm_frame_free(f);
    return 0;
}

void crm_run_write(struct crm_run *run, struct crm_pieces *p, const struct crm_step *steps,
                   size_t n)
{
    struct finish s = {.run = run, .pieces = p, .steps = steps, .nsteps = n};
    size_t nthreads = (size_t)crm_common.threads;

    if (crm_failed(&run->err) || crm_pieces_look(p, steps, n, nthreads, &run->err) ||
        choose_columns(&s))
        return;
    crm_writer_header(run->out, run->names, s.ncolumns, &run->err);
    crm_writer_flush(run->out, &run->err);
    crm_turns_init(&s.turns);
    pthread_mutex_init(&s.lock, NULL);
    crm_crew_run(crm_pieces_rows(p) > CRM_PIECE_ROWS ? nthreads : 1, write_pieces, &s);
    if (crm_failed(&s.err) && !crm_failed(&run->err))
        run->err = s.err;
    pthread_mutex_destroy(&s.lock);
    crm_turns_clear(&s.turns);
    free(s.columns);
}
