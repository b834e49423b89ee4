/*
 * scratch.h - bytes put away in a nameless file (0600) of the temporary directory and read again by
 * where they stand, by several threads at once. The file is made when the first bytes come.
 */
#ifndef CRM_IO_SCRATCH_H
#define CRM_IO_SCRATCH_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

struct crm_scratch;

struct crm_scratch *crm_scratch_new(const char *dir);
void crm_scratch_free(struct crm_scratch *s);

/*
 * A place for n bytes, which crm_scratch_write fills from `at` on, in one piece or several. -1 with
 * CRM_SYSTEM when the file cannot be made, or written.
 */
int crm_scratch_reserve(struct crm_scratch *s, size_t n, off_t *at, struct crm_err *e);
int crm_scratch_write(struct crm_scratch *s, off_t at, struct crm_str bytes, struct crm_err *e);

/* Both at once: put the bytes at *at. -1 with CRM_SYSTEM when the file cannot be made or written.
 */
int crm_scratch_add(struct crm_scratch *s, struct crm_str bytes, off_t *at, struct crm_err *e);

/* Fill to[0..n) with what was put at `at`; -1 with CRM_SYSTEM when it cannot be read back. */
int crm_scratch_read(struct crm_scratch *s, off_t at, char *to, size_t n, struct crm_err *e);

#endif
