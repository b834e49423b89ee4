/*
 * mem.h - allocation that cannot fail quietly, and sizes that cannot wrap.
 *
 * When the system has no memory these stop the program (status 4). What grows with the input also
 * asks a budget first (budget.h).
 */
#ifndef CRM_BASE_MEM_H
#define CRM_BASE_MEM_H

#include <stddef.h>

/* The one place where the library ends the program: nothing useful can be done without memory. */
_Noreturn void crm_out_of_memory(void);

/* n zeroed bytes, to be given to free(). Never NULL. */
void *crm_alloc(size_t n);

/* p grown or shrunk to n bytes; p may be NULL. Never NULL. */
void *crm_realloc(void *p, size_t n);

/* A zeroed array of n elements of `size` bytes; stops when the product does not fit. */
void *crm_alloc_array(size_t n, size_t size);

/* A copy of the string s, to be given to free(). Never NULL. */
char *crm_copy(const char *s);

/*
 * Room for at least `need` elements of `size` bytes in the array p, which has room for *cap:
 * grows by half at least, so that appending is linear. Returns the array, perhaps moved.
 */
void *crm_grow(void *p, size_t *cap, size_t need, size_t size);

/* The room that an array with room for `cap` elements grows to when it needs more, `need`. */
size_t crm_grown(size_t cap, size_t need);

/* a + b and a * b; the program stops when the result does not fit a size_t. */
size_t crm_add_size(size_t a, size_t b);
size_t crm_mul_size(size_t a, size_t b);

#endif
