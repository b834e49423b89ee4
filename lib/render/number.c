#include "render/number.h"

#define DASH "\xe2\x80\x93"

/* n / d, half away from zero; d > 0. */
static crm_wide divide(crm_wide n, crm_wide d)
{
    return n < 0 ? -((-n + d / 2) / d) : (n + d / 2) / d;
}

void crm_add_count(struct crm_buf *out, crm_wide n)
{
    char text[64]; /* 39 digits, 12 commas, a sign */
    size_t at = sizeof(text);
    bool is_negative = n < 0;

    for (int digits = 0; digits == 0 || n != 0; digits++, n /= 10) {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + (int)(n < 0 ? -(n % 10) : n % 10));
    }
    if (is_negative)
        text[--at] = '-';
    crm_buf_add(out, (struct crm_str){text + at, sizeof(text) - at});
}

/* n / 10^decimals with that many decimals. */
static void add_decimal(struct crm_buf *out, crm_wide n, int decimals)
{
    crm_wide unit = 1;

    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (n < 0) {
        crm_buf_add_char(out, '-');
        n = -n;
    }
    crm_add_count(out, n / unit);
    if (decimals > 0)
        crm_buf_addf(out, ".%0*d", decimals, (int)(n % unit));
}

void crm_add_amount(struct crm_buf *out, crm_wide millionths)
{
    add_decimal(out, divide(millionths, CRM_MONEY_UNIT / 100), 2);
}

struct scale {
    crm_wide unit;
    const char *name;
};

static const struct scale english[] = {
    {1000, "k"}, {1000000, "M"}, {1000000000, "B"}, {1000000000000, "T"}};

static const struct scale chinese[] = {{10000, "\xe4\xb8\x87"},
                                       {100000000, "\xe4\xba\xbf"},
                                       {1000000000000, "\xe4\xb8\x87\xe4\xba\xbf"}};

static const struct scale *scale_of(crm_wide n, enum crm_lang lang)
{
    const struct scale *s = lang == CRM_ZH ? chinese : english;
    size_t count = lang == CRM_ZH ? sizeof(chinese) / sizeof(*s) : sizeof(english) / sizeof(*s);

    while (count > 1 && n >= s[1].unit) {
        s++;
        count--;
    }
    return s;
}

/* n >= 10,000: three digits and a unit, found after rounding, so that 999,960 is 1.00M. */
static void add_scaled(struct crm_buf *out, crm_wide n, enum crm_lang lang)
{
    crm_wide step = 1;

    while (n / step >= 1000)
        step *= 10;
    n = divide(n, step) * step;

    const struct scale *s = scale_of(n, lang);
    int decimals = n >= 100 * s->unit ? 0 : n >= 10 * s->unit ? 1 : 2;
    crm_wide parts = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
    add_decimal(out, n / (s->unit / parts), decimals);
    crm_buf_add_cstr(out, s->name);
}

void crm_add_short_count(struct crm_buf *out, crm_wide n, enum crm_lang lang)
{
    if (n < 0) {
        crm_buf_add_char(out, '-');
        n = -n;
    }
    if (n < 10000)
        crm_add_count(out, n);
    else
        add_scaled(out, n, lang);
}

void crm_add_short(struct crm_buf *out, crm_wide millionths, enum crm_lang lang)
{
    crm_wide size = millionths < 0 ? -millionths : millionths;
    crm_wide units = divide(millionths, CRM_MONEY_UNIT);

    if (size >= (crm_wide)100 * CRM_MONEY_UNIT || size % CRM_MONEY_UNIT == 0)
        crm_add_short_count(out, units, lang);
    else
        crm_add_amount(out, millionths);
}

void crm_add_percent(struct crm_buf *out, crm_wide part, crm_wide whole)
{
    if (whole <= 0) {
        crm_buf_add_cstr(out, DASH);
        return;
    }
    crm_wide tenths = divide(part * 1000, whole);
    if (part > 0 && tenths == 0)
        crm_buf_add_cstr(out, "<0.1%");
    else if (part < whole && tenths == 1000)
        crm_buf_add_cstr(out, ">99.9%");
    else {
        add_decimal(out, part == 0 || part == whole ? tenths / 10 : tenths,
                    part == 0 || part == whole ? 0 : 1);
        crm_buf_add_char(out, '%');
    }
}

void crm_add_ratio(struct crm_buf *out, crm_wide part, crm_wide whole)
{
    if (whole <= 0)
        crm_buf_add_cstr(out, DASH);
    else
        add_decimal(out, divide(part * 10, whole), 1);
}
