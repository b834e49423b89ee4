#include "csv/rejects.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/columns.h"

const struct crm_str crm_reject_columns[CRM_REJECT_COLUMNS] = {
    CRM_STR_INIT("_file"), CRM_STR_INIT("_line"), CRM_STR_INIT("_column"), CRM_STR_INIT("_reason")};

int crm_rejects_init(struct crm_rejects *r, struct crm_sink *sink, struct crm_ledger *ledger,
                     const struct crm_head *const *heads, size_t nheads, struct crm_err *e)
{
    struct crm_columns all = {0}; /* of the inputs; one that is named like ours stays its own */

    *r = (struct crm_rejects){.sink = sink, .ledger = ledger};
    if (!sink)
        return 0;
    r->ninputs = nheads;
    r->columns = crm_alloc_array(nheads, sizeof(*r->columns));
    size_t **places = crm_alloc_array(nheads, sizeof(*places));
    for (size_t i = 0; i < nheads; i++) {
        places[i] = crm_alloc_array(heads[i]->ncols, sizeof(**places));
        crm_columns_add(&all, heads[i]->names, heads[i]->ncols, places[i]);
    }
    for (size_t i = 0; i < nheads; i++) {
        r->columns[i] = crm_alloc_array(all.n, sizeof(**r->columns));
        for (size_t k = 0; k < all.n; k++)
            r->columns[i][k] = SIZE_MAX;
        for (size_t c = 0; c < heads[i]->ncols; c++)
            r->columns[i][places[i][c]] = c;
        free(places[i]);
    }
    free(places);
    r->nnames = CRM_REJECT_COLUMNS + all.n;
    r->names = crm_alloc_array(r->nnames, sizeof(*r->names));
    memcpy(r->names, crm_reject_columns, sizeof(crm_reject_columns));
    if (all.n)
        memcpy(r->names + CRM_REJECT_COLUMNS, all.names, all.n * sizeof(*all.names));
    crm_columns_clear(&all);
    crm_writer_init(&r->writer, sink, &(struct crm_writer_opts){.format = CRM_CSV});
    return crm_writer_header(&r->writer, r->names, r->nnames, e);
}

/* The row that cannot be used, as one line of the rejects file. */
static void write_row(const struct crm_rejects *rejects, struct crm_writer *w,
                      const struct crm_head *head, uint64_t line, const struct crm_str *cells,
                      size_t ncells, struct crm_str column, enum crm_msg reason)
{
    size_t known = ncells < head->ncols ? ncells : head->ncols;
    struct crm_buf number = {0};

    crm_buf_add_int(&number, (int64_t)line);
    crm_writer_field(w, crm_str_of(head->file));
    crm_writer_field(w, crm_buf_str(&number));
    crm_writer_field(w, column);
    crm_writer_field(w, crm_str_of(crm_msg_code(reason)));
    for (size_t k = 0; k < rejects->nnames - CRM_REJECT_COLUMNS; k++) {
        size_t c = rejects->columns[head->input][k];
        crm_writer_field(w, c < known ? cells[c] : CRM_STR(""));
    }
    /* What a ragged row has too much of stands at its end, so that the row is whole. */
    for (size_t i = head->ncols; i < ncells; i++)
        crm_writer_field(w, cells[i]);
    crm_buf_clear(&number);
}

static int no_file(const struct crm_head *head, uint64_t line, struct crm_str column,
                   struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_DATA, .what = reason, .file = head->file, .line = line,
                    .column = column, .text = text, .advice = CRM_MSG_ADVICE_REJECTS);
}

/* Into the batch's own rows: nothing here is shared with other threads. */
static int set_aside(const struct crm_rejects *rejects, struct crm_aside *aside,
                     const struct crm_head *head, uint64_t line, const struct crm_str *cells,
                     size_t ncells, struct crm_str column, enum crm_msg reason, struct crm_err *e)
{
    struct crm_writer *w = &aside->writer;

    w->ncols = rejects->nnames;
    write_row(rejects, w, head, line, cells, ncells, column, reason);
    aside->rows++;
    aside->by_reason[reason]++;
    return crm_writer_end(w, e);
}

int crm_reject_record(struct crm_rejects *rejects, const struct crm_batch *b, uint64_t line,
                      const struct crm_str *cells, size_t ncells, struct crm_str column,
                      struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    if (rejects->sink && b->aside)
        return set_aside(rejects, b->aside, b->head, line, cells, ncells, column, reason, e);
    return crm_reject_cells(rejects, b->head, line, cells, ncells, column, text, reason, e);
}

int crm_reject(struct crm_rejects *rejects, const struct crm_batch *b, size_t r,
               struct crm_str column, struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    return crm_reject_record(rejects, b, b->lines[r], crm_batch_row(b, r), b->head->ncols, column,
                             text, reason, e);
}

int crm_reject_cells(struct crm_rejects *rejects, const struct crm_head *head, uint64_t line,
                     const struct crm_str *cells, size_t ncells, struct crm_str column,
                     struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    if (!rejects->sink)
        return no_file(head, line, column, text, reason, e);
    rejects->ledger->rows_rejected++;
    rejects->by_reason[reason]++;
    write_row(rejects, &rejects->writer, head, line, cells, ncells, column, reason);
    return crm_writer_end(&rejects->writer, e);
}

int crm_rejects_take(struct crm_rejects *rejects, struct crm_aside *aside, struct crm_err *e)
{
    if (!aside->rows)
        return 0;
    rejects->ledger->rows_rejected += aside->rows;
    for (size_t m = 0; m < CRM_MSG_COUNT; m++)
        rejects->by_reason[m] += aside->by_reason[m];
    crm_writer_flush(&rejects->writer, e);
    struct crm_str rows = crm_buf_str(&aside->writer.buf);
    int rc = crm_sink_write(rejects->sink, rows.p, rows.n, e);
    crm_buf_reset(&aside->writer.buf);
    aside->rows = 0;
    memset(aside->by_reason, 0, sizeof(aside->by_reason));
    return rc;
}

void crm_rejects_clear(struct crm_rejects *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        free(r->columns[i]);
    free(r->columns);
    free(r->names);
    crm_writer_clear(&r->writer);
    *r = (struct crm_rejects){0};
}
