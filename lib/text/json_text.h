/* json_text.h - text that may stand in JSON. */
#ifndef CRM_TEXT_JSON_TEXT_H
#define CRM_TEXT_JSON_TEXT_H

#include <jansson.h>

#include "base/str.h"

/* s as a JSON string. Cells are UTF-8; of a file's name in other bytes, which JSON has no way to
 * write, each that is not ASCII becomes "?". */
json_t *crm_json_text(struct crm_str s);

#endif
