/* test_clean_id.c - identification numbers and credit codes of China; ids as an option and a type.
 */
#include "unit.h"

#include "gold_rows.h"
#include "table/date.h"

static void gives(const struct crm_type *type, const char *options, const char *raw,
                  const char *want)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf got = {0};
    crm_steps steps;
    char text[64];

    snprintf(text, sizeof text, "%s", options);
    gold_options(type, text, &opts);
    gold_clean(type, crm_str_of(raw), &opts, &got, &steps);
    assert_str_eq(crm_buf_str(&got), want);
    crm_buf_clear(&got);
}

static void resident(const char *raw, const char *want)
{
    gives(&crm_type_resident_id, "", raw, want);
    gives(&crm_type_id, "type=cn_resident_id", raw, want);
}

static void company(const char *raw, const char *want)
{
    gives(&crm_type_credit_code, "", raw, want);
    gives(&crm_type_id, "type=cn_uscc", raw, want);
}

/* The examples of GB 11643-1999. */
static void the_standards_numbers_are_right(void **state)
{
    (void)state;
    resident("11010519491231002X", "11010519491231002X");
    resident("440524188001010014", "440524188001010014");
}

static void groups_and_small_letters_are_put_right(void **state)
{
    (void)state;
    resident("110105 19491231 002x", "11010519491231002X");
    resident("110105-19491231-002X", "11010519491231002X");
    resident("'11010519491231002X", "11010519491231002X");
    resident("=\"11010519491231002X\"", "11010519491231002X");
    resident("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X");
    company("91350100m000100y43", "91350100M000100Y43");
    company("9135 0100 M000 100Y 43", "91350100M000100Y43");
}

static void a_bad_number_says_why(void **state)
{
    (void)state;
    resident("110105194912310021", "!checksum");
    resident("11010519491331002X", "!birthdate");
    resident("11010519490229002X", "!birthdate");
    resident("11010517991231002X", "!birthdate");
    resident("110105491231002", "!length"); /* the form of before 1999 */
    resident("11010519491231002", "!length");
    resident("11010519491231002XX", "!length");
    resident("11010519491231002A", "!checksum");
    resident("1101051949123100X2", "!invalid");
    resident("000000000000000000", "!invalid");
    resident("910105194912310029", "!invalid"); /* no such province */
    resident("110105********002X", "!masked");
    resident("1.10105E+17", "!scientific");
    resident("身份证", "!invalid");
    resident("无", "!empty");
    resident("", "!empty");
}

/* The example of GB 32100-2015, and codes that companies print on their pages. */
static void codes_of_companies_are_right(void **state)
{
    static const char *const codes[] = {"91350100M000100Y43", "91330100799655058B",
                                        "9144030071526726XG", "914403001922038216",
                                        "91110000802100433B"};

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        company(codes[i], codes[i]);
}

static void a_bad_code_says_why(void **state)
{
    (void)state;
    company("91350100M000100Y34", "!checksum");
    company("91350100M000100Y4", "!length");
    company("91350100M000100O43", "!invalid"); /* a letter O */
    company("000000000000000000", "!invalid");
    company("9.135E+17", "!scientific");
    company("", "!empty");
}

static void plain_ids_are_never_retyped(void **state)
{
    (void)state;
    gives(&crm_type_id, "", "17850.0", "17850.0");
    gives(&crm_type_id, "", "110105 19491231", "110105 19491231");
    gives(&crm_type_id, "type=plain", "abc", "abc");
}

static void every_other_digit_breaks_the_checksum(void **state)
{
    const char *right = "11010519491231002X";

    (void)state;
    for (size_t i = 0; i < 17; i++)
        for (char d = '0'; d <= '9'; d++) {
            struct crm_clean_opts opts = crm_clean_defaults();
            struct crm_str clean;
            char text[19], room[CRM_QUICK_BYTES];

            memcpy(text, right, sizeof text);
            text[i] = d;
            assert_int_equal(crm_type_resident_id.quick(crm_str_of(text), &opts, room, &clean),
                             d == right[i]);
        }
}

static void a_number_tells_birthday_and_sex(void **state)
{
    int32_t birthday = 0;
    char gender = 0;

    (void)state;
    assert_true(crm_resident_id_facts(CRM_STR("11010519491231002X"), &birthday, &gender));
    assert_int_equal(birthday, crm_days_from_civil(1949, 12, 31));
    assert_int_equal(gender, 'F');
    assert_true(crm_resident_id_facts(CRM_STR("440524188001010014"), &birthday, &gender));
    assert_int_equal(gender, 'M');
    assert_false(crm_resident_id_facts(CRM_STR("110105194912310021"), &birthday, &gender));
    assert_false(crm_resident_id_facts(CRM_STR("1949"), &birthday, &gender));
}

static void canonical_ids_come_back_without_a_step(void **state)
{
    static const char *const ids[] = {"11010519491231002X", "91350100M000100Y43", "17850.0"};
    static const struct crm_type *const types[] = {&crm_type_resident_id, &crm_type_credit_code,
                                                   &crm_type_id};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct crm_clean_opts opts = crm_clean_defaults();
        struct crm_buf out = {0};
        crm_steps steps = 0;

        assert_int_equal(types[i]->full(crm_str_of(ids[i]), &opts, &out, &steps), CRM_MSG_NONE);
        assert_str_eq(crm_buf_str(&out), ids[i]);
        assert_int_equal(steps, 0);
        crm_buf_reset(&out);
        if (i < 2) {
            char raw[32];

            snprintf(raw, sizeof raw, "%.6s-%s", ids[i], ids[i] + 6);
            types[i]->full(crm_str_of(raw), &opts, &out, &steps);
            assert_int_equal(steps, CRM_STEP(format));
        }
        crm_buf_clear(&out);
    }
}

static void the_gold_ids_are_right(void **state)
{
    FILE *f = gold_open("ids");
    struct gold_score score;

    (void)state;
    if (!f)
        skip();
    score = gold_run(f, &crm_type_id, NULL, NULL);
    fclose(f);
    assert_true(score.good > 30 && score.bad > 10);
    assert_int_equal(score.good_right, score.good);
    assert_int_equal(score.bad_right, score.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_numbers_are_right),
        cmocka_unit_test(groups_and_small_letters_are_put_right),
        cmocka_unit_test(a_bad_number_says_why),
        cmocka_unit_test(codes_of_companies_are_right),
        cmocka_unit_test(a_bad_code_says_why),
        cmocka_unit_test(plain_ids_are_never_retyped),
        cmocka_unit_test(every_other_digit_breaks_the_checksum),
        cmocka_unit_test(a_number_tells_birthday_and_sex),
        cmocka_unit_test(canonical_ids_come_back_without_a_step),
        cmocka_unit_test(the_gold_ids_are_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
