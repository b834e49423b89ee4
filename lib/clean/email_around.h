/*
 * email_around.h - what mail programs, forms and spreadsheets write around an address.
 */
#ifndef CRM_CLEAN_EMAIL_AROUND_H
#define CRM_CLEAN_EMAIL_AROUND_H

#include "clean/clean.h"

struct crm_around {
    struct crm_str text; /* borrowed; gets shorter */
    crm_steps steps;     /* what was taken off */
    bool has_name;       /* a name that opts do not allow was */
};

/* Take off brackets, quotes, labels (mailto:, 邮箱：), the name of `Name <address>`, points and
 * commas at the ends, in whatever order they stand. */
void crm_around_take_off(struct crm_around *a, const struct crm_clean_opts *opts);

/* Are there two or more parts with an @, between signs that no address holds unquoted? */
bool crm_around_has_several(struct crm_str s);

/* Copy s without (comments), RFC 5322 3.2.2, to at least s.n bytes; all of it where they do not
 * pair. How many bytes that is. */
size_t crm_around_without_comments(char *to, struct crm_str s);

#endif
