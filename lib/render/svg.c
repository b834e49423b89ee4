#include "render/svg.h"

#include "render/draw.h"
#include "render/escape.h"
#include "render/number.h"

enum { SHARE_TOP = 30, SHARE_STEP = 26, SHARE_LENGTH = 240 };

/* The axis ends at the next ten percent above the largest share. */
static int axis_percent(const struct crm_overview *o)
{
    int tens = 1;

    for (size_t i = 0; i < o->segments.n; i++) {
        const struct crm_group *g = &o->segments.of[i];
        while (tens < 10 && ((crm_wide)g->customers * 10 > (crm_wide)o->customers * tens ||
                             g->revenue * 10 > o->revenue * tens))
            tens++;
    }
    return tens * 10;
}

static void add_share_axis(struct crm_buf *out, int percent, int bottom)
{
    int step = percent > 50 ? 20 : 10;

    for (int at = 0; at <= percent; at += step) {
        int x = CRM_PLOT_X + at * SHARE_LENGTH / percent;
        crm_buf_addf(out,
                     "<path class=\"g\" d=\"M%d %dV%d\"/><text x=\"%d\" y=\"%d\" class=\"m s q\">"
                     "%d%%</text>",
                     x, SHARE_TOP - 4, bottom, x, bottom + 15, at);
    }
    crm_buf_add_char(out, '\n');
}

static void add_share_legend(struct crm_buf *out, enum crm_lang lang)
{
    crm_buf_addf(out, "<circle class=\"ring\" cx=\"%d\" cy=\"11\" r=\"5\"/>", CRM_PLOT_X + 5);
    crm_draw_word(out, CRM_PLOT_X + 16, 15, "s q", CRM_WORD_OF_CUSTOMERS, lang);
    crm_buf_addf(out, "<rect class=\"dot\" x=\"%d\" y=\"6\" width=\"10\" height=\"10\"/>",
                 CRM_PLOT_X + 118);
    crm_draw_word(out, CRM_PLOT_X + 134, 15, "s q", CRM_WORD_OF_REVENUE, lang);
    crm_buf_add_char(out, '\n');
}

void crm_svg_shares(struct crm_buf *out, const struct crm_overview *o, enum crm_lang lang)
{
    int percent = axis_percent(o);
    int bottom = SHARE_TOP + (int)o->segments.n * SHARE_STEP;

    crm_open_svg(out, "shares", bottom + 22, CRM_WORD_SHARES_TITLE, CRM_WORD_SHARES_DESC, lang);
    add_share_legend(out, lang);
    add_share_axis(out, percent, bottom);
    for (size_t i = 0; i < o->segments.n; i++) {
        const struct crm_group *g = &o->segments.of[i];
        int y = SHARE_TOP + (int)i * SHARE_STEP + SHARE_STEP / 2;
        int ring = CRM_PLOT_X + crm_along((crm_wide)g->customers * 100,
                                          (crm_wide)o->customers * percent, SHARE_LENGTH);
        int dot = CRM_PLOT_X + crm_along(g->revenue * 100, o->revenue * percent, SHARE_LENGTH);

        crm_draw_group_name(out, y + 4, CRM_LABEL_SEGMENT, g, lang);
        crm_buf_addf(
            out,
            "<path class=\"link\" d=\"M%d %dH%d\"/><circle class=\"ring\" cx=\"%d\" cy=\"%d\" "
            "r=\"5\"/><rect class=\"dot\" x=\"%d\" y=\"%d\" width=\"10\" height=\"10\"/>\n",
            ring, y, dot, ring, y, dot - 5, y - 5);
    }
    crm_close_svg(out);
}

enum { BAR_STEP = 30, BAR_LENGTH = 165 };

static uint64_t longest(const struct crm_tally *t)
{
    uint64_t most = 0;

    for (size_t i = 0; i < t->n; i++)
        most = t->of[i].customers > most ? t->of[i].customers : most;
    return most;
}

/* Bands of risk have colours of their own. */
static const char *bar_class(enum crm_label kind, struct crm_str text)
{
    uint8_t code = kind == CRM_LABEL_BAND ? crm_codes_read(CRM_CODES_BAND, text) : 0;

    if (code == CRM_BAND_HIGH)
        return "high";
    if (code == CRM_BAND_MEDIUM)
        return "medium";
    return "dot";
}

void crm_svg_bars(struct crm_buf *out, const struct crm_bars *bars, enum crm_lang lang)
{
    const struct crm_tally *t = bars->groups;
    crm_wide most = (crm_wide)longest(t);
    struct crm_buf value = {0};

    crm_open_svg(out, bars->id, (int)t->n * BAR_STEP + 8, bars->title, bars->desc, lang);
    for (size_t i = 0; i < t->n; i++) {
        const struct crm_group *g = &t->of[i];
        int y = (int)i * BAR_STEP + 4;
        int length = crm_along((crm_wide)g->customers, most, BAR_LENGTH);

        crm_draw_group_name(out, y + 17, bars->kind, g, lang);
        crm_buf_addf(out,
                     "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" rx=\"2\"/>",
                     bar_class(bars->kind, g->text), CRM_PLOT_X, y + 2, length > 2 ? length : 2);
        crm_buf_reset(&value);
        crm_add_percent(&value, (crm_wide)g->customers, (crm_wide)bars->customers);
        crm_draw_text(out, CRM_PLOT_X + length + 8, y + 17, "b", crm_buf_str(&value), CRM_UNCUT);
        crm_buf_add_char(out, '\n');
    }
    crm_close_svg(out);
    crm_buf_clear(&value);
}
