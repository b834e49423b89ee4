/*
 * style.h - the style sheet of the page, written into it.
 *
 * Light and dark by the reader's preference, system colours where these are forced, A4 on paper.
 * Text has a contrast of 4.5:1 or more on its ground, shapes 3:1; no meaning is carried by colour
 * alone.
 */
#ifndef CRM_RENDER_STYLE_H
#define CRM_RENDER_STYLE_H

/* Its parts in order, the last one NULL. */
extern const char *const crm_page_style[];

#endif
