/*
 * quantity.c - how many: a plain decimal, negative for what came back, without zeros behind the
 * point (2.00 is 2) and without the word of the thing counted (2件, 2 pcs, x2). Weights and lengths
 * are no quantities here: 500g and 2kg in one column would become 500 and 2.
 */
#include "clean/type.h"

#include "table/decimal.h"

#define WORD CRM_STR_INIT

/* Words before the number, and behind it; the longest of those that end alike first. */
static const struct crm_str fronts[] = {
    WORD("x"),        WORD("×"),    WORD("*"),    WORD("qty"),
    WORD("quantity"), WORD("数量"), WORD("數量"), WORD("共"),
};
static const struct crm_str backs[] = {
    WORD("pieces"), WORD("piece"), WORD("pcs."), WORD("pcs"),   WORD("pc"),   WORD("units"),
    WORD("unit"),   WORD("items"), WORD("item"), WORD("sets"),  WORD("set"),  WORD("pairs"),
    WORD("pair"),   WORD("boxes"), WORD("box"),  WORD("packs"), WORD("pack"), WORD("bottles"),
    WORD("bottle"), WORD("ea."),   WORD("ea"),   WORD("x"),     WORD("×"),    WORD("件"),
    WORD("个"),     WORD("個"),    WORD("箇"),   WORD("只"),    WORD("隻"),   WORD("支"),
    WORD("枝"),     WORD("瓶"),    WORD("盒"),   WORD("箱"),    WORD("包"),   WORD("袋"),
    WORD("套"),     WORD("条"),    WORD("條"),   WORD("双"),    WORD("雙"),   WORD("对"),
    WORD("對"),     WORD("台"),    WORD("臺"),   WORD("张"),    WORD("張"),   WORD("本"),
    WORD("份"),     WORD("杯"),    WORD("块"),   WORD("塊"),    WORD("片"),   WORD("罐"),
    WORD("桶"),     WORD("把"),    WORD("根"),   WORD("卷"),    WORD("枚"),   WORD("颗"),
    WORD("顆"),     WORD("粒"),    WORD("束"),   WORD("盆"),    WORD("盘"),   WORD("辆"),
    WORD("部"),     WORD("副"),    WORD("顶"),   WORD("提"),    WORD("组"),   WORD("組"),
    WORD("册"),     WORD("幅"),    WORD("朵"),   WORD("株"),    WORD("单"),   WORD("次"),
    WORD("人"),     WORD("位"),
};

static bool starts_nocase(struct crm_str s, struct crm_str word)
{
    return s.n > word.n && crm_str_eq_nocase((struct crm_str){s.p, word.n}, word);
}

static struct crm_str without_front(struct crm_str s)
{
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (starts_nocase(s, fronts[i])) {
            s = crm_str_trim(crm_str_from(s, fronts[i].n));
            return s.n && s.p[0] == ':' ? crm_str_trim(crm_str_from(s, 1)) : s;
        }
    return s;
}

static struct crm_str without_back(struct crm_str s)
{
    for (size_t i = 0; i < sizeof backs / sizeof *backs; i++)
        if (s.n > backs[i].n && crm_str_eq_nocase(crm_str_from(s, s.n - backs[i].n), backs[i]))
            return crm_str_trim((struct crm_str){s.p, s.n - backs[i].n});
    return s;
}

static void drop_zeros(struct crm_decimal *d)
{
    while (d->n > d->units && d->digits[d->n - 1] == '0')
        d->n--;
}

enum crm_msg crm_clean_quantity(struct crm_str raw, const struct crm_clean_opts *opts,
                                struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps before = 0;
    enum crm_msg why = crm_clean_text(raw, opts, out, &before);
    struct crm_str whole = crm_str_from(crm_buf_str(out), start), s, count;
    char text[CRM_DECIMAL_BYTES + 1];
    struct crm_decimal d;

    if (why != CRM_MSG_NONE)
        return why;
    s = without_back(without_front(whole));
    why = crm_decimal_read(s, opts->decimal, opts->has_units, &d);
    if (why == CRM_MSG_NONE && d.traits & CRM_DECIMAL_MARK)
        why = CRM_MSG_INVALID;
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    drop_zeros(&d);
    count = crm_decimal_text(&d, text);
    if (opts->decimal == ',' && crm_decimal_looks_grouped(&d))
        text[count.n++] = '0';     /* four decimals cannot be a group: see amount.c */
    if (!crm_str_eq(whole, count)) /* its bytes are behind out->n still */
        before |= s.n < whole.n                     ? CRM_STEP(unit)
                  : d.traits & CRM_DECIMAL_GROUPS   ? CRM_STEP(group)
                  : d.traits & CRM_DECIMAL_BRACKETS ? CRM_STEP(paren)
                                                    : CRM_STEP(format);
    *steps |= before;
    crm_buf_add(out, count);
    return CRM_MSG_NONE;
}

static const char *const signs[] = {"point", "comma", NULL};
static const char *const switches[] = {"off", "on", NULL};
static const struct crm_key keys[] = {
    {"decimal", CRM_KEY_CHAR, offsetof(struct crm_clean_opts, decimal), signs, ".,"},
    {"units", CRM_KEY_FLAG, offsetof(struct crm_clean_opts, has_units), switches, NULL},
    {0},
};
const struct crm_type crm_type_quantity = {"quantity", NULL, crm_clean_quantity, keys, 0};
