/* test_gold_email.c - the gold table of e-mails, and what its rows and their mutations give twice.
 */
#include "goldtable.h"

static void addresses_are_as_the_gold_table_has_them(void **state)
{
    static const char *const pieces[] = {" ",
                                         "@",
                                         ".",
                                         "..",
                                         ",",
                                         ";",
                                         "'",
                                         "\"",
                                         "\\",
                                         "<",
                                         ">",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         ":",
                                         "-",
                                         "+",
                                         "a",
                                         "Z",
                                         "1",
                                         "*",
                                         "=",
                                         "=\"",
                                         "mailto:",
                                         "邮箱：",
                                         "＠",
                                         "。",
                                         "、",
                                         "ａ",
                                         "李",
                                         "É",
                                         "e\xCC\x81",
                                         "ß",
                                         "İ",
                                         "Ⱥ",
                                         "ﬁ",
                                         "①",
                                         "\xE2\x80\x8B",
                                         "\xC2\xA0",
                                         "\xE3\x80\x80",
                                         "\xE2\x80\x8D",
                                         "xn--",
                                         "xn--fiqs8s",
                                         "gmail.com",
                                         "@gmail.com",
                                         "+x",
                                         "\xFF",
                                         "“",
                                         "”",
                                         "(c)",
                                         "\"a\"@",
                                         "123",
                                         "\t",
                                         "\n",
                                         "中国",
                                         "。com"};

    (void)state;
    gold_table_holds("emails", &crm_type_email, pieces, sizeof pieces / sizeof *pieces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_as_the_gold_table_has_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
