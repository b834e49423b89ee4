/*
 * reader.h - exports in: one or more inputs, each with its own header, dialect and encoding, handed
 * out as batches of records.
 *
 * Meaning of the text is libcsv's, set to be faithful: outer blanks of fields stay, a byte-order
 * mark goes, CR, LF and CRLF end records, quotes inside an unquoted field are literal. A blank line
 * is a record only where the input has one column. What libcsv would swallow in silence is taken as
 * text and counted (quotes.h), or refused when the reader is strict. Where an input's first bytes
 * show that blanks follow all its delimiters, or that it writes \" for quotes within quotes
 * (dialect.h), it is read as it is meant.
 *
 *   crm_reader_open            every header is read, and known
 *   crm_reader_rejects         where rows go that do not fit their header
 *   crm_reader_next...         until it returns false: the end, or an error; by several threads at
 *                              once, each with a batch of its own, which crm_reader_done gives back
 *   crm_reader_close
 */
#ifndef CRM_CSV_READER_H
#define CRM_CSV_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "csv/batch.h"
#include "csv/dialect.h"
#include "csv/rejects.h"

struct crm_reader_opts {
    char delimiter;                /* 0: sniffed */
    const char *encoding;          /* NULL: detected */
    const char *encoding_hint;     /* NULL, "zh", "tw", "ja", "west" */
    const struct crm_str *columns; /* names of inputs without a header (--columns), or NULL */
    size_t ncolumns;
    int64_t skip_lines;     /* lines above the header; CRM_DIALECT_AUTO finds them */
    size_t max_field_bytes; /* a longer field is an error: an open quote ends there */
    int threads;            /* that will ask for batches at once */
    bool is_strict;         /* a badly placed quote is an error */
};

/* What was found out about one input. */
struct crm_input_facts {
    const char *file;
    const char *encoding;
    bool is_encoding_sure; /* told, or found without doubt */
    char delimiter;
    uint64_t skipped_lines;    /* above the header */
    bool seems_without_header; /* its first record looks like the rows below, most of all */
    size_t data_column;        /* in this column */
    bool is_gzip;
    uint64_t bytes;   /* read so far, before inflating */
    uint64_t size;    /* of the file, 0 when not known */
    uint64_t records; /* read so far */
};

/* How often something was found that is worth a word, and where first. */
enum { CRM_PLACES_SHOWN = 5 };
struct crm_places {
    uint64_t n;
    size_t n_shown; /* the first of the first few blocks that had some */
    const char *file[CRM_PLACES_SHOWN];
    uint64_t line[CRM_PLACES_SHOWN];
};

struct crm_reader;

/* Open every input ("-" is standard input) and read its header. NULL on error. */
struct crm_reader *crm_reader_open(const char *const *files, size_t nfiles,
                                   const struct crm_reader_opts *opts, struct crm_ledger *ledger,
                                   struct crm_err *e);

/* The inputs' headers, in order. */
size_t crm_reader_heads(const struct crm_reader *r, const struct crm_head *const **heads);

/* What is known of an input by now; texts borrowed from the reader. */
void crm_reader_facts(const struct crm_reader *r, size_t input, struct crm_input_facts *facts);

/* Where ragged rows go; without it, or without --rejects, the first one is an error. */
void crm_reader_rejects(struct crm_reader *r, struct crm_rejects *rejects);

/*
 * The first records of an input, as many as end within about `bytes` bytes, into a batch of the
 * caller's for looking only: they come again. Before the first crm_reader_next. None where they
 * cannot be read; what is wrong with them is said when they come again.
 */
void crm_reader_sample(struct crm_reader *r, size_t input, size_t bytes, struct crm_batch *b);

/*
 * The next batch, of one input, at least one record. What it held before is gone, and given back
 * where that was not done. False at the end, on an error, and when another thread's error has ended
 * the run.
 */
bool crm_reader_next(struct crm_reader *r, struct crm_batch *b, struct crm_err *e);

/* Wait until all batches before this one are given back. False: the run has ended meanwhile. */
bool crm_reader_wait(struct crm_reader *r, const struct crm_batch *b);

/*
 * Give the batch back; e is what went wrong with it, if anything. Its rows are counted, and what it
 * has set aside is written, once all batches before it are given back. False when the run is over:
 * by this batch's error, or one before it.
 */
bool crm_reader_done(struct crm_reader *r, struct crm_batch *b, struct crm_err *e);

/* The first error in the order of the batches, after the last thread is done; unless e has one. */
void crm_reader_error(struct crm_reader *r, struct crm_err *e);

/* Records of the batches given back so far. */
uint64_t crm_reader_rows(struct crm_reader *r);

/* After the last batch: opening quotes that were taken as text, and last lines of inputs that are
 * the sums of the others (total_row.h), which are no rows and were left out. */
const struct crm_places *crm_reader_strays(const struct crm_reader *r);
const struct crm_places *crm_reader_totals(const struct crm_reader *r);

void crm_reader_close(struct crm_reader *r);

/* Free what a batch holds. */
void crm_batch_clear(struct crm_batch *b);

#endif
