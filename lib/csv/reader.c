/*
 * Blocks to batches, by several threads at once:
 *
 *   under the lock      read (or inflate) and decode behind what the block before left over,
 *                       cut at the end of a record, keep the rest, take the next number
 *   at once             fields, cells, rows (block.c); a model's work
 *   by turns            the numbers of lines and records go from block to block; what a batch has
 *                       to say (rows set aside, an error) is said in the order of the batches
 *
 * So every block starts at a record, nothing is guessed, and a pipe works as a file does.
 */
#include "csv/reader.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/turns.h"
#include "csv/block.h"
#include "csv/dialect.h"
#include "io/source.h"
#include "text/decoder.h"
#include "text/unicode.h"

enum {
    HEAD_BYTES = 64 * 1024,   /* sniffed, and the first block */
    BLOCK_BYTES = 256 * 1024, /* later blocks */
};

struct input {
    struct crm_head head;
    struct crm_arena arena; /* the header's texts */
    struct crm_source *source;
    struct crm_decoder *decoder;
    struct crm_shape shape;
    bool source_ended;
    char *raw;           /* bytes as read */
    struct crm_buf text; /* decoded, and not yet given to a block */
    /* by turns: where the next block starts */
    uint64_t line;
    _Atomic uint64_t records;
};

struct crm_reader {
    struct crm_reader_opts opts;
    struct input *inputs;
    const struct crm_head **heads;
    size_t ninputs;

    pthread_mutex_t lock; /* of what follows: the inputs' bytes */
    size_t current;
    uint64_t pieces; /* batches taken so far */
    int stop_fd;     /* readable when nobody shall wait for input any longer; -1 without threads */

    struct crm_turns numbers; /* a piece is done when its lines and records are counted */
    struct crm_turns turns;   /* a piece is done when it has said what it had to say */

    pthread_mutex_t said; /* of what follows */
    struct crm_ledger *ledger;
    struct crm_rejects *rejects;
    struct crm_strays strays;
    struct crm_err err; /* the first one in the order of the batches */
};

/* ---- bytes ----------------------------------------------------------------------- */

/* Read and decode n more bytes behind the input's text. */
static int read_more(struct input *in, size_t n, struct crm_err *e)
{
    size_t got;
    bool had_error = crm_failed(e);

    if (crm_source_read(in->source, in->raw, n, &got, e))
        return -1;
    in->source_ended = got < n;
    if (crm_decoder_add(in->decoder, (struct crm_str){in->raw, got}, in->source_ended, &in->text,
                        e)) {
        if (!had_error)
            crm_err_in_file(e, in->head.file);
        return -1;
    }
    crm_buf_room(&in->text, CRM_SCAN_PADDING);
    return 0;
}

static void drop_text(struct input *in, size_t n)
{
    memmove(in->text.p, in->text.p + n, in->text.n - n);
    in->text.n -= n;
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

static int no_header(const struct input *in, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_NO_HEADER, .file = in->head.file,
                    .advice = CRM_MSG_ADVICE_NO_HEADER);
}

/* Step over n lines at the start of the text. */
static int skip_lines(struct input *in, uint64_t n, struct crm_err *e)
{
    while (n) {
        size_t bytes = line_bytes(crm_buf_str(&in->text), in->source_ended);
        if (bytes) {
            drop_text(in, bytes);
            in->line++;
            n--;
        } else if (in->source_ended) {
            return no_header(in, e);
        } else if (read_more(in, BLOCK_BYTES, e)) {
            return -1;
        }
    }
    return 0;
}

/* The record at `at` of the text, reading on until it is whole. 1: there is none. */
static int find_record(struct input *in, size_t at, struct crm_record *r, struct crm_err *e)
{
    for (;;) {
        struct crm_str s = crm_str_from(crm_buf_str(&in->text), at);
        if (s.n && crm_record_find(r, &in->shape.quotes, s, in->source_ended)) {
            crm_record_read(r, &in->shape.quotes, s);
            return 0;
        }
        if (in->source_ended)
            return 1;
        if (read_more(in, BLOCK_BYTES, e))
            return -1;
    }
}

/* The same, blank lines not counted; *at moves to it. */
static int find_filled(struct input *in, size_t *at, struct crm_record *r, struct crm_err *e)
{
    int rc;

    while ((rc = find_record(in, *at, r, e)) == 0) {
        char first = in->text.p[*at];
        if (first != '\n' && first != '\r')
            break;
        *at += r->bytes;
    }
    return rc;
}

static void take_header(struct input *in, const struct crm_record *r)
{
    size_t same = 0, first;

    for (size_t i = 0; i < CRM_REJECT_COLUMNS && i < r->nfields; i++)
        same += crm_str_eq(crm_record_field(r, i), crm_reject_columns[i]);
    first = same == CRM_REJECT_COLUMNS ? same : 0;
    in->shape.dropped = first;
    in->head.ncols = r->nfields - first;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    for (size_t i = 0; i < in->head.ncols; i++)
        in->head.names[i] =
            crm_arena_dup(&in->arena, crm_trim_blanks(crm_record_field(r, first + i)));
}

/* The first record that is not blank is the header. */
static int read_header(struct input *in, struct crm_record *r, struct crm_err *e)
{
    size_t at = 0;
    int rc = find_filled(in, &at, r, e);

    if (rc)
        return rc < 0 ? -1 : no_header(in, e);
    for (size_t i = 0; i < at; i++)
        in->line += in->text.p[i] == '\n' || (in->text.p[i] == '\r' && in->text.p[i + 1] != '\n');
    if (in->shape.is_strict && r->has_misplaced)
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_STRAY_QUOTE, .file = in->head.file,
                        .line = in->line, .advice = CRM_MSG_ADVICE_QUOTE);
    take_header(in, r);
    in->line += r->line_ends;
    drop_text(in, at + r->bytes);
    return 0;
}

/* How many empty fields the first record has behind those of the header. */
static int find_surplus(struct input *in, struct crm_record *r, struct crm_err *e)
{
    size_t at = 0, want = in->head.ncols + in->shape.dropped;
    int rc = find_filled(in, &at, r, e);

    if (rc)
        return rc < 0 ? -1 : 0;
    for (size_t i = want; i < r->nfields; i++)
        if (crm_record_field(r, i).n)
            return 0;
    in->shape.surplus = r->nfields > want ? r->nfields - want : 0;
    return 0;
}

static void header_from_option(struct input *in, const struct crm_reader_opts *o)
{
    in->head.ncols = o->ncolumns;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    memcpy(in->head.names, o->columns, in->head.ncols * sizeof(*in->head.names));
}

static int open_input(struct crm_reader *r, struct input *in, const char *name, struct crm_err *e)
{
    const struct crm_reader_opts *o = &r->opts;
    struct crm_record record = {0};
    size_t sep_line = 0;

    in->source = crm_source_open(name, e);
    if (!in->source)
        return -1;
    if (r->stop_fd >= 0)
        crm_source_stop_on(in->source, r->stop_fd);
    in->head.file = crm_source_name(in->source);
    in->line = 1;
    in->raw = crm_alloc(BLOCK_BYTES);
    in->decoder = crm_decoder_new(o->encoding, o->encoding_hint, e);
    if (!in->decoder || read_more(in, HEAD_BYTES, e))
        return -1;

    char sniffed = crm_dialect_sniff(crm_buf_str(&in->text), &sep_line);
    in->shape = (struct crm_shape){
        .head = &in->head,
        .quotes = {.signs = {.delimiter = o->delimiter ? o->delimiter : sniffed, .quote = '"'},
                   .max_field = o->max_field_bytes},
        .is_strict = o->is_strict};
    drop_text(in, sep_line);
    in->line += sep_line > 0;
    uint64_t skip =
        o->skip_lines == CRM_SKIP_AUTO
            ? crm_dialect_preamble(crm_buf_str(&in->text), in->shape.quotes.signs.delimiter)
            : (uint64_t)o->skip_lines;
    int rc = skip_lines(in, skip, e);
    if (!rc && o->columns)
        header_from_option(in, o);
    else if (!rc)
        rc = read_header(in, &record, e);
    if (!rc)
        rc = find_surplus(in, &record, e);
    crm_record_clear(&record);
    return rc;
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
    r->ninputs = nfiles;
    r->inputs = crm_alloc_array(nfiles, sizeof(*r->inputs));
    r->heads = crm_alloc_array(nfiles, sizeof(*r->heads));
    r->stop_fd = opts->threads > 1 ? eventfd(0, EFD_CLOEXEC) : -1;
    pthread_mutex_init(&r->lock, NULL);
    pthread_mutex_init(&r->said, NULL);
    crm_turns_init(&r->numbers);
    crm_turns_init(&r->turns);
    for (size_t i = 0; i < nfiles; i++) {
        r->inputs[i].head.input = i;
        r->heads[i] = &r->inputs[i].head;
        if (open_input(r, &r->inputs[i], files[i], e)) {
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
        .delimiter = in->shape.quotes.signs.delimiter,
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

const struct crm_strays *crm_reader_strays(const struct crm_reader *r)
{
    return &r->strays;
}

/* ---- a block --------------------------------------------------------------------- */

/* Give the block the whole records of the input's text, reading on until there are some. */
static int fill_block(struct input *in, struct crm_block *k, struct crm_err *e)
{
    size_t cut = 0;

    for (;;) {
        struct crm_str text = crm_buf_str(&in->text);
        if (text.n >= BLOCK_BYTES || in->source_ended)
            cut = crm_block_cut(k, &in->shape.quotes, text, in->source_ended);
        if (cut || in->source_ended)
            break;
        /* A record longer than a block: more at once, so that it is not looked through too often.
         */
        for (size_t more = 0; more <= text.n && !in->source_ended; more += BLOCK_BYTES)
            if (read_more(in, BLOCK_BYTES, e))
                return -1;
    }
    /* The block takes the text's memory, the input keeps the block's, with what is left over. */
    struct crm_buf text = in->text;
    in->text = k->text;
    k->text = text;
    k->text.n = cut;
    crm_buf_reset(&in->text);
    crm_buf_add(&in->text, (struct crm_str){text.p + cut, text.n - cut});
    crm_buf_room(&in->text, CRM_SCAN_PADDING);
    return 0;
}

static struct input *next_input(struct crm_reader *r)
{
    for (; r->current < r->ninputs; r->current++) {
        struct input *in = &r->inputs[r->current];
        if (!in->source_ended || in->text.n)
            return in;
    }
    return NULL;
}

/* Take the next block into the batch. False: nothing is left, or an error has ended the run. */
static bool take_block(struct crm_reader *r, struct crm_batch *b)
{
    pthread_mutex_lock(&r->lock);
    struct input *in = next_input(r);
    if (in) {
        b->head = &in->head;
        b->piece = r->pieces++;
        b->is_out = true;
        b->block->text.n = 0;
        if (fill_block(in, b->block, &b->err))
            r->current = r->ninputs; /* nothing behind an error is read */
    }
    pthread_mutex_unlock(&r->lock);
    return in != NULL;
}

/* A line number within the block becomes one of the file. */
static void count_on(struct input *in, struct crm_batch *b)
{
    struct crm_block *k = b->block;
    uint64_t rows = in->records;

    for (size_t i = 0; i < b->nrows; i++) {
        b->lines[i] += in->line;
        b->rows[i] += rows;
    }
    for (size_t i = 0; i < k->nragged; i++)
        k->ragged[i].line += in->line;
    k->stray_line += in->line;
    if (crm_failed(&b->err) && k->text.n)
        b->err.line += in->line;
    in->line += k->lines;
    in->records = rows + b->rows_in;
}

/* Records that do not fit their header are set aside, or end the run behind the rows before. */
static void reject_ragged(struct crm_reader *r, struct crm_batch *b)
{
    static struct crm_rejects none;
    const struct crm_block *k = b->block;
    const struct crm_shape *shape = &r->inputs[b->head->input].shape;

    for (size_t i = 0; i < k->nragged; i++) {
        const struct crm_ragged *g = &k->ragged[i];
        struct crm_err e = {0};
        char text[64];
        snprintf(text, sizeof(text), "%zu, the header has %zu", g->nfields,
                 b->head->ncols + shape->dropped);
        if (!crm_reject_record(r->rejects ? r->rejects : &none, b, g->line, k->spare + g->first,
                               g->ncells, CRM_STR(""), crm_str_of(text), g->reason, &e))
            continue;
        b->err = e;
        b->nrows = g->rows_before;
        return;
    }
}

static void prepare(struct crm_batch *b)
{
    if (!b->block) {
        b->block = crm_alloc(sizeof(*b->block));
        b->aside = crm_alloc(sizeof(*b->aside));
    }
    crm_arena_reset(&b->arena);
    b->err = (struct crm_err){0};
    b->nrows = 0;
    b->rows_in = b->blank_lines = 0;
}

bool crm_reader_next(struct crm_reader *r, struct crm_batch *b, struct crm_err *e)
{
    for (;;) {
        if (b->is_out && !crm_reader_done(r, b, e))
            return false;
        if (crm_failed(e))
            return false;
        prepare(b);
        if (!take_block(r, b))
            return false;
        struct input *in = &r->inputs[b->head->input];
        if (!crm_failed(&b->err))
            crm_block_read(b->block, &in->shape, b);
        if (crm_turns_wait(&r->numbers, b->piece)) {
            count_on(in, b);
            crm_turns_done(&r->numbers, b->piece);
            reject_ragged(r, b);
        }
        if (b->nrows)
            return true;
    }
}

bool crm_reader_wait(struct crm_reader *r, const struct crm_batch *b)
{
    return crm_turns_wait(&r->turns, b->piece);
}

/* Nobody waits for input, or for a turn. */
static void stop(struct crm_reader *r)
{
    uint64_t one = 1;

    if (r->stop_fd >= 0 && write(r->stop_fd, &one, sizeof(one)) < 0)
        abort(); /* an eventfd takes a first one */
    crm_turns_stop(&r->numbers);
    crm_turns_stop(&r->turns);
}

static void note_strays(struct crm_strays *s, const struct crm_batch *b)
{
    if (!b->block->strays)
        return;
    if (s->n_shown < CRM_STRAYS_SHOWN) {
        s->file[s->n_shown] = b->head->file;
        s->line[s->n_shown++] = b->block->stray_line;
    }
    s->n += b->block->strays;
}

bool crm_reader_done(struct crm_reader *r, struct crm_batch *b, struct crm_err *e)
{
    bool has_failed = crm_failed(e) || crm_failed(&b->err);
    bool speaks = has_failed || b->aside->rows || b->block->strays;

    b->is_out = false;
    if (speaks && !crm_turns_wait(&r->turns, b->piece))
        return false;
    if (!crm_failed(e))
        *e = b->err;
    pthread_mutex_lock(&r->said);
    r->ledger->rows_in += b->rows_in;
    r->ledger->blank_lines += b->blank_lines;
    if (r->rejects)
        crm_rejects_take(r->rejects, b->aside, e);
    note_strays(&r->strays, b);
    if (crm_failed(e) && !crm_failed(&r->err))
        r->err = *e;
    pthread_mutex_unlock(&r->said);
    if (crm_failed(e)) {
        pthread_mutex_lock(&r->lock);
        r->current = r->ninputs;
        pthread_mutex_unlock(&r->lock);
        stop(r);
        return false;
    }
    crm_turns_done(&r->turns, b->piece);
    return true;
}

void crm_reader_error(struct crm_reader *r, struct crm_err *e)
{
    if (!crm_failed(e))
        *e = r->err;
}

uint64_t crm_reader_rows(struct crm_reader *r)
{
    pthread_mutex_lock(&r->said);
    uint64_t rows = r->ledger->rows_in;
    pthread_mutex_unlock(&r->said);
    return rows;
}

/* ---- closing --------------------------------------------------------------------- */

static void close_input(struct input *in)
{
    crm_decoder_free(in->decoder);
    crm_source_close(in->source);
    crm_arena_clear(&in->arena);
    crm_buf_clear(&in->text);
    free(in->raw);
    free(in->head.names);
}

void crm_reader_close(struct crm_reader *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->ninputs; i++)
        close_input(&r->inputs[i]);
    if (r->stop_fd >= 0)
        close(r->stop_fd);
    pthread_mutex_destroy(&r->lock);
    pthread_mutex_destroy(&r->said);
    crm_turns_clear(&r->numbers);
    crm_turns_clear(&r->turns);
    free(r->inputs);
    free(r->heads);
    free(r);
}

void crm_batch_clear(struct crm_batch *b)
{
    crm_arena_clear(&b->arena);
    crm_block_free(b->block);
    if (b->aside)
        crm_writer_clear(&b->aside->writer);
    free(b->aside);
    free(b->cells);
    free(b->lines);
    free(b->rows);
    *b = (struct crm_batch){0};
}
