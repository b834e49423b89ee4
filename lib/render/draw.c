#include "render/draw.h"

#include "render/escape.h"

/* Of the text beside a row: what the units left of CRM_LABEL_X hold at the style sheet's size. */
enum { LABEL_COLUMNS = 20 };

void crm_open_svg(struct crm_buf *out, const char *id, int height, enum crm_word title,
                  enum crm_word desc, enum crm_lang lang)
{
    crm_buf_addf(out,
                 "<svg role=\"img\" viewBox=\"0 0 %d %d\" aria-labelledby=\"%s-t %s-d\">"
                 "<title id=\"%s-t\">%s</title><desc id=\"%s-d\">%s</desc>\n",
                 CRM_SVG_WIDTH, height, id, id, id, crm_word(title, lang), id,
                 crm_word(desc, lang));
}

void crm_close_svg(struct crm_buf *out)
{
    crm_buf_add_cstr(out, "</svg>\n");
}

void crm_draw_text(struct crm_buf *out, int x, int y, const char *classes, struct crm_str text,
                   size_t max_columns)
{
    crm_buf_addf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, classes);
    crm_escape(out, CRM_IN_TEXT, text, max_columns);
    crm_buf_add_cstr(out, "</text>");
}

void crm_draw_word(struct crm_buf *out, int x, int y, const char *classes, enum crm_word w,
                   enum crm_lang lang)
{
    crm_draw_text(out, x, y, classes, crm_str_of(crm_word(w, lang)), CRM_UNCUT);
}

void crm_draw_group_name(struct crm_buf *out, int y, enum crm_label kind, const struct crm_group *g,
                         enum crm_lang lang)
{
    struct crm_buf label = {0};

    crm_add_group_label(&label, kind, g, lang);
    crm_draw_text(out, CRM_LABEL_X, y, "e", crm_buf_str(&label), LABEL_COLUMNS);
    crm_buf_clear(&label);
}

int crm_along(crm_wide part, crm_wide whole, int length)
{
    if (whole <= 0 || part <= 0)
        return 0;
    if (part >= whole)
        return length;
    return (int)((part * length + whole / 2) / whole);
}
