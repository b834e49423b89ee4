#include "unit.h"

#include "match/keys.h"

static const struct crm_clean_opts china = {.region = "CN", .decimal = '.'};

static struct crm_keys keys; /* used again by each test, as by each record */

static void phone_keys(const char *cell)
{
    struct crm_str phone = crm_str_of(cell);

    crm_keys_of_contacts(&keys, &(struct crm_match_cells){.phones = &phone, .nphones = 1}, &china);
}

static void email_keys(const char *cell)
{
    struct crm_str email = crm_str_of(cell);

    crm_keys_of_contacts(&keys, &(struct crm_match_cells){.emails = &email, .nemails = 1}, &china);
}

static void id_keys(const char *channel, const char *id)
{
    crm_keys_of_contacts(
        &keys,
        &(struct crm_match_cells){.channel = crm_str_of(channel), .source_id = crm_str_of(id)},
        &china);
}

static void column_keys(const char *a, const char *b)
{
    const struct crm_str cells[] = {crm_str_of(a), crm_str_of(b)};

    crm_keys_of_columns(&keys, cells, 2, &china);
}

static size_t joining(void)
{
    size_t n = 0;

    for (size_t i = 0; i < keys.n; i++)
        n += !keys.at[i].is_barred;
    return n;
}

static void every_phone_and_email_and_the_channels_id_is_a_key(void **state)
{
    const struct crm_str phones[] = {CRM_STR("138 1726 4593"), CRM_STR(""),
                                     CRM_STR("+86 13951820476")};
    const struct crm_str emails[] = {CRM_STR(" Li.Lei@QQ.com "), CRM_STR("not one")};
    const struct crm_match_cells record = {.phones = phones,
                                           .nphones = 3,
                                           .emails = emails,
                                           .nemails = 2,
                                           .channel = CRM_STR("Taobao"),
                                           .source_id = CRM_STR("tb_1234")};

    (void)state;
    crm_keys_of_contacts(&keys, &record, &china);
    assert_int_equal(keys.n, 4);
    assert_str_eq(keys.at[0].text, "p:+8613817264593");
    assert_str_eq(keys.at[1].text, "p:+8613951820476");
    assert_str_eq(keys.at[2].text, "e:li.lei@qq.com");
    assert_true(crm_str_eq(keys.at[3].text, CRM_STR("i:taobao\0tb_1234")));
    assert_int_equal(joining(), 4);
}

static void nothing_gives_no_keys(void **state)
{
    (void)state;
    crm_keys_of_contacts(&keys, &(struct crm_match_cells){0}, &china);
    assert_int_equal(keys.n, 0);
}

static void masked_and_ciphers_never_join(void **state)
{
    static const char *const phones[] = {"138****1234", "186******05", "137****3386",
                                         "****",        "##5Zf0a1b==", "$$kQx81Zp$$"};
    static const char *const emails[] = {"x***@qq.com", "****", "##a@b.cn", "$$a@b.cn"};

    (void)state;
    for (size_t i = 0; i < sizeof(phones) / sizeof(*phones); i++) {
        phone_keys(phones[i]);
        assert_int_equal(keys.n, 0);
    }
    for (size_t i = 0; i < sizeof(emails) / sizeof(*emails); i++) {
        email_keys(emails[i]);
        assert_int_equal(keys.n, 0);
    }
    id_keys("taobao", "t**1");
    assert_int_equal(keys.n, 0);
    id_keys("taobao", "##5Zf0a1b==");
    assert_int_equal(keys.n, 0);
}

static void placeholders_never_join(void **state)
{
    static const char *const phones[] = {"13800138000", "+86 138-0013-8000", "11111111111"};
    static const char *const emails[] = {"a@a.com", "A@A.COM", "test@163.com", "noreply@shop.cn",
                                         "someone@example.com"};
    static const char *const ids[] = {"0", "000", "test", "guest", "匿名"};

    (void)state;
    for (size_t i = 0; i < sizeof(phones) / sizeof(*phones); i++) {
        phone_keys(phones[i]);
        assert_int_equal(joining(), 0);
    }
    for (size_t i = 0; i < sizeof(emails) / sizeof(*emails); i++) {
        email_keys(emails[i]);
        assert_int_equal(keys.n, 0);
    }
    for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
        id_keys("web", ids[i]);
        assert_int_equal(keys.n, 0);
    }
}

static void blanks_null_spellings_and_invalid_values_never_join(void **state)
{
    static const char *const cells[] = {"",     " ",    "-",       "——",  "NULL",
                                        "N/A",  "\\N",  "无",      "123", "1234567890123456789",
                                        "abcd", "\xff", "1.38E+10"};

    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
        phone_keys(cells[i]);
        assert_int_equal(keys.n, 0);
        email_keys(cells[i]);
        assert_int_equal(keys.n, 0);
    }
}

static void a_privacy_number_joins_nobody_and_bars_its_base(void **state)
{
    static const char *const cells[] = {"17531103964_6603", "17531103964-6603", "17531103964转6603",
                                        "17531103964[6603]", "１７５３１１０３９６４＿６６０３"};

    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
        phone_keys(cells[i]);
        assert_int_equal(keys.n, 1);
        assert_true(keys.at[0].is_barred);
        assert_str_eq(keys.at[0].text, "p:+8617531103964");
    }
    phone_keys("17531103964");
    assert_int_equal(joining(), 1);
}

static void an_id_is_a_key_only_with_its_channel(void **state)
{
    (void)state;
    id_keys("", "42");
    assert_int_equal(keys.n, 0);
    id_keys("NULL", "42");
    assert_int_equal(keys.n, 0);
    id_keys("shopify", "");
    assert_int_equal(keys.n, 0);
    id_keys(" Shopify ", "42");
    assert_int_equal(keys.n, 1);
    assert_true(crm_str_eq(keys.at[0].text, CRM_STR("i:shopify\00042")));
    id_keys("shopify4", "2");
    assert_true(crm_str_eq(keys.at[0].text, CRM_STR("i:shopify4\0002")));
}

static void an_id_keeps_its_case_and_zeros_but_a_rounded_one_is_none(void **state)
{
    (void)state;
    id_keys("jd", "0042Ab");
    assert_true(crm_str_eq(keys.at[0].text, CRM_STR("i:jd\0000042Ab")));
    id_keys("jd", "1.93068E+15");
    assert_int_equal(keys.n, 0);
    id_keys("jd", "1E+15");
    assert_int_equal(keys.n, 0);
    id_keys("jd", "1E+");
    assert_int_equal(keys.n, 1);
}

static void a_nul_cannot_shift_the_border_of_channel_and_id(void **state)
{
    struct crm_match_cells record = {.channel = CRM_STR("a\0b"), .source_id = CRM_STR("c")};
    struct crm_match_cells other = {.channel = CRM_STR("a"), .source_id = CRM_STR("b\0c")};
    struct crm_keys second = {0};

    (void)state;
    crm_keys_of_contacts(&keys, &record, &china);
    crm_keys_of_contacts(&second, &other, &china);
    if (keys.n && second.n)
        assert_false(crm_str_eq(keys.at[0].text, second.at[0].text));
    crm_keys_clear(&second);
}

static void exact_columns_fold_blanks_width_and_case(void **state)
{
    (void)state;
    column_keys(" Bob ", "ＡＢ１");
    assert_int_equal(keys.n, 1);
    assert_str_eq(keys.at[0].text, "t:3:bob3:ab1");
    column_keys("bob", "AB1");
    assert_str_eq(keys.at[0].text, "t:3:bob3:ab1");
    /* U+00C4 and A with U+0308 both become a with U+0308; U+00DF becomes ss (CaseFolding.txt). */
    column_keys("\xC3\x84", "Stra\xC3\x9F"
                            "e");
    assert_str_eq(keys.at[0].text, "t:3:a\xCC\x88"
                                   "7:strasse");
    column_keys("A\xCC\x88", "STRASSE");
    assert_str_eq(keys.at[0].text, "t:3:a\xCC\x88"
                                   "7:strasse");
    column_keys("张伟", "x");
    assert_str_eq(keys.at[0].text, "t:6:张伟1:x");
}

/* Only 'A' to 'Z' become others, wherever they stand in a long cell; long cells that are not ASCII
 * to their end are folded to their end. */
static void exact_columns_fold_long_cells(void **state)
{
    (void)state;
    column_keys("@AZ[`az{ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789/:-_.,;?!#");
    assert_str_eq(keys.at[0].text,
                  "t:34:@az[`az{abcdefghijklmnopqrstuvwxyz20:0123456789/:-_.,;?!#");
    column_keys("ABCDEFGHI\xC3\x84JKLMNOPQR", "x");
    assert_str_eq(keys.at[0].text, "t:21:abcdefghia\xCC\x88jklmnopqr1:x");
}

static void exact_columns_need_every_cell(void **state)
{
    (void)state;
    column_keys("a", " ");
    assert_int_equal(keys.n, 0);
    column_keys("", "b");
    assert_int_equal(keys.n, 0);
    crm_keys_of_columns(&keys, NULL, 0, &china);
    assert_int_equal(keys.n, 0);
}

static void exact_columns_know_where_a_cell_ends(void **state)
{
    struct crm_keys other = {0};
    const struct crm_str cells[] = {CRM_STR("a"), CRM_STR("1:bc")};

    (void)state;
    column_keys("a1:b", "c");
    assert_int_equal(keys.n, 1);
    crm_keys_of_columns(&other, cells, 2, &china);
    assert_false(crm_str_eq(keys.at[0].text, other.at[0].text));
    crm_keys_clear(&other);
}

/* Any bytes: nothing but a key of its own kind, or none, may come out. */
static void random_bytes_do_no_harm(void **state)
{
    static const char likely[] = "0123456789_-*@.a\xEF\xBC\x91";
    uint64_t s = 7;
    char bytes[24];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct crm_str cell = {bytes, (size_t)round % sizeof(bytes)};
        for (size_t i = 0; i < cell.n; i++) {
            s = s * UINT64_C(6364136223846793005) + 1;
            bytes[i] = likely[(s >> 33) % (sizeof(likely) - 1)];
            if (round % 2)
                memcpy(&bytes[i], (const char *)&s + 5, 1);
        }
        crm_keys_of_contacts(&keys,
                             &(struct crm_match_cells){.phones = &cell,
                                                       .nphones = 1,
                                                       .emails = &cell,
                                                       .nemails = 1,
                                                       .channel = cell,
                                                       .source_id = cell},
                             &china);
        assert_true(keys.n <= 3);
        for (size_t i = 0; i < keys.n; i++)
            assert_true(keys.at[i].text.n > 2 && keys.at[i].text.p[1] == ':');
        crm_keys_of_columns(&keys, &cell, 1, &china);
        assert_true(keys.n <= 1);
    }
}

static int forget(void **state)
{
    (void)state;
    crm_keys_clear(&keys);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_phone_and_email_and_the_channels_id_is_a_key),
        cmocka_unit_test(nothing_gives_no_keys),
        cmocka_unit_test(masked_and_ciphers_never_join),
        cmocka_unit_test(placeholders_never_join),
        cmocka_unit_test(blanks_null_spellings_and_invalid_values_never_join),
        cmocka_unit_test(a_privacy_number_joins_nobody_and_bars_its_base),
        cmocka_unit_test(an_id_is_a_key_only_with_its_channel),
        cmocka_unit_test(an_id_keeps_its_case_and_zeros_but_a_rounded_one_is_none),
        cmocka_unit_test(a_nul_cannot_shift_the_border_of_channel_and_id),
        cmocka_unit_test(exact_columns_fold_blanks_width_and_case),
        cmocka_unit_test(exact_columns_fold_long_cells),
        cmocka_unit_test(exact_columns_need_every_cell),
        cmocka_unit_test(exact_columns_know_where_a_cell_ends),
        cmocka_unit_test(random_bytes_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
