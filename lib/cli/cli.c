#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "text/nearest.h"

/* ---- values ---------------------------------------------------------------------- */

static int bad_value(const struct crm_opt *o, const char *text, enum crm_msg what,
                     struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_USAGE, .what = what, .column = crm_str_of(o->name),
                    .text = crm_str_of(text), .advice = CRM_MSG_ADVICE_OPTION_TAKES,
                    .hint = crm_str_of(o->metavar));
}

static int set_int(const struct crm_opt *o, const char *text, struct crm_err *e)
{
    char *end, range[64];

    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (end == text || *end || errno || v < o->lo || v > o->hi) {
        snprintf(range, sizeof(range), "%" PRId64 "..%" PRId64, o->lo, o->hi);
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_NUMBER,
                        .column = crm_str_of(o->name), .text = crm_str_of(text),
                        .advice = CRM_MSG_ADVICE_OPTION_TAKES, .hint = crm_str_of(range));
    }
    *(int64_t *)o->value = v;
    return 0;
}

static int set_size(const struct crm_opt *o, const char *text, struct crm_err *e)
{
    static const char units[] = "KMGT";
    char *end;

    errno = 0;
    long long v = strtoll(text, &end, 10);
    int64_t factor = 1;
    const char *unit = *end > ' ' ? strchr(units, *end & ~0x20) : NULL;
    if (unit) {
        for (const char *u = units; u <= unit; u++)
            factor *= 1024;
        end++;
        if ((*end | 0x20) == 'i')
            end++;
        if ((*end | 0x20) == 'b')
            end++;
    }
    int64_t bytes;
    if (end == text || *end || errno || v < 0 ||
        __builtin_mul_overflow((int64_t)v, factor, &bytes) || bytes < o->lo)
        return bad_value(o, text, CRM_MSG_BAD_OPTION_SIZE, e);
    *(int64_t *)o->value = bytes;
    return 0;
}

static int set_choice(const struct crm_opt *o, const char *text, struct crm_err *e)
{
    const char *word = o->metavar;
    size_t n = strlen(text);

    for (int i = 0; word; i++) {
        size_t len = strcspn(word, "|");
        if (len == n && memcmp(word, text, n) == 0) {
            *(int *)o->value = i;
            return 0;
        }
        word = word[len] ? word + len + 1 : NULL;
    }
    return bad_value(o, text, CRM_MSG_BAD_OPTION_CHOICE, e);
}

static void add_item(struct crm_list *list, const char *text)
{
    list->items = crm_grow(list->items, &list->cap, list->n + 1, sizeof(*list->items));
    list->items[list->n++] = text;
}

static int set_value(const struct crm_opt *o, const char *text, struct crm_err *e)
{
    switch (o->arg) {
    case CRM_ARG_FLAG:
        *(bool *)o->value = true;
        return 0;
    case CRM_ARG_TEXT:
        /* --output "$UNSET": what was to go to a file must not go elsewhere, or nowhere */
        if (!*text && (strcmp(o->metavar, "FILE") == 0 || strcmp(o->metavar, "DIR") == 0))
            return bad_value(o, text, CRM_MSG_OPTION_NEEDS_VALUE, e);
        *(const char **)o->value = text;
        return 0;
    case CRM_ARG_LEVEL:
        if (!text) {
            *(int64_t *)o->value = CRM_LEVEL_DEFAULT;
            return 0;
        }
        return set_int(o, text, e);
    case CRM_ARG_INT:
        return set_int(o, text, e);
    case CRM_ARG_SIZE:
        return set_size(o, text, e);
    case CRM_ARG_CHOICE:
        return set_choice(o, text, e);
    case CRM_ARG_LIST:
        add_item(o->value, text);
        return 0;
    }
    return 0;
}

/* ---- finding options ------------------------------------------------------------- */

/* The i-th option over all groups, or NULL. */
static const struct crm_opt *option_at(const struct crm_tool *tool, size_t i)
{
    for (size_t g = 0; g < CRM_GROUPS_MAX; g++)
        for (const struct crm_opt *o = tool->groups[g].options; o && o->name; o++)
            if (i-- == 0)
                return o;
    return NULL;
}

static const struct crm_opt *option_named(const struct crm_tool *tool, struct crm_str name)
{
    const struct crm_opt *o;

    for (size_t i = 0; (o = option_at(tool, i)); i++)
        if (crm_str_eq(crm_str_of(o->name), name))
            return o;
    return NULL;
}

static int unknown_option(const struct crm_tool *tool, const char *file, uint64_t line,
                          struct crm_str text, struct crm_err *e)
{
    struct crm_str names[128];
    struct crm_buf hint = {0};
    struct crm_str bare = text;
    const struct crm_opt *o;
    size_t n = 0;

    while (bare.n && bare.p[0] == '-')
        bare = crm_str_from(bare, 1);
    const char *equals = bare.n ? memchr(bare.p, '=', bare.n) : NULL;
    if (equals)
        bare.n = (size_t)(equals - bare.p);
    for (; n < sizeof(names) / sizeof(*names) && (o = option_at(tool, n)); n++)
        names[n] = crm_str_of(o->name);
    size_t near = bare.n > 1 ? crm_nearest(bare, names, n) : n;
    if (near < n)
        crm_buf_addf(&hint, "--%s", names[near].p);
    else
        crm_buf_addf(&hint, "%s --help", tool->name);
    CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_UNKNOWN_OPTION, .file = file, .line = line,
             .text = text, .hint = crm_buf_str(&hint),
             .advice = near < n ? CRM_MSG_ADVICE_DID_YOU_MEAN : CRM_MSG_ADVICE_SEE);
    crm_buf_clear(&hint);
    return -1;
}

/* ---- the configuration file ------------------------------------------------------ */

static int config_line(const struct crm_tool *tool, const char *file, uint64_t line, char *text,
                       size_t n, struct crm_err *e)
{
    struct crm_str all = crm_str_trim((struct crm_str){text, n});

    if (!all.n || all.p[0] == '#')
        return 0;
    const char *equals = memchr(all.p, '=', all.n);
    struct crm_str name = all;
    struct crm_str value = CRM_STR("");
    if (equals) {
        name = crm_str_trim((struct crm_str){all.p, (size_t)(equals - all.p)});
        value = crm_str_trim((struct crm_str){equals + 1, all.n - (size_t)(equals - all.p) - 1});
    }
    const struct crm_opt *o = option_named(tool, name);
    if (!o)
        return unknown_option(tool, file, line, name, e);
    if (o->arg == CRM_ARG_FLAG && crm_str_eq(value, CRM_STR("false"))) {
        *(bool *)o->value = false;
        return 0;
    }
    if (o->arg == CRM_ARG_FLAG && value.n && !crm_str_eq(value, CRM_STR("true")))
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_FLAG, .file = file,
                        .line = line, .column = name, .text = value);
    if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        value = (struct crm_str){value.p + 1, value.n - 2}; /* whose blanks at the ends count */
    if (value.n)
        text[(size_t)(value.p - text) + value.n] = '\0'; /* line end, blank or quote behind it */
    else
        value = CRM_STR("");
    if (set_value(o, o->arg == CRM_ARG_LEVEL && !value.n ? NULL : value.p, e)) {
        crm_err_in_file(e, file);
        e->line = line;
        return -1;
    }
    return 0;
}

static int read_config(struct crm_cli *cli, const char *file, struct crm_err *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;

    if (fd < 0)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN, .file = file,
                        .sys = errno);
    while ((got = read(fd, crm_buf_room(&cli->config, 4096), 4096)) > 0)
        cli->config.n += (size_t)got;
    int saved = errno;
    close(fd);
    if (got < 0)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = file,
                        .sys = saved);
    crm_buf_add_char(&cli->config, '\n');
    uint64_t line = 1;
    for (size_t at = 0; at < cli->config.n; line++) {
        char *start = cli->config.p + at;
        size_t n = (size_t)((char *)memchr(start, '\n', cli->config.n - at) - start);
        if (config_line(cli->tool, file, line, start, n, e))
            return -1;
        at += n + 1;
    }
    return 0;
}

enum { SHORTEST_CONFIG = 3 }; /* --con: less is no unambiguous beginning of --config */

/*
 * The value of --config on the command line, seen before everything else is parsed; also under the
 * shortened names that getopt_long takes.
 */
static const char *find_config(int argc, char **argv, const char *option)
{
    for (int i = 1; option && i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        const char *name = argv[i] + 2;
        size_t n = strcspn(name, "=");
        if (n < SHORTEST_CONFIG || strncmp(name, option, n) != 0)
            continue;
        if (name[n])
            return name + n + 1;
        if (i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

/* ---- parsing --------------------------------------------------------------------- */

enum { LONG_BASE = 256 };

static int needs_value(const struct crm_tool *tool, const char *text, struct crm_err *e)
{
    struct crm_buf hint = {0};

    crm_buf_addf(&hint, "%s --help", tool->name);
    CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_OPTION_NEEDS_VALUE, .text = crm_str_of(text),
             .advice = CRM_MSG_ADVICE_SEE, .hint = crm_buf_str(&hint));
    crm_buf_clear(&hint);
    return -1;
}

static int parse_argv(struct crm_cli *cli, int argc, char **argv, const char *shorts,
                      const struct option *longs, struct crm_err *e)
{
    const struct crm_opt *o;
    int c;

    opterr = 0;
    optind = 0; /* glibc: start afresh */
    for (;;) {
        int index = -1;
        c = getopt_long(argc, argv, shorts, longs, &index);
        if (c == -1)
            break;
        if (c == ':')
            return needs_value(cli->tool, argv[optind - 1], e);
        if (c == '?') {
            char letter[] = {'-', (char)optopt, '\0'};
            bool is_short = optopt && optopt < LONG_BASE; /* 0 for an unknown long option */
            const char *text = is_short ? letter : argv[optind - 1];
            return unknown_option(cli->tool, NULL, 0, crm_str_of(text), e);
        }
        if (c >= LONG_BASE)
            o = option_at(cli->tool, (size_t)(c - LONG_BASE));
        else
            for (size_t i = 0; (o = option_at(cli->tool, i)) && o->letter != (char)c;)
                i++;
        if (o && set_value(o, optarg, e))
            return -1;
    }
    cli->nfiles = (size_t)(argc - optind);
    cli->files = crm_alloc_array(cli->nfiles + 1, sizeof(*cli->files));
    for (size_t i = 0; i < cli->nfiles; i++)
        cli->files[i] = argv[(size_t)optind + i];
    return 0;
}

int crm_cli_parse(struct crm_cli *cli, const struct crm_tool *tool, int argc, char **argv,
                  const char *config_option, struct crm_err *e)
{
    struct crm_buf shorts = {0};
    struct option *longs;
    const struct crm_opt *o;
    size_t n = 0;

    *cli = (struct crm_cli){.tool = tool};
    while (option_at(tool, n))
        n++;
    longs = crm_alloc_array(n + 1, sizeof(*longs));
    crm_buf_add_char(&shorts, ':');
    for (size_t i = 0; (o = option_at(tool, i)); i++) {
        int kind = o->arg == CRM_ARG_FLAG    ? no_argument
                   : o->arg == CRM_ARG_LEVEL ? optional_argument
                                             : required_argument;
        longs[i] = (struct option){o->name, kind, NULL, LONG_BASE + (int)i};
        if (!o->letter)
            continue;
        crm_buf_add_char(&shorts, o->letter);
        crm_buf_add_cstr(&shorts, kind == no_argument         ? ""
                                  : kind == required_argument ? ":"
                                                              : "::");
    }
    crm_buf_add_char(&shorts, '\0');
    const char *config = find_config(argc, argv, config_option);
    int rc = config ? read_config(cli, config, e) : 0;
    if (!rc)
        rc = parse_argv(cli, argc, argv, shorts.p, longs, e);
    crm_buf_clear(&shorts);
    free(longs);
    return rc;
}

void crm_cli_clear(struct crm_cli *cli)
{
    free(cli->files);
    crm_buf_clear(&cli->config);
    *cli = (struct crm_cli){0};
}

void crm_list_clear(struct crm_list *list)
{
    free(list->items);
    *list = (struct crm_list){0};
}

enum crm_lang crm_cli_lang(const char *told)
{
    static const char *const variables[] = {"CLIENTELE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

    if (told)
        return strcmp(told, "zh") == 0 ? CRM_ZH : CRM_EN;
    for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
        const char *v = getenv(variables[i]);
        if (v && *v)
            return strncmp(v, "zh", 2) == 0 ? CRM_ZH : CRM_EN;
    }
    return CRM_EN;
}

struct crm_str *crm_split_list(const char *text, size_t *n)
{
    size_t commas = 0;

    for (const char *p = text; *p; p++)
        commas += *p == ',';
    struct crm_str *words = crm_alloc_array(commas + 1, sizeof(*words));
    *n = 0;
    for (const char *p = text;;) {
        size_t len = strcspn(p, ",");
        words[(*n)++] = crm_str_trim((struct crm_str){p, len});
        if (!p[len])
            return words;
        p += len + 1;
    }
}
