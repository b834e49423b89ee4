/* test_clean_email.c - addresses, and the reasons why not. */
#include <stdio.h>

#include "unit.h"

#include "clean/clean.h"

static void gives_with(const char *raw, const struct crm_clean_opts *opts, const char *want)
{
    crm_steps steps = 0;
    struct crm_buf out = {0};
    enum crm_msg why = crm_clean_email(crm_str_of(raw), opts, &out, &steps);

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

static void gives(const char *raw, const char *want)
{
    struct crm_clean_opts opts = crm_clean_defaults();

    gives_with(raw, &opts, want);
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
    gives("邮箱：a@b.com。", "a@b.com");
    gives("E-mail: a@b.com", "a@b.com");
    gives("mailto:a@b.com?subject=Hi", "a@b.com");
    gives("【a@b.com】、", "a@b.com");
    gives("“a@b.com”", "a@b.com");
    gives("a @ b.com", "a@b.com");
    gives("a@qq.com.", "a@qq.com");
    gives("''a@qq.com", "a@qq.com");
    gives("\"a@qq.com\" <a@qq.com>", "a@qq.com");
    gives("john(work)@(old)example.com (home)", "john@example.com");
}

/* RFC 5321 4.1.2: what is quoted needs it, or is written without. */
static void quotes_stay_where_they_are_needed(void **state)
{
    struct crm_clean_opts opts = crm_clean_defaults();

    (void)state;
    gives("\"a.b\"@example.org", "a.b@example.org");
    gives("\"a b\"@example.org", "\"a b\"@example.org");
    gives("\"a..b\"@example.org", "\"a..b\"@example.org");
    gives("\"a\\@b\"@example.org", "\"a@b\"@example.org");
    gives("\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org");
    opts.allows_quoted = false;
    gives_with("\"a b\"@example.org", &opts, "!invalid");
    opts.is_strict_email = true;
    gives_with("a(b)@example.org", &opts, "!invalid");
}

static void addresses_may_hold_letters_beyond_ascii(void **state)
{
    struct crm_clean_opts opts = crm_clean_defaults();

    (void)state;
    gives("李@例子.中国", "李@例子.中国");
    gives("JOSÉ@MÜNCHEN.de", "josé@münchen.de");
    gives("jose\xCC\x81@mu\xCC\x88nchen.de", "josé@münchen.de");
    gives("＠@example.com", "＠@example.com");
    gives("a@xn--fiqs8s.xn--fiqs8s", "a@xn--fiqs8s.xn--fiqs8s");
    opts.allows_utf8 = false;
    gives_with("李@qq.com", &opts, "!invalid");
    gives_with("li@münchen.de", &opts, "li@münchen.de");
}

static void a_check_mends_nothing(void **state)
{
    struct crm_clean_opts opts = crm_clean_defaults();

    (void)state;
    opts.email_mode = CRM_EMAIL_CHECK;
    gives_with("Tom.Hanks@163.COM", &opts, "Tom.Hanks@163.COM");
    gives_with(" a@b.com", &opts, "!invalid");
    gives_with("a@b.com.", &opts, "!invalid");
    gives_with("a@ｂ.com", &opts, "!invalid");
    gives_with("a＠b.com", &opts, "!invalid");
    gives_with("a(c)@b.com", &opts, "!invalid");
    gives_with("Tom <a@b.com>", &opts, "!invalid");
    gives_with("a@[192.0.2.1]", &opts, "!invalid");
    opts.allows_ip = true;
    gives_with("a@[192.0.2.1]", &opts, "a@[192.0.2.1]");
    gives_with("a@[IPv6:2001:db8::1]", &opts, "a@[IPv6:2001:db8::1]");
    gives_with("a@[IPv6:2001:db8::g]", &opts, "!invalid");
    gives_with("a@[192.0.2.256]", &opts, "!invalid");
    opts.display = CRM_DISPLAY_YES;
    gives_with("Tom <a@b.com>", &opts, "Tom <a@b.com>");
    gives_with("\"T. Hanks\" <a@b.com>", &opts, "\"T. Hanks\" <a@b.com>");
    gives_with("T. Hanks <a@b.com>", &opts, "!invalid");
    gives_with("Tom < a@b.com >", &opts, "!invalid");
    gives_with(" <a@b.com>", &opts, "!invalid");
    opts.refuses_reserved = true;
    gives_with("a@b.test", &opts, "!reserved");
    gives_with("a@www.example.com", &opts, "!reserved");
    gives_with("a@myexample.com", &opts, "a@myexample.com");
}

static void key_is(const char *email, const char *want)
{
    struct crm_buf out = {0};

    if (crm_email_key(crm_str_of(email), &out))
        assert_str_eq(crm_buf_str(&out), want);
    else
        assert_string_equal("", want);
    crm_buf_clear(&out);
}

static void one_mailbox_has_one_key(void **state)
{
    (void)state;
    key_is("li.lei+shop@googlemail.com", "lilei@gmail.com");
    key_is("l.i@qq.com", "l.i@qq.com");
    key_is("li+a+b@outlook.com", "li@outlook.com");
    key_is("li+a@live.co.uk", "li@live.co.uk");
    key_is("li+a@me.com", "li@me.com");
    key_is("li-a-b@yahoo.de", "li@yahoo.de"); /* once is enough */
    key_is("li.+a@outlook.com", "");
    key_is("li-a@yahoo.co.jp", "li-a@yahoo.co.jp");
    key_is("li@ya.ru", "li@yandex.ru");
    key_is("Li@xn--mnchen-3ya.de", "li@münchen.de");
    key_is("+a@gmail.com", "");
    key_is("none", "");
}

static void misspelt_domains_are_mended_when_asked(void **state)
{
    static const char *const domains[][2] = {
        {"gmial.com", "gmail.com"},    {"gmai.com", "gmail.com"},     {"gmaill.com", "gmail.com"},
        {"gmail.con", "gmail.com"},    {"hotmai.com", "hotmail.com"}, {"outlok.com", "outlook.com"},
        {"yahho.com", "yahoo.com"},    {"iclould.com", "icloud.com"}, {"qq.con", "qq.com"},
        {"163.co", "163.com"},         {"mail.com", "mail.com"},      {"ymail.com", "ymail.com"},
        {"email.com", "email.com"},    {"gmail.de", "gmail.de"},      {"qqq.com", "qqq.com"},
        {"yahoo.co.jp", "yahoo.co.jp"}};
    struct crm_clean_opts opts = crm_clean_defaults();

    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        char raw[64], want[64];

        snprintf(raw, sizeof raw, "a@%s", domains[i][0]);
        snprintf(want, sizeof want, "a@%s", domains[i][1]);
        opts.fixes_typos = true;
        gives_with(raw, &opts, want);
        opts.fixes_typos = false;
        gives_with(raw, &opts, raw);
    }
}

static void wrong_addresses_are_refused(void **state)
{
    static const char *const texts[] = {
        "a@b",         "test@test",    "abc@",         "@qq.com",      "abc",        "a@qq..com",
        "a..b@qq.com", ".a@qq.com",    "a.@qq.com",    "a@-qq.com",    "a@qq-.com",  "a@qq.123",
        "a@qq,com",    "a@[1.1.1.1]",  "a b@qq.com",   "foo@_bar.com", "a@qq.c",     "🍈@qq.com",
        "a@yy--0.tld", "a@qq.com-",    "a b\"@qq.com", "a@xn--0.tld",  "a@b@qq.com", "a@.com",
        "≮me@qq.com",  "a@qq.com邮箱", "a@i♥.com"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        gives(texts[i], "!invalid");
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
    gives(address, "!invalid");
    memset(address, 'a', sizeof address);
    memcpy(address, "a@", 2);
    memcpy(address + 2 + 63, ".com", 5);
    gives(address, address);
    address[65] = 'a';
    memcpy(address + 66, ".com", 5);
    gives(address, "!invalid");
}

static void reasons_tell_masks_ciphers_and_lists_apart(void **state)
{
    (void)state;
    gives("x***@qq.com", "!masked");
    gives("x*@qq.com", "!masked");
    gives("!#$%&'*+-/=?^_`.{|}~@example.com", "!#$%&'*+-/=?^_`.{|}~@example.com");
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
        cmocka_unit_test(quotes_stay_where_they_are_needed),
        cmocka_unit_test(addresses_may_hold_letters_beyond_ascii),
        cmocka_unit_test(a_check_mends_nothing),
        cmocka_unit_test(one_mailbox_has_one_key),
        cmocka_unit_test(misspelt_domains_are_mended_when_asked),
        cmocka_unit_test(reasons_tell_masks_ciphers_and_lists_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
