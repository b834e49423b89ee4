#include "base/turns.h"

void crm_turns_init(struct crm_turns *t)
{
    *t = (struct crm_turns){.next = 0};
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
}

void crm_turns_clear(struct crm_turns *t)
{
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->lock);
}

/* Wait, under the lock, until the first piece that is not done is `piece` or a later one. */
static void wait_until(struct crm_turns *t, uint64_t piece)
{
    t->waiting++;
    while (t->next < piece && !t->is_stopped)
        pthread_cond_wait(&t->changed, &t->lock);
    t->waiting--;
}

bool crm_turns_wait(struct crm_turns *t, uint64_t piece)
{
    pthread_mutex_lock(&t->lock);
    wait_until(t, piece);
    bool is_stopped = t->is_stopped;
    pthread_mutex_unlock(&t->lock);
    return !is_stopped;
}

void crm_turns_done(struct crm_turns *t, uint64_t piece)
{
    pthread_mutex_lock(&t->lock);
    if (piece >= CRM_TURNS_AHEAD)
        wait_until(t, piece - CRM_TURNS_AHEAD + 1);
    t->done[piece % CRM_TURNS_AHEAD] = true;
    while (t->done[t->next % CRM_TURNS_AHEAD]) {
        t->done[t->next % CRM_TURNS_AHEAD] = false;
        t->next++;
    }
    if (t->waiting)
        pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

void crm_turns_stop(struct crm_turns *t)
{
    pthread_mutex_lock(&t->lock);
    t->is_stopped = true;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}
