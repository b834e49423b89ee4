/*
 * mem.h - allocation that cannot fail quietly, sizes that cannot wrap, and the budget.
 *
 * Small things come from crm_alloc and friends, which stop the program (status 4) when the system
 * has no memory. What grows with the input also asks a budget first (--memory), so that a limit is
 * an error with a name and not the kernel's choice.
 */
#ifndef CRM_BASE_MEM_H
#define CRM_BASE_MEM_H

#include <stddef.h>

struct crm_err;

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

/* a + b and a * b; the program stops when the result does not fit a size_t. */
size_t crm_add_size(size_t a, size_t b);
size_t crm_mul_size(size_t a, size_t b);

/* How many bytes may be held (--memory) and how many are. {0} has no limit. */
struct crm_budget {
    size_t limit_bytes;
    size_t used_bytes;
};

/* Take n bytes of the budget. -1 with CRM_SYSTEM when the limit would be passed. */
int crm_budget_take(struct crm_budget *b, size_t n, struct crm_err *e);

#endif
