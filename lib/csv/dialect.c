/*
 * Each candidate delimiter reads the sample once or a few times (sample.h); the readings are
 * compared, the best one tells the rest. Header and preamble follow from types: a column of dates
 * or numbers has a name of another kind on top. What stands above that line is no part of the
 * table. Where no column has a type nothing is skipped.
 */
#include "csv/dialect.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/sample.h"

enum {
    PREAMBLE_RECORDS = 32, /* the header is looked for among so many */
    ROWS_BELOW = 64,       /* rows that tell a column's type */
};

static const char candidates[] = {',', ';', '\t', '|', '^', '~', ' '};

/* Readings of the sample: the best so far, the one that is being judged, and a trial of it. */
struct search {
    struct crm_sample *best, *now, *trial;
    const struct crm_dialect_opts *given;
    struct crm_dialect *out;
    bool has_best;
};

static void swap(struct crm_sample **a, struct crm_sample **b)
{
    struct crm_sample *t = *a;

    *a = *b;
    *b = t;
}

/* ---- one delimiter ---------------------------------------------------------------- */

/* The same reading as `now` but for what the caller then changes. */
static struct crm_sample *new_trial(struct search *s)
{
    struct crm_sample *t = s->trial;

    t->delimiter = s->now->delimiter;
    t->quote = s->now->quote;
    t->has_padding = s->now->has_padding;
    t->has_backslash = s->now->has_backslash;
    return t;
}

static bool has_pair(struct crm_str s, char a, char b)
{
    for (size_t i = 0; i + 1 < s.n; i++)
        if (s.p[i] == a && s.p[i + 1] == b)
            return true;
    return false;
}

static size_t misplaced(const struct crm_sample *s)
{
    return s->bad_quotes + s->unclosed;
}

/* Apostrophes quote where no " does and none is left open: '18618486065 marks digits, it quotes
 * not. */
static void try_apostrophes(struct search *s)
{
    if (s->now->quoted || !memchr(s->now->text.p, '\'', s->now->text.n))
        return;
    struct crm_sample *t = new_trial(s);
    t->quote = '\'';
    crm_sample_read(t);
    if (t->quoted >= 2 && t->unclosed == 0)
        swap(&s->now, &s->trial);
}

static void try_backslashes(struct search *s)
{
    if (!misplaced(s->now) || !has_pair(s->now->text, '\\', s->now->quote))
        return;
    struct crm_sample *t = new_trial(s);
    t->has_backslash = true;
    crm_sample_read(t);
    if (misplaced(t) * 2 <= misplaced(s->now) && t->quoted)
        swap(&s->now, &s->trial);
}

/* Databases write tabs without quotes: a " at the start of a field is then part of it. */
static void try_no_quotes(struct search *s)
{
    if (s->now->delimiter != '\t' || s->now->quoted || s->now->unclosed < 3)
        return;
    s->now->quote = 0;
    crm_sample_read(s->now);
}

/* Read the sample with the delimiter, and with the quotes that suit it best, into `now`. */
static void read_with(struct search *s, char delimiter)
{
    bool is_open = !s->given->has_quote;

    s->now->delimiter = delimiter;
    s->now->quote = '"';
    if (!is_open)
        s->now->quote = s->given->quote;
    s->now->has_padding = delimiter != ' ';
    s->now->has_backslash = false;
    crm_sample_read(s->now);
    if (is_open)
        try_apostrophes(s);
    if (s->now->bad_padded) {
        s->now->has_padding = false;
        crm_sample_read(s->now);
    }
    if (s->now->quote)
        try_backslashes(s);
    if (is_open)
        try_no_quotes(s);
}

/* The number of fields, above one, that most records have; 1 when none has more. */
static size_t usual_width(const struct crm_sample *s, size_t *records)
{
    unsigned short count[CRM_SAMPLE_WIDTH + 1] = {0};
    size_t best = 1;

    *records = 0;
    for (size_t i = 0; i < s->nrecords; i++) {
        size_t width = s->records[i].nfields;
        size_t n = ++count[width];
        if (width > 1 && (n > *records || (n == *records && width > best))) {
            *records = n;
            best = width;
        }
    }
    return best;
}

/* The records above the first one of the usual width. */
static size_t lead_of(const struct crm_sample *s, size_t width)
{
    size_t lead = 0;

    while (lead < s->nrecords && s->records[lead].nfields != width)
        lead++;
    return lead;
}

/*
 * 0: the delimiter does not split this text. Lines above the table speak against it only a little,
 * quotes in wrong places much. ^ ~ and blanks are found in texts too: they must split every line,
 * the first one too, and blanks what has types.
 */
static double score_of(const struct crm_sample *s)
{
    size_t alike;
    size_t width = usual_width(s, &alike);

    if (width < 2)
        return 0;
    size_t lead = lead_of(s, width);
    double evenness = (double)alike / ((double)(s->nrecords - lead) + (double)lead / 4);
    bool is_rare = s->delimiter == '^' || s->delimiter == '~' || s->delimiter == ' ';
    if (evenness < (is_rare ? 0.9 : 0.4) || alike * 2 < s->nrecords - lead || (is_rare && lead))
        return 0;
    if (s->delimiter == ' ' && (width < 3 || s->nrecords < 2 || s->ntyped * 3 < s->ncells))
        return 0;
    double wholeness = s->cell_score / (double)s->ncells;
    double quotes = (double)s->nrecords / (double)(s->nrecords + misplaced(s));
    return evenness * wholeness * quotes * (1 - 1 / (double)width);
}

/* ---- the delimiter ---------------------------------------------------------------- */

static void judge(struct search *s, char delimiter)
{
    /* What any other must surpass by so much to be taken for a better one than ','. */
    const double clearly = 1.1;

    read_with(s, delimiter);
    double score = score_of(s->now);
    if (score <= 0)
        return;
    bool is_better =
        !s->has_best || score > s->out->score * (s->out->delimiter == ',' ? clearly : 1);
    if (is_better) {
        if (s->has_best)
            s->out->second_delimiter = s->out->delimiter;
        s->out->second_score = s->out->score;
        s->out->delimiter = delimiter;
        s->out->score = score;
        s->has_best = true;
        swap(&s->best, &s->now);
    } else if (score > s->out->second_score) {
        s->out->second_delimiter = delimiter;
        s->out->second_score = score;
    }
}

static void choose_delimiter(struct search *s, char told)
{
    struct crm_str text = s->now->text;

    if (told) {
        read_with(s, told);
        s->out->score = score_of(s->now);
    }
    for (size_t i = 0; !told && i < sizeof(candidates); i++) {
        bool is_last_resort = candidates[i] == ' ';
        if (memchr(text.p, candidates[i], text.n) && (!is_last_resort || !s->has_best))
            judge(s, candidates[i]);
    }
    if (!s->has_best) {
        if (!told)
            read_with(s, ',');
        s->out->delimiter = s->now->delimiter;
        swap(&s->best, &s->now);
    }
}

/* ---- the header ------------------------------------------------------------------- */

/* How a record stands to the types of the columns below it. */
struct stand {
    size_t typed;  /* columns with a type */
    size_t sure;   /* of these, where it is no plain number */
    size_t fits;   /* of these, where the record has a cell of that type too */
    size_t names;  /* of these, where it has a text */
    size_t data;   /* fits that are hardly a name */
    size_t column; /* the first of the data */
    size_t below;  /* rows that told */
    bool has_data; /* some cell, in any column, is hardly a name */
};

/* The type that two of three cells of the column share in the rows below; TEXT for none. */
static enum crm_looks column_type(const struct crm_sample *s, size_t above, size_t column,
                                  size_t width)
{
    size_t count[CRM_LOOKS_COUNT] = {0}, filled = 0;

    for (size_t i = above + 1; i < s->nrecords && i <= above + ROWS_BELOW; i++) {
        if (s->records[i].nfields != width || s->looks[i][column] == CRM_LOOKS_EMPTY)
            continue;
        enum crm_looks looks = (enum crm_looks)s->looks[i][column];
        count[looks == CRM_LOOKS_AMOUNT ? CRM_LOOKS_NUMBER : looks]++;
        filled++;
    }
    for (int looks = CRM_LOOKS_NUMBER; looks < CRM_LOOKS_COUNT; looks++)
        if (filled && count[looks] * 3 >= filled * 2)
            return (enum crm_looks)looks;
    return CRM_LOOKS_TEXT;
}

static struct stand stand_of(const struct crm_sample *s, size_t record, size_t width)
{
    struct stand stand = {0};
    size_t ncols = s->records[record].nfields;

    for (size_t c = 0; c < ncols && c < CRM_SAMPLE_COLUMNS; c++) {
        enum crm_looks looks = (enum crm_looks)s->looks[record][c];
        enum crm_looks type = c < width ? column_type(s, record, c, width) : CRM_LOOKS_TEXT;
        stand.has_data = stand.has_data || crm_looks_like_data(looks);
        if (type == CRM_LOOKS_TEXT)
            continue;
        stand.typed++;
        stand.sure += type != CRM_LOOKS_NUMBER;
        stand.names += looks >= CRM_LOOKS_TEXT && looks <= CRM_LOOKS_CODE;
        if (!crm_looks_alike(looks, type))
            continue;
        stand.fits++;
        if (crm_looks_like_data(looks) && !stand.data++)
            stand.column = c;
    }
    for (size_t i = record + 1; i < s->nrecords; i++)
        stand.below += s->records[i].nfields == width;
    return stand;
}

/* Names on top of columns that have types. */
static bool is_header(const struct crm_sample *s, size_t record, size_t width,
                      const struct stand *stand)
{
    return s->records[record].nfields == width && s->records[record].nfilled * 2 >= width &&
           stand->typed && !stand->fits && !stand->has_data && stand->names * 2 >= stand->typed;
}

/*
 * The record that is the header: 0 unless what stands above another one is surely no part of the
 * table: of another width or hardly filled, above a header that two rows tell from data, or one row
 * with more than numbers.
 */
static size_t find_header(const struct crm_sample *s, size_t width)
{
    for (size_t i = 0; width > 1 && i < s->nrecords && i < PREAMBLE_RECORDS; i++) {
        const struct crm_sample_record *record = &s->records[i];
        struct stand stand = stand_of(s, i, width);
        if (is_header(s, i, width, &stand) && (i == 0 || stand.below > 1 || stand.sure))
            return i;
        if (record->nfields == width && record->nfilled * 2 > width)
            return 0;
    }
    return 0;
}

static size_t count_lines(struct crm_str s, size_t n)
{
    size_t lines = 0;

    for (size_t i = 0; i < n; i++)
        lines += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
    return lines;
}

static void set_header(const struct crm_sample *s, const struct crm_dialect_opts *given,
                       struct crm_dialect *out)
{
    size_t alike;
    size_t width = usual_width(s, &alike);
    size_t header = given->skip_lines == CRM_DIALECT_AUTO ? find_header(s, width) : 0;

    out->has_header = true;
    if (header) {
        out->skip_bytes = s->records[header].at;
        out->skip_lines = count_lines(s->text, out->skip_bytes);
        return;
    }
    if (!s->nrecords || s->records[0].nfields != width)
        return;
    struct stand stand = stand_of(s, 0, width);
    /* One row below may be alike by chance. */
    if (stand.names == 0 && stand.data >= (stand.below > 1 ? 1 : 2)) {
        out->has_header = false;
        out->data_column = stand.column;
    }
}

/* ---- the start -------------------------------------------------------------------- */

/* Length of the line "sep=X" that the sample starts with, with its line end; else 0. */
static size_t sep_line(struct crm_str s)
{
    if (s.n < 5 || !crm_str_eq_nocase((struct crm_str){s.p, 4}, CRM_STR("sep=")) ||
        s.p[4] == '\r' || s.p[4] == '\n')
        return 0;
    size_t end = 5;
    end += end < s.n && s.p[end] == '\r';
    end += end < s.n && s.p[end] == '\n';
    return end > 5 || end == s.n ? end : 0;
}

/* Where the line behind the one at `at` starts, or the text's end. */
static size_t next_line(struct crm_str s, size_t at)
{
    while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r')
        at++;
    at += at < s.n && s.p[at] == '\r';
    at += at < s.n && s.p[at] == '\n';
    return at;
}

void crm_dialect_find(struct crm_str sample, bool is_whole, const struct crm_dialect_opts *given,
                      struct crm_dialect *out)
{
    static const struct crm_dialect_opts nothing = {.skip_lines = CRM_DIALECT_AUTO};
    struct crm_sample *readings = crm_alloc_array(3, sizeof(*readings));
    struct search s = {&readings[0], &readings[1], &readings[2], given ? given : &nothing,
                       out,          false};

    if (sample.n > CRM_DIALECT_SAMPLE_BYTES) {
        sample.n = CRM_DIALECT_SAMPLE_BYTES;
        is_whole = false;
    }
    *out = (struct crm_dialect){.skip_bytes = sep_line(sample)};
    out->has_sep_line = out->skip_bytes > 0;
    out->skip_lines = out->has_sep_line;
    for (int64_t i = 0; i < s.given->skip_lines; i++) {
        out->skip_lines++;
        out->skip_bytes = next_line(sample, out->skip_bytes);
    }
    for (size_t i = 0; i < 3; i++) {
        readings[i].text = sample;
        readings[i].start = out->skip_bytes;
        readings[i].is_whole = is_whole;
    }
    char told = s.given->delimiter;
    if (!told && out->has_sep_line)
        told = sample.p[4];
    choose_delimiter(&s, told);
    out->quote = s.best->quote;
    out->has_backslash_escape = s.best->has_backslash;
    bool is_found = (told || s.has_best) && s.best->has_padding && s.best->quote;
    out->is_always_padded =
        is_found && s.best->delimiters >= 8 && s.best->delimiters_then_blank == s.best->delimiters;
    out->is_delimiter_padded = is_found && (s.best->padded_quoted || out->is_always_padded);
    set_header(s.best, s.given, out);
    free(readings);
}
