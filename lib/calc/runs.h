/*
 * runs.h - sorted runs of records in a file, read back as one sorted sequence: what the memory is
 * too small to sort at once.
 *
 *   new -> open -> add... -> close, for each run -> rewind -> next... -> rewind -> ... -> free
 *
 * A record is a key and the rest, any bytes both. Threads may write a run each at once; one reads.
 *
 * Source: D. E. Knuth, The Art of Computer Programming 3, 5.4.1 (multiway merging).
 */
#ifndef CRM_CALC_RUNS_H
#define CRM_CALC_RUNS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/budget.h"
#include "base/err.h"
#include "base/str.h"

struct crm_runs;

/* The file is a nameless one (0600) of tmpdir, made when the first run is closed. */
struct crm_runs *crm_runs_new(const char *tmpdir, struct crm_budget *budget);
void crm_runs_free(struct crm_runs *runs);

/* A run being written. */
struct crm_run_writer {
    struct crm_runs *runs;
    struct crm_buf buf;
    off_t at;
};

/* What a record takes in the file. */
size_t crm_runs_bytes(struct crm_str key, struct crm_str rest);

/*
 * A run of records that take so many bytes together, added by ascending key. Of equal keys those of
 * the run that was opened first are read first. -1 with CRM_SYSTEM when the file cannot be made or
 * written; close frees what the writer holds in any case.
 */
int crm_runs_open(struct crm_runs *runs, size_t bytes, struct crm_run_writer *w, struct crm_err *e);
int crm_runs_add(struct crm_run_writer *w, struct crm_str key, struct crm_str rest,
                 struct crm_err *e);
int crm_runs_close(struct crm_run_writer *w, struct crm_err *e);

/* Every run is closed: read from the first record; also to read again. -1 with CRM_SYSTEM: the
 * memory for a small part of each run is refused, or the file cannot be read. */
int crm_runs_rewind(struct crm_runs *runs, struct crm_err *e);

/* The next record, borrowed until the next call. False: there is none, or e is set. */
bool crm_runs_next(struct crm_runs *runs, struct crm_str *key, struct crm_str *rest,
                   struct crm_err *e);

#endif
