/* test_identity.c - values that name nobody. */
#include "unit.h"

#include "clean/clean.h"

typedef bool predicate(struct crm_str s);

static void all_are(predicate *is, bool want, const char *const *texts)
{
    for (; *texts; texts++)
        if (is(crm_str_of(*texts)) != want)
            fail_msg("\"%s\" should be %s", *texts, want ? "one" : "none");
}

static void maskeds_are_known_by_their_stars(void **state)
{
    (void)state;
    all_are(crm_is_masked, true,
            (const char *const[]){"138****1234", "186******05", "张*", "王**", "****", "*三",
                                  "x***@qq.com", "138＊＊＊＊1234", "138xxxx1234", "138XXXXXXXX",
                                  "+86 138 xxxx 1234", NULL});
    all_are(crm_is_masked, false,
            (const char *const[]){"13812345678", "张三", "", "xxx", "1xxxl@qq.com", "Max123xxx",
                                  "12x12", NULL});
}

static void cipher_text_is_known_by_its_start(void **state)
{
    (void)state;
    all_are(crm_is_cipher, true, (const char *const[]){"##密文", "$$密文", "$$abc", NULL});
    all_are(crm_is_cipher, false,
            (const char *const[]){"#####", "$$", "#1", "$12", "", "#$abc", "张##", NULL});
}

static void sample_phones_are_placeholders(void **state)
{
    (void)state;
    all_are(crm_is_placeholder_phone, true,
            (const char *const[]){"+8613800138000", "+8613900139000", "+8618888888888",
                                  "+8613812345678", "+8611111111111", "+16175550123",
                                  "+864008888888;ext=1", NULL});
    all_are(crm_is_placeholder_phone, false,
            (const char *const[]){"+8617531103964", "+8613800138001", "+862164381231",
                                  "+16173265508", "", "+862164381231;ext=1111111", NULL});
}

static void addresses_of_nobody_are_placeholders(void **state)
{
    (void)state;
    all_are(crm_is_placeholder_email, true,
            (const char *const[]){"a@a.com", "qq@qq.com", "test@qq.com", "test01@163.com",
                                  "noreply@shop.cn", "no-reply@shop.cn", "li@example.com",
                                  "li@shop.test", "123456@qq.com", "null@qq.com", NULL});
    all_are(crm_is_placeholder_email, false,
            (const char *const[]){"li.wei@qq.com", "a@ab.com", "contest@qq.com", "10001@qq.com",
                                  "info@aliyun.com", "", "test", "12@qq.com", NULL});
}

static void forms_of_address_are_no_names(void **state)
{
    (void)state;
    all_are(crm_is_placeholder_name, true,
            (const char *const[]){"先生", "女士", " 女士 ", "test", "Test2", "匿名", "顾客",
                                  "GUEST", "无", "", "测试", NULL});
    all_are(crm_is_placeholder_name, false,
            (const char *const[]){"张先生", "张三", "Tess", "Guest House", "Testa", NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maskeds_are_known_by_their_stars),
        cmocka_unit_test(cipher_text_is_known_by_its_start),
        cmocka_unit_test(sample_phones_are_placeholders),
        cmocka_unit_test(addresses_of_nobody_are_placeholders),
        cmocka_unit_test(forms_of_address_are_no_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
