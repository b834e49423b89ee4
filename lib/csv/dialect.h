/*
 * dialect.h - how the fields of a text are told apart.
 */
#ifndef CRM_CSV_DIALECT_H
#define CRM_CSV_DIALECT_H

#include <stddef.h>

#include "base/str.h"

/*
 * The delimiter of a sample from a file's start: the one of , ; TAB | that splits its lines most
 * evenly outside quotes; ',' when none does (a file of one column).
 * A first line "sep=X", as Excel writes it, decides; *skip_bytes (else 0) is that line's length.
 */
char crm_dialect_sniff(struct crm_str sample, size_t *skip_bytes);

/*
 * How many lines stand above the header (--skip-lines auto): the lines before the first one that
 * has as many fields as most lines of the sample, where that is more than one.
 */
size_t crm_dialect_preamble(struct crm_str sample, char delimiter);

#endif
