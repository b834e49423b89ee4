/*
 * decoder.h - an input from start to end as UTF-8, block by block on one thread.
 *
 * Detection, the byte-order mark, characters that a block's end cuts and lines are all seen to. It
 * reads any encoding, those too that cannot be cut into blocks (encoding.h).
 */
#ifndef CRM_TEXT_DECODER_H
#define CRM_TEXT_DECODER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct crm_decoder;

/*
 * A decoder for a named encoding (-e: any name that iconv knows), or with name NULL for what
 * detection finds, with the hint of --encoding-hint or NULL (detect.h). NULL with CRM_USAGE when
 * iconv does not know the name.
 */
struct crm_decoder *crm_decoder_new(const char *name, const char *hint, struct crm_err *e);

/*
 * Append the next block of input to *out as UTF-8; a byte-order mark at the very start is dropped.
 * What is behind the last whole character waits for the next call, and so does, as long as all was
 * ASCII, what is behind that; at_end tells that none comes. Blocks are full, of CRM_DETECT_BYTES or
 * more, but for the last. Not to be called again after at_end. -1 with CRM_DATA at bytes that are
 * not of the encoding, as crm_decode_block, with the line counted from the start of the input.
 */
int crm_decoder_add(struct crm_decoder *d, struct crm_str block, bool at_end, struct crm_buf *out,
                    struct crm_err *e);

/* The encoding in use, as told or found; "ASCII" while nothing else was seen. Borrowed. */
const char *crm_decoder_encoding(const struct crm_decoder *d);

void crm_decoder_free(struct crm_decoder *d);

#endif
