/*
 * crew.h - the same work by several threads at once.
 */
#ifndef CRM_BASE_CREW_H
#define CRM_BASE_CREW_H

#include <stddef.h>

/* The work of one thread; worker 0 .. n-1 tells it from the others. */
typedef void crm_crew_fn(void *job, size_t worker);

/*
 * Run fn in n threads, the caller's among them as worker 0, and wait for all. Where the system
 * gives fewer threads, fewer run: each must go on until nothing is left to do, whoever did the
 * rest.
 */
void crm_crew_run(size_t n, crm_crew_fn *fn, void *job);

#endif
