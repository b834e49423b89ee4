/*
 * buf.h - bytes that grow at the end. {0} is a valid empty buffer.
 */
#ifndef CRM_BASE_BUF_H
#define CRM_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct crm_buf {
    char *p;
    size_t n, cap;
};

/* Room for n more bytes behind b->p + b->n; the caller adds what it wrote to b->n. */
char *crm_buf_room(struct crm_buf *b, size_t n);

/* Append bytes, one byte, a C string, a number in decimal. */
void crm_buf_add(struct crm_buf *b, struct crm_str s);
void crm_buf_add_char(struct crm_buf *b, char c);
void crm_buf_add_cstr(struct crm_buf *b, const char *s);
void crm_buf_add_int(struct crm_buf *b, int64_t v);

/* printf into the buffer; for what is not written per row. */
void crm_buf_addf(struct crm_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The bytes so far; borrowed until the buffer changes. */
static inline struct crm_str crm_buf_str(const struct crm_buf *b)
{
    return (struct crm_str){b->p ? b->p : "", b->n};
}

/* Forget the bytes, keep the memory. */
static inline void crm_buf_reset(struct crm_buf *b)
{
    b->n = 0;
}

/* Free the memory; the buffer is {0} again. */
void crm_buf_clear(struct crm_buf *b);

#endif
