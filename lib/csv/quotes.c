#include "csv/quotes.h"

#include <csv.h>
#include <stdlib.h>

#include "base/mem.h"

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

uint64_t crm_line_ends(struct crm_str s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
    return n;
}

/* A field of the text: how far it goes, and what was found in it. */
struct field {
    size_t text_at, text_end; /* its text, quotes included, blanks around these not */
    size_t end;
    bool is_found; /* it ends in the text */
    bool is_stray; /* its opening quote is text */
    bool is_open;  /* no quote closes it */
    bool is_misplaced;
    size_t misplaced_at;
};

static void find_plain(const struct crm_quotes *q, struct crm_str s, size_t at, bool at_end,
                       struct field *f)
{
    size_t i = at;

    for (; i < s.n && s.p[i] != q->signs.delimiter && !is_line_end(s.p[i]); i++)
        if (s.p[i] == q->signs.quote && q->signs.quote && !f->is_misplaced) {
            f->is_misplaced = true;
            f->misplaced_at = i;
        }
    f->text_at = at;
    f->text_end = f->end = i;
    f->is_found = at_end || i < s.n || i - at > q->max_field;
}

/* Where the blanks that begin at i end. */
static size_t past_blanks(const struct crm_quotes *q, struct crm_str s, size_t i)
{
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t') && s.p[i] != q->signs.delimiter)
        i++;
    return i;
}

/* Is the quote at i of the field that opens at `at` written as text? */
static bool is_escaped(const struct crm_quotes *q, struct crm_str s, size_t at, size_t i)
{
    size_t from = i;

    while (q->escape && from > at + 1 && s.p[from - 1] == q->escape)
        from--;
    return (i - from) % 2;
}

/* The quote that closes the field which opens at `at`; f->is_open when none does. */
static void find_close(const struct crm_quotes *q, struct crm_str s, size_t at, struct field *f)
{
    size_t from = at + 1;

    f->text_at = at;
    for (;;) {
        const char *quote = from < s.n ? memchr(s.p + from, q->signs.quote, s.n - from) : NULL;
        size_t i = quote ? (size_t)(quote - s.p) : s.n;
        if (!quote || i - at > q->max_field) {
            f->is_open = true;
            return;
        }
        if (is_escaped(q, s, at, i)) {
            from = i + 1;
            continue;
        }
        if (i + 1 < s.n && s.p[i + 1] == q->signs.quote) {
            from = i + 2;
            continue;
        }
        size_t end = q->is_padded ? past_blanks(q, s, i + 1) : i + 1;
        if (end == s.n || s.p[end] == q->signs.delimiter || is_line_end(s.p[end])) {
            f->text_end = i + 1;
            f->end = end;
            return;
        }
        if (!f->is_misplaced)
            f->misplaced_at = i;
        f->is_misplaced = true;
        from = i + 1;
    }
}

/* The quoted field behind blanks. False: what is behind them is text. */
static bool find_padded(const struct crm_quotes *q, struct crm_str s, size_t at, bool at_end,
                        struct field *f)
{
    size_t open = past_blanks(q, s, at);

    if (open == at || open == s.n || s.p[open] != q->signs.quote || !q->signs.quote)
        return false;
    struct field quoted = {0};
    find_close(q, s, open, &quoted);
    bool is_decided = at_end || s.n - at > q->max_field;
    if (quoted.is_misplaced || (quoted.is_open && is_decided))
        return false;
    *f = quoted;
    f->is_found = at_end || (!quoted.is_open && quoted.end < s.n);
    return true;
}

static bool has_line_end(struct crm_str s)
{
    return s.n && (memchr(s.p, '\n', s.n) || memchr(s.p, '\r', s.n));
}

static struct field find_field(const struct crm_quotes *q, struct crm_str s, size_t at, bool at_end)
{
    struct field f = {0};

    if (q->is_padded && find_padded(q, s, at, at_end, &f))
        return f;
    if (at == s.n || s.p[at] != q->signs.quote || !q->signs.quote) {
        find_plain(q, s, at, at_end, &f);
        return f;
    }
    find_close(q, s, at, &f);
    bool is_decided = at_end || s.n - at > q->max_field;
    if (f.is_open && !is_decided &&
        !(f.is_misplaced && has_line_end((struct crm_str){s.p + at, f.misplaced_at - at})))
        return f;
    size_t end = f.is_open ? s.n : f.end;
    bool is_swallowing =
        f.is_open || (f.is_misplaced && has_line_end((struct crm_str){s.p + at, end - at}));
    if (!is_swallowing || q->keeps_strays) {
        if (f.is_open)
            f.text_end = f.end = end;
        f.is_found = at_end || (!f.is_open && end < s.n); /* two quotes may be one at the end */
        return f;
    }
    struct field text = {.is_stray = true,
                         .is_misplaced = true,
                         .misplaced_at = at,
                         .is_open = f.is_open && !f.is_misplaced};
    find_plain(q, s, at, at_end, &text);
    return text;
}

bool crm_record_find(struct crm_record *r, const struct crm_quotes *q, struct crm_str s,
                     bool at_end)
{
    size_t at = 0, number = 0;

    r->strays = 0;
    r->has_misplaced = r->is_open = r->is_too_long = false;
    for (;;) {
        struct field f = find_field(q, s, at, at_end);
        if (!f.is_found)
            return false;
        bool is_long = f.end - at > q->max_field;
        if ((f.is_misplaced || is_long) && !r->has_misplaced && !r->is_too_long) {
            r->fault_at = at;
            r->fault_end = f.end;
            r->fault_field = number;
            r->fault_is_open = f.is_open;
        }
        r->has_misplaced = r->has_misplaced || f.is_misplaced;
        r->is_open = r->is_open || f.is_open;
        if (f.is_stray && !r->strays++)
            r->stray_at = at;
        r->is_too_long = r->is_too_long || is_long;
        at = f.end;
        if (at == s.n || s.p[at] != q->signs.delimiter)
            break;
        at++;
        number++;
    }
    if (at + 1 == s.n && s.p[at] == '\r' && !at_end)
        return false; /* the LF of a CRLF may follow */
    size_t text = at;
    if (at < s.n)
        at += s.p[at] == '\r' && at + 1 < s.n && s.p[at + 1] == '\n' ? 2 : 1;
    r->bytes = at;
    r->line_ends = crm_line_ends((struct crm_str){s.p, text}) + (at > text);
    if (r->strays)
        r->stray_line = crm_line_ends((struct crm_str){s.p, r->stray_at});
    return true;
}

static void on_field(void *field, size_t n, void *record)
{
    struct crm_record *r = record;

    crm_buf_add(&r->text, (struct crm_str){field ? field : "", n});
    r->ends = crm_grow(r->ends, &r->ends_cap, r->nfields + 1, sizeof(*r->ends));
    r->ends[r->nfields++] = r->text.n;
}

static void on_record(int terminator, void *record)
{
    (void)terminator;
    (void)record;
}

static int no_blanks(unsigned char c)
{
    (void)c;
    return 0;
}

static void feed(struct csv_parser *csv, struct crm_str s, struct crm_record *r)
{
    if (s.n && csv_parse(csv, s.p, s.n, on_field, on_record, r) != s.n)
        crm_out_of_memory(); /* without its strict mode libcsv has no other reason to stop */
}

/* A field that is text from its first quote on, as libcsv takes it: in quotes, its own doubled. */
static void feed_as_text(struct csv_parser *csv, struct crm_str s, char quote, struct crm_record *r)
{
    struct crm_str one = {&quote, 1};

    feed(csv, one, r);
    while (s.n) {
        const char *at = memchr(s.p, quote, s.n);
        size_t n = at ? (size_t)(at - s.p) + 1 : s.n;
        feed(csv, (struct crm_str){s.p, n}, r);
        if (at)
            feed(csv, one, r);
        s = crm_str_from(s, n);
    }
    feed(csv, one, r);
}

/* The same for a field in quotes that has some as \". */
static void feed_escaped(struct csv_parser *csv, struct crm_str s, bool is_open,
                         const struct crm_quotes *q, struct crm_record *r)
{
    struct crm_buf *b = &r->unescaped;
    char quote = q->signs.quote;
    size_t end = is_open ? s.n : s.n - 1;

    crm_buf_reset(b);
    for (size_t i = 1; i < end; i++) {
        if (s.p[i] == quote && is_escaped(q, s, 0, i))
            b->n--;
        else if (s.p[i] == quote && i + 1 < end && s.p[i + 1] == quote)
            i++;
        crm_buf_add_char(b, s.p[i]);
    }
    feed_as_text(csv, crm_buf_str(b), quote, r);
}

void crm_record_read(struct crm_record *r, const struct crm_quotes *q, struct crm_str s)
{
    struct csv_parser csv;
    size_t end = r->bytes;

    while (end && is_line_end(s.p[end - 1]) && r->bytes - end < 2 &&
           (end == r->bytes || (s.p[end] == '\n' && s.p[end - 1] == '\r')))
        end--;
    crm_buf_reset(&r->text);
    r->nfields = 0;
    if (csv_init(&csv, 0))
        crm_out_of_memory();
    csv_set_space_func(&csv, no_blanks);
    csv_set_delim(&csv, (unsigned char)q->signs.delimiter);
    csv_set_quote(&csv, (unsigned char)q->signs.quote);
    for (size_t at = 0;;) {
        struct field f = find_field(q, (struct crm_str){s.p, end}, at, true);
        struct crm_str text = {s.p + f.text_at, f.text_end - f.text_at};
        if (f.is_stray)
            feed_as_text(&csv, text, q->signs.quote, r);
        else if (q->escape && text.n && text.p[0] == q->signs.quote)
            feed_escaped(&csv, text, f.is_open, q, r);
        else
            feed(&csv, text, r);
        at = f.end;
        if (at == end)
            break;
        feed(&csv, (struct crm_str){s.p + at++, 1}, r);
    }
    csv_fini(&csv, on_field, on_record, r);
    csv_free(&csv);
    if (!r->nfields)
        on_field(NULL, 0, r); /* a blank line, which libcsv passes over */
}

void crm_record_clear(struct crm_record *r)
{
    free(r->ends);
    crm_buf_clear(&r->text);
    crm_buf_clear(&r->unescaped);
    *r = (struct crm_record){0};
}
