#include "io/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void crm_progress_start(struct crm_progress *p, const char *tool, enum crm_progress_when when)
{
    *p = (struct crm_progress){.tool = tool, .is_terminal = isatty(STDERR_FILENO) == 1};
    p->is_always = when == CRM_PROGRESS_ALWAYS;
    p->is_on = p->is_always || (when == CRM_PROGRESS_AUTO && p->is_terminal);
    if (p->is_on)
        p->start_ms = now_ms();
    p->next_ms = p->start_ms + 1000;
}

void crm_progress_tick(struct crm_progress *p, uint64_t rows, uint64_t bytes, uint64_t total_bytes)
{
    if (!p->is_on)
        return;
    int64_t now = now_ms();
    if (now < p->next_ms)
        return;
    p->next_ms = now + (p->is_terminal ? 200 : 1000);
    p->has_shown = true;
    dprintf(STDERR_FILENO, "%s%s: %" PRIu64 " rows, %" PRIu64 " MB", p->is_terminal ? "\r" : "",
            p->tool, rows, bytes / 1000000);
    if (total_bytes)
        dprintf(STDERR_FILENO, " of %" PRIu64, total_bytes / 1000000);
    dprintf(STDERR_FILENO, "%s", p->is_terminal ? "\033[K" : "\n");
}

void crm_progress_end(struct crm_progress *p, uint64_t rows_in, uint64_t rows_out)
{
    if (!p->is_on || !(p->has_shown || p->is_always))
        return;
    int64_t ms = now_ms() - p->start_ms;
    dprintf(STDERR_FILENO,
            "%s%s: %" PRIu64 " rows in, %" PRIu64 " out, %" PRId64 ".%" PRId64 " s%s\n",
            p->is_terminal ? "\r" : "", p->tool, rows_in, rows_out, ms / 1000, ms % 1000 / 100,
            p->is_terminal ? "\033[K" : "");
}
