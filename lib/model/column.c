#include "model/column.h"

#include <math.h>

static void missing(const char *name, struct crm_err *e)
{
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_COLUMN_MISSING,
             .advice = CRM_MSG_ADVICE_RUN_RFM, .column = crm_str_of(name));
}

const int64_t *crm_need_ints(const struct crm_frame *f, const char *name, struct crm_err *e)
{
    const int64_t *cells = crm_frame_ints(f, name);

    if (!cells)
        missing(name, e);
    return cells;
}

const crm_money *crm_need_money(const struct crm_frame *f, const char *name, struct crm_err *e)
{
    const crm_money *cells = crm_frame_money(f, name);

    if (!cells)
        missing(name, e);
    return cells;
}

const int32_t *crm_need_dates(const struct crm_frame *f, const char *name, struct crm_err *e)
{
    const int32_t *cells = crm_frame_dates(f, name);

    if (!cells)
        missing(name, e);
    return cells;
}

uint8_t *crm_add_codes(struct crm_frame *f, const char *name, enum crm_code_set set,
                       enum crm_lang lang)
{
    struct crm_column *c = crm_frame_add(f, name, CRM_CODE);

    c->codes = crm_codes_texts(set, lang);
    return c->v.code;
}

double *crm_add_reals(struct crm_frame *f, const char *name, int decimals)
{
    struct crm_column *c = crm_frame_add(f, name, CRM_REAL);

    c->decimals = decimals;
    for (size_t i = 0; i < f->nrows; i++)
        c->v.reals[i] = (double)NAN;
    return c->v.reals;
}

int64_t *crm_add_ints(struct crm_frame *f, const char *name)
{
    struct crm_column *c = crm_frame_add(f, name, CRM_INT);

    for (size_t i = 0; i < f->nrows; i++)
        c->v.ints[i] = CRM_NO_INT;
    return c->v.ints;
}
