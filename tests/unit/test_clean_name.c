/* test_clean_name.c - what each option of a name does, and the names that are refused. */
#include "unit.h"

#include "clean/type.h"

static void gives_with(const char *raw, const char *key, const char *value, const char *want)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    crm_steps steps = 0;
    struct crm_buf out = {0};
    enum crm_msg why;

    if (key)
        assert_int_equal(crm_type_option(&crm_type_name, crm_str_of(key), value, &opts),
                         CRM_MSG_NONE);
    why = crm_clean_name(crm_str_of(raw), &opts, &out, &steps);
    if (why != CRM_MSG_NONE) {
        assert_int_equal(out.n, 0);
        crm_buf_add_char(&out, '!');
        crm_buf_add_cstr(&out, crm_msg_code(why));
    }
    crm_buf_add_char(&out, '\0');
    if (strcmp(out.p, want) != 0)
        fail_msg("\"%s\" (%s=%s): got %s, want %s", raw, key ? key : "", value ? value : "", out.p,
                 want);
    if (why == CRM_MSG_NONE)
        assert_int_equal(steps == 0, strcmp(raw, want) == 0);
    crm_buf_clear(&out);
}

static void gives(const char *raw, const char *want)
{
    gives_with(raw, NULL, NULL, want);
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    gives("张*", "!masked");
    gives("张＊＊", "!masked");
    gives("李○明", "!masked");
    gives("张XX", "!masked");
    gives("张x", "张x");
    gives("Max 张", "Max 张");
    gives("●小店●", "●小店●");
    gives("##Ab12", "!cipher");
    gives("12345", "!not_a_name");
    gives("138 0013 8000", "!not_a_name");
    gives("1.86E+10", "!not_a_name");
    gives("!!!", "!not_a_name");
    gives("li@qq.com", "!not_a_name");
    gives("https://shop.cn", "!not_a_name");
    gives("锟斤拷锟斤拷", "!mojibake");
    gives("Jos\xEF\xBF\xBD", "!mojibake");
    gives("????", "!mojibake");
    gives("NULL", "!empty_value");
    gives("无", "!empty_value");
    gives("a\xFF", "!not_utf8");
    gives("tb_123", "tb_123");
    gives("匿名", "匿名");
}

static void placeholders_are_refused_when_asked(void **state)
{
    static const char *const words[] = {"test", "Test2", "测试",  "asdf", "qwerty",
                                        "aaaa", "先生",  "guest", "匿名", "xxx"};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        gives_with(words[i], "placeholder", "reject", "!placeholder");
        gives(words[i], words[i]);
    }
    gives_with("李四", "placeholder", "reject", "李四");
    gives_with("Testa Rossa", "placeholder", "reject", "Testa Rossa");
}

static void forms_of_address_are_taken_off(void **state)
{
    (void)state;
    gives_with("Mr. Tom Hanks", "honorific", "strip", "Tom Hanks");
    gives_with("PROF. DR. Hans Müller", "honorific", "strip", "Hans Müller");
    gives_with("Herr Müller", "honorific", "strip", "Müller");
    gives_with("Mr.", "honorific", "strip", "Mr.");
    gives_with("Missy Elliott", "honorific", "strip", "Missy Elliott");
    gives_with("王伟 先生", "honorific", "strip", "王伟");
    gives_with("王总", "honorific", "strip", "王");
    gives_with("李总经理", "honorific", "strip", "李");
    gives_with("先生", "honorific", "strip", "先生");
}

static void suffixes_and_remarks_are_taken_off(void **state)
{
    (void)state;
    gives_with("John Smith Jr.", "suffix", "strip", "John Smith");
    gives_with("John Smith, Jr., Ph.D.", "suffix", "strip", "John Smith");
    gives_with("John Smith III", "suffix", "strip", "John Smith");
    gives_with("Jack Ma", "suffix", "strip", "Jack Ma");
    gives_with("YO-YO MA", "suffix", "strip", "YO-YO MA");
    gives_with("Jr.", "suffix", "strip", "Jr.");
    gives_with("王伟（本人）", "paren", "strip", "王伟");
    gives_with("John (Johnny) Smith", "paren", "strip", "John Smith");
    gives_with("【老客】王伟", "paren", "strip", "王伟");
    gives_with("(本人)", "paren", "strip", "(本人)");
    gives("王伟（本人）", "王伟(本人)");
}

static void the_given_name_comes_first(void **state)
{
    (void)state;
    gives_with("Smith, John", "order", "given-family", "John Smith");
    gives_with("Smith，John", "order", "given-family", "John Smith");
    gives_with("Smith, John, Jr.", "order", "given-family", "John Smith Jr.");
    gives_with("John Smith, Jr.", "order", "given-family", "John Smith, Jr.");
    gives_with("a, b, c", "order", "given-family", "a, b, c");
}

static void names_get_their_capitals(void **state)
{
    static const char *const names[][2] = {
        {"ANNA DE LA CRUZ", "Anna de la Cruz"},   {"ludwig van beethoven", "Ludwig van Beethoven"},
        {"VAN GOGH VINCENT", "Van Gogh Vincent"}, {"SEAN O'BRIEN", "Sean O'Brien"},
        {"CONAN MCGREGOR", "Conan McGregor"},     {"JEAN-LUC PICARD", "Jean-Luc Picard"},
        {"HARUN AL-RASHID", "Harun al-Rashid"},   {"J.R.R. TOLKIEN", "J.R.R. Tolkien"},
        {"ÁNGEL DI MARÍA", "Ángel Di María"},     {"LOUIS XVI", "Louis Xvi"},
        {"JOHN SMITH III", "John Smith III"},     {"Angus MacDonald", "Angus MacDonald"},
        {"ИВАН ПЕТРОВ", "Иван Петров"},           {"李 MING", "李 Ming"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        gives_with(names[i][0], "case", "title", names[i][1]);
}

static void chinese_names_are_joined(void **state)
{
    (void)state;
    gives_with("张 三", "script", "han", "张三");
    gives_with("张 San", "script", "han", "张 San");
    gives_with("阿卜杜拉.买买提", "middot", "fix", "阿卜杜拉·买买提");
    gives_with("阿卜杜拉 ・ 买买提", "middot", "fix", "阿卜杜拉·买买提");
    gives_with("ジョン・スミス", "middot", "fix", "ジョン・スミス");
    gives_with("J.李", "middot", "fix", "J.李");
}

static void characters_change_script(void **state)
{
    (void)state;
    gives_with("鄧麗君", "han", "simplified", "邓丽君");
    gives_with("乾隆", "han", "simplified", "乾隆");
    gives_with("邓丽君", "han", "traditional", "鄧麗君");
    gives_with("后羿", "han", "traditional", "后羿");
    gives_with("范仲淹", "han", "traditional", "范仲淹");
    gives_with("马云", "han", "traditional", "馬雲");
    gives_with("令狐冲", "han", "traditional", "令狐沖");
    gives_with("龟龙", "han", "traditional", "龜龍"); /* the end of the table */
    gives_with("Tom 李", "han", "traditional", "Tom 李");
}

static void wrong_decoders_are_undone(void **state)
{
    (void)state;
    gives_with("JosÃ© GarcÃ\xC2\xAD"
               "a",
               "mojibake", "fix", "José García");
    gives_with("Nguyá»…n", "mojibake", "fix", "Nguyễn");
    gives_with("å¼\xC2\xA0ä¸‰", "mojibake", "fix", "张三");
    gives_with("寮犱笁", "mojibake", "fix", "张三");
    gives_with("Tom 浣犲ソ", "mojibake", "fix", "Tom 你好");
    gives_with("王小明", "mojibake", "fix", "王小明");
    gives_with("欧阳娜娜", "mojibake", "fix", "欧阳娜娜");
    gives_with("José", "mojibake", "fix", "José");
    gives_with("Ã la", "mojibake", "fix", "Ã la");
    gives("JosÃ©", "JosÃ©");
    gives_with("Tom &amp; Ren&eacute;e &#26446;&#x674E;", "html", "decode", "Tom & Renée 李李");
    gives_with("&amp;amp; a", "html", "decode", "& a");
    gives_with("&nosuch; &#xD800; &;a", "html", "decode", "&nosuch; &#xD800; &;a");
    gives("R&amp;B", "R&amp;B");
}

static void names_take_a_normal_form(void **state)
{
    (void)state;
    gives("e\xCC\x81", "é");
    gives_with("é", "form", "nfd", "e\xCC\x81");
    gives_with("e\xCC\x81", "form", "nfd", "e\xCC\x81");
    gives_with("ﾊﾞﾅﾅ", "form", "nfkc", "バナナ");
    gives("ﾊﾞﾅﾅ", "ﾊﾞﾅﾅ");
    gives_with("ＡＢＣ商店", "form", "width", "ABC商店");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(placeholders_are_refused_when_asked),
        cmocka_unit_test(forms_of_address_are_taken_off),
        cmocka_unit_test(suffixes_and_remarks_are_taken_off),
        cmocka_unit_test(the_given_name_comes_first),
        cmocka_unit_test(names_get_their_capitals),
        cmocka_unit_test(chinese_names_are_joined),
        cmocka_unit_test(characters_change_script),
        cmocka_unit_test(wrong_decoders_are_undone),
        cmocka_unit_test(names_take_a_normal_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
