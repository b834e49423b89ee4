#include "match/standing.h"

static const bool is_blank[256] = {[' '] = true, ['\t'] = true};

static bool is_within(struct crm_str part, struct crm_str all)
{
    uintptr_t from = (uintptr_t)part.p - (uintptr_t)all.p; /* wraps when before it */

    return from <= all.n && part.n <= all.n - from;
}

enum crm_standing crm_standing(const struct crm_batch *b, const struct crm_str *fields, size_t n,
                               char delimiter, bool has_quotes, struct crm_str *row)
{
    const struct crm_str *last = &fields[n - 1];
    bool is_padded = false;

    for (const struct crm_str *f = fields; f <= last; f++) {
        if (f > fields && (f->p != f[-1].p + f[-1].n + 1 || f->p[-1] != delimiter))
            return CRM_MADE;
        if (f->n)
            is_padded |= is_blank[(unsigned char)f->p[0]] | is_blank[(unsigned char)f->p[f->n - 1]];
    }
    *row = (struct crm_str){fields->p, (size_t)(last->p - fields->p) + last->n};
    if (!is_within(*row, b->text) || (has_quotes && memchr(row->p, '"', row->n)))
        return CRM_MADE;
    return is_padded ? CRM_PADDED : CRM_STANDING;
}

/*
 * What was unquoted in place stands in the text otherwise by now, but not in the file: where all
 * before it is alike, so are its quotes.
 */
bool crm_stands_as_made(const struct crm_batch *b, struct crm_str first, struct crm_str made,
                        struct crm_str *row)
{
    *row = (struct crm_str){first.p - (made.n && made.p[0] == '"'), made.n};
    return is_within(*row, b->text) && memcmp(row->p, made.p, made.n) == 0;
}
