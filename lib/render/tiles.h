/*
 * tiles.h - the key figures as name, value and note, the same in every form of the report.
 */
#ifndef CRM_RENDER_TILES_H
#define CRM_RENDER_TILES_H

#include "base/buf.h"
#include "model/overview.h"
#include "render/say.h"

enum { CRM_TILES = 8 };

/* Value and note are escaped for where they will stand; a figure that is not known is a dash. */
struct crm_tile {
    enum crm_word name;
    struct crm_buf value, note;
};

struct crm_tiles {
    struct crm_tile tile[CRM_TILES];
};

/* tiles is {0}; `say` tells language and place. */
void crm_tiles_make(const struct crm_overview *o, struct crm_say *say, struct crm_tiles *tiles);

void crm_tiles_clear(struct crm_tiles *tiles);

#endif
