/*
 * record_parts.h - a cleaner from inside, for the files that are one with record.c:
 * record_columns.c finds the columns of the output, record.c makes its rows, record_outliers.c
 * looks at all of them.
 */
#ifndef CRM_CLEAN_RECORD_PARTS_H
#define CRM_CLEAN_RECORD_PARTS_H

#include "base/buf.h"
#include "clean/fill.h"
#include "clean/notes.h"
#include "clean/order_cells.h"
#include "clean/record.h"
#include "csv/columns.h"

/* A column that came in. */
struct column {
    const struct crm_column_plan *plan;
    crm_quick_fn *quick; /* of its type, where it is enough to know what comes out; else NULL */
    struct crm_str name; /* header */
    size_t place;        /* in the output; CRM_NO_COLUMN: dropped */
    size_t raw_place;    /* of the cell as it came, or CRM_NO_COLUMN */
    bool is_refund;
    bool is_of_country; /* a phone that is read as the country's in its row writes them */
};

struct input {
    const struct crm_mapping *map;
    struct column *columns;
    size_t first;           /* number of its first column among those of all inputs */
    struct crm_str channel; /* where the data name none */
    struct crm_order_places order;
    struct crm_fill_places fill;
    size_t country;                /* column, or CRM_NO_COLUMN */
    size_t email;                  /* place of the e-mail, or CRM_NO_COLUMN */
    size_t *column_at;             /* the column at each place of the output, or CRM_NO_COLUMN */
    size_t amounts;                /* the column whose marks must agree, or CRM_NO_COLUMN */
    struct crm_order_cells before; /* of the batches done so far */
    struct crm_buf order_text;     /* its texts */
};

/* A column of the output whose outliers are marked. */
struct marked {
    size_t place;
    bool is_date;
    struct crm_fence fence;
    _Atomic uint64_t n;
};

struct crm_cleaner {
    struct crm_record_opts o;
    struct input *inputs;
    size_t n;
    struct crm_columns columns;
    size_t npassed; /* of them came in */
    size_t channel_place, issues_place, trace_place, email_key_place;
    struct marked *marked;
    size_t nmarked;
    struct crm_arena texts;
    unsigned currency_marks; /* that all marks beside amounts may stand for */
    struct crm_record_counts counts;
};

/* A row whose value must be read and cannot. */
struct refused {
    size_t row, column;
    enum crm_msg why;
};

/* What is told of the rows of a batch: of those held, and of those behind them. */
struct side {
    struct crm_notes_part notes;
    struct refused *refused;
    size_t nrefused, cap;
};

struct crm_cleaner_lane {
    const struct crm_cleaner *c;
    char room[CRM_QUICK_BYTES];
    struct crm_buf value, issues;
    enum crm_msg *reasons; /* of each place: why its cell in this row could not be read */
    bool has_reasons;
    struct side sides[2]; /* held, behind */
    /* of the batch */
    const struct input *in;
    size_t nrows, held;
    struct crm_order_cells first, last; /* what the held rows and those behind them follow on */
    unsigned currency_marks;
    struct crm_record_counts counts;
    /* of the row */
    struct side *side;
    size_t row;
    uint64_t line;
    bool is_dropped;
    char region[3]; /* of phones in this row; "": as planned */
};

/* A column of amounts that only its values tell: see plan.h. */
static inline bool is_guessed_money(const struct crm_column_plan *plan)
{
    return plan->currencies != ~0U;
}

#endif
