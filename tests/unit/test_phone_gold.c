/* test_phone_gold.c - phone numbers of ../shared: right values and right reasons. */
#include "unit.h"

#include "gold_rows.h"

static void phones_are_right(void **state)
{
    FILE *f = gold_open("phones");
    struct gold_score score;

    (void)state;
    if (!f)
        skip();
    score = gold_run(f, &crm_type_phone);
    fclose(f);
    assert_true(score.good > 700 && score.bad > 70);
    assert_true(score.good_right * 1000 >= score.good * 995);
    assert_true(score.bad_right * 1000 >= score.bad * 990);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_are_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
