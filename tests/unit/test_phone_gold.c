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
    score = gold_run(f, &crm_type_phone, NULL, NULL);
    fclose(f);
    assert_true(score.good > 700 && score.bad > 70);
    assert_true(score.good_right * 1000 >= score.good * 995);
    assert_true(score.bad_right * 1000 >= score.bad * 990);
}

/* Change up to three places: a piece in, a byte out, a byte twice. Returns the bytes. */
static size_t mutate(char *text, size_t n, uint64_t *seed)
{
    static const char *const pieces[] = {
        "0",  "1",   "8",  "+",   "-",  " ",     "(",        ")",  "/", ".",    "_",     "#1",
        "x2", "00",  "86", "转3", "；", "（0）", "：",       ",",  "*", ".0",   "\t",    "'",
        "\"", "=\"", "家", "or",  "a",  "E+1",   "\xC2\xB7", "－", "–", "本人", ";ext=7"};

    for (size_t i = gold_random(seed) % 4; i; i--) {
        size_t at = gold_random(seed) % (n + 1);
        const char *piece = pieces[gold_random(seed) % (sizeof pieces / sizeof *pieces)];
        size_t size = strlen(piece);

        if (gold_random(seed) % 3 && n + size < 120) {
            memmove(text + at + size, text + at, n - at);
            memcpy(text + at, piece, size);
            n += size;
        } else if (at < n) {
            memmove(text + at, text + at + 1, n - at - 1);
            n--;
        }
    }
    return n;
}

/*
 * What one type makes of raw: quick gives the bytes of full or nothing; a canonical value gives
 * itself without a step; a text that is clean but not canonical changes with a step. Was it a
 * number?
 */
static bool holds(struct crm_str raw, const struct crm_clean_opts *opts)
{
    struct crm_buf text = {0}, once = {0}, twice = {0};
    crm_steps ignored = 0, first = 0, second = 0;
    char room[CRM_QUICK_BYTES];
    struct crm_str quick;
    bool is_number;

    if (crm_clean_text(raw, opts, &text, &ignored) != CRM_MSG_NONE)
        crm_buf_reset(&text);
    is_number = crm_clean_phone(crm_buf_str(&text), opts, &once, &first) == CRM_MSG_NONE;
    if (crm_quick_phone(raw, opts, room, &quick) &&
        (!is_number || !crm_str_eq(quick, crm_buf_str(&once))))
        fail_msg("\"%.*s\" (%s): quick gives %.*s, full %.*s", (int)raw.n, raw.p, opts->region,
                 (int)quick.n, quick.p, (int)once.n, crm_buf_str(&once).p);
    if (is_number && ((first == 0) != crm_str_eq(crm_buf_str(&text), crm_buf_str(&once))))
        fail_msg("\"%.*s\" (%s): steps %x, and %.*s", (int)raw.n, raw.p, opts->region, first,
                 (int)once.n, once.p);
    if (is_number && (crm_clean_phone(crm_buf_str(&once), opts, &twice, &second) != CRM_MSG_NONE ||
                      second || !crm_str_eq(crm_buf_str(&once), crm_buf_str(&twice))))
        fail_msg("\"%.*s\" (%s): %.*s, then %.*s", (int)raw.n, raw.p, opts->region, (int)once.n,
                 once.p, (int)twice.n, crm_buf_str(&twice).p);
    crm_buf_clear(&text);
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
    return is_number;
}

static void twice_is_once_and_quick_is_the_same(void **state)
{
    static const char *const regions[] = {"CN", "HK", "MO", "TW", "US", "CA", "GB",
                                          "JP", "KR", "DE", "FR", "IN", "BR", "AU",
                                          "SG", "NL", "SE", "ZZ", NULL};
    FILE *f = gold_open("phones");
    struct gold_row row = {{0}, {0}, {0}};
    uint64_t seed = 20240229;
    size_t numbers = 0;

    (void)state;
    if (!f)
        skip();
    while (gold_next(f, &row)) {
        size_t n = strlen(row.raw.p);

        for (size_t round = 0; round < 300 && n < 100; round++) {
            struct crm_clean_opts opts = crm_clean_defaults();
            char text[128];

            opts.region = round == 0 && row.options.n > 9
                              ? row.options.p + 7
                              : regions[gold_random(&seed) % (sizeof regions / sizeof *regions)];
            memcpy(text, row.raw.p, n);
            numbers += holds((struct crm_str){text, round ? mutate(text, n, &seed) : n}, &opts);
        }
    }
    fclose(f);
    gold_clear(&row);
    assert_true(numbers > 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_are_right),
        cmocka_unit_test(twice_is_once_and_quick_is_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
