#include "render/heat.h"

#include "render/draw.h"
#include "render/escape.h"
#include "render/number.h"

crm_wide crm_heat_most(const struct crm_rf_map *map)
{
    crm_wide most = 0;

    for (size_t r = 0; r < map->r_bins; r++)
        for (size_t f = 0; f < map->f_bins; f++)
            if (map->cell[r][f].revenue > most)
                most = map->cell[r][f].revenue;
    return most;
}

int crm_heat_shade(const struct crm_rf_cell *cell, crm_wide most)
{
    static const int percent[] = {4, 16, 36, 64}; /* the squares of 0.2 0.4 0.6 0.8 */
    int shade = 1;

    if (cell->customers == 0)
        return 0;
    for (size_t i = 0; i < sizeof(percent) / sizeof(*percent); i++)
        shade += most > 0 && cell->revenue * 100 >= most * percent[i];
    return shade;
}

enum { HEAT_LEFT = 30, HEAT_TOP = 24, CELL_HEIGHT = 46, CELL_GAP = 3 };

static void add_cell(struct crm_buf *out, const struct crm_rf_cell *cell, int shade, int x, int y,
                     int width, enum crm_lang lang)
{
    struct crm_buf number = {0};
    int middle = x + (width - CELL_GAP) / 2;
    bool is_wide = width >= 50;

    crm_buf_addf(out,
                 "<g class=\"h%d\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>",
                 shade, x, y, width - CELL_GAP, CELL_HEIGHT - CELL_GAP);
    crm_add_short_count(&number, (crm_wide)cell->customers, lang);
    crm_draw_text(out, middle, y + (shade && is_wide ? 19 : 26), shade ? "m b" : "m",
                  crm_buf_str(&number), CRM_UNCUT);
    if (shade && is_wide) {
        crm_buf_reset(&number);
        crm_add_short(&number, cell->revenue, lang);
        crm_draw_text(out, middle, y + 35, "m s", crm_buf_str(&number), CRM_UNCUT);
    }
    crm_buf_add_cstr(out, "</g>\n");
    crm_buf_clear(&number);
}

static void add_heat_legend(struct crm_buf *out, int y, enum crm_lang lang)
{
    enum { SWATCH = 22, LEFT = 150 };

    crm_draw_word(out, LEFT - 8, y + 10, "e s q", CRM_WORD_HEAT_LESS, lang);
    for (int shade = 1; shade <= 5; shade++)
        crm_buf_addf(out,
                     "<g class=\"h%d\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\" "
                     "rx=\"2\"/></g>",
                     shade, LEFT + (shade - 1) * SWATCH, y, SWATCH - 2);
    crm_draw_word(out, LEFT + 5 * SWATCH + 6, y + 10, "s q", CRM_WORD_HEAT_MORE, lang);
    crm_buf_add_char(out, '\n');
}

static void add_heat_axes(struct crm_buf *out, const struct crm_rf_map *map, int width,
                          enum crm_lang lang)
{
    int bottom = HEAT_TOP + (int)map->r_bins * CELL_HEIGHT;
    struct crm_buf text = {0};

    crm_buf_addf(&text, "\xe2\x86\x91 %s", crm_word(CRM_WORD_HEAT_ROWS, lang));
    crm_draw_text(out, HEAT_LEFT, HEAT_TOP - 9, "q", crm_buf_str(&text), CRM_UNCUT);
    crm_buf_reset(&text);
    crm_buf_addf(&text, "%s \xe2\x86\x92", crm_word(CRM_WORD_HEAT_COLUMNS, lang));
    crm_draw_text(out, CRM_SVG_WIDTH - CELL_GAP, bottom + 36, "e q", crm_buf_str(&text), CRM_UNCUT);
    for (int i = 0; i < (int)map->r_bins; i++)
        crm_buf_addf(out, "<text x=\"%d\" y=\"%d\" class=\"e q\">%d</text>", HEAT_LEFT - 10,
                     bottom - i * CELL_HEIGHT - CELL_HEIGHT / 2 + 3, i + 1);
    for (int i = 0; i < (int)map->f_bins; i++)
        crm_buf_addf(out, "<text x=\"%d\" y=\"%d\" class=\"m q\">%d</text>",
                     HEAT_LEFT + i * width + (width - CELL_GAP) / 2, bottom + 14, i + 1);
    crm_buf_add_char(out, '\n');
    crm_buf_clear(&text);
}

void crm_svg_heat(struct crm_buf *out, const struct crm_rf_map *map, enum crm_lang lang)
{
    int width = (CRM_SVG_WIDTH - HEAT_LEFT) / (int)map->f_bins;
    int bottom = HEAT_TOP + (int)map->r_bins * CELL_HEIGHT;
    crm_wide most = crm_heat_most(map);

    crm_open_svg(out, "heat", bottom + 66, CRM_WORD_HEAT_TITLE, CRM_WORD_HEAT_DESC, lang);
    for (size_t r = 0; r < map->r_bins; r++)
        for (size_t f = 0; f < map->f_bins; f++) {
            const struct crm_rf_cell *cell = &map->cell[r][f];
            add_cell(out, cell, crm_heat_shade(cell, most), HEAT_LEFT + (int)f * width,
                     bottom - (int)(r + 1) * CELL_HEIGHT, width, lang);
        }
    add_heat_axes(out, map, width, lang);
    add_heat_legend(out, bottom + 50, lang);
    crm_close_svg(out);
}
