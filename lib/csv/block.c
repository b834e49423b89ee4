#include "csv/block.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/quoted.h"

/* The line that a tool ends its table with when it fails: an open quote, then this. */
#define ABORT_MARK CRM_STR("\"#ABORT ")

/* ---- cutting --------------------------------------------------------------------- */

/* Behind the last line end of a text without quotes; a CR at its very end may be half a CRLF. */
static size_t cut_plain(struct crm_str s)
{
    const char *lf = memrchr(s.p, '\n', s.n);
    size_t end = lf ? (size_t)(lf - s.p) + 1 : 0;
    const char *cr = s.n > end + 1 ? memrchr(s.p + end, '\r', s.n - end - 1) : NULL;

    return cr ? (size_t)(cr - s.p) + 1 : end;
}

/* Scan on; where the scan cannot tell how quotes are placed, it stops at once. */
static void scan_on(struct crm_scan *scan, const struct crm_quotes *q)
{
    if (!q->escape) {
        crm_scan_run(scan);
        return;
    }
    scan->is_open = false;
    scan->is_misplaced = scan->at < scan->n;
}

size_t crm_block_cut(struct crm_block *k, const struct crm_quotes *q, struct crm_str text,
                     bool at_end)
{
    struct crm_scan scan = {.p = text.p, .n = text.n, .signs = q->signs};

    if (at_end || !text.n)
        return text.n;
    if (!q->signs.quote || !memchr(text.p, q->signs.quote, text.n))
        return cut_plain(text);
    for (;;) {
        scan_on(&scan, q);
        if (!scan.is_misplaced && !scan.is_open)
            break;
        if (!crm_record_find(&k->record, q, crm_str_from(text, scan.record_at), false))
            break;
        scan.at = scan.record_at += k->record.bytes;
    }
    bool is_half = scan.record_at == text.n && text.p[text.n - 1] == '\r';
    return is_half ? 0 : scan.record_at; /* the LF of a CRLF may follow: ask again with more */
}

/* ---- records --------------------------------------------------------------------- */

/* What a block is being read with. */
struct reading {
    struct crm_block *k;
    const struct crm_shape *shape;
    struct crm_batch *b;
    size_t want;   /* fields of a record */
    uint64_t line; /* where the record starts */
};

/* Room for `rows` more rows, and their cells or `cells` more. */
static void make_room(struct reading *g, size_t rows, size_t cells)
{
    struct crm_batch *b = g->b;
    size_t lines_cap = b->rows_cap;

    b->cells = crm_grow(b->cells, &b->cells_cap, g->k->ncells + cells, sizeof(*b->cells));
    b->lines = crm_grow(b->lines, &lines_cap, b->nrows + rows, sizeof(*b->lines));
    b->rows = crm_grow(b->rows, &b->rows_cap, b->nrows + rows, sizeof(*b->rows));
}

/* One more row: its cells. */
static struct crm_str *new_row(struct reading *g)
{
    make_room(g, 1, g->b->head->ncols);
    return g->b->cells + g->k->ncells;
}

static void end_row(struct reading *g)
{
    struct crm_batch *b = g->b;

    b->lines[b->nrows] = g->line;
    b->rows[b->nrows++] = ++b->rows_in;
    g->k->ncells += b->head->ncols;
}

static void add_ragged(struct reading *g, const struct crm_str *fields, size_t n,
                       enum crm_msg reason)
{
    struct crm_block *k = g->k;
    size_t dropped = g->shape->dropped < n ? g->shape->dropped : n;

    k->ragged = crm_grow(k->ragged, &k->ragged_cap, k->nragged + 1, sizeof(*k->ragged));
    k->ragged[k->nragged++] = (struct crm_ragged){.first = k->nspare,
                                                  .ncells = n - dropped,
                                                  .nfields = n,
                                                  .rows_before = g->b->nrows,
                                                  .line = g->line,
                                                  .reason = reason};
    k->spare = crm_grow(k->spare, &k->spare_cap, k->nspare + n, sizeof(*k->spare));
    memcpy(k->spare + k->nspare, fields + dropped, (n - dropped) * sizeof(*fields));
    k->nspare += n - dropped;
    g->b->rows_in++;
}

/* A record of any number of fields. */
static void add_record(struct reading *g, const struct crm_str *fields, size_t n)
{
    enum crm_msg reason = crm_shape_fits(g->shape, fields, n);

    if (reason != CRM_MSG_NONE) {
        add_ragged(g, fields, n, reason);
        return;
    }
    struct crm_str *row = new_row(g);
    for (size_t i = g->shape->dropped; i < g->want; i++)
        row[i - g->shape->dropped] = i < n ? fields[i] : CRM_STR("");
    end_row(g);
}

static int field_error(const struct reading *g, enum crm_msg what, struct crm_str text,
                       uint64_t line, size_t field, enum crm_msg advice)
{
    return crm_shape_fail(g->shape, what, text, line + 1, field, advice, &g->b->err);
}

/* Is the record that was found one that may not be used? */
static int check_found(const struct reading *g, struct crm_str s)
{
    const struct crm_record *r = &g->k->record;
    struct crm_str text = {s.p + r->fault_at, r->fault_end - r->fault_at};
    uint64_t line = g->line + crm_line_ends((struct crm_str){s.p, r->fault_at});

    if (r->is_open && crm_str_starts(text, ABORT_MARK))
        return field_error(g, CRM_MSG_UPSTREAM_FAILED, text, line, SIZE_MAX,
                           CRM_MSG_ADVICE_UPSTREAM);
    if (g->shape->is_strict && r->has_misplaced)
        return field_error(g, r->fault_is_open ? CRM_MSG_QUOTE_NOT_CLOSED : CRM_MSG_STRAY_QUOTE,
                           text, line, r->fault_field, CRM_MSG_ADVICE_QUOTE);
    if (r->is_too_long)
        return field_error(g, CRM_MSG_FIELD_TOO_LONG, text, line, r->fault_field,
                           CRM_MSG_ADVICE_MAX_FIELD);
    return 0;
}

/* One record by libcsv, at the start of s: the one with the badly placed quote, or one shortly
 * before it. */
static int read_misplaced(struct reading *g, struct crm_str s)
{
    struct crm_block *k = g->k;
    struct crm_record *r = &k->record;

    crm_record_find(r, &g->shape->quotes, s, true);
    if ((s.p[0] == '\n' || s.p[0] == '\r') && g->want != 1) {
        g->b->blank_lines++;
        g->line++;
        return 0;
    }
    if (check_found(g, s))
        return -1;
    crm_record_read(r, &g->shape->quotes, s);
    if (r->strays && !k->strays)
        k->stray_line = g->line + r->stray_line;
    k->strays += r->strays;
    struct crm_str *fields = crm_arena_alloc(&g->b->arena, (r->nfields + 1) * sizeof(*fields));
    struct crm_str text = crm_arena_dup(&g->b->arena, crm_buf_str(&r->text));
    for (size_t i = 0, start = 0; i < r->nfields; start = r->ends[i++])
        fields[i] = (struct crm_str){text.p + start, r->ends[i] - start};
    add_record(g, fields, r->nfields);
    g->line += r->line_ends;
    return 0;
}

/* The field of the text in [start, end), and the line ends within it. */
static inline struct crm_str field_of(const struct reading *g, size_t start, size_t end,
                                      uint64_t *line_ends)
{
    char *p = g->k->text.p + start;
    size_t n = end - start;
    char quote = g->shape->quotes.signs.quote;

    if (!n || *p != quote || !quote)
        return (struct crm_str){p, n};
    return crm_quoted_text(p, n, quote, line_ends);
}

/* A record that has as many fields as the header, some in quotes, straight into the batch. */
static void read_quoted(struct reading *g, size_t start, const uint32_t *ends)
{
    uint64_t line_ends = 1;
    struct crm_str *cell = new_row(g);

    for (size_t i = 0; i < g->want; i++) {
        struct crm_str field = field_of(g, start, ends[i], &line_ends);
        if (i >= g->shape->dropped)
            *cell++ = field;
        start = (size_t)ends[i] + 1;
    }
    end_row(g);
    g->line += line_ends;
}

/* A record that has not as many fields as the header, but n. */
static void read_other(struct reading *g, size_t start, const uint32_t *ends, size_t n)
{
    uint64_t line_ends = 1;

    if (n == 1 && ends[0] == start && g->want != 1) {
        g->b->blank_lines++;
        g->line++;
        return;
    }
    if (n > CRM_COLUMNS_MAX) {
        field_error(g, CRM_MSG_TOO_MANY_COLUMNS, CRM_STR(""), g->line, SIZE_MAX, CRM_MSG_NONE);
        return;
    }
    struct crm_str *fields = crm_arena_alloc(&g->b->arena, n * sizeof(*fields));
    for (size_t i = 0; i < n; i++) {
        fields[i] = field_of(g, start, ends[i], &line_ends);
        start = (size_t)ends[i] + 1;
    }
    add_record(g, fields, n);
    g->line += line_ends;
}

/* Where the text goes on behind an end of a record. */
static inline size_t behind(const char *p, size_t end)
{
    return end + 1 + (p[end] == '\r' && p[end + 1] == '\n');
}

/*
 * Records from number `from` on that have as many fields as the header and end before `quote_at`,
 * straight into the batch, where there is room for them. Returns the number of the first that is
 * not such a one; *start, where record `from` starts, moves on to it.
 */
static size_t read_usual(struct reading *g, size_t *start, const struct crm_scan *scan, size_t from,
                         size_t quote_at)
{
    const char *p = g->k->text.p;
    size_t want = g->want, dropped = g->shape->dropped, before = from ? scan->records[from - 1] : 0;
    const uint32_t *ends = scan->ends + before;
    struct crm_batch *b = g->b;
    struct crm_str *cell = b->cells + g->k->ncells;
    size_t at = *start, r = from;

    for (; r < scan->nrecords; r++, ends += want) {
        before += want;
        if (scan->records[r] != before || ends[want - 1] > quote_at)
            break;
        for (size_t i = 0; i < dropped; i++)
            at = (size_t)ends[i] + 1;
        for (size_t i = dropped; i < want; i++) {
            *cell++ = (struct crm_str){p + at, ends[i] - at};
            at = (size_t)ends[i] + 1;
        }
        at = behind(p, at - 1);
        b->lines[b->nrows] = g->line++;
        b->rows[b->nrows++] = ++b->rows_in;
    }
    g->k->ncells = (size_t)(cell - b->cells);
    *start = at;
    return r;
}

/* Where the first quote stands from `from` on in what was scanned. */
static size_t find_quote(const struct reading *g, const struct crm_scan *scan, size_t from)
{
    size_t to = scan->record_at;
    char quote = g->shape->quotes.signs.quote;
    const char *at =
        scan->has_quotes && from < to ? memchr(scan->p + from, quote, to - from) : NULL;

    return at ? (size_t)(at - scan->p) : to;
}

/* The records of the scan, the first of which begins at `start`. */
static void read_records(struct reading *g, size_t start, const struct crm_scan *scan)
{
    const char *p = g->k->text.p;
    size_t quote_at = find_quote(g, scan, start), r = 0;

    for (;;) {
        /* A record that is no usual one may have taken more cells than it has fields. */
        size_t before = r ? scan->records[r - 1] : 0;
        make_room(g, scan->nrecords - r, (scan->nends - before) / g->want * g->b->head->ncols);
        r = read_usual(g, &start, scan, r, quote_at);
        if (r == scan->nrecords)
            return;
        before = r ? scan->records[r - 1] : 0;
        size_t n = scan->records[r] - before;
        const uint32_t *ends = scan->ends + before;
        if (n == g->want)
            read_quoted(g, start, ends);
        else
            read_other(g, start, ends, n);
        if (crm_failed(&g->b->err))
            return;
        start = behind(p, ends[n - 1]);
        if (quote_at < start)
            quote_at = find_quote(g, scan, start);
        r++;
    }
}

/* No field is too long in a block that is shorter. */
static void check_lengths(const struct reading *g, const struct crm_scan *scan, size_t from)
{
    struct reading at = *g;

    if (scan->n <= g->shape->quotes.max_field)
        return;
    while (from < scan->record_at && !crm_failed(&g->b->err)) {
        struct crm_str s = {scan->p + from, scan->n - from};
        crm_record_find(&g->k->record, &g->shape->quotes, s, true);
        check_found(&at, s);
        from += g->k->record.bytes;
        at.line += g->k->record.line_ends;
    }
}

void crm_block_read(struct crm_block *k, const struct crm_shape *shape, struct crm_batch *b)
{
    struct reading g = {
        .k = k, .shape = shape, .b = b, .want = shape->head->ncols + shape->dropped};
    size_t n = k->text.n;

    memset(crm_buf_room(&k->text, CRM_SCAN_PADDING), 0, CRM_SCAN_PADDING);
    b->nrows = 0;
    b->rows_in = b->blank_lines = 0;
    k->ncells = k->nragged = k->nspare = 0;
    k->strays = k->lines = 0;
    size_t records_cap = k->ends_cap;
    k->ends = crm_grow(k->ends, &k->ends_cap, n + CRM_SCAN_ROOM, sizeof(*k->ends));
    k->records = crm_grow(k->records, &records_cap, n + CRM_SCAN_ROOM, sizeof(*k->records));
    struct crm_scan scan = {.p = k->text.p,
                            .n = n,
                            .signs = shape->quotes.signs,
                            .ends = k->ends,
                            .records = k->records};
    for (size_t from = 0; from < n && !crm_failed(&b->err); from = scan.record_at) {
        scan.nends = scan.nrecords = 0;
        scan_on(&scan, &shape->quotes);
        bool is_whole = !scan.is_misplaced && !scan.is_open;
        if (is_whole && scan.record_at < n) { /* the last record of an input without a line end */
            k->ends[scan.nends++] = (uint32_t)n;
            k->records[scan.nrecords++] = (uint32_t)scan.nends;
            scan.record_at = n;
        }
        check_lengths(&g, &scan, from);
        if (scan.nrecords && !crm_failed(&b->err))
            read_records(&g, from, &scan);
        if (is_whole || crm_failed(&b->err))
            break;
        if (read_misplaced(&g, (struct crm_str){scan.p + scan.record_at, n - scan.record_at}))
            break;
        scan.at = scan.record_at += k->record.bytes;
    }
    k->lines = g.line;
}

void crm_block_free(struct crm_block *k)
{
    if (!k)
        return;
    crm_buf_clear(&k->text);
    crm_buf_clear(&k->decoded);
    crm_piece_free(k->piece);
    crm_record_clear(&k->record);
    free(k->ends);
    free(k->records);
    free(k->ragged);
    free(k->spare);
    free(k);
}
