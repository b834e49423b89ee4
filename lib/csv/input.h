/*
 * input.h - the bytes of one input, from its source to blocks of whole records.
 *
 * Records can be cut in the bytes of most encodings as they are (encoding.h: transparent): then
 * `raw` is what blocks are cut from, and each is decoded where it is read. Else the input is
 * decoded as it is read, into `text`, and blocks are cut from that.
 *
 * Opened by opening.h. Then one caller at a time for all functions but crm_input_decode.
 */
#ifndef CRM_CSV_INPUT_H
#define CRM_CSV_INPUT_H

#include <stdatomic.h>

#include "csv/block.h"
#include "csv/dialect.h"
#include "io/source.h"
#include "text/decoder.h"
#include "text/detect.h"

struct crm_input {
    struct crm_head head;
    struct crm_arena arena; /* the header's texts */
    struct crm_source *source;
    struct crm_detector *detector;
    struct crm_decoder *decoder; /* of an encoding that is only read from start to end, or NULL */
    struct crm_shape shape;
    struct crm_dialect dialect;
    bool source_ended;
    bool is_opened;      /* the header stands */
    bool is_decoded;     /* as it is read */
    bool had_pieces;     /* others may still inflate some */
    struct crm_buf raw;  /* as read, neither decoded nor given to a block */
    uint64_t raw_end;    /* bytes read until its end */
    struct crm_buf text; /* decoded, and not given to a block */
    /* by turns: where the next block starts */
    uint64_t line;
    _Atomic uint64_t records;
};

/* Read n more bytes behind the input's. */
int crm_input_read(struct crm_input *in, size_t n, struct crm_err *e);

/*
 * What was read, as far as its encoding is known: the first *n bytes of *from, which is `raw` or
 * `text`, in the encoding *enc.
 */
int crm_input_text(struct crm_input *in, struct crm_buf **from, const struct crm_encoding **enc,
                   size_t *n, struct crm_err *e);

/* Drop the first n bytes of `raw` or `text`. */
void crm_input_drop(struct crm_buf *b, size_t n);

/* An error of a decoder, behind `before`, in what the input's byte `at` begins: its line becomes
 * one of the block to come, from 1, or of the file while the header does not stand. -1. */
int crm_input_place_error(const struct crm_input *in, struct crm_str before, uint64_t at,
                          struct crm_err *e);

/* Is there more, read or to be read? */
bool crm_input_has_more(const struct crm_input *in);

/* Read until about so many bytes wait to be given to blocks, or the end. */
int crm_input_read_ahead(struct crm_input *in, size_t bytes, struct crm_err *e);

/* Fill the batch's block, reading on until there is a whole record, or the end. */
int crm_input_fill(struct crm_input *in, struct crm_batch *b, struct crm_err *e);

/* Take members of a compressed input as they are, if it has such: the block's piece. */
bool crm_input_take(struct crm_input *in, struct crm_block *k, struct crm_err *e);

/* Fill the block from what a piece inflated to (k->decoded), joined in the order in which they were
 * taken: none or some records. */
int crm_input_join(struct crm_input *in, struct crm_block *k, struct crm_err *e);

/* The block's bytes as UTF-8; several threads at once, each with a block of its own. */
int crm_input_decode(const struct crm_input *in, struct crm_block *k, struct crm_err *e);

void crm_input_close(struct crm_input *in);

#endif
