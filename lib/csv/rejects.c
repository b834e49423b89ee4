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
    r->places = crm_alloc_array(nheads, sizeof(*r->places));
    for (size_t i = 0; i < nheads; i++) {
        r->places[i] = crm_alloc_array(heads[i]->ncols, sizeof(**r->places));
        crm_columns_add(&all, heads[i]->names, heads[i]->ncols, r->places[i]);
    }
    r->nnames = CRM_REJECT_COLUMNS + all.n;
    r->names = crm_alloc_array(r->nnames, sizeof(*r->names));
    memcpy(r->names, crm_reject_columns, sizeof(crm_reject_columns));
    if (all.n)
        memcpy(r->names + CRM_REJECT_COLUMNS, all.names, all.n * sizeof(*all.names));
    crm_columns_clear(&all);
    r->row = crm_alloc_array(r->nnames, sizeof(*r->row));
    crm_writer_init(&r->writer, sink, &(struct crm_writer_opts){.format = CRM_CSV});
    return crm_writer_header(&r->writer, r->names, r->nnames, e);
}

int crm_reject(struct crm_rejects *rejects, const struct crm_batch *b, size_t r,
               struct crm_str column, struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    return crm_reject_cells(rejects, b->head, b->lines[r], crm_batch_row(b, r), b->head->ncols,
                            column, text, reason, e);
}

int crm_reject_cells(struct crm_rejects *rejects, const struct crm_head *head, uint64_t line,
                     const struct crm_str *cells, size_t ncells, struct crm_str column,
                     struct crm_str text, enum crm_msg reason, struct crm_err *e)
{
    struct crm_buf number = {0};

    if (crm_failed(e))
        return -1;
    if (!rejects->sink)
        return CRM_FAIL(e, .status = CRM_DATA, .what = reason, .file = head->file, .line = line,
                        .column = column, .text = text, .advice = CRM_MSG_ADVICE_REJECTS);
    rejects->ledger->rows_rejected++;
    rejects->by_reason[reason]++;
    for (size_t i = 0; i < rejects->nnames; i++)
        rejects->row[i] = CRM_STR("");
    crm_buf_add_int(&number, (int64_t)line);
    rejects->row[0] = crm_str_of(head->file);
    rejects->row[1] = crm_buf_str(&number);
    rejects->row[2] = column;
    rejects->row[3] = crm_str_of(crm_msg_code(reason));
    for (size_t i = 0; i < ncells && i < head->ncols; i++)
        rejects->row[CRM_REJECT_COLUMNS + rejects->places[head->input][i]] = cells[i];
    for (size_t i = 0; i < rejects->nnames; i++)
        crm_writer_field(&rejects->writer, rejects->row[i]);
    /* What a ragged row has too much of stands at its end, so that the row is whole. */
    for (size_t i = head->ncols; i < ncells; i++)
        crm_writer_field(&rejects->writer, cells[i]);
    crm_buf_clear(&number);
    return crm_writer_end(&rejects->writer, e);
}

void crm_rejects_clear(struct crm_rejects *r)
{
    for (size_t i = 0; i < r->ninputs; i++)
        free(r->places[i]);
    free(r->places);
    free(r->names);
    free(r->row);
    crm_writer_clear(&r->writer);
    *r = (struct crm_rejects){0};
}
