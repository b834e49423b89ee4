#include "render/headline.h"

#include "table/date.h"

crm_wide crm_average_order(const struct crm_overview *o)
{
    crm_wide half = o->revenue < 0 ? -o->orders / 2 : o->orders / 2;

    return o->orders > 0 ? (o->revenue + half) / o->orders : 0;
}

/* Each about_... says the figures and returns their sentence, or NONE where they allow none. */
static enum crm_word about_sales(const struct crm_overview *o, struct crm_say *say)
{
    if (o->customers == 0)
        return CRM_WORD_SAY_EMPTY;
    if (!o->has_orders || !o->has_revenue || o->orders == 0) {
        crm_say_count(say, (crm_wide)o->customers);
        return CRM_WORD_SAY_NO_ORDERS;
    }
    crm_say_count(say, (crm_wide)o->buyers);
    crm_say_count(say, o->orders);
    crm_say_short(say, o->revenue);
    crm_say_short(say, crm_average_order(o));
    if (o->first_date == CRM_NO_DATE || o->last_date == CRM_NO_DATE)
        return CRM_WORD_SAY_BOUGHT;
    crm_say_day(say, o->first_date);
    crm_say_day(say, o->last_date);
    return CRM_WORD_SAY_BOUGHT_DATED;
}

static enum crm_word about_repeat(const struct crm_overview *o, struct crm_say *say)
{
    if (!o->has_orders || o->buyers == 0)
        return CRM_WORD_NONE;
    crm_say_share(say, (crm_wide)o->repeaters, (crm_wide)o->buyers);
    crm_say_count(say, (crm_wide)(o->buyers - o->repeaters));
    return CRM_WORD_SAY_REPEAT;
}

static enum crm_word about_value(const struct crm_overview *o, struct crm_say *say)
{
    const struct crm_group *best = o->segments.of;

    if (!o->spread.is_known)
        return CRM_WORD_NONE;
    crm_say_share(say, (crm_wide)o->spread.top_n, (crm_wide)o->spread.customers);
    crm_say_count(say, (crm_wide)o->spread.top_n);
    if (o->segments.n < 2 || best->is_rest || best->text.n == 0 || o->revenue <= 0)
        return CRM_WORD_SAY_TOP;

    struct crm_buf name = {0};
    crm_add_group_label(&name, CRM_LABEL_SEGMENT, best, say->lang);
    crm_say_text(say, crm_buf_str(&name));
    crm_buf_clear(&name);
    crm_say_share(say, (crm_wide)best->customers, (crm_wide)o->customers);
    crm_say_share(say, best->revenue, o->revenue);
    return CRM_WORD_SAY_TOP_SEGMENT;
}

static enum crm_word about_risk(const struct crm_overview *o, struct crm_say *say)
{
    if (!o->bands.has_column || o->buyers == 0)
        return CRM_WORD_NONE;
    if (o->high_risk == 0)
        return CRM_WORD_SAY_NO_RISK;
    crm_say_count(say, (crm_wide)o->high_risk);
    crm_say_short(say, o->high_risk_revenue);
    crm_say_share(say, o->high_risk_revenue, o->revenue);
    return CRM_WORD_SAY_RISK;
}

/* The column with the most empty cells, or NULL when all are full. */
static const struct crm_filled *emptiest(const struct crm_overview *o)
{
    const struct crm_filled *worst = NULL;

    for (size_t i = 0; i < o->nfilled; i++)
        if (o->filled[i].customers < (worst ? worst->customers : o->customers))
            worst = &o->filled[i];
    return worst;
}

/* Lost rows make every figure wrong, customers out of reach make it useless, gaps come last. */
static enum crm_word about_data(const struct crm_overview *o, const struct crm_report_facts *facts,
                                struct crm_say *say)
{
    const struct crm_filled *gap = emptiest(o);

    if (facts && facts->rows_rejected > 0) {
        crm_say_count(say, (crm_wide)facts->rows_rejected);
        crm_say_count(say, (crm_wide)facts->rows_read);
        return CRM_WORD_SAY_REJECTED;
    }
    if (o->has_contacts && o->without_contact > 0) {
        crm_say_count(say, (crm_wide)o->without_contact);
        crm_say_share(say, (crm_wide)o->without_contact, (crm_wide)o->customers);
        return CRM_WORD_SAY_UNREACHABLE;
    }
    if (!gap)
        return CRM_WORD_NONE;
    crm_say_text(say, gap->column);
    crm_say_share(say, (crm_wide)(o->customers - gap->customers), (crm_wide)o->customers);
    return CRM_WORD_SAY_GAP;
}

static void add(enum crm_word sentence, struct crm_say *say, const char *open, const char *close,
                struct crm_buf *out)
{
    if (sentence == CRM_WORD_NONE)
        return;
    crm_buf_add_cstr(out, open);
    crm_say(say, sentence, out);
    crm_buf_add_cstr(out, close);
}

void crm_headline(const struct crm_overview *o, const struct crm_report_facts *facts,
                  struct crm_say *say, const char *open, const char *close, struct crm_buf *out)
{
    add(about_sales(o, say), say, open, close, out);
    add(about_repeat(o, say), say, open, close, out);
    add(about_value(o, say), say, open, close, out);
    add(about_risk(o, say), say, open, close, out);
    add(about_data(o, facts, say), say, open, close, out);
}
