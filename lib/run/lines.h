/*
 * lines.h - rows of a frame as text.
 *
 *   {0} -> add... -> clear
 */
#ifndef CRM_RUN_LINES_H
#define CRM_RUN_LINES_H

#include "csv/writer.h"
#include "table/frame.h"

/* What is kept from one piece to the next; each thread has its own. {0} is valid. */
struct crm_lines {
    struct crm_line_cell *cells;     /* what is written of a row */
    const struct crm_column **texts; /* those that have a text of their own */
    size_t ncells_cap, ntexts, texts_cap;
    struct crm_buf cell;
    struct crm_str *passed; /* the spooled cells of a row */
    size_t passed_cap;
    struct crm_spool_window window;
};

/* Add every row of f to the writer, which has no sink: columns[0..n) of it. -1 with CRM_SYSTEM when
 * what was spooled cannot be read back. */
int crm_lines_add(struct crm_lines *l, struct crm_writer *w, const struct crm_frame *f,
                  const size_t *columns, size_t n, struct crm_err *e);

void crm_lines_clear(struct crm_lines *l);

#endif
