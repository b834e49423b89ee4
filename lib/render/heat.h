/*
 * heat.h - the map of recency and frequency scores as SVG (see svg.h for what all charts keep to).
 */
#ifndef CRM_RENDER_HEAT_H
#define CRM_RENDER_HEAT_H

#include "base/buf.h"
#include "base/msg.h"
#include "model/overview.h"

/* A cell holds customers and revenue; its shade (0..5) is revenue. */
void crm_svg_heat(struct crm_buf *out, const struct crm_rf_map *map, enum crm_lang lang);

/*
 * How strong the cell's colour is when the best cell has `most`: 0 without customers, else 1..5 by
 * the square root of its part, so that one huge cell does not pale all others.
 */
int crm_heat_shade(const struct crm_rf_cell *cell, crm_wide most);

/* The highest revenue of a cell, at least 0. */
crm_wide crm_heat_most(const struct crm_rf_map *map);

#endif
