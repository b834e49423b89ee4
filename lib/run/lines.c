#include "run/lines.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "table/put.h"

/*
 * A row's texts are where its customer was met, not beside those of its neighbours: they are asked
 * for this many rows ahead.
 */
enum { ROWS_AHEAD = 12 };

/* Texts of codes, of one length in memory: a copy needs no branch on theirs. */
enum { CODES = UINT8_MAX + 1 };
struct code_text {
    char p[CRM_CODE_BYTES_MAX];
    uint8_t n; /* 0: not asked for yet */
};

/* A column on its way into rows. */
struct crm_line_cell {
    struct crm_column column;
    const struct crm_str *codes; /* whose texts these are */
    struct code_text *texts;
};

void crm_lines_clear(struct crm_lines *l)
{
    for (size_t i = 0; i < l->ncells_cap; i++)
        free(l->cells[i].texts);
    free(l->cells);
    free(l->texts);
    crm_buf_clear(&l->cell);
    free(l->passed);
    crm_buf_clear(&l->window.buf);
    *l = (struct crm_lines){0};
}

/* ---- by fields: any format ------------------------------------------------------- */

static void add_field(struct crm_lines *l, struct crm_writer *w, const struct crm_column *c,
                      size_t row)
{
    if (c->type == CRM_SPOOLED) {
        crm_writer_field(w, l->passed[c->v.place]);
        return;
    }
    crm_buf_reset(&l->cell);
    crm_frame_cell(c, row, &l->cell);
    crm_writer_field(w, crm_buf_str(&l->cell));
}

static void add_fields(struct crm_lines *l, struct crm_writer *w, size_t n, size_t row,
                       struct crm_err *e)
{
    for (size_t i = 0; i < n; i++)
        add_field(l, w, &l->cells[i].column, row);
    crm_writer_end(w, e);
}

/* ---- rows laid out at once ------------------------------------------------------- */

/* The text of a row's cell that has one of its own. */
static inline struct crm_str text_at(const struct crm_lines *l, const struct crm_column *c,
                                     size_t row)
{
    return c->type == CRM_SPOOLED ? l->passed[c->v.place] : c->v.text[row];
}

/* What a row takes beside its texts. */
static size_t fixed_bytes(const struct crm_lines *l, size_t n)
{
    size_t bytes = CRM_CELL_BYTES; /* any cell may be written so far, whatever it has */

    for (size_t i = 0; i < n; i++) {
        enum crm_column_type type = l->cells[i].column.type;
        bytes += 2 + (size_t)(type == CRM_REAL ? CRM_CELL_BYTES : CRM_PUT_BYTES);
    }
    return bytes;
}

static size_t text_bytes(const struct crm_lines *l, size_t row)
{
    size_t bytes = 0;

    for (size_t i = 0; i < l->ntexts; i++)
        bytes = crm_add_size(bytes, crm_writer_put_bytes(text_at(l, l->texts[i], row)));
    return bytes;
}

/* A text that needs no quotes, of a few bytes. */
static inline char *put_plain(char *to, struct crm_str s)
{
    if (s.n > 3)
        return mempcpy(to, s.p, s.n);
    if (s.n) {
        to[0] = s.p[0];
        to[s.n / 2] = s.p[s.n / 2];
        to[s.n - 1] = s.p[s.n - 1];
    }
    return to + s.n;
}

static inline char *put_code(char *to, const struct crm_line_cell *cell, uint8_t code)
{
    struct code_text *t = &cell->texts[code];
    struct crm_str s = cell->codes[code];

    if (t->n != s.n) {
        assert(s.n <= sizeof t->p);
        memcpy(t->p, s.p, s.n);
        t->n = (uint8_t)s.n;
    }
    memcpy(to, t, sizeof *t);
    return to + s.n;
}

static inline char *put_cell(const struct crm_lines *l, const struct crm_line_cell *cell,
                             size_t row, char *to, char delimiter)
{
    const struct crm_column *c = &cell->column;

    switch (c->type) {
    case CRM_TEXT:
        return c->is_plain ? put_plain(to, c->v.text[row])
                           : crm_writer_put(to, c->v.text[row], delimiter);
    case CRM_SPOOLED:
        return crm_writer_put(to, l->passed[c->v.place], delimiter);
    case CRM_CODE:
        return put_code(to, cell, c->v.code[row]);
    case CRM_INT:
        return c->v.ints[row] == CRM_NO_INT ? to : crm_put_int(to, c->v.ints[row]);
    case CRM_MONEY:
        return c->v.money[row] == CRM_NO_INT ? to : crm_put_money(to, c->v.money[row]);
    case CRM_DATE:
        return crm_put_day(to, c->v.dates[row]);
    case CRM_REAL:
        break;
    }
    return crm_frame_put(c, row, to);
}

static void ask_for_texts(const struct crm_lines *l, size_t row)
{
    for (size_t i = 0; i < l->ntexts; i++)
        if (l->texts[i]->type == CRM_TEXT && !l->texts[i]->is_plain)
            __builtin_prefetch(l->texts[i]->v.text[row].p);
}

static void put_row(struct crm_lines *l, struct crm_writer *w, size_t n, size_t row, size_t fixed)
{
    char delimiter = crm_writer_delimiter(w);
    size_t bytes = crm_add_size(fixed, text_bytes(l, row));
    char *to = w->buf.cap - w->buf.n >= bytes ? w->buf.p + w->buf.n : crm_buf_room(&w->buf, bytes);

    for (size_t i = 0; i < n; i++) {
        to = put_cell(l, &l->cells[i], row, to, delimiter);
        *to++ = delimiter;
    }
    to--; /* the last one */
    if (w->opts.crlf)
        *to++ = '\r';
    *to++ = '\n';
    w->buf.n = (size_t)(to - w->buf.p);
    w->rows++;
}

/* ---- both ------------------------------------------------------------------------ */

static void choose_cells(struct crm_lines *l, const struct crm_frame *f, const size_t *columns,
                         size_t n)
{
    size_t had = l->ncells_cap;

    l->cells = crm_grow(l->cells, &l->ncells_cap, n, sizeof(*l->cells));
    l->texts = crm_grow(l->texts, &l->texts_cap, n, sizeof(*l->texts));
    l->ntexts = 0;
    for (size_t i = had; i < l->ncells_cap; i++)
        l->cells[i] = (struct crm_line_cell){0};
    for (size_t i = 0; i < n; i++) {
        struct crm_line_cell *cell = &l->cells[i];
        cell->column = f->cols[columns[i]];
        if (cell->column.type == CRM_TEXT || cell->column.type == CRM_SPOOLED)
            l->texts[l->ntexts++] = &cell->column;
        if (cell->column.type != CRM_CODE || cell->codes == cell->column.codes)
            continue;
        free(cell->texts);
        cell->texts = crm_alloc_array(CODES, sizeof(*cell->texts));
        cell->codes = cell->column.codes;
    }
    l->passed = crm_grow(l->passed, &l->passed_cap, f->passed.ncells, sizeof(*l->passed));
}

int crm_lines_add(struct crm_lines *l, struct crm_writer *w, const struct crm_frame *f,
                  const size_t *columns, size_t n, struct crm_err *e)
{
    bool has_spooled = false, is_plain = n > 1 && crm_writer_is_plain(w);

    choose_cells(l, f, columns, n);
    size_t fixed = fixed_bytes(l, n);
    for (size_t i = 0; i < n; i++)
        has_spooled |= l->cells[i].column.type == CRM_SPOOLED;
    for (size_t row = 0; row < f->nrows; row++) {
        if (has_spooled && crm_frame_passed(f, row, l->passed, &l->window, e))
            return -1;
        if (row + ROWS_AHEAD < f->nrows)
            ask_for_texts(l, row + ROWS_AHEAD);
        if (is_plain)
            put_row(l, w, n, row, fixed);
        else
            add_fields(l, w, n, row, e);
    }
    return 0;
}
