#include "csv/quoted.h"

#include "csv/quotes.h"

struct crm_str crm_quoted_unquote(char *p, size_t n, char quote, uint64_t *line_ends)
{
    char *from = p + 1, *end = p + n - 1;
    char *at = from < end ? memchr(from, quote, (size_t)(end - from)) : NULL;

    *line_ends += crm_line_ends((struct crm_str){p, n});
    if (!at)
        return (struct crm_str){from, (size_t)(end - from)};
    char *to = at + 1;
    from = at + 2;
    while (from < end && (at = memchr(from, quote, (size_t)(end - from)))) {
        size_t part = (size_t)(at - from) + 1;
        memmove(to, from, part);
        to += part;
        from = at + 2;
    }
    memmove(to, from, (size_t)(end - from));
    to += end - from;
    return (struct crm_str){p + 1, (size_t)(to - (p + 1))};
}
