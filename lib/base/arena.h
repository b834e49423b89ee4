/*
 * arena.h - memory that is given back all at once.
 *
 * {0} is a valid empty arena. What it hands out is aligned for any type, not zeroed, and lives
 * until crm_arena_reset (keeps the blocks for the next batch) or crm_arena_clear (frees them).
 */
#ifndef CRM_BASE_ARENA_H
#define CRM_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct crm_arena_block;

struct crm_arena {
    struct crm_arena_block *first; /* all blocks, in order of use */
    struct crm_arena_block *here;  /* the one being filled */
    size_t total_bytes;            /* held, used or not */
    size_t leased_bytes;           /* of these, what crm_lease_arena has counted */
};

/* n bytes, aligned for any type. */
void *crm_arena_alloc(struct crm_arena *a, size_t n);

/* n bytes without alignment: for text. */
char *crm_arena_text(struct crm_arena *a, size_t n);

/* A copy of s that lives as long as the arena. */
struct crm_str crm_arena_dup(struct crm_arena *a, struct crm_str s);

/* Forget the contents, keep the memory. */
void crm_arena_reset(struct crm_arena *a);

/* Free everything; the arena is {0} again. */
void crm_arena_clear(struct crm_arena *a);

#endif
