/*
 * batch.h - a few thousand records of one input, as borrowed text.
 *
 * Cells are row after row: the cell of row r and column c is cells[r * head->ncols + c]. Everything
 * lives until the batch is handed back for the next read.
 */
#ifndef CRM_CSV_BATCH_H
#define CRM_CSV_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* One input's header: lives as long as the reader. */
struct crm_head {
    const char *file; /* the input's name for messages */
    size_t input;     /* index of the input, from 0 */
    size_t ncols;
    struct crm_str *names; /* as written, blanks trimmed */
};

struct crm_aside;  /* csv/rejects.h */
struct crm_block;  /* csv/block.h */
struct crm_source; /* io/source.h */

struct crm_batch {
    const struct crm_head *head;
    uint64_t piece; /* number of the batch in the run, from 0 */
    size_t nrows;
    struct crm_str *cells;
    uint64_t *lines;         /* physical line where each record starts, from 1 */
    uint64_t *rows;          /* number of the record within its input, from 1 */
    struct crm_arena arena;  /* for what a filter makes of the cells */
    struct crm_block *block; /* the reader's: the text that the cells are borrowed from */
    /* Where that text can be read from again (io/source.h), or NULL: text[0] was the byte text_at.
     * In doubled quotes it is not as it was any more. */
    const struct crm_source *source;
    uint64_t text_at;
    struct crm_str text;
    /* What the reader says of it when it is done: rows set aside (NULL: at once), records and blank
     * lines read, the error that comes behind its rows. */
    struct crm_aside *aside;
    uint64_t rows_in, blank_lines;
    struct crm_err err;
    bool is_out; /* taken from the reader and not yet given back */
    size_t cells_cap, rows_cap;
};

static inline struct crm_str *crm_batch_row(const struct crm_batch *b, size_t r)
{
    return b->cells + r * b->head->ncols;
}

#endif
