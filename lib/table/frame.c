#include "table/frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "table/date.h"
#include "table/put.h"

struct crm_frame *crm_frame_new(size_t nrows)
{
    struct crm_frame *f = crm_alloc(sizeof(*f));

    f->nrows = nrows;
    f->as_of = CRM_NO_DATE;
    return f;
}

void crm_frame_free(struct crm_frame *f)
{
    if (!f)
        return;
    crm_arena_clear(&f->arena);
    if (!f->is_part)
        crm_spool_free(f->passed.spool);
    crm_lease_end(&f->lease);
    free(f->cols);
    free(f);
}

static size_t cell_bytes(enum crm_column_type type)
{
    switch (type) {
    case CRM_TEXT:
        return sizeof(struct crm_str);
    case CRM_INT:
    case CRM_MONEY:
        return sizeof(int64_t);
    case CRM_DATE:
        return sizeof(int32_t);
    case CRM_REAL:
        return sizeof(double);
    case CRM_CODE:
        return sizeof(uint8_t);
    case CRM_SPOOLED:
        break;
    }
    return 0;
}

struct crm_frame *crm_frame_part(const struct crm_frame *f, size_t from, size_t to)
{
    struct crm_frame *part = crm_frame_new(to - from);

    part->as_of = f->as_of;
    part->first = f->first + from;
    part->is_part = true;
    part->cols = crm_grow(NULL, &part->cols_cap, f->ncols + 1, sizeof(*part->cols));
    for (size_t c = 0; c < f->ncols; c++) {
        part->cols[c] = f->cols[c];
        if (f->cols[c].type != CRM_SPOOLED)
            part->cols[c].v.data = (char *)f->cols[c].v.data + from * cell_bytes(f->cols[c].type);
    }
    part->ncols = f->ncols;
    part->passed = f->passed;
    if (f->passed.places)
        part->passed.places += from;
    return part;
}

/* Take out every column of that name; what they held stays in the arena for who still reads it. */
static void drop(struct crm_frame *f, struct crm_str name)
{
    size_t kept = 0;

    for (size_t i = 0; i < f->ncols; i++)
        if (!crm_str_eq(f->cols[i].name, name))
            f->cols[kept++] = f->cols[i];
    f->ncols = kept;
}

static struct crm_column *append(struct crm_frame *f, struct crm_str name,
                                 enum crm_column_type type)
{
    f->cols = crm_grow(f->cols, &f->cols_cap, f->ncols + 1, sizeof(*f->cols));
    struct crm_column *c = &f->cols[f->ncols++];
    size_t bytes = crm_mul_size(f->nrows, cell_bytes(type));

    *c = (struct crm_column){.name = name, .type = type};
    c->v.data = crm_arena_alloc(&f->arena, bytes);
    if (!f->is_unset)
        memset(c->v.data, 0, bytes);
    return c;
}

struct crm_column *crm_frame_add(struct crm_frame *f, const char *name, enum crm_column_type type)
{
    drop(f, crm_str_of(name));
    return append(f, crm_str_of(name), type);
}

struct crm_column *crm_frame_add_text(struct crm_frame *f, struct crm_str name)
{
    struct crm_column *c = append(f, crm_arena_dup(&f->arena, name), CRM_TEXT);

    c->is_passed = true;
    return c;
}

void crm_frame_add_spooled(struct crm_frame *f, struct crm_str name, size_t place)
{
    struct crm_column *c = append(f, crm_arena_dup(&f->arena, name), CRM_SPOOLED);

    c->is_passed = true;
    c->v.place = place;
}

struct crm_column *crm_frame_add_hidden(struct crm_frame *f, const char *name,
                                        enum crm_column_type type)
{
    struct crm_column *c = append(f, crm_str_of(name), type);

    c->is_hidden = true;
    return c;
}

const struct crm_column *crm_frame_find(const struct crm_frame *f, const char *name)
{
    for (size_t i = 0; i < f->ncols; i++)
        if (!f->cols[i].is_hidden && crm_str_eq(f->cols[i].name, crm_str_of(name)))
            return &f->cols[i];
    return NULL;
}

static const struct crm_column *find_typed(const struct crm_frame *f, const char *name,
                                           enum crm_column_type type)
{
    for (size_t i = 0; i < f->ncols; i++)
        if (f->cols[i].type == type && crm_str_eq(f->cols[i].name, crm_str_of(name)))
            return &f->cols[i];
    return NULL;
}

const int64_t *crm_frame_ints(const struct crm_frame *f, const char *name)
{
    const struct crm_column *c = find_typed(f, name, CRM_INT);

    return c ? c->v.ints : NULL;
}

const crm_money *crm_frame_money(const struct crm_frame *f, const char *name)
{
    const struct crm_column *c = find_typed(f, name, CRM_MONEY);

    return c ? c->v.money : NULL;
}

const int32_t *crm_frame_dates(const struct crm_frame *f, const char *name)
{
    const struct crm_column *c = find_typed(f, name, CRM_DATE);

    return c ? c->v.dates : NULL;
}

const struct crm_str *crm_frame_text(const struct crm_frame *f, const char *name)
{
    const struct crm_column *c = find_typed(f, name, CRM_TEXT);

    return c ? c->v.text : NULL;
}

int crm_frame_passed(const struct crm_frame *f, size_t row, struct crm_str *cells,
                     struct crm_spool_window *w, struct crm_err *e)
{
    const struct crm_passed *p = &f->passed;

    return crm_spool_read_row(p->spool, p->places[row], cells, p->ncells, w, e);
}

/*
 * As printf's %.*f. Where v times a power of ten is far from the middle between two integers, the
 * nearest one has the digits, whatever the product's last bits; a third of printf's time.
 */
static char *put_real(char *to, double v, int decimals)
{
    static const double scales[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    double scaled = decimals < 7 ? v * scales[decimals] : 1e18;

    if (signbit(v) || scaled > 1e12 || fabs(scaled - floor(scaled) - 0.5) < 1e-3)
        return to + snprintf(to, CRM_CELL_BYTES, "%.*f", decimals, v);
    uint64_t digits = (uint64_t)(scaled + 0.5), unit = (uint64_t)scales[decimals];
    to = crm_put_unsigned(to, digits / unit);
    if (!decimals)
        return to;
    *to++ = '.';
    uint64_t rest = digits % unit;
    for (int i = decimals; i--; rest /= 10)
        to[i] = (char)('0' + rest % 10);
    return to + decimals;
}

char *crm_frame_put(const struct crm_column *c, size_t row, char *to)
{
    switch (c->type) {
    case CRM_INT:
        return c->v.ints[row] == CRM_NO_INT ? to : crm_put_int(to, c->v.ints[row]);
    case CRM_MONEY:
        return c->v.money[row] == CRM_NO_INT ? to : crm_put_money(to, c->v.money[row]);
    case CRM_DATE:
        return crm_put_day(to, c->v.dates[row]);
    case CRM_REAL:
        return isnan(c->v.reals[row]) ? to : put_real(to, c->v.reals[row], c->decimals);
    case CRM_TEXT:
    case CRM_CODE:
    case CRM_SPOOLED:
        break;
    }
    return to;
}

void crm_frame_cell(const struct crm_column *c, size_t row, struct crm_buf *out)
{
    if (c->type == CRM_TEXT) {
        crm_buf_add(out, c->v.text[row]);
    } else if (c->type == CRM_CODE) {
        crm_buf_add(out, c->codes[c->v.code[row]]);
    } else if (c->type != CRM_SPOOLED) {
        char *to = crm_buf_room(out, CRM_CELL_BYTES);
        out->n += (size_t)(crm_frame_put(c, row, to) - to);
    }
}
