/*
 * padded.h - a row as it stands in a file, quotes put around the fields that begin or end with a
 * blank: so does csv/writer.h write them.
 */
#ifndef CRM_MATCH_PADDED_H
#define CRM_MATCH_PADDED_H

#include "base/str.h"

/* Bytes behind the row that must be there to be read, whatever they hold. */
enum { CRM_PADDED_BEHIND = 64 };

/* The most by which a row of n fields grows. */
static inline size_t crm_padded_most(size_t n)
{
    return 2 * n;
}

/*
 * Put the row to to[0..), where there is room; returns how many bytes it takes. No field has
 * quotes, or delimiters within. A tab that delimits is no blank.
 */
size_t crm_padded_quote(struct crm_str row, char delimiter, char *to);

#endif
