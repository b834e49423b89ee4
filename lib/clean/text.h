/*
 * text.h - the common start of the normalisers, for those that change a value before or behind it.
 */
#ifndef CRM_CLEAN_TEXT_H
#define CRM_CLEAN_TEXT_H

#include "clean/clean.h"

/*
 * What crm_clean_text does, to the well-formed UTF-8 that stands in `out` from `start` on, in
 * place. EMPTY_VALUE, and nothing left of it, for a spelling of nothing.
 */
enum crm_msg crm_tidy_text(struct crm_buf *out, size_t start, crm_steps *steps);

#endif
