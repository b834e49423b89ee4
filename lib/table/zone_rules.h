/*
 * zone_rules.h - the offsets of a named zone, from the system's zone data (TZif files, RFC 8536).
 *
 * The C library knows one zone a process, by TZ; a file may have a column in each of several.
 */
#ifndef CRM_TABLE_ZONE_RULES_H
#define CRM_TABLE_ZONE_RULES_H

#include <stdint.h>

struct crm_zone_rules;

/*
 * The rules of the zone, read once and kept for the rest of the run; NULL when the system has none
 * of that name (or it is no plain name: it becomes part of a path). From one thread at a time.
 */
const struct crm_zone_rules *crm_zone_rules_of(const char *name);

/* Seconds east of UTC at the moment, in seconds since 1970. O(log transitions), from any thread. */
int32_t crm_zone_rules_offset(const struct crm_zone_rules *rules, int64_t at);

#endif
