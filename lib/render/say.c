#include "render/say.h"

#include <assert.h>

#include "render/number.h"
#include "table/date.h"

/* Longer names are cut: a sentence is no place for them. */
enum { TEXT_COLUMNS = 28 };

/* What stands in s->plain becomes the next figure. */
static void keep(struct crm_say *s, size_t max_columns)
{
    assert(s->n < CRM_SAY_MAX);
    struct crm_buf *arg = &s->arg[s->n++];

    crm_buf_reset(arg);
    if (s->strong)
        crm_buf_add_cstr(arg, s->strong);
    crm_escape(arg, s->where, crm_buf_str(&s->plain), max_columns);
    if (s->weak)
        crm_buf_add_cstr(arg, s->weak);
    crm_buf_reset(&s->plain);
}

static void add_currency(struct crm_say *s, crm_wide amount)
{
    if (s->currency && *s->currency && amount < 0)
        crm_buf_add_char(&s->plain, '-');
    if (s->currency)
        crm_buf_add_cstr(&s->plain, s->currency);
}

/* The amount without a sign that already stands before the currency. */
static crm_wide size_of(const struct crm_say *s, crm_wide amount)
{
    return s->currency && *s->currency && amount < 0 ? -amount : amount;
}

void crm_say_count(struct crm_say *s, crm_wide n)
{
    crm_add_count(&s->plain, n);
    keep(s, CRM_UNCUT);
}

void crm_say_short(struct crm_say *s, crm_wide millionths)
{
    add_currency(s, millionths);
    crm_add_short(&s->plain, size_of(s, millionths), s->lang);
    keep(s, CRM_UNCUT);
}

void crm_say_amount(struct crm_say *s, crm_wide millionths)
{
    add_currency(s, millionths);
    crm_add_amount(&s->plain, size_of(s, millionths));
    keep(s, CRM_UNCUT);
}

void crm_say_share(struct crm_say *s, crm_wide part, crm_wide whole)
{
    crm_add_percent(&s->plain, part, whole);
    keep(s, CRM_UNCUT);
}

void crm_say_ratio(struct crm_say *s, crm_wide part, crm_wide whole)
{
    crm_add_ratio(&s->plain, part, whole);
    keep(s, CRM_UNCUT);
}

void crm_say_day(struct crm_say *s, int32_t day)
{
    if (day == CRM_NO_DATE)
        crm_buf_add_cstr(&s->plain, crm_word(CRM_WORD_NOT_KNOWN, s->lang));
    else
        crm_date_add_text(&s->plain, day);
    keep(s, CRM_UNCUT);
}

void crm_say_text(struct crm_say *s, struct crm_str text)
{
    crm_buf_add(&s->plain, text);
    keep(s, TEXT_COLUMNS);
}

void crm_say(struct crm_say *s, enum crm_word pattern, struct crm_buf *out)
{
    struct crm_str args[CRM_SAY_MAX];

    for (size_t i = 0; i < s->n; i++)
        args[i] = crm_buf_str(&s->arg[i]);
    crm_fill(out, crm_word(pattern, s->lang), args, s->n);
    s->n = 0;
}

void crm_say_bare(struct crm_say *s, struct crm_buf *out)
{
    for (size_t i = 0; i < s->n; i++)
        crm_buf_add(out, crm_buf_str(&s->arg[i]));
    s->n = 0;
}

void crm_say_clear(struct crm_say *s)
{
    for (size_t i = 0; i < CRM_SAY_MAX; i++)
        crm_buf_clear(&s->arg[i]);
    crm_buf_clear(&s->plain);
    s->n = 0;
}
