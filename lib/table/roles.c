#include "table/roles.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/nearest.h"
#include "text/unicode.h"

static const struct crm_str role_names[CRM_ROLE_COUNT] = {
#define ROLE(name) CRM_STR_INIT(#name),
#include "table/roles.def"
#undef ROLE
};

/* The aliases in their order of preference, and their keys, made once. */
struct alias {
    enum crm_role role;
    struct crm_str text, key;
    uint32_t rank; /* 0: the canonical name; then the place in the list */
};

static struct alias aliases[] = {
#define ROLE(name) {CRM_ROLE_##name, CRM_STR_INIT(#name), {0}, 0},
#include "table/roles.def"
#undef ROLE
#define ALIAS(name, alias) {CRM_ROLE_##name, CRM_STR_INIT(alias), {0}, 1},
#include "aliases.def"
#undef ALIAS
};

enum { ALIASES = sizeof(aliases) / sizeof(*aliases) };

static struct crm_arena alias_keys;
static pthread_once_t keys_made = PTHREAD_ONCE_INIT;

static void free_keys(void)
{
    crm_arena_clear(&alias_keys);
}

static void make_keys(void)
{
    for (size_t i = 0; i < ALIASES; i++) {
        aliases[i].key = crm_header_key_dup(&alias_keys, aliases[i].text);
        if (aliases[i].rank)
            aliases[i].rank = (uint32_t)i;
    }
    atexit(free_keys);
}

size_t crm_column_named(const struct crm_str *names, size_t n, struct crm_str name)
{
    for (size_t i = 0; i < n; i++)
        if (crm_str_eq(names[i], name))
            return i;
    return CRM_NO_COLUMN;
}

struct crm_str crm_role_name(enum crm_role role)
{
    return role_names[role];
}

enum crm_role crm_role_of_name(struct crm_str name)
{
    for (int r = 0; r < CRM_ROLE_COUNT; r++)
        if (crm_str_eq(role_names[r], name))
            return (enum crm_role)r;
    return CRM_ROLE_COUNT;
}

/*
 * Headers that mean something else in one export than in all others. `sign` is a header that only
 * this export has; `is_alone`: the header has the role nowhere else.
 */
static const struct {
    struct crm_str sign, header;
    enum crm_role role;
    bool is_alone;
} layouts[] = {
    {CRM_STR_INIT("Lineitem name"), CRM_STR_INIT("Name"), CRM_ROLE_order_id,
     true}, /* Shopify orders: #1001 */
    {CRM_STR_INIT("Lineitem name"), CRM_STR_INIT("Created at"), CRM_ROLE_order_date,
     false}, /* Shopify orders */
    {CRM_STR_INIT("Item #"), CRM_STR_INIT("Name"), CRM_ROLE_product,
     true}, /* WooCommerce order export */
};

/* One way to read a header: as the alias of a role. */
struct claim {
    enum crm_role role;
    uint32_t rank;
    int likeness; /* 2: spelled as the alias, 1: but for upper and lower case, 0: the same key */
};

enum { CLAIMS_MAX = 8 };

/* Does the alias hold in one layout only, which settle looks for? */
static bool is_alone(const struct alias *a)
{
    for (size_t l = 0; l < sizeof(layouts) / sizeof(*layouts); l++)
        if (layouts[l].is_alone && layouts[l].role == a->role &&
            crm_str_eq(layouts[l].header, a->text))
            return true;
    return false;
}

/* Every role that the header could have, the best rank of each; returns how many. */
static size_t find_claims(struct crm_str name, struct crm_str key, struct claim *claims)
{
    size_t n = 0;

    /* It names the row; Zoho's "Record Id", which is the contact's, is spelled otherwise. */
    if (crm_str_eq(name, CRM_STR("record_id")))
        return 0;
    for (size_t a = 0; a < ALIASES; a++) {
        if (!key.n || !crm_str_eq(aliases[a].key, key) || is_alone(&aliases[a]))
            continue;
        struct claim c = {aliases[a].role, aliases[a].rank,
                          crm_str_eq(aliases[a].text, name) +
                              crm_str_eq_nocase(aliases[a].text, name)};
        size_t i = 0;
        while (i < n && claims[i].role != c.role)
            i++;
        if (i == n && n < CLAIMS_MAX)
            claims[n++] = c;
        else if (i < n && c.likeness > claims[i].likeness)
            claims[i].likeness = c.likeness;
    }
    return n;
}

static bool is_order_role(enum crm_role role)
{
    return role == CRM_ROLE_order_id || role == CRM_ROLE_order_date || role == CRM_ROLE_line_id ||
           role == CRM_ROLE_pay_date || role == CRM_ROLE_amount || role == CRM_ROLE_unit_price ||
           role == CRM_ROLE_quantity || role == CRM_ROLE_product || role == CRM_ROLE_product_id;
}

/*
 * Which of the claims holds: the layout's; in a table that is not of orders one that is not an
 * order's; the one spelled most alike; then the one that fits the table's kind.
 */
static struct claim settle(const struct crm_mapping *m, struct crm_str name,
                           const struct claim *claims, size_t n)
{
    struct claim best = claims[0];

    for (size_t l = 0; l < sizeof(layouts) / sizeof(*layouts); l++)
        if (crm_str_eq(layouts[l].header, name) &&
            crm_column_named(m->names, m->ncols, layouts[l].sign) != CRM_NO_COLUMN)
            return (struct claim){layouts[l].role, 0, 2};
    for (size_t i = 1; i < n; i++) {
        bool is_rival_kind = is_order_role(claims[i].role) != is_order_role(best.role);
        if (is_rival_kind && (!m->is_orders || claims[i].likeness == best.likeness)) {
            if (is_order_role(claims[i].role) == m->is_orders)
                best = claims[i];
        } else if (claims[i].likeness > best.likeness) {
            best = claims[i];
        }
    }
    return best;
}

/* Give the role to column i unless a better one has it. */
static void offer(struct crm_mapping *m, uint32_t *ranks, size_t i, struct claim c)
{
    size_t had = m->column[c.role];

    if (had == CRM_NO_COLUMN || c.rank < ranks[c.role]) {
        m->column[c.role] = i;
        m->rival[c.role] = CRM_NO_COLUMN;
        ranks[c.role] = c.rank;
    } else if (c.rank == ranks[c.role] && m->rival[c.role] == CRM_NO_COLUMN) {
        m->rival[c.role] = i;
    }
}

/* Is it a table of orders: does some header mean nothing but an order's column? */
static bool looks_like_orders(const struct crm_str *keys, const struct crm_mapping *m)
{
    struct claim claims[CLAIMS_MAX];

    for (size_t i = 0; i < m->ncols; i++) {
        size_t n = find_claims(m->names[i], keys[i], claims);
        if (n == 1 && is_order_role(claims[0].role))
            return true;
    }
    return false;
}

static void apply_rules(struct crm_mapping *m, const struct crm_str *keys,
                        struct crm_map_rule *rules, size_t nrules)
{
    struct crm_buf key = {0};

    for (size_t k = 0; k < nrules; k++) {
        struct crm_map_rule *rule = &rules[k];
        size_t found = CRM_NO_COLUMN;
        crm_buf_reset(&key);
        crm_header_key(&key, rule->header);
        if (rule->header.n)
            found = crm_column_named(m->names, m->ncols, rule->header);
        if (found == CRM_NO_COLUMN && key.n)
            found = crm_column_named(keys, m->ncols, crm_buf_str(&key));
        if (found == CRM_NO_COLUMN && rule->header.n)
            continue; /* another input may have it; the caller checks is_used */
        rule->is_used = true;
        for (int r = 0; found != CRM_NO_COLUMN && r < CRM_ROLE_COUNT; r++)
            if (m->column[r] == found)
                m->column[r] = m->rival[r] = CRM_NO_COLUMN;
        m->column[rule->role] = found;
        m->rival[rule->role] = CRM_NO_COLUMN;
    }
    crm_buf_clear(&key);
}

void crm_mapping_init(struct crm_mapping *m, const char *file, const struct crm_str *names,
                      size_t ncols, struct crm_map_rule *rules, size_t nrules)
{
    struct crm_arena key_texts = {0};
    struct crm_str *keys = crm_alloc_array(ncols, sizeof(*keys));
    uint32_t ranks[CRM_ROLE_COUNT] = {0};
    struct claim claims[CLAIMS_MAX];

    pthread_once(&keys_made, make_keys);
    *m = (struct crm_mapping){.file = file, .names = names, .ncols = ncols};
    for (int r = 0; r < CRM_ROLE_COUNT; r++)
        m->column[r] = m->rival[r] = CRM_NO_COLUMN;
    for (size_t i = 0; i < ncols; i++)
        keys[i] = crm_header_key_dup(&key_texts, names[i]);
    m->is_orders = looks_like_orders(keys, m);
    for (size_t i = 0; i < ncols; i++) {
        size_t n = find_claims(names[i], keys[i], claims);
        if (n)
            offer(m, ranks, i, settle(m, names[i], claims, n));
    }
    apply_rules(m, keys, rules, nrules);
    m->role = crm_alloc_array(ncols, sizeof(*m->role));
    for (size_t i = 0; i < ncols; i++)
        m->role[i] = CRM_ROLE_COUNT;
    for (int r = 0; r < CRM_ROLE_COUNT; r++)
        if (m->column[r] != CRM_NO_COLUMN)
            m->role[m->column[r]] = (enum crm_role)r;
    free(keys);
    crm_arena_clear(&key_texts);
}

void crm_mapping_clear(struct crm_mapping *m)
{
    free(m->role);
    m->role = NULL;
}

int crm_mapping_column(const struct crm_mapping *m, enum crm_role role, size_t *column,
                       struct crm_err *e)
{
    *column = m->column[role];
    if (m->rival[role] == CRM_NO_COLUMN)
        return 0;

    struct crm_buf both = {0}, hint = {0};
    crm_buf_add(&both, m->names[m->column[role]]);
    crm_buf_add_cstr(&both, ", ");
    crm_buf_add(&both, m->names[m->rival[role]]);
    crm_buf_addf(&hint, "--map '%s=", role_names[role].p);
    crm_buf_add(&hint, m->names[m->column[role]]);
    crm_buf_add_cstr(&hint, "'");
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_COLUMNS, .file = m->file,
             .column = role_names[role], .text = crm_buf_str(&both), .advice = CRM_MSG_ADVICE_MAP,
             .hint = crm_buf_str(&hint));
    crm_buf_clear(&both);
    crm_buf_clear(&hint);
    return -1;
}

int crm_mapping_need(const struct crm_mapping *m, enum crm_role role, size_t *column,
                     struct crm_err *e)
{
    if (crm_mapping_column(m, role, column, e))
        return -1;
    if (*column != CRM_NO_COLUMN)
        return 0;

    struct crm_buf hint = {0}, have = {0};
    size_t near = crm_nearest(role_names[role], m->names, m->ncols);
    crm_buf_addf(&hint, "--map '%s=", role_names[role].p);
    crm_buf_add(&hint, near < m->ncols ? m->names[near] : CRM_STR("HEADER"));
    crm_buf_add_cstr(&hint, "'");
    for (size_t i = 0; i < m->ncols; i++) {
        if (i)
            crm_buf_add_cstr(&have, ", ");
        crm_buf_add(&have, m->names[i]);
    }
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_ROLE_MISSING, .file = m->file,
             .column = role_names[role], .text = crm_buf_str(&have), .advice = CRM_MSG_ADVICE_MAP,
             .hint = crm_buf_str(&hint));
    crm_buf_clear(&hint);
    crm_buf_clear(&have);
    return -1;
}
