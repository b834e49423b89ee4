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
 *
 * Records can be cut in the bytes of most encodings as they are (encoding.h: transparent), and are
 * decoded at once. Else the input is decoded under the lock.
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
#include "csv/total_row.h"
#include "io/source.h"
#include "text/decoder.h"
#include "text/detect.h"
#include "text/encoding.h"
#include "text/unicode.h"

enum {
    HEAD_BYTES = 64 * 1024,      /* sniffed, and the first block */
    BLOCK_BYTES = 256 * 1024,    /* later blocks */
    TOO_MUCH_BYTES = 512 * 1024, /* behind a field of the longest kind */
};

struct input {
    struct crm_head head;
    struct crm_arena arena; /* the header's texts */
    struct crm_source *source;
    struct crm_detector *detector;
    struct crm_decoder *decoder; /* of an encoding that is only read from start to end, or NULL */
    struct crm_shape shape;
    struct crm_dialect dialect;
    bool source_ended;
    bool is_opened;      /* the header stands */
    bool is_decoded;     /* the header was read in `text` */
    bool had_pieces;     /* others may still inflate some */
    struct crm_buf raw;  /* as read, neither decoded nor given to a block */
    struct crm_buf text; /* decoded under the lock, and not given to a block */
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

    struct crm_turns joins;   /* a piece is done when it is joined to its input and cut */
    struct crm_turns numbers; /* a piece is done when its lines and records are counted */
    struct crm_turns turns;   /* a piece is done when it has said what it had to say */

    pthread_mutex_t said; /* of what follows */
    struct crm_ledger *ledger;
    struct crm_rejects *rejects;
    struct crm_places strays, totals;
    struct crm_err err; /* the first one in the order of the batches */
};

/* ---- bytes ----------------------------------------------------------------------- */

/* Read n more bytes behind the input's. */
static int read_more(struct input *in, size_t n, struct crm_err *e)
{
    size_t got;
    char *to = crm_buf_room(&in->raw, n + CRM_SCAN_PADDING);

    if (crm_source_read(in->source, to, n, &got, e))
        return -1;
    in->raw.n += got;
    in->source_ended = got < n;
    return 0;
}

static void drop(struct crm_buf *b, size_t n)
{
    memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
}

/* Can records be cut in the bytes as they are? Not where a delimiter may be half a character. */
static bool is_direct(const struct input *in, const struct crm_encoding *enc)
{
    const struct crm_signs *s = &in->shape.quotes.signs;

    return crm_encoding_is_utf8(enc) ||
           (crm_encoding_is_transparent(enc) && s->delimiter < 0x30 && s->quote < 0x30);
}

/* An error of a decoder, behind `before`: its line becomes one of the block to come, from 1. */
static int place_error(const struct input *in, struct crm_str before, struct crm_err *e)
{
    e->line += crm_count_lines(before) + (in->is_opened ? 0 : in->line - 1);
    crm_err_in_file(e, in->head.file);
    return -1;
}

/* Decode the first n bytes behind the decoded text. */
static int decode_first(struct input *in, const struct crm_encoding *enc, size_t n,
                        struct crm_err *e)
{
    struct crm_str raw = {in->raw.p, n};
    size_t before = in->text.n;
    int rc = in->decoder ? crm_decoder_add(in->decoder, raw, in->source_ended, &in->text, e)
                         : crm_decode_block(enc, raw, &in->text, e);

    if (rc)
        return place_error(in, (struct crm_str){in->text.p, in->decoder ? 0 : before}, e);
    drop(&in->raw, n);
    crm_buf_room(&in->text, CRM_SCAN_PADDING);
    return 0;
}

/*
 * Where the next block ends: *from is the buffer that it begins, in the encoding *enc, with `cut`
 * bytes; none when more must be read, and at the end.
 */
static int find_cut(struct input *in, struct crm_block *k, struct crm_buf **from,
                    const struct crm_encoding **enc, size_t *cut, struct crm_err *e)
{
    struct crm_str raw = crm_buf_str(&in->raw);

    *enc = crm_detector_see(in->detector, raw, in->source_ended, e);
    if (!*enc)
        return -1;
    *from = &in->raw;
    size_t n = in->decoder ? raw.n : crm_encoding_cut(*enc, raw, in->source_ended);
    if (in->text.n || in->decoder || !is_direct(in, *enc)) {
        if (n && decode_first(in, *enc, n, e))
            return -1;
        *enc = crm_encoding_ascii(); /* what is decoded needs no second look */
        *from = &in->text;
        n = in->text.n;
    }
    bool at_end = in->source_ended && (*from == &in->text || n == raw.n);
    n -= !at_end && n; /* the last record waits, since it may be the last of all: see leave_total */
    crm_buf_room(*from, CRM_SCAN_PADDING);
    *cut = crm_block_cut(k, &in->shape.quotes, (struct crm_str){(*from)->p, n}, at_end);
    return 0;
}

/* Give the block the first `cut` bytes of the buffer, which keeps the rest. */
static void hand_over(struct crm_block *k, struct crm_buf *from, size_t cut)
{
    struct crm_buf text = *from;

    *from = k->text;
    k->text = text;
    k->text.n = cut;
    crm_buf_reset(from);
    crm_buf_add(from, (struct crm_str){text.p + cut, text.n - cut});
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

/* The buffer that the header stands in: the bytes as they are where records can be cut in them. */
static struct crm_buf *head_text(struct input *in)
{
    return in->is_decoded ? &in->text : &in->raw;
}

/* What was read becomes text, as far as its encoding is known. */
static int prepare_head(struct input *in, struct crm_err *e)
{
    const struct crm_encoding *enc =
        crm_detector_see(in->detector, crm_buf_str(&in->raw), in->source_ended, e);

    if (!enc)
        return -1;
    in->is_decoded = in->is_decoded || in->decoder || !is_direct(in, enc);
    if (!in->is_decoded)
        return 0;
    size_t n =
        in->decoder ? in->raw.n : crm_encoding_cut(enc, crm_buf_str(&in->raw), in->source_ended);
    return n ? decode_first(in, enc, n, e) : 0;
}

static int grow_head(struct input *in, struct crm_err *e)
{
    /* By a share of what there is, so that a long line is not looked through too often. */
    return read_more(in, BLOCK_BYTES + in->raw.n / 2, e) ? -1 : prepare_head(in, e);
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
        size_t bytes = line_bytes(crm_buf_str(head_text(in)), in->source_ended);
        if (bytes) {
            drop(head_text(in), bytes);
            in->line++;
            n--;
        } else if (in->source_ended) {
            return no_header(in, e);
        } else if (grow_head(in, e)) {
            return -1;
        }
    }
    return 0;
}

/* The fields of the record that r has found at s, in UTF-8. */
static int read_fields(struct input *in, struct crm_str s, struct crm_record *r, struct crm_err *e)
{
    struct crm_buf utf8 = {0};
    size_t bytes = r->bytes;
    int rc = 0;

    s.n = bytes;
    if (in->is_decoded)
        crm_buf_add(&utf8, s);
    else if (crm_decode_block(crm_detector_encoding(in->detector), s, &utf8, e))
        rc = place_error(in, CRM_STR(""), e);
    if (!rc) {
        crm_record_find(r, &in->shape.quotes, crm_buf_str(&utf8), true);
        crm_record_read(r, &in->shape.quotes, crm_buf_str(&utf8));
        r->bytes = bytes;
    }
    crm_buf_clear(&utf8);
    return rc;
}

/* A field of the record at s, behind the header if that stands, is too long. */
static int too_long(const struct input *in, struct crm_str s, const struct crm_record *r,
                    struct crm_err *e)
{
    enum { ERROR_TEXT_BYTES = 60 };
    size_t column = r->fault_field - in->shape.dropped, n = r->fault_end - r->fault_at;
    bool is_known = r->fault_field >= in->shape.dropped && column < in->head.ncols;

    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_FIELD_TOO_LONG, .file = in->head.file,
                    .line = in->line, .advice = CRM_MSG_ADVICE_MAX_FIELD,
                    .column = is_known ? in->head.names[column] : CRM_STR(""),
                    .text = {s.p + r->fault_at, n < ERROR_TEXT_BYTES ? n : ERROR_TEXT_BYTES});
}

/* The record at `at` of the text, reading on until it is whole. 1: there is none. */
static int find_record(struct input *in, size_t at, struct crm_record *r, struct crm_err *e)
{
    for (;;) {
        struct crm_str s = crm_str_from(crm_buf_str(head_text(in)), at);
        if (s.n && crm_record_find(r, &in->shape.quotes, s, in->source_ended))
            return r->is_too_long ? too_long(in, s, r, e) : read_fields(in, s, r, e);
        if (in->source_ended)
            return 1;
        if (grow_head(in, e))
            return -1;
    }
}

/* The same, blank lines not counted; *at moves to it. */
static int find_filled(struct input *in, size_t *at, struct crm_record *r, struct crm_err *e)
{
    int rc;

    while ((rc = find_record(in, *at, r, e)) == 0) {
        char first = head_text(in)->p[*at];
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
    in->line += crm_line_ends((struct crm_str){head_text(in)->p, at});
    if (in->shape.is_strict && r->has_misplaced)
        return CRM_FAIL(e, .status = CRM_DATA,
                        .what = r->fault_is_open ? CRM_MSG_QUOTE_NOT_CLOSED : CRM_MSG_STRAY_QUOTE,
                        .file = in->head.file, .line = in->line, .advice = CRM_MSG_ADVICE_QUOTE);
    if (r->nfields > CRM_COLUMNS_MAX)
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TOO_MANY_COLUMNS,
                        .file = in->head.file, .line = in->line);
    take_header(in, r);
    in->line += r->line_ends;
    drop(head_text(in), at + r->bytes);
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

/* The decoder of an encoding that cannot be cut into blocks. */
static int find_decoder(struct input *in, const struct crm_reader_opts *o, struct crm_err *e)
{
    in->detector = crm_detector_new(o->encoding, o->encoding_hint, e);
    if (!in->detector)
        return -1;
    if (crm_encoding_is_serial(crm_detector_encoding(in->detector)))
        in->decoder = crm_decoder_new(o->encoding, NULL, e);
    return crm_failed(e) ? -1 : 0;
}

/* Find out the dialect from the first bytes, in UTF-8; a byte-order mark goes. */
static int sniff(struct input *in, const struct crm_reader_opts *o, struct crm_err *e)
{
    const struct crm_dialect_opts given = {.delimiter = o->delimiter, .skip_lines = o->skip_lines};
    const struct crm_encoding *enc =
        crm_detector_see(in->detector, crm_buf_str(&in->raw), in->source_ended, e);
    struct crm_buf sample = {0};
    int rc = enc ? 0 : -1;

    if (enc && !in->decoder) {
        drop(&in->raw, crm_encoding_mark(enc, crm_buf_str(&in->raw)));
        struct crm_str raw = crm_buf_str(&in->raw);
        raw.n = crm_encoding_cut(enc, raw, in->source_ended);
        rc = crm_decode_block(enc, raw, &sample, e) ? place_error(in, CRM_STR(""), e) : 0;
    } else if (enc) {
        rc = prepare_head(in, e);
        crm_buf_add(&sample, crm_buf_str(&in->text));
    }
    if (!rc) {
        crm_dialect_find(crm_buf_str(&sample), in->source_ended, &given, &in->dialect);
        in->shape.quotes.signs = (struct crm_signs){in->dialect.delimiter, in->dialect.quote};
        rc = prepare_head(in, e);
    }
    crm_buf_clear(&sample);
    return rc;
}

static int open_input(struct crm_reader *r, struct input *in, const char *name, struct crm_err *e)
{
    const struct crm_reader_opts *o = &r->opts;
    struct crm_record record = {0};

    in->source = crm_source_open(name, e);
    if (!in->source)
        return -1;
    if (r->stop_fd >= 0)
        crm_source_stop_on(in->source, r->stop_fd);
    in->head.file = crm_source_name(in->source);
    in->line = 1;
    in->shape = (struct crm_shape){
        .head = &in->head, .quotes = {.max_field = o->max_field_bytes}, .is_strict = o->is_strict};
    int rc = find_decoder(in, o, e) || read_more(in, HEAD_BYTES, e) || sniff(in, o, e) ||
             skip_lines(in, in->dialect.skip_lines, e);
    if (!rc && o->columns)
        header_from_option(in, o);
    else if (!rc)
        rc = read_header(in, &record, e);
    if (!rc)
        rc = find_surplus(in, &record, e);
    crm_record_clear(&record);
    in->is_opened = true;
    return rc ? -1 : 0;
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
    crm_turns_init(&r->joins);
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

/* Fill the block, reading on until there is a whole record; under the lock. */
static int fill_block(struct input *in, struct crm_block *k, struct crm_err *e)
{
    struct crm_buf *from;
    size_t cut = 0;

    for (;;) {
        size_t have = in->raw.n + in->text.n;
        if (have >= BLOCK_BYTES || in->source_ended) {
            if (find_cut(in, k, &from, &k->encoding, &cut, e))
                return -1;
            if (!cut && have > in->shape.quotes.max_field + TOO_MUCH_BYTES)
                cut = from->n; /* a field is too long, as the block will say */
            if (cut || in->source_ended)
                break;
        }
        /* Of a record longer than a block by a share of what there is, as above. */
        if (read_more(in, BLOCK_BYTES + have / 2 / BLOCK_BYTES * BLOCK_BYTES, e))
            return -1;
    }
    hand_over(k, from, cut);
    k->is_last = in->source_ended && !in->raw.n && !in->text.n;
    return 0;
}

/* The same from compressed members, which were taken under the lock: none or some records. */
static int join_piece(struct input *in, struct crm_block *k, struct crm_err *e)
{
    struct crm_buf *from;
    size_t cut = 0;

    crm_buf_add(&in->raw, crm_buf_str(&k->decoded));
    if (in->raw.n + in->text.n < BLOCK_BYTES / 2)
        return 0;
    if (find_cut(in, k, &from, &k->encoding, &cut, e))
        return -1;
    if (!cut && from->n > in->shape.quotes.max_field + TOO_MUCH_BYTES)
        cut = from->n;
    if (cut)
        hand_over(k, from, cut);
    return 0;
}

static struct input *next_input(struct crm_reader *r)
{
    for (; r->current < r->ninputs; r->current++) {
        struct input *in = &r->inputs[r->current];
        if (!in->source_ended || in->raw.n || in->text.n)
            return in;
    }
    return NULL;
}

/* Take members as they are, if the input has such. */
static bool take_piece(struct input *in, struct crm_block *k, struct crm_err *e)
{
    if (in->source_ended || !crm_source_has_members(in->source, e))
        return false;
    if (!k->piece)
        k->piece = crm_piece_new();
    bool is_taken = crm_source_take(in->source, k->piece, e);
    in->had_pieces = in->had_pieces || is_taken;
    return is_taken;
}

/* Take the next block into the batch. False: nothing is left, or an error has ended the run. */
static bool take_block(struct crm_reader *r, struct crm_batch *b)
{
    struct crm_block *k = b->block;
    bool is_piece = false;

    pthread_mutex_lock(&r->lock);
    struct input *in = next_input(r);
    if (in) {
        b->head = &in->head;
        b->piece = r->pieces++;
        b->is_out = true;
        k->text.n = 0;
        k->encoding = crm_encoding_ascii();
        is_piece = take_piece(in, k, &b->err);
        /* What others inflate comes before what is read now. */
        if (!is_piece && in->had_pieces)
            crm_turns_wait(&r->joins, b->piece);
        if (!is_piece && !crm_failed(&b->err))
            fill_block(in, k, &b->err);
        if (crm_failed(&b->err))
            r->current = r->ninputs; /* nothing behind an error is read */
    }
    pthread_mutex_unlock(&r->lock);
    if (is_piece) {
        crm_buf_reset(&k->decoded);
        crm_piece_inflate(k->piece, &k->decoded, &b->err);
        if (crm_turns_wait(&r->joins, b->piece) && !crm_failed(&b->err))
            join_piece(in, k, &b->err);
    }
    if (in)
        crm_turns_done(&r->joins, b->piece);
    return in != NULL;
}

/* The block's bytes as UTF-8. */
static int decode(const struct input *in, struct crm_block *k, struct crm_err *e)
{
    struct crm_str raw = crm_buf_str(&k->text);

    if (crm_encoding_is_utf8(k->encoding))
        return crm_utf8_check(raw, e) ? place_error(in, CRM_STR(""), e) : 0;
    crm_buf_reset(&k->decoded);
    if (crm_decode_block(k->encoding, raw, &k->decoded, e))
        return place_error(in, CRM_STR(""), e);
    struct crm_buf text = k->text;
    k->text = k->decoded;
    k->decoded = text;
    return 0;
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
        if (!crm_failed(&b->err) && !decode(in, b->block, &b->err))
            crm_block_read(b->block, &in->shape, b);
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

static void close_input(struct input *in)
{
    crm_decoder_free(in->decoder);
    crm_detector_free(in->detector);
    crm_source_close(in->source);
    crm_arena_clear(&in->arena);
    crm_buf_clear(&in->text);
    crm_buf_clear(&in->raw);
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
