/*
 * writer.h - rows out as CSV, TSV or JSON lines.
 *
 * CSV and TSV: UTF-8, LF (or CRLF), quotes only where a field needs them (delimiter, quote, CR, LF,
 * outer blanks, an empty only field). JSON lines: one object a row, every value a string.
 */
#ifndef CRM_CSV_WRITER_H
#define CRM_CSV_WRITER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/sink.h"

enum crm_format { CRM_CSV, CRM_TSV, CRM_JSONL };

struct crm_writer_opts {
    enum crm_format format;
    bool bom; /* a UTF-8 byte-order mark first, for Excel */
    bool crlf;
};

struct crm_writer {
    struct crm_sink *sink; /* borrowed */
    struct crm_writer_opts opts;
    struct crm_buf buf;
    const struct crm_str *names; /* JSON keys; borrowed from crm_writer_header */
    size_t ncols, at;            /* fields of the row so far */
    uint64_t rows;               /* rows written, the header not counted */
};

/* A writer into the sink, which is flushed, finished and freed by its owner; without a sink (NULL)
 * its buffer keeps everything, for the owner to take. */
void crm_writer_init(struct crm_writer *w, struct crm_sink *sink,
                     const struct crm_writer_opts *opts);

/* The column names; they must live as long as the writer. Once, first. */
int crm_writer_header(struct crm_writer *w, const struct crm_str *names, size_t n,
                      struct crm_err *e);

/*
 * The buffer to append a field's text to that surely needs no quotes (a number, a date), instead of
 * crm_writer_field; NULL where the format asks for more.
 */
struct crm_buf *crm_writer_plain(struct crm_writer *w);

/* Several fields, as crm_writer_field for each, and faster. */
void crm_writer_fields(struct crm_writer *w, const struct crm_str *fields, size_t n);

/*
 * For who lays out rows in w->buf by itself and counts them in w->rows, where crm_writer_is_plain:
 * crm_writer_put writes a field at `to`, where crm_writer_put_bytes of it are free, and returns its
 * end.
 */
static inline bool crm_writer_is_plain(const struct crm_writer *w)
{
    return w->opts.format != CRM_JSONL && w->ncols != 1;
}

static inline char crm_writer_delimiter(const struct crm_writer *w)
{
    return w->opts.format == CRM_TSV ? '\t' : ',';
}

char *crm_writer_put(char *to, struct crm_str field, char delimiter);

static inline size_t crm_writer_put_bytes(struct crm_str field)
{
    return crm_add_size(crm_mul_size(field.n, 2), 2);
}

/* One field of the row, then the end of the row. */
void crm_writer_field(struct crm_writer *w, struct crm_str field);
int crm_writer_end(struct crm_writer *w, struct crm_err *e);

/* Leave a row that has some of its fields: its text so far is the caller's, to be ended elsewhere
 * by crm_writer_resume (of a writer with the same options and columns), its last field and
 * crm_writer_end. */
void crm_writer_leave(struct crm_writer *w);
void crm_writer_resume(struct crm_writer *w, struct crm_str text);

/* Hand everything to the sink. */
int crm_writer_flush(struct crm_writer *w, struct crm_err *e);

void crm_writer_clear(struct crm_writer *w);

#endif
