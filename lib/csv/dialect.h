/*
 * dialect.h - how the fields of a text are told apart, and where its header stands.
 */
#ifndef CRM_CSV_DIALECT_H
#define CRM_CSV_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* For a number of lines that shall be found out. */
#define CRM_DIALECT_AUTO (-1)

/* Bytes of a file's start that are looked at; more are ignored. */
#define CRM_DIALECT_SAMPLE_BYTES ((size_t)64 * 1024)

/* What the user has told, which is kept. */
struct crm_dialect_opts {
    char delimiter;     /* 0: found out */
    bool has_quote;     /* the quote is told: */
    char quote;         /* '"', '\'', or 0 for none */
    int64_t skip_lines; /* lines above the header, below a "sep=" line; or CRM_DIALECT_AUTO */
};

struct crm_dialect {
    char delimiter; /* one of , ; TAB | ^ ~ space, or as told; ',' for a file of one column */
    char quote;     /* '"', '\'', or 0: quotes are text */
    bool is_delimiter_padded;  /* a quoted field may have blanks around it: a, "b" */
    bool is_always_padded;     /* and blanks follow each delimiter, of which there are some */
    bool has_backslash_escape; /* quotes within quoted fields are written \" */
    /*
     * Above the header: a line "sep=X" as Excel writes it, then the shop's name, the time of the
     * export and such. skip_lines counts physical lines. skip_bytes is where the header starts;
     * where the user skips more lines than the sample has, the sample's end.
     */
    uint64_t skip_lines;
    size_t skip_bytes;
    bool has_sep_line; /* the first of these lines */
    /*
     * False only where the first record surely is data: dates, amounts, e-mail addresses or phones
     * above more of their kind, nothing like a name above any of them. data_column is the first
     * such column. A caller who knows the record's cells as headers knows better.
     */
    bool has_header;
    size_t data_column;
    /* How well the delimiter fits, 0 to 1, and the next best one (0 when no other fits). */
    double score, second_score;
    char second_delimiter;
};

/*
 * Find out the dialect of a text from its first bytes (UTF-8, no byte-order mark).
 *
 *   is_whole  the sample is all there is; else its last record may be cut and does not count
 *   given     NULL: everything is found out
 *
 * A "sep=" line decides; else the delimiter is the one whose records have most evenly the same
 * number of fields, more than one, and whose cells look most like cells. Where another is not
 * clearly better than ',' it is ','. Bounded work: under 2 ms.
 *
 * The idea, consistency of rows times share of typed cells: G. van den Burg, A. Nazabal, C. Sutton,
 * Wrangling messy CSV files by detecting row and type patterns, Data Min. Knowl. Disc. 33, 2019.
 */
void crm_dialect_find(struct crm_str sample, bool is_whole, const struct crm_dialect_opts *given,
                      struct crm_dialect *out);

#endif
