/*
 * name_decode.h - text that went through a wrong decoder on its way.
 *
 * Each works on what stands in `out` from `start` on, well-formed UTF-8, and says whether it
 * changed.
 */
#ifndef CRM_CLEAN_NAME_DECODE_H
#define CRM_CLEAN_NAME_DECODE_H

#include <stdbool.h>

#include "base/buf.h"

/* &amp; &#39; &#x674E; &eacute; as the characters they stand for (HTML 4, Latin 1). */
bool crm_name_unescape(struct crm_buf *out, size_t start);

/* UTF-8 that was read as Windows-1252 or Latin-1, once: JosÃ© is José. Only where all of it reads
 * as UTF-8. */
bool crm_name_unmojibake(struct crm_buf *out, size_t start);

/* Does the text hold what only a lossy decoder leaves: U+FFFD, 锟斤拷, 烫烫烫, or nothing but ???
 */
bool crm_name_is_lost(struct crm_str s);

#endif
