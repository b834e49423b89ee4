/* test_clean_phone.c - phone numbers to E.164, and the reasons why not. */
#include "unit.h"

#include "clean/clean.h"

static void gives(const char *region, const char *raw, const char *want)
{
    struct crm_clean_opts opts = {.region = region, .decimal = '.'};
    crm_steps steps = 0;
    struct crm_buf out = {0};
    enum crm_msg why;

    crm_buf_add_cstr(&out, "before ");
    why = crm_clean_phone(crm_str_of(raw), &opts, &out, &steps);
    if (why != CRM_MSG_NONE) {
        assert_str_eq(crm_buf_str(&out), "before ");
        crm_buf_add_char(&out, '!');
        crm_buf_add_cstr(&out, crm_msg_code(why));
    }
    crm_buf_add_char(&out, '\0');
    if (strcmp(out.p + 7, want) != 0)
        fail_msg("\"%s\": got %s, want %s", raw, out.p + 7, want);
    crm_buf_clear(&out);
}

static void cn(const char *raw, const char *want)
{
    gives("CN", raw, want);
}

static void mobiles_are_read_however_written(void **state)
{
    static const char *const texts[] = {"13812345678",
                                        "+8613812345678",
                                        "8613812345678",
                                        "008613812345678",
                                        "08613812345678",
                                        "+86 138 1234 5678",
                                        "138-1234-5678",
                                        "138.1234.5678",
                                        "(+86)13812345678",
                                        "１３８１２３４５６７８",
                                        ("138\xE2\x80\x93"
                                         "1234\xE2\x80\x93"
                                         "5678"),
                                        "13812345678.0",
                                        "=\"13812345678\"",
                                        "'13812345678",
                                        "\t13812345678",
                                        "\"13812345678\"",
                                        "手机号13812345678",
                                        "tel:+86-138-1234-5678",
                                        "013812345678",
                                        "+86_13812345678",
                                        "138/1234/5678",
                                        ("\xE2\x80\x8B"
                                         "13812345678"),
                                        "86-13812345678"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cn(texts[i], "+8613812345678");
}

static void land_lines_need_their_area(void **state)
{
    (void)state;
    cn("021-64381231", "+862164381231");
    cn("(022)34356635", "+862234356635");
    cn("0931.547.7636", "+869315477636");
    cn("0571-8765-4321", "+8657187654321");
    cn("57127109745", "+8657127109745");
    cn("+86 (0)43153837407", "+8643153837407");
    cn("+86073187973430", "+8673187973430");
    cn("64381231", "!too_short");
    cn("021-6438123", "!too_short");
    cn("021-643812311", "!too_long");
    cn("021-14381231", "!invalid_prefix");
    cn("0260-6438123", "!invalid_prefix");
}

static void service_numbers_have_ten_digits(void **state)
{
    (void)state;
    cn("400-123-4567", "+864001234567");
    cn("8009596847", "+868009596847");
    cn("+86 400 130 5041", "+864001305041");
    cn("10086", "!short_code");
}

static void extensions_follow_land_lines(void **state)
{
    static const char *const texts[] = {
        "021-64381231转123", "021-64381231 ext 123", "021-64381231 ext. 123",
        "021-64381231x123",  "021-64381231分机123",  "021-64381231分机:123",
        "021-64381231-123",  "02164381231#123",      "+862164381231;ext=123"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cn(texts[i], "+862164381231;ext=123");
    cn("4001679031#798", "+864001679031;ext=798");
    cn("021-64381231_123", "!too_long");
    cn("021-64381231,123", "!not_a_number");
    cn("021-64381231-12-3", "!too_long");
    cn("0512-5459277-1", "!ambiguous"); /* eight digits, or seven and an extension */
}

static void a_mobile_with_something_behind_is_a_privacy_number(void **state)
{
    static const char *const texts[] = {
        "17531103964_6603",  "17531103964-1234",   "17531103964转1234",
        "17531103964[1234]", "17531103964 ext 12", "+86 175-3110-3964-12",
        "17531103964,1234",  "17531103964#1",      "1 753 110 3964 1234"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cn(texts[i], "!privacy_number");
}

static void masks_and_ciphers_are_no_numbers(void **state)
{
    (void)state;
    cn("138****1234", "!masked");
    cn("186******05", "!masked");
    cn("138＊＊＊＊1234", "!masked");
    cn("138xxxx1234", "!masked");
    cn("$$密文", "!cipher");
    cn("##密文", "!cipher");
    cn("#####", "!not_a_number");
}

static void digits_lost_in_a_spreadsheet_are_said_to_be_lost(void **state)
{
    (void)state;
    cn("1.86E+10", "!scientific");
    cn("1.3800138e+10", "!scientific");
    cn("8.61380E+12", "!scientific");
}

static void two_numbers_in_a_cell_are_not_chosen_from(void **state)
{
    static const char *const texts[] = {
        "13812345678,13912345678", "13812345678;13912345678",      "13812345678、13912345678",
        "13812345678/13912345678", "13812345678 13912345678",      "13812345678 或 02164381231",
        "021-64381231/64381232",   "+8613812345678 +8613912345678"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cn(texts[i], "!multiple");
}

static void numbers_abroad_need_their_country(void **state)
{
    (void)state;
    cn("+1 617-326-5508", "+16173265508");
    cn("+44 (0)20 7946 0018", "+442079460018");
    cn("+44 020 7946 0018", "+442079460018");
    cn("0044-7420110330", "+447420110330");
    cn("+852 6984 2374", "+85269842374");
    cn("+39 06 1234567", "+39061234567");
    cn("+1 617-326-5508 x12", "+16173265508;ext=12");
    cn("+1 617-326-550", "!too_short");
    cn("+44 20 7946 0958-123", "!too_long");
    cn("+999 1234567", "!unknown_country");
    cn("+0 1234567", "!unknown_country");
    cn("+58 01234567", "!invalid_prefix");
    cn("+852 6984 2374/5", "!multiple");
    cn("+354 12345", "+35412345");
    cn("+354 123", "!too_short");
    cn("+3541234567890123", "!too_long");
    gives("US", "+8613812345678", "+8613812345678");
    gives("US", "13812345678", "!invalid_prefix");
    gives(NULL, "13812345678", "!invalid_prefix");
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    cn("10000000000", "!invalid_prefix");
    cn("12345678901", "!invalid_prefix");
    cn("1381234567", "!too_short");
    cn("15339366209019519", "!too_long");
    cn("微信:abc123456", "!not_a_number");
    cn("138O1234567", "!not_a_number");
    cn("-13812345678", "!not_a_number");
    cn("+", "!not_a_number");
    cn("()", "!not_a_number");
    cn("13812345678a", "!not_a_number");
    cn("", "!empty_value");
    cn("无", "!empty_value");
    cn("138\xFF", "!not_utf8");
    cn("1111111111111111111111111111111111111111111111111111111111", "!too_long");
    cn("1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "!too_long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mobiles_are_read_however_written),
        cmocka_unit_test(land_lines_need_their_area),
        cmocka_unit_test(service_numbers_have_ten_digits),
        cmocka_unit_test(extensions_follow_land_lines),
        cmocka_unit_test(a_mobile_with_something_behind_is_a_privacy_number),
        cmocka_unit_test(masks_and_ciphers_are_no_numbers),
        cmocka_unit_test(digits_lost_in_a_spreadsheet_are_said_to_be_lost),
        cmocka_unit_test(two_numbers_in_a_cell_are_not_chosen_from),
        cmocka_unit_test(numbers_abroad_need_their_country),
        cmocka_unit_test(what_is_no_number_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
