/*
 * cells.c - what the library's reader makes of a file, told to nobody but compared cell by cell.
 *
 *   cells json FILE GOLD.json    exit 0 when the records are the gold's: lists of texts, or objects
 *                                whose keys are the header; else 1, and the first that differs
 *   cells clean FILE CLEAN.csv   one line: what was found of the clean file's rows, every field of
 *                                which is quoted; blanks around cells do not count
 *
 * The gold of lists knows no header: its files are read as if all records were rows.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "csv/reader.h"
#include "text/unicode.h"

struct record {
    uint64_t number; /* of the row, from 1; 0 is the header */
    size_t ncells;
    struct crm_str *cells;
};

struct records {
    size_t n, cap;
    struct record *all;
    struct crm_arena arena;
    uint64_t set_aside;
};

static void keep(struct records *r, uint64_t number, const struct crm_str *cells, size_t n)
{
    r->all = crm_grow(r->all, &r->cap, r->n + 1, sizeof(*r->all));
    struct record *to = &r->all[r->n++];
    *to = (struct record){number, n, crm_alloc_array(n, sizeof(*to->cells))};
    for (size_t i = 0; i < n; i++)
        to->cells[i] = crm_arena_dup(&r->arena, cells[i]);
}

static void clear(struct records *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->all[i].cells);
    free(r->all);
    crm_arena_clear(&r->arena);
}

/* Read all of the file. ncolumns 0: its header is record 0; else it has none. False: refused. */
static bool read_all(const char *file, size_t ncolumns, struct records *to)
{
    struct crm_reader_opts opts = {.skip_lines = CRM_DIALECT_AUTO,
                                   .max_field_bytes = (size_t)1 << 20,
                                   .threads = 1,
                                   .ncolumns = ncolumns};
    struct crm_err e = {0};
    struct crm_ledger ledger = {0};
    struct crm_rejects rejects = {0};
    struct crm_batch b = {0};
    const struct crm_head *const *heads;
    struct crm_str *names = crm_alloc_array(ncolumns + 1, sizeof(*names));

    opts.columns = ncolumns ? names : NULL;
    struct crm_reader *in = crm_reader_open(&file, 1, &opts, &ledger, &e);
    struct crm_sink *nowhere = crm_sink_open("/dev/null", 0, &e);
    if (in) {
        size_t nheads = crm_reader_heads(in, &heads);
        crm_rejects_init(&rejects, nowhere, &ledger, heads, nheads, &e);
        crm_reader_rejects(in, &rejects);
        if (!ncolumns)
            keep(to, 0, heads[0]->names, heads[0]->ncols);
    }
    while (in && crm_reader_next(in, &b, &e))
        for (size_t r = 0; r < b.nrows; r++)
            keep(to, b.rows[r], crm_batch_row(&b, r), b.head->ncols);
    to->set_aside = ledger.rows_rejected;
    crm_batch_clear(&b);
    crm_rejects_clear(&rejects);
    crm_reader_close(in);
    crm_sink_free(nowhere);
    free(names);
    return !crm_failed(&e);
}

/* ---- json ------------------------------------------------------------------------- */

static bool is_text(const json_t *value, struct crm_str cell)
{
    return json_is_string(value) && json_string_length(value) == cell.n &&
           memcmp(json_string_value(value), cell.p, cell.n) == 0;
}

static bool is_list(const json_t *want, const struct record *found)
{
    size_t same = 0;

    while (same < found->ncells && is_text(json_array_get(want, same), found->cells[same]))
        same++;
    return same == json_array_size(want) && same == found->ncells;
}

static bool is_object(json_t *want, const struct record *header, const struct record *found)
{
    const char *key;
    json_t *value;
    size_t i = 0;

    json_object_foreach(want, key, value)
    {
        if (i == header->ncells || !crm_str_eq(header->cells[i], crm_str_of(key)) ||
            !is_text(value, found->cells[i]))
            return false;
        i++;
    }
    return i == header->ncells;
}

static int compare_json(const char *file, const char *gold)
{
    struct records found = {0};
    json_error_t error;
    json_t *want = json_load_file(gold, 0, &error);
    const json_t *first = json_array_get(want, 0);
    size_t nlists = json_is_array(first) ? json_array_size(first) : 0, same = 0;
    size_t from = nlists ? 0 : 1; /* of our records, behind the header */

    if (!json_is_array(want)) {
        printf("%s: %s\n", gold, error.text);
        return 2;
    }
    if (!read_all(file, nlists, &found)) {
        printf("refused\n");
        clear(&found);
        json_decref(want);
        return 1;
    }
    for (; same < json_array_size(want) && from + same < found.n; same++) {
        json_t *row = json_array_get(want, same);
        if (nlists ? !is_list(row, &found.all[same])
                   : !is_object(row, &found.all[0], &found.all[from + same]))
            break;
    }
    bool is_same = same == json_array_size(want) && from + same == found.n && !found.set_aside;
    if (!is_same)
        printf("record %zu differs; %zu found, %zu expected\n", same + 1, found.n - from,
               json_array_size(want));
    clear(&found);
    json_decref(want);
    return !is_same;
}

/* ---- clean ------------------------------------------------------------------------ */

/* The next record of text whose fields are all quoted; false at its end. */
static bool next_clean(const char **p, const char *end, struct records *to)
{
    static char text[1 << 16];
    struct crm_str cells[64];
    size_t n = 0, used = 0;

    while (*p < end && **p == '"' && n < 64) {
        size_t start = used;
        for (++*p; *p < end && (**p != '"' || (*p + 1 < end && (*p)[1] == '"')); ++*p) {
            *p += **p == '"';
            if (used == sizeof(text))
                return false;
            text[used++] = **p;
        }
        cells[n++] = (struct crm_str){text + start, used - start};
        *p += *p < end;
        if (*p == end || **p != ',')
            break;
        ++*p;
    }
    while (*p < end && (**p == '\r' || **p == '\n'))
        ++*p;
    if (n)
        keep(to, to->n, cells, n);
    return n > 0;
}

static bool read_clean(const char *file, struct records *to)
{
    static char text[1 << 20];
    FILE *f = fopen(file, "re");

    if (!f)
        return false;
    size_t n = fread(text, 1, sizeof(text), f);
    const char *p = text;
    while (next_clean(&p, text + n, to))
        ;
    fclose(f);
    return p == text + n;
}

static bool is_same_record(const struct record *a, const struct record *b)
{
    size_t same = 0;

    while (same < a->ncells && same < b->ncells &&
           crm_str_eq(crm_trim_blanks(a->cells[same]), crm_trim_blanks(b->cells[same])))
        same++;
    return same == a->ncells && same == b->ncells;
}

static int compare_clean(const char *file, const char *clean)
{
    struct records want = {0}, found = {0};
    size_t same = 0, other = 0;

    if (!read_clean(clean, &want)) {
        printf("%s: not read\n", clean);
        return 2;
    }
    bool is_read = read_all(file, 0, &found);
    for (size_t i = 1; i < found.n; i++) {
        uint64_t number = found.all[i].number;
        bool is_same = number < want.n && is_same_record(&found.all[i], &want.all[number]);
        same += is_same;
        other += !is_same;
    }
    if (!is_read)
        printf("refused\n");
    else
        printf("header %s, %zu of %zu rows, %zu others, %zu set aside\n",
               found.n && want.n && is_same_record(&found.all[0], &want.all[0]) ? "same" : "other",
               same, want.n ? want.n - 1 : 0, other, (size_t)found.set_aside);
    clear(&want);
    clear(&found);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "json") == 0)
        return compare_json(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "clean") == 0)
        return compare_clean(argv[2], argv[3]);
    fprintf(stderr, "usage: cells json|clean FILE GOLD\n");
    return 2;
}
