/* test_sort.c - sorting by bytes gives what comparing gives. */
#include "unit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"

static uint64_t random_bits(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static void signed_numbers_have_keys_in_their_order(void **state)
{
    static const int64_t sorted[] = {INT64_MIN, -5, -1, 0, 1, 7, INT64_MAX};

    (void)state;
    for (size_t i = 1; i < sizeof(sorted) / sizeof(*sorted); i++)
        assert_true(crm_key_of_int(sorted[i - 1]) < crm_key_of_int(sorted[i]));
}

static struct crm_str text_at(const void *of, size_t i)
{
    return ((const struct crm_str *)of)[i];
}

static void texts_are_ordered_by_all_their_bytes(void **state)
{
    enum { N = 6000, BYTES = 40 };
    static const char *const fronts[] = {"", "C", "customer-number-", "\xE5\xAE\xA2"};
    static char room[N][BYTES];
    static struct crm_str texts[N];
    uint32_t order[N];
    uint64_t seed = 7;

    (void)state;
    for (size_t f = 0; f < sizeof(fronts) / sizeof(*fronts); f++)
        for (uint64_t letters = 1; letters < 20; letters += 6) {
            for (size_t i = 0; i < N; i++) {
                size_t n = strlen(fronts[f]), more = random_bits(&seed) % 20;
                memcpy(room[i], fronts[f], n);
                for (size_t k = 0; k < more; k++)
                    room[i][n++] = (char)(random_bits(&seed) % letters + (k % 3 ? 'a' : 0));
                texts[i] = (struct crm_str){room[i], n};
            }
            crm_texts_order(texts, text_at, N, order, 1 + f % 3);
            for (size_t i = 1; i < N; i++) {
                int c = crm_str_cmp(texts[order[i - 1]], texts[order[i]]);
                assert_true(c < 0 || (c == 0 && order[i - 1] < order[i]));
            }
        }
    crm_texts_order(texts, text_at, 0, order, 2);
}

static uint64_t key_at(const void *of, size_t i)
{
    return ((const uint64_t *)of)[i];
}

/* Equal keys the other way round. */
static int later_first(const void *of, size_t a, size_t b)
{
    (void)of;
    return a < b ? 1 : -1;
}

static void places_stand_by_key_then_rest_then_place_for_any_number_of_threads(void **state)
{
    enum { N = 20000 };
    static uint64_t keys[N];
    static uint32_t order[N];
    static const uint64_t masks[] = {0, 0xFF, 0xFFFF00, UINT64_MAX, UINT64_C(0xF00000000000000F)};
    uint64_t seed = 7;

    (void)state;
    for (size_t k = 0; k < sizeof(masks) / sizeof(*masks); k++)
        for (size_t n = 1; n <= N; n = n * 5 + 3) {
            for (size_t i = 0; i < n; i++) /* and some far away from most */
                keys[i] = (random_bits(&seed) & masks[k]) | (i % 1000 ? 0 : seed << 40);
            for (size_t nthreads = 1; nthreads <= 3; nthreads++) {
                crm_order(keys, key_at, NULL, n, order, nthreads);
                for (size_t i = 1; i < n; i++) {
                    uint32_t a = order[i - 1], b = order[i];
                    assert_true(keys[a] < keys[b] || (keys[a] == keys[b] && a < b));
                }
                crm_order(keys, key_at, later_first, n, order, nthreads);
                for (size_t i = 1; i < n; i++) {
                    uint32_t a = order[i - 1], b = order[i];
                    assert_true(keys[a] < keys[b] || (keys[a] == keys[b] && a > b));
                }
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_numbers_have_keys_in_their_order),
        cmocka_unit_test(texts_are_ordered_by_all_their_bytes),
        cmocka_unit_test(places_stand_by_key_then_rest_then_place_for_any_number_of_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
