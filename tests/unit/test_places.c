/* test_places.c - provinces, cities and districts in addresses, names, postcodes and phones. */
#include "unit.h"

#include "clean/places.h"

static void is_in(const char *address, const char *province, const char *city, const char *district)
{
    struct crm_place p;

    if (!crm_place_of_address(crm_str_of(address), &p))
        fail_msg("\"%s\" names no place", address);
    assert_str_eq(p.province, province);
    assert_str_eq(p.city, city);
    assert_str_eq(p.district, district);
}

static void is_nowhere(const char *address)
{
    struct crm_place p;

    if (crm_place_of_address(crm_str_of(address), &p))
        fail_msg("\"%s\" names %.*s", address, (int)p.province.n, p.province.p);
}

static void parts_are_found_in_full(void **state)
{
    (void)state;
    is_in("浙江省杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区");
    is_in("浙江省 杭州市 西湖区 文三路", "浙江省", "杭州市", "西湖区");
    is_in("中国广东省深圳市南山区科技园", "广东省", "深圳市", "南山区");
    is_in("310012 浙江省-杭州市-西湖区", "浙江省", "杭州市", "西湖区");
    is_in("广西壮族自治区南宁市青秀区民族大道", "广西壮族自治区", "南宁市", "青秀区");
    is_in("新疆维吾尔自治区伊犁哈萨克自治州伊宁市", "新疆维吾尔自治区", "伊犁哈萨克自治州", "伊宁市");
}

static void short_names_count_where_a_smaller_place_follows(void **state)
{
    (void)state;
    is_in("浙江杭州西湖区文三路", "浙江省", "杭州市", "西湖区");
    is_in("内蒙古呼和浩特新城区", "内蒙古自治区", "呼和浩特市", "新城区");
    is_in("湖北恩施恩施市", "湖北省", "恩施土家族苗族自治州", "恩施市");
    is_in("杭州西湖区", "浙江省", "杭州市", "西湖区");
    is_in("浙江", "浙江省", "", "");
    is_nowhere("南京路100号");
    is_nowhere("上海大厦3楼");
    is_nowhere("朝阳区建国路"); /* of several cities */
}

static void what_lies_above_a_place_is_added(void **state)
{
    (void)state;
    is_in("杭州市西湖区", "浙江省", "杭州市", "西湖区");
    is_in("浦东新区世纪大道", "上海市", "上海市", "浦东新区");
    is_in("江苏省昆山市玉山镇", "江苏省", "苏州市", "昆山市");
    is_in("昆山市玉山镇", "江苏省", "苏州市", "昆山市");
    is_in("海南藏族自治州共和县", "青海省", "海南藏族自治州", "共和县");
}

static void municipalities_are_their_own_city(void **state)
{
    (void)state;
    is_in("北京市朝阳区建国路", "北京市", "北京市", "朝阳区");
    is_in("北京北京市朝阳区", "北京市", "北京市", "朝阳区");
    is_in("北京市北京市海淀区", "北京市", "北京市", "海淀区");
    is_in("北京市市辖区东城区", "北京市", "北京市", "东城区");
    is_in("重庆市忠县", "重庆市", "重庆市", "忠县");
}

static void names_that_two_levels_share_are_told_apart(void **state)
{
    (void)state;
    is_in("吉林省吉林市船营区", "吉林省", "吉林市", "船营区");
    is_in("吉林市船营区", "吉林省", "吉林市", "船营区");
    is_in("吉林长春市朝阳区", "吉林省", "长春市", "朝阳区");
    is_in("海南省海口市龙华区", "海南省", "海口市", "龙华区");
    is_in("湖北省潜江市园林街道", "湖北省", "潜江市", "");
    is_in("广东省东莞市南城街道", "广东省", "东莞市", "");
    is_in("香港特别行政区九龙", "香港特别行政区", "", "");
}

static void elsewhere_is_nowhere(void **state)
{
    (void)state;
    is_nowhere("");
    is_nowhere("123 Main St, Springfield");
    is_nowhere("****");
    is_nowhere("和平路北京烤鸭店"); /* a city that is named later is a shop */
}

static void names_become_official_ones(void **state)
{
    struct crm_str name;

    (void)state;
    assert_true(crm_province_named(CRM_STR("浙江"), &name));
    assert_str_eq(name, "浙江省");
    assert_true(crm_province_named(CRM_STR("内蒙"), &name));
    assert_str_eq(name, "内蒙古自治区");
    assert_true(crm_province_named(CRM_STR("新疆"), &name));
    assert_str_eq(name, "新疆维吾尔自治区");
    assert_true(crm_city_named(CRM_STR("杭州"), &name));
    assert_str_eq(name, "杭州市");
    assert_true(crm_city_named(CRM_STR("北京"), &name));
    assert_str_eq(name, "北京市");
    assert_false(crm_city_named(CRM_STR("California"), &name));
    assert_false(crm_province_named(CRM_STR("浙"), &name));
}

static void codes_say_the_province(void **state)
{
    struct crm_place p;

    (void)state;
    assert_true(crm_place_of_postcode(CRM_STR("310012"), &p));
    assert_str_eq(p.province, "浙江省");
    assert_str_eq(p.city, "");
    assert_true(crm_place_of_postcode(CRM_STR("100020"), &p));
    assert_str_eq(p.city, "北京市");
    assert_false(crm_place_of_postcode(CRM_STR("90210"), &p));
    assert_false(crm_place_of_postcode(CRM_STR("990000"), &p));
    assert_true(crm_place_of_phone(CRM_STR("+8657187654321"), &p));
    assert_str_eq(p.province, "浙江省");
    assert_true(crm_place_of_phone(CRM_STR("+862087654321;ext=12"), &p));
    assert_str_eq(p.city, "广州市");
    assert_true(crm_place_of_phone(CRM_STR("+8689836312345"), &p));
    assert_str_eq(p.province, "海南省");
    assert_false(crm_place_of_phone(CRM_STR("+8613812345678"), &p));
    assert_false(crm_place_of_phone(CRM_STR("+864008123456"), &p));
    assert_false(crm_place_of_phone(CRM_STR("+12125551234"), &p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_found_in_full),
        cmocka_unit_test(short_names_count_where_a_smaller_place_follows),
        cmocka_unit_test(what_lies_above_a_place_is_added),
        cmocka_unit_test(municipalities_are_their_own_city),
        cmocka_unit_test(names_that_two_levels_share_are_told_apart),
        cmocka_unit_test(elsewhere_is_nowhere),
        cmocka_unit_test(names_become_official_ones),
        cmocka_unit_test(codes_say_the_province),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
