/*
 * table.h - small tables written as text, for the tests of what takes batches and gives frames.
 *
 * Lines end in LF, cells are separated by commas, there are no quotes; the first line is the
 * header.
 */
#ifndef CRM_TESTS_TABLE_H
#define CRM_TESTS_TABLE_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/budget.h"
#include "base/mem.h"
#include "csv/rejects.h"
#include "model/pieces.h"
#include "table/frame.h"
#include "table/roles.h"
#include "unit.h"

struct table {
    struct crm_head head;
    struct crm_mapping map;
    struct crm_batch batch;
    struct crm_str *lines; /* as written */
    size_t nlines;
};

/* Cut at every `at`; how many parts. parts has room for them all when it is not NULL. */
static inline size_t cut(struct crm_str s, char at, struct crm_str *parts)
{
    for (size_t n = 0;; n++) {
        const char *end = s.n ? memchr(s.p, at, s.n) : NULL;
        size_t len = end ? (size_t)(end - s.p) : s.n;

        if (parts)
            parts[n] = (struct crm_str){s.p, len};
        if (!end)
            return n + 1;
        s = crm_str_from(s, len + 1);
    }
}

/* The table of the text, as input number `input`. A last LF is optional. */
static inline struct table *table_new(const char *file, size_t input, const char *text)
{
    struct table *t = crm_alloc(sizeof(*t));
    struct crm_str all = crm_str_of(text);

    if (crm_str_ends(all, CRM_STR("\n")))
        all.n--;
    t->lines = crm_alloc_array(cut(all, '\n', NULL), sizeof(*t->lines));
    t->nlines = cut(all, '\n', t->lines);
    t->head = (struct crm_head){.file = file, .input = input, .ncols = cut(t->lines[0], ',', NULL)};
    t->head.names = crm_alloc_array(t->head.ncols, sizeof(*t->head.names));
    cut(t->lines[0], ',', t->head.names);
    crm_mapping_init(&t->map, file, t->head.names, t->head.ncols, NULL, 0);

    struct crm_batch *b = &t->batch;
    b->head = &t->head;
    b->nrows = t->nlines - 1;
    b->cells = crm_alloc_array(b->nrows * t->head.ncols, sizeof(*b->cells));
    b->lines = crm_alloc_array(b->nrows, sizeof(*b->lines));
    b->rows = crm_alloc_array(b->nrows, sizeof(*b->rows));
    for (size_t r = 0; r < b->nrows; r++) {
        assert_int_equal(cut(t->lines[r + 1], ',', NULL), t->head.ncols);
        cut(t->lines[r + 1], ',', crm_batch_row(b, r));
        b->lines[r] = r + 2;
        b->rows[r] = r + 1;
    }
    return t;
}

static inline void table_free(struct table *t)
{
    crm_mapping_clear(&t->map);
    crm_arena_clear(&t->batch.arena);
    free(t->batch.cells);
    free(t->batch.lines);
    free(t->batch.rows);
    free(t->head.names);
    free(t->lines);
    free(t);
}

/* What a run of several tables shares. */
enum { TABLES_MAX = 4 };

struct bench {
    struct table *tables[TABLES_MAX];
    const struct crm_head *heads[TABLES_MAX];
    struct crm_mapping maps[TABLES_MAX]; /* borrowed from the tables */
    size_t n;
    struct crm_ledger ledger;
    struct crm_budget budget;
    struct crm_rejects rejects;
    struct crm_err e;
};

/* With a sink, rows may be rejected; `sink` NULL: the first reject is the end. */
static inline void bench_init(struct bench *b, const char *const *texts, size_t n,
                              struct crm_sink *sink)
{
    static const char *const files[TABLES_MAX] = {"one.csv", "two.csv", "three.csv", "four.csv"};

    *b = (struct bench){.n = n};
    for (size_t i = 0; i < n; i++) {
        b->tables[i] = table_new(files[i], i, texts[i]);
        b->heads[i] = &b->tables[i]->head;
        b->maps[i] = b->tables[i]->map;
        b->ledger.rows_in += b->tables[i]->batch.nrows;
    }
    assert_int_equal(crm_rejects_init(&b->rejects, sink, &b->ledger, b->heads, n, &b->e), 0);
}

static inline void bench_clear(struct bench *b)
{
    for (size_t i = 0; i < b->n; i++)
        table_free(b->tables[i]);
    crm_rejects_clear(&b->rejects);
}

/* A sink that takes rows and keeps none. */
static inline struct crm_sink *nowhere(void)
{
    struct crm_err e = {0};
    struct crm_sink *s = crm_sink_open("/dev/null", CRM_GZIP_NONE, &e);

    assert_non_null(s);
    return s;
}

/* Append the frame as the text of a table: visible columns in their order. */
static inline void add_frame(struct crm_buf *out, const struct crm_frame *f)
{
    struct crm_str *passed = crm_alloc_array(f->passed.ncells, sizeof(*passed));
    struct crm_spool_window window = {0};
    struct crm_err e = {0};

    for (size_t r = 0; r <= f->nrows; r++) {
        const char *comma = "";

        if (r > 0 && f->passed.spool)
            assert_int_equal(crm_frame_passed(f, r - 1, passed, &window, &e), 0);
        for (size_t c = 0; c < f->ncols; c++) {
            if (f->cols[c].is_hidden)
                continue;
            crm_buf_add_cstr(out, comma);
            comma = ",";
            if (r == 0)
                crm_buf_add(out, f->cols[c].name);
            else if (f->cols[c].type == CRM_SPOOLED)
                crm_buf_add(out, passed[f->cols[c].v.place]);
            else
                crm_frame_cell(&f->cols[c], r - 1, out);
        }
        crm_buf_add_char(out, '\n');
    }
    crm_buf_clear(&window.buf);
    free(passed);
}

/* The same for a table in pieces, which is read twice and then freed. */
static inline void add_pieces(struct crm_buf *out, struct crm_pieces *p)
{
    struct crm_buf first = {0};
    struct crm_err e = {0};

    for (int again = 0; again < 2; again++) {
        size_t nrows = 0;
        crm_buf_reset(&first);
        crm_buf_add(&first, crm_buf_str(out));
        crm_buf_reset(out);
        assert_int_equal(crm_pieces_rewind(p, &e), 0);
        for (struct crm_frame *f; (f = crm_pieces_next(p, &e)); crm_frame_free(f)) {
            struct crm_buf text = {0};
            assert_int_equal(f->first, nrows);
            add_frame(&text, f);
            size_t header =
                f->first ? (size_t)((char *)memchr(text.p, '\n', text.n) - text.p) + 1 : 0;
            crm_buf_add(out, crm_str_from(crm_buf_str(&text), header));
            crm_buf_clear(&text);
            nrows += f->nrows;
        }
        assert_false(crm_failed(&e));
        assert_int_equal(nrows, crm_pieces_rows(p));
    }
    assert_true(crm_str_eq(crm_buf_str(out), crm_buf_str(&first)));
    crm_buf_clear(&first);
    crm_pieces_free(p);
}

#endif
