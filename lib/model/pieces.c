#include "model/pieces.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"

struct crm_pieces {
    size_t nrows;
    int32_t as_of;
    pthread_mutex_t lock; /* of what follows */
    size_t next;          /* the first row of the next piece */
    struct crm_frame *frame;
    struct crm_runs *runs; /* where there is no frame */
    struct crm_pieces_of of;
    struct crm_buf last; /* the key read last */
};

static struct crm_pieces *new_pieces(size_t nrows, int32_t as_of)
{
    struct crm_pieces *p = crm_alloc(sizeof(*p));

    p->nrows = nrows;
    p->as_of = as_of;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

struct crm_pieces *crm_pieces_of_frame(struct crm_frame *f)
{
    struct crm_pieces *p = new_pieces(f->nrows, f->as_of);

    p->frame = f;
    return p;
}

struct crm_pieces *crm_pieces_of_runs(struct crm_runs *runs, size_t nrows, int32_t as_of,
                                      const struct crm_pieces_of *of)
{
    struct crm_pieces *p = new_pieces(nrows, as_of);

    p->runs = runs;
    p->of = *of;
    return p;
}

void crm_pieces_free(struct crm_pieces *p)
{
    if (!p)
        return;
    crm_frame_free(p->frame);
    crm_runs_free(p->runs);
    if (p->of.free)
        p->of.free(p->of.of);
    crm_buf_clear(&p->last);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

size_t crm_pieces_rows(const struct crm_pieces *p)
{
    return p->nrows;
}

int32_t crm_pieces_as_of(const struct crm_pieces *p)
{
    return p->as_of;
}

int crm_pieces_rewind(struct crm_pieces *p, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    p->next = 0;
    return p->runs ? crm_runs_rewind(p->runs, e) : 0;
}

/* The next records whose keys are new, n at most, with their texts in the arena. */
static void read_records(struct crm_pieces *p, size_t n, struct crm_arena *arena,
                         struct crm_records *r, struct crm_err *e)
{
    struct crm_str key, rest;

    *r = (struct crm_records){.key = crm_arena_alloc(arena, n * sizeof(*r->key)),
                              .rest = crm_arena_alloc(arena, n * sizeof(*r->rest))};
    while (r->n < n && crm_runs_next(p->runs, &key, &rest, e)) {
        bool is_first = p->next + r->n == 0;
        if (!is_first && crm_str_eq(key, crm_buf_str(&p->last)))
            continue;
        crm_buf_reset(&p->last);
        crm_buf_add(&p->last, key);
        r->key[r->n] = crm_arena_dup(arena, key);
        r->rest[r->n++] = crm_arena_dup(arena, rest);
    }
}

/* A frame of n records. */
static struct crm_frame *new_piece(const struct crm_pieces *p, size_t n)
{
    struct crm_frame *f = crm_frame_new(n);

    f->as_of = p->as_of;
    f->is_part = true; /* what its rows pass through is not its own */
    f->is_unset = true;
    return f;
}

/* Make its columns of the records; the piece, or NULL. */
static struct crm_frame *fill(const struct crm_pieces *p, const struct crm_records *r,
                              struct crm_frame *f, struct crm_err *e)
{
    if (!crm_failed(e) && !p->of.fill(p->of.of, r, f, e))
        return f;
    crm_frame_free(f);
    return NULL;
}

struct crm_frame *crm_pieces_columns(struct crm_pieces *p, struct crm_err *e)
{
    if (p->frame)
        return crm_frame_part(p->frame, 0, 0);
    return fill(p, &(struct crm_records){0}, new_piece(p, 0), e);
}

struct crm_frame *crm_pieces_next(struct crm_pieces *p, struct crm_err *e)
{
    struct crm_frame *f = NULL;
    struct crm_records records = {0};

    pthread_mutex_lock(&p->lock);
    size_t from = p->next, left = p->nrows - from;
    size_t n = left < CRM_PIECE_ROWS ? left : CRM_PIECE_ROWS;
    if (n && p->frame) {
        f = crm_frame_part(p->frame, from, from + n);
        f->is_unset = true;
    } else if (n) {
        f = new_piece(p, n);
        f->first = from;
        read_records(p, n, &f->arena, &records, e);
    }
    p->next += n;
    pthread_mutex_unlock(&p->lock);
    return n && !p->frame ? fill(p, &records, f, e) : f;
}

int crm_step_run(const struct crm_step *s, struct crm_frame *f, struct crm_err *e)
{
    if (crm_failed(e) || s->look(s->of, f, e) || s->decide(s->of, 1, e))
        return -1;
    return s->add(s->of, f, e);
}

/* ---- looking at every piece ------------------------------------------------------- */

struct looks {
    struct crm_pieces *pieces;
    const struct crm_step *steps;
    size_t n;
    pthread_mutex_t lock; /* of what follows */
    struct crm_err *e;    /* of the first piece that has one */
    size_t failed;        /* its first row */
    atomic_bool is_over;
};

static void note_failure(struct looks *l, size_t first, const struct crm_err *e)
{
    pthread_mutex_lock(&l->lock);
    if (!crm_failed(l->e) || first < l->failed) {
        *l->e = *e;
        l->failed = first;
    }
    pthread_mutex_unlock(&l->lock);
    atomic_store(&l->is_over, true);
}

/* A piece that is taken is looked at, so that the first error is found whoever is quicker. */
static void look_at_pieces(void *looks, size_t worker)
{
    struct looks *l = looks;

    (void)worker;
    while (!atomic_load(&l->is_over)) {
        struct crm_err e = {0};
        struct crm_frame *f = crm_pieces_next(l->pieces, &e);
        size_t first = f ? f->first : SIZE_MAX;
        for (size_t i = 0; i < l->n && f && !crm_failed(&e); i++)
            l->steps[i].look(l->steps[i].of, f, &e);
        crm_frame_free(f);
        if (crm_failed(&e))
            note_failure(l, first, &e);
        if (!f)
            break;
    }
}

int crm_pieces_look(struct crm_pieces *p, const struct crm_step *steps, size_t n, size_t nthreads,
                    struct crm_err *e)
{
    struct looks l = {.pieces = p, .steps = steps, .n = n, .e = e};

    if (crm_pieces_rewind(p, e))
        return -1;
    pthread_mutex_init(&l.lock, NULL);
    crm_crew_run(p->nrows > CRM_PIECE_ROWS ? nthreads : 1, look_at_pieces, &l);
    pthread_mutex_destroy(&l.lock);
    for (size_t i = 0; i < n && !crm_failed(e); i++)
        steps[i].decide(steps[i].of, nthreads, e);
    return crm_pieces_rewind(p, e);
}
