#include "render/html.h"

#include "render/headline.h"
#include "render/markup.h"
#include "render/quality.h"
#include "render/sections.h"
#include "render/style.h"
#include "render/tiles.h"
#include "render/winback.h"
#include "table/date.h"

enum { TITLE_COLUMNS = 120 };

static struct crm_str title_of(const struct crm_page *p)
{
    return crm_str_of(p->opts->title ? p->opts->title : crm_word(CRM_WORD_TITLE, p->lang));
}

static void put_document_head(struct crm_page *p)
{
    crm_put(p, "<!doctype html>\n<html lang=\"");
    crm_put(p, p->lang == CRM_ZH ? "zh-Hans" : "en");
    crm_put(p, "\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" "
               "content=\"noindex\">\n"
               "<title>");
    crm_escape(p->out, CRM_IN_TEXT, title_of(p), TITLE_COLUMNS);
    crm_put(p, "</title>\n<style>\n");
    for (size_t i = 0; crm_page_style[i]; i++)
        crm_put(p, crm_page_style[i]);
    crm_put(p, "</style>\n</head>\n<body>\n");
}

/* As-of, period, how many: with a dot between what is known. */
static void put_when(struct crm_page *p)
{
    const struct crm_overview *o = p->o;

    crm_put(p, "<p class=\"when\">");
    if (o->as_of != CRM_NO_DATE) {
        crm_say_day(&p->say, o->as_of);
        crm_put(p, "<span>");
        crm_say(&p->say, CRM_WORD_AS_OF, p->out);
        crm_put(p, "</span> \xc2\xb7 ");
    }
    if (o->first_date != CRM_NO_DATE && o->last_date != CRM_NO_DATE) {
        crm_say_day(&p->say, o->first_date);
        crm_say_day(&p->say, o->last_date);
        crm_put(p, "<span>");
        crm_say(&p->say, CRM_WORD_PERIOD, p->out);
        crm_put(p, "</span> \xc2\xb7 ");
    }
    crm_say_count(&p->say, (crm_wide)o->customers);
    crm_say(&p->say, CRM_WORD_N_CUSTOMERS, p->out);
    crm_put(p, "</p>\n");
}

static void put_contents(struct crm_page *p)
{
    static const struct {
        const char *id;
        enum crm_word name;
    } parts[] = {
        {"segments", CRM_WORD_SEGMENTS},   {"value", CRM_WORD_VALUE},
        {"lifecycle", CRM_WORD_LIFECYCLE}, {"churn", CRM_WORD_CHURN},
        {"channels", CRM_WORD_CHANNELS},   {"quality", CRM_WORD_QUALITY},
        {"made", CRM_WORD_MADE},
    };

    crm_put(p, "<nav aria-label=\"");
    crm_put(p, crm_word(CRM_WORD_CONTENTS, p->lang));
    crm_put(p, "\"><ul>\n");
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        crm_buf_addf(p->out, "<li><a href=\"#%s\">", parts[i].id);
        crm_put_word(p, parts[i].name);
        crm_put(p, "</a></li>\n");
    }
    crm_put(p, "</ul></nav>\n");
}

static void put_header(struct crm_page *p)
{
    crm_put(p, "<a class=\"skip\" href=\"#summary\">");
    crm_put_word(p, CRM_WORD_SKIP);
    crm_put(p, "</a>\n<div class=\"wide\">\n<header>\n<h1>");
    crm_put_text(p, title_of(p), TITLE_COLUMNS);
    crm_put(p, "</h1>\n");
    put_when(p);
    put_contents(p);
    crm_put(p, "</header>\n");
}

static void put_summary(struct crm_page *p)
{
    struct crm_say say = {.lang = p->lang,
                          .where = CRM_IN_TEXT,
                          .currency = p->opts->currency,
                          .strong = "<b>",
                          .weak = "</b>"};

    crm_put(p, "<section class=\"short\" id=\"summary\" aria-labelledby=\"summary-h\">\n"
               "<h2 id=\"summary-h\">");
    crm_put_word(p, CRM_WORD_SUMMARY);
    crm_put(p, "</h2>\n");
    crm_headline(p->o, p->opts->facts, &say, "<p>", "</p>\n", p->out);
    crm_put(p, "</section>\n");
    crm_say_clear(&say);
}

static void put_tile(struct crm_page *p, const struct crm_tile *tile)
{
    crm_put(p, "<div><dt>");
    crm_put_word(p, tile->name);
    crm_put(p, "</dt><dd class=\"v\">");
    crm_buf_add(p->out, crm_buf_str(&tile->value));
    crm_put(p, "</dd><dd class=\"u\">");
    crm_buf_add(p->out, crm_buf_str(&tile->note));
    crm_put(p, "</dd></div>\n");
}

static void put_tiles(struct crm_page *p)
{
    struct crm_tiles tiles = {0};

    crm_tiles_make(p->o, &p->say, &tiles);
    crm_put(p, "<section aria-labelledby=\"kpi-h\">\n<h2 class=\"hide\" id=\"kpi-h\">");
    crm_put_word(p, CRM_WORD_KEY_FIGURES);
    crm_put(p, "</h2>\n<dl class=\"kpi\">\n");
    for (size_t i = 0; i < CRM_TILES; i++)
        put_tile(p, &tiles.tile[i]);
    crm_put(p, "</dl>\n</section>\n");
    crm_tiles_clear(&tiles);
}

static void put_footer(struct crm_page *p)
{
    const struct crm_report_facts *facts = p->opts->facts;

    crm_put(p, "<footer>");
    if (facts && facts->version) {
        crm_say_text(&p->say, crm_str_of(facts->version));
        crm_say(&p->say, CRM_WORD_FOOTER, p->out);
    } else {
        crm_put_word(p, CRM_WORD_FOOTER_PLAIN);
    }
    crm_put(p, "</footer>\n</div>\n</body>\n</html>\n");
}

void crm_render_html(const struct crm_overview *o, const struct crm_render_opts *opts,
                     struct crm_buf *out)
{
    struct crm_page p = {
        .out = out,
        .o = o,
        .opts = opts,
        .lang = opts->lang,
        .say = {.lang = opts->lang, .where = CRM_IN_TEXT, .currency = opts->currency},
    };

    put_document_head(&p);
    put_header(&p);
    crm_put(&p, "<main>\n");
    put_summary(&p);
    put_tiles(&p);
    crm_put_segments(&p);
    crm_put_value(&p);
    crm_put_lifecycle(&p);
    crm_put_churn(&p);
    crm_put_channels(&p);
    crm_put_quality(&p);
    crm_put_made(&p);
    crm_put(&p, "</main>\n");
    put_footer(&p);
    crm_say_clear(&p.say);
    crm_buf_clear(&p.plain);
}
