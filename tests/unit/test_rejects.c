/* test_rejects.c - rows that cannot be used: the end of the run, or set aside whole. */
#include "files.h"

#include "csv/rejects.h"

static struct crm_str shop_names[] = {{"id", 2}, {"amount", 6}};
static struct crm_str till_names[] = {{"amount", 6}, {"till", 4}, {"amount", 6}};

static const struct crm_head shop = {
    .file = "shop.csv", .input = 0, .ncols = 2, .names = shop_names};
static const struct crm_head till = {
    .file = "till.csv", .input = 1, .ncols = 3, .names = till_names};
static const struct crm_head *const heads[] = {&shop, &till};

static void without_a_file_the_first_one_ends_the_run(void **state)
{
    struct crm_str cells[] = {CRM_STR("7"), CRM_STR("12,3O")};
    struct crm_ledger ledger = {0};
    struct crm_rejects r;
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_rejects_init(&r, NULL, &ledger, heads, 2, &e), 0);
    assert_int_equal(crm_reject_cells(&r, &shop, 1042, cells, 2, shop_names[1], cells[1],
                                      CRM_MSG_NOT_A_NUMBER, &e),
                     -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_NOT_A_NUMBER);
    assert_int_equal(e.advice, CRM_MSG_ADVICE_REJECTS);
    assert_int_equal(e.line, 1042);
    assert_string_equal(e.file, "shop.csv");
    assert_string_equal(e.column, "amount");
    assert_string_equal(e.text, "12,3O");
    assert_int_equal(ledger.rows_rejected, 0);
    crm_rejects_clear(&r);
}

static void rows_are_set_aside_whole_with_their_reason_in_front(void **state)
{
    struct crm_str a[] = {CRM_STR("7"), CRM_STR("12,3O")};
    struct crm_str b[] = {CRM_STR("1"), CRM_STR("till 2"), CRM_STR("x")};
    struct crm_str ragged[] = {CRM_STR("1"), CRM_STR("2"), CRM_STR("3"), CRM_STR("4 \n")};
    const char *path = file_path("bad.csv");
    struct crm_ledger ledger = {0};
    struct crm_rejects r;
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    assert_int_equal(crm_rejects_init(&r, s, &ledger, heads, 2, &e), 0);
    struct crm_batch batch = {.head = &shop, .nrows = 1, .cells = a, .lines = (uint64_t[]){1042}};
    assert_int_equal(crm_reject(&r, &batch, 0, shop_names[1], a[1], CRM_MSG_NOT_A_NUMBER, &e), 0);
    assert_int_equal(
        crm_reject_cells(&r, &till, 3, b, 3, till_names[2], b[2], CRM_MSG_NOT_A_NUMBER, &e), 0);
    assert_int_equal(crm_reject_cells(&r, &shop, 9, ragged, 4, CRM_STR(""), CRM_STR(""),
                                      CRM_MSG_TOO_MANY_FIELDS, &e),
                     0);
    assert_int_equal(
        crm_reject_cells(&r, &till, 10, b, 1, CRM_STR(""), CRM_STR(""), CRM_MSG_TOO_FEW_FIELDS, &e),
        0);
    assert_int_equal(ledger.rows_rejected, 4);
    assert_int_equal(r.by_reason[CRM_MSG_NOT_A_NUMBER], 2);
    assert_int_equal(r.by_reason[CRM_MSG_TOO_MANY_FIELDS], 1);
    crm_writer_flush(&r.writer, &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    /* The union of both headers: id, amount, till, and the till's second amount. */
    assert_str_eq(file_text(path), "_file,_line,_column,_reason,id,amount,till,amount\n"
                                   "shop.csv,1042,amount,not_a_number,7,\"12,3O\",,\n"
                                   "till.csv,3,amount,not_a_number,,1,till 2,x\n"
                                   "shop.csv,9,,too_many_fields,1,2,,,3,\"4 \n\"\n"
                                   "till.csv,10,,too_few_fields,,1,,\n");
    crm_rejects_clear(&r);
    crm_sink_free(s);
}

static void an_input_with_names_of_ours_keeps_its_cells(void **state)
{
    struct crm_str names[] = {CRM_STR("_line"), CRM_STR("id")};
    struct crm_str cells[] = {CRM_STR("12"), CRM_STR("7")};
    const struct crm_head head = {.file = "a.csv", .input = 0, .ncols = 2, .names = names};
    const struct crm_head *const one[] = {&head};
    const char *path = file_path("bad.csv");
    struct crm_ledger ledger = {0};
    struct crm_rejects r;
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    assert_int_equal(crm_rejects_init(&r, s, &ledger, one, 1, &e), 0);
    crm_reject_cells(&r, &head, 3, cells, 2, names[1], cells[1], CRM_MSG_NO_CUSTOMER, &e);
    crm_writer_flush(&r.writer, &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    assert_str_eq(file_text(path), "_file,_line,_column,_reason,_line,id\n"
                                   "a.csv,3,id,no_customer,12,7\n");
    crm_rejects_clear(&r);
    crm_sink_free(s);
}

static void after_an_error_nothing_is_set_aside(void **state)
{
    struct crm_str cells[] = {CRM_STR("7"), CRM_STR("x")};
    struct crm_ledger ledger = {0};
    struct crm_rejects r;
    struct crm_err e = {0};

    (void)state;
    crm_rejects_init(&r, NULL, &ledger, heads, 2, &e);
    CRM_FAIL(&e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ);
    assert_int_equal(
        crm_reject_cells(&r, &shop, 1, cells, 2, shop_names[1], cells[1], CRM_MSG_NOT_A_NUMBER, &e),
        -1);
    assert_int_equal(e.what, CRM_MSG_CANNOT_READ);
    crm_rejects_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_the_first_one_ends_the_run),
        cmocka_unit_test(rows_are_set_aside_whole_with_their_reason_in_front),
        cmocka_unit_test(an_input_with_names_of_ours_keeps_its_cells),
        cmocka_unit_test(after_an_error_nothing_is_set_aside),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
