/*
 * turns.h - work that is done in any order and said in one: numbered pieces 0, 1, 2, ... in the
 * hands of several threads.
 *
 *   crm_turns_wait(t, n)   returns once every piece before n is done; false: stopped meanwhile
 *   crm_turns_done(t, n)   piece n is done; it may be done before others that come first
 *   crm_turns_stop(t)      nobody waits any longer
 *
 * A thread that holds a piece must end it, so that the others' turns come.
 */
#ifndef CRM_BASE_TURNS_H
#define CRM_BASE_TURNS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { CRM_TURNS_AHEAD = 1024 }; /* pieces done before their turn; who is further ahead waits */

struct crm_turns {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t next; /* the first piece that is not done */
    size_t waiting;
    bool is_stopped;
    bool done[CRM_TURNS_AHEAD];
};

void crm_turns_init(struct crm_turns *t);
void crm_turns_clear(struct crm_turns *t);

bool crm_turns_wait(struct crm_turns *t, uint64_t piece);
void crm_turns_done(struct crm_turns *t, uint64_t piece);
void crm_turns_stop(struct crm_turns *t);

#endif
