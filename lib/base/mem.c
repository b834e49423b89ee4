#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

void crm_out_of_memory(void)
{
    static const char text[] = "out of memory\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(CRM_SYSTEM);
    _exit(CRM_SYSTEM);
}

void *crm_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);

    if (!p)
        crm_out_of_memory();
    return p;
}

void *crm_realloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);

    if (!q)
        crm_out_of_memory();
    return q;
}

void *crm_alloc_array(size_t n, size_t size)
{
    return crm_alloc(crm_mul_size(n, size));
}

char *crm_copy(const char *s)
{
    size_t n = strlen(s) + 1;

    return memcpy(crm_alloc(n), s, n);
}

void *crm_grow(void *p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return p;
    size_t want = crm_grown(*cap, need);
    p = crm_realloc(p, crm_mul_size(want, size));
    *cap = want;
    return p;
}

size_t crm_grown(size_t cap, size_t need)
{
    size_t want = crm_add_size(cap, cap / 2);

    if (want < need)
        want = need;
    return want < 16 ? 16 : want;
}

size_t crm_add_size(size_t a, size_t b)
{
    size_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        crm_out_of_memory();
    return sum;
}

size_t crm_mul_size(size_t a, size_t b)
{
    size_t product;

    if (__builtin_mul_overflow(a, b, &product))
        crm_out_of_memory();
    return product;
}
