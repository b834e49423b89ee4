/*
 * svg.h - charts as inline SVG: drawn here, no script, readable without colour.
 *
 * Each is one <svg role="img"> with <title> and <desc>, 400 units wide, coloured by the page's
 * style sheet (classes only). Coordinates come from integer arithmetic, so that the bytes are the
 * same everywhere.
 */
#ifndef CRM_RENDER_SVG_H
#define CRM_RENDER_SVG_H

#include "base/buf.h"
#include "base/msg.h"
#include "model/overview.h"
#include "model/tally.h"
#include "render/words.h"

/* For each segment a ring at its share of customers and a square at its share of revenue. */
void crm_svg_shares(struct crm_buf *out, const struct crm_overview *o, enum crm_lang lang);

/* A bar for each group, as long as its share of all customers. */
struct crm_bars {
    const struct crm_tally *groups;
    enum crm_label kind;
    uint64_t customers; /* all */
    const char *id;     /* unique in the page */
    enum crm_word title, desc;
};
void crm_svg_bars(struct crm_buf *out, const struct crm_bars *bars, enum crm_lang lang);

#endif
