#include "render/markup.h"

enum { NAME_COLUMNS = 24 };

void crm_put_text(struct crm_page *p, struct crm_str text, size_t max_columns)
{
    crm_put(p, "<bdi>");
    crm_escape(p->out, CRM_IN_TEXT, text, max_columns);
    crm_put(p, "</bdi>");
}

void crm_put_word(struct crm_page *p, enum crm_word w)
{
    crm_escape(p->out, CRM_IN_TEXT, crm_str_of(crm_word(w, p->lang)), CRM_UNCUT);
}

void crm_put_tagged(struct crm_page *p, const char *name, enum crm_word w)
{
    size_t length = strcspn(name, " ");

    crm_buf_addf(p->out, "<%s>", name);
    crm_put_word(p, w);
    crm_buf_addf(p->out, "</%.*s>\n", (int)length, name);
}

void crm_open_section(struct crm_page *p, const char *id, const char *classes, enum crm_word title,
                      enum crm_word lede)
{
    crm_buf_addf(p->out,
                 "\n<section class=\"%s\" id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">",
                 classes, id, id, id);
    crm_put_word(p, title);
    crm_put(p, "</h2>\n");
    crm_put_tagged(p, "p class=\"lede\"", lede);
}

void crm_close_section(struct crm_page *p)
{
    crm_put(p, "</section>\n");
}

void crm_put_missing(struct crm_page *p, const char *tool)
{
    crm_say_text(&p->say, crm_str_of(tool));
    crm_put(p, "<p class=\"note\">");
    crm_say(&p->say, CRM_WORD_MISSING, p->out);
    crm_put(p, "</p>\n");
}

void crm_open_table(struct crm_page *p, enum crm_word caption)
{
    crm_put(p, "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"");
    crm_escape(p->out, CRM_IN_ATTRIBUTE, crm_str_of(crm_word(caption, p->lang)), CRM_UNCUT);
    crm_put(p, "\"><table>");
    crm_put_tagged(p, "caption class=\"hide\"", caption);
}

void crm_close_table(struct crm_page *p)
{
    crm_put(p, "</table></div>\n");
}

void crm_put_column(struct crm_page *p, const char *classes, enum crm_word w)
{
    crm_buf_addf(p->out, "<th scope=\"col\" class=\"%s\">", classes);
    crm_put_word(p, w);
    crm_put(p, "</th>");
}

/* A row's first cell: the name of a group. */
static void put_group_name(struct crm_page *p, enum crm_label kind, const struct crm_group *g)
{
    crm_buf_reset(&p->plain);
    crm_add_group_label(&p->plain, kind, g, p->lang);
    crm_put(p, "<th scope=\"row\" class=\"k\">");
    crm_put_text(p, crm_buf_str(&p->plain), NAME_COLUMNS);
    crm_put(p, "</th>");
}

/* The figure that was said stands in a cell. */
static void put_said(struct crm_page *p)
{
    crm_put(p, "<td class=\"n\">");
    crm_say_bare(&p->say, p->out);
    crm_put(p, "</td>");
}

void crm_put_count_cell(struct crm_page *p, crm_wide n)
{
    crm_say_count(&p->say, n);
    put_said(p);
}

void crm_put_amount_cell(struct crm_page *p, crm_wide millionths)
{
    crm_say_amount(&p->say, millionths);
    put_said(p);
}

void crm_put_share_cell(struct crm_page *p, crm_wide part, crm_wide whole)
{
    int per_mille = 0;

    if (whole > 0 && part > 0)
        per_mille = part >= whole ? 1000 : (int)((part * 1000 + whole / 2) / whole);
    crm_say_share(&p->say, part, whole);
    crm_buf_addf(p->out, "<td class=\"p\" style=\"--w:%d\"><span>", per_mille);
    crm_say_bare(&p->say, p->out);
    crm_put(p, "</span></td>");
}

void crm_put_days_cell(struct crm_page *p, const struct crm_group *g)
{
    crm_wide dated = (crm_wide)g->dated;

    if (dated > 0)
        crm_put_count_cell(p, (g->recency_days + dated / 2) / dated);
    else
        crm_put(p, "<td></td>");
}

void crm_open_figure(struct crm_page *p, enum crm_word caption)
{
    crm_put(p, "<figure>");
    crm_put_tagged(p, "figcaption", caption);
}

void crm_open_group_table(struct crm_page *p, enum crm_word name)
{
    crm_open_table(p, name);
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "", name);
    crm_put_column(p, "n", CRM_WORD_CUSTOMERS);
    crm_put_column(p, "p", CRM_WORD_OF_CUSTOMERS);
    crm_put_column(p, "n", CRM_WORD_REVENUE);
    crm_put_column(p, "p", CRM_WORD_OF_REVENUE);
}

void crm_put_group_cells(struct crm_page *p, enum crm_label kind, const struct crm_group *g)
{
    crm_put(p, "<tr>");
    put_group_name(p, kind, g);
    crm_put_count_cell(p, (crm_wide)g->customers);
    crm_put_share_cell(p, (crm_wide)g->customers, (crm_wide)p->o->customers);
    crm_put_amount_cell(p, g->revenue);
    crm_put_share_cell(p, g->revenue, p->o->revenue);
}

void crm_put_group_table(struct crm_page *p, enum crm_word name, enum crm_label kind,
                         const struct crm_tally *t)
{
    crm_open_group_table(p, name);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < t->n; i++) {
        crm_put_group_cells(p, kind, &t->of[i]);
        crm_put(p, "</tr>\n");
    }
    crm_put(p, "</tbody>");
    crm_close_table(p);
}

void crm_put_bars(struct crm_page *p, const struct crm_bars *bars, enum crm_word name)
{
    crm_put(p, "<div class=\"two bars\">\n");
    crm_open_figure(p, bars->title);
    crm_svg_bars(p->out, bars, p->lang);
    crm_put(p, "</figure>\n");
    crm_put_group_table(p, name, bars->kind, bars->groups);
    crm_put(p, "</div>\n");
}
