/*
 * whole.h - small files that the user wrote, read at once: rules, maps.
 */
#ifndef CRM_IO_WHOLE_H
#define CRM_IO_WHOLE_H

#include "base/buf.h"
#include "base/err.h"

/* Append the file's bytes. -1 with CRM_SYSTEM when it cannot be opened or read. */
int crm_read_whole(const char *file, struct crm_buf *text, struct crm_err *e);

#endif
