/*
 * First pass: each row is laid out under the output's columns, its keys go to the clusters, the row
 * to the spool. Then the clusters are settled and named. Second pass: the rows come back in their
 * order and get their id; for golden records they are gathered by customer.
 */
#include "match/dedupe.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/columns.h"
#include "io/spool.h"
#include "match/clusters.h"
#include "match/exact.h"
#include "match/golden.h"
#include "match/keys.h"
#include "table/date.h"
#include "table/money.h"

enum { SPOOL_BYTES = 16 << 20 }; /* of rows are held in memory, the rest on disk */

#define ANONYMOUS UINT32_MAX

/* What says who somebody is; the channel's own id counts too. */
static const enum crm_role identity_roles[] = {
    CRM_ROLE_name,  CRM_ROLE_first_name, CRM_ROLE_last_name, CRM_ROLE_nickname, CRM_ROLE_account,
    CRM_ROLE_phone, CRM_ROLE_email,      CRM_ROLE_wechat,    CRM_ROLE_alipay,   CRM_ROLE_address,
};

enum { IDENTITY_ROLES = sizeof(identity_roles) / sizeof(*identity_roles) };

struct input {
    const struct crm_head *head;
    size_t *place; /* of each column in the output; CRM_NO_COLUMN: dropped */
    size_t phone, email, channel, source_id, record_id, order; /* columns of the input */
    size_t identity[IDENTITY_ROLES];
    size_t dates[3]; /* updated, ordered, created */
    size_t *exact;
};

/* A row in the spool: this, then the columns that came in. */
struct spooled {
    uint64_t row; /* of its input */
    uint32_t input, record;
    int32_t day;
};

struct crm_dedupe {
    struct crm_dedupe_opts o;
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_lease lease;
    struct input *inputs;
    size_t ninputs;
    struct crm_columns columns;
    size_t ncontent; /* columns that came in; ours follow */
    size_t id_place;
    enum crm_survival *rules;
    size_t rules_cap;

    struct crm_clusters *clusters;
    struct crm_keys keys;
    struct crm_spool *spool;
    uint64_t nrows;
    struct crm_arena content;   /* of the record that the clusters ask for */
    struct crm_str *record_ids; /* NULL where no input has them */
    size_t nrecords, record_ids_cap;
    bool has_record_ids;
    struct crm_arena texts;
    struct crm_str *ids; /* of each record */
    struct crm_str *row; /* one output row */
    struct crm_dedupe_counts counts;
    struct crm_writer *id_map;
};

/* ---- columns --------------------------------------------------------------------- */

static size_t column_named(const struct crm_head *head, struct crm_str name)
{
    return crm_column_named(head->names, head->ncols, name);
}

static enum crm_survival rule_of(enum crm_role role)
{
    switch ((int)role) {
    case CRM_ROLE_phone:
        return CRM_SURVIVE_PHONE;
    case CRM_ROLE_email:
        return CRM_SURVIVE_EMAIL;
    case CRM_ROLE_name:
        return CRM_SURVIVE_NAME;
    case CRM_ROLE_address:
        return CRM_SURVIVE_ADDRESS;
    default:
        return CRM_SURVIVE_ANY;
    }
}

/* Lay out the columns of an input; what this tool wrote before is dropped. */
static void place_columns(struct crm_dedupe *d, struct input *in, const struct crm_mapping *map)
{
    static const struct crm_str source_id = CRM_STR_INIT("source_customer_id");
    const struct crm_head *head = in->head;
    bool was_here = column_named(head, CRM_STR("match_probability")) != CRM_NO_COLUMN;
    struct crm_str *names = crm_alloc_array(head->ncols, sizeof(*names));
    size_t *kept = crm_alloc_array(head->ncols, sizeof(*kept));
    size_t *place = crm_alloc_array(head->ncols, sizeof(*place));
    size_t own_id = map->column[CRM_ROLE_customer_id];
    size_t n = 0;

    in->source_id = was_here ? column_named(head, source_id) : own_id;
    for (size_t c = 0; c < head->ncols; c++) {
        in->place[c] = CRM_NO_COLUMN;
        if (was_here && (c == own_id || crm_str_eq(head->names[c], CRM_STR("match_probability")) ||
                         crm_str_eq(head->names[c], CRM_STR("records"))))
            continue;
        names[n] = c == in->source_id ? source_id : head->names[c];
        kept[n++] = c;
    }
    crm_columns_add(&d->columns, names, n, place);
    d->rules = crm_grow(d->rules, &d->rules_cap, d->columns.n, sizeof(*d->rules));
    for (size_t k = 0; k < n; k++) {
        in->place[kept[k]] = place[k];
        d->rules[place[k]] = rule_of(map->role[kept[k]]);
    }
    free(names);
    free(kept);
    free(place);
}

static int find_columns(struct crm_dedupe *d, struct input *in, const struct crm_mapping *map,
                        struct crm_err *e)
{
    const struct {
        size_t *column;
        enum crm_role role;
    } wanted[] = {
        {&in->phone, CRM_ROLE_phone},         {&in->email, CRM_ROLE_email},
        {&in->channel, CRM_ROLE_channel},     {&in->source_id, CRM_ROLE_customer_id},
        {&in->order, CRM_ROLE_order_id},      {&in->dates[0], CRM_ROLE_updated_at},
        {&in->dates[1], CRM_ROLE_order_date}, {&in->dates[2], CRM_ROLE_created_at},
    };

    for (size_t w = 0; w < sizeof(wanted) / sizeof(*wanted); w++)
        if (crm_mapping_column(map, wanted[w].role, wanted[w].column, e))
            return -1;
    for (size_t k = 0; k < IDENTITY_ROLES; k++)
        in->identity[k] = map->column[identity_roles[k]];
    in->record_id = column_named(in->head, CRM_STR("record_id"));
    d->has_record_ids = d->has_record_ids || in->record_id != CRM_NO_COLUMN;
    in->place = crm_alloc_array(in->head->ncols, sizeof(*in->place));
    place_columns(d, in, map);
    if (!d->o.exact)
        return 0;
    in->exact = crm_exact_columns(in->head, map, d->o.exact, d->o.nexact, e);
    return in->exact ? 0 : -1;
}

/* Is there anything in the inputs that could tell one customer from another? */
static int check_keys(const struct crm_dedupe *d, struct crm_err *e)
{
    for (size_t i = 0; i < d->ninputs; i++) {
        const struct input *in = &d->inputs[i];
        if (d->o.exact || in->phone != CRM_NO_COLUMN || in->email != CRM_NO_COLUMN ||
            in->source_id != CRM_NO_COLUMN)
            return 0;
    }
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_NO_CUSTOMER_KEY,
                    .file = d->inputs[0].head->file, .advice = CRM_MSG_ADVICE_CUSTOMER_KEY);
}

struct crm_dedupe *crm_dedupe_new(const struct crm_head *const *heads,
                                  const struct crm_mapping *maps, size_t n,
                                  const struct crm_dedupe_opts *o, struct crm_rejects *rejects,
                                  struct crm_ledger *ledger, struct crm_budget *budget,
                                  struct crm_err *e)
{
    static const struct crm_str own[] = {
        CRM_STR_INIT("customer_id"), CRM_STR_INIT("match_probability"), CRM_STR_INIT("records")};
    size_t places[3] = {0};

    if (crm_failed(e))
        return NULL;
    struct crm_dedupe *d = crm_alloc(sizeof(*d));
    d->o = *o;
    d->rejects = rejects;
    d->ledger = ledger;
    d->lease.budget = budget;
    d->clusters = crm_clusters_new(budget);
    d->spool = crm_spool_new(o->tmpdir, SPOOL_BYTES);
    d->inputs = crm_alloc_array(n, sizeof(*d->inputs));
    d->ninputs = n;
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i++) {
        d->inputs[i].head = heads[i];
        rc = find_columns(d, &d->inputs[i], &maps[i], e);
    }
    if (rc || check_keys(d, e)) {
        crm_dedupe_free(d);
        return NULL;
    }
    d->ncontent = d->columns.n;
    crm_columns_add(&d->columns, own, o->is_assign ? 2 : 3, places);
    d->id_place = places[0];
    d->row = crm_alloc_array(d->columns.n, sizeof(*d->row));
    return d;
}

const struct crm_str *crm_dedupe_columns(const struct crm_dedupe *d, size_t *npassed, size_t *n)
{
    *npassed = d->ncontent;
    *n = d->columns.n;
    return d->columns.names;
}

/* ---- first pass ------------------------------------------------------------------ */

static bool is_anonymous(const struct input *in, const struct crm_str *cells)
{
    if (!crm_is_null_text(crm_row_cell(cells, in->source_id)) ||
        !crm_is_null_text(crm_row_cell(cells, in->record_id)))
        return false;
    for (size_t k = 0; k < IDENTITY_ROLES; k++) {
        struct crm_str text = crm_row_cell(cells, in->identity[k]);
        if (!crm_is_null_text(text) && !crm_is_placeholder_name(crm_str_trim(text)))
            return false;
    }
    return true;
}

static void find_keys(struct crm_dedupe *d, const struct input *in, const struct crm_str *cells)
{
    struct crm_str phone = crm_row_cell(cells, in->phone);
    struct crm_str email = crm_row_cell(cells, in->email);
    struct crm_str order[2 + IDENTITY_ROLES];
    struct crm_match_cells r = {
        .phones = &phone,
        .nphones = 1,
        .emails = &email,
        .nemails = 1,
        .channel = in->channel == CRM_NO_COLUMN ? crm_str_of(in->head->file) : cells[in->channel],
        .source_id = crm_row_cell(cells, in->source_id),
        .order = order,
        .norder = crm_is_null_text(crm_row_cell(cells, in->order)) ? 0 : 2 + IDENTITY_ROLES,
    };

    order[0] = r.channel;
    order[1] = crm_row_cell(cells, in->order);
    for (size_t k = 0; k < IDENTITY_ROLES; k++)
        order[2 + k] = crm_row_cell(cells, in->identity[k]);
    if (!d->o.exact) {
        crm_keys_of_contacts(&d->keys, &r, &d->o.clean);
        return;
    }
    struct crm_str *exact = crm_alloc_array(d->o.nexact, sizeof(*exact));
    for (size_t k = 0; k < d->o.nexact; k++)
        exact[k] = cells[in->exact[k]];
    crm_keys_of_columns(&d->keys, exact, d->o.nexact, &d->o.clean);
    free(exact);
}

static int32_t day_of(const struct crm_dedupe *d, const struct input *in,
                      const struct crm_str *cells)
{
    int32_t day[3];

    for (size_t k = 0; k < 3; k++) {
        day[k] = CRM_NO_DATE;
        if (crm_day_parse(crm_row_cell(cells, in->dates[k]), d->o.clean.order, &d->o.clean.zone,
                          &day[k]))
            day[k] = CRM_NO_DATE;
    }
    return crm_golden_day(day[0], day[1], day[2]);
}

static int spool_row(struct crm_dedupe *d, const struct spooled *head, struct crm_err *e)
{
    d->nrows++;
    if (crm_spool_add(d->spool, (struct crm_str){(const char *)head, sizeof(*head)}, e))
        return -1;
    return crm_spool_add_cells(d->spool, d->row, d->ncontent, e);
}

static int add_record(struct crm_dedupe *d, const struct input *in, const struct crm_str *cells,
                      uint32_t *record, struct crm_err *e)
{
    find_keys(d, in, cells);
    *record = crm_clusters_count(d->clusters);
    if (crm_clusters_add(d->clusters, d->keys.at, d->keys.n, e))
        return -1;
    if (d->has_record_ids) {
        d->record_ids =
            crm_grow(d->record_ids, &d->record_ids_cap, d->nrecords + 1, sizeof(*d->record_ids));
        d->record_ids[d->nrecords] =
            crm_arena_dup(&d->texts, crm_str_trim(crm_row_cell(cells, in->record_id)));
    }
    d->nrecords++;
    return 0;
}

static int add_row(struct crm_dedupe *d, const struct crm_batch *b, size_t r, struct crm_err *e)
{
    const struct input *in = &d->inputs[b->head->input];
    const struct crm_str *cells = crm_batch_row(b, r);
    struct spooled head = {.row = b->rows[r],
                           .input = (uint32_t)b->head->input,
                           .record = ANONYMOUS,
                           .day = day_of(d, in, cells)};

    for (size_t c = 0; c < d->ncontent; c++)
        d->row[c] = CRM_STR("");
    for (size_t c = 0; c < b->head->ncols; c++)
        if (in->place[c] != CRM_NO_COLUMN)
            d->row[in->place[c]] = cells[c];
    if (!d->o.exact && is_anonymous(in, cells)) {
        d->counts.anonymous++;
        if (!d->o.is_assign)
            return crm_reject(d->rejects, b, r, CRM_STR("customer_id"), CRM_STR(""),
                              CRM_MSG_NO_CUSTOMER, e);
    } else if (add_record(d, in, cells, &head.record, e)) {
        return -1;
    }
    d->ledger->rows_used++;
    d->counts.records++;
    return spool_row(d, &head, e);
}

int crm_dedupe_add(void *dedupe, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_dedupe *d = dedupe;

    (void)worker;
    for (size_t r = 0; r < b->nrows; r++)
        if (add_row(d, b, r, e))
            return -1;
    return crm_lease_arena(&d->lease, &d->texts, e);
}

/* ---- joining --------------------------------------------------------------------- */

static int read_row(struct crm_dedupe *d, struct spooled *head, struct crm_str *cells,
                    struct crm_arena *arena, struct crm_err *e)
{
    if (crm_spool_read(d->spool, head, sizeof(*head), e))
        return -1;
    return crm_spool_read_cells(d->spool, cells, d->ncontent, arena, e);
}

/* A crm_cells_fn: records are asked for in ascending order, so the spool is read once. */
static const struct crm_str *content_of(void *dedupe, uint32_t record, size_t *ncells,
                                        struct crm_err *e)
{
    struct crm_dedupe *d = dedupe;
    struct spooled head;

    do {
        crm_arena_reset(&d->content);
        if (read_row(d, &head, d->row, &d->content, e))
            return NULL;
    } while (head.record != record);
    *ncells = d->ncontent;
    return d->row;
}

int crm_dedupe_settle(struct crm_dedupe *d, struct crm_err *e)
{
    if (crm_failed(e) || crm_spool_rewind(d->spool, e) ||
        crm_clusters_settle(d->clusters, content_of, d, e) ||
        crm_lease_take(&d->lease, d->nrecords * sizeof(*d->ids), e))
        return -1;
    d->ids = crm_alloc_array(d->nrecords, sizeof(*d->ids));
    if (crm_clusters_ids(d->clusters, d->record_ids, &d->texts, d->ids, e))
        return -1;
    for (uint32_t i = 0; i < d->nrecords; i++)
        d->counts.customers += crm_clusters_root(d->clusters, i) == i;
    return crm_spool_rewind(d->spool, e);
}

/* ---- second pass ----------------------------------------------------------------- */

static struct crm_str id_of(const struct crm_dedupe *d, uint32_t record)
{
    return record == ANONYMOUS ? CRM_STR("") : d->ids[record];
}

/* The row's cell under that name, empty where no input has such a column. */
static struct crm_str content_cell(const struct crm_dedupe *d, const struct crm_str *row,
                                   struct crm_str name)
{
    return crm_row_cell(row, crm_column_named(d->columns.names, d->ncontent, name));
}

static const struct crm_str id_map_columns[] = {
    CRM_STR_INIT("customer_id"), CRM_STR_INIT("channel"), CRM_STR_INIT("source_customer_id"),
    CRM_STR_INIT("file"), CRM_STR_INIT("row")};

static int map_row(struct crm_dedupe *d, const struct spooled *head, const struct crm_str *cells,
                   struct crm_err *e)
{
    struct crm_buf number = {0};

    crm_buf_add_int(&number, (int64_t)head->row);
    crm_writer_field(d->id_map, id_of(d, head->record));
    crm_writer_field(d->id_map, content_cell(d, cells, CRM_STR("channel")));
    crm_writer_field(d->id_map, content_cell(d, cells, CRM_STR("source_customer_id")));
    crm_writer_field(d->id_map, crm_str_of(d->inputs[head->input].head->file));
    crm_writer_field(d->id_map, crm_buf_str(&number));
    crm_buf_clear(&number);
    return crm_writer_end(d->id_map, e);
}

static int write_assigned(struct crm_dedupe *d, crm_put_fn *put, void *out, struct crm_err *e)
{
    struct crm_arena arena = {0};
    struct spooled head;
    int rc = 0;

    for (uint64_t i = 0; i < d->nrows && !rc; i++) {
        crm_arena_reset(&arena);
        rc = read_row(d, &head, d->row, &arena, e);
        if (rc)
            break;
        d->row[d->id_place] = id_of(d, head.record);
        d->row[d->id_place + 1] = CRM_STR(""); /* equal keys are no estimate */
        if (d->id_map)
            rc = map_row(d, &head, d->row, e);
        rc = rc ? rc : put(out, d->row, e);
    }
    crm_arena_clear(&arena);
    return rc;
}

/* A record of a customer, for golden records. */
struct member {
    struct crm_str *cells;
    int32_t day;
};

static int gather(struct crm_dedupe *d, struct member *members, struct crm_err *e)
{
    struct spooled head;

    for (uint64_t i = 0; i < d->nrows; i++) {
        struct crm_str *cells = crm_arena_alloc(&d->texts, (d->ncontent + 1) * sizeof(*cells));
        if (read_row(d, &head, cells, &d->texts, e))
            return -1;
        members[head.record] = (struct member){cells, head.day};
        if (d->id_map && map_row(d, &head, cells, e))
            return -1;
        if (crm_lease_arena(&d->lease, &d->texts, e))
            return -1;
    }
    return 0;
}

/* A cluster with its id, to be sorted by it. */
struct named {
    struct crm_str id;
    uint32_t cluster;
};

static int compare_named(const void *a, const void *b)
{
    return crm_str_cmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

static int put_golden(struct crm_dedupe *d, struct crm_golden *golden, const struct member *members,
                      const uint32_t *list, uint32_t n, crm_put_fn *put, void *out,
                      struct crm_err *e)
{
    struct crm_buf number = {0};

    crm_golden_begin(golden);
    for (uint32_t k = 0; k < n; k++)
        crm_golden_add(golden, members[list[k]].cells, members[list[k]].day);
    crm_golden_end(golden, d->row);
    crm_buf_add_int(&number, n);
    d->row[d->id_place] = d->ids[list[0]];
    d->row[d->id_place + 1] = CRM_STR("");
    d->row[d->id_place + 2] = crm_buf_str(&number);
    int rc = put(out, d->row, e);
    crm_buf_clear(&number);
    return rc;
}

static int write_golden(struct crm_dedupe *d, crm_put_fn *put, void *out, struct crm_err *e)
{
    struct member *members = crm_alloc_array(d->nrecords, sizeof(*members));
    uint32_t *list = crm_alloc_array(d->nrecords, sizeof(*list));
    uint32_t *starts = crm_alloc_array(d->nrecords + 1, sizeof(*starts));
    struct named *order = crm_alloc_array(d->nrecords, sizeof(*order));
    struct crm_golden *golden = crm_golden_new(d->rules, d->ncontent, &d->o.clean);
    uint32_t n = 0;
    int rc = gather(d, members, e);

    rc = rc ? rc : crm_clusters_list(d->clusters, list, starts, &n, e);
    for (uint32_t k = 0; k < n && !rc; k++)
        order[k] = (struct named){d->ids[list[starts[k]]], k};
    qsort(order, n, sizeof(*order), compare_named);
    for (uint32_t k = 0; k < n && !rc; k++) {
        uint32_t c = order[k].cluster;
        rc = put_golden(d, golden, members, list + starts[c], starts[c + 1] - starts[c], put, out,
                        e);
    }
    crm_golden_free(golden);
    free(order);
    free(starts);
    free(list);
    free(members);
    return rc;
}

int crm_dedupe_write(struct crm_dedupe *d, crm_put_fn *put, void *out, struct crm_writer *id_map,
                     struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    d->id_map = id_map;
    if (id_map && crm_writer_header(id_map, id_map_columns,
                                    sizeof(id_map_columns) / sizeof(*id_map_columns), e))
        return -1;
    return d->o.is_assign ? write_assigned(d, put, out, e) : write_golden(d, put, out, e);
}

void crm_dedupe_counts(const struct crm_dedupe *d, struct crm_dedupe_counts *counts)
{
    *counts = d->counts;
}

void crm_dedupe_free(struct crm_dedupe *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->ninputs; i++) {
        free(d->inputs[i].place);
        free(d->inputs[i].exact);
    }
    free(d->inputs);
    crm_columns_clear(&d->columns);
    crm_lease_end(&d->lease);
    crm_clusters_free(d->clusters);
    crm_keys_clear(&d->keys);
    crm_spool_free(d->spool);
    crm_arena_clear(&d->texts);
    free(d->rules);
    crm_arena_clear(&d->content);
    free(d->record_ids);
    free(d->ids);
    free(d->row);
    free(d);
}
