#include "match/golden.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "table/money.h"

enum grade { BLANK, REFUSED, GOOD };

/* The best value of a column so far, and the record that it is from. */
struct choice {
    const struct crm_str *cells; /* NULL while all were blank */
    int32_t day;
    enum grade grade;
};

struct crm_golden {
    const enum crm_survival *rules;
    size_t ncols;
    const struct crm_clean_opts *opts;
    crm_steps steps; /* not looked at */
    struct choice *best; /* by column */
    struct crm_buf scratch;
};

struct crm_golden *crm_golden_new(const enum crm_survival *rules, size_t ncols,
                                  const struct crm_clean_opts *opts)
{
    struct crm_golden *g = crm_alloc(sizeof(*g));

    g->rules = rules;
    g->ncols = ncols;
    g->opts = opts;
    g->best = crm_alloc_array(ncols, sizeof(*g->best));
    return g;
}

void crm_golden_free(struct crm_golden *g)
{
    if (!g)
        return;
    free(g->best);
    crm_buf_clear(&g->scratch);
    free(g);
}

void crm_golden_begin(struct crm_golden *g)
{
    for (size_t c = 0; c < g->ncols; c++)
        g->best[c] = (struct choice){NULL, CRM_NO_DATE, BLANK};
}

static bool is_whole(struct crm_str s)
{
    return !crm_is_masked(s) && !crm_is_cipher(s);
}

static bool is_good(struct crm_golden *g, enum crm_survival rule, struct crm_str cell)
{
    crm_buf_reset(&g->scratch);
    switch (rule) {
    case CRM_SURVIVE_ANY:
        return true;
    case CRM_SURVIVE_PHONE:
        return crm_clean_phone(cell, g->opts, &g->scratch, &g->steps) == CRM_MSG_NONE &&
               !crm_is_placeholder_phone(crm_buf_str(&g->scratch));
    case CRM_SURVIVE_EMAIL:
        return crm_clean_email(cell, g->opts, &g->scratch, &g->steps) == CRM_MSG_NONE &&
               !crm_is_placeholder_email(crm_buf_str(&g->scratch));
    case CRM_SURVIVE_NAME:
        return is_whole(cell) && !crm_is_placeholder_name(cell);
    case CRM_SURVIVE_ADDRESS:
        return is_whole(cell);
    }
    return false;
}

static enum grade grade_of(struct crm_golden *g, size_t column, struct crm_str cell)
{
    if (crm_is_null_text(cell))
        return BLANK;
    return is_good(g, g->rules[column], cell) ? GOOD : REFUSED;
}

/* Order of two records by content: cell by cell, by bytes. */
static int compare_rows(const struct crm_str *a, const struct crm_str *b, size_t n)
{
    int order = 0;

    for (size_t c = 0; c < n && !order; c++)
        order = crm_str_cmp(a[c], b[c]);
    return order;
}

static bool is_newer(const struct crm_golden *g, const struct crm_str *cells, int32_t day,
                     const struct choice *than)
{
    if (!than->cells)
        return true;
    if (day != than->day)
        return day > than->day;
    return compare_rows(cells, than->cells, g->ncols) < 0;
}

void crm_golden_add(struct crm_golden *g, const struct crm_str *cells, int32_t day)
{
    for (size_t c = 0; c < g->ncols; c++) {
        struct choice *best = &g->best[c];
        bool newer = is_newer(g, cells, day, best);

        /* Grading a phone costs more than comparing days: an older value seldom needs it. */
        if (best->grade == GOOD && !newer)
            continue;
        enum grade grade = grade_of(g, c, cells[c]);
        if (grade != BLANK && (grade > best->grade || (grade == best->grade && newer)))
            *best = (struct choice){cells, day, grade};
    }
}

void crm_golden_end(const struct crm_golden *g, struct crm_str *out)
{
    for (size_t c = 0; c < g->ncols; c++)
        out[c] = g->best[c].cells ? g->best[c].cells[c] : CRM_STR("");
}
