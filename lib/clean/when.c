/*
 * when.c - dates and times. What the column's options say about bare numbers comes first, then the
 * grammar of table/date.h; the canonical form is crm_when_add_text's.
 */
#include "clean/type.h"

#include "clean/when_number.h"

/* Spellings of nothing in columns of dates, beside those of any column. */
static bool is_no_time(struct crm_str s)
{
    static const struct crm_str spellings[] = {
        CRM_STR_INIT("NaT"),       CRM_STR_INIT("NaN"),     CRM_STR_INIT("NA"),
        CRM_STR_INIT("<NA>"),      CRM_STR_INIT("n.a."),    CRM_STR_INIT("nil"),
        CRM_STR_INIT("(null)"),    CRM_STR_INIT("(blank)"), CRM_STR_INIT("unknown"),
        CRM_STR_INIT("undefined"), CRM_STR_INIT("TBD"),     CRM_STR_INIT("未知"),
        CRM_STR_INIT("暂无"),      CRM_STR_INIT("不详"),    CRM_STR_INIT("空"),
        CRM_STR_INIT("(空白)"),    CRM_STR_INIT("未填写"),  CRM_STR_INIT("未填"),
        CRM_STR_INIT("待定"),      CRM_STR_INIT("---"),     CRM_STR_INIT("/"),
    };

    return !crm_is_digit(s.p[0]) && CRM_IS_AMONG(s, spellings);
}

/* The reason in the words that all types share. */
static enum crm_msg reason_for(enum crm_msg why, struct crm_str text)
{
    if (why == CRM_MSG_NO_SUCH_DATE)
        return CRM_MSG_INVALID;
    if (why == CRM_MSG_NOT_A_DATE)
        return crm_is_like_time_number(text) ? CRM_MSG_NOT_A_DATE : CRM_MSG_INVALID;
    return why;
}

static enum crm_msg read(struct crm_str text, const struct crm_clean_opts *opts,
                         struct crm_when *when, crm_steps *steps)
{
    enum crm_msg why;

    if (crm_when_of_number(text, opts, when, &why) || crm_when_of_dotnet(text, when, &why)) {
        *steps |= CRM_STEP(serial);
        return why;
    }
    if (is_no_time(text))
        return CRM_MSG_EMPTY_VALUE;
    why = crm_when_read(text, opts->order, opts->lang, when);
    if (why == CRM_MSG_ORDER && opts->is_order_found) /* the next run finds it no more */
        why = crm_when_read(text, CRM_ORDER_NONE, opts->lang, when);
    if (why == CRM_MSG_NONE && when->is_reordered)
        *steps |= CRM_STEP(order);
    return reason_for(why, text);
}

/* To the zone asked for, without the time where none is asked for. */
static void adapt(struct crm_when *when, const struct crm_clean_opts *opts, crm_steps *steps)
{
    struct crm_when before = *when;

    crm_when_to_zone(when, &opts->zone);
    if (when->offset_minutes != before.offset_minutes || when->is_utc != before.is_utc)
        *steps |= CRM_STEP(zone);
    if (opts->is_date_only)
        when->has_time = false;
}

enum crm_msg crm_clean_when(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    const crm_steps moves = CRM_STEP(serial) | CRM_STEP(order) | CRM_STEP(zone);
    size_t start = out->n, end;
    crm_steps done = 0;
    enum crm_msg why = crm_clean_text(raw, opts, out, &done);
    struct crm_when when;
    struct crm_str text, clean;

    if (why != CRM_MSG_NONE)
        return why;
    why = read(crm_str_from(crm_buf_str(out), start), opts, &when, &done);
    if (why != CRM_MSG_NONE) {
        out->n = start;
        return why;
    }
    adapt(&when, opts, &done);
    end = out->n;
    crm_when_add_text(out, &when);
    text = (struct crm_str){out->p + start, end - start};
    clean = (struct crm_str){out->p + end, out->n - end};
    if (!(done & moves) && !crm_str_eq(text, clean))
        done |= CRM_STEP(format);
    if (!crm_str_eq(raw, clean))
        *steps |= done;
    memmove(out->p + start, clean.p, clean.n);
    out->n = start + clean.n;
    return CRM_MSG_NONE;
}

static const char *const serials[] = {"none", "1900", "1904", NULL};
static const char *const epochs[] = {"none", "s", "ms", "auto", NULL};
static const char *const kinds[] = {"datetime", "date", NULL};
static const struct crm_key keys[] = {
    {"order", CRM_KEY_ORDER, offsetof(struct crm_clean_opts, order), NULL, NULL},
    {"to_tz", CRM_KEY_ZONE, offsetof(struct crm_clean_opts, zone), NULL, NULL},
    {"serial", CRM_KEY_CHOICE, offsetof(struct crm_clean_opts, serial), serials, NULL},
    {"epoch", CRM_KEY_CHOICE, offsetof(struct crm_clean_opts, epoch), epochs, NULL},
    {"type", CRM_KEY_FLAG, offsetof(struct crm_clean_opts, is_date_only), kinds, NULL},
    {"lang", CRM_KEY_TEXT, offsetof(struct crm_clean_opts, lang), NULL, NULL},
    {0},
};
const struct crm_type crm_type_date = {"date", crm_quick_when, crm_clean_when, keys, 4};
const struct crm_type crm_type_datetime = {"datetime", crm_quick_when, crm_clean_when, keys, 0};
