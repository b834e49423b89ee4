/*
 * phone.c - phone numbers as people and shops write them.
 *
 * phone_read.c takes a cell apart, phone_plan.c knows which digits are a number. Here the two are
 * put together: the groups are read as one number; where that fails, a number that ends with one of
 * the groups and a short rest says more: an extension behind a land line, and behind a mobile the
 * mark of a privacy number, which a shop lends to many buyers in turn and so names none of them.
 */
#include "clean/phone.h"

#include "clean/type.h"
#include "text/utf8.h"

/* How the digits read when the number ends with a group before the last. */
struct split {
    bool is_found;
    struct crm_phone phone;
    struct crm_str tail; /* the digits behind it */
    bool is_last_group;  /* the tail is one group */
};

static struct split split_groups(const struct crm_phone_spelling *sp,
                                 const struct crm_phone_region *home)
{
    struct split best = {0};

    for (size_t g = 0; g + 1 < sp->groups; g++) {
        struct split at = {.is_found = true, .is_last_group = g + 2U == sp->groups};

        at.tail = (struct crm_str){sp->digits + sp->ends[g], (size_t)sp->n - sp->ends[g]};
        if (crm_phone_plan((struct crm_str){sp->digits, sp->ends[g]}, sp->has_plus, home,
                           &at.phone) == CRM_MSG_NONE)
            best = at;
    }
    return best;
}

static bool is_china(const struct crm_phone *phone, enum crm_phone_type type)
{
    return crm_phone_is_china(phone) && phone->type == type;
}

/* 0512-5459277-1: eight digits behind the area, or seven and an extension. */
static bool is_ambiguous(const struct crm_phone_spelling *sp, const struct crm_phone *phone,
                         const struct crm_phone_region *home)
{
    enum { LONG_LAND_LINE = 13 }; /* with the country's code */
    struct crm_phone shorter;

    return sp->has_dash && sp->groups > 1 && sp->ends[sp->groups - 2] == sp->n - 1 &&
           phone->n == LONG_LAND_LINE && is_china(phone, CRM_PHONE_LAND) &&
           crm_phone_plan((struct crm_str){sp->digits, sp->n - 1U}, sp->has_plus, home, &shorter) ==
               CRM_MSG_NONE;
}

/* Groups that are no number together: what the first of them are, and what that makes of the rest.
 */
static enum crm_msg read_split(const struct crm_phone_spelling *sp, enum crm_msg why,
                               struct crm_phone_cell *out, const struct crm_phone_region *home)
{
    struct split split = split_groups(sp, home);

    if (!split.is_found)
        return why;
    if (split.tail.n >= CRM_PHONE_SHORTEST || sp->has_slash)
        return CRM_MSG_MULTIPLE;
    if (is_china(&split.phone, CRM_PHONE_MOBILE))
        return CRM_MSG_PRIVACY_NUMBER;
    if (!crm_phone_is_china(&split.phone) || !split.is_last_group || !sp->has_dash ||
        split.tail.n > CRM_PHONE_EXTENSION)
        return why;
    out->phone = split.phone;
    out->extension = split.tail;
    out->steps |= CRM_STEP(ext);
    return CRM_MSG_NONE;
}

static enum crm_msg read_number(const struct crm_phone_spelling *sp,
                                const struct crm_phone_region *home, struct crm_phone_cell *out)
{
    enum crm_msg why =
        crm_phone_plan((struct crm_str){sp->digits, sp->n}, sp->has_plus, home, &out->phone);

    if (why != CRM_MSG_NONE)
        return read_split(sp, why, out, home);
    return is_ambiguous(sp, &out->phone, home) ? CRM_MSG_AMBIGUOUS : CRM_MSG_NONE;
}

/* A number was read; now what stands behind it. */
static enum crm_msg read_behind(const struct crm_phone_spelling *sp, struct crm_phone_cell *out)
{
    struct crm_str extension;
    bool is_sure;

    switch (crm_phone_behind(sp, &extension, &is_sure)) {
    case CRM_BEHIND_NOTHING:
        return CRM_MSG_NONE;
    case CRM_BEHIND_REMARK:
        out->steps |= CRM_STEP(suffix);
        return CRM_MSG_NONE;
    case CRM_BEHIND_NUMBER:
        return CRM_MSG_MULTIPLE;
    case CRM_BEHIND_OTHER:
        return CRM_MSG_NOT_A_NUMBER;
    case CRM_BEHIND_EXTENSION:
        break;
    }
    if (is_china(&out->phone, CRM_PHONE_MOBILE))
        return CRM_MSG_PRIVACY_NUMBER;
    if (!is_sure || out->extension.n)
        return CRM_MSG_NOT_A_NUMBER;
    out->extension = extension;
    if (!sp->is_glued || sp->rest.p[0] != ';' || extension.p != sp->rest.p + 5)
        out->steps |= CRM_STEP(ext);
    return CRM_MSG_NONE;
}

/* No number stands in front; what does the rest say? */
static enum crm_msg why_none(const struct crm_phone_spelling *sp, enum crm_msg why)
{
    struct crm_str extension;
    bool is_sure;

    switch (crm_phone_behind(sp, &extension, &is_sure)) {
    case CRM_BEHIND_NOTHING:
    case CRM_BEHIND_REMARK:
    case CRM_BEHIND_EXTENSION:
        break;
    case CRM_BEHIND_NUMBER:
        return sp->n >= CRM_PHONE_SHORTEST ? CRM_MSG_MULTIPLE : CRM_MSG_NOT_A_NUMBER;
    case CRM_BEHIND_OTHER:
        return CRM_MSG_NOT_A_NUMBER;
    }
    return why;
}

enum crm_msg crm_phone_cell(struct crm_str text, const struct crm_phone_region *home,
                            struct crm_phone_cell *out)
{
    struct crm_phone_spelling sp;
    enum crm_msg why;

    if (!crm_phone_read(text, &sp))
        return sp.n ? CRM_MSG_TOO_LONG : CRM_MSG_NOT_A_NUMBER;
    out->steps = sp.steps;
    out->extension = CRM_STR("");
    why = read_number(&sp, home, out);
    if (why != CRM_MSG_NONE)
        return why_none(&sp, why);
    if (!sp.has_plus || sp.n != out->phone.n + out->extension.n)
        out->steps |= CRM_STEP(cc);
    why = read_behind(&sp, out);
    memcpy(out->kept, out->extension.p, out->extension.n);
    out->extension.p = out->kept;
    return why;
}

/* 1.3800138E+10: digits, perhaps a point or comma and digits, an exponent. */
static bool is_exponential(struct crm_str s)
{
    size_t i = 0, e;

    while (i < s.n && (crm_is_digit(s.p[i]) || s.p[i] == '.' || s.p[i] == ','))
        i++;
    if (i == 0 || i == s.n || (s.p[i] != 'e' && s.p[i] != 'E'))
        return false;
    e = ++i;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        e = ++i;
    while (i < s.n && crm_is_digit(s.p[i]))
        i++;
    return i == s.n && i > e;
}

/* 138----1234, 138••••1234: three or more of one sign between digits. */
static bool has_hidden_digits(struct crm_str s)
{
    static const char ascii[] = "#?-_.~";
    size_t run = 0, longest = 0, n;
    int32_t before = 0;

    if (crm_count_digits(s) < 2)
        return false;
    for (struct crm_str at = s; at.n; at = crm_str_from(at, n)) {
        int32_t c = crm_utf8_next(at, &n);
        bool is_sign = c == 0x2022 || c == 0x25CF || c == 0xD7 || c == 0xB7 || c == 0x2013 ||
                       c == 0x2014 || (c > 0 && c < 0x80 && strchr(ascii, c));

        run = !is_sign ? 0 : c == before ? run + 1 : 1;
        longest = run > longest ? run : longest;
        before = c;
    }
    return longest >= 3;
}

/* Words for nothing beside those of every type. */
static bool is_nothing(struct crm_str s)
{
    static const struct crm_str words[] = {
        CRM_STR_INIT("未填写"), CRM_STR_INIT("未填"),   CRM_STR_INIT("未提供"),
        CRM_STR_INIT("暂无"),   CRM_STR_INIT("没有"),   CRM_STR_INIT("空"),
        CRM_STR_INIT("未知"),   CRM_STR_INIT("不详"),   CRM_STR_INIT("未留"),
        CRM_STR_INIT("無"),     CRM_STR_INIT("なし"),   CRM_STR_INIT("没"),
        CRM_STR_INIT("nil"),    CRM_STR_INIT("nan"),    CRM_STR_INIT("na"),
        CRM_STR_INIT("null"),   CRM_STR_INIT("none"),   CRM_STR_INIT("无电话"),
        CRM_STR_INIT("无手机"), CRM_STR_INIT("unknown")};

    return CRM_IS_AMONG(s, words);
}

/* What a cell that gave no number is, where that can be said better. */
static enum crm_msg refusal(struct crm_str text, enum crm_msg why)
{
    if (is_nothing(text))
        return CRM_MSG_EMPTY_VALUE;
    if (crm_is_cipher(text))
        return CRM_MSG_CIPHER;
    if (crm_is_masked(text) || has_hidden_digits(text))
        return CRM_MSG_MASKED;
    return is_exponential(text) ? CRM_MSG_SCIENTIFIC : why;
}

size_t crm_phone_write(const struct crm_phone_cell *cell, char text[CRM_PHONE_BYTES])
{
    static const char mark[] = ";ext=";
    size_t n = 1 + cell->phone.n;

    text[0] = '+';
    memcpy(text + 1, cell->phone.digits, cell->phone.n);
    if (cell->extension.n) {
        memcpy(text + n, mark, sizeof mark - 1);
        n += sizeof mark - 1;
        memcpy(text + n, cell->kept, cell->extension.n);
        n += cell->extension.n;
    }
    return n;
}

enum crm_msg crm_clean_phone(struct crm_str raw, const struct crm_clean_opts *opts,
                             struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_phone_cell cell;
    char canonical[CRM_PHONE_BYTES];
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str text;

    if (why != CRM_MSG_NONE)
        return why;
    text = crm_str_from(crm_buf_str(out), start);
    why = crm_phone_cell(text, crm_phone_region(opts->region), &cell);
    if (why != CRM_MSG_NONE)
        why = refusal(text, why);
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    *steps |= cell.steps;
    crm_buf_add(out, (struct crm_str){canonical, crm_phone_write(&cell, canonical)});
    return CRM_MSG_NONE;
}

static const struct crm_key keys[] = {
    {"region", CRM_KEY_TEXT, offsetof(struct crm_clean_opts, region), NULL, NULL},
    {0},
};
const struct crm_type crm_type_phone = {"phone", crm_quick_phone, crm_clean_phone, keys, 3};
