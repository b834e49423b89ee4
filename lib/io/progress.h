/*
 * progress.h - how far a run has come, on standard error: nothing in the first second, then about
 * five times a second on a terminal (once a second elsewhere), and one closing line.
 */
#ifndef CRM_IO_PROGRESS_H
#define CRM_IO_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum crm_progress_when { CRM_PROGRESS_AUTO, CRM_PROGRESS_ALWAYS, CRM_PROGRESS_NEVER };

struct crm_progress {
    const char *tool;
    bool is_on, is_terminal, has_shown;
    bool is_always;
    int64_t start_ms, next_ms;
};

/* Auto: only where standard error is a terminal. */
void crm_progress_start(struct crm_progress *p, const char *tool, enum crm_progress_when when);

/* rows read so far; bytes of total_bytes (0: not known). Cheap to call for every batch. */
void crm_progress_tick(struct crm_progress *p, uint64_t rows, uint64_t bytes, uint64_t total_bytes);

/* The closing line, where progress was shown or is always. */
void crm_progress_end(struct crm_progress *p, uint64_t rows_in, uint64_t rows_out);

#endif
