/*
 * ahead.h - read a source ahead in a thread of its own, so that reading and inflating go on while
 * the blocks before are parsed. What is read is the same bytes and the same errors, at the same
 * places.
 */
#ifndef CRM_IO_AHEAD_H
#define CRM_IO_AHEAD_H

#include "io/source.h"

struct crm_ahead;

/* Start reading ahead; the source must outlive it and not be read otherwise. NULL: no thread to be
 * had, read the source itself. */
struct crm_ahead *crm_ahead_new(struct crm_source *source);

/* As crm_source_read. */
int crm_ahead_read(struct crm_ahead *a, char *buf, size_t n, size_t *got, struct crm_err *e);

/* Stop reading, also where a pipe keeps the reader waiting. */
void crm_ahead_free(struct crm_ahead *a);

#endif
