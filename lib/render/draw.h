/*
 * draw.h - the pieces that the charts are made of.
 *
 * A chart is CRM_SVG_WIDTH units wide. Classes of text: m and e put its middle or end at x (else
 * its start), b is bold, s small, q quiet.
 */
#ifndef CRM_RENDER_DRAW_H
#define CRM_RENDER_DRAW_H

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"
#include "model/tally.h"
#include "render/words.h"

enum {
    CRM_SVG_WIDTH = 400,
    CRM_LABEL_X = 128, /* where the names beside rows end */
    CRM_PLOT_X = 140,  /* where what they name begins */
};

/* <svg> with its title and description; the id is unique in the page. */
void crm_open_svg(struct crm_buf *out, const char *id, int height, enum crm_word title,
                  enum crm_word desc, enum crm_lang lang);
void crm_close_svg(struct crm_buf *out);

/* Text of others, cut to max_columns. */
void crm_draw_text(struct crm_buf *out, int x, int y, const char *classes, struct crm_str text,
                   size_t max_columns);
void crm_draw_word(struct crm_buf *out, int x, int y, const char *classes, enum crm_word w,
                   enum crm_lang lang);

/* The name of a group, ending at CRM_LABEL_X. */
void crm_draw_group_name(struct crm_buf *out, int y, enum crm_label kind, const struct crm_group *g,
                         enum crm_lang lang);

/* part / whole of `length`, rounded and kept inside 0..length. */
int crm_along(crm_wide part, crm_wide whole, int length);

#endif
