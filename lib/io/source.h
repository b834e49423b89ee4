/*
 * source.h - bytes in: a file or standard input, plain or gzip, told apart by content.
 *
 * gzip members follow each other as one stream; CRC and length of each are checked; zero padding
 * after the last is fine; anything else behind it, a cut or a wrong check sum is an error. End of
 * input is a short read, never an error, and an error is never an end.
 */
#ifndef CRM_IO_SOURCE_H
#define CRM_IO_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct crm_source;

/* Open a file by name; "-" is standard input. NULL with CRM_SYSTEM when it cannot be opened. */
struct crm_source *crm_source_open(const char *name, struct crm_err *e);

/*
 * Fill buf[0..n); *got < n only at the end of input. Blocks until filled, so what is returned does
 * not depend on how a pipe delivers. -1 with CRM_SYSTEM (read failed) or CRM_DATA (bad gzip).
 */
int crm_source_read(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e);

/*
 * Give up waiting for input when the descriptor `fd` becomes readable: a read under way then fails.
 * For a reader in a thread of its own, since a pipe may have nothing to give for hours.
 */
void crm_source_stop_on(struct crm_source *s, int fd);

/* The name for messages: "standard input" for "-". */
const char *crm_source_name(const struct crm_source *s);

/* Told by the content: false until something was read. */
bool crm_source_is_gzip(const struct crm_source *s);

/* Bytes read from the file so far, before inflating; and the file's size, 0 when not known. */
uint64_t crm_source_bytes_read(const struct crm_source *s);
uint64_t crm_source_size(const struct crm_source *s);

void crm_source_close(struct crm_source *s);

#endif
