#include "clean/rules.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/whole.h"
#include "text/nearest.h"

enum { WORDS_MAX = 64 };

const char *const crm_on_reject_names[] = {"keep", "empty", "drop-row", "fail", NULL};

/* ---- parsing --------------------------------------------------------------------- */

/* A rule that is being read, and where it stands. */
struct reading {
    struct crm_rules *rules;
    const char *file;
    uint64_t line;
    struct crm_err *e;
};

static int fail(const struct reading *r, enum crm_msg what, struct crm_str text)
{
    return CRM_FAIL(r->e, .status = CRM_USAGE, .what = what, .file = r->file, .line = r->line,
                    .column = r->file ? CRM_STR("") : CRM_STR("type"), .text = text,
                    .advice = CRM_MSG_ADVICE_RULES);
}

/* The same, with the name that is spelled most alike. */
static int fail_near(const struct reading *r, enum crm_msg what, struct crm_str text,
                     const struct crm_str *names, size_t n)
{
    struct crm_fault fault = {.status = CRM_USAGE,
                              .what = what,
                              .file = r->file,
                              .line = r->line,
                              .column = r->file ? CRM_STR("") : CRM_STR("type"),
                              .text = text,
                              .advice = CRM_MSG_ADVICE_RULES};

    return crm_fail_near(r->e, &fault, names, n);
}

/* Take the next word of s, which ends at one of `stops`; empty ones are left out. */
static bool next_word(struct crm_str *s, const char *stops, struct crm_str *word)
{
    size_t n = 0;

    while (s->n && strchr(stops, s->p[0]))
        *s = crm_str_from(*s, 1);
    while (n < s->n && !strchr(stops, s->p[n]))
        n++;
    *word = (struct crm_str){s->p, n};
    *s = crm_str_from(*s, n);
    return n > 0;
}

static const char *keep_text(struct crm_rules *r, struct crm_str s)
{
    char *text = crm_arena_alloc(&r->texts, s.n + 1);

    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return text;
}

static int add_nulls(const struct reading *r, struct crm_str words)
{
    struct crm_rules *rules = r->rules;
    struct crm_str word;

    while (next_word(&words, " \t", &word)) {
        rules->nulls = crm_realloc(rules->nulls, (rules->nnulls + 1) * sizeof(*rules->nulls));
        rules->nulls[rules->nnulls++] = crm_arena_dup(&rules->texts, word);
    }
    return 0;
}

static int unknown_type(const struct reading *r, struct crm_str name)
{
    struct crm_str names[WORDS_MAX];
    size_t n = 0;

    for (; n < WORDS_MAX && crm_types[n]; n++)
        names[n] = crm_str_of(crm_types[n]->name);
    return fail_near(r, CRM_MSG_UNKNOWN_TYPE, name, names, n);
}

static int unknown_key(const struct reading *r, const struct crm_type *type, struct crm_str key)
{
    struct crm_str names[WORDS_MAX] = {CRM_STR("on-reject")};
    size_t n = 1;

    for (const struct crm_key *k = type ? type->keys : NULL; k && k->name && n < WORDS_MAX; k++)
        names[n++] = crm_str_of(k->name);
    return fail_near(r, CRM_MSG_UNKNOWN_KEY, key, names, n);
}

static int set_on_reject(const struct reading *r, struct crm_rule *rule, const char *value,
                         struct crm_str word)
{
    for (int i = 0; crm_on_reject_names[i]; i++)
        if (strcmp(value, crm_on_reject_names[i]) == 0) {
            rule->on_reject = i;
            return 0;
        }
    return fail(r, CRM_MSG_BAD_KEY_VALUE, word);
}

/* key=value of the rule's type; the value is tried on `opts`. */
static int add_option(const struct reading *r, struct crm_rule *rule, struct crm_str word,
                      struct crm_clean_opts *opts)
{
    const char *equals = memchr(word.p, '=', word.n);
    struct crm_str key = {word.p, equals ? (size_t)(equals - word.p) : word.n};
    const char *value = equals ? keep_text(r->rules, crm_str_from(word, key.n + 1)) : "1";

    if (crm_str_eq(key, CRM_STR("on-reject")))
        return set_on_reject(r, rule, value, word);
    enum crm_msg why =
        rule->type ? crm_type_option(rule->type, key, value, opts) : CRM_MSG_UNKNOWN_KEY;
    if (why == CRM_MSG_UNKNOWN_KEY)
        return unknown_key(r, rule->type, key);
    if (why != CRM_MSG_NONE)
        return fail(r, why, word);
    rule->options = crm_realloc(rule->options, (rule->noptions + 1) * sizeof(*rule->options));
    rule->options[rule->noptions++] =
        (struct crm_rule_option){crm_arena_dup(&r->rules->texts, key), value};
    return 0;
}

static int add_patterns(const struct reading *r, struct crm_rule *rule, struct crm_str columns)
{
    struct crm_str word;

    while (next_word(&columns, "|", &word)) {
        word = crm_str_trim(word);
        rule->patterns =
            crm_realloc(rule->patterns, (rule->npatterns + 1) * sizeof(*rule->patterns));
        rule->patterns[rule->npatterns++] = keep_text(r->rules, word);
    }
    return rule->npatterns ? 0 : fail(r, CRM_MSG_BAD_RULE, rule->text);
}

/* TYPE, then options. */
static int add_type(const struct reading *r, struct crm_rule *rule, struct crm_str s)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_str word;

    if (!next_word(&s, " \t:,", &word))
        return fail(r, CRM_MSG_BAD_RULE, rule->text);
    rule->type = crm_type_named(word);
    if (!rule->type && !crm_str_eq(word, CRM_STR("none")))
        return unknown_type(r, word);
    s = s.n && s.p[0] == ':' ? crm_str_from(s, 1) : s;
    while (next_word(&s, " \t,", &word))
        if (add_option(r, rule, word, &opts))
            return -1;
    return 0;
}

static struct crm_rule *new_rule(struct crm_rules *r)
{
    if (r->n == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 8;
        r->rules = crm_realloc(r->rules, r->cap * sizeof(*r->rules));
    }
    return memset(&r->rules[r->n++], 0, sizeof(*r->rules));
}

static int add(const struct reading *r, struct crm_str text)
{
    const char *equals = text.n ? memchr(text.p, '=', text.n) : NULL;

    if (!equals)
        return fail(r, CRM_MSG_BAD_RULE, text);
    struct crm_str columns = crm_str_trim((struct crm_str){text.p, (size_t)(equals - text.p)});
    struct crm_str rest = crm_str_from(text, (size_t)(equals - text.p) + 1);
    if (crm_str_eq(columns, CRM_STR("@null")))
        return add_nulls(r, rest);
    struct crm_rule *rule = new_rule(r->rules);
    rule->on_reject = -1;
    rule->file = r->file;
    rule->line = r->line;
    rule->text = crm_arena_dup(&r->rules->texts, text);
    return add_patterns(r, rule, columns) || add_type(r, rule, rest) ? -1 : 0;
}

int crm_rules_add(struct crm_rules *r, const char *text, struct crm_err *e)
{
    return crm_failed(e) ? -1 : add(&(struct reading){r, NULL, 0, e}, crm_str_of(text));
}

/* ---- files ----------------------------------------------------------------------- */

/* Without a remark: # at its start or behind a blank. */
static struct crm_str without_remark(struct crm_str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
            return (struct crm_str){line.p, i};
    return line;
}

int crm_rules_read(struct crm_rules *r, const char *file, struct crm_err *e)
{
    struct crm_buf text = {0};
    struct reading reading = {r, file, 0, e};

    if (crm_failed(e))
        return -1;
    int rc = crm_read_whole(file, &text, e);
    for (struct crm_str rest = crm_buf_str(&text); rest.n && !rc;) {
        const char *end = memchr(rest.p, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.p) : rest.n;
        struct crm_str line = crm_str_trim(without_remark((struct crm_str){rest.p, n}));
        reading.line++;
        if (line.n)
            rc = add(&reading, line);
        rest = crm_str_from(rest, n + (end != NULL));
    }
    crm_buf_clear(&text);
    return rc;
}

/* ---- use ------------------------------------------------------------------------- */

/* The role that the text is the canonical name or an alias of, or CRM_ROLE_COUNT. */
static enum crm_role role_of(const char *text)
{
    struct crm_str name = crm_str_of(text);
    struct crm_mapping map;

    crm_mapping_init(&map, "", &name, 1, NULL, 0);
    enum crm_role role = map.role[0];
    crm_mapping_clear(&map);
    return role;
}

static bool fits(const char *pattern, struct crm_str header, enum crm_role role)
{
    struct crm_buf name = {0};

    crm_buf_add(&name, header);
    crm_buf_add_char(&name, '\0');
    bool is_fit = fnmatch(pattern, name.p, FNM_CASEFOLD) == 0;
    crm_buf_clear(&name);
    if (is_fit || role == CRM_ROLE_COUNT)
        return is_fit;
    /* Names of roles are literals, and so end in a NUL. */
    return fnmatch(pattern, crm_role_name(role).p, FNM_CASEFOLD) == 0 || role_of(pattern) == role;
}

const struct crm_rule *crm_rules_find(struct crm_rules *r, struct crm_str header,
                                      enum crm_role role)
{
    const struct crm_rule *first = NULL;

    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < r->rules[i].npatterns; k++)
            if (fits(r->rules[i].patterns[k], header, role)) {
                r->rules[i].is_used = true;
                first = first ? first : &r->rules[i];
            }
    return first;
}

void crm_rule_apply(const struct crm_rule *rule, struct crm_clean_opts *opts)
{
    for (size_t i = 0; i < rule->noptions; i++)
        crm_type_option(rule->type, rule->options[i].key, rule->options[i].value, opts);
}

const struct crm_rule *crm_rules_unused(const struct crm_rules *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (!r->rules[i].is_used && !r->rules[i].file)
            return &r->rules[i];
    return NULL;
}

void crm_rules_clear(struct crm_rules *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->rules[i].patterns);
        free(r->rules[i].options);
    }
    free(r->rules);
    free(r->nulls);
    crm_arena_clear(&r->texts);
    *r = (struct crm_rules){0};
}
