/*
 * str.h - borrowed text: a pointer and a length, not NUL-terminated, any bytes.
 */
#ifndef CRM_BASE_STR_H
#define CRM_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct crm_str {
    const char *p;
    size_t n;
};

/* A crm_str of a string literal. */
#define CRM_STR(literal) ((struct crm_str){"" literal, sizeof(literal) - 1})

/* The same for static tables: C17 allows no compound literal there. */
#define CRM_STR_INIT(literal)                                                                      \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* The text of a C string; NULL gives the empty text. */
static inline struct crm_str crm_str_of(const char *s)
{
    return (struct crm_str){s ? s : "", s ? strlen(s) : 0};
}

static inline bool crm_str_eq(struct crm_str a, struct crm_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Order by bytes, a prefix before what it begins: <0, 0, >0 as memcmp. */
int crm_str_cmp(struct crm_str a, struct crm_str b);

/* Is s one of the ASCII-only names, letters of either case alike? */
bool crm_str_eq_nocase(struct crm_str a, struct crm_str b);

static inline bool crm_str_starts(struct crm_str s, struct crm_str prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static inline bool crm_str_ends(struct crm_str s, struct crm_str suffix)
{
    return s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

/* The part of s from byte `from` on; from <= s.n. */
static inline struct crm_str crm_str_from(struct crm_str s, size_t from)
{
    return (struct crm_str){s.p + from, s.n - from};
}

static inline bool crm_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How many of its bytes are ASCII digits. */
size_t crm_count_digits(struct crm_str s);

/* An ASCII capital as its small letter, any other byte as it is. */
static inline char crm_lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + ('a' - 'A'));
    return c;
}

/* Is s one of words[0..n), the case of ASCII letters not counted? */
bool crm_str_is_among(struct crm_str s, const struct crm_str *words, size_t n);

/* The same for an array. */
#define CRM_IS_AMONG(s, words) crm_str_is_among((s), (words), sizeof(words) / sizeof *(words))

/* s without ASCII blanks (space, TAB, CR, LF, VT, FF) at both ends. */
struct crm_str crm_str_trim(struct crm_str s);

#endif
