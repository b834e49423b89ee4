/*
 * rejects.h - rows that cannot be used: set aside whole with their reason, or the end of the run.
 *
 * And the ledger that must add up: every row read was used or was set aside.
 */
#ifndef CRM_CSV_REJECTS_H
#define CRM_CSV_REJECTS_H

#include "base/err.h"
#include "csv/batch.h"
#include "csv/writer.h"

struct crm_ledger {
    uint64_t rows_in;       /* records read, headers and blank lines not counted */
    uint64_t rows_used;     /* in the output, or counted in an aggregate */
    uint64_t rows_rejected; /* set aside with a reason */
    uint64_t blank_lines;
};

/* Rows of one batch, until the batches before it are done. {0} is none. */
struct crm_aside {
    struct crm_writer writer; /* without a sink: its buffer keeps the rows */
    uint64_t rows;
    uint64_t by_reason[CRM_MSG_COUNT];
};

struct crm_rejects {
    struct crm_sink *sink; /* NULL: the first reject stops the run */
    struct crm_writer writer;
    struct crm_ledger *ledger;
    struct crm_str *names; /* header of the file: 4 columns of ours, then the union */
    size_t nnames;
    size_t **columns; /* columns[input][k]: which cell stands in place k behind ours */
    size_t ninputs;
    uint64_t by_reason[CRM_MSG_COUNT];
};

/* The first columns of a rejects file; a reader drops them when it is piped back. */
#define CRM_REJECT_COLUMNS 4
extern const struct crm_str crm_reject_columns[CRM_REJECT_COLUMNS];

/* sink NULL: no --rejects was given. heads: all inputs of the run. */
int crm_rejects_init(struct crm_rejects *r, struct crm_sink *sink, struct crm_ledger *ledger,
                     const struct crm_head *const *heads, size_t nheads, struct crm_err *e);

/*
 * Row r of the batch cannot be used: `column` (its header) holds `text`, which is `reason`.
 * 0 when it was set aside: the caller goes on with the next row. -1 with CRM_DATA without
 * --rejects. Batches of several threads at once: the rows wait in the batch (`aside`).
 */
int crm_reject(struct crm_rejects *rejects, const struct crm_batch *b, size_t r,
               struct crm_str column, struct crm_str text, enum crm_msg reason, struct crm_err *e);

/* The same for a record of the batch that is not among its rows: ncells may differ from the
 * header's (a ragged row). */
int crm_reject_record(struct crm_rejects *rejects, const struct crm_batch *b, uint64_t line,
                      const struct crm_str *cells, size_t ncells, struct crm_str column,
                      struct crm_str text, enum crm_msg reason, struct crm_err *e);

/* The same for cells that are in no batch: ncells may differ from the header's (a ragged row). */
int crm_reject_cells(struct crm_rejects *rejects, const struct crm_head *head, uint64_t line,
                     const struct crm_str *cells, size_t ncells, struct crm_str column,
                     struct crm_str text, enum crm_msg reason, struct crm_err *e);

/* The rows that a batch has set aside, in the order of the batches; aside is empty behind it. */
int crm_rejects_take(struct crm_rejects *rejects, struct crm_aside *aside, struct crm_err *e);

void crm_rejects_clear(struct crm_rejects *r);

#endif
