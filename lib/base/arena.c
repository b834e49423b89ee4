#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/mem.h"

enum { BLOCK_BYTES = 256 * 1024 };

struct crm_arena_block {
    struct crm_arena_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

/* The next block with room for n bytes: one kept from before a reset, or a new one. */
static struct crm_arena_block *next_block(struct crm_arena *a, size_t n)
{
    struct crm_arena_block *b = a->here ? a->here->next : a->first;

    if (b && b->size >= n) {
        a->here = b;
        return b;
    }
    size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
    struct crm_arena_block *fresh = crm_realloc(NULL, crm_add_size(sizeof(*fresh), size));
    fresh->used = 0;
    fresh->size = size;
    fresh->next = b;
    if (a->here)
        a->here->next = fresh;
    else
        a->first = fresh;
    a->here = fresh;
    a->total_bytes += size;
    return fresh;
}

static char *take(struct crm_arena *a, size_t n, size_t align)
{
    struct crm_arena_block *b = a->here;
    size_t start = b ? (b->used + align - 1) & ~(align - 1) : 0;

    if (!b || start > b->size || b->size - start < n) {
        b = next_block(a, n);
        start = 0;
    }
    b->used = start + n;
    return b->bytes + start;
}

void *crm_arena_alloc(struct crm_arena *a, size_t n)
{
    return take(a, n, alignof(max_align_t));
}

char *crm_arena_text(struct crm_arena *a, size_t n)
{
    return take(a, n, 1);
}

struct crm_str crm_arena_dup(struct crm_arena *a, struct crm_str s)
{
    char *p = crm_arena_text(a, s.n);

    if (s.n)
        memcpy(p, s.p, s.n);
    return (struct crm_str){p, s.n};
}

void crm_arena_reset(struct crm_arena *a)
{
    for (struct crm_arena_block *b = a->first; b; b = b->next)
        b->used = 0;
    a->here = a->first;
}

void crm_arena_clear(struct crm_arena *a)
{
    for (struct crm_arena_block *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct crm_arena){0};
}
