#include "clean/plan.h"

#include <string.h>

#include "base/digits.h"
#include "table/money.h"
#include "text/unicode.h"

/* Of 100 values of a column without a known header, so many must be of the type, and so many must
 * be spelled in a way that little else is. */
enum { VOTES_NEEDED = 90, TELLING_NEEDED = 50, VALUES_NEEDED = 3 };

/* A single number in a column of dates may be anything; two that agree are days, or seconds. */
enum { NUMBERS_NEEDED = 2 };

/* ---- what a header says ---------------------------------------------------------- */

static const struct crm_type *type_of_role(enum crm_role role)
{
    switch ((int)role) {
    case CRM_ROLE_phone:
        return &crm_type_phone;
    case CRM_ROLE_email:
        return &crm_type_email;
    case CRM_ROLE_order_date:
    case CRM_ROLE_pay_date:
    case CRM_ROLE_complete_date:
    case CRM_ROLE_ship_date:
    case CRM_ROLE_created_at:
    case CRM_ROLE_updated_at:
    case CRM_ROLE_birthday:
    case CRM_ROLE_response_date:
    case CRM_ROLE_last_contact:
    case CRM_ROLE_next_contact:
    case CRM_ROLE_last_order_date:
    case CRM_ROLE_first_order_date:
        return &crm_type_datetime;
    case CRM_ROLE_amount:
    case CRM_ROLE_unit_price:
    case CRM_ROLE_refund_amount:
    case CRM_ROLE_discount:
    case CRM_ROLE_shipping_fee:
    case CRM_ROLE_tax:
    case CRM_ROLE_total_spent:
    case CRM_ROLE_avg_order_value:
        return &crm_type_money;
    case CRM_ROLE_customer_id:
    case CRM_ROLE_order_id:
    case CRM_ROLE_line_id:
    case CRM_ROLE_product_id:
        return &crm_type_id;
    case CRM_ROLE_postcode:
        return &crm_type_postcode;
    case CRM_ROLE_name:
        return &crm_type_name;
    case CRM_ROLE_quantity:
    case CRM_ROLE_order_count:
    case CRM_ROLE_points:
        return &crm_type_quantity;
    case CRM_ROLE_gender:
        return &crm_type_gender;
    case CRM_ROLE_country:
        return &crm_type_country;
    case CRM_ROLE_currency:
        return &crm_type_currency;
    case CRM_ROLE_status:
        return &crm_type_status;
    case CRM_ROLE_score:
        return &crm_type_score;
    case CRM_ROLE_consent_email:
    case CRM_ROLE_consent_sms:
    case CRM_ROLE_is_member:
        return &crm_type_boolean;
    case CRM_ROLE_address:
    case CRM_ROLE_address2:
        return &crm_type_address;
    case CRM_ROLE_province:
        return &crm_type_province;
    case CRM_ROLE_city:
        return &crm_type_city;
    case CRM_ROLE_district:
        return &crm_type_district;
    case CRM_ROLE_COUNT:
        return NULL;
    default:
        return &crm_type_text;
    }
}

/* Of columns that no other tool knows. */
static const struct crm_type *type_of_header(struct crm_str header)
{
    static const struct crm_str id_cards[] = {
        CRM_STR_INIT("身份证号"),     CRM_STR_INIT("身份证"),     CRM_STR_INIT("身份证号码"),
        CRM_STR_INIT("公民身份号码"), CRM_STR_INIT("id card"),    CRM_STR_INIT("id_card"),
        CRM_STR_INIT("id card no"),   CRM_STR_INIT("resident id")};
    static const struct crm_str credit_codes[] = {
        CRM_STR_INIT("统一社会信用代码"), CRM_STR_INIT("社会信用代码"), CRM_STR_INIT("信用代码")};

    if (CRM_IS_AMONG(header, id_cards))
        return &crm_type_resident_id;
    return CRM_IS_AMONG(header, credit_codes) ? &crm_type_credit_code : NULL;
}

/* ---- what values say ------------------------------------------------------------- */

static bool is_telling_email(struct crm_str s)
{
    struct crm_str wide = CRM_STR("＠");

    return memchr(s.p, '@', s.n) || memmem(s.p, s.n, wide.p, wide.n);
}

/* A plus sign, or a mobile of mainland China; other digits may be anything. */
static bool is_telling_phone(struct crm_str s)
{
    size_t digits = crm_count_digits(s);

    return (s.p[0] == '+' && digits >= 7) || (digits == 11 && s.p[0] == '1' && s.p[1] >= '3');
}

/* Eleven digits that no mobile starts with yet, so rather a card: 142, 154, 160 and the like. */
static bool is_unlike_phone(struct crm_str s)
{
    static const char *const unused[] = {['3'] = "",  ['4'] = "0123", ['5'] = "4", ['6'] = "013489",
                                         ['7'] = "9", ['8'] = "",     ['9'] = "4"};

    return s.n == 11 && crm_count_digits(s) == 11 && s.p[0] == '1' && s.p[1] >= '3' &&
           strchr(unused[(unsigned char)s.p[1]], s.p[2]);
}

/* Something stands between its numbers: 20240105 may be a number of anything, and so may 2024-203,
 * though it is also a day of a year. */
static bool is_telling_date(struct crm_str s)
{
    size_t digits = crm_count_digits(s);

    return digits < s.n && digits >= 3 && !(s.n == 8 && digits == 7 && s.p[4] == '-');
}

/* A sign of a currency; a number alone is as good as it stands. */
static bool is_telling_money(struct crm_str s)
{
    return crm_money_currencies(s) != ~0U;
}

/* Its check digit tells by far more than its length. */
static bool is_telling_id_card(struct crm_str s)
{
    return s.n == 18 && crm_count_digits(s) >= 17;
}

static const struct candidate {
    const struct crm_type *type;
    bool (*is_telling)(struct crm_str s); /* of values without blanks around */
    bool (*is_unlike)(struct crm_str s); /* rather something else, though it can be read; or NULL */
} candidates[] = {
    {&crm_type_email, is_telling_email, NULL},
    {&crm_type_resident_id, is_telling_id_card, NULL},
    {&crm_type_datetime, is_telling_date, NULL},
    {&crm_type_phone, is_telling_phone, is_unlike_phone},
    {&crm_type_money, is_telling_money, NULL},
};
enum { CANDIDATES = sizeof candidates / sizeof *candidates };

/* Numbers of orders, articles, parcels and the like are never retyped. */
static bool is_id_header(struct crm_str header)
{
    static const char *const words[] = {"id",
                                        "no",
                                        "nr",
                                        "sku",
                                        "zip",
                                        "code",
                                        "ref",
                                        "uuid",
                                        "guid",
                                        "ean",
                                        "upc",
                                        "isbn",
                                        "imei",
                                        "card",
                                        "barcode",
                                        "serial",
                                        "tracking",
                                        "card number",
                                        "tracking number",
                                        "order number",
                                        "serial number",
                                        "account number",
                                        "invoice number",
                                        "编号",
                                        "编码",
                                        "编碼",
                                        "編號",
                                        "編碼",
                                        "编號",
                                        "邮编",
                                        "条码",
                                        "单号",
                                        "單號",
                                        "货号",
                                        "款号",
                                        "卡号",
                                        "卡號",
                                        "账号",
                                        "帐号",
                                        "帳號",
                                        "工号",
                                        "批号",
                                        "批次",
                                        "序号",
                                        "序列号",
                                        "流水号",
                                        "会员号",
                                        "会员卡",
                                        "型号",
                                        "版本"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct crm_str word = crm_str_of(words[i]);
        if (header.n < word.n)
            continue;
        struct crm_str end = crm_str_from(header, header.n - word.n);
        bool is_whole = header.n == word.n || (unsigned char)word.p[0] >= 0x80 ||
                        (end.p[-1] | 0x20) < 'a' || (end.p[-1] | 0x20) > 'z' ||
                        (end.p[0] < 'a' && end.p[-1] >= 'a');
        if (crm_str_eq_nocase(end, word) && is_whole)
            return true;
    }
    return false;
}

/* Try the values of a column as a type; what came out is of no interest. */
struct trial {
    const struct crm_batch *sample;
    size_t column;
    struct crm_buf first, second;
};

static struct crm_str value_at(const struct trial *t, size_t row)
{
    return crm_trim_blanks(crm_batch_row(t->sample, row)[t->column]);
}

static bool is_of_type(const struct crm_type *type, struct crm_str s,
                       const struct crm_clean_opts *opts, struct crm_buf *out)
{
    crm_steps steps = 0;

    crm_buf_reset(out);
    return type->full(s, opts, out, &steps) == CRM_MSG_NONE;
}

/* A value that is no date: a number as spreadsheets and clocks write for 1954 to 2064, or 2001 to
 * 2096? */
static void count_number(struct crm_column_plan *plan, struct crm_str s)
{
    uint64_t whole = 0;
    size_t n = 0;

    while (n < s.n && n < 15 && crm_is_digit(s.p[n]))
        whole = 10 * whole + (uint64_t)(s.p[n++] - '0');
    bool is_whole = n == s.n;
    bool has_decimals = n && n + 1 < s.n && s.p[n] == '.' &&
                        crm_count_digits(crm_str_from(s, n + 1)) == s.n - n - 1;
    plan->serials += (is_whole || has_decimals) && whole >= 20000 && whole < 60000;
    plan->seconds += is_whole && whole >= 1000000000 && whole < UINT64_C(4000000000);
    plan->milliseconds +=
        is_whole && whole >= UINT64_C(1000000000000) && whole < UINT64_C(4000000000000);
}

/* 28/5/24 can be no month first, but perhaps 2028-05-24. */
static void count_evidence(struct crm_column_plan *plan, enum crm_order_evidence says)
{
    plan->day_first += says == CRM_EVIDENCE_ONLY_DMY;
    plan->month_first += says == CRM_EVIDENCE_ONLY_MDY;
    plan->either += says == CRM_EVIDENCE_EITHER;
}

/* Which of day and month may come first in this value? */
static void count_order(struct trial *t, struct crm_column_plan *plan, struct crm_str s)
{
    struct crm_clean_opts opts = plan->opts;

    opts.order = CRM_ORDER_DMY;
    bool is_dmy = is_of_type(plan->type, s, &opts, &t->first);
    opts.order = CRM_ORDER_MDY;
    bool is_mdy = is_of_type(plan->type, s, &opts, &t->second);
    if (is_dmy && is_mdy)
        plan->either += !crm_str_eq(crm_buf_str(&t->first), crm_buf_str(&t->second));
    else if (is_dmy || is_mdy)
        count_evidence(plan, crm_when_evidence(s));
    plan->votes += is_dmy || is_mdy;
    if (!is_dmy && !is_mdy)
        count_number(plan, s);
}

static void reset(struct crm_column_plan *plan)
{
    plan->values = plan->votes = 0;
    plan->day_first = plan->month_first = plan->either = 0;
    plan->serials = plan->seconds = plan->milliseconds = 0;
}

/* Let the first rows vote on the plan's type. How many values are spelled tellingly. */
static size_t vote(struct trial *t, struct crm_column_plan *plan, const struct candidate *c)
{
    size_t rows = t->sample->nrows, telling = 0;

    reset(plan);
    for (size_t r = 0; r < rows && r < CRM_PLAN_ROWS; r++) {
        struct crm_str s = value_at(t, r);
        if (crm_is_null_text(s))
            continue;
        plan->values++;
        telling += c && c->is_telling(s);
        if (crm_type_is_date(plan->type))
            count_order(t, plan, s);
        else if (!c || !c->is_unlike || !c->is_unlike(s))
            plan->votes += is_of_type(plan->type, s, &plan->opts, &t->first);
        if (c && plan->values == 64 && plan->votes * 2 < plan->values)
            break; /* most columns are no candidate's */
    }
    return telling;
}

static void leave_as_it_is(struct crm_column_plan *plan)
{
    plan->type = NULL;
    plan->chosen = CRM_BY_NOTHING;
    reset(plan);
}

/* Amounts of two currencies would look alike without their signs. */
static bool is_of_one_currency(const struct trial *t, struct crm_column_plan *plan)
{
    plan->currencies = ~0U;
    for (size_t r = 0; r < t->sample->nrows && r < CRM_PLAN_ROWS; r++)
        plan->currencies &= crm_money_currencies(value_at(t, r));
    return plan->currencies != 0;
}

static void choose_by_values(struct trial *t, struct crm_column_plan *plan)
{
    for (size_t i = 0; i < CANDIDATES; i++) {
        plan->type = candidates[i].type;
        size_t telling = vote(t, plan, &candidates[i]);
        if (plan->values >= VALUES_NEEDED && plan->votes * 100 >= plan->values * VOTES_NEEDED &&
            telling * 100 >= plan->values * TELLING_NEEDED &&
            (plan->type != &crm_type_money || is_of_one_currency(t, plan))) {
            plan->chosen = CRM_BY_VALUES;
            return;
        }
    }
    leave_as_it_is(plan);
}

/* The order of the dates, where all that can be only one say the same; else only these are read. */
static void decide_order(struct crm_column_plan *plan)
{
    plan->opts.is_order_found = plan->day_first || plan->month_first;
    if (!plan->day_first != !plan->month_first)
        plan->opts.order = plan->day_first ? CRM_ORDER_DMY : CRM_ORDER_MDY;
}

static bool are_most(const struct crm_column_plan *plan, size_t n)
{
    return n >= NUMBERS_NEEDED && n * 100 >= plan->values * VOTES_NEEDED;
}

/* What numbers in a column of dates stand for, where it has little else. */
static void decide_numbers(struct crm_column_plan *plan)
{
    struct crm_clean_opts *o = &plan->opts;

    if (o->serial != CRM_SERIAL_NONE || o->epoch != CRM_EPOCH_NONE)
        return;
    if (are_most(plan, plan->serials))
        o->serial = CRM_SERIAL_1900;
    else if (are_most(plan, plan->seconds))
        o->epoch = CRM_EPOCH_S;
    else if (are_most(plan, plan->milliseconds))
        o->epoch = CRM_EPOCH_MS;
}

static bool is_decided(const struct crm_column_plan *plan, const struct crm_clean_opts *before)
{
    return plan->opts.is_order_found != before->is_order_found ||
           plan->opts.serial != before->serial || plan->opts.epoch != before->epoch;
}

/* Dates may be none, or stay ambiguous, once their order is decided: 01-02-03 is an aisle. */
static bool is_read_as_decided(struct trial *t, const struct crm_column_plan *plan)
{
    size_t n = 0;

    for (size_t r = 0; r < t->sample->nrows && r < CRM_PLAN_ROWS; r++) {
        struct crm_str s = value_at(t, r);
        n += !crm_is_null_text(s) && is_of_type(plan->type, s, &plan->opts, &t->first);
    }
    return n * 100 >= plan->values * VOTES_NEEDED;
}

bool crm_is_raw_column(struct crm_str name)
{
    return crm_str_ends(name, CRM_STR("_raw"));
}

static void plan_column(struct trial *t, struct crm_column_plan *plan,
                        const struct crm_mapping *map, const struct crm_rule *rule,
                        const struct crm_plan_opts *o)
{
    size_t c = t->column;

    *plan =
        (struct crm_column_plan){.opts = o->clean, .on_reject = o->on_reject, .currencies = ~0U};
    if (rule) {
        plan->chosen = CRM_BY_RULE;
        plan->type = rule->type;
        crm_rule_apply(rule, &plan->opts);
        if (rule->on_reject >= 0)
            plan->on_reject = (enum crm_on_reject)rule->on_reject;
    } else if (map->role[c] != CRM_ROLE_COUNT) {
        plan->chosen = CRM_BY_HEADER;
        plan->type = type_of_role(map->role[c]);
    } else if ((plan->type = type_of_header(map->names[c]))) {
        plan->chosen = CRM_BY_HEADER;
    } else if (!is_id_header(map->names[c]) && !crm_is_raw_column(map->names[c])) {
        choose_by_values(t, plan);
    }
    if (plan->chosen != CRM_BY_VALUES && plan->type)
        vote(t, plan, NULL);
    if (!crm_type_is_date(plan->type))
        return;
    const struct crm_clean_opts before = plan->opts;
    if (before.order == CRM_ORDER_NONE)
        decide_order(plan);
    decide_numbers(plan);
    if (plan->chosen == CRM_BY_VALUES && !is_read_as_decided(t, plan)) {
        plan->opts = before;
        leave_as_it_is(plan);
    } else if (is_decided(plan, &before)) {
        vote(t, plan, NULL);
    }
}

void crm_plan_make(struct crm_column_plan *plan, const struct crm_mapping *map,
                   struct crm_rules *rules, const struct crm_plan_opts *o,
                   const struct crm_batch *sample)
{
    struct trial t = {.sample = sample};

    for (t.column = 0; t.column < map->ncols; t.column++)
        plan_column(&t, &plan[t.column], map,
                    crm_rules_find(rules, map->names[t.column], map->role[t.column]), o);
    crm_buf_clear(&t.first);
    crm_buf_clear(&t.second);
}

const char *crm_chosen_name(enum crm_chosen chosen)
{
    static const char *const names[] = {"none", "rule", "header", "values"};

    return names[chosen];
}

/* The header as a pattern: what means something else in a rule may be any character. */
static void add_pattern(struct crm_buf *out, struct crm_str header)
{
    for (size_t i = 0; i < header.n; i++) {
        char c = header.p[i];
        bool is_sign = c && strchr("=|*?[\\\n\r", c);
        is_sign |= c == '@' && i == 0;
        is_sign |= c == '#' && (i == 0 || header.p[i - 1] == ' ' || header.p[i - 1] == '\t');
        if (is_sign)
            c = '?';
        crm_buf_add_char(out, c);
    }
}

void crm_plan_add_text(struct crm_buf *out, struct crm_str header,
                       const struct crm_column_plan *plan)
{
    add_pattern(out, header);
    crm_buf_addf(out, " = %s", plan->type ? plan->type->name : "none");
    if (plan->type)
        crm_type_add_options(out, plan->type, &plan->opts);
    if (plan->on_reject != CRM_REJECT_KEEP)
        crm_buf_addf(out, " on-reject=%s", crm_on_reject_names[plan->on_reject]);
}
