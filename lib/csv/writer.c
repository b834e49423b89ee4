#include "csv/writer.h"

#include "base/digits.h"
#include "base/mem.h"

enum { FLUSH_BYTES = 256 * 1024 };

void crm_writer_init(struct crm_writer *w, struct crm_sink *sink,
                     const struct crm_writer_opts *opts)
{
    *w = (struct crm_writer){.sink = sink, .opts = *opts};
}

static bool is_outer_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* May one of eight bytes need quotes? Yes for all below the space, which are rare. */
static bool may_need_quotes(uint64_t w, char delimiter)
{
    uint64_t is_low = (w - CRM_EACH_BYTE(' ')) & ~w & CRM_EACH_BYTE(0x80);

    return is_low || crm_has_byte(w, '"') || crm_has_byte(w, (unsigned char)delimiter);
}

/* The same for all of s (s.n > 0), a last part of less than eight bytes by looking at some twice.
 */
static bool text_may_need_quotes(struct crm_str s, char delimiter)
{
    if (s.n < 8)
        return may_need_quotes(crm_load_few(s.p, s.n), delimiter);
    for (size_t i = 0; i + 8 < s.n; i += 8)
        if (may_need_quotes(crm_load8(s.p + i), delimiter))
            return true;
    return may_need_quotes(crm_load8(s.p + s.n - 8), delimiter);
}

static bool needs_quotes(struct crm_str s, char delimiter)
{
    if (!s.n)
        return false;
    if (is_outer_blank(s.p[0]) || is_outer_blank(s.p[s.n - 1]))
        return true;
    if (!text_may_need_quotes(s, delimiter))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == delimiter || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
            return true;
    return false;
}

static void add_quoted(struct crm_buf *b, struct crm_str s)
{
    crm_buf_add_char(b, '"');
    for (;;) {
        const char *q = s.n ? memchr(s.p, '"', s.n) : NULL;
        if (!q)
            break;
        size_t n = (size_t)(q - s.p) + 1;
        crm_buf_add(b, (struct crm_str){s.p, n});
        crm_buf_add_char(b, '"');
        s = crm_str_from(s, n);
    }
    crm_buf_add(b, s);
    crm_buf_add_char(b, '"');
}

static void add_json_string(struct crm_buf *b, struct crm_str s)
{
    crm_buf_add_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            crm_buf_add_char(b, '\\');
            crm_buf_add_char(b, s.p[i]);
        } else if (c < 0x20) {
            crm_buf_addf(b, "\\u%04x", (unsigned)c);
        } else {
            crm_buf_add_char(b, s.p[i]);
        }
    }
    crm_buf_add_char(b, '"');
}

static char delimiter_of(const struct crm_writer *w)
{
    return w->opts.format == CRM_TSV ? '\t' : ',';
}

static void end_line(struct crm_writer *w)
{
    if (w->opts.crlf)
        crm_buf_add_char(&w->buf, '\r');
    crm_buf_add_char(&w->buf, '\n');
}

static void separated_field(struct crm_writer *w, struct crm_str field)
{
    char delimiter = delimiter_of(w);
    struct crm_buf *b = &w->buf;

    if (needs_quotes(field, delimiter) || (w->ncols == 1 && !field.n)) {
        if (w->at)
            crm_buf_add_char(b, delimiter);
        add_quoted(b, field);
        return;
    }
    size_t n = crm_add_size(field.n, w->at > 0);
    char *p = b->cap - b->n >= n ? b->p + b->n : crm_buf_room(b, n);
    if (w->at)
        *p++ = delimiter;
    if (field.n)
        memcpy(p, field.p, field.n);
    b->n += n;
}

int crm_writer_header(struct crm_writer *w, const struct crm_str *names, size_t n,
                      struct crm_err *e)
{
    w->names = names;
    w->ncols = n;
    if (w->opts.format == CRM_JSONL)
        return 0;
    if (w->opts.bom)
        crm_buf_add_cstr(&w->buf, "\xEF\xBB\xBF");
    for (size_t i = 0; i < n; i++) {
        separated_field(w, names[i]);
        w->at++;
    }
    end_line(w);
    w->at = 0;
    return crm_failed(e) ? -1 : 0;
}

void crm_writer_field(struct crm_writer *w, struct crm_str field)
{
    if (w->opts.format != CRM_JSONL) {
        separated_field(w, field);
    } else {
        crm_buf_add_char(&w->buf, w->at ? ',' : '{');
        add_json_string(&w->buf, w->at < w->ncols ? w->names[w->at] : CRM_STR(""));
        crm_buf_add_char(&w->buf, ':');
        add_json_string(&w->buf, field);
    }
    w->at++;
}

/* ---- whole rows ------------------------------------------------------------------ */

enum { LONGEST_ROW = 255 * 8 }; /* copied together: as many words as a byte can count */

/* The sum of eight bytes. */
static size_t sum_bytes(uint64_t w)
{
    const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);

    return (size_t)(((w & even) + (w >> 8 & even)) * UINT64_C(0x0001000100010001) >> 48);
}

/* The fields and what parts them, when that is one delimiter each; else nothing. */
static struct crm_str joined(const struct crm_str *fields, size_t n, char delimiter)
{
    for (size_t i = 1; i < n; i++)
        if (fields[i].p != fields[i - 1].p + fields[i - 1].n + 1 || fields[i].p[-1] != delimiter)
            return CRM_STR("");
    return (struct crm_str){fields[0].p, (size_t)(fields[n - 1].p - fields[0].p) + fields[n - 1].n};
}

/* Has the row this many delimiters, and nothing else for which a field needs quotes but blanks? */
static bool is_plain_row(struct crm_str row, char delimiter, size_t ndelimiters)
{
    uint64_t each = CRM_EACH_BYTE((unsigned char)delimiter);
    uint64_t special = 0, counts = 0;
    size_t i = 0, found = 0;

    for (; row.n - i >= 8; i += 8) {
        uint64_t w = crm_load8(row.p + i), x = w ^ CRM_EACH_BYTE('"');
        uint64_t delimiters = crm_zero_bytes(w ^ each);
        special |= ((w - CRM_EACH_BYTE(' ')) & ~w & ~delimiters) | ((x - CRM_EACH_BYTE(1)) & ~x);
        counts += delimiters >> 7;
    }
    for (; i < row.n; i++) {
        char c = row.p[i];
        found += c == delimiter;
        if (c == '"' || (c != delimiter && (unsigned char)c < ' '))
            return false;
    }
    return !(special & CRM_EACH_BYTE(0x80)) && found + sum_bytes(counts) == ndelimiters;
}

static char *copy(char *to, const char *from, const char *end)
{
    if (from != end)
        memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

/* A plain row, quotes put where there are outer blanks. */
static void add_plain_row(struct crm_buf *b, struct crm_str row, const struct crm_str *fields,
                          size_t n)
{
    char *to = crm_buf_room(b, crm_add_size(row.n, crm_mul_size(n, 2)));
    const char *from = row.p;

    for (size_t i = 0; i < n; i++) {
        struct crm_str f = fields[i];
        if (!f.n || (!is_outer_blank(f.p[0]) && !is_outer_blank(f.p[f.n - 1])))
            continue;
        to = copy(to, from, f.p);
        *to++ = '"';
        to = copy(to, f.p, f.p + f.n);
        *to++ = '"';
        from = f.p + f.n;
    }
    to = copy(to, from, row.p + row.n);
    b->n = (size_t)(to - b->p);
}

void crm_writer_fields(struct crm_writer *w, const struct crm_str *fields, size_t n)
{
    char delimiter = delimiter_of(w);
    struct crm_str row = CRM_STR("");

    if (w->opts.format != CRM_JSONL && n > 1)
        row = joined(fields, n, delimiter);
    if (row.n && row.n <= LONGEST_ROW && is_plain_row(row, delimiter, n - 1)) {
        add_plain_row(&w->buf, row, fields, n);
        w->at = n;
        return;
    }
    for (size_t i = 0; i < n; i++)
        crm_writer_field(w, fields[i]);
}

struct crm_buf *crm_writer_plain(struct crm_writer *w)
{
    if (w->opts.format == CRM_JSONL || w->ncols == 1)
        return NULL;
    if (w->at++)
        crm_buf_add_char(&w->buf, delimiter_of(w));
    return &w->buf;
}

int crm_writer_end(struct crm_writer *w, struct crm_err *e)
{
    if (w->opts.format == CRM_JSONL)
        crm_buf_add_cstr(&w->buf, w->at ? "}" : "{}");
    end_line(w);
    w->at = 0;
    w->rows++;
    return w->sink && w->buf.n >= FLUSH_BYTES ? crm_writer_flush(w, e) : 0;
}

int crm_writer_flush(struct crm_writer *w, struct crm_err *e)
{
    int rc = crm_sink_write(w->sink, w->buf.p, w->buf.n, e);

    crm_buf_reset(&w->buf);
    return rc;
}

void crm_writer_clear(struct crm_writer *w)
{
    crm_buf_clear(&w->buf);
}
