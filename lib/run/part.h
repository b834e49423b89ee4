/*
 * part.h - parts of the tool's table, made by several threads and written in their order.
 *
 *   init -> fields into the writer -> pack -> put, in turn -> ... -> clear
 */
#ifndef CRM_RUN_PART_H
#define CRM_RUN_PART_H

#include "io/gzip.h"
#include "run/run.h"

/* Rows as text, compressed where the output is. */
struct crm_part {
    struct crm_writer writer; /* without a sink */
    struct crm_buf packed;
};

/* After crm_run_header or crm_writer_header: the part's rows have the columns of run->out. */
void crm_part_init(const struct crm_run *run, struct crm_part *p);
void crm_part_clear(struct crm_part *p);

/* What a thread compresses its parts with, to be given to crm_deflater_free; NULL: the output is
 * plain. */
struct crm_deflater *crm_part_deflater(const struct crm_run *run);

/* The rows are complete. The deflater may be NULL, here and below. */
void crm_part_pack(struct crm_part *p, struct crm_deflater *deflater);

/* In turn: write the rows, and the part is empty again. */
void crm_part_put(struct crm_run *run, struct crm_part *p, const struct crm_deflater *deflater,
                  struct crm_err *e);

#endif
