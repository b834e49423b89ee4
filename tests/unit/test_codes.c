/* test_codes.c - texts of codes, both languages. */
#include "unit.h"

#include "model/codes.h"
#include "table/frame.h"

static void each_text_is_short_and_reads_back_as_its_code(void **state)
{
    (void)state;
    for (int set = 0; set <= CRM_CODES_ABC; set++)
        for (int lang = CRM_EN; lang <= CRM_ZH; lang++) {
            const struct crm_str *texts =
                crm_codes_texts((enum crm_code_set)set, (enum crm_lang)lang);
            assert_int_equal(texts[0].n, 0);
            for (size_t code = 1; code < crm_codes_count((enum crm_code_set)set); code++) {
                assert_in_range(texts[code].n, 1, CRM_CODE_BYTES_MAX);
                assert_int_equal(crm_codes_read((enum crm_code_set)set, texts[code]), code);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_is_short_and_reads_back_as_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
