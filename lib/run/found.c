#include "run/found.h"

#include <stdio.h>

/* One figure of several that belong together: segment_champions, class_A. */
static void count(struct crm_run *run, const char *what, struct crm_str which, size_t n)
{
    char name[128];

    snprintf(name, sizeof(name), "%s_%.*s", what, (int)which.n, which.p);
    crm_run_found(run, name, (int64_t)n);
}

static void each_code(struct crm_run *run, const char *what, enum crm_code_set set,
                      const size_t *counts, size_t n)
{
    const struct crm_str *texts = crm_codes_texts(set, CRM_EN);

    for (size_t i = 1; i < n; i++)
        if (counts[i])
            count(run, what, texts[i], counts[i]);
}

static void real(struct crm_run *run, const char *name, double v, int decimals)
{
    struct crm_buf text = {0};

    crm_buf_addf(&text, "%.*f", decimals, v);
    crm_run_found_text(run, name, crm_buf_str(&text));
    crm_buf_clear(&text);
}

static void money(struct crm_run *run, const char *name, crm_wide v)
{
    struct crm_buf text = {0};

    crm_wide_add_text(&text, v);
    crm_run_found_text(run, name, crm_buf_str(&text));
    crm_buf_clear(&text);
}

/* The smallest value of each score that somebody has, lowest score first: "1:546 2:458 ...". */
static void cuts(struct crm_run *run, const char *name, const struct crm_cuts *c, bool is_money)
{
    struct crm_buf text = {0};
    int64_t v;

    for (int score = 1; score <= c->bins; score++) {
        if (!c->nlevels || !crm_cuts_first(c, score, &v))
            continue;
        crm_buf_addf(&text, "%s%d:", text.n ? " " : "", score);
        if (is_money)
            crm_money_add_text(&text, v);
        else
            crm_buf_add_int(&text, v);
    }
    crm_run_found_text(run, name, crm_buf_str(&text));
    crm_buf_clear(&text);
}

void crm_run_found_rfm(struct crm_run *run, const struct crm_rfm_result *r)
{
    crm_run_found(run, "scored", (int64_t)r->scored);
    cuts(run, "r_score_from_days", &r->r, false);
    cuts(run, "f_score_from_orders", &r->f, false);
    cuts(run, "m_score_from_amount", &r->m, true);
    each_code(run, "segment", CRM_CODES_SEGMENT, r->segment, CRM_SEGMENT_COUNT);
}

void crm_run_found_abc(struct crm_run *run, const struct crm_abc_result *r)
{
    const struct crm_str *letters = crm_codes_texts(CRM_CODES_ABC, CRM_EN);
    char name[32];

    money(run, "base", r->total);
    for (size_t i = 0; i < r->nclasses; i++) {
        count(run, "class", letters[i + 1], r->cls[i].rows);
        snprintf(name, sizeof(name), "sum_%.*s", (int)letters[i + 1].n, letters[i + 1].p);
        money(run, name, r->cls[i].sum);
    }
    crm_run_found(run, "not_positive", (int64_t)r->nonpositive_rows);
    money(run, "sum_not_positive", r->nonpositive_sum);
    if (r->pareto.is_known) {
        real(run, "gini", r->pareto.gini, 4);
        crm_run_found(run, "bring_80_percent", (int64_t)r->pareto.top_n);
    }
}

static void gap(struct crm_run *run, double days, bool is_assumed)
{
    real(run, "usual_gap_days", days, 1);
    if (is_assumed)
        crm_run_found_text(run, "usual_gap_is", CRM_STR("assumed: nobody has bought twice"));
}

void crm_run_found_lifecycle(struct crm_run *run, const struct crm_lifecycle_result *r)
{
    gap(run, r->gap_days, r->is_gap_assumed);
    crm_run_found(run, "new_within_days", r->new_within_days);
    crm_run_found(run, "mature_from_days_with_orders", r->mature_from);
    each_code(run, "stage", CRM_CODES_STAGE, r->stage, CRM_STAGE_COUNT);
}

void crm_run_found_churn(struct crm_run *run, const struct crm_churn_result *r)
{
    crm_run_found_text(run, "model", CRM_STR("heuristic: silence over the usual gap"));
    crm_run_found(run, "horizon_days", r->horizon_days);
    gap(run, r->gap_days, r->is_gap_assumed);
    crm_run_found(run, "ranked", (int64_t)r->ranked);
    each_code(run, "band", CRM_CODES_BAND, r->band, CRM_BAND_COUNT);
    each_code(run, "reason", CRM_CODES_REASON, r->reason, CRM_REASON_COUNT);
}
