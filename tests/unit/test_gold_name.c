/* test_gold_name.c - the gold table of names, and what its rows and their mutations give twice. */
#include "goldtable.h"

static void names_are_as_the_gold_table_has_them(void **state)
{
    static const char *const pieces[] = {" ",
                                         "  ",
                                         ".",
                                         ",",
                                         "'",
                                         "-",
                                         "(",
                                         ")",
                                         "（",
                                         "）",
                                         "*",
                                         "?",
                                         "a",
                                         "Z",
                                         "x",
                                         "X",
                                         "1",
                                         "=\"",
                                         "\"",
                                         "Mr ",
                                         "Dr. ",
                                         "先生",
                                         "总",
                                         "Jr.",
                                         ", PhD",
                                         " III",
                                         "·",
                                         "・",
                                         "．",
                                         "•",
                                         "李",
                                         "張",
                                         "后",
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
                                         "&amp;",
                                         "&#39;",
                                         "&eacute;",
                                         "Ã©",
                                         "Ã",
                                         "\xC2\xA9",
                                         "\xFF",
                                         "锟",
                                         "锟斤拷",
                                         "MC",
                                         "O'",
                                         "de ",
                                         "AL-",
                                         "@",
                                         "b.com",
                                         "www.",
                                         "○",
                                         "ｶ",
                                         "ﾞ",
                                         "\t",
                                         "\n",
                                         "null",
                                         "º",
                                         "×",
                                         "\xCC\xB8",
                                         "ï"};

    (void)state;
    gold_table_holds("names", &crm_type_name, pieces, sizeof pieces / sizeof *pieces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_as_the_gold_table_has_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
