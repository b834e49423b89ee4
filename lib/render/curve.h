/*
 * curve.h - cumulative revenue by cumulative buyers as SVG (see svg.h for what all charts keep to).
 */
#ifndef CRM_RENDER_CURVE_H
#define CRM_RENDER_CURVE_H

#include "base/buf.h"
#include "base/msg.h"
#include "model/concentration.h"

/* With the point where 80 % is reached; c->is_known. */
void crm_svg_curve(struct crm_buf *out, const struct crm_concentration *c, enum crm_lang lang);

#endif
