/*
 *   piece   the place of each row | texts that were made        in memory or in the file
 *           a bit of each row: is it dropped?                   in memory
 *
 * A place says where the row is: among the texts, or in the bytes of the input that the batch came
 * from. Reading these again costs less than keeping them does: the pages that a copy of them takes
 * must be had and cleared, and a gigabyte of input would be a gigabyte of memory.
 */
#include "match/row_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/scratch.h"
#include "io/source.h"
#include "match/padded.h"
#include "match/standing.h"
#include "table/roles.h"

enum { WORD_BITS = 64, LONGEST_ROW = 1 << 30 };

/* A row that is made is among the texts, with its line end. */
struct place {
    uint32_t at;
    uint32_t n : 30;
    uint32_t form : 2;
};

/* The rows of one batch. */
struct piece {
    char *bytes; /* a place of each row, then the texts; NULL: at `at` in the file */
    off_t at;
    size_t text_bytes;
    uint32_t nrows;
    uint32_t from, to; /* what its rows take of the input, behind input_at; none: 0, 0 */
    const struct crm_source *source;
    uint64_t input_at;
    _Atomic uint64_t *dropped; /* nrows bits */
};

/* What one thread of putting has of its own. */
struct lane {
    struct crm_writer writer; /* its buffer: the texts of the piece */
    struct crm_buf places;
    struct crm_str *row; /* the fields as they are written */
    bool has_quotes;     /* the batch's text has some */
};

struct crm_row_store {
    size_t nworkers, nfields;
    char delimiter;     /* of what is written; '\0': rows are no separated fields */
    const char *end;    /* of a line */
    struct lane *lanes; /* by worker */
    struct crm_scratch *scratch;
    size_t share_bytes;
    pthread_mutex_t lock; /* of what follows, while rows are put */
    struct crm_lease lease;
    size_t held_bytes;
    struct piece *pieces;
    size_t npieces, pieces_cap;
};

struct crm_row_store *crm_row_store_new(const char *tmpdir, size_t nworkers, size_t share_bytes,
                                        struct crm_budget *budget)
{
    struct crm_row_store *s = crm_alloc(sizeof(*s));

    s->nworkers = nworkers;
    s->lanes = crm_alloc_array(nworkers, sizeof(*s->lanes));
    s->scratch = crm_scratch_new(tmpdir);
    s->share_bytes = share_bytes;
    s->lease.budget = budget;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void free_lane(struct lane *lane)
{
    crm_writer_clear(&lane->writer);
    crm_buf_clear(&lane->places);
    free(lane->row);
}

void crm_row_store_free(struct crm_row_store *s)
{
    if (!s)
        return;
    for (size_t w = 0; w < s->nworkers; w++)
        free_lane(&s->lanes[w]);
    for (size_t i = 0; i < s->npieces; i++) {
        free(s->pieces[i].bytes);
        free(s->pieces[i].dropped);
    }
    free(s->lanes);
    free(s->pieces);
    crm_scratch_free(s->scratch);
    crm_lease_end(&s->lease);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void crm_row_store_format(struct crm_row_store *s, const struct crm_writer *like, size_t n)
{
    static const char delimiters[] = {[CRM_CSV] = ',', [CRM_TSV] = '\t', [CRM_JSONL] = '\0'};

    s->nfields = n;
    s->delimiter = delimiters[like->opts.format];
    s->end = like->opts.crlf ? "\r\n" : "\n";
    for (size_t w = 0; w < s->nworkers; w++) {
        struct crm_writer *writer = &s->lanes[w].writer;
        crm_writer_init(writer, NULL, &like->opts);
        writer->names = like->names;
        writer->ncols = like->ncols;
        s->lanes[w].row = crm_alloc_array(n, sizeof(struct crm_str));
    }
}

/* ---- putting --------------------------------------------------------------------- */

static int fail_long(struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
                    .advice = CRM_MSG_ADVICE_MEMORY);
}

/* Make the row's text; give it up again where it stands in the input. */
static int make_row(const struct crm_row_store *s, struct lane *lane, const struct crm_batch *b,
                    const struct crm_str *fields, struct place *place, struct crm_err *e)
{
    struct crm_writer *w = &lane->writer;
    struct crm_str row;
    size_t from = w->buf.n;

    crm_writer_fields(w, fields, s->nfields);
    size_t n = w->buf.n - from;
    crm_writer_end(w, e);
    if (w->buf.n > UINT32_MAX || w->buf.n - from >= LONGEST_ROW)
        return fail_long(e);
    if (b->source && s->delimiter && fields != lane->row && (lane->has_quotes || s->nfields == 1) &&
        crm_stands_as_made(b, fields[0], (struct crm_str){w->buf.p + from, n}, &row)) {
        w->buf.n = from;
        *place =
            (struct place){(uint32_t)(row.p - b->text.p), (uint32_t)n & 0x3FFFFFFF, CRM_STANDING};
    } else {
        *place = (struct place){(uint32_t)from, (uint32_t)(w->buf.n - from) & 0x3FFFFFFF, CRM_MADE};
    }
    return crm_failed(e) ? -1 : 0;
}

static int put_row(const struct crm_row_store *s, struct lane *lane, const struct crm_batch *b,
                   const struct crm_str *fields, struct place *place, struct crm_err *e)
{
    enum crm_standing form = CRM_MADE;
    struct crm_str row;

    if (b->source && s->delimiter && s->nfields > 1)
        form = crm_standing(b, fields, s->nfields, s->delimiter, lane->has_quotes, &row);
    if (form != CRM_MADE && row.n >= LONGEST_ROW)
        form = CRM_MADE;
    if (form == CRM_MADE)
        return make_row(s, lane, b, fields, place, e);
    *place = (struct place){(uint32_t)(row.p - b->text.p), (uint32_t)row.n & 0x3FFFFFFF,
                            (uint32_t)form & 3};
    return 0;
}

/* What the piece takes of the input. */
static void widen(struct piece *p, const struct place *place)
{
    if (place->form == CRM_MADE)
        return;
    if (!p->to || place->at < p->from)
        p->from = place->at;
    if (place->at + place->n > p->to)
        p->to = place->at + place->n;
}

static int put_rows(const struct crm_row_store *s, struct lane *lane, const struct crm_batch *b,
                    const size_t *from, struct piece *p, struct crm_err *e)
{
    struct place *places =
        (struct place *)(void *)crm_buf_room(&lane->places, b->nrows * sizeof(*places));

    lane->places.n = b->nrows * sizeof(*places);
    for (size_t r = 0; r < b->nrows; r++) {
        const struct crm_str *cells = crm_batch_row(b, r);
        for (size_t i = 0; from && i < s->nfields; i++)
            lane->row[i] = crm_row_cell(cells, from[i]);
        if (put_row(s, lane, b, from ? lane->row : cells, &places[r], e))
            return -1;
        widen(p, &places[r]);
    }
    return 0;
}

/* May n bytes more stay in memory? */
static bool hold(struct crm_row_store *s, size_t n)
{
    struct crm_err refused = {0};
    bool is_held = false;

    pthread_mutex_lock(&s->lock);
    if (!s->share_bytes || crm_add_size(s->held_bytes, n) <= s->share_bytes)
        is_held = !crm_lease_take(&s->lease, n, &refused);
    if (is_held)
        s->held_bytes += n;
    pthread_mutex_unlock(&s->lock);
    return is_held;
}

/* Put the lane's texts and places away. */
static int put_bytes(struct crm_row_store *s, struct lane *lane, struct piece *p, struct crm_err *e)
{
    struct crm_str text = crm_buf_str(&lane->writer.buf), places = crm_buf_str(&lane->places);

    p->text_bytes = text.n;
    if (hold(s, text.n + places.n)) {
        p->bytes = crm_realloc(NULL, text.n + places.n);
        memcpy(p->bytes, places.p, places.n);
        memcpy(p->bytes + places.n, text.p, text.n);
        return 0;
    }
    crm_buf_add(&lane->places, text);
    return crm_scratch_add(s->scratch, crm_buf_str(&lane->places), &p->at, e);
}

static int put_piece(struct crm_row_store *s, size_t number, const struct piece *p,
                     struct crm_err *e)
{
    struct piece *pieces = NULL;

    pthread_mutex_lock(&s->lock);
    if (!crm_lease_take(&s->lease, (p->nrows / WORD_BITS + 1) * sizeof(*p->dropped), e))
        pieces =
            crm_lease_grow(&s->lease, s->pieces, &s->pieces_cap, number + 1, sizeof(*pieces), e);
    if (pieces) {
        s->pieces = pieces;
        for (; s->npieces < number + 1; s->npieces++)
            pieces[s->npieces] = (struct piece){0};
        pieces[number] = *p;
    }
    pthread_mutex_unlock(&s->lock);
    return pieces ? 0 : -1;
}

int crm_row_store_put(struct crm_row_store *s, size_t worker, const struct crm_batch *b,
                      const size_t *from, struct crm_err *e)
{
    struct lane *lane = &s->lanes[worker];
    /* Of b->nrows and b->piece memory ends before 32 bits do. */
    struct piece p = {.nrows = (uint32_t)b->nrows,
                      .source = b->source,
                      .input_at = b->text_at,
                      .dropped = crm_alloc_array(b->nrows / WORD_BITS + 1, sizeof(*p.dropped))};

    crm_buf_reset(&lane->places);
    crm_buf_reset(&lane->writer.buf);
    lane->has_quotes = b->source && b->text.n && memchr(b->text.p, '"', b->text.n);
    if (put_rows(s, lane, b, from, &p, e) || put_bytes(s, lane, &p, e) ||
        put_piece(s, (size_t)b->piece, &p, e)) {
        free(p.bytes);
        free(p.dropped);
        return -1;
    }
    return 0;
}

/* ---- one row --------------------------------------------------------------------- */

/* Bytes [from, from + n) of a piece, borrowed from it or read to the end of the room. */
static const char *piece_bytes(const struct crm_row_store *s, const struct piece *p, size_t from,
                               size_t n, struct crm_buf *room, struct crm_err *e)
{
    if (p->bytes)
        return p->bytes + from;
    char *to = crm_buf_room(room, n);
    return crm_scratch_read(s->scratch, p->at + (off_t)from, to, n, e) ? NULL : to;
}

static int read_input(const struct piece *p, size_t at, size_t n, char *to, struct crm_err *e)
{
    return crm_source_read_again(p->source, p->input_at + at, to, n, e);
}

struct crm_str crm_row_store_text(const struct crm_row_store *s, size_t piece, size_t row,
                                  struct crm_buf *room, struct crm_err *e)
{
    const struct piece *p = &s->pieces[piece];
    struct place place;

    crm_buf_reset(room);
    const char *bytes = piece_bytes(s, p, row * sizeof(place), sizeof(place), room, e);
    if (!bytes)
        return CRM_STR("");
    memcpy(&place, bytes, sizeof(place));
    if (place.form == CRM_MADE) {
        bytes = piece_bytes(s, p, p->nrows * sizeof(place) + place.at, place.n, room, e);
        return bytes ? (struct crm_str){bytes, place.n} : CRM_STR("");
    }
    size_t most = place.n + crm_padded_most(s->nfields), end = strlen(s->end);
    char *to = crm_buf_room(room, most + end + place.n + CRM_PADDED_BEHIND);
    char *from = to + most + end;
    if (read_input(p, place.at, place.n, from, e))
        return CRM_STR("");
    memset(from + place.n, 0, CRM_PADDED_BEHIND);
    size_t n = place.n;
    if (place.form == CRM_PADDED)
        n = crm_padded_quote((struct crm_str){from, n}, s->delimiter, to);
    else
        memmove(to, from, n);
    memcpy(to + n, s->end, end);
    return (struct crm_str){to, n + end};
}

static _Atomic uint64_t *word_of(const struct crm_row_store *s, struct crm_row_place at)
{
    return &s->pieces[at.piece].dropped[at.row / WORD_BITS];
}

/* All words are fetched before the first is changed: such a change lets nothing overtake it. */
void crm_row_store_drop(struct crm_row_store *s, const struct crm_row_place *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(word_of(s, rows[i]), 1);
    for (size_t i = 0; i < n; i++)
        atomic_fetch_or_explicit(word_of(s, rows[i]), UINT64_C(1) << rows[i].row % WORD_BITS,
                                 memory_order_relaxed);
}

static bool is_kept(const struct piece *p, size_t row)
{
    return !(p->dropped[row / WORD_BITS] >> row % WORD_BITS & 1);
}

/* ---- taking ---------------------------------------------------------------------- */

size_t crm_row_store_pieces(const struct crm_row_store *s)
{
    return s->npieces;
}

/* A piece that is being taken. */
struct taking {
    const struct crm_row_store *s;
    const struct piece *p;
    const char *texts, *input;
    const struct place *places;
};

/* How many kept rows, from the one at r on, lie in memory as they are written. */
static size_t side_by_side(const struct taking *t, size_t r, size_t *n)
{
    const struct place *at = &t->places[r];
    size_t rows = 1;
    bool is_made = at->form == CRM_MADE;

    /* Of rows in the input, each but the last with its line feed. */
    for (*n = at->n; r + rows < t->p->nrows && is_kept(t->p, r + rows); rows++) {
        const struct place *next = &at[rows];
        if (next->form != at->form || next->at != (size_t)at->at + *n + !is_made)
            break;
        if (!is_made && (t->input[at->at + *n] != '\n' || t->s->end[0] != '\n'))
            break;
        *n += (size_t)next->n + !is_made;
    }
    return rows;
}

static char *put_end(const struct crm_row_store *s, char *to)
{
    size_t n = strlen(s->end);

    memcpy(to, s->end, n);
    return to + n;
}

static char *add_rows(const struct taking *t, char *to, uint64_t *written)
{
    size_t rows, n;

    for (size_t r = 0; r < t->p->nrows; r += rows) {
        const struct place *at = &t->places[r];
        rows = 1;
        if (!is_kept(t->p, r))
            continue;
        if (at->form == CRM_PADDED) {
            struct crm_str row = {t->input + at->at, at->n};
            to = put_end(t->s, to + crm_padded_quote(row, t->s->delimiter, to));
        } else {
            rows = side_by_side(t, r, &n);
            memcpy(to, (at->form == CRM_MADE ? t->texts : t->input) + at->at, n);
            to = at->form == CRM_MADE ? to + n : put_end(t->s, to + n);
        }
        *written += rows;
    }
    return to;
}

/* The rows to the buffer; what is read of the input goes to its room behind them meanwhile. */
static int add_kept(const struct crm_row_store *s, const struct piece *p, const char *bytes,
                    struct crm_writer *out, struct crm_err *e)
{
    size_t input = p->to - p->from;
    size_t most = p->text_bytes + input + p->nrows * (crm_padded_most(s->nfields) + 2);
    char *to = crm_buf_room(&out->buf, most + input + CRM_PADDED_BEHIND);
    char *from = to + most;

    if (input && read_input(p, p->from, input, from, e))
        return -1;
    memset(from + input, 0, CRM_PADDED_BEHIND);
    struct taking t = {.s = s,
                       .p = p,
                       .texts = bytes + p->nrows * sizeof(struct place),
                       .input = from - p->from,
                       .places = (const struct place *)(const void *)bytes};
    out->buf.n += (size_t)(add_rows(&t, to, &out->rows) - to);
    return 0;
}

static bool has_kept(const struct piece *p)
{
    for (size_t r = 0; r < p->nrows; r++)
        if (is_kept(p, r))
            return true;
    return false;
}

int crm_row_store_take(void *store, size_t piece, struct crm_writer *out, struct crm_err *e)
{
    struct crm_row_store *s = store;
    struct piece *p = &s->pieces[piece];
    size_t n = p->text_bytes + p->nrows * sizeof(struct place);
    struct crm_buf room = {0};
    const char *bytes = has_kept(p) ? piece_bytes(s, p, 0, n, &room, e) : NULL;

    if (bytes)
        add_kept(s, p, bytes, out, e);
    crm_buf_clear(&room);
    if (p->bytes) {
        free(p->bytes);
        p->bytes = NULL;
        pthread_mutex_lock(&s->lock);
        crm_lease_give(&s->lease, n);
        pthread_mutex_unlock(&s->lock);
    }
    return crm_failed(e) ? -1 : 0;
}
