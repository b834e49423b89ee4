#include "calc/hash.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

/* Compiled in here: a call and a choice by length for each short key cost as much as the hash. */
#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t seed;
static atomic_bool is_drawn;
static pthread_once_t seed_drawn = PTHREAD_ONCE_INIT;

static uint64_t new_seed(void)
{
    const char *fixed = getenv("CRM_HASH_SEED");
    struct timespec now;
    uint64_t drawn;

    if (fixed)
        return strtoull(fixed, NULL, 0);
    if (getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK) == (ssize_t)sizeof(drawn))
        return drawn;
    /* Early at boot, or a kernel that refuses the call: the clock is better than a constant. */
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000007U ^ (uint64_t)now.tv_nsec << 20;
}

static void draw_seed(void)
{
    seed = new_seed();
    atomic_store_explicit(&is_drawn, true, memory_order_release);
}

uint64_t crm_hash(struct crm_str key)
{
    if (!atomic_load_explicit(&is_drawn, memory_order_acquire))
        pthread_once(&seed_drawn, draw_seed);
    return XXH3_64bits_withSeed(key.p, key.n, seed);
}
