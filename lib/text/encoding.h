/*
 * encoding.h - which encoding bytes are in, and turning them into UTF-8 block by block.
 *
 * The rule is simple and says what it did: a byte-order mark decides; many NUL bytes are UTF-16;
 * text that is well-formed UTF-8 is UTF-8; anything else is GB18030. As long as only ASCII was seen
 * nothing is decided, since it reads the same in all of them; the first block with other bytes
 * decides. So the answer depends on the bytes alone, not on how they arrive. Once decided it stays:
 * bytes that do not fit are an error, never read another way.
 */
#ifndef CRM_TEXT_ENCODING_H
#define CRM_TEXT_ENCODING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct crm_decoder;

/*
 * A decoder for a named encoding (-e: any name that iconv knows), or with name NULL for what
 * detection finds. `hint` is NULL or "zh", "tw", "ja", "west" (--encoding-hint): what is neither
 * marked nor UTF-8 is then GB18030, BIG5, CP932 (Shift_JIS as Windows writes it) or WINDOWS-1252.
 * NULL with CRM_USAGE when iconv does not know the name.
 */
struct crm_decoder *crm_decoder_new(const char *name, const char *hint, struct crm_err *e);

/*
 * Append the next block of input to *out as UTF-8; a byte-order mark at the very start is dropped.
 * A character cut by the block's end waits for the next call; at_end tells that none comes.
 * Blocks are full, of one size (64 KiB or more), but for the last: what detection finds in the
 * first block that tells must not depend on how the bytes arrived. Not to be called again after
 * at_end. -1 with CRM_DATA at bytes that are not of the encoding: the fault's text holds those
 * bytes as hex, its line counts the line feeds decoded before them plus 1, its advice names -e.
 */
int crm_decoder_add(struct crm_decoder *d, struct crm_str block, bool at_end, struct crm_buf *out,
                    struct crm_err *e);

/* The encoding in use, as told or found; "ASCII" while nothing else was seen. Borrowed. */
const char *crm_decoder_encoding(const struct crm_decoder *d);

void crm_decoder_free(struct crm_decoder *d);

#endif
