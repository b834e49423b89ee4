/*
 * Edit distance where only small answers matter: MOST_EDITS bounds how far from the diagonal a path
 * may stray, so a row is a band of seven cells and nothing is allocated whatever the lengths.
 */
#include "text/nearest.h"

enum { MOST_EDITS = 3, BAND = 2 * MOST_EDITS + 1, FAR = MOST_EDITS + 1 };

struct band {
    size_t cell[BAND + 2]; /* cell[k + 1] is column i - MOST_EDITS + k of row i; FAR at both ends */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Distance of a[0..i) to b[0..j), from the rows and the cell before. */
static size_t edit_cell(struct crm_str a, size_t i, struct crm_str b, size_t j, size_t diagonal,
                        size_t above, size_t left, size_t before_swap)
{
    bool same = crm_lower(a.p[i - 1]) == crm_lower(b.p[j - 1]);
    size_t d = least(diagonal + !same, least(above, left) + 1);

    if (i > 1 && j > 1 && crm_lower(a.p[i - 1]) == crm_lower(b.p[j - 2]) &&
        crm_lower(a.p[i - 2]) == crm_lower(b.p[j - 1]))
        d = least(d, before_swap + 1);
    return least(d, FAR);
}

/* Edits from a to b, a swap of neighbours counting one; FAR when more than MOST_EDITS. */
static size_t edits(struct crm_str a, struct crm_str b)
{
    struct band before = {{0}};
    struct band above = {{0}};
    struct band row = {{0}};

    if ((a.n > b.n ? a.n - b.n : b.n - a.n) > MOST_EDITS)
        return FAR;
    for (size_t i = 0; i <= a.n; i++) {
        row.cell[0] = row.cell[BAND + 1] = FAR;
        for (size_t k = 1; k <= BAND; k++) {
            bool outside = i + k < MOST_EDITS + 1 || i + k - (MOST_EDITS + 1) > b.n;
            size_t j = outside ? 0 : i + k - (MOST_EDITS + 1);
            if (outside)
                row.cell[k] = FAR;
            else if (i == 0 || j == 0)
                row.cell[k] = least(i + j, FAR);
            else
                row.cell[k] = edit_cell(a, i, b, j, above.cell[k], above.cell[k + 1],
                                        row.cell[k - 1], before.cell[k]);
        }
        before = above;
        above = row;
    }
    return row.cell[b.n + MOST_EDITS + 1 - a.n];
}

size_t crm_nearest(struct crm_str s, const struct crm_str *names, size_t n)
{
    size_t best = n;
    size_t fewest = least(s.n / 3, MOST_EDITS) + 1;

    for (size_t i = 0; i < n && fewest > 0; i++) {
        size_t d = edits(s, names[i]);
        if (d < fewest) {
            fewest = d;
            best = i;
        }
    }
    return best;
}

int crm_fail_near(struct crm_err *e, const struct crm_fault *fault, const struct crm_str *names,
                  size_t n)
{
    struct crm_fault f = *fault;
    size_t near = crm_nearest(f.text, names, n);

    if (near < n) {
        f.advice = CRM_MSG_ADVICE_DID_YOU_MEAN;
        f.hint = names[near];
    }
    return crm_fail(e, &f);
}
