/*
 * sample.h - the start of a text, read the way one dialect says: how well does it fit?
 *
 * A reading for guessing: it never fails, and its work is bounded. An opened quote that does not
 * close within QUOTED_LINES_MAX lines, or at all, is taken literally.
 */
#ifndef CRM_CSV_SAMPLE_H
#define CRM_CSV_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "csv/looks.h"

enum { CRM_SAMPLE_RECORDS = 256, CRM_SAMPLE_COLUMNS = 128, CRM_SAMPLE_WIDTH = 1024 };

struct crm_sample_record {
    size_t at;      /* byte of the text where it starts */
    size_t nfields; /* CRM_SAMPLE_WIDTH: so many or more */
    size_t nfilled; /* that do not look empty */
};

struct crm_sample {
    /* How to read; set before crm_sample_read. */
    struct crm_str text;
    size_t start;       /* records are read from this byte on */
    bool is_whole;      /* nothing comes after the text: its last record is not cut */
    char delimiter;     /* not a quote, CR or LF */
    char quote;         /* 0: none */
    bool has_padding;   /* blanks may stand around a quoted field */
    bool has_backslash; /* \" within a quoted field is a quote */

    /* What was found. Blank lines are no records. */
    size_t nrecords;
    struct crm_sample_record records[CRM_SAMPLE_RECORDS];
    unsigned char looks[CRM_SAMPLE_RECORDS][CRM_SAMPLE_COLUMNS]; /* enum crm_looks of each cell */
    size_t ncells, ntyped; /* typed: quoted, a code, a number, a date, ... */
    double cell_score;     /* sum over the cells: 1 certainly a whole cell, 0 hardly one */
    size_t delimiters, delimiters_then_blank;
    size_t quoted;        /* fields opened and closed where they should */
    size_t padded_quoted; /* of these, with blanks before the quote */
    size_t bad_padded;    /* blanks and a quote, but closed amid the text: a text that starts so */
    size_t bad_quotes;    /* quotes within a quoted field that neither close nor double */
    size_t unclosed;      /* quotes that opened a field and were taken literally */
};

void crm_sample_read(struct crm_sample *s);

#endif
