#include "clean/outliers.h"

#include <stdlib.h>
#include <string.h>

#include "base/digits.h"

__extension__ typedef __int128 wide;

enum { USUAL_MAD = 5000, USUAL_IQR = 1500, MOST_THOUSANDTHS = 1000000 };

/* K in thousandths, or -1. */
static int64_t thousandths_of(const char *s)
{
    int64_t n = 0;
    int decimals = -1;

    for (; *s; s++) {
        if (*s == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (!crm_is_digit(*s) || decimals == 3 || n > MOST_THOUSANDTHS)
            return -1;
        n = 10 * n + (*s - '0');
        decimals += decimals >= 0;
    }
    for (decimals = decimals < 0 ? 0 : decimals; decimals < 3; decimals++)
        n *= 10;
    return n <= MOST_THOUSANDTHS ? n : -1;
}

bool crm_outlier_parse(const char *text, struct crm_outlier_opts *o)
{
    bool is_mad = strncmp(text, "mad", 3) == 0;

    if (!is_mad && strncmp(text, "iqr", 3) != 0)
        return false;
    *o = (struct crm_outlier_opts){is_mad ? CRM_OUTLIER_MAD : CRM_OUTLIER_IQR,
                                   is_mad ? USUAL_MAD : USUAL_IQR};
    if (!text[3])
        return true;
    o->thousandths = text[3] == ':' && text[4] ? thousandths_of(text + 4) : -1;
    return o->thousandths > 0;
}

static int64_t clamped(wide v)
{
    return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

/* The fence `reach` outside of [low, high]. Values are whole, so the reach may be rounded down. */
static void set(struct crm_fence *f, int64_t low, int64_t high, wide reach)
{
    *f = (struct crm_fence){true, clamped(low - reach), clamped(high + reach)};
}

static int by_quartiles(struct crm_fence *f, int64_t thousandths, const struct crm_values *values,
                        struct crm_err *e)
{
    int64_t low = 0, high = 0;
    uint64_t n;

    if (crm_select(values, 1, 4, &n, &low, e) || crm_select(values, 3, 4, &n, &high, e))
        return -1;
    *f = (struct crm_fence){0};
    if (high > low)
        set(f, low, high, ((wide)high - low) * thousandths / 1000);
    return 0;
}

int crm_fence_make(struct crm_fence *f, const struct crm_outlier_opts *o,
                   const struct crm_values *values, struct crm_err *e)
{
    uint64_t n, mad = 0;
    int64_t median = 0;

    if (o->rule == CRM_OUTLIER_IQR)
        return by_quartiles(f, o->thousandths, values, e);
    if (crm_select(values, 1, 2, &n, &median, e) ||
        crm_select_distance(values, median, 1, 2, &mad, e))
        return -1;
    if (!mad)
        return by_quartiles(f, USUAL_IQR, values, e);
    set(f, median, median, (wide)mad * 14826 * o->thousandths / 10000 / 1000);
    return 0;
}
