#include "render/quality.h"

/* What a caller may hand over without end is cut, so that the page's size stays bounded. */
enum {
    REJECTS_MAX = 10,
    INPUTS_MAX = 10,
    NAME_COLUMNS = 48,
    COLUMN_COLUMNS = 28,
    COMMAND_COLUMNS = 1000
};

static void open_fact(struct crm_page *p, enum crm_word name)
{
    crm_put_tagged(p, "dt", name);
    crm_put(p, "<dd>");
}

static void put_fact_said(struct crm_page *p, enum crm_word name)
{
    open_fact(p, name);
    crm_say_bare(&p->say, p->out);
    crm_put(p, "</dd>\n");
}

static void put_fact_word(struct crm_page *p, enum crm_word name, enum crm_word text)
{
    open_fact(p, name);
    crm_put_word(p, text);
    crm_put(p, "</dd>\n");
}

/* The count, and in brackets what part of the whole that is. */
static void put_fact_part(struct crm_page *p, enum crm_word name, uint64_t part, uint64_t whole)
{
    open_fact(p, name);
    crm_say_count(&p->say, (crm_wide)part);
    crm_say_bare(&p->say, p->out);
    crm_put(p, " (");
    crm_say_share(&p->say, (crm_wide)part, (crm_wide)whole);
    crm_say_bare(&p->say, p->out);
    crm_put(p, ")</dd>\n");
}

static void put_counts(struct crm_page *p)
{
    const struct crm_report_facts *facts = p->opts->facts;

    crm_put(p, "<dl class=\"facts\">\n");
    if (facts) {
        crm_say_count(&p->say, (crm_wide)facts->rows_read);
        put_fact_said(p, CRM_WORD_ROWS_READ);
        put_fact_part(p, CRM_WORD_ROWS_REJECTED, facts->rows_rejected, facts->rows_read);
    }
    if (p->o->has_contacts)
        put_fact_part(p, CRM_WORD_WITHOUT_CONTACT, p->o->without_contact, p->o->customers);
    put_fact_word(p, CRM_WORD_DUPLICATES, CRM_WORD_DUPLICATES_UNKNOWN);
    crm_put(p, "</dl>\n");
}

static void put_reject(struct crm_page *p, const char *reason, uint64_t rows)
{
    crm_put(p, "<tr><td>");
    crm_put_text(p, crm_str_of(reason), NAME_COLUMNS);
    crm_put(p, "</td>");
    crm_put_count_cell(p, (crm_wide)rows);
    crm_put(p, "</tr>\n");
}

static void put_rejects(struct crm_page *p, const struct crm_report_facts *facts)
{
    uint64_t others = 0;

    crm_put_tagged(p, "h3", CRM_WORD_REJECT_REASON);
    crm_open_table(p, CRM_WORD_REJECT_REASON);
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "", CRM_WORD_REASON);
    crm_put_column(p, "n", CRM_WORD_ROWS);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < facts->nrejects; i++)
        if (i < REJECTS_MAX)
            put_reject(p, facts->rejects[i].reason, facts->rejects[i].rows);
        else
            others += facts->rejects[i].rows;
    if (others > 0)
        put_reject(p, crm_word(CRM_WORD_REST, p->lang), others);
    crm_put(p, "</tbody>");
    crm_close_table(p);
}

static void put_completeness(struct crm_page *p)
{
    crm_put_tagged(p, "h3", CRM_WORD_COMPLETENESS);
    crm_open_table(p, CRM_WORD_COMPLETENESS);
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "", CRM_WORD_COLUMN);
    crm_put_column(p, "n", CRM_WORD_CUSTOMERS);
    crm_put_column(p, "p", CRM_WORD_FILLED);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < p->o->nfilled; i++) {
        const struct crm_filled *f = &p->o->filled[i];
        crm_put(p, "<tr><th scope=\"row\" class=\"k\">");
        crm_put_text(p, f->column, COLUMN_COLUMNS);
        crm_put(p, "</th>");
        crm_put_count_cell(p, (crm_wide)f->customers);
        crm_put_share_cell(p, (crm_wide)f->customers, (crm_wide)p->o->customers);
        crm_put(p, "</tr>\n");
    }
    crm_put(p, "</tbody>");
    crm_close_table(p);
    if (p->o->nfilled_more > 0) {
        crm_put(p, "<p class=\"note\">");
        crm_say_count(&p->say, (crm_wide)p->o->nfilled_more);
        crm_say(&p->say, CRM_WORD_MORE_COLUMNS, p->out);
        crm_put(p, "</p>\n");
    }
}

void crm_put_quality(struct crm_page *p)
{
    const struct crm_report_facts *facts = p->opts->facts;

    crm_open_section(p, "quality", "sec page", CRM_WORD_QUALITY, CRM_WORD_QUALITY_LEDE);
    put_counts(p);
    if (facts && facts->nrejects > 0)
        put_rejects(p, facts);
    if (p->o->nfilled > 0)
        put_completeness(p);
    else
        crm_put_tagged(p, "p class=\"note\"", CRM_WORD_NO_COLUMNS);
    crm_close_section(p);
}

static void put_inputs(struct crm_page *p, const struct crm_report_facts *facts)
{
    open_fact(p, CRM_WORD_INPUTS);
    for (size_t i = 0; i < facts->ninputs && i < INPUTS_MAX; i++) {
        crm_put(p, i ? "<br><code>" : "<code>");
        crm_put_text(p, crm_str_of(facts->inputs[i].name), NAME_COLUMNS);
        crm_put(p, "</code>");
        if (facts->inputs[i].encoding) {
            crm_put(p, " (");
            crm_put_text(p, crm_str_of(facts->inputs[i].encoding), NAME_COLUMNS);
            crm_put(p, ")");
        }
    }
    if (facts->ninputs > INPUTS_MAX)
        crm_buf_addf(p->out, "<br>+ %zu", facts->ninputs - INPUTS_MAX);
    crm_put(p, "</dd>\n");
}

static void put_facts(struct crm_page *p, const struct crm_report_facts *facts)
{
    if (facts->command) {
        open_fact(p, CRM_WORD_COMMAND);
        crm_put(p, "<code>");
        crm_put_text(p, crm_str_of(facts->command), COMMAND_COLUMNS);
        crm_put(p, "</code></dd>\n");
    }
    if (facts->ninputs > 0)
        put_inputs(p, facts);
    if (facts->version) {
        crm_say_text(&p->say, crm_str_of(facts->version));
        put_fact_said(p, CRM_WORD_VERSION);
    }
}

void crm_put_made(struct crm_page *p)
{
    crm_open_section(p, "made", "sec", CRM_WORD_MADE, CRM_WORD_MADE_LEDE);
    crm_put(p, "<dl class=\"facts\">\n");
    if (p->opts->facts)
        put_facts(p, p->opts->facts);
    crm_say_day(&p->say, p->o->as_of);
    put_fact_said(p, CRM_WORD_AS_OF_LABEL);
    crm_put(p, "</dl>\n");
    crm_put_tagged(p, "h3", CRM_WORD_DEFINITIONS);
    crm_put(p, "<dl class=\"facts\">\n");
    put_fact_word(p, CRM_WORD_NET_REVENUE, CRM_WORD_DEF_REVENUE);
    put_fact_word(p, CRM_WORD_BUYERS, CRM_WORD_DEF_BUYERS);
    put_fact_word(p, CRM_WORD_REPEAT_RATE, CRM_WORD_DEF_REPEAT);
    put_fact_word(p, CRM_WORD_AVERAGE_ORDER, CRM_WORD_DEF_AVERAGE);
    put_fact_word(p, CRM_WORD_GINI, CRM_WORD_DEF_GINI);
    put_fact_word(p, CRM_WORD_CHURN, CRM_WORD_DEF_RISK);
    put_fact_word(p, CRM_WORD_AS_OF_LABEL, CRM_WORD_DEF_AS_OF);
    crm_put(p, "</dl>\n");
    crm_close_section(p);
}
