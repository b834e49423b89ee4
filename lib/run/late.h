/*
 * late.h - a table whose last column is known only when all rows are made: until then they wait in
 * a scratch file, as text, with the numbers that the column is made of.
 *
 *   open -> put, in turn, ... -> write -> close
 */
#ifndef CRM_RUN_LATE_H
#define CRM_RUN_LATE_H

#include "run/part.h"
#include "run/run.h"

/* Rows of one part that wait: of each the bytes of its text and its numbers. */
struct crm_late_rows {
    uint32_t *sizes;
    int64_t *values;
    size_t n, cap;
};

struct crm_late *crm_late_open(const struct crm_run *run, const struct crm_late_column *column);

/* Add a row, all of whose fields but the last the part's writer holds from `start` on. */
void crm_late_add(const struct crm_late *late, struct crm_late_rows *rows, struct crm_part *p,
                  size_t start, const void *lane, const struct crm_str *cells);

/* In turn: put the rows away; part and rows are empty again. */
void crm_late_put(struct crm_late *late, struct crm_late_rows *rows, struct crm_part *p,
                  struct crm_err *e);

/* Settle the column, then write all rows with it, in their order. */
void crm_late_write(struct crm_run *run, struct crm_late *late, void *shared);

void crm_late_rows_clear(struct crm_late_rows *rows);
void crm_late_close(struct crm_late *late);

#endif
