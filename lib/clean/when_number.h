/*
 * when_number.h - times that are written as one number: a spreadsheet's days, seconds since 1970.
 */
#ifndef CRM_CLEAN_WHEN_NUMBER_H
#define CRM_CLEAN_WHEN_NUMBER_H

#include "clean/clean.h"

/*
 * The time that the number s stands for under the options serial and epoch. False when s is no
 * number, or none that they ask for; else *why is NONE with *when set, or INVALID. With both
 * options, numbers of up to seven digits are days. With epoch=auto the unit goes by the number of
 * digits, and 20240105 and the like stay dates.
 */
bool crm_when_of_number(struct crm_str s, const struct crm_clean_opts *opts, struct crm_when *when,
                        enum crm_msg *why);

/* .NET's /Date(1704433320000)/ and /Date(1704433320000+0800)/, milliseconds since 1970. As above.
 */
bool crm_when_of_dotnet(struct crm_str s, struct crm_when *when, enum crm_msg *why);

/* Might the number s be a time, had the options said so? 45296, 45296.54, 1704433320. */
bool crm_is_like_time_number(struct crm_str s);

#endif
