/*
 * sink.h - bytes out, all or nothing.
 *
 * A named output is written to a nameless file in the same directory and takes its name only in
 * crm_sink_publish: until then an old file of that name is untouched, and a killed program leaves
 * nothing behind. What is no regular file (a pipe, a terminal, /dev/full) and standard output are
 * written to directly. Every write, flush, fsync and close is checked.
 *
 *   open -> write... -> finish -> publish -> free        (free without publish throws it away)
 */
#ifndef CRM_IO_SINK_H
#define CRM_IO_SINK_H

#include <stdbool.h>

#include "base/err.h"

struct crm_sink;

enum { CRM_GZIP_NONE = 0, CRM_GZIP_DEFAULT = 1 };

/*
 * name NULL or "-": standard output. gzip_level 0 (plain) to 9; a name that ends in .gz compresses
 * at the default level when the level is 0. A new file has mode 0600, an old one keeps its mode.
 */
struct crm_sink *crm_sink_open(const char *name, int gzip_level, struct crm_err *e);

/*
 * Do both write to one place, however it is spelled: one file, now or once both have their names,
 * or one pipe? A terminal and /dev/null may be shared. Standard output counts as what it leads to.
 */
bool crm_sink_is_same(const struct crm_sink *a, const struct crm_sink *b);

/* -1 with CRM_SYSTEM when it cannot be written, a full disk say; it may also show at the finish. */
int crm_sink_write(struct crm_sink *s, const char *p, size_t n, struct crm_err *e);

/*
 * What to compress with before crm_sink_put_packed, 1 to 9 as crm_deflater_new takes it; or
 * CRM_GZIP_NONE: the output is plain, crm_sink_write takes the text.
 */
int crm_sink_gzip_level(const struct crm_sink *s);

/*
 * Members by crm_gzip_add, as they are, into a gzip output. For several threads that compress, each
 * its own part, and then write in their order. crm_sink_write compresses by itself, into members of
 * one size as far as no packed bytes come between.
 */
int crm_sink_put_packed(struct crm_sink *s, struct crm_str members, struct crm_err *e);

/* Everything written, a gzip output with its end marker, and, for a named file, on the disk. */
int crm_sink_finish(struct crm_sink *s, struct crm_err *e);

/* Give a finished file its name. */
int crm_sink_publish(struct crm_sink *s, struct crm_err *e);

/*
 * The run has failed: where part of the table already went down a pipe (or any stream that cannot
 * be taken back, a terminal excepted), end it with a line that no reader takes for data: an open
 * quote and the reason. So a failure travels down the pipe even where the shell hides it.
 */
void crm_sink_poison(struct crm_sink *s, const char *tool);

void crm_sink_free(struct crm_sink *s);

#endif
