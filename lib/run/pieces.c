/*
 * Rows as text, made piece by piece and written in their order.
 */
#include <stdatomic.h>

#include "base/crew.h"
#include "base/turns.h"
#include "run/part.h"
#include "run/run.h"

struct pieces {
    struct crm_run *run;
    crm_piece_fn *take;
    void *model;
    size_t n;
    _Atomic size_t next;
    struct crm_turns turns;
};

/* In turn; the first piece that fails is the error of the run. */
static void put_piece(struct pieces *s, struct crm_part *part, const struct crm_deflater *deflater,
                      const struct crm_err *failure)
{
    struct crm_run *run = s->run;

    if (crm_failed(failure))
        run->err = *failure;
    else
        crm_part_put(run, part, deflater, &run->err);
    if (crm_failed(&run->err))
        crm_turns_stop(&s->turns);
}

static void write_pieces(void *job, size_t worker)
{
    struct pieces *s = job;
    struct crm_deflater *deflater = crm_part_deflater(s->run);
    struct crm_part part;
    size_t piece;

    (void)worker;
    crm_part_init(s->run, &part);
    while ((piece = atomic_fetch_add(&s->next, 1)) < s->n) {
        struct crm_err e = {0};
        if (!s->take(s->model, piece, &part.writer, &e))
            crm_part_pack(&part, deflater);
        bool is_turn = crm_turns_wait(&s->turns, piece);
        if (is_turn)
            put_piece(s, &part, deflater, &e);
        crm_turns_done(&s->turns, piece);
        if (!is_turn)
            break;
    }
    crm_part_clear(&part);
    crm_deflater_free(deflater);
}

void crm_run_pieces(struct crm_run *run, size_t n, crm_piece_fn *take, void *model)
{
    struct pieces s = {.run = run, .take = take, .model = model, .n = n};

    crm_writer_flush(run->out, &run->err);
    if (crm_failed(&run->err))
        return;
    crm_turns_init(&s.turns);
    crm_crew_run((size_t)crm_common.threads, write_pieces, &s);
    crm_turns_clear(&s.turns);
}
