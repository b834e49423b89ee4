#include "clean/notes.h"

#include <stdlib.h>

#include "base/mem.h"
#include "table/money.h"

const struct crm_str crm_change_columns[CRM_CHANGE_COLUMNS] = {
    CRM_STR_INIT("line"),   CRM_STR_INIT("column"), CRM_STR_INIT("reason"),
    CRM_STR_INIT("before"), CRM_STR_INIT("after"),  CRM_STR_INIT("file")};

void crm_notes_init(struct crm_notes *n, size_t ncolumns, struct crm_writer *log, bool has_report,
                    struct crm_err *e)
{
    *n = (struct crm_notes){.log = log, .has_report = has_report, .n = ncolumns};
    n->columns = crm_alloc_array(ncolumns, sizeof(*n->columns));
    if (log)
        crm_writer_header(log, crm_change_columns, CRM_CHANGE_COLUMNS, e);
}

void crm_notes_part_init(struct crm_notes_part *p, const struct crm_notes *whole)
{
    *p = (struct crm_notes_part){.sums = {.has_report = whole->has_report, .n = whole->n}};
    p->sums.columns = crm_alloc_array(whole->n, sizeof(*p->sums.columns));
    crm_writer_init(&p->log, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
    p->log.ncols = CRM_CHANGE_COLUMNS;
    p->sums.log = whole->log ? &p->log : NULL;
}

/* ---- noting ---------------------------------------------------------------------- */

static struct crm_note_tally *tally_of(struct crm_note_column *c, size_t reason)
{
    if (!c->tallies[reason])
        c->tallies[reason] = crm_alloc(sizeof(**c->tallies));
    return c->tallies[reason];
}

static void count(struct crm_notes *n, size_t column, size_t reason,
                  const struct crm_note_example *example)
{
    struct crm_note_tally *t = tally_of(&n->columns[column], reason);

    t->n++;
    if (t->nexamples < CRM_NOTE_EXAMPLES)
        t->examples[t->nexamples++] =
            (struct crm_note_example){example->line, crm_arena_dup(&n->texts, example->before),
                                      crm_arena_dup(&n->texts, example->after)};
}

static void count_note(struct crm_notes *n, const struct crm_note *note)
{
    const struct crm_note_example example = {note->line, note->before, note->after};
    struct crm_note_column *c = &n->columns[note->column];

    *(crm_is_null_text(note->before) ? &c->nulls : &c->values) += 1;
    if (note->why != CRM_MSG_NONE)
        count(n, note->column, CRM_STEP_COUNT + (size_t)note->why, &example);
    for (crm_steps left = note->steps; left; left &= left - 1)
        count(n, note->column, (size_t)__builtin_ctz(left), &example);
}

/* The steps by name, or why the value could not be read. */
static struct crm_str reason_text(struct crm_buf *out, const struct crm_note *note)
{
    crm_buf_reset(out);
    if (note->why != CRM_MSG_NONE)
        crm_buf_add_cstr(out, crm_msg_code(note->why));
    for (crm_steps left = note->steps; left; left &= left - 1) {
        if (out->n)
            crm_buf_add_char(out, ';');
        crm_buf_add_cstr(out, crm_step_name((enum crm_clean_step)__builtin_ctz(left)));
    }
    return crm_buf_str(out);
}

static void log_note(struct crm_notes_part *p, const struct crm_note *note)
{
    struct crm_buf *number = crm_writer_plain(&p->log);
    struct crm_err e = {0}; /* without a sink nothing fails */

    crm_buf_add_int(number, (int64_t)note->line);
    crm_writer_field(&p->log, note->header);
    crm_writer_field(&p->log, reason_text(&p->reason, note));
    crm_writer_field(&p->log, note->before);
    crm_writer_field(&p->log, note->after);
    crm_writer_field(&p->log, crm_str_of(note->file));
    crm_writer_end(&p->log, &e);
}

void crm_note(struct crm_notes_part *p, const struct crm_note *note)
{
    if (p->sums.has_report)
        count_note(&p->sums, note);
    if (p->sums.log && !crm_str_eq(note->before, note->after))
        log_note(p, note);
}

struct crm_notes_mark crm_notes_mark(const struct crm_notes_part *p)
{
    return (struct crm_notes_mark){p->log.buf.n, p->log.rows};
}

void crm_notes_cut(struct crm_notes_part *p, const struct crm_notes_mark *mark)
{
    p->log.buf.n = mark->bytes;
    p->log.rows = mark->rows;
}

/* ---- joining --------------------------------------------------------------------- */

static void take_tally(struct crm_notes *n, struct crm_note_column *to, size_t reason,
                       struct crm_note_tally *from)
{
    struct crm_note_tally *t = tally_of(to, reason);

    t->n += from->n;
    for (size_t i = 0; i < from->nexamples && t->nexamples < CRM_NOTE_EXAMPLES; i++)
        t->examples[t->nexamples++] = (struct crm_note_example){
            from->examples[i].line, crm_arena_dup(&n->texts, from->examples[i].before),
            crm_arena_dup(&n->texts, from->examples[i].after)};
    from->n = from->nexamples = 0;
}

static void take_column(struct crm_notes *n, struct crm_note_column *to,
                        struct crm_note_column *from)
{
    to->values += from->values;
    to->nulls += from->nulls;
    from->values = from->nulls = 0;
    for (size_t k = 0; k < CRM_NOTE_REASONS; k++)
        if (from->tallies[k] && from->tallies[k]->n)
            take_tally(n, to, k, from->tallies[k]);
}

void crm_notes_take(struct crm_notes *n, struct crm_notes_part *p, struct crm_err *e)
{
    for (size_t c = 0; n->has_report && c < n->n; c++)
        take_column(n, &n->columns[c], &p->sums.columns[c]);
    crm_arena_reset(&p->sums.texts);
    if (!n->log || !p->log.buf.n)
        return;
    crm_buf_add(&n->log->buf, crm_buf_str(&p->log.buf));
    n->log->rows += p->log.rows;
    crm_buf_reset(&p->log.buf);
    p->log.rows = 0;
    crm_writer_flush(n->log, e);
}

static void clear_columns(struct crm_notes *n)
{
    for (size_t c = 0; c < n->n; c++)
        for (size_t k = 0; k < CRM_NOTE_REASONS; k++)
            free(n->columns[c].tallies[k]);
    free(n->columns);
    crm_arena_clear(&n->texts);
}

void crm_notes_part_clear(struct crm_notes_part *p)
{
    clear_columns(&p->sums);
    crm_writer_clear(&p->log);
    crm_buf_clear(&p->reason);
}

void crm_notes_clear(struct crm_notes *n)
{
    clear_columns(n);
    *n = (struct crm_notes){0};
}

const char *crm_note_reason(size_t reason)
{
    return reason < CRM_STEP_COUNT ? crm_step_name((enum crm_clean_step)reason)
                                   : crm_msg_code((enum crm_msg)(reason - CRM_STEP_COUNT));
}
