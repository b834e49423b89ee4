/*
 * date_cursor.h - going through a cell from left to right, a piece at a time. Each function takes
 * what it is named after and returns true, or leaves the cursor where it is.
 */
#ifndef CRM_TABLE_DATE_CURSOR_H
#define CRM_TABLE_DATE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What is left to read of a cell. */
struct crm_cursor {
    const char *p, *end;
};

static inline struct crm_str crm_cursor_rest(const struct crm_cursor *c)
{
    return (struct crm_str){c->p, (size_t)(c->end - c->p)};
}

static inline bool crm_at_end(const struct crm_cursor *c)
{
    return c->p == c->end;
}

/* The byte i places ahead, or '\0'. */
static inline char crm_ahead(const struct crm_cursor *c, size_t i)
{
    return (char)((size_t)(c->end - c->p) > i ? c->p[i] : '\0');
}

static inline size_t crm_digits_ahead(const struct crm_cursor *c)
{
    size_t n = 0;

    while (c->p + n < c->end && crm_is_digit(c->p[n]))
        n++;
    return n;
}

/* Read exactly n digits, 1 to 9, which the caller has seen. */
static inline int crm_take_number(struct crm_cursor *c, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++)
        v = v * 10 + (c->p[i] - '0');
    c->p += n;
    return v;
}

/* Read min..max digits; false when there are fewer or more. */
static inline bool crm_take_digits(struct crm_cursor *c, size_t min, size_t max, int *v)
{
    size_t n = crm_digits_ahead(c);

    if (n < min || n > max)
        return false;
    *v = crm_take_number(c, n);
    return true;
}

/* Letters of ASCII of either case alike. */
static inline bool crm_take(struct crm_cursor *c, struct crm_str word)
{
    if ((size_t)(c->end - c->p) < word.n || crm_lower(*c->p) != crm_lower(*word.p) ||
        !crm_str_eq_nocase((struct crm_str){c->p, word.n}, word))
        return false;
    c->p += word.n;
    return true;
}

static inline bool crm_take_char(struct crm_cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted)
        return false;
    c->p++;
    return true;
}

static inline bool crm_take_blanks(struct crm_cursor *c)
{
    const char *from = c->p;

    while (crm_take_char(c, ' '))
        ;
    return c->p > from;
}

/* The bracket that closes the one ahead, or '\0'. */
static inline char crm_closing_bracket(const struct crm_cursor *c)
{
    if (crm_ahead(c, 0) == '(')
        return ')';
    return (char)(crm_ahead(c, 0) == '[' ? ']' : '\0');
}

/* The letters ahead: ASCII's, and every character beyond ASCII. */
static inline struct crm_str crm_word_ahead(const struct crm_cursor *c)
{
    size_t n = 0;

    while (c->p + n < c->end && ((unsigned char)c->p[n] >= 0x80 ||
                                 (crm_lower(c->p[n]) >= 'a' && crm_lower(c->p[n]) <= 'z')))
        n++;
    return (struct crm_str){c->p, n};
}

#endif
