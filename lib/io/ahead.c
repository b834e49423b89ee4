/*
 * A ring of blocks between two threads. The reader fills the block behind the last full one, the
 * caller empties the first; each waits for the other only when the ring is full or empty.
 */
#include "io/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"

enum { BLOCKS = 4, BLOCK_BYTES = 256 * 1024 };

struct block {
    char *bytes;
    size_t n;
};

struct crm_ahead {
    struct crm_source *source;
    int stop_fd; /* written to when the reader is to give up waiting */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct block ring[BLOCKS];
    size_t first, full; /* of the ring, under the lock */
    bool has_ended;     /* the reader is done, by end or error */
    bool is_stopping;   /* the caller wants no more */
    struct crm_err err; /* the reader's */
    size_t used;        /* of the first block; the caller's alone */
};

/* The block to fill next, or NULL when the caller wants no more. */
static struct block *wait_for_room(struct crm_ahead *a)
{
    struct block *b = NULL;

    pthread_mutex_lock(&a->lock);
    while (a->full == BLOCKS && !a->is_stopping)
        pthread_cond_wait(&a->changed, &a->lock);
    if (!a->is_stopping)
        b = &a->ring[(a->first + a->full) % BLOCKS];
    pthread_mutex_unlock(&a->lock);
    return b;
}

static void *run(void *ahead)
{
    struct crm_ahead *a = ahead;
    struct crm_err err = {0};
    bool has_ended = false;
    struct block *b;

    while (!has_ended && (b = wait_for_room(a))) {
        int rc = crm_source_read(a->source, b->bytes, BLOCK_BYTES, &b->n, &err);
        has_ended = rc || b->n < BLOCK_BYTES;
        pthread_mutex_lock(&a->lock);
        a->full += !rc;
        a->has_ended = has_ended;
        a->err = err;
        pthread_cond_signal(&a->changed);
        pthread_mutex_unlock(&a->lock);
    }
    return NULL;
}

struct crm_ahead *crm_ahead_new(struct crm_source *source)
{
    struct crm_ahead *a = crm_alloc(sizeof(*a));

    a->source = source;
    a->stop_fd = eventfd(0, EFD_CLOEXEC);
    crm_source_stop_on(source, a->stop_fd);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    for (size_t i = 0; i < BLOCKS; i++)
        a->ring[i].bytes = crm_alloc(BLOCK_BYTES);
    if (a->stop_fd >= 0 && pthread_create(&a->thread, NULL, run, a) == 0)
        return a;
    crm_source_stop_on(source, -1);
    a->source = NULL;
    crm_ahead_free(a);
    return NULL;
}

/* The first full block, or NULL at the end: by *e when it was an error. */
static struct block *wait_for_block(struct crm_ahead *a, struct crm_err *e)
{
    struct block *b = NULL;

    pthread_mutex_lock(&a->lock);
    while (!a->full && !a->has_ended)
        pthread_cond_wait(&a->changed, &a->lock);
    if (a->full)
        b = &a->ring[a->first];
    else if (crm_failed(&a->err))
        *e = a->err;
    pthread_mutex_unlock(&a->lock);
    return b;
}

static void give_back(struct crm_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->first = (a->first + 1) % BLOCKS;
    a->full--;
    pthread_cond_signal(&a->changed);
    pthread_mutex_unlock(&a->lock);
    a->used = 0;
}

int crm_ahead_read(struct crm_ahead *a, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    *got = 0;
    if (crm_failed(e))
        return -1;
    while (*got < n) {
        struct block *b = wait_for_block(a, e);
        if (!b)
            return crm_failed(e) ? -1 : 0;
        size_t part = n - *got < b->n - a->used ? n - *got : b->n - a->used;
        memcpy(buf + *got, b->bytes + a->used, part);
        *got += part;
        a->used += part;
        if (a->used == b->n)
            give_back(a);
    }
    return 0;
}

void crm_ahead_free(struct crm_ahead *a)
{
    if (!a)
        return;
    if (a->source) {
        pthread_mutex_lock(&a->lock);
        a->is_stopping = true;
        pthread_cond_signal(&a->changed);
        pthread_mutex_unlock(&a->lock);
        eventfd_write(a->stop_fd, 1);
        pthread_join(a->thread, NULL);
    }
    if (a->stop_fd >= 0)
        close(a->stop_fd);
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->lock);
    for (size_t i = 0; i < BLOCKS; i++)
        free(a->ring[i].bytes);
    free(a);
}
