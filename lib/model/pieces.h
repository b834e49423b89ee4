/*
 * pieces.h - the customers table in pieces, and what a tool adds to them.
 *
 * A piece is a frame of rows that follow each other. The table is a frame, whose pieces are parts
 * of it; or, where the memory is too small for that, sorted runs in a file (calc/runs.h). Whoever
 * works piece by piece need not know which. What must know all customers before it can say
 * something of one - a score, a rank - looks at every piece first and keeps a few numbers of each
 * row: a step.
 *
 *   new -> rewind -> next... (by several threads) -> rewind -> ... -> free
 */
#ifndef CRM_MODEL_PIECES_H
#define CRM_MODEL_PIECES_H

#include "base/budget.h"
#include "calc/runs.h"
#include "table/frame.h"

enum { CRM_PIECE_ROWS = 8192 };

struct crm_pieces;

/* Records of runs, to become the rows of a piece: key and rest of each. */
struct crm_records {
    size_t n;
    struct crm_str *key, *rest; /* in the arena of the piece, which may point to them */
};

/* What makes frames of records; the functions may be called by several threads at once. */
struct crm_pieces_of {
    void *of;
    int (*fill)(const void *of, const struct crm_records *r, struct crm_frame *f,
                struct crm_err *e);
    void (*free)(void *of);
};

/* The table takes over what it is made of. A frame: */
struct crm_pieces *crm_pieces_of_frame(struct crm_frame *f);

/* Runs; of records with equal keys the first counts, so that nrows is the number of keys. */
struct crm_pieces *crm_pieces_of_runs(struct crm_runs *runs, size_t nrows, int32_t as_of,
                                      const struct crm_pieces_of *of);

void crm_pieces_free(struct crm_pieces *p);

size_t crm_pieces_rows(const struct crm_pieces *p);
int32_t crm_pieces_as_of(const struct crm_pieces *p);

/* From the first piece on. -1 with CRM_SYSTEM when it cannot be read. */
int crm_pieces_rewind(struct crm_pieces *p, struct crm_err *e);

/*
 * The next piece, to be freed with crm_frame_free; its rows begin at a multiple of CRM_PIECE_ROWS.
 * NULL at the end, or with e set.
 */
struct crm_frame *crm_pieces_next(struct crm_pieces *p, struct crm_err *e);

/* A piece without rows, for its columns. */
struct crm_frame *crm_pieces_columns(struct crm_pieces *p, struct crm_err *e);

/*
 * What a tool does to the table: look at every piece, decide once, add columns to every piece. look
 * and add may be called by several threads at once, each with another piece. decide may use that
 * many threads. add sets every cell of its columns.
 */
struct crm_step {
    void *of;
    int (*look)(void *of, const struct crm_frame *piece, struct crm_err *e);
    int (*decide)(void *of, size_t nthreads, struct crm_err *e);
    int (*add)(void *of, struct crm_frame *piece, struct crm_err *e);
};

/* All three on a whole frame. */
int crm_step_run(const struct crm_step *s, struct crm_frame *f, struct crm_err *e);

/* Look at every piece for all steps, with that many threads, and decide; pieces start anew. */
int crm_pieces_look(struct crm_pieces *p, const struct crm_step *steps, size_t n, size_t nthreads,
                    struct crm_err *e);

#endif
