/*
 * rules.h - what the user says of how columns are cleaned: -t and rules files.
 *
 *   手机号|*phone* = phone region=CN on-reject=empty
 *   下单时间 = datetime order=ymd to_tz=+08:00
 *   note = none                 # left as it is
 *   @null = 暂无 未填 ?          # more spellings of nothing
 *
 * A column is named by its header, its canonical name, any alias of that, or a pattern with * and
 * ?; the first rule that fits a column wins. Behind the type come its options (type.h), separated
 * by blanks or commas; -t writes COLUMN=TYPE:key=value,key=value.
 */
#ifndef CRM_CLEAN_RULES_H
#define CRM_CLEAN_RULES_H

#include "base/arena.h"
#include "clean/type.h"
#include "table/roles.h"

/* What becomes of a value that cannot be read. */
enum crm_on_reject { CRM_REJECT_KEEP, CRM_REJECT_EMPTY, CRM_REJECT_DROP_ROW, CRM_REJECT_FAIL };

/* keep|empty|drop-row|fail, NULL-ended. */
extern const char *const crm_on_reject_names[];

struct crm_rule_option {
    struct crm_str key;
    const char *value;
};

struct crm_rule {
    const char **patterns; /* of the columns */
    size_t npatterns;
    const struct crm_type *type; /* NULL: the column is left as it is */
    struct crm_rule_option *options;
    size_t noptions;
    int on_reject;    /* enum crm_on_reject, or -1: not said */
    const char *file; /* where the rule stands; NULL: on the command line */
    uint64_t line;
    struct crm_str text;
    bool is_used; /* it fits some column */
};

struct crm_rules {
    struct crm_rule *rules;
    size_t n, cap;
    struct crm_str *nulls; /* @null */
    size_t nnulls;
    struct crm_arena texts;
};

/* Add the rule of one -t. -1 with CRM_USAGE through e: what is wrong, and the nearest name. */
int crm_rules_add(struct crm_rules *r, const char *text, struct crm_err *e);

/* Add those of a rules file, one a line, # before remarks. -1 also where it cannot be read. */
int crm_rules_read(struct crm_rules *r, const char *file, struct crm_err *e);

/* The first rule that fits a column, or NULL; role may be CRM_ROLE_COUNT. */
const struct crm_rule *crm_rules_find(struct crm_rules *r, struct crm_str header,
                                      enum crm_role role);

/* Set the rule's options. They were checked when the rule was added. */
void crm_rule_apply(const struct crm_rule *rule, struct crm_clean_opts *opts);

/* A rule of -t that fits no column, or NULL. */
const struct crm_rule *crm_rules_unused(const struct crm_rules *r);

void crm_rules_clear(struct crm_rules *r);

#endif
