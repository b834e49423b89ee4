#include "model/concentration.h"

#include "calc/quantile.h"

/* Sort v[0..n), the highest first. */
static void sort_down(crm_money *v, size_t n)
{
    crm_ints_sort(v, n);
    for (size_t i = 0; i < n / 2; i++) {
        crm_money swap = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = swap;
    }
}

/* 0 <= part <= whole < 2^107, so that the product fits. */
static uint32_t ppm(crm_wide part, crm_wide whole)
{
    return (uint32_t)((part * 1000000 + whole / 2) / whole);
}

static void find_curve(const crm_money *v, size_t n, crm_wide total, struct crm_concentration *c)
{
    crm_wide so_far = 0;
    double weighted = 0;
    size_t at = 0;

    c->npoints = n < CRM_CURVE_MAX ? n : CRM_CURVE_MAX;
    for (size_t k = 1; k <= c->npoints; k++) {
        size_t upto = (size_t)((crm_wide)n * (crm_wide)k / (crm_wide)c->npoints);
        for (; at < upto; at++) {
            so_far += v[at];
            /* v[at] is number n - at from below, and 2 (n - at) - n - 1 = n - 2 at - 1. */
            weighted += ((double)n - 2.0 * (double)at - 1.0) * (double)v[at];
            if (!c->top_n && so_far * 100 >= total * 80)
                c->top_n = at + 1;
        }
        c->point[k - 1] =
            (struct crm_curve_point){ppm((crm_wide)upto, (crm_wide)n), ppm(so_far, total)};
    }
    c->gini = weighted / ((double)n * (double)total);
}

void crm_concentration_sorted(const crm_money *v, size_t n, crm_wide total,
                              struct crm_concentration *c)
{
    *c = (struct crm_concentration){.customers = n, .is_known = total > 0};
    if (c->is_known && total > 0)
        find_curve(v, n, total, c);
}

void crm_concentration_find(crm_money *v, size_t n, struct crm_concentration *c)
{
    crm_wide total = 0;

    for (size_t i = 0; i < n; i++) {
        v[i] = v[i] > 0 ? v[i] : 0;
        total += v[i];
    }
    sort_down(v, n);
    crm_concentration_sorted(v, n, total, c);
}
