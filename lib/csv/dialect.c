#include "csv/dialect.h"

enum { LINES_SEEN = 64, FIELDS_MAX = 512 };

static const char candidates[] = {',', ';', '\t', '|'};

/*
 * Count the fields of each of the first lines, quoted line ends not counted as ends. Returns how
 * many lines were counted; the last one is left out when the sample may have cut it.
 */
static size_t count_fields(struct crm_str s, char delimiter, size_t counts[LINES_SEEN])
{
    size_t lines = 0, fields = 1;
    bool is_quoted = false, at_start = true, has_bytes = false;

    for (size_t i = 0; i < s.n && lines < LINES_SEEN; i++) {
        char c = s.p[i];
        if (is_quoted) {
            is_quoted = c != '"';
        } else if (c == '"' && (at_start || (i && s.p[i - 1] == '"'))) {
            is_quoted = true;
        } else if (c == '\n' || c == '\r') {
            if (has_bytes)
                counts[lines++] = fields;
            fields = 1;
            at_start = true;
            has_bytes = false;
            continue;
        } else if (c == delimiter) {
            fields++;
            at_start = true;
            has_bytes = true;
            continue;
        }
        at_start = false;
        has_bytes = true;
    }
    if (lines == 0 && has_bytes)
        counts[lines++] = fields;
    return lines;
}

/* The number of fields that most lines have, above one; *share is how many lines have it. */
static size_t usual_count(const size_t *counts, size_t n, size_t *share)
{
    size_t best = 1;

    *share = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t j = 0; j < n; j++)
            same += counts[j] == counts[i];
        if (counts[i] > 1 && (same > *share || (same == *share && counts[i] > best))) {
            *share = same;
            best = counts[i];
        }
    }
    return best;
}

char crm_dialect_sniff(struct crm_str sample, size_t *skip_bytes)
{
    size_t counts[LINES_SEEN];
    size_t best_share = 0, best_fields = 1;
    char best = ',';

    *skip_bytes = 0;
    if (sample.n >= 5 && crm_str_eq_nocase((struct crm_str){sample.p, 4}, CRM_STR("sep=")) &&
        sample.p[4] != '\r' && sample.p[4] != '\n') {
        size_t end = 5;
        end += end < sample.n && sample.p[end] == '\r';
        end += end < sample.n && sample.p[end] == '\n';
        if (end > 5 || end == sample.n) {
            *skip_bytes = end;
            return sample.p[4];
        }
    }
    for (size_t c = 0; c < sizeof(candidates); c++) {
        size_t share;
        size_t n = count_fields(sample, candidates[c], counts);
        size_t fields = usual_count(counts, n, &share);
        if (fields < 2 || share * 2 < n) /* a stray one in a text, not what splits its lines */
            continue;
        if (share > best_share || (share == best_share && fields > best_fields)) {
            best = candidates[c];
            best_share = share;
            best_fields = fields;
        }
    }
    return best;
}

/* LF, CR, or the second half of CRLF. */
static bool is_line_end(struct crm_str s, size_t i)
{
    return s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
}

size_t crm_dialect_preamble(struct crm_str sample, char delimiter)
{
    size_t counts[LINES_SEEN];
    size_t share, line = 0, at = 0;
    size_t n = count_fields(sample, delimiter, counts);
    size_t usual = usual_count(counts, n, &share);

    if (usual < 2)
        return 0;
    for (size_t i = 0; i < n && counts[i] != usual; i++) {
        /* Blank lines were not counted: step over them as lines to skip. */
        while (at < sample.n && (sample.p[at] == '\n' || sample.p[at] == '\r')) {
            line += is_line_end(sample, at);
            at++;
        }
        while (at < sample.n && !is_line_end(sample, at))
            at++;
        line++;
        at++;
    }
    return line;
}
