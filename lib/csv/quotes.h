/*
 * quotes.h - records whose quotes are badly placed, read by libcsv one by one.
 *
 * libcsv's meaning, without trimming: in a field that does not begin with a quote, quotes are text;
 * in one that does, the field ends at a quote before a delimiter, a line end or the end of the
 * input, two quotes are one, and any other quote is text. So one stray quote at a field's start may
 * swallow the rest of a file. Where that shows, the quote is taken as text instead and counted as
 * stray: when no closing quote comes, up to the end of the input or within max_field bytes, and
 * when a field goes over a line end although it holds a badly placed quote.
 *
 * Two ways to write are beyond libcsv, and read where an input has them: blanks around a quoted
 * field, which are no part of it (a quote behind blanks opens a field only if one before blanks and
 * a delimiter closes it); and quotes within quoted fields as \" (behind an odd number of
 * backslashes; all other backslashes are text).
 */
#ifndef CRM_CSV_QUOTES_H
#define CRM_CSV_QUOTES_H

#include "base/buf.h"
#include "csv/scan.h"

/* One record and its fields; {0} is a valid empty one, to be used again for the next. */
struct crm_record {
    size_t bytes;        /* of its text, with the line end behind it */
    uint64_t line_ends;  /* in its text */
    size_t strays;       /* opening quotes that were taken as text */
    size_t stray_at;     /* where the first of them stands */
    uint64_t stray_line; /* line ends before it */
    bool has_misplaced;  /* libcsv would refuse it in its strict mode */
    bool is_open;        /* strict: a quote is never closed */
    bool is_too_long;    /* a field is longer than max_field */
    size_t fault_at;     /* where the first field stands that is misplaced or too long, */
    size_t fault_end;
    size_t fault_field; /* and its number */
    bool fault_is_open; /* nothing closes it */
    size_t nfields;
    size_t *ends; /* where each field ends in `text` */
    size_t ends_cap;
    struct crm_buf text;
    struct crm_buf unescaped; /* one field */
};

struct crm_quotes {
    struct crm_signs signs;
    size_t max_field;
    bool keeps_strays; /* no recovery: what libcsv makes of them */
    bool is_padded;    /* blanks may stand around quoted fields: to the scan a misplaced quote */
    char escape;       /* '\\': quotes are written \" as well, which the scan cannot know; or 0 */
};

/*
 * How far the record at the start of s goes: fills everything but the fields. False when it does
 * not end in s; at the end of the input (at_end) every record does, and so does one with a field
 * that is too long already.
 */
bool crm_record_find(struct crm_record *r, const struct crm_quotes *q, struct crm_str s,
                     bool at_end);

/* Its fields, by libcsv; s as for crm_record_find, which has found it. */
void crm_record_read(struct crm_record *r, const struct crm_quotes *q, struct crm_str s);

static inline struct crm_str crm_record_field(const struct crm_record *r, size_t i)
{
    size_t start = i ? r->ends[i - 1] : 0;

    return (struct crm_str){crm_buf_str(&r->text).p + start, r->ends[i] - start};
}

/* How many lines end in s: with LF, CR, or CRLF once. */
uint64_t crm_line_ends(struct crm_str s);

void crm_record_clear(struct crm_record *r);

#endif
