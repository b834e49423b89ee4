/* test_clean_email.c - addresses, and the reasons why not. */
#include "unit.h"

#include "clean/clean.h"

static void gives(const char *raw, const char *want)
{
    struct crm_clean_opts opts = {.region = "CN", .decimal = '.'};
    crm_steps steps = 0;
    struct crm_buf out = {0};
    enum crm_msg why = crm_clean_email(crm_str_of(raw), &opts, &out, &steps);

    if (why != CRM_MSG_NONE) {
        assert_int_equal(out.n, 0);
        crm_buf_add_char(&out, '!');
        crm_buf_add_cstr(&out, crm_msg_code(why));
    }
    crm_buf_add_char(&out, '\0');
    if (strcmp(out.p, want) != 0)
        fail_msg("\"%s\": got %s, want %s", raw, out.p, want);
    crm_buf_clear(&out);
}

static void addresses_are_folded_to_lower_case(void **state)
{
    (void)state;
    gives("Tom.Hanks@163.com", "tom.hanks@163.com");
    gives("  WANG_FANG@VIP.QQ.COM\t", "wang_fang@vip.qq.com");
    gives("ｌｉ．ｗｅｉ＠ｑｑ．ｃｏｍ", "li.wei@qq.com");
    gives("o'neil@yahoo.co.jp", "o'neil@yahoo.co.jp");
    gives("m.rossi@aliyun。com", "m.rossi@aliyun.com");
    gives("user+mailbox/department=shipping@example.tld",
          "user+mailbox/department=shipping@example.tld");
    gives("a@xn--fiqs8s.xn--fiqs8s", "a@xn--fiqs8s.xn--fiqs8s");
}

static void what_stands_around_is_taken_off(void **state)
{
    (void)state;
    gives("<Jos@hotmail.com>", "jos@hotmail.com");
    gives("\"wang_fang@vip.qq.com\"", "wang_fang@vip.qq.com");
    gives("mailto:a@web.de", "a@web.de");
    gives("李伟 <sales+tmall@foxmail.com>", "sales+tmall@foxmail.com");
    gives("\"Li, Wei\" <q.chen@foxmail.com>", "q.chen@foxmail.com");
    gives("'kim_lee@outlook.com", "kim_lee@outlook.com");
    gives("'kim_lee@outlook.com'", "kim_lee@outlook.com");
    gives("=\"li.wei@foxmail.com\"", "li.wei@foxmail.com");
    gives("no-reply@web.de;", "no-reply@web.de");
    gives("\xEF\xBB\xBFq.chen@web.de", "q.chen@web.de");
}

static void wrong_addresses_are_refused(void **state)
{
    static const char *const texts[] = {
        "a@b",         "test@test",   "abc@",           "@qq.com",      "abc",        "a@qq..com",
        "a..b@qq.com", ".a@qq.com",   "a.@qq.com",      "a@-qq.com",    "a@qq-.com",  "a@qq.123",
        "a@qq,com",    "a@[1.1.1.1]", "a b@qq.com",     "foo@_bar.com", "a@qq.c",     "李@qq.com",
        "a@yy--0.tld", "a@qq.com.",   "\"a b\"@qq.com", "''a@qq.com",   "a@b@qq.com", "a@.com"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        gives(texts[i], "!not_an_email");
}

static void lengths_are_limited(void **state)
{
    char address[300];

    (void)state;
    memset(address, 'a', sizeof address);
    memcpy(address + 64, "@qq.com", 8);
    gives(address, address);
    address[64] = 'a';
    memcpy(address + 65, "@qq.com", 8);
    gives(address, "!not_an_email");
    memset(address, 'a', sizeof address);
    memcpy(address, "a@", 2);
    memcpy(address + 2 + 63, ".com", 5);
    gives(address, address);
    address[65] = 'a';
    memcpy(address + 66, ".com", 5);
    gives(address, "!not_an_email");
}

static void reasons_tell_masks_ciphers_and_lists_apart(void **state)
{
    (void)state;
    gives("x***@qq.com", "!masked");
    gives("##密文", "!cipher");
    gives("$$abc@qq.com", "!cipher");
    gives("a@qq.com,b@163.com", "!multiple");
    gives("a@qq.com b@163.com", "!multiple");
    gives("a@qq.com/b@163.com", "!multiple");
    gives("a@qq.com、b@163.com", "!multiple");
    gives("a@qq.com <b@163.com>", "!multiple");
    gives("——", "!empty_value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_folded_to_lower_case),
        cmocka_unit_test(what_stands_around_is_taken_off),
        cmocka_unit_test(wrong_addresses_are_refused),
        cmocka_unit_test(lengths_are_limited),
        cmocka_unit_test(reasons_tell_masks_ciphers_and_lists_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
