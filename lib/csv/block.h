/*
 * block.h - a block of whole records as text, and how it becomes the rows of a batch.
 *
 * Cells are borrowed from the block's text, which is changed in place where a field has doubled
 * quotes; nothing else is copied. Nothing here is shared: several threads read a block each.
 */
#ifndef CRM_CSV_BLOCK_H
#define CRM_CSV_BLOCK_H

#include "csv/batch.h"
#include "csv/shape.h"
#include "io/source.h"
#include "text/encoding.h"

enum { CRM_COLUMNS_MAX = 65536 };

/* A record that does not fit the header. */
struct crm_ragged {
    size_t first, ncells; /* in `spare` */
    size_t nfields;       /* that it has, dropped ones counted */
    size_t rows_before;   /* of the batch */
    uint64_t line;        /* from the block's start */
    enum crm_msg reason;
};

struct crm_block {
    struct crm_buf text;                 /* with CRM_SCAN_PADDING bytes of room behind */
    const struct crm_encoding *encoding; /* that it is in until it is read */
    struct crm_buf decoded;              /* room for another form of it */
    struct crm_piece *piece;             /* compressed members, or NULL */
    uint32_t *ends, *records;            /* as the scan gives them */
    size_t ends_cap;
    struct crm_record record;
    struct crm_ragged *ragged;
    size_t nragged, ragged_cap;
    struct crm_str *spare; /* cells of ragged records */
    size_t nspare, spare_cap;
    size_t ncells;       /* in the batch */
    uint64_t lines;      /* in the text */
    uint64_t strays;     /* opening quotes taken as text */
    uint64_t stray_line; /* of the first of them, from the block's start */
    uint64_t at;         /* where the text begins in its input, if that is read as it is */
    bool is_last;        /* of its input */
    bool has_total;      /* a line of sums was left out: */
    uint64_t total_line; /* this one, from the block's start */
};

/* How much of the text is whole records; all of it at the end of the input. */
size_t crm_block_cut(struct crm_block *k, const struct crm_quotes *q, struct crm_str text,
                     bool at_end);

/*
 * Read the block into the batch: rows, their lines and numbers counted from the block's start (0),
 * rows_in, blank_lines. What is wrong with a quote or a field goes to b->err behind the rows before
 * it, its line counted from 1.
 */
void crm_block_read(struct crm_block *k, const struct crm_shape *shape, struct crm_batch *b);

void crm_block_free(struct crm_block *k);

#endif
