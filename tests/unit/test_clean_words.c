/* test_clean_words.c - quantities, scores and what is said in words: booleans, genders, countries,
 * currencies, order states. */
#include "unit.h"

#include "gold_rows.h"

#include <stdio.h>

#include "clean/lexicon.h"
#include "clean/order_status.h"
#include "clean/type.h"

/* Options as "decimal=comma top=5". What comes out must stay, without a step; what changed has one.
 */
static void gives(const struct crm_type *type, const char *options, const char *raw,
                  const char *want)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0}, again = {0};
    crm_steps steps = 0, none = 0;
    char text[64];
    enum crm_msg why;

    snprintf(text, sizeof text, "%s", options);
    for (char *one = strtok(text, " "); one; one = strtok(NULL, " ")) {
        char *value = strchr(one, '=');

        *value++ = '\0';
        assert_int_equal(crm_type_option(type, crm_str_of(one), value, &opts), CRM_MSG_NONE);
    }
    crm_buf_add_cstr(&out, "before ");
    why = type->full(crm_str_of(raw), &opts, &out, &steps);
    if (why != CRM_MSG_NONE) {
        assert_int_equal(out.n, 7);
        crm_buf_add_char(&out, '!');
        crm_buf_add_cstr(&out, crm_msg_code(why));
    } else {
        struct crm_str once = crm_str_from(crm_buf_str(&out), 7);

        if (type->full(once, &opts, &again, &none) != CRM_MSG_NONE || none ||
            !crm_str_eq(once, crm_buf_str(&again)))
            fail_msg("%s \"%s\" gives \"%.*s\", then \"%.*s\" (steps %x)", type->name, raw,
                     (int)once.n, once.p, (int)again.n, crm_buf_str(&again).p, (unsigned)none);
    }
    if (!crm_str_eq(crm_str_from(crm_buf_str(&out), 7), crm_str_of(want)))
        fail_msg("%s \"%s\" (%s): got %.*s, want %s", type->name, raw, options, (int)out.n - 7,
                 out.p + 7, want);
    crm_buf_clear(&out);
    crm_buf_clear(&again);
}

static void all_give(const struct crm_type *type, const char *const texts[][2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        gives(type, "", texts[i][0], texts[i][1]);
}

#define ALL_GIVE(type, texts) all_give(&(type), (texts), sizeof(texts) / sizeof *(texts))

static void quantities_lose_what_is_counted(void **state)
{
    static const char *const texts[][2] = {
        {"2", "2"},
        {"2.00", "2"},
        {"1.50", "1.5"},
        {"-3", "-3"},
        {"(3)", "-3"},
        {"2件", "2"},
        {"2 个", "2"},
        {"2 pcs", "2"},
        {"12 Pieces", "12"},
        {"x2", "2"},
        {"×2", "2"},
        {"2x", "2"},
        {"数量：2", "2"},
        {"Qty: 3", "3"},
        {"１２", "12"},
        {"1,234件", "1234"},
        {"=\"5\"", "5"},
        {"0", "0"},
        {"-0.0", "0"},
        {"007", "7"},
        {"2kg", "!invalid"},
        {"500g", "!invalid"},
        {"¥5", "!invalid"},
        {"many", "!invalid"},
        {"件", "!invalid"},
        {"2-3件", "!range"},
        {"10+", "!range"},
        {"1,5", "!ambiguous"},
        {"-", "!empty_value"},
        {"两件", "!invalid"},
    };

    (void)state;
    ALL_GIVE(crm_type_quantity, texts);
    gives(&crm_type_quantity, "units=on", "两件", "2");
    gives(&crm_type_quantity, "units=on", "1.2万件", "12000");
    gives(&crm_type_quantity, "decimal=comma", "1,5", "1.5");
    gives(&crm_type_quantity, "decimal=comma", "1,234", "1.2340");
    gives(&crm_type_quantity, "decimal=comma", "1.234", "1234");
}

static void scores_stay_on_their_scale(void **state)
{
    static const char *const texts[][2] = {
        {"5", "5"},
        {"0", "0"},
        {"10", "10"},
        {"4.50", "4.5"},
        {"10.0", "10"},
        {"4/5", "4"},
        {"9/10", "9"},
        {"4 out of 5", "4"},
        {"★★★★☆", "4"},
        {"⭐⭐⭐", "3"},
        {"★", "1"},
        {"5星", "5"},
        {"4 stars", "4"},
        {"3颗星", "3"},
        {"4.8分", "4.8"},
        {"五星好评", "5"},
        {"好评", "5"},
        {"中评", "3"},
        {"差评", "1"},
        {"非常满意", "5"},
        {"Dissatisfied", "2"},
        {"Very poor", "1"},
        {"11", "!range"},
        {"-1", "!range"},
        {"10.5", "!range"},
        {"6/5", "!range"},
        {"7星", "!range"},
        {"100", "!range"},
        {"5%", "!percent"},
        {"¥5", "!invalid"},
        {"☆☆☆", "!unknown_value"},
        {"★★★★★★", "!unknown_value"},
        {"whatever", "!unknown_value"},
        {"", "!empty_value"},
        {"99999999999999999999999999999999999999999", "!range"},
    };

    (void)state;
    ALL_GIVE(crm_type_score, texts);
    gives(&crm_type_score, "top=5", "5", "5");
    gives(&crm_type_score, "top=5", "6", "!range");
    gives(&crm_type_score, "top=5", "9/10", "!ambiguous");
    gives(&crm_type_score, "top=10", "好评", "!ambiguous");
    gives(&crm_type_score, "top=10", "★★★★★", "!ambiguous");
    gives(&crm_type_score, "top=7", "7", "7");
    gives(&crm_type_score, "decimal=comma", "4,5", "4.5");
    gives(&crm_type_score, "decimal=comma", "4,123", "4.1230");
}

static void booleans_are_read_in_words_and_signs(void **state)
{
    static const char *const texts[][2] = {
        {"是", "true"},
        {"否", "false"},
        {"YES", "true"},
        {"No", "false"},
        {"t", "true"},
        {"F", "false"},
        {"1", "true"},
        {"0", "false"},
        {"1.0", "true"},
        {"√", "true"},
        {"×", "false"},
        {"✔️", "true"},
        {"已认证", "true"},
        {"未认证", "false"},
        {"已关注公众号", "true"},
        {"已开通", "true"},
        {"未开通", "false"},
        {"TRUE", "true"},
        {"Not subscribed", "false"},
        {"已取消", "!unknown_value"},
        {"已过期", "!unknown_value"},
        {"未知", "!unknown_value"},
        {"2", "!unknown_value"},
        {"-1", "!unknown_value"},
        {"maybe", "!unknown_value"},
        {"10", "!unknown_value"},
        {"-", "!empty_value"},
    };

    (void)state;
    ALL_GIVE(crm_type_boolean, texts);
}

static void genders_are_m_f_or_nothing(void **state)
{
    static const char *const texts[][2] = {
        {"男", "M"},
        {"女", "F"},
        {"male", "M"},
        {"Female", "F"},
        {"m", "M"},
        {"f", "F"},
        {"先生", "M"},
        {"女士", "F"},
        {"Mr.", "M"},
        {"Mrs", "F"},
        {"1", "M"},
        {"2", "F"},
        {"1.0", "M"},
        {"♀", "F"},
        {"Männlich", "M"},
        {"féminin", "F"},
        {"０", "!empty_value"},
        {"9", "!empty_value"},
        {"保密", "!empty_value"},
        {"unknown", "!empty_value"},
        {"Prefer not to say", "!empty_value"},
        {"3", "!unknown_value"},
        {"X", "!unknown_value"},
        {"non-binary", "!unknown_value"},
        {"男女", "!unknown_value"},
    };

    (void)state;
    ALL_GIVE(crm_type_gender, texts);
}

static void countries_are_found_by_code_and_name(void **state)
{
    static const char *const texts[][2] = {
        {"CN", "CN"},
        {"cn", "CN"},
        {"CHN", "CN"},
        {"156", "CN"},
        {"China", "CN"},
        {"中国", "CN"},
        {"中國", "CN"},
        {"中国大陆", "CN"},
        {"P.R. China", "CN"},
        {"People's Republic of China", "CN"},
        {"People’s Republic of China", "CN"},
        {"UK", "GB"},
        {"U.K.", "GB"},
        {"England", "GB"},
        {"United Kingdom", "GB"},
        {"USA", "US"},
        {"U.S.A.", "US"},
        {"United States", "US"},
        {"美国", "US"},
        {"香港", "HK"},
        {"中国香港", "HK"},
        {"Hong-Kong", "HK"},
        {"Hong Kong SAR China", "HK"},
        {"澳門", "MO"},
        {"Macau", "MO"},
        {"台湾", "TW"},
        {"臺灣", "TW"},
        {"South Korea", "KR"},
        {"Korea, Republic of", "KR"},
        {"Korea (Republic of)", "KR"},
        {"North Korea", "KP"},
        {"Côte d'Ivoire", "CI"},
        {"COTE D’IVOIRE", "CI"},
        {"CÔTE D'IVOIRE", "CI"},
        {"Curacao", "CW"},
        {"Åland Islands", "AX"},
        {"ÅLAND ISLANDS", "AX"},
        {"Viet Nam", "VN"},
        {"Vietnam", "VN"},
        {"Deutschland", "DE"},
        {"Türkiye", "TR"},
        {"Turkey", "TR"},
        {"Czech Republic", "CZ"},
        {"Czechia", "CZ"},
        {"Russia", "RU"},
        {"Russian Federation", "RU"},
        {"The Netherlands", "NL"},
        {"Trinidad and Tobago", "TT"},
        {"Trinidad & Tobago", "TT"},
        {"ＪＰ", "JP"},
        {" 日本 ", "JP"},
        {"新加坡", "SG"},
        {"UAE", "AE"},
        {"XX", "!unknown_value"},
        {"EU", "!unknown_value"},
        {"Atlantis", "!unknown_value"},
        {"86", "!unknown_value"},
        {"", "!empty_value"},
    };

    (void)state;
    ALL_GIVE(crm_type_country, texts);
}

static void currencies_are_found_by_code_name_and_sign(void **state)
{
    static const char *const texts[][2] = {
        {"CNY", "CNY"},
        {"rmb", "CNY"},
        {"人民币", "CNY"},
        {"usd", "USD"},
        {"美元", "USD"},
        {"US$", "USD"},
        {"€", "EUR"},
        {"£", "GBP"},
        {"HK$", "HKD"},
        {"NT$", "TWD"},
        {"日元", "JPY"},
        {"US Dollar", "USD"},
        {"Euro", "EUR"},
        {"PLN", "PLN"},
        {"Zloty", "PLN"},
        {"KES", "KES"},
        {"元", "CNY"},
        {"￥", "CNY"},
        {"$", "!ambiguous"},
        {"kr", "!ambiguous"},
        {"ABC", "!unknown_value"},
        {"12", "!unknown_value"},
        {"€5", "!unknown_value"},
        {"", "!empty_value"},
    };

    (void)state;
    ALL_GIVE(crm_type_currency, texts);
    gives(&crm_type_currency, "region=JP", "¥", "JPY");
    gives(&crm_type_currency, "region=US", "¥", "!ambiguous");
    gives(&crm_type_currency, "region=US", "$", "USD");
    gives(&crm_type_currency, "region=TW", "元", "TWD");
    gives(&crm_type_currency, "currency=CAD", "$", "CAD");
    gives(&crm_type_currency, "currency=EUR region=US", "$", "!ambiguous");
}

static void states_of_orders_take_one_word(void **state)
{
    static const char *const texts[][2] = {
        {"交易成功", "completed"},
        {"已完成", "completed"},
        {"Completed", "completed"},
        {"交易关闭", "cancelled"},
        {"canceled", "cancelled"},
        {"卖家已发货，等待买家确认", "shipped"},
        {"已发货", "shipped"},
        {"Fulfilled", "shipped"},
        {"买家已付款", "paid"},
        {"待发货", "paid"},
        {"processing", "paid"},
        {"等待买家付款", "pending"},
        {"on-hold", "on_hold"},
        {"On hold", "on_hold"},
        {"退款成功", "refunded"},
        {"部分退款", "partial_refund"},
        {"partially_refunded", "partial_refund"},
        {"退货退款", "returned"},
        {"已签收", "delivered"},
        {"刷单", "刷单"},
        {" my own state ", "my own state"},
        {"", "!empty_value"},
    };

    (void)state;
    ALL_GIVE(crm_type_status, texts);
    assert_string_equal(crm_order_status(CRM_STR("PARTIALLY REFUNDED")), "partial_refund");
    assert_null(crm_order_status(CRM_STR("刷单")));
    assert_null(crm_order_status(CRM_STR("")));
}

/* Two rows of one lexicon may not claim a word: the first would win in silence. */
static void a_lexicon_finds_each_row_by_its_words(void **state)
{
    static const struct crm_lexicon_row rows[] = {
        {"a", "x|Y y|1.0"}, {"b", "x-x|z z."}, {"", "n/a"}};
    static struct crm_lexicon lexicon = CRM_LEXICON(rows);

    (void)state;
    assert_ptr_equal(crm_lexicon_find(&lexicon, CRM_STR("A")), &rows[0]);
    assert_ptr_equal(crm_lexicon_find(&lexicon, CRM_STR("y-Y")), &rows[0]);
    assert_ptr_equal(crm_lexicon_find(&lexicon, CRM_STR("xX")), &rows[1]);
    assert_ptr_equal(crm_lexicon_find(&lexicon, CRM_STR("Z_Z")), &rows[1]);
    assert_ptr_equal(crm_lexicon_find(&lexicon, CRM_STR("NA")), &rows[2]);
    assert_null(crm_lexicon_find(&lexicon, CRM_STR("10")));
    assert_null(crm_lexicon_find(&lexicon, CRM_STR("-a")));
    assert_null(crm_lexicon_find(&lexicon, CRM_STR("xxx")));
}

static void twice_is_once_for_random_pieces(void **state)
{
    static const struct crm_type *const types[] = {
        &crm_type_quantity, &crm_type_score,    &crm_type_boolean, &crm_type_gender,
        &crm_type_country,  &crm_type_currency, &crm_type_status,
    };
    static const char *const pieces[] = {
        "1",    "2",  "5", "0", "10", ".",  ",",    "/5",   " ", "-",  "x",
        "件",   "星", "★", "☆", "已", "未", "认证", "男",   "M", "CN", "中国",
        "香港", "US", "$", "¥", "kr", "元", "退款", "成功", "'", "É",
    };
    struct crm_buf raw = {0}, once = {0}, twice = {0};
    uint64_t seed = 4711;

    (void)state;
    for (int round = 0; round < 100000; round++) {
        const struct crm_type *type = types[gold_random(&seed) % (sizeof types / sizeof *types)];
        struct crm_clean_opts opts = crm_clean_defaults();
        crm_steps steps = 0, none = 0;

        opts.decimal = gold_random(&seed) % 2 ? '.' : ',';
        opts.has_units = gold_random(&seed) % 2;
        crm_buf_reset(&raw);
        crm_buf_reset(&once);
        crm_buf_reset(&twice);
        for (size_t n = gold_random(&seed) % 5; n; n--)
            crm_buf_add_cstr(&raw, pieces[gold_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        if (type->full(crm_buf_str(&raw), &opts, &once, &steps) != CRM_MSG_NONE) {
            assert_int_equal(once.n, 0);
            continue;
        }
        if (type->full(crm_buf_str(&once), &opts, &twice, &none) != CRM_MSG_NONE || none ||
            !crm_str_eq(crm_buf_str(&once), crm_buf_str(&twice)))
            fail_msg("%s \"%.*s\" gives \"%.*s\", then \"%.*s\"", type->name, (int)raw.n,
                     crm_buf_str(&raw).p, (int)once.n, once.p, (int)twice.n, crm_buf_str(&twice).p);
    }
    crm_buf_clear(&raw);
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_lose_what_is_counted),
        cmocka_unit_test(scores_stay_on_their_scale),
        cmocka_unit_test(booleans_are_read_in_words_and_signs),
        cmocka_unit_test(genders_are_m_f_or_nothing),
        cmocka_unit_test(countries_are_found_by_code_and_name),
        cmocka_unit_test(currencies_are_found_by_code_name_and_sign),
        cmocka_unit_test(states_of_orders_take_one_word),
        cmocka_unit_test(a_lexicon_finds_each_row_by_its_words),
        cmocka_unit_test(twice_is_once_for_random_pieces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
