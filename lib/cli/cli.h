/*
 * cli.h - one option table, read four times: to parse, for --help, for the manual's OPTIONS, for
 * shell completion.
 *
 * A tool's options come in groups (its own, those of orders, the common ones); a group is an array
 * that ends with a zero entry. Values live in the structs of those who own the group.
 */
#ifndef CRM_CLI_CLI_H
#define CRM_CLI_CLI_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum crm_arg {
    CRM_ARG_FLAG,   /* bool */
    CRM_ARG_TEXT,   /* const char *, borrowed from argv or the configuration */
    CRM_ARG_INT,    /* int64_t in [lo, hi] */
    CRM_ARG_LEVEL,  /* int64_t; the argument may be left out: then CRM_LEVEL_DEFAULT */
    CRM_ARG_SIZE,   /* int64_t bytes: 512M, 2G, 65536 */
    CRM_ARG_CHOICE, /* int, index into the words of `metavar`: csv|tsv|jsonl */
    CRM_ARG_LIST,   /* struct crm_list: may be given again */
};

struct crm_list {
    const char **items;
    size_t n, cap;
};

struct crm_opt {
    char letter;      /* 0: none */
    const char *name; /* the long name; NULL ends the group */
    enum crm_arg arg;
    void *value;
    const char *metavar; /* NULL for a flag */
    enum crm_msg help;
    int64_t lo, hi;
};

enum { CRM_GROUPS_MAX = 6, CRM_LEVEL_DEFAULT = 1 };

struct crm_tool {
    const char *name;
    enum crm_msg about;
    struct {
        enum crm_msg title;
        const struct crm_opt *options;
    } groups[CRM_GROUPS_MAX];
    bool explains_more; /* the tool itself answers --explain: see crm_run_explain */
};

/* What the command line came to, beside the values of the options. */
struct crm_cli {
    const struct crm_tool *tool;
    const char **files; /* operands; owned */
    size_t nfiles;
    struct crm_buf config; /* texts that values point into */
};

/*
 * Parse. Options of a configuration file (config_option names its option, such as "config") come
 * first, so the command line wins. -1 with CRM_USAGE.
 */
int crm_cli_parse(struct crm_cli *cli, const struct crm_tool *tool, int argc, char **argv,
                  const char *config_option, struct crm_err *e);

void crm_cli_clear(struct crm_cli *cli);
void crm_list_clear(struct crm_list *list);

/* Append the text of --help. */
void crm_cli_help(const struct crm_tool *tool, enum crm_lang lang, struct crm_buf *out);

/* Append one line an option, tab-separated: letter, name, metavar, English help, Chinese help,
 * group. */
void crm_cli_dump_options(const struct crm_tool *tool, struct crm_buf *out);

/* Append the values in force as `name = value` lines that --config reads; what is unset is left
 * out. */
void crm_cli_dump_config(const struct crm_tool *tool, struct crm_buf *out);

/* The language of messages: told ("en", "zh", or NULL), else CLIENTELE_LANG, LC_ALL, LC_MESSAGES,
 * LANG. */
enum crm_lang crm_cli_lang(const char *told);

/* Split "a,b,c" at commas into *n trimmed words: an owned array, the words borrowed from text. */
struct crm_str *crm_split_list(const char *text, size_t *n);

#endif
