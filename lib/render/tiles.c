#include "render/tiles.h"

#include "render/headline.h"

/* What was said before is the value; what the caller says next goes into the note. */
static void set_value(struct crm_tile *t, enum crm_word name, struct crm_say *say)
{
    t->name = name;
    crm_say_bare(say, &t->value);
}

/* The figure cannot be found: a dash, and the tool that would add it. */
static void set_unknown(struct crm_tile *t, enum crm_word name, const char *tool,
                        struct crm_say *say)
{
    t->name = name;
    crm_buf_add_cstr(&t->value, "\xe2\x80\x93");
    crm_say_text(say, crm_str_of(tool));
    crm_say(say, CRM_WORD_ADD_WITH, &t->note);
}

static void make_customers(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    crm_say_count(say, (crm_wide)o->customers);
    set_value(t, CRM_WORD_CUSTOMERS, say);
    crm_say_count(say, (crm_wide)o->buyers);
    crm_say(say, CRM_WORD_NOTE_BUYERS, &t->note);
}

static void make_revenue(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->has_revenue) {
        set_unknown(t, CRM_WORD_NET_REVENUE, "rfm", say);
        return;
    }
    crm_say_short(say, o->revenue);
    set_value(t, CRM_WORD_NET_REVENUE, say);
    crm_say_amount(say, o->revenue);
    crm_say(say, CRM_WORD_NOTE_EXACT, &t->note);
}

static void make_orders(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->has_orders) {
        set_unknown(t, CRM_WORD_ORDERS, "rfm", say);
        return;
    }
    crm_say_count(say, o->orders);
    set_value(t, CRM_WORD_ORDERS, say);
    crm_say_ratio(say, o->orders, (crm_wide)o->buyers);
    crm_say(say, CRM_WORD_NOTE_PER_BUYER, &t->note);
}

static void make_average(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->has_orders || !o->has_revenue || o->orders == 0) {
        set_unknown(t, CRM_WORD_AVERAGE_ORDER, "rfm", say);
        return;
    }
    crm_say_amount(say, crm_average_order(o));
    set_value(t, CRM_WORD_AVERAGE_ORDER, say);
    crm_say(say, CRM_WORD_NOTE_PER_ORDER, &t->note);
}

static void make_repeat(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->has_orders) {
        set_unknown(t, CRM_WORD_REPEAT_RATE, "rfm", say);
        return;
    }
    crm_say_share(say, (crm_wide)o->repeaters, (crm_wide)o->buyers);
    set_value(t, CRM_WORD_REPEAT_RATE, say);
    crm_say_count(say, (crm_wide)o->repeaters);
    crm_say(say, CRM_WORD_NOTE_REPEATERS, &t->note);
}

static void make_top(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->spread.is_known) {
        set_unknown(t, CRM_WORD_TOP_SHARE, "rfm", say);
        return;
    }
    crm_say_share(say, (crm_wide)o->spread.top_n, (crm_wide)o->spread.customers);
    set_value(t, CRM_WORD_TOP_SHARE, say);
    crm_say_count(say, (crm_wide)o->spread.top_n);
    crm_say(say, CRM_WORD_NOTE_TOP, &t->note);
}

static void make_refunds(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->has_refunds) {
        set_unknown(t, CRM_WORD_REFUNDS, "rfm", say);
        return;
    }
    crm_say_short(say, o->refunds);
    set_value(t, CRM_WORD_REFUNDS, say);
    crm_say_share(say, o->refunds, o->revenue + o->refunds);
    crm_say(say, CRM_WORD_NOTE_REFUNDS, &t->note);
}

static void make_risk(const struct crm_overview *o, struct crm_say *say, struct crm_tile *t)
{
    if (!o->bands.has_column) {
        set_unknown(t, CRM_WORD_HIGH_RISK, "churn-score", say);
        return;
    }
    crm_say_count(say, (crm_wide)o->high_risk);
    set_value(t, CRM_WORD_HIGH_RISK, say);
    crm_say_short(say, o->high_risk_revenue);
    crm_say(say, CRM_WORD_NOTE_RISK, &t->note);
}

void crm_tiles_make(const struct crm_overview *o, struct crm_say *say, struct crm_tiles *tiles)
{
    make_customers(o, say, &tiles->tile[0]);
    make_revenue(o, say, &tiles->tile[1]);
    make_orders(o, say, &tiles->tile[2]);
    make_average(o, say, &tiles->tile[3]);
    make_repeat(o, say, &tiles->tile[4]);
    make_top(o, say, &tiles->tile[5]);
    make_refunds(o, say, &tiles->tile[6]);
    make_risk(o, say, &tiles->tile[7]);
}

void crm_tiles_clear(struct crm_tiles *tiles)
{
    for (size_t i = 0; i < CRM_TILES; i++) {
        crm_buf_clear(&tiles->tile[i].value);
        crm_buf_clear(&tiles->tile[i].note);
    }
}
