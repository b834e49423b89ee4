/*
 * markup.h - the small pieces that the sections of the HTML page are made of.
 *
 * Literal markup goes to the buffer as it is; whatever comes from the table goes through these,
 * which escape it.
 */
#ifndef CRM_RENDER_MARKUP_H
#define CRM_RENDER_MARKUP_H

#include "base/buf.h"
#include "model/overview.h"
#include "render/render.h"
#include "render/say.h"
#include "render/svg.h"
#include "render/words.h"

/* A page being written. */
struct crm_page {
    struct crm_buf *out;
    const struct crm_overview *o;
    const struct crm_render_opts *opts;
    enum crm_lang lang;
    struct crm_say say;   /* plain figures */
    struct crm_buf plain; /* scratch for labels */
};

/* Markup as it is. */
static inline void crm_put(struct crm_page *p, const char *markup)
{
    crm_buf_add_cstr(p->out, markup);
}

/* Text of others, on its own as far as reading direction goes, cut to max_columns. */
void crm_put_text(struct crm_page *p, struct crm_str text, size_t max_columns);

/* A word of words.def. */
void crm_put_word(struct crm_page *p, enum crm_word w);

/* <name>the word</name>; name may carry attributes. */
void crm_put_tagged(struct crm_page *p, const char *name, enum crm_word w);

/* A section with its heading and the sentence below it; then crm_close_section. */
void crm_open_section(struct crm_page *p, const char *id, const char *classes, enum crm_word title,
                      enum crm_word lede);
void crm_close_section(struct crm_page *p);

/* The line of a section whose columns are not in the table: which tool adds them. */
void crm_put_missing(struct crm_page *p, const char *tool);

/* A table that scrolls inside its own box. The caption, for screen readers, names both. */
void crm_open_table(struct crm_page *p, enum crm_word caption);
void crm_close_table(struct crm_page *p);

/* <th scope=col>, its class "n" for numbers. */
void crm_put_column(struct crm_page *p, const char *classes, enum crm_word w);

/* Cells of numbers; the share has a bar behind it. */
void crm_put_count_cell(struct crm_page *p, crm_wide n);
void crm_put_amount_cell(struct crm_page *p, crm_wide millionths);
void crm_put_share_cell(struct crm_page *p, crm_wide part, crm_wide whole);
void crm_put_days_cell(struct crm_page *p, const struct crm_group *g); /* their average */

/* <figure> with its caption; the caller closes it. */
void crm_open_figure(struct crm_page *p, enum crm_word caption);

/*
 * A table of groups begins: the caption is the name of its first column, then customers, revenue,
 * and both as shares. The caller may add columns, and closes the row.
 */
void crm_open_group_table(struct crm_page *p, enum crm_word name);

/* The cells of these columns; the caller closes the row. */
void crm_put_group_cells(struct crm_page *p, enum crm_label kind, const struct crm_group *g);

/* The whole table, without further columns. */
void crm_put_group_table(struct crm_page *p, enum crm_word name, enum crm_label kind,
                         const struct crm_tally *t);

/* Bars on one side, their table on the other. */
void crm_put_bars(struct crm_page *p, const struct crm_bars *bars, enum crm_word name);

#endif
