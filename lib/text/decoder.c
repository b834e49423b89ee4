/*
 * decoder.c - what the end of a block cuts off, kept for the next.
 *
 *   block -> [rest of the last block + block] -> see -> cut -> decode -> out
 *                                                        |
 *                                                      rest
 *
 * A serial encoding is not cut: one iconv sees it all and keeps its state.
 */
#include "text/decoder.h"

#include <iconv.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/convert.h"
#include "text/detect.h"
#include "text/encoding.h"

struct crm_decoder {
    struct crm_detector *detector;
    iconv_t cd; /* of a serial encoding */
    bool has_cd;
    bool is_started;     /* what may be a mark was seen */
    struct crm_buf rest; /* bytes behind the last block's cut */
    uint64_t lines;      /* line feeds decoded */
};

struct crm_decoder *crm_decoder_new(const char *name, const char *hint, struct crm_err *e)
{
    struct crm_detector *detector = crm_detector_new(name, hint, e);
    struct crm_decoder *d;

    if (!detector)
        return NULL;
    d = crm_alloc(sizeof(*d));
    d->detector = detector;
    /* It was opened before, to learn that it is serial. */
    if (crm_encoding_is_serial(crm_detector_encoding(detector)))
        d->has_cd = crm_convert_open(name, &d->cd);
    return d;
}

void crm_decoder_free(struct crm_decoder *d)
{
    if (!d)
        return;
    if (d->has_cd)
        iconv_close(d->cd);
    crm_detector_free(d->detector);
    crm_buf_clear(&d->rest);
    free(d);
}

const char *crm_decoder_encoding(const struct crm_decoder *d)
{
    return crm_encoding_name(crm_detector_encoding(d->detector));
}

/* What was left of the last block and this one; borrowed from d or from the caller. */
static struct crm_str join_rest(struct crm_decoder *d, struct crm_str block)
{
    if (!block.n)
        return crm_buf_str(&d->rest);
    if (!d->rest.n)
        return block;
    crm_buf_add(&d->rest, block);
    return crm_buf_str(&d->rest);
}

static void keep_rest(struct crm_decoder *d, struct crm_str rest)
{
    d->rest.n = 0;
    if (!rest.n)
        return;
    /* When rest lies in d->rest there is room already, so nothing moves under it. */
    memmove(crm_buf_room(&d->rest, rest.n), rest.p, rest.n);
    d->rest.n = rest.n;
}

/* Drop a mark from the very first text of a serial encoding, which begins at out->p + start. */
static void drop_mark(struct crm_decoder *d, struct crm_buf *out, size_t start)
{
    const struct crm_str mark = CRM_STR("\xEF\xBB\xBF");

    if (d->is_started || out->n == start)
        return;
    d->is_started = true;
    if (crm_str_starts(crm_str_from(crm_buf_str(out), start), mark)) {
        out->n -= mark.n;
        memmove(out->p + start, out->p + start + mark.n, out->n - start);
    }
}

/* Bytes of `in` that are done with; what is left stays for the next call unless it is a fault. */
static size_t add_serial(struct crm_decoder *d, struct crm_str in, bool at_end, struct crm_buf *out,
                         struct crm_err *e)
{
    size_t start = out->n;
    bool is_cut = false;
    size_t n = in.n ? crm_convert(d->cd, in, out, &is_cut) : 0;

    if (n < in.n && (at_end || !is_cut))
        crm_encoding_fault(crm_decoder_encoding(d), crm_str_from(crm_buf_str(out), start),
                           CRM_NO_OFFSET, crm_str_from(in, n), e);
    else if (at_end)
        crm_convert(d->cd, CRM_STR(""), out, &is_cut);
    drop_mark(d, out, start);
    return n;
}

static size_t add_block(struct crm_decoder *d, struct crm_str in, bool at_end, struct crm_buf *out,
                        struct crm_err *e)
{
    const struct crm_encoding *enc = crm_detector_see(d->detector, in, at_end, e);
    size_t mark = 0;
    size_t n;

    if (!enc)
        return 0;
    n = crm_encoding_cut(enc, in, at_end);
    if (!d->is_started && n) {
        d->is_started = true;
        mark = crm_encoding_mark(enc, in);
    }
    crm_decode_block(enc, (struct crm_str){in.p + mark, n - mark}, out, e);
    return n;
}

int crm_decoder_add(struct crm_decoder *d, struct crm_str block, bool at_end, struct crm_buf *out,
                    struct crm_err *e)
{
    size_t start = out->n;
    struct crm_str in;
    size_t n;

    if (crm_failed(e))
        return -1;
    in = join_rest(d, block);
    n = d->has_cd ? add_serial(d, in, at_end, out, e) : add_block(d, in, at_end, out, e);
    if (crm_failed(e)) {
        e->line += e->line ? d->lines : 0;
        return -1;
    }
    d->lines += crm_count_lines(crm_str_from(crm_buf_str(out), start));
    keep_rest(d, crm_str_from(in, n));
    return 0;
}
