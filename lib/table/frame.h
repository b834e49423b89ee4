/*
 * frame.h - a table in memory: named columns of one length, each of one type.
 *
 * The customers table is a frame. Columns that came in stay text, byte for byte; a model reads what
 * it needs as typed columns and appends its own. Written out, the columns stand in their order. A
 * column added under a name that exists takes that one's place out: the old goes, the new is last.
 * What is only passed through may lie in a spool, a row's cells together (CRM_SPOOLED).
 */
#ifndef CRM_TABLE_FRAME_H
#define CRM_TABLE_FRAME_H

#include <stdint.h>

#include "base/arena.h"
#include "base/budget.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "io/spool.h"
#include "table/money.h"

enum crm_column_type {
    CRM_TEXT,  /* struct crm_str */
    CRM_INT,   /* int64_t; CRM_NO_INT is written as nothing */
    CRM_MONEY, /* crm_money; CRM_NO_INT is written as nothing */
    CRM_DATE,  /* int32_t days since 1970-01-01; CRM_NO_DATE is written as nothing */
    CRM_REAL,  /* double, written with `decimals` decimals; NaN is written as nothing */
    CRM_CODE,  /* uint8_t index into `codes`; 0 is written as nothing */
    /* A text that is not in memory: crm_frame_passed reads it, crm_frame_cell does not. */
    CRM_SPOOLED,
};

#define CRM_NO_INT INT64_MIN

enum { CRM_CODE_BYTES_MAX = 31 }; /* of the text of a code */

struct crm_column {
    struct crm_str name;
    enum crm_column_type type;
    bool is_hidden;              /* a typed reading of a text column: not written out */
    bool is_passed;              /* came in as it is: crm_frame_add_text */
    bool is_plain;               /* a text that no format quotes: digits, letters, - */
    int decimals;                /* CRM_REAL */
    const struct crm_str *codes; /* CRM_CODE: texts of the codes, codes[0] is empty */
    union {
        void *data;
        struct crm_str *text;
        int64_t *ints;
        crm_money *money;
        int32_t *dates;
        double *reals;
        uint8_t *code;
        size_t place; /* CRM_SPOOLED: which of the row's spooled cells */
    } v;
};

/* The cells that came in, row by row. */
struct crm_passed {
    struct crm_spool *spool; /* rewound; NULL: there are none */
    const uint64_t *places;  /* of each row of the frame */
    size_t ncells;           /* of a row */
};

struct crm_frame {
    size_t nrows, ncols, cols_cap;
    struct crm_column *cols;
    struct crm_arena arena; /* owns every column and text */
    int32_t as_of;          /* the day that recency counts back from */
    size_t first;           /* where its first row stands in the whole table, when it is a part */
    bool is_part;           /* of another frame, which owns the columns that it began with */
    bool is_unset;          /* who adds a column sets every cell: they are not zeroed */
    struct crm_passed passed;
    struct crm_lease lease; /* on what it holds; ended with it */
};

struct crm_frame *crm_frame_new(size_t nrows);
void crm_frame_free(struct crm_frame *f);

/*
 * The rows [from, to) of a frame as one of their own: its columns lie in f, which must outlive it;
 * what is added to it is the part's own. Threads may take parts of one frame at once.
 */
struct crm_frame *crm_frame_part(const struct crm_frame *f, size_t from, size_t to);

/*
 * Append a column; its cells are zeroed and the caller fills them through the pointer of its type.
 * The name is kept, not copied. The pointer lives until the next crm_frame_add.
 */
struct crm_column *crm_frame_add(struct crm_frame *f, const char *name, enum crm_column_type type);

/* Append a text column as it came in: names may repeat, and are copied. */
struct crm_column *crm_frame_add_text(struct crm_frame *f, struct crm_str name);

/* The same for a text that lies in the spool, in that place of its row's cells. */
void crm_frame_add_spooled(struct crm_frame *f, struct crm_str name, size_t place);

/* Append a typed reading of the text column of that name; it is not written out. */
struct crm_column *crm_frame_add_hidden(struct crm_frame *f, const char *name,
                                        enum crm_column_type type);

/* The visible column of that name, or NULL. */
const struct crm_column *crm_frame_find(const struct crm_frame *f, const char *name);

/* The cells of the column of that name and type, visible or hidden, or NULL. */
const int64_t *crm_frame_ints(const struct crm_frame *f, const char *name);
const crm_money *crm_frame_money(const struct crm_frame *f, const char *name);
const int32_t *crm_frame_dates(const struct crm_frame *f, const char *name);
const struct crm_str *crm_frame_text(const struct crm_frame *f, const char *name);

/*
 * The passed.ncells spooled cells of a row, borrowed until the window is used again; threads may
 * read at once, each with a window. -1 with CRM_SYSTEM when they cannot be read back.
 */
int crm_frame_passed(const struct crm_frame *f, size_t row, struct crm_str *cells,
                     struct crm_spool_window *w, struct crm_err *e);

/*
 * Write a number, an amount or a date at `to`, where CRM_CELL_BYTES are free, as it is written out;
 * returns its end. Nothing is written of a cell of another type.
 */
enum { CRM_CELL_BYTES = 384 }; /* the greatest double has 309 digits */
char *crm_frame_put(const struct crm_column *c, size_t row, char *to);

/* Append the text of one cell as it is written out. */
void crm_frame_cell(const struct crm_column *c, size_t row, struct crm_buf *out);

#endif
