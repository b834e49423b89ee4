/*
 * notes.h - what was done to values, told in the order of the rows: a log of every change, and
 * counts with examples for each column.
 *
 * Every lane notes into parts of its own; crm_notes_take joins them in their turn. Memory is
 * bounded by columns x reasons x examples, whatever the number of rows.
 */
#ifndef CRM_CLEAN_NOTES_H
#define CRM_CLEAN_NOTES_H

#include "base/arena.h"
#include "clean/plan.h"
#include "csv/writer.h"

enum { CRM_NOTE_EXAMPLES = 5 };

struct crm_note_example {
    uint64_t line;
    struct crm_str before, after;
};

/* How often something was done to a column's values, and where first. */
struct crm_note_tally {
    uint64_t n;
    size_t nexamples;
    struct crm_note_example examples[CRM_NOTE_EXAMPLES];
};

/* What a reason is numbered as: first the steps, then the messages. */
enum { CRM_NOTE_REASONS = CRM_STEP_COUNT + CRM_MSG_COUNT };

struct crm_note_column {
    uint64_t values, nulls;                           /* null spellings counted as nulls */
    struct crm_note_tally *tallies[CRM_NOTE_REASONS]; /* NULL: never */
};

struct crm_notes {
    struct crm_writer *log; /* of --changes, borrowed, or NULL */
    bool has_report;
    struct crm_note_column *columns; /* of all inputs, input after input */
    size_t n;
    struct crm_arena texts;
};

/* The columns of --changes. */
enum { CRM_CHANGE_COLUMNS = 6 };
extern const struct crm_str crm_change_columns[CRM_CHANGE_COLUMNS];

/* Notes on ncolumns columns; log may be NULL: it gets its header. */
void crm_notes_init(struct crm_notes *n, size_t ncolumns, struct crm_writer *log, bool has_report,
                    struct crm_err *e);

/* What a lane has noted of the rows of a batch. */
struct crm_notes_part {
    struct crm_notes sums;
    struct crm_writer log;
    struct crm_buf reason;
};

void crm_notes_part_init(struct crm_notes_part *p, const struct crm_notes *whole);

/* How far the log of a part reaches; crm_notes_cut takes what was logged since out again. What a
 * report tells of values stays. */
struct crm_notes_mark {
    size_t bytes;
    uint64_t rows;
};
struct crm_notes_mark crm_notes_mark(const struct crm_notes_part *p);
void crm_notes_cut(struct crm_notes_part *p, const struct crm_notes_mark *mark);

/* A cell: its column's number and header, the file and line it stands in; what it was and became;
 * why it could not be read, or CRM_MSG_NONE; what was done to it. */
struct crm_note {
    size_t column;
    const char *file;
    struct crm_str header;
    uint64_t line;
    struct crm_str before, after;
    enum crm_msg why;
    crm_steps steps;
};
void crm_note(struct crm_notes_part *p, const struct crm_note *note);

/* Join what the part holds to the whole, and empty it. In the order of the rows. */
void crm_notes_take(struct crm_notes *n, struct crm_notes_part *p, struct crm_err *e);

void crm_notes_part_clear(struct crm_notes_part *p);
void crm_notes_clear(struct crm_notes *n);

/* The name of a numbered reason. */
const char *crm_note_reason(size_t reason);

#endif
