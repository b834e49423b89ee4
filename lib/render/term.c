#include "render/term.h"

#include "render/headline.h"
#include "render/heat.h"
#include "render/lines.h"
#include "render/mask.h"
#include "render/number.h"
#include "render/tiles.h"
#include "render/winback.h"
#include "table/date.h"
#include "text/unicode.h"

enum { WIDTH_LEAST = 40, WIDTH_USUAL = 80, WIDTH_MOST = 120, COUNT = 11, SHARE = 8, AMOUNT = 12 };

struct term {
    struct crm_buf *out;
    const struct crm_overview *o;
    const struct crm_render_opts *opts;
    enum crm_lang lang;
    size_t width;
    struct crm_say say;
    struct crm_buf cell;
};

static void put(struct term *t, const char *text)
{
    crm_buf_add_cstr(t->out, text);
}

/* No blanks at the end of a line. */
static void end_line(struct term *t)
{
    while (t->out->n > 0 && t->out->p[t->out->n - 1] == ' ')
        t->out->n--;
    crm_buf_add_char(t->out, '\n');
}

/* Select a colour or weight by its SGR number, "0" for none. */
static void colour(struct term *t, const char *sgr)
{
    if (t->opts->has_colour)
        crm_buf_addf(t->out, "\033[%sm", sgr);
}

/* What stands in t->cell becomes a cell. */
static void put_left(struct term *t, size_t columns)
{
    crm_add_left(t->out, crm_buf_str(&t->cell), columns);
    crm_buf_reset(&t->cell);
}

static void put_right(struct term *t, size_t columns)
{
    crm_add_right(t->out, crm_buf_str(&t->cell), columns);
    crm_buf_reset(&t->cell);
}

static void put_word(struct term *t, enum crm_word w, size_t columns)
{
    crm_add_right(t->out, crm_str_of(crm_word(w, t->lang)), columns);
}

static void put_paragraph(struct term *t, const char *indent)
{
    crm_add_wrapped(t->out, crm_buf_str(&t->cell), indent, t->width);
    crm_buf_reset(&t->cell);
}

/* A bar in the room that is left, where it is enough to tell something. */
static void put_bar(struct term *t, crm_wide part, crm_wide whole, size_t used)
{
    enum { LEAST = 6 };

    if (part <= 0 || t->width < used + 1 + LEAST)
        return;
    put(t, " ");
    colour(t, "36");
    crm_add_bar(t->out, part, whole, t->width - used - 1);
    colour(t, "0");
}

/* A heading and a line to the right margin. */
static void put_heading(struct term *t, enum crm_word w)
{
    struct crm_str text = crm_str_of(crm_word(w, t->lang));
    size_t width = crm_display_width(text);

    put(t, "\n");
    colour(t, "1");
    crm_buf_add(t->out, text);
    colour(t, "0");
    put(t, " ");
    crm_add_times(t->out, "─", t->width > width + 1 ? t->width - width - 1 : 0);
    put(t, "\n");
}

static void put_missing(struct term *t, const char *tool)
{
    crm_say_text(&t->say, crm_str_of(tool));
    crm_say(&t->say, CRM_WORD_MISSING, &t->cell);
    put_paragraph(t, "  ");
}

static void put_title(struct term *t)
{
    const char *title = t->opts->title ? t->opts->title : crm_word(CRM_WORD_TITLE, t->lang);
    const struct crm_overview *o = t->o;

    colour(t, "1");
    crm_escape(t->out, CRM_IN_TERMINAL, crm_str_of(title), t->width);
    colour(t, "0");
    put(t, "\n");
    if (o->as_of != CRM_NO_DATE) {
        crm_say_day(&t->say, o->as_of);
        crm_say(&t->say, CRM_WORD_AS_OF, &t->cell);
        crm_buf_add_cstr(&t->cell, " · ");
    }
    crm_say_count(&t->say, (crm_wide)o->customers);
    crm_say(&t->say, CRM_WORD_N_CUSTOMERS, &t->cell);
    put_paragraph(t, "");
}

static void put_summary(struct term *t)
{
    struct crm_buf lines = {0};
    size_t from = 0;

    put(t, "\n");
    crm_headline(t->o, t->opts->facts, &t->say, "", "\n", &lines);
    for (size_t i = 0; i < lines.n; i++)
        if (lines.p[i] == '\n') {
            crm_add_wrapped(t->out, (struct crm_str){lines.p + from, i - from}, "  ", t->width);
            from = i + 1;
        }
    crm_buf_clear(&lines);
}

static void put_tiles(struct term *t)
{
    enum { NAME = 18, VALUE = 14, NOTE_LEAST = 20 };
    struct crm_tiles tiles = {0};

    crm_tiles_make(t->o, &t->say, &tiles);
    put_heading(t, CRM_WORD_KEY_FIGURES);
    for (size_t i = 0; i < CRM_TILES; i++) {
        const struct crm_tile *tile = &tiles.tile[i];
        size_t rest = t->width - 2 - NAME - VALUE - 2; /* WIDTH_LEAST leaves some */
        put(t, "  ");
        crm_add_left(t->out, crm_str_of(crm_word(tile->name, t->lang)), NAME);
        colour(t, "1");
        crm_add_right(t->out, crm_buf_str(&tile->value), VALUE);
        colour(t, "0");
        put(t, "  ");
        if (rest >= NOTE_LEAST)
            crm_escape(t->out, CRM_IN_TERMINAL, crm_buf_str(&tile->note), rest);
        end_line(t);
    }
    crm_tiles_clear(&tiles);
}

/* Name, customers, share, revenue, share, and a bar of the latter where there is room. */
static size_t name_columns(const struct term *t)
{
    size_t fixed = 2 + COUNT + SHARE + (t->width >= 60 ? AMOUNT + SHARE : 0);
    size_t name = t->width > fixed + 10 ? t->width - fixed : 10;

    return name > 22 ? 22 : name;
}

static void put_group_head(struct term *t, enum crm_word name)
{
    put(t, "  ");
    crm_add_left(t->out, crm_str_of(crm_word(name, t->lang)), name_columns(t));
    put_word(t, CRM_WORD_CUSTOMERS, COUNT);
    if (t->width >= 60) {
        crm_add_times(t->out, " ", SHARE);
        put_word(t, CRM_WORD_REVENUE, AMOUNT);
    }
    end_line(t);
}

static void put_group(struct term *t, enum crm_label kind, const struct crm_group *g)
{
    size_t used = 2 + name_columns(t) + COUNT + SHARE + AMOUNT + SHARE;

    put(t, "  ");
    crm_add_group_label(&t->cell, kind, g, t->lang);
    put_left(t, name_columns(t));
    crm_add_count(&t->cell, (crm_wide)g->customers);
    put_right(t, COUNT);
    crm_add_percent(&t->cell, (crm_wide)g->customers, (crm_wide)t->o->customers);
    put_right(t, SHARE);
    if (t->width >= 60) {
        crm_add_short(&t->cell, g->revenue, t->lang);
        put_right(t, AMOUNT);
        crm_add_percent(&t->cell, g->revenue, t->o->revenue);
        put_right(t, SHARE);
        put_bar(t, g->revenue, t->o->revenue, used);
    }
    end_line(t);
}

static void put_groups(struct term *t, enum crm_word heading, enum crm_word name,
                       enum crm_label kind, const struct crm_tally *groups, const char *tool)
{
    put_heading(t, heading);
    if (!groups->has_column) {
        put_missing(t, tool);
        return;
    }
    put_group_head(t, name);
    for (size_t i = 0; i < groups->n; i++)
        put_group(t, kind, &groups->of[i]);
}

/* Customers for each pair of scores; the sign behind a count is as dense as its revenue is high. */
static void put_heat(struct term *t)
{
    enum { COLUMN_LEAST = 6, COLUMN_MOST = 9 };
    static const char *const shades[] = {" ", " ", "░", "▒", "▓", "█"};
    const struct crm_rf_map *map = &t->o->rf;
    crm_wide most = crm_heat_most(map);
    size_t columns = (t->width - 6) / map->f_bins;

    if (columns < COLUMN_LEAST)
        return;
    if (columns > COLUMN_MOST)
        columns = COLUMN_MOST;
    crm_buf_addf(t->out, "\n  ↑ %s  → %s\n", crm_word(CRM_WORD_HEAT_ROWS, t->lang),
                 crm_word(CRM_WORD_HEAT_COLUMNS, t->lang));
    for (size_t r = map->r_bins; r-- > 0;) {
        crm_buf_addf(t->out, "  %2zu ", r + 1);
        for (size_t f = 0; f < map->f_bins; f++) {
            const struct crm_rf_cell *cell = &map->cell[r][f];
            crm_add_short_count(&t->cell, (crm_wide)cell->customers, t->lang);
            put_right(t, columns - 2);
            put(t, " ");
            put(t, shades[crm_heat_shade(cell, most)]);
        }
        end_line(t);
    }
    put(t, "     ");
    for (size_t f = 0; f < map->f_bins; f++) {
        crm_buf_add_int(&t->cell, (int64_t)f + 1);
        put_right(t, columns - 2);
        put(t, "  ");
    }
    end_line(t);
}

static void put_contact(struct term *t, const struct crm_at_risk *c, size_t columns)
{
    bool has_name = c->name.n > 0;

    if (!has_name && t->opts->show_pii)
        crm_buf_add(&t->cell, c->phone.n ? c->phone : c->email);
    else if (!has_name && c->phone.n)
        crm_mask_phone(&t->cell, c->phone);
    else if (!has_name)
        crm_mask_email(&t->cell, c->email);
    else if (t->opts->show_pii)
        crm_buf_add(&t->cell, c->name);
    else
        crm_mask_name(&t->cell, c->name);
    put_left(t, columns);
}

static void put_at_risk(struct term *t)
{
    enum { ID = 16, BROUGHT = 10, LAST = 12, CONTACT = 14 };
    size_t used = 2 + ID + BROUGHT + LAST + 2 + CONTACT;
    size_t reason = t->width > used + 8 ? t->width - used - 1 : 0;

    put_heading(t, CRM_WORD_AT_RISK);
    for (size_t i = 0; i < crm_listed(t->o, t->opts); i++) {
        const struct crm_at_risk *c = &t->o->at_risk[i];
        put(t, "  ");
        if (t->opts->show_pii)
            crm_buf_add(&t->cell, c->id);
        else
            crm_mask_id(&t->cell, c->id);
        put_left(t, ID);
        crm_add_short(&t->cell, c->monetary, t->lang);
        put_right(t, BROUGHT);
        crm_date_add_text(&t->cell, c->last_order);
        put_right(t, LAST);
        if (reason > 0) {
            put(t, "  ");
            put_contact(t, c, CONTACT);
            put(t, " ");
            crm_add_label(&t->cell, CRM_LABEL_REASON, c->reason, t->lang);
            crm_escape(t->out, CRM_IN_TERMINAL, crm_buf_str(&t->cell), reason);
            crm_buf_reset(&t->cell);
        }
        end_line(t);
    }
    if (t->o->nat_risk == 0)
        crm_buf_addf(t->out, "  %s\n", crm_word(CRM_WORD_NOBODY, t->lang));
}

static void put_quality(struct term *t)
{
    enum { NAME = 22 };

    put_heading(t, CRM_WORD_QUALITY);
    for (size_t i = 0; i < t->o->nfilled; i++) {
        const struct crm_filled *f = &t->o->filled[i];
        put(t, "  ");
        crm_add_left(t->out, f->column, NAME);
        crm_add_percent(&t->cell, (crm_wide)f->customers, (crm_wide)t->o->customers);
        put_right(t, SHARE);
        put_bar(t, (crm_wide)f->customers, (crm_wide)t->o->customers, 2 + NAME + SHARE);
        end_line(t);
    }
    if (t->o->nfilled == 0)
        crm_buf_addf(t->out, "  %s\n", crm_word(CRM_WORD_NO_COLUMNS, t->lang));
}

static size_t usable_width(const struct crm_render_opts *opts)
{
    size_t width = opts->width ? opts->width : WIDTH_USUAL;

    if (width < WIDTH_LEAST)
        return WIDTH_LEAST;
    return width > WIDTH_MOST ? WIDTH_MOST : width;
}

void crm_render_term(const struct crm_overview *o, const struct crm_render_opts *opts,
                     struct crm_buf *out)
{
    size_t from = out->n;
    struct term t = {
        .out = out,
        .o = o,
        .opts = opts,
        .lang = opts->lang,
        .width = usable_width(opts),
        .say = {.lang = opts->lang, .where = CRM_IN_TERMINAL, .currency = opts->currency},
    };

    put_title(&t);
    put_summary(&t);
    put_tiles(&t);
    put_groups(&t, CRM_WORD_SEGMENTS, CRM_WORD_SEGMENT, CRM_LABEL_SEGMENT, &o->segments, "rfm");
    if (o->rf.is_known)
        put_heat(&t);
    put_groups(&t, CRM_WORD_ABC, CRM_WORD_ABC_CLASS, CRM_LABEL_PLAIN, &o->abc, "abc");
    put_groups(&t, CRM_WORD_LIFECYCLE, CRM_WORD_STAGE, CRM_LABEL_STAGE, &o->stages, "lifecycle");
    put_groups(&t, CRM_WORD_CHURN, CRM_WORD_BAND, CRM_LABEL_BAND, &o->bands, "churn-score");
    if (o->bands.has_column)
        put_at_risk(&t);
    put_quality(&t);
    if (opts->is_ascii)
        crm_lines_to_ascii(out, from);
    crm_say_clear(&t.say);
    crm_buf_clear(&t.cell);
}
