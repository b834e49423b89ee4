/*
 * A field needs quotes where a blank and a delimiter stand side by side, the row's two ends counted
 * as delimiters. So eight bytes are looked at together, and most words hold no such pair.
 */
#include "match/padded.h"

#include "base/digits.h"

struct padded {
    struct crm_str row;
    char delimiter;
    size_t copied; /* bytes of the row that are out */
    char *to;
};

static uint64_t where(uint64_t w, char c)
{
    return crm_zero_bytes(w ^ CRM_EACH_BYTE((unsigned char)c));
}

static void copy(struct padded *p, size_t end)
{
    memcpy(p->to, p->row.p + p->copied, end - p->copied);
    p->to += end - p->copied;
    p->copied = end;
}

/* The field with the pair that ends at `at`: a delimiter and a blank, or a blank and a delimiter.
 */
static void quote_field(struct padded *p, size_t at)
{
    const char *row = p->row.p;
    bool starts_here = at == 0 || row[at - 1] == p->delimiter;
    size_t from = at, end = at;

    while (!starts_here && from > 0 && row[from - 1] != p->delimiter)
        from--;
    while (starts_here && end < p->row.n && row[end] != p->delimiter)
        end++;
    if (from < p->copied) /* it ended with a blank too */
        return;
    copy(p, from);
    *p->to++ = '"';
    copy(p, end);
    *p->to++ = '"';
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

size_t crm_padded_quote(struct crm_str row, char delimiter, char *to)
{
    struct padded p = {.row = row, .delimiter = delimiter, .to = to};
    uint64_t delimiter_before = 0x80, blank_before = 0; /* of the byte before the word */

    /* Up to the end of the row, which is one place more. */
    for (size_t i = 0; i <= row.n; i += 8) {
        uint64_t w = crm_load8(row.p + i), left = row.n - i;
        uint64_t past = left < 8 ? CRM_EACH_BYTE(0x80) << 8 * left : 0;
        uint64_t delimiters = where(w, delimiter) | past;
        uint64_t blanks = (where(w, ' ') | where(w, '\t')) & ~delimiters;
        uint64_t pairs = (blanks & (delimiters << 8 | delimiter_before)) |
                         (delimiters & (blanks << 8 | blank_before));

        for (; pairs; pairs &= pairs - 1)
            quote_field(&p, i + (size_t)__builtin_ctzll(pairs) / 8);
        delimiter_before = delimiters >> 56;
        blank_before = blanks >> 56;
    }
    copy(&p, row.n);
    return (size_t)(p.to - to);
}

#else

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

size_t crm_padded_quote(struct crm_str row, char delimiter, char *to)
{
    struct padded p = {.row = row, .delimiter = delimiter, .to = to};
    bool delimiter_before = true, blank_before = false;

    for (size_t i = 0; i <= row.n; i++) {
        bool is_delimiter = i == row.n || row.p[i] == delimiter;
        bool blank = i < row.n && is_blank(row.p[i], delimiter);
        if ((blank && delimiter_before) || (is_delimiter && blank_before))
            quote_field(&p, i);
        delimiter_before = is_delimiter;
        blank_before = blank;
    }
    copy(&p, row.n);
    return (size_t)(p.to - to);
}

#endif
