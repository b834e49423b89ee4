#include "csv/sample.h"

#include <string.h>

enum {
    QUOTED_LINES_MAX = 50,
    /* Bytes that may be read twice because a quote did not close: bounds the work. */
    SECOND_LOOKS_MAX = 256 * 1024,
};

/* A walk over the text, field by field. */
struct walk {
    struct crm_sample *s;
    size_t at;
    size_t second_looks;
    bool is_stop[256]; /* the delimiter, CR, LF */
    bool is_cut;       /* the text ends within a quoted field, and more comes */
};

struct field {
    struct crm_str text;
    bool is_quoted;
};

static bool is_blank(const struct walk *w, size_t i)
{
    char c = w->s->text.p[i];

    return (c == ' ' || c == '\t') && c != w->s->delimiter;
}

static size_t past_blanks(const struct walk *w, size_t i)
{
    while (i < w->s->text.n && is_blank(w, i))
        i++;
    return i;
}

static bool is_stop_at(const struct walk *w, size_t i)
{
    return i >= w->s->text.n || w->is_stop[(unsigned char)w->s->text.p[i]];
}

static size_t count_lines(const char *p, size_t n)
{
    size_t lines = 0;

    for (size_t i = 0; i < n; i++)
        lines += p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
    return lines;
}

/* Does the quote at q of the field opened at `open` stand behind an odd number of backslashes? */
static bool is_escaped(struct crm_str t, size_t open, size_t q)
{
    size_t from = q;

    while (from > open + 1 && t.p[from - 1] == '\\')
        from--;
    return (q - from) % 2;
}

/*
 * The quote that closes the field opened at `open`, or text.n. Other quotes within are counted into
 * *bad; with is_padded the first of them ends the search.
 */
static size_t closing_quote(struct walk *w, size_t open, bool is_padded, size_t *bad)
{
    const struct crm_sample *s = w->s;
    struct crm_str t = s->text;
    size_t from = open + 1, lines = 0;

    while (from < t.n) {
        const char *found = memchr(t.p + from, s->quote, t.n - from);
        size_t q = found ? (size_t)(found - t.p) : t.n;
        lines += count_lines(t.p + from, q - from);
        if (!found || lines > QUOTED_LINES_MAX)
            break;
        if (s->has_backslash && is_escaped(t, open, q)) {
            from = q + 1;
        } else if (q + 1 < t.n && t.p[q + 1] == s->quote) {
            from = q + 2;
        } else if (is_stop_at(w, s->has_padding ? past_blanks(w, q + 1) : q + 1)) {
            return q;
        } else {
            ++*bad;
            if (is_padded)
                return t.n;
            from = q + 1;
        }
    }
    w->is_cut = !s->is_whole && lines <= QUOTED_LINES_MAX && !is_padded;
    return t.n;
}

/* The field that a quote opens here, behind blanks perhaps. False: the quote is only text. */
static bool take_quoted(struct walk *w, struct field *f)
{
    struct crm_sample *s = w->s;
    size_t open = s->has_padding ? past_blanks(w, w->at) : w->at;
    size_t bad = 0;

    if (!s->quote || open >= s->text.n || s->text.p[open] != s->quote ||
        w->second_looks > SECOND_LOOKS_MAX)
        return false;
    bool is_padded = open > w->at;
    size_t close = closing_quote(w, open, is_padded, &bad);
    if (close == s->text.n) {
        w->second_looks += close - open;
        s->bad_padded += is_padded && bad;
        s->unclosed += !is_padded && !w->is_cut;
        return false;
    }
    s->quoted++;
    s->padded_quoted += is_padded;
    s->bad_quotes += bad;
    *f = (struct field){{s->text.p + open + 1, close - open - 1}, true};
    w->at = s->has_padding ? past_blanks(w, close + 1) : close + 1;
    return true;
}

static void take_field(struct walk *w, struct field *f)
{
    struct crm_str t = w->s->text;

    if (take_quoted(w, f))
        return;
    size_t end = w->at;
    while (end < t.n && !w->is_stop[(unsigned char)t.p[end]])
        end++;
    *f = (struct field){{t.p + w->at, end - w->at}, false};
    w->at = end;
}

/*
 * How sure it is that the cell is whole and one: what has a type is; text that holds another
 * delimiter may be several cells.
 */
static double score_of(const struct field *f, enum crm_looks looks)
{
    bool has_comma = false, has_other = false;

    if (f->is_quoted || (looks > CRM_LOOKS_CODE && looks < CRM_LOOKS_COUNT))
        return 1;
    if (looks == CRM_LOOKS_EMPTY)
        return 0.75;
    for (size_t i = 0; i < f->text.n; i++) {
        char c = f->text.p[i];
        has_comma = has_comma || c == ',';
        has_other = has_other || c == ';' || c == '\t' || c == '|';
    }
    if (has_other)
        return 0.1;
    if (has_comma)
        return 0.4;
    return looks == CRM_LOOKS_TEXT ? 0.6 : 0.9;
}

static void keep_cell(struct crm_sample *s, const struct field *f)
{
    struct crm_sample_record *record = &s->records[s->nrecords];
    enum crm_looks looks = crm_looks_of(f->text);

    if (record->nfields < CRM_SAMPLE_COLUMNS) {
        s->looks[s->nrecords][record->nfields] = (unsigned char)looks;
        s->ncells++;
        s->ntyped += f->is_quoted || looks >= CRM_LOOKS_CODE;
        s->cell_score += score_of(f, looks);
    }
    record->nfields += record->nfields < CRM_SAMPLE_WIDTH;
    record->nfilled += looks != CRM_LOOKS_EMPTY;
}

/* One record, to its line end or the text's end; false when the sample cuts it. */
static bool take_record(struct walk *w)
{
    struct crm_sample *s = w->s;
    struct field f;

    s->records[s->nrecords] = (struct crm_sample_record){.at = w->at};
    for (;;) {
        take_field(w, &f);
        if (w->is_cut)
            return false;
        keep_cell(s, &f);
        if (w->at >= s->text.n)
            return s->is_whole || s->nrecords == 0;
        if (s->text.p[w->at] != s->delimiter)
            return true;
        w->at++;
        s->delimiters++;
        s->delimiters_then_blank += w->at < s->text.n && is_blank(w, w->at);
    }
}

static void reset(struct crm_sample *s)
{
    s->nrecords = s->ncells = s->ntyped = 0;
    s->cell_score = 0;
    s->delimiters = s->delimiters_then_blank = 0;
    s->quoted = s->padded_quoted = s->bad_padded = s->bad_quotes = s->unclosed = 0;
}

void crm_sample_read(struct crm_sample *s)
{
    struct walk w = {.s = s, .at = s->start};

    reset(s);
    w.is_stop[(unsigned char)s->delimiter] = true;
    w.is_stop['\r'] = w.is_stop['\n'] = true;
    while (w.at < s->text.n && s->nrecords < CRM_SAMPLE_RECORDS) {
        if (s->text.p[w.at] == '\n' || s->text.p[w.at] == '\r') {
            w.at++;
            continue;
        }
        if (!take_record(&w))
            break;
        s->nrecords++;
    }
}
