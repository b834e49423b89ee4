#include "calc/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <xxhash.h>

static uint64_t seed;
static pthread_once_t seed_drawn = PTHREAD_ONCE_INIT;

static void draw_seed(void)
{
    const char *fixed = getenv("CRM_HASH_SEED");
    struct timespec now;

    if (fixed) {
        seed = strtoull(fixed, NULL, 0);
        return;
    }
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed))
        return;
    /* Early at boot, or a kernel that refuses the call: the clock is better than a constant. */
    clock_gettime(CLOCK_REALTIME, &now);
    seed = (uint64_t)now.tv_sec * 1000000007U ^ (uint64_t)now.tv_nsec << 20;
}

uint64_t crm_hash(struct crm_str key)
{
    pthread_once(&seed_drawn, draw_seed);
    return XXH3_64bits_withSeed(key.p, key.n, seed);
}
