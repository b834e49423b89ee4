#include "render/sections.h"

#include "render/curve.h"
#include "render/heat.h"
#include "render/svg.h"

static void put_heat_row(struct crm_page *p, size_t r, size_t f)
{
    const struct crm_rf_cell *cell = &p->o->rf.cell[r][f];

    crm_buf_addf(p->out, "<tr><td>%zu</td><td>%zu</td><td>", r + 1, f + 1);
    crm_say_count(&p->say, (crm_wide)cell->customers);
    crm_say_bare(&p->say, p->out);
    crm_put(p, "</td><td>");
    crm_say_amount(&p->say, cell->revenue);
    crm_say_bare(&p->say, p->out);
    crm_put(p, "</td></tr>\n");
}

/* The map as a table, the best scores first: a hundred rows with ten bins, so with few classes. */
static void put_heat_table(struct crm_page *p)
{
    const struct crm_rf_map *map = &p->o->rf;

    crm_put(p, "<details class=\"nums\"><summary>");
    crm_put_word(p, CRM_WORD_SHOW_TABLE);
    crm_put(p, "</summary>\n");
    crm_open_table(p, CRM_WORD_HEAT_TITLE);
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "n", CRM_WORD_RECENCY_SCORE);
    crm_put_column(p, "n", CRM_WORD_FREQUENCY_SCORE);
    crm_put_column(p, "n", CRM_WORD_CUSTOMERS);
    crm_put_column(p, "n", CRM_WORD_REVENUE);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t r = map->r_bins; r-- > 0;)
        for (size_t f = map->f_bins; f-- > 0;)
            if (map->cell[r][f].customers > 0)
                put_heat_row(p, r, f);
    crm_put(p, "</tbody>");
    crm_close_table(p);
    crm_put(p, "</details>\n");
}

static void put_heat(struct crm_page *p)
{
    crm_open_figure(p, CRM_WORD_HEAT_TITLE);
    crm_svg_heat(p->out, &p->o->rf, p->lang);
    put_heat_table(p);
    if (p->o->rf.unscored > 0) {
        crm_put(p, "<p class=\"note\">");
        crm_say_count(&p->say, (crm_wide)p->o->rf.unscored);
        crm_say(&p->say, CRM_WORD_HEAT_UNSCORED, p->out);
        crm_put(p, "</p>\n");
    }
    crm_put(p, "</figure>\n");
}

static void put_total_row(struct crm_page *p)
{
    crm_put(p, "<tfoot><tr><th scope=\"row\">");
    crm_put_word(p, CRM_WORD_TOTAL);
    crm_put(p, "</th>");
    crm_put_count_cell(p, (crm_wide)p->o->customers);
    crm_put(p, "<td></td>");
    crm_put_amount_cell(p, p->o->revenue);
    crm_put(p, "<td></td><td></td><td></td></tr></tfoot>");
}

static void put_segment_table(struct crm_page *p)
{
    const struct crm_tally *t = &p->o->segments;

    crm_open_group_table(p, CRM_WORD_SEGMENT);
    crm_put_column(p, "n", CRM_WORD_RECENCY);
    crm_put_column(p, "", CRM_WORD_ACTION);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < t->n; i++) {
        crm_put_group_cells(p, CRM_LABEL_SEGMENT, &t->of[i]);
        crm_put_days_cell(p, &t->of[i]);
        crm_put(p, "<td class=\"act\">");
        crm_put(p, crm_segment_action(t->of[i].text, p->lang));
        crm_put(p, "</td></tr>\n");
    }
    crm_put(p, "</tbody>");
    put_total_row(p);
    crm_close_table(p);
}

static void put_shares(struct crm_page *p)
{
    crm_open_figure(p, CRM_WORD_SHARES_TITLE);
    crm_svg_shares(p->out, p->o, p->lang);
    crm_put(p, "</figure>\n");
}

void crm_put_segments(struct crm_page *p)
{
    bool has_segments = p->o->segments.has_column && p->o->segments.n > 0;

    crm_open_section(p, "segments", "sec page", CRM_WORD_SEGMENTS, CRM_WORD_SEGMENTS_LEDE);
    if (p->o->rf.is_known || has_segments) {
        crm_put(p, "<div class=\"two\">\n");
        if (p->o->rf.is_known)
            put_heat(p);
        if (has_segments)
            put_shares(p);
        crm_put(p, "</div>\n");
    }
    if (has_segments) {
        crm_put_tagged(p, "h3", CRM_WORD_SEGMENTS_TABLE);
        crm_put(p, "<div class=\"plain\">");
        put_segment_table(p);
        crm_put(p, "</div>\n");
    } else {
        crm_put_missing(p, "rfm");
    }
    crm_close_section(p);
}

/* What the best 1, 5, 10, 20 and 50 % bring, at the nearest point of the curve below. */
static void put_curve_table(struct crm_page *p)
{
    static const uint32_t percent[] = {1, 5, 10, 20, 50};
    const struct crm_concentration *c = &p->o->spread;
    size_t at = 0;

    crm_open_table(p, CRM_WORD_CURVE_TABLE);
    crm_put(p, "<thead><tr>");
    crm_put_column(p, "n", CRM_WORD_BUYERS_UPTO);
    crm_put_column(p, "p", CRM_WORD_THEY_BRING);
    crm_put(p, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof(percent) / sizeof(*percent); i++) {
        size_t was = at;
        while (at < c->npoints && c->point[at].customers_ppm <= percent[i] * 10000)
            at++;
        if (at == was)
            continue;
        crm_put(p, "<tr><td class=\"n\">");
        crm_say_share(&p->say, c->point[at - 1].customers_ppm, 1000000);
        crm_say_bare(&p->say, p->out);
        crm_put(p, "</td>");
        crm_put_share_cell(p, c->point[at - 1].revenue_ppm, 1000000);
        crm_put(p, "</tr>\n");
    }
    crm_put(p, "</tbody>");
    crm_close_table(p);
}

static void put_curve(struct crm_page *p)
{
    crm_open_figure(p, CRM_WORD_CURVE_TITLE);
    crm_svg_curve(p->out, &p->o->spread, p->lang);
    crm_put(p, "</figure>\n");
}

static void put_concentration(struct crm_page *p)
{
    struct crm_buf gini = {0};

    crm_put(p, "<div>");
    crm_put_tagged(p, "h3", CRM_WORD_CURVE_TABLE);
    put_curve_table(p);
    crm_buf_addf(&gini, "%.2f", p->o->spread.gini);
    crm_say_text(&p->say, crm_buf_str(&gini));
    crm_put(p, "<p class=\"note\">");
    crm_say(&p->say, CRM_WORD_SAY_GINI, p->out);
    crm_put(p, "</p></div>\n");
    crm_buf_clear(&gini);
}

void crm_put_value(struct crm_page *p)
{
    crm_open_section(p, "value", "sec page", CRM_WORD_VALUE, CRM_WORD_VALUE_LEDE);
    if (p->o->spread.is_known) {
        crm_put(p, "<div class=\"two\">\n");
        put_curve(p);
        put_concentration(p);
        crm_put(p, "</div>\n");
    } else if (p->o->has_revenue) {
        crm_put_tagged(p, "p class=\"note\"", CRM_WORD_NO_REVENUE);
    } else {
        crm_put_missing(p, "rfm");
    }
    if (p->o->abc.has_column) {
        crm_put_tagged(p, "h3", CRM_WORD_ABC);
        crm_put_group_table(p, CRM_WORD_ABC_CLASS, CRM_LABEL_PLAIN, &p->o->abc);
    } else {
        crm_put_missing(p, "abc");
    }
    crm_close_section(p);
}

void crm_put_lifecycle(struct crm_page *p)
{
    const struct crm_bars bars = {&p->o->stages, CRM_LABEL_STAGE,      p->o->customers,
                                  "stages",      CRM_WORD_STAGE_TITLE, CRM_WORD_STAGE_DESC};

    crm_open_section(p, "lifecycle", "sec", CRM_WORD_LIFECYCLE, CRM_WORD_LIFECYCLE_LEDE);
    if (p->o->stages.has_column)
        crm_put_bars(p, &bars, CRM_WORD_STAGE);
    else
        crm_put_missing(p, "lifecycle");
    crm_close_section(p);
}

void crm_put_channels(struct crm_page *p)
{
    const struct crm_tally *t = &p->o->channels;

    crm_open_section(p, "channels", "sec", CRM_WORD_CHANNELS, CRM_WORD_CHANNELS_LEDE);
    if (t->has_column)
        crm_put_group_table(p, CRM_WORD_CHANNEL, CRM_LABEL_PLAIN, t);
    else
        crm_put_tagged(p, "p class=\"note\"", CRM_WORD_NO_CHANNEL);
    crm_close_section(p);
}
