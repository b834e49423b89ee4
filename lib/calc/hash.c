#include "calc/hash.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <xxhash.h>

uint64_t crm_hash_seeds[3];

static uint64_t new_seed(void)
{
    const char *fixed = getenv("CRM_HASH_SEED");
    struct timespec now;
    uint64_t seed;

    if (fixed)
        return strtoull(fixed, NULL, 0);
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed))
        return seed;
    /* Early at boot, or a kernel that refuses the call: the clock is better than a constant. */
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000007U ^ (uint64_t)now.tv_nsec << 20;
}

/* Before main, so that no hash has to ask whether it was done. */
__attribute__((constructor)) static void draw_seeds(void)
{
    uint64_t seed = new_seed();

    for (uint64_t i = 0; i < sizeof(crm_hash_seeds) / sizeof(*crm_hash_seeds); i++)
        crm_hash_seeds[i] = XXH3_64bits_withSeed(&i, sizeof(i), seed) | 1; /* never 0 */
}

uint64_t crm_hash_long(struct crm_str key)
{
    return XXH3_64bits_withSeed(key.p, key.n, crm_hash_seeds[0]);
}
