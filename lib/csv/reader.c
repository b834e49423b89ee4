/*
 * Blocks to batches, by several threads at once:
 *
 *   under the lock      read (or inflate) behind what the block before left over, cut at the end of
 *                       a record, keep the rest, take the next number
 *   at once             UTF-8, fields, cells, rows (block.c); a model's work
 *   by turns            the numbers of lines and records go from block to block; what a batch has
 *                       to say (rows set aside, an error) is said in the order of the batches
 *
 * So every block starts at a record, nothing is guessed, and a pipe works as a file does. Of a gzip
 * file whose members tell their size only the compressed bytes are taken under the lock; what they
 * inflate to is joined and cut by turns.
 */
#include "csv/reader.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/turns.h"
#include "csv/opening.h"
#include "csv/total_row.h"
#include "text/encoding.h"

struct crm_reader {
    struct crm_reader_opts opts;
    struct crm_input *inputs;
    const struct crm_head **heads;
    size_t ninputs;

    pthread_mutex_t lock; /* of what follows: the inputs' bytes */
    size_t current;
    uint64_t pieces; /* batches taken so far */
    int stop_fd;     /* readable when nobody shall wait for input any longer; -1 without threads */

    struct crm_turns joins;   /* a piece is done when it is joined to its input and cut */
    struct crm_turns numbers; /* a piece is done when its lines and records are counted */
    struct crm_turns turns;   /* a piece is done when it has said what it had to say */

    pthread_mutex_t said; /* of what follows */
    struct crm_ledger *ledger;
    struct crm_rejects *rejects;
    struct crm_places strays, totals;
    struct crm_err err; /* the first one in the order of the batches */
};

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
    crm_turns_init(&r->joins);
    crm_turns_init(&r->numbers);
    crm_turns_init(&r->turns);
    for (size_t i = 0; i < nfiles; i++) {
        r->inputs[i].head.input = i;
        r->heads[i] = &r->inputs[i].head;
        if (crm_input_open(&r->inputs[i], files[i], &r->opts, r->stop_fd, e)) {
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
    const struct crm_input *in = &r->inputs[input];

    *facts = (struct crm_input_facts){
        .file = in->head.file,
        .encoding = crm_encoding_name(crm_detector_encoding(in->detector)),
        .is_encoding_sure = crm_detector_is_sure(in->detector),
        .skipped_lines = in->dialect.skip_lines - in->dialect.has_sep_line,
        .seems_without_header = !r->opts.columns && !in->dialect.has_header,
        .data_column = in->dialect.data_column,
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

const struct crm_places *crm_reader_strays(const struct crm_reader *r)
{
    return &r->strays;
}

const struct crm_places *crm_reader_totals(const struct crm_reader *r)
{
    return &r->totals;
}

/* ---- a block --------------------------------------------------------------------- */

static struct crm_input *next_input(struct crm_reader *r)
{
    for (; r->current < r->ninputs; r->current++) {
        struct crm_input *in = &r->inputs[r->current];
        if (crm_input_has_more(in))
            return in;
    }
    return NULL;
}

/* Take the next block into the batch. False: nothing is left, or an error has ended the run. */
static bool take_block(struct crm_reader *r, struct crm_batch *b)
{
    struct crm_block *k = b->block;
    bool is_piece = false;

    pthread_mutex_lock(&r->lock);
    struct crm_input *in = next_input(r);
    if (in) {
        b->head = &in->head;
        b->piece = r->pieces++;
        b->is_out = true;
        k->text.n = 0;
        k->encoding = crm_encoding_ascii();
        is_piece = crm_input_take(in, k, &b->err);
        /* What others inflate comes before what is read now. */
        if (!is_piece && in->had_pieces)
            crm_turns_wait(&r->joins, b->piece);
        if (!is_piece && !crm_failed(&b->err))
            crm_input_fill(in, b, &b->err);
        if (crm_failed(&b->err))
            r->current = r->ninputs; /* nothing behind an error is read */
    }
    pthread_mutex_unlock(&r->lock);
    if (is_piece) {
        crm_buf_reset(&k->decoded);
        crm_piece_inflate(k->piece, &k->decoded, &b->err);
        if (crm_turns_wait(&r->joins, b->piece) && !crm_failed(&b->err))
            crm_input_join(in, k, &b->err);
    }
    if (in)
        crm_turns_done(&r->joins, b->piece);
    return in != NULL;
}

/* Line and record numbers within the block become those of the file, behind `line` and `record`. */
static void count_on(struct crm_batch *b, uint64_t line, uint64_t record)
{
    struct crm_block *k = b->block;

    for (size_t i = 0; i < b->nrows; i++) {
        b->lines[i] += line;
        b->rows[i] += record;
    }
    for (size_t i = 0; i < k->nragged; i++)
        k->ragged[i].line += line;
    k->stray_line += line;
    if (k->has_total)
        k->total_line += line;
    if (b->err.line)
        b->err.line += line - 1;
}

/* The last record of an input may be the sums of the others, which shops write below the table. */
static void leave_total(struct crm_batch *b)
{
    struct crm_block *k = b->block;
    const struct crm_ragged *ragged = k->nragged ? &k->ragged[k->nragged - 1] : NULL;

    if (!k->is_last || crm_failed(&b->err) || !b->rows_in)
        return;
    if (ragged && ragged->rows_before == b->nrows) {
        if (!crm_is_total_row(k->spare + ragged->first, ragged->ncells))
            return;
        k->total_line = ragged->line;
        k->nragged--;
    } else {
        if (!b->nrows || !crm_is_total_row(crm_batch_row(b, b->nrows - 1), b->head->ncols))
            return;
        k->total_line = b->lines[--b->nrows];
    }
    k->has_total = true;
    b->rows_in--;
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
    b->block->lines = b->block->strays = b->block->nragged = 0;
    b->block->has_total = false;
    b->block->is_last = false;
    b->source = NULL;
}

/* The records that end within the first `bytes` bytes of the input's text into the batch. False:
 * they cannot be read, or have quotes that are badly placed. */
static bool read_sample(struct crm_input *in, size_t bytes, struct crm_batch *b)
{
    const struct crm_encoding *enc;
    struct crm_buf *from;
    size_t n;

    prepare(b);
    struct crm_block *k = b->block;
    crm_buf_reset(&k->text);
    if (crm_input_read_ahead(in, bytes, &b->err) || crm_input_text(in, &from, &enc, &n, &b->err))
        return false;
    bool at_end = in->source_ended && n == from->n && n <= bytes;
    struct crm_str text = {from->p, n < bytes ? n : bytes};
    while (text.n < n && text.n && text.p[text.n - 1] != '\n')
        text.n--; /* not amid a character */
    if (crm_decode_block(enc, text, &k->text, &b->err))
        return false;
    crm_buf_room(&k->text, CRM_SCAN_PADDING);
    k->text.n = crm_block_cut(k, &in->shape.quotes, crm_buf_str(&k->text), at_end);
    crm_block_read(k, &in->shape, b);
    return !k->strays && !crm_failed(&b->err);
}

void crm_reader_sample(struct crm_reader *r, size_t input, size_t bytes, struct crm_batch *b)
{
    enum { FIRST_BYTES = 64 * 1024 };
    struct crm_input *in = &r->inputs[input];

    b->head = &in->head;
    /* Looking far behind badly placed quotes takes long, and a sample need not. */
    if (read_sample(in, FIRST_BYTES, b) && bytes > FIRST_BYTES)
        read_sample(in, bytes, b);
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
        struct crm_input *in = &r->inputs[b->head->input];
        if (!crm_failed(&b->err) && !crm_input_decode(in, b->block, &b->err))
            crm_block_read(b->block, &in->shape, b);
        b->text = crm_buf_str(&b->block->text);
        leave_total(b);
        if (crm_turns_wait(&r->numbers, b->piece)) {
            uint64_t line = in->line, record = in->records;
            in->line += b->block->lines;
            in->records += b->rows_in;
            crm_turns_done(&r->numbers, b->piece);
            count_on(b, line, record);
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
    crm_turns_stop(&r->joins);
    crm_turns_stop(&r->numbers);
    crm_turns_stop(&r->turns);
}

static void note(struct crm_places *at, const struct crm_batch *b, uint64_t n, uint64_t line)
{
    if (!n)
        return;
    if (at->n_shown < CRM_PLACES_SHOWN) {
        at->file[at->n_shown] = b->head->file;
        at->line[at->n_shown++] = line;
    }
    at->n += n;
}

bool crm_reader_done(struct crm_reader *r, struct crm_batch *b, struct crm_err *e)
{
    bool has_failed = crm_failed(e) || crm_failed(&b->err);
    bool speaks = has_failed || b->aside->rows || b->block->strays || b->block->has_total;

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
    note(&r->strays, b, b->block->strays, b->block->stray_line);
    note(&r->totals, b, b->block->has_total, b->block->total_line);
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

void crm_reader_close(struct crm_reader *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->ninputs; i++)
        crm_input_close(&r->inputs[i]);
    if (r->stop_fd >= 0)
        close(r->stop_fd);
    pthread_mutex_destroy(&r->lock);
    pthread_mutex_destroy(&r->said);
    crm_turns_clear(&r->joins);
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
