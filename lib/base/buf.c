#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digits.h"
#include "base/mem.h"

char *crm_buf_room(struct crm_buf *b, size_t n)
{
    b->p = crm_grow(b->p, &b->cap, crm_add_size(b->n, n), 1);
    return b->p + b->n;
}

void crm_buf_add(struct crm_buf *b, struct crm_str s)
{
    if (!s.n)
        return;
    memcpy(crm_buf_room(b, s.n), s.p, s.n);
    b->n += s.n;
}

void crm_buf_add_char(struct crm_buf *b, char c)
{
    *crm_buf_room(b, 1) = c;
    b->n++;
}

void crm_buf_add_cstr(struct crm_buf *b, const char *s)
{
    crm_buf_add(b, crm_str_of(s));
}

void crm_buf_add_int(struct crm_buf *b, int64_t v)
{
    char digits[20]; /* 19 digits and a sign */
    size_t i = sizeof(digits);
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    for (; u >= 100; u /= 100)
        memcpy(digits + (i -= 2), crm_two_digits + u % 100 * 2, 2);
    if (u >= 10)
        memcpy(digits + (i -= 2), crm_two_digits + u * 2, 2);
    else
        digits[--i] = (char)('0' + (char)u);
    if (v < 0)
        digits[--i] = '-';
    crm_buf_add(b, (struct crm_str){digits + i, sizeof(digits) - i});
}

void crm_buf_addf(struct crm_buf *b, const char *format, ...)
{
    va_list args;
    va_list again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        size_t len = (size_t)n;
        vsnprintf(crm_buf_room(b, len + 1), len + 1, format, again);
        b->n += len;
    }
    va_end(again);
}

void crm_buf_clear(struct crm_buf *b)
{
    free(b->p);
    *b = (struct crm_buf){0};
}
