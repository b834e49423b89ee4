#include "base/crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct member {
    pthread_t thread;
    crm_crew_fn *fn;
    void *job;
    size_t worker;
};

static void *work(void *member)
{
    struct member *m = member;

    m->fn(m->job, m->worker);
    return NULL;
}

void crm_crew_run(size_t n, crm_crew_fn *fn, void *job)
{
    struct member *members = crm_alloc_array(n ? n : 1, sizeof(*members));
    size_t started = 1;

    for (; started < n; started++) {
        struct member *m = &members[started];
        *m = (struct member){.fn = fn, .job = job, .worker = started};
        if (pthread_create(&m->thread, NULL, work, m))
            break;
    }
    fn(job, 0);
    for (size_t i = 1; i < started; i++)
        pthread_join(members[i].thread, NULL);
    free(members);
}
