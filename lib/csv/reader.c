/*
 * Bytes go block by block through the decoder into `text`; slices of it go through libcsv, whose
 * callbacks put one record together in `row` and then copy it, whole, into the batch. libcsv keeps
 * its state from slice to slice, so a record may span blocks.
 *
 * Lines are counted from what libcsv reports: every terminator (CSV_REPALL_NL) and every line end
 * inside a quoted field, whose text it hands over unchanged. That gives the line where each record
 * starts without looking at a byte twice.
 *
 * CSV_STRICT is on, so that libcsv stops at a badly placed quote. In an unquoted field the quote is
 * text, and parsing goes on behind it; after a quoted one it would swallow what follows up to the
 * next quote, so it is an error.
 */
#include "csv/reader.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "csv/dialect.h"
#include "io/ahead.h"
#include "io/source.h"
#include "text/decoder.h"
#include "text/unicode.h"

enum {
    HEAD_BYTES = 64 * 1024,   /* sniffed, and the first block */
    BLOCK_BYTES = 256 * 1024, /* later blocks */
    SLICE_BYTES = 64 * 1024,  /* given to libcsv at once */
    BATCH_ROWS = 4096,
    BATCH_BYTES = 1024 * 1024,
    MAX_COLUMNS = 65536,
    CSV_OPTIONS = CSV_STRICT | CSV_REPALL_NL,
};

struct input {
    struct crm_head head;
    struct crm_arena arena; /* the header's texts */
    struct crm_source *source;
    struct crm_ahead *ahead; /* reads the source once the header stands; NULL: nobody does */
    struct crm_decoder *decoder;
    struct csv_parser csv;
    char delimiter;
    bool has_csv, has_head, is_finished;
    bool source_ended;

    char *block;         /* bytes as read */
    struct crm_buf text; /* decoded; parsed up to `at` */
    size_t at;

    struct crm_buf row; /* texts of the record's fields so far */
    size_t *ends;       /* where each ends in `row` */
    size_t nfields, ends_cap;
    uint64_t line;      /* where the record starts */
    uint64_t line_ends; /* inside its fields */
    int terminator;     /* that ended the last record, while nothing came after it */
    uint64_t records;
    size_t surplus; /* empty fields at the end of every record */
    size_t dropped; /* leading columns that are a rejects file's own */
};

struct crm_reader {
    struct crm_reader_opts opts;
    struct input *inputs;
    const struct crm_head **heads;
    size_t ninputs, current;
    struct crm_ledger *ledger;
    struct crm_rejects *rejects;

    struct input *in;        /* being parsed: for the callbacks */
    struct crm_batch *batch; /* being filled; NULL while a header is read */
    size_t ncells, batch_bytes;
    struct crm_str *ragged; /* cells of a row to be rejected */
    size_t ragged_cap;
    struct crm_err *e;
};

/* ---- records, from libcsv's callbacks -------------------------------------------- */

static uint64_t count_line_ends(const char *p, size_t n)
{
    uint64_t ends = 0;

    for (size_t i = 0; i < n; i++)
        ends += p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
    return ends;
}

/* The field that comes next in the record, or would, is at fault. */
static int field_error(struct crm_reader *r, enum crm_msg what, struct crm_str field,
                       enum crm_msg advice)
{
    const struct input *in = r->in;

    return CRM_FAIL(r->e, .status = CRM_DATA, .what = what, .file = in->head.file,
                    .line = in->line + in->line_ends, .advice = advice,
                    .column = in->has_head && in->nfields >= in->dropped &&
                                      in->nfields - in->dropped < in->head.ncols
                                  ? in->head.names[in->nfields - in->dropped]
                                  : CRM_STR(""),
                    .text = {field.p, field.n < 60 ? field.n : 60});
}

static void on_field(void *field, size_t n, void *data)
{
    struct crm_reader *r = data;
    struct input *in = r->in;

    if (crm_failed(r->e))
        return;
    if (in->nfields == MAX_COLUMNS) {
        CRM_FAIL(r->e, .status = CRM_DATA, .what = CRM_MSG_TOO_MANY_COLUMNS, .file = in->head.file,
                 .line = in->line);
        return;
    }
    if (n > r->opts.max_field_bytes) {
        field_error(r, CRM_MSG_FIELD_TOO_LONG, (struct crm_str){field, n},
                    CRM_MSG_ADVICE_MAX_FIELD);
        return;
    }
    in->line_ends += count_line_ends(field, n);
    crm_buf_add(&in->row, (struct crm_str){field, n});
    in->ends = crm_grow(in->ends, &in->ends_cap, in->nfields + 1, sizeof(*in->ends));
    in->ends[in->nfields++] = in->row.n;
}

static struct crm_str field_at(const struct input *in, size_t i)
{
    size_t start = i ? in->ends[i - 1] : 0;

    return (struct crm_str){crm_buf_str(&in->row).p + start, in->ends[i] - start};
}

static void take_header(struct input *in)
{
    size_t first = 0;

    in->has_head = true;
    if (in->nfields >= CRM_REJECT_COLUMNS) {
        size_t same = 0;
        for (size_t i = 0; i < CRM_REJECT_COLUMNS; i++)
            same += crm_str_eq(field_at(in, i), crm_reject_columns[i]);
        first = same == CRM_REJECT_COLUMNS ? CRM_REJECT_COLUMNS : 0;
    }
    in->dropped = first;
    in->head.ncols = in->nfields - first;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    for (size_t i = 0; i < in->head.ncols; i++)
        in->head.names[i] = crm_arena_dup(&in->arena, crm_trim_blanks(field_at(in, first + i)));
}

/*
 * Does the record fit the header? Some exports end every record, but not the header, with a
 * delimiter: as many empty fields as the first record has too many are no fault. Elsewhere one
 * field too many means that the others may have moved.
 */
static enum crm_msg row_shape(struct input *in, size_t want)
{
    size_t surplus = in->nfields > want ? in->nfields - want : 0;

    for (size_t i = want; i < in->nfields; i++)
        if (field_at(in, i).n)
            return CRM_MSG_TOO_MANY_FIELDS;
    if (in->records == 1)
        in->surplus = surplus;
    if (surplus && surplus != in->surplus)
        return CRM_MSG_TOO_MANY_FIELDS;
    for (size_t i = in->nfields; i < want; i++)
        if (in->head.names[i - in->dropped].n)
            return CRM_MSG_TOO_FEW_FIELDS;
    return CRM_MSG_NONE;
}

static void reject_ragged(struct crm_reader *r, enum crm_msg reason)
{
    static struct crm_rejects none;
    struct input *in = r->in;
    size_t n = in->nfields > in->dropped ? in->nfields - in->dropped : 0;
    char text[64];

    r->ragged = crm_grow(r->ragged, &r->ragged_cap, n, sizeof(*r->ragged));
    for (size_t i = 0; i < n; i++)
        r->ragged[i] = field_at(in, in->dropped + i);
    snprintf(text, sizeof(text), "%zu, the header has %zu", in->nfields,
             in->head.ncols + in->dropped);
    crm_reject_cells(r->rejects ? r->rejects : &none, &in->head, in->line, r->ragged, n,
                     CRM_STR(""), crm_str_of(text), reason, r->e);
}

/* Copy the record into the batch. */
static void take_record(struct crm_reader *r)
{
    struct input *in = r->in;
    struct crm_batch *b = r->batch;
    size_t ncols = in->head.ncols;
    size_t want = ncols + in->dropped;
    size_t row_cap = b->rows_cap;

    in->records++;
    r->ledger->rows_in++;
    enum crm_msg reason = row_shape(in, want);
    if (reason != CRM_MSG_NONE) {
        reject_ragged(r, reason);
        return;
    }
    b->cells = crm_grow(b->cells, &b->cells_cap, r->ncells + ncols, sizeof(*b->cells));
    b->lines = crm_grow(b->lines, &row_cap, b->nrows + 1, sizeof(*b->lines));
    b->rows = crm_grow(b->rows, &b->rows_cap, b->nrows + 1, sizeof(*b->rows));
    b->lines[b->nrows] = in->line;
    b->rows[b->nrows++] = in->records;

    size_t skip = in->dropped && in->nfields >= in->dropped ? in->ends[in->dropped - 1] : 0;
    struct crm_str text = crm_arena_dup(&b->arena, crm_str_from(crm_buf_str(&in->row), skip));
    r->batch_bytes += text.n;
    size_t start = skip;
    for (size_t i = in->dropped; i < want; i++) {
        size_t end = i < in->nfields ? in->ends[i] : start;
        b->cells[r->ncells++] = (struct crm_str){text.p + (start - skip), end - start};
        start = end;
    }
}

static void on_record(int terminator, void *data)
{
    struct crm_reader *r = data;
    struct input *in = r->in;

    if (crm_failed(r->e))
        return;
    if (in->nfields == 0) {
        bool is_second_half = terminator == '\n' && in->terminator == '\r';
        in->terminator = is_second_half ? 0 : terminator;
        if (is_second_half)
            return;
        if (!in->has_head || in->head.ncols + in->dropped != 1) {
            r->ledger->blank_lines += in->has_head;
            in->line++;
            return;
        }
        on_field(NULL, 0, data); /* in a file of one column a blank line is a value */
    }
    if (!in->has_head)
        take_header(in);
    else
        take_record(r);
    in->line += in->line_ends + 1;
    in->line_ends = 0;
    in->nfields = 0;
    crm_buf_reset(&in->row);
    in->terminator = terminator;
}

/* ---- blocks ---------------------------------------------------------------------- */

static int no_blanks(unsigned char c)
{
    (void)c;
    return 0;
}

/* Read and decode the next block behind what is not parsed yet. */
static int read_block(struct input *in, size_t n, struct crm_err *e)
{
    size_t got;
    bool had_error = crm_failed(e);

    if (in->at) {
        memmove(in->text.p, in->text.p + in->at, in->text.n - in->at);
        in->text.n -= in->at;
        in->at = 0;
    }
    if (in->ahead ? crm_ahead_read(in->ahead, in->block, n, &got, e)
                  : crm_source_read(in->source, in->block, n, &got, e))
        return -1;
    in->source_ended = got < n;
    if (crm_decoder_add(in->decoder, (struct crm_str){in->block, got}, in->source_ended, &in->text,
                        e)) {
        if (!had_error)
            crm_err_in_file(e, in->head.file);
        return -1;
    }
    return 0;
}

static int quote_error(struct crm_reader *r, enum crm_msg what)
{
    const struct csv_parser *csv = &r->in->csv;

    return field_error(r, what, (struct crm_str){(const char *)csv->entry_buf, csv->entry_pos},
                       CRM_MSG_ADVICE_QUOTE);
}

/* One slice through libcsv; see the head of this file for the quotes. */
static int parse(struct crm_reader *r, const char *p, size_t n)
{
    struct csv_parser *csv = &r->in->csv;

    while (n) {
        size_t used = csv_parse(csv, p, n, on_field, on_record, r);
        p += used;
        n -= used;
        if (crm_failed(r->e))
            return -1;
        if (!n)
            break;
        if (csv_error(csv) != CSV_EPARSE)
            return CRM_FAIL(r->e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
                            .file = r->in->head.file, .line = r->in->line);
        if (csv->quoted)
            return quote_error(r, CRM_MSG_STRAY_QUOTE);
        csv_set_opts(csv, CSV_OPTIONS & ~CSV_STRICT);
        csv_parse(csv, p, 1, on_field, on_record, r);
        csv_set_opts(csv, CSV_OPTIONS);
        p++;
        n--;
    }
    if (csv->entry_pos > r->opts.max_field_bytes)
        return quote_error(r, csv->quoted ? CRM_MSG_QUOTE_NOT_CLOSED : CRM_MSG_FIELD_TOO_LONG);
    return 0;
}

static int finish(struct crm_reader *r)
{
    struct csv_parser *csv = &r->in->csv;

    r->in->is_finished = true;
    csv_set_opts(csv, CSV_OPTIONS | CSV_STRICT_FINI);
    if (csv_fini(csv, on_field, on_record, r))
        return quote_error(r, CRM_MSG_QUOTE_NOT_CLOSED);
    return crm_failed(r->e) ? -1 : 0;
}

/* ---- opening --------------------------------------------------------------------- */

/* Bytes of the line that s starts with, with its LF, CR or CRLF; 0: more must be read to tell. */
static size_t line_bytes(struct crm_str s, bool at_end)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
        n++;
    if (n == s.n || (s.p[n] == '\r' && n + 1 == s.n && !at_end))
        return 0;
    return n + 1 + (s.p[n] == '\r' && n + 1 < s.n && s.p[n + 1] == '\n');
}

/* Step over n lines at the start of the text; the block holds them, or the file is no table. */
static int skip_lines(struct input *in, uint64_t n, struct crm_err *e)
{
    while (n) {
        size_t bytes = line_bytes(crm_str_from(crm_buf_str(&in->text), in->at), in->source_ended);
        if (bytes) {
            in->at += bytes;
            in->line++;
            n--;
        } else if (in->source_ended) {
            return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_NO_HEADER, .file = in->head.file,
                            .advice = CRM_MSG_ADVICE_NO_HEADER);
        } else if (read_block(in, BLOCK_BYTES, e)) {
            return -1;
        }
    }
    return 0;
}

/* Feed libcsv line by line until the header stands, and nothing behind it. */
static int read_header(struct crm_reader *r)
{
    struct input *in = r->in;

    while (!in->has_head) {
        if (in->at == in->text.n) {
            if (in->source_ended)
                break;
            if (read_block(in, BLOCK_BYTES, r->e))
                return -1;
            continue;
        }
        size_t n = 0;
        const char *p = in->text.p + in->at;
        while (in->at + n < in->text.n && p[n] != '\n' && p[n] != '\r')
            n++;
        n += in->at + n < in->text.n;
        if (parse(r, p, n))
            return -1;
        in->at += n;
    }
    if (!in->has_head && finish(r))
        return -1;
    if (in->has_head)
        return 0;
    return CRM_FAIL(r->e, .status = CRM_DATA, .what = CRM_MSG_NO_HEADER, .file = in->head.file,
                    .advice = CRM_MSG_ADVICE_NO_HEADER);
}

static void header_from_option(struct crm_reader *r)
{
    struct input *in = r->in;

    in->has_head = true;
    in->head.ncols = r->opts.ncolumns;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    memcpy(in->head.names, r->opts.columns, in->head.ncols * sizeof(*in->head.names));
}

static int open_input(struct crm_reader *r, const char *name)
{
    struct input *in = r->in;
    size_t sep_line = 0;

    in->source = crm_source_open(name, r->e);
    if (!in->source)
        return -1;
    in->head.file = crm_source_name(in->source);
    in->line = 1;
    in->block = crm_alloc(BLOCK_BYTES);
    in->decoder = crm_decoder_new(r->opts.encoding, r->opts.encoding_hint, r->e);
    if (!in->decoder || read_block(in, HEAD_BYTES, r->e))
        return -1;

    in->delimiter = crm_dialect_sniff(crm_buf_str(&in->text), &sep_line);
    if (r->opts.delimiter)
        in->delimiter = r->opts.delimiter;
    in->at = sep_line;
    in->line += sep_line > 0;
    csv_init(&in->csv, CSV_OPTIONS);
    in->has_csv = true;
    csv_set_delim(&in->csv, (unsigned char)in->delimiter);
    csv_set_space_func(&in->csv, no_blanks);
    csv_set_blk_size(&in->csv, SLICE_BYTES);

    uint64_t skip = r->opts.skip_lines == CRM_SKIP_AUTO
                        ? crm_dialect_preamble(crm_buf_str(&in->text), in->delimiter)
                        : (uint64_t)r->opts.skip_lines;
    if (skip_lines(in, skip, r->e))
        return -1;
    if (!r->opts.columns)
        return read_header(r);
    header_from_option(r);
    return 0;
}

struct crm_reader *crm_reader_open(const char *const *files, size_t nfiles,
                                   const struct crm_reader_opts *opts, struct crm_ledger *ledger,
                                   struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_reader *r = crm_alloc(sizeof(*r));
    r->opts = *opts;
    r->ledger = ledger;
    r->e = e;
    r->ninputs = nfiles;
    r->inputs = crm_alloc_array(nfiles, sizeof(*r->inputs));
    r->heads = crm_alloc_array(nfiles, sizeof(*r->heads));
    for (size_t i = 0; i < nfiles; i++) {
        r->in = &r->inputs[i];
        r->in->head.input = i;
        r->heads[i] = &r->in->head;
        if (open_input(r, files[i])) {
            crm_reader_close(r);
            return NULL;
        }
    }
    return r;
}

size_t crm_reader_heads(const struct crm_reader *r, const struct crm_head *const **heads)
{
    *heads = r->heads;
    return r->ninputs;
}

void crm_reader_facts(const struct crm_reader *r, size_t input, struct crm_input_facts *facts)
{
    const struct input *in = &r->inputs[input];

    *facts = (struct crm_input_facts){
        .file = in->head.file,
        .encoding = crm_decoder_encoding(in->decoder),
        .delimiter = in->delimiter,
        .is_gzip = crm_source_is_gzip(in->source),
        .bytes = crm_source_bytes_read(in->source),
        .size = crm_source_size(in->source),
        .records = in->records,
    };
}

void crm_reader_rejects(struct crm_reader *r, struct crm_rejects *rejects)
{
    r->rejects = rejects;
}

/* ---- reading --------------------------------------------------------------------- */

/* Parse one more slice of the current input. */
static int advance(struct crm_reader *r)
{
    struct input *in = r->in;

    if (in->at == in->text.n) {
        if (in->source_ended)
            return finish(r);
        if (r->opts.threads > 1 && !in->ahead)
            in->ahead = crm_ahead_new(in->source);
        return read_block(in, BLOCK_BYTES, r->e);
    }
    size_t n = in->text.n - in->at < SLICE_BYTES ? in->text.n - in->at : SLICE_BYTES;
    if (parse(r, in->text.p + in->at, n))
        return -1;
    in->at += n;
    return 0;
}

bool crm_reader_next(struct crm_reader *r, struct crm_batch *b, struct crm_err *e)
{
    if (crm_failed(e))
        return false;
    r->e = e;
    r->batch = b;
    crm_arena_reset(&b->arena);
    b->nrows = 0;
    r->ncells = 0;
    r->batch_bytes = 0;
    for (; r->current < r->ninputs; r->current++) {
        r->in = &r->inputs[r->current];
        b->head = &r->in->head;
        while (!r->in->is_finished && b->nrows < BATCH_ROWS && r->batch_bytes < BATCH_BYTES)
            if (advance(r))
                return false;
        if (b->nrows)
            return true;
    }
    return false;
}

static void close_input(struct input *in)
{
    if (in->has_csv)
        csv_free(&in->csv);
    crm_decoder_free(in->decoder);
    crm_ahead_free(in->ahead);
    crm_source_close(in->source);
    crm_arena_clear(&in->arena);
    crm_buf_clear(&in->text);
    crm_buf_clear(&in->row);
    free(in->ends);
    free(in->block);
    free(in->head.names);
}

void crm_reader_close(struct crm_reader *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->ninputs; i++)
        close_input(&r->inputs[i]);
    free(r->ragged);
    free(r->inputs);
    free(r->heads);
    free(r);
}

void crm_batch_clear(struct crm_batch *b)
{
    crm_arena_clear(&b->arena);
    free(b->cells);
    free(b->lines);
    free(b->rows);
    *b = (struct crm_batch){0};
}
