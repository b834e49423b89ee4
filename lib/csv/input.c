#include "csv/input.h"

#include <stdlib.h>

#include "base/buf.h"
#include "text/encoding.h"
#include "text/unicode.h"

enum {
    BLOCK_BYTES = 256 * 1024,
    TOO_MUCH_BYTES = 512 * 1024, /* behind a field of the longest kind */
};

/* ---- bytes ----------------------------------------------------------------------- */

int crm_input_read(struct crm_input *in, size_t n, struct crm_err *e)
{
    size_t got;
    char *to = crm_buf_room(&in->raw, n + CRM_SCAN_PADDING);

    if (crm_source_read(in->source, to, n, &got, e))
        return -1;
    in->raw.n += got;
    in->raw_end += got;
    in->source_ended = got < n;
    return 0;
}

void crm_input_drop(struct crm_buf *b, size_t n)
{
    memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
}

/* Can records be cut in the bytes as they are? Not where a delimiter may be half a character. */
static bool is_direct(const struct crm_input *in, const struct crm_encoding *enc)
{
    const struct crm_signs *s = &in->shape.quotes.signs;

    return crm_encoding_is_utf8(enc) ||
           (crm_encoding_is_transparent(enc) && s->delimiter < 0x30 && s->quote < 0x30);
}

int crm_input_place_error(const struct crm_input *in, struct crm_str before, uint64_t at,
                          struct crm_err *e)
{
    e->offset += e->offset ? at : 0;
    e->line += crm_count_lines(before) + (in->is_opened ? 0 : in->line - 1);
    crm_err_in_file(e, in->head.file);
    return -1;
}

/* Decode the first n bytes behind the decoded text. */
static int decode_first(struct crm_input *in, const struct crm_encoding *enc, size_t n,
                        struct crm_err *e)
{
    struct crm_str raw = {in->raw.p, n};
    size_t before = in->text.n;
    int rc = in->decoder ? crm_decoder_add(in->decoder, raw, in->source_ended, &in->text, e)
                         : crm_decode_block(enc, raw, &in->text, e);

    if (rc)
        return crm_input_place_error(in, (struct crm_str){in->text.p, in->decoder ? 0 : before},
                                     in->raw_end - in->raw.n, e);
    crm_input_drop(&in->raw, n);
    crm_buf_room(&in->text, CRM_SCAN_PADDING);
    return 0;
}

int crm_input_text(struct crm_input *in, struct crm_buf **from, const struct crm_encoding **enc,
                   size_t *n, struct crm_err *e)
{
    struct crm_str raw = crm_buf_str(&in->raw);

    *enc = crm_detector_see(in->detector, raw, in->source_ended, e);
    if (!*enc)
        return -1;
    *from = &in->raw;
    *n = in->decoder ? raw.n : crm_encoding_cut(*enc, raw, in->source_ended);
    in->is_decoded = in->is_decoded || in->decoder || !is_direct(in, *enc);
    if (!in->is_decoded)
        return 0;
    if (*n && decode_first(in, *enc, *n, e))
        return -1;
    *enc = crm_encoding_ascii(); /* what is decoded needs no second look */
    *from = &in->text;
    *n = in->text.n;
    return 0;
}

/* ---- blocks ---------------------------------------------------------------------- */

/*
 * Where the next block ends: *from is the buffer that it begins, in the encoding *enc, with `cut`
 * bytes; none when more must be read, and at the end.
 */
static int find_cut(struct crm_input *in, struct crm_block *k, struct crm_buf **from,
                    const struct crm_encoding **enc, size_t *cut, struct crm_err *e)
{
    size_t n;

    if (crm_input_text(in, from, enc, &n, e))
        return -1;
    bool at_end = in->source_ended && n == (*from)->n;
    n -= !at_end && n; /* the last record waits, since it may be the last of all: see leave_total */
    crm_buf_room(*from, CRM_SCAN_PADDING);
    *cut = 0;
    /* What was read ahead for a sample is still work for all threads. */
    if (n / 2 >= BLOCK_BYTES)
        *cut =
            crm_block_cut(k, &in->shape.quotes, (struct crm_str){(*from)->p, BLOCK_BYTES}, false);
    if (!*cut)
        *cut = crm_block_cut(k, &in->shape.quotes, (struct crm_str){(*from)->p, n}, at_end);
    return 0;
}

/* Give the block the first `cut` bytes of the buffer, which keeps the rest. */
static void hand_over(struct crm_input *in, struct crm_block *k, struct crm_buf *from, size_t cut)
{
    struct crm_buf text = *from;

    k->at = in->raw_end - in->raw.n;
    *from = k->text;
    k->text = text;
    k->text.n = cut;
    crm_buf_reset(from);
    crm_buf_add(from, (struct crm_str){text.p + cut, text.n - cut});
}

bool crm_input_has_more(const struct crm_input *in)
{
    return !in->source_ended || in->raw.n || in->text.n;
}

int crm_input_read_ahead(struct crm_input *in, size_t bytes, struct crm_err *e)
{
    while (!in->source_ended && in->raw.n + in->text.n < bytes)
        if (crm_input_read(in, BLOCK_BYTES, e))
            return -1;
    return 0;
}

int crm_input_fill(struct crm_input *in, struct crm_batch *b, struct crm_err *e)
{
    struct crm_block *k = b->block;
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
        if (crm_input_read(in, BLOCK_BYTES + have / 2 / BLOCK_BYTES * BLOCK_BYTES, e))
            return -1;
    }
    if (from == &in->raw && crm_encoding_is_utf8(k->encoding) && crm_source_is_kept(in->source)) {
        b->source = in->source;
    }
    hand_over(in, k, from, cut);
    b->text_at = k->at;
    k->is_last = !crm_input_has_more(in);
    return 0;
}

int crm_input_join(struct crm_input *in, struct crm_block *k, struct crm_err *e)
{
    struct crm_buf *from;
    size_t cut = 0;

    crm_buf_add(&in->raw, crm_buf_str(&k->decoded));
    in->raw_end += k->decoded.n;
    if (in->raw.n + in->text.n < BLOCK_BYTES / 2)
        return 0;
    if (find_cut(in, k, &from, &k->encoding, &cut, e))
        return -1;
    if (!cut && from->n > in->shape.quotes.max_field + TOO_MUCH_BYTES)
        cut = from->n;
    if (cut)
        hand_over(in, k, from, cut);
    return 0;
}

bool crm_input_take(struct crm_input *in, struct crm_block *k, struct crm_err *e)
{
    if (in->source_ended || !crm_source_has_members(in->source, e))
        return false;
    if (!k->piece)
        k->piece = crm_piece_new();
    bool is_taken = crm_source_take(in->source, k->piece, e);
    in->had_pieces = in->had_pieces || is_taken;
    return is_taken;
}

int crm_input_decode(const struct crm_input *in, struct crm_block *k, struct crm_err *e)
{
    struct crm_str raw = crm_buf_str(&k->text);

    if (crm_encoding_is_utf8(k->encoding))
        return crm_utf8_check(raw, e) ? crm_input_place_error(in, CRM_STR(""), k->at, e) : 0;
    crm_buf_reset(&k->decoded);
    if (crm_decode_block(k->encoding, raw, &k->decoded, e))
        return crm_input_place_error(in, CRM_STR(""), k->at, e);
    struct crm_buf text = k->text;
    k->text = k->decoded;
    k->decoded = text;
    return 0;
}

void crm_input_close(struct crm_input *in)
{
    crm_decoder_free(in->decoder);
    crm_detector_free(in->detector);
    crm_source_close(in->source);
    crm_arena_clear(&in->arena);
    crm_buf_clear(&in->text);
    crm_buf_clear(&in->raw);
    free(in->head.names);
}
