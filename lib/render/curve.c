#include "render/curve.h"

#include "render/draw.h"
#include "render/escape.h"
#include "render/number.h"

enum { CURVE_LEFT = 44, CURVE_TOP = 26, CURVE_WIDTH = 340, CURVE_HEIGHT = 230 };

static int curve_x(crm_wide ppm)
{
    return CURVE_LEFT + crm_along(ppm, 1000000, CURVE_WIDTH);
}

static int curve_y(crm_wide ppm)
{
    return CURVE_TOP + CURVE_HEIGHT - crm_along(ppm, 1000000, CURVE_HEIGHT);
}

static void add_curve_axes(struct crm_buf *out, enum crm_lang lang)
{
    for (int percent = 0; percent <= 100; percent += 20) {
        int x = curve_x((crm_wide)percent * 10000);
        int y = curve_y((crm_wide)percent * 10000);
        crm_buf_addf(
            out,
            "<path class=\"g\" d=\"M%d %dH%d\"/><text x=\"%d\" y=\"%d\" class=\"e s q\">%d%%"
            "</text><text x=\"%d\" y=\"%d\" class=\"m s q\">%d%%</text>",
            CURVE_LEFT, y, CURVE_LEFT + CURVE_WIDTH, CURVE_LEFT - 6, y + 4, percent, x,
            CURVE_TOP + CURVE_HEIGHT + 16, percent);
    }
    crm_draw_word(out, CURVE_LEFT, CURVE_TOP - 12, "s q", CRM_WORD_CURVE_Y, lang);
    crm_draw_word(out, CURVE_LEFT + CURVE_WIDTH / 2, CURVE_TOP + CURVE_HEIGHT + 36, "m s q",
                  CRM_WORD_CURVE_X, lang);
    crm_buf_addf(out, "<path class=\"even\" d=\"M%d %dL%d %d\"/>\n", curve_x(0), curve_y(0),
                 curve_x(1000000), curve_y(1000000));
}

/* In tenths of a unit: whole ones would show as steps. */
static void add_curve_line(struct crm_buf *out, const struct crm_concentration *c,
                           const char *class, const char *end)
{
    crm_buf_addf(out, "<path class=\"%s\" d=\"M%d %d", class, curve_x(0), curve_y(0));
    for (size_t i = 0; i < c->npoints; i++) {
        int x = crm_along(c->point[i].customers_ppm, 1000000, 10 * CURVE_WIDTH) + 10 * CURVE_LEFT;
        int y = 10 * (CURVE_TOP + CURVE_HEIGHT) -
                crm_along(c->point[i].revenue_ppm, 1000000, 10 * CURVE_HEIGHT);
        crm_buf_addf(out, "L%d.%d %d.%d", x / 10, x % 10, y / 10, y % 10);
    }
    crm_buf_addf(out, "%s\"/>\n", end);
}

/* Where the curve passes 80 %, with the share of buyers beside it. */
static void add_curve_mark(struct crm_buf *out, const struct crm_concentration *c,
                           enum crm_lang lang)
{
    int x = CURVE_LEFT + crm_along((crm_wide)c->top_n, (crm_wide)c->customers, CURVE_WIDTH);
    int y = curve_y(800000);
    bool is_left = x > CURVE_LEFT + CURVE_WIDTH / 2;
    struct crm_buf share = {0};
    struct crm_buf text = {0};

    crm_add_percent(&share, (crm_wide)c->top_n, (crm_wide)c->customers);
    crm_fill(&text, crm_word(CRM_WORD_CURVE_MARK, lang), &(struct crm_str){share.p, share.n}, 1);
    crm_buf_addf(
        out,
        "<path class=\"mark\" d=\"M%d %dH%dV%d\"/><circle class=\"dot\" cx=\"%d\" cy=\"%d\" "
        "r=\"5\"/>",
        CURVE_LEFT, y, x, CURVE_TOP + CURVE_HEIGHT, x, y);
    crm_draw_text(out, is_left ? x - 10 : x + 10, y + (is_left ? -8 : 16), is_left ? "e b" : "b",
                  crm_buf_str(&text), CRM_UNCUT);
    crm_buf_add_char(out, '\n');
    crm_buf_clear(&share);
    crm_buf_clear(&text);
}

void crm_svg_curve(struct crm_buf *out, const struct crm_concentration *c, enum crm_lang lang)
{
    struct crm_buf close = {0};

    crm_open_svg(out, "curve", CURVE_TOP + CURVE_HEIGHT + 46, CRM_WORD_CURVE_TITLE,
                 CRM_WORD_CURVE_DESC, lang);
    add_curve_axes(out, lang);
    crm_buf_addf(&close, "V%dZ", curve_y(0));
    crm_buf_add_char(&close, '\0');
    add_curve_line(out, c, "area", close.p);
    add_curve_line(out, c, "line", "");
    add_curve_mark(out, c, lang);
    crm_close_svg(out);
    crm_buf_clear(&close);
}
