#include "run/orders_in.h"

#include "csv/columns.h"
#include "model/customers.h"

static struct {
    int refunds, occasion, amount_per;
    const char *min_amount, *status_ok, *currency, *as_of, *since, *until;
} given;

const struct crm_opt crm_orders_options[] = {
    {0, "as-of", CRM_ARG_TEXT, &given.as_of, "DATE", CRM_MSG_OPT_AS_OF, 0, 0},
    {0, "since", CRM_ARG_TEXT, &given.since, "DATE", CRM_MSG_OPT_SINCE, 0, 0},
    {0, "until", CRM_ARG_TEXT, &given.until, "DATE", CRM_MSG_OPT_UNTIL, 0, 0},
    {0, "refunds", CRM_ARG_CHOICE, &given.refunds, "net|ignore", CRM_MSG_OPT_REFUNDS, 0, 0},
    {0, "occasion", CRM_ARG_CHOICE, &given.occasion, "order|day", CRM_MSG_OPT_OCCASION, 0, 0},
    {0, "min-amount", CRM_ARG_TEXT, &given.min_amount, "AMOUNT", CRM_MSG_OPT_MIN_AMOUNT, 0, 0},
    {0, "amount-per", CRM_ARG_CHOICE, &given.amount_per, "auto|order|line", CRM_MSG_OPT_AMOUNT_PER,
     0, 0},
    {0, "status-ok", CRM_ARG_TEXT, &given.status_ok, "LIST", CRM_MSG_OPT_STATUS_OK, 0, 0},
    {0, "currency", CRM_ARG_TEXT, &given.currency, "CODE", CRM_MSG_OPT_CURRENCY, 0, 0},
    {0},
};

/* What a customer keeps of its newest row unless --select says otherwise. */
static const enum crm_role usual_carry[] = {CRM_ROLE_name, CRM_ROLE_phone, CRM_ROLE_email,
                                            CRM_ROLE_channel};

/* Roles that the table has under its own columns. */
static bool is_taken_up(enum crm_role role)
{
    return role == CRM_ROLE_customer_id || role == CRM_ROLE_order_id ||
           role == CRM_ROLE_order_date || role == CRM_ROLE_amount || role == CRM_ROLE_refund_amount;
}

static bool is_usual(enum crm_role role)
{
    for (size_t i = 0; i < sizeof(usual_carry) / sizeof(*usual_carry); i++)
        if (usual_carry[i] == role)
            return true;
    return false;
}

static bool has_role(const struct crm_run *run, enum crm_role role)
{
    for (size_t i = 0; i < run->nheads; i++)
        if (run->maps[i].column[role] != CRM_NO_COLUMN)
            return true;
    return false;
}

/* The roles that are kept, and with a --select that names columns also headers without a role. */
static struct crm_str *choose_carry(const struct crm_run *run, size_t *n)
{
    /* Does the list name none? Then it leaves out, if anything, some of the usual ones. */
    bool is_open = crm_run_selects(run, CRM_STR(""));
    struct crm_columns all = {0};
    size_t place;

    for (int r = 0; r < CRM_ROLE_COUNT; r++) {
        enum crm_role role = (enum crm_role)r;
        struct crm_str name = crm_role_name(role);
        if (is_taken_up(role) || !has_role(run, role) || (is_open && !is_usual(role)))
            continue;
        if (crm_run_selects(run, name))
            crm_columns_add(&all, &name, 1, &place);
    }
    for (size_t i = 0; i < run->nheads && !is_open; i++)
        for (size_t c = 0; c < run->maps[i].ncols; c++)
            if (run->maps[i].role[c] == CRM_ROLE_COUNT &&
                crm_run_selects(run, run->maps[i].names[c]))
                crm_columns_add(&all, &run->maps[i].names[c], 1, &place);
    *n = all.n;
    return all.names;
}

/* The options as the model takes them; what they point to lives as long as the run. */
static struct crm_orders_opts model_opts(struct crm_run *run)
{
    struct crm_orders_opts o = {
        .ignore_refunds = given.refunds == 1,
        .occasion = (enum crm_occasion)given.occasion,
        .amount_per = (enum crm_amount_per)given.amount_per,
        .currency = crm_str_of(given.currency),
        .as_of = crm_run_day(run, "as-of", given.as_of),
        .since = crm_run_day(run, "since", given.since),
        .until = crm_run_day(run, "until", given.until),
        .order = run->order,
        .zone = run->zone,
        .decimal = run->decimal,
        .tmpdir = run->tmpdir,
        .nworkers = (size_t)crm_common.threads,
    };

    o.carry = run->carry = choose_carry(run, &o.ncarry);
    if (given.status_ok)
        o.status_ok = run->status_ok = crm_split_list(given.status_ok, &o.nstatus_ok);
    if (given.min_amount &&
        crm_money_parse(crm_str_of(given.min_amount), run->decimal, &o.min_amount))
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_NUMBER,
                 .column = CRM_STR("min-amount"), .text = crm_str_of(given.min_amount));
    return o;
}

static void tell_counts(struct crm_run *run, const struct crm_orders *orders)
{
    struct crm_orders_counts n;

    crm_orders_counts(orders, &n);
    crm_run_found(run, "sale_rows", (int64_t)n.sale_rows);
    crm_run_found(run, "refund_rows", (int64_t)n.refund_rows);
    crm_run_found(run, "not_sale_rows", (int64_t)n.not_sale_rows);
    crm_run_found(run, "outside_rows", (int64_t)n.outside_rows);
    crm_run_found(run, "other_currency_rows", (int64_t)n.other_currency_rows);
    crm_run_found(run, "contact_rows", (int64_t)n.contact_rows);
    crm_run_found(run, "orders", (int64_t)n.orders);
    crm_run_found(run, "orders_amount_counted_once", (int64_t)n.orders_amount_once);
}

/* The customers of all orders; *f as one frame where f is not NULL. */
static struct crm_pieces *from_orders(struct crm_run *run, const struct crm_orders_opts *opts,
                                      struct crm_frame **f)
{
    struct crm_orders *orders =
        crm_orders_new(opts, run->maps, run->heads, run->nheads, &run->rejects, &run->ledger,
                       &run->budget, &run->err);
    struct crm_pieces *p = NULL;

    if (orders) {
        crm_run_each(run, crm_orders_add, orders);
        if (f)
            *f = crm_orders_customers(orders, &run->err);
        else
            p = crm_orders_pieces(orders, &run->err);
        tell_counts(run, orders);
    }
    crm_orders_free(orders);
    return p;
}

/* Options that say how orders count say nothing where the orders are gone: better an error than
 * silence. */
static void refuse_orders_options(struct crm_run *run)
{
    const struct {
        const char *name;
        bool is_given;
    } options[] = {
        {"since", given.since},           {"until", given.until},
        {"refunds", given.refunds},       {"occasion", given.occasion},
        {"min-amount", given.min_amount}, {"amount-per", given.amount_per},
        {"status-ok", given.status_ok},   {"currency", given.currency},
    };

    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
        if (options[i].is_given)
            CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_NEEDS_ORDERS,
                     .column = crm_str_of(options[i].name), .advice = CRM_MSG_ADVICE_NEEDS_ORDERS);
}

static void check_as_of(struct crm_run *run, int32_t as_of, int32_t found)
{
    struct crm_buf day = {0};

    if (as_of == CRM_NO_DATE || found == CRM_NO_DATE || as_of == found)
        return;
    crm_date_add_text(&day, found);
    CRM_FAIL(&run->err, .status = CRM_DATA, .what = CRM_MSG_AS_OF_DIFFERS,
             .column = CRM_STR("recency_days"), .text = crm_buf_str(&day),
             .advice = CRM_MSG_ADVICE_AS_OF);
    crm_buf_clear(&day);
}

/* The customers as they came in; *f as one frame where f is not NULL. */
static struct crm_pieces *from_customers(struct crm_run *run, struct crm_frame **f)
{
    refuse_orders_options(run);
    struct crm_customers_opts opts = {.order = run->order,
                                      .decimal = run->decimal,
                                      .tmpdir = run->tmpdir,
                                      .keeps_texts = f != NULL,
                                      .in_pieces = f == NULL};
    struct crm_customers *m =
        crm_customers_new(&opts, run->heads, run->maps, run->nheads, &run->rejects, &run->ledger,
                          &run->budget, &run->err);
    int32_t as_of = crm_run_day(run, "as-of", given.as_of);
    struct crm_pieces *p = NULL;

    if (m) {
        crm_run_each_in_order(run, crm_customers_add, m);
        if (f)
            *f = crm_customers_frame(m, &run->err);
        else
            p = crm_customers_pieces(m, &run->err);
    }
    crm_customers_free(m);
    if (f && *f)
        check_as_of(run, as_of, (*f)->as_of);
    else if (p)
        check_as_of(run, as_of, crm_pieces_as_of(p));
    return p;
}

static void tell_table(struct crm_run *run, int32_t as_of, size_t nrows)
{
    struct crm_buf day = {0};

    crm_date_add_text(&day, as_of);
    crm_run_found_text(run, "as_of", crm_buf_str(&day));
    crm_run_found(run, "customers", (int64_t)nrows);
    crm_buf_clear(&day);
}

/* Are the inputs customers tables? Not some of them: then the error is set. */
static bool has_customers(struct crm_run *run)
{
    size_t customers = 0;

    for (size_t i = 0; i < run->nheads; i++)
        customers += crm_is_customers(&run->maps[i]);
    if (customers && customers < run->nheads)
        CRM_FAIL(&run->err, .status = CRM_DATA, .what = CRM_MSG_MIXED_TABLES);
    return customers > 0;
}

int crm_run_customers(struct crm_run *run, const struct crm_rfm_opts *rfm, struct crm_run_table *t)
{
    *t = (struct crm_run_table){0};
    if (crm_failed(&run->err))
        return -1;
    bool is_read_back = has_customers(run);
    if (crm_failed(&run->err))
        return -1;
    struct crm_orders_opts o = model_opts(run);
    t->pieces = is_read_back ? from_customers(run, NULL) : from_orders(run, &o, NULL);
    if (!t->pieces)
        return -1;
    size_t nrows = crm_pieces_rows(t->pieces);
    if (rfm && !is_read_back)
        t->rfm = crm_rfm_new(rfm, nrows, &run->budget, &t->scored, &run->err);
    tell_table(run, crm_pieces_as_of(t->pieces), nrows);
    return crm_failed(&run->err) ? -1 : 0;
}

int crm_run_orders_by(struct crm_run *run, const char *column, struct crm_run_table *t)
{
    *t = (struct crm_run_table){0};
    if (crm_failed(&run->err))
        return -1;
    struct crm_orders_opts o = model_opts(run);
    o.by = column;
    o.ncarry = 0;
    t->pieces = from_orders(run, &o, NULL);
    return t->pieces ? 0 : -1;
}

void crm_run_write_table(struct crm_run *run, const struct crm_run_table *t,
                         const struct crm_step *step)
{
    struct crm_step steps[2];
    size_t n = 0;

    if (t->rfm)
        steps[n++] = crm_rfm_step(t->rfm);
    steps[n++] = *step;
    crm_run_write(run, t->pieces, steps, n);
}

void crm_run_table_clear(struct crm_run_table *t)
{
    crm_rfm_free(t->rfm);
    crm_pieces_free(t->pieces);
}

struct crm_frame *crm_run_frame(struct crm_run *run, const struct crm_rfm_opts *rfm)
{
    struct crm_frame *f = NULL;
    struct crm_rfm_result scored;

    if (crm_failed(&run->err))
        return NULL;
    bool is_read_back = has_customers(run);
    if (crm_failed(&run->err))
        return NULL;
    struct crm_orders_opts o = model_opts(run);
    if (is_read_back)
        from_customers(run, &f);
    else
        from_orders(run, &o, &f);
    if (f && !is_read_back)
        crm_rfm_add(f, rfm, &scored, &run->err);
    if (f)
        tell_table(run, f->as_of, f->nrows);
    return f;
}
