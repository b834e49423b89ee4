#include "render/winback.h"

#include "render/mask.h"
#include "table/date.h"

enum { LISTED_BY_DEFAULT = 20, CELL_COLUMNS = 22 };

size_t crm_listed(const struct crm_overview *o, const struct crm_render_opts *opts)
{
    size_t top = opts->top ? opts->top : LISTED_BY_DEFAULT;

    return o->nat_risk < top ? o->nat_risk : top;
}

/* A list shows the contact columns that anybody on it has something in. */
struct shown {
    bool has_name, has_phone, has_email;
};

static struct shown what_is_there(const struct crm_page *p, size_t n)
{
    struct shown shown = {0};

    for (size_t i = 0; i < n; i++) {
        const struct crm_at_risk *c = &p->o->at_risk[i];
        shown.has_name |= c->name.n > 0;
        shown.has_phone |= c->phone.n > 0;
        shown.has_email |= c->email.n > 0;
    }
    return shown;
}

static void put_list_head(struct crm_page *p, struct shown shown)
{
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "", CRM_WORD_CUSTOMER);
    if (shown.has_name)
        crm_put_column(p, "", CRM_WORD_NAME);
    if (shown.has_phone)
        crm_put_column(p, "", CRM_WORD_PHONE);
    if (shown.has_email)
        crm_put_column(p, "", CRM_WORD_EMAIL);
    crm_put_column(p, "n", CRM_WORD_BROUGHT);
    crm_put_column(p, "n", CRM_WORD_ORDERS);
    crm_put_column(p, "n", CRM_WORD_LAST_ORDER);
    crm_put_column(p, "", CRM_WORD_BAND);
    crm_put_column(p, "", CRM_WORD_REASON);
    crm_put_column(p, "", CRM_WORD_SEGMENT);
    crm_put(p, "</tr></thead><tbody>\n");
}

typedef void mask(struct crm_buf *out, struct crm_str s);

/* A cell of personal data; `cell` is th or td, and may carry attributes. */
static void put_personal(struct crm_page *p, const char *cell, struct crm_str text, mask *hide)
{
    crm_buf_reset(&p->plain);
    if (p->opts->show_pii)
        crm_buf_add(&p->plain, text);
    else
        hide(&p->plain, text);
    crm_buf_addf(p->out, "<%s class=\"k\">", cell);
    crm_put_text(p, crm_buf_str(&p->plain), CELL_COLUMNS);
    crm_buf_addf(p->out, "</%.2s>", cell);
}

static void put_label_cell(struct crm_page *p, enum crm_label kind, struct crm_str text)
{
    crm_buf_reset(&p->plain);
    crm_add_label(&p->plain, kind, text, p->lang);
    crm_put(p, "<td>");
    crm_put_text(p, crm_buf_str(&p->plain), CELL_COLUMNS);
    crm_put(p, "</td>");
}

static void put_band_cell(struct crm_page *p, struct crm_str text)
{
    bool is_high = crm_codes_read(CRM_CODES_BAND, text) == CRM_BAND_HIGH;

    crm_buf_reset(&p->plain);
    crm_add_label(&p->plain, CRM_LABEL_BAND, text, p->lang);
    crm_put(p, is_high ? "<td><span class=\"tag th\">" : "<td><span class=\"tag tm\">");
    crm_escape(p->out, CRM_IN_TEXT, crm_buf_str(&p->plain), CELL_COLUMNS);
    crm_put(p, "</span></td>");
}

static void put_customer(struct crm_page *p, const struct crm_at_risk *c, struct shown shown)
{
    crm_put(p, "<tr>");
    put_personal(p, "th scope=\"row\"", c->id, crm_mask_id);
    if (shown.has_name)
        put_personal(p, "td", c->name, crm_mask_name);
    if (shown.has_phone)
        put_personal(p, "td", c->phone, crm_mask_phone);
    if (shown.has_email)
        put_personal(p, "td", c->email, crm_mask_email);
    crm_put_amount_cell(p, c->monetary);
    if (c->frequency == CRM_NO_INT)
        crm_put(p, "<td></td>");
    else
        crm_put_count_cell(p, c->frequency);
    crm_put(p, "<td class=\"n\">");
    crm_date_add_text(p->out, c->last_order);
    crm_put(p, "</td>");
    put_band_cell(p, c->band);
    put_label_cell(p, CRM_LABEL_REASON, c->reason);
    put_label_cell(p, CRM_LABEL_SEGMENT, c->segment);
    crm_put(p, "</tr>\n");
}

static void put_list(struct crm_page *p)
{
    size_t n = crm_listed(p->o, p->opts);
    struct shown shown = what_is_there(p, n);

    crm_put_tagged(p, "h3", CRM_WORD_AT_RISK);
    if (n == 0) {
        crm_put_tagged(p, "p class=\"note\"", CRM_WORD_NOBODY);
        return;
    }
    crm_put(p, "<p class=\"lede\">");
    crm_say_count(&p->say, (crm_wide)n);
    crm_say_count(&p->say, (crm_wide)p->o->nat_risk_all);
    crm_say(&p->say, CRM_WORD_AT_RISK_LEDE, p->out);
    if (!p->opts->show_pii) {
        crm_put(p, " ");
        crm_put_word(p, CRM_WORD_MASKED);
    }
    crm_put(p, "</p>\n");
    crm_open_table(p, CRM_WORD_AT_RISK);
    put_list_head(p, shown);
    for (size_t i = 0; i < n; i++)
        put_customer(p, &p->o->at_risk[i], shown);
    crm_put(p, "</tbody>");
    crm_close_table(p);
}

void crm_put_churn(struct crm_page *p)
{
    const struct crm_bars bars = {&p->o->bands, CRM_LABEL_BAND,      p->o->customers,
                                  "bands",      CRM_WORD_BAND_TITLE, CRM_WORD_BAND_DESC};

    crm_open_section(p, "churn", "sec page", CRM_WORD_CHURN, CRM_WORD_CHURN_LEDE);
    if (p->o->bands.has_column) {
        crm_put_bars(p, &bars, CRM_WORD_BAND);
        if (p->o->churn_reasons.n > 0) {
            crm_put_tagged(p, "h3", CRM_WORD_REASONS);
            crm_put_group_table(p, CRM_WORD_REASON, CRM_LABEL_REASON, &p->o->churn_reasons);
        }
        put_list(p);
    } else {
        crm_put_missing(p, "churn-score");
    }
    crm_close_section(p);
}
