/* test_clean_text.c - the common form of text and ids, and that twice is once for every type. */
#include "unit.h"

#include "gold_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/simd.h"
#include "clean/clean.h"
#include "clean/quick.h"

static void gives(crm_clean_fn *clean, char decimal, struct crm_str raw, const char *want)
{
    struct crm_clean_opts opts = {.region = "CN", .decimal = decimal};
    crm_steps steps = 0;
    struct crm_buf out = {0};
    enum crm_msg why = clean(raw, &opts, &out, &steps);

    if (why != CRM_MSG_NONE) {
        assert_int_equal(out.n, 0);
        crm_buf_add_char(&out, '!');
        crm_buf_add_cstr(&out, crm_msg_code(why));
    }
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_clear(&out);
}

static void text(const char *raw, const char *want)
{
    gives(crm_clean_text, '.', crm_str_of(raw), want);
}

static void blanks_are_trimmed_and_joined(void **state)
{
    (void)state;
    text("plain", "plain");
    text("  Anna   de la\tCruz ", "Anna de la Cruz");
    text("\xE3\x80\x80孙悦\xE3\x80\x80", "孙悦");
    text("a\xC2\xA0\xE3\x80\x80"
         "b",
         "a b");
    text("a\r\nb", "a b");
    text("Ｊｅａｎ－Ｌｕｃ　Ｐｉｃａｒｄ", "Jean-Luc Picard");
}

static void protection_is_taken_off(void **state)
{
    (void)state;
    text("=\"1930\"", "1930");
    text("'186", "186");
    text("'-5", "-5");
    text("\t6917", "6917");
    text("='=\"1\"", "='=\"1\"");
    text("'=\"1\"", "1");
    text("=\"'1\"", "1");
    text("＝＂１２＂", "12");
    text("=\" a \"", "a");
    text("'t Hooft", "'t Hooft");
    text("=\"a\"&\"b\"", "=\"a\"&\"b\"");
}

static void invisible_characters_are_dropped(void **state)
{
    (void)state;
    text("苏\xE2\x80\x8B轼", "苏轼");
    text("叶问\xE2\x80\x8E", "叶问");
    text("soft\xC2\xADhyphen", "softhyphen");
    text("\xEF\xBB\xBFx", "x");
    gives(crm_clean_text, '.', (struct crm_str){"a\0b", 3}, "ab");
    text("李\xEF\xB8\x8F明", "李明");
    text("Jean\xE2\x80\x8D-Luc", "Jean-Luc");
}

static void joiners_stay_where_they_mean_something(void **state)
{
    (void)state;
    text("\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7",
         "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7");
    text("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 小店",
         "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 小店");
    text("\xE2\x9D\xA4\xEF\xB8\x8F", "\xE2\x9D\xA4\xEF\xB8\x8F");
}

static void null_spellings_and_bad_bytes_are_refused(void **state)
{
    (void)state;
    text("", "!empty_value");
    text(" \xE3\x80\x80", "!empty_value");
    text("\xE2\x80\x8B", "!empty_value");
    text("－", "!empty_value");
    text("=\"\"", "!empty_value");
    text("NULL", "!empty_value");
    text("a\xE4\xB8", "!not_utf8");
}

static void text_is_in_one_normal_form(void **state)
{
    (void)state;
    text("Jose\xCC\x81 Ｅ\xCC\x81", "José É");
    text("\xE2\x84\xAB", "Å");
    text("e\xE2\x80\x8B\xCC\x81", "é");
    text("\xEF\xAC\x81", "\xEF\xAC\x81"); /* a ligature is no other spelling */
    text("\xEF\xA8\x8E", "\xEF\xA8\x8E"); /* U+FA0E is itself, */
    text("\xEF\xA4\x80", "豈");           /* U+F900 is not */
    /* A selector behind a sign that NFC takes apart. */
    text("\xE2\xAB\x9C\xEF\xB8\x8F", "\xE2\xAB\x9D\xCC\xB8");
}

static void did(const char *raw, crm_steps want)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0};
    crm_steps steps = 0;

    crm_clean_text(crm_str_of(raw), &opts, &out, &steps);
    if (steps != want)
        fail_msg("\"%s\": steps %x, want %x", raw, (unsigned)steps, (unsigned)want);
    crm_buf_clear(&out);
}

static void what_was_done_is_told(void **state)
{
    (void)state;
    did("plain 天猫", 0);
    did("  a", CRM_STEP(space));
    did("a \xE3\x80\x80 b", CRM_STEP(space));
    did("Ａ", CRM_STEP(width));
    did("a\xE2\x80\x8B", CRM_STEP(ctl));
    did("e\xCC\x81", CRM_STEP(nfc));
    did("=\"12\"", CRM_STEP(excel));
    did("'12", CRM_STEP(excel));
    did("\t12", CRM_STEP(excel));
    did("12\t", CRM_STEP(space));
    did("N/A", CRM_STEP(null));
    did("　Ｎull\xE2\x80\x8B", CRM_STEP(null));
    did("　Ａ\xE2\x80\x8B", CRM_STEP(space) | CRM_STEP(width) | CRM_STEP(ctl));
}

static void ids_are_never_retyped(void **state)
{
    (void)state;
    gives(crm_clean_id, '.', CRM_STR("=\"00123\""), "00123");
    gives(crm_clean_id, '.', CRM_STR("'SKU 90.750"), "SKU 90.750");
    gives(crm_clean_id, '.', CRM_STR("17850.0"), "17850.0");
    gives(crm_clean_id, '.', CRM_STR("''=\"7\""), "7");
    gives(crm_clean_id, '.', CRM_STR("''"), "!empty_value");
    gives(crm_clean_id, '.', CRM_STR("1.93068E+15"), "!scientific");
    gives(crm_clean_id, '.', CRM_STR("12E5"), "12E5");
}

static void times_take_the_canonical_form(void **state)
{
    (void)state;
    gives(crm_clean_when, '.', CRM_STR("2024/1/5 13:02"), "2024-01-05T13:02:00");
    gives(crm_clean_when, '.', CRM_STR("2024-01-05T13:02:11Z"), "2024-01-05T13:02:11Z");
    gives(crm_clean_when, '.', CRM_STR("5/1/2024"), "!ambiguous");
}

static crm_clean_fn *const every_type[] = {
    crm_clean_text,   crm_clean_id,      crm_clean_phone,   crm_clean_email, crm_clean_when,
    crm_clean_amount, crm_clean_name,    crm_clean_address, crm_clean_city,  crm_clean_province,
    crm_clean_gender, crm_clean_country, crm_clean_boolean, crm_clean_status};

#define TYPES (sizeof every_type / sizeof *every_type)

static crm_quick_fn *const every_quick[] = {
    crm_quick_text,   crm_quick_id,      crm_quick_phone,   crm_quick_email, crm_quick_when,
    crm_quick_amount, crm_quick_name,    crm_quick_address, crm_quick_city,  crm_quick_province,
    crm_quick_gender, crm_quick_country, crm_quick_boolean, crm_quick_status};

_Static_assert(TYPES == sizeof every_quick / sizeof *every_quick, "both of each type");

/* Where the quick way takes raw, the long way must give the same; how many ways took it. */
static size_t quick_is_the_same(struct crm_str raw, const struct crm_clean_opts *opts)
{
    struct crm_buf want = {0};
    size_t taken = 0;
    crm_steps steps = 0;

    /* Of its own, so that reading beyond its end is seen. */
    char *own = crm_realloc(NULL, raw.n + !raw.n);
    memcpy(own, raw.p, raw.n);
    for (size_t t = 0; t < TYPES; t++) {
        char room[CRM_QUICK_BYTES];
        struct crm_str got;

        if (!raw.n || !every_quick[t]((struct crm_str){own, raw.n}, opts, room, &got))
            continue;
        taken++;
        crm_buf_reset(&want);
        if (every_type[t](raw, opts, &want, &steps) != CRM_MSG_NONE ||
            !crm_str_eq(crm_buf_str(&want), got))
            fail_msg("type %zu: \"%.*s\" gives \"%.*s\", and quickly \"%.*s\"", t, (int)raw.n,
                     raw.p, (int)want.n, crm_buf_str(&want).p, (int)got.n, got.p);
    }
    free(own);
    crm_buf_clear(&want);
    return taken;
}

/* Clean raw as every type; where that gives a value, it must give itself again. */
static size_t twice_is_once(struct crm_str raw, const struct crm_clean_opts *opts)
{
    struct crm_buf once = {0}, twice = {0};
    size_t accepted = 0;
    crm_steps steps = 0;

    quick_is_the_same(raw, opts);
    for (size_t t = 0; t < TYPES; t++) {
        crm_buf_reset(&once);
        crm_buf_reset(&twice);
        if (every_type[t](raw, opts, &once, &steps) != CRM_MSG_NONE) {
            assert_int_equal(once.n, 0);
            continue;
        }
        accepted++;
        if (every_type[t](crm_buf_str(&once), opts, &twice, &steps) != CRM_MSG_NONE ||
            !crm_str_eq(crm_buf_str(&once), crm_buf_str(&twice)))
            fail_msg("type %zu: \"%.*s\" gives \"%.*s\", then \"%.*s\"", t, (int)raw.n, raw.p,
                     (int)once.n, once.p, (int)twice.n, crm_buf_str(&twice).p);
    }
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
    return accepted;
}

/* Under each date order and decimal sign. */
static size_t twice_is_once_under_all_options(struct crm_str raw)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    size_t accepted = twice_is_once(raw, &opts);

    opts = (struct crm_clean_opts){
        .region = "CN", .order = CRM_ORDER_DMY, .decimal = ',', .scale = -1};
    assert_true(crm_zone_parse("-05:30", &opts.zone));
    return accepted + twice_is_once(raw, &opts);
}

static void twice_is_once_for_the_gold_values(void **state)
{
    static const char *const tables[] = {"phones", "dates", "money", "emails", "names", "ids"};
    struct gold_row row = {{0}, {0}, {0}};
    size_t rows = 0, accepted = 0;

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        FILE *f = gold_open(tables[i]);

        if (!f) {
            gold_clear(&row);
            skip();
        }
        while (gold_next(f, &row)) {
            accepted += twice_is_once_under_all_options(gold_text(&row.raw));
            rows++;
        }
        fclose(f);
    }
    gold_clear(&row);
    assert_true(rows > 1800); /* the tables hold 1,882 rows and six headers */
    assert_true(accepted > rows);
}

static void twice_is_once_for_random_bytes(void **state)
{
    uint64_t seed = 20240105;

    (void)state;
    for (int round = 0; round < 100000; round++) {
        char raw[24];
        size_t n = gold_random(&seed) % sizeof raw;

        for (size_t i = 0; i < n; i++)
            raw[i] = (char)gold_random(&seed);
        twice_is_once_under_all_options((struct crm_str){raw, n});
    }
}

/* Pieces that the grammars are made of, in any order. */
static void twice_is_once_for_random_pieces(void **state)
{
    static const char *const pieces[] = {"1",
                                         "38",
                                         "0",
                                         "021",
                                         "2024",
                                         "12",
                                         "+86",
                                         "+",
                                         "-",
                                         "/",
                                         ".",
                                         ",",
                                         ":",
                                         " ",
                                         "'",
                                         "\"",
                                         "=",
                                         "=\"",
                                         "(",
                                         ")",
                                         "@",
                                         "a",
                                         "b.com",
                                         "E+",
                                         "T",
                                         "Z",
                                         "PM",
                                         "上午",
                                         "年",
                                         "月",
                                         "日",
                                         "元",
                                         "¥",
                                         "￥",
                                         "转",
                                         "#",
                                         ";",
                                         "ext",
                                         "*",
                                         "\xE3\x80\x80",
                                         "\xE2\x80\x8D",
                                         "\xE2\x80\x8B",
                                         "\xEF\xB8\x8F",
                                         "\xF0\x9F\x91\xA9",
                                         "\xE2\x9D\xA4",
                                         "\xE0\xA4\x95",
                                         "１",
                                         "－",
                                         "13812345678",
                                         "2024-01-05",
                                         "64381231",
                                         "1.234",
                                         "13:02",
                                         "<",
                                         ">",
                                         "mailto:",
                                         "NULL",
                                         "。",
                                         "_",
                                         "["};
    uint64_t seed = 13;
    size_t accepted = 0;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct crm_buf raw = {0};
        size_t n = 1 + gold_random(&seed) % 8;

        for (size_t i = 0; i < n; i++)
            crm_buf_add_cstr(&raw, pieces[gold_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        accepted += twice_is_once_under_all_options(crm_buf_str(&raw));
        crm_buf_clear(&raw);
    }
    assert_true(accepted > 200000);
}

/* Cells as exports are full of them, whole and with a byte or two changed. */
static void the_quick_way_gives_what_the_long_way_gives(void **state)
{
    static const char *const cells[] = {
        "C00000001",
        " Guangzhou ",
        "São Paulo",
        "天猫",
        "NULL",
        "None",
        "陈 伟",
        "maría Müller",
        "a b c d e f g h i j",
        "13812345678",
        "+8613812345678",
        "(+86)138-1234-5678",
        "0086-13812345678",
        "86 138 1234 5678",
        "138-1234-5678",
        "a.b-c_d+e@Ex-ample.com.cn",
        "user134312@QQ.com  ",
        "a@b.co",
        "2024-01-05",
        "2024-01-05 13:02:11",
        "2024/01/05 13:02",
        "31/12/2022",
        "12.31.2022 23:59",
        "2024-02-29",
        "12.5",
        "-0.00",
        "12.345678",
        "007",
        "999999999999.999999",
        "1.93068E+15",
        "-",
        "=\"12\"",
        "'12",
        "12345-678",
        "浙江省杭州市西湖区文三路 100 号 3 栋 2 单元 1",
        "浙江省杭州市西湖区文三路 100 号 3 栋 2 单元 101 "
        "室，请放在门口的柜子里，谢谢，不要打电话。",
        "a remark of more than a hundred bytes, with blanks where one piece ends and the next "
        "begins, é",
        "a name of sixty-three bytes, which is all that can be looked at",
        "first.name+shop.orders-2024_x@mail.some-long-domain.example.com",
        "2/29 Ringstraße, Köln",
        "深圳",
        "内蒙古",
        "北京市",
        "先生",
        "Hong Kong",
        "已付款",
        "yes",
        "锟斤拷",
        "烫屯烫",
        "Anaïs Ng",
        "Anaïs 李",
        "www.shop",
        "wwwwang",
        "138xxxx1234",
        "##9f3a",
        "31/01/2024 23:59:59",
        "2023-02-29 00:00:00",
        "2024-12-31T24:00:00",
    };
    /* The forms for each set of instructions in turn. */
    static const char *const levels[] = {"c", "sse2", "avx2", "avx512"};
    static const char others[] = " 0159-+./:@,;'\"=aZ\xE5\xA4\xA9\xC2\xA0\x7F\t*#x(";
    const enum crm_simd usual = crm_simd_level();
    uint64_t seed = 7;
    size_t taken = 0;

    (void)state;
    for (int round = 0; round < 300000; round++) {
        struct crm_clean_opts opts = {.region = round % 5 ? "CN" : NULL,
                                      .order = (enum crm_date_order)(round % 4),
                                      .decimal = round % 3 ? '.' : ','};
        struct crm_str cell =
            crm_str_of(cells[gold_random(&seed) % (sizeof cells / sizeof *cells)]);
        char raw[160];

        if (round % 1000 == 0)
            (void)crm_simd_use(crm_str_of(levels[round / 1000 % 4]));
        memcpy(raw, cell.p, cell.n);
        for (size_t i = gold_random(&seed) % 3; i; i--)
            raw[gold_random(&seed) % cell.n] = others[gold_random(&seed) % (sizeof others - 1)];
        taken += quick_is_the_same((struct crm_str){raw, cell.n}, &opts);
    }
    (void)crm_simd_use(crm_str_of(levels[usual]));
    assert_true(taken > 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_are_trimmed_and_joined),
        cmocka_unit_test(protection_is_taken_off),
        cmocka_unit_test(invisible_characters_are_dropped),
        cmocka_unit_test(joiners_stay_where_they_mean_something),
        cmocka_unit_test(null_spellings_and_bad_bytes_are_refused),
        cmocka_unit_test(text_is_in_one_normal_form),
        cmocka_unit_test(what_was_done_is_told),
        cmocka_unit_test(ids_are_never_retyped),
        cmocka_unit_test(times_take_the_canonical_form),
        cmocka_unit_test(twice_is_once_for_the_gold_values),
        cmocka_unit_test(twice_is_once_for_random_bytes),
        cmocka_unit_test(twice_is_once_for_random_pieces),
        cmocka_unit_test(the_quick_way_gives_what_the_long_way_gives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
