#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/simd.h"
#include "text/utf8.h"

/*
 * The definition, spelled out by arithmetic: the shortest form of a code point that is no surrogate
 * and at most U+10FFFF (Unicode 15.0, D92).
 */
static size_t plain_invalid_at(const unsigned char *p, size_t n, bool *is_cut)
{
    size_t i = 0;

    *is_cut = false;
    while (i < n) {
        size_t want = p[i] < 0x80 ? 1 : p[i] < 0xC0 ? 0 : p[i] < 0xE0 ? 2 : p[i] < 0xF0 ? 3 : 4;
        static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (want == 0 || p[i] >= 0xF8)
            return i;
        uint32_t low = want == 1 ? p[i] : p[i] & (0x7Fu >> want);
        uint32_t high = low;
        size_t have = 1;
        for (; have < want && i + have < n && (p[i + have] & 0xC0) == 0x80; have++) {
            low = low << 6 | (p[i + have] & 0x3Fu);
            high = high << 6 | (p[i + have] & 0x3Fu);
        }
        bool ends = i + have == n;
        for (size_t k = have; k < want; k++) { /* what the character may still become */
            low = low << 6;
            high = high << 6 | 0x3F;
        }
        bool may_be = high >= lowest[want] && low <= 0x10FFFF && (low < 0xD800 || high > 0xDFFF);
        if (have < want) {
            *is_cut = ends && may_be;
            return i;
        }
        if (!may_be)
            return i;
        i += want;
    }
    return n;
}

static const char *const ways[] = {"c", "avx2"};

/* By each way that the processor has; the first `good` bytes are known to be right. */
static void assert_same_behind(const char *p, size_t n, size_t good)
{
    bool want_cut = false;
    size_t want = good + plain_invalid_at((const unsigned char *)p + good, n - good, &want_cut);

    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        bool is_cut = false;
        if (!crm_simd_use(crm_str_of(ways[i])))
            continue;
        assert_int_equal(crm_utf8_invalid_at((struct crm_str){p, n}, &is_cut), want);
        assert_int_equal(is_cut, want_cut);
    }
}

static void assert_same(const char *p, size_t n)
{
    assert_same_behind(p, n, 0);
}

enum { VECTORS = 128, ROOM = 2 * VECTORS }; /* looked at together */

/* The bytes at places around every border of the vector code, in ASCII and in Chinese. */
static void assert_same_everywhere(const char *bytes, size_t n)
{
    static const size_t places[] = {0, 30, 61, 62, 63, 64, 125, 126, 127, 128};
    char text[ROOM];

    for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
        size_t at = places[k], whole = at + n < VECTORS ? VECTORS : ROOM;
        memset(text, 'x', sizeof(text));
        if (k % 2)
            for (size_t i = at % 3; i + 3 <= at; i += 3)
                memcpy(text + i, "\xE4\xB8\xAD", 3);
        memcpy(text + at, bytes, n);
        assert_same_behind(text, whole, at);
        assert_same_behind(text, at + n, at);
    }
}

static const unsigned char edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                      0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                      0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
enum { EDGES = sizeof(edges) };

static void all_pairs_of_bytes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        const char pair[] = {(char)(i >> 8), (char)(i & 0xFF)};
        assert_same_everywhere(pair, 1);
        assert_same_everywhere(pair, 2);
    }
}

static void three_and_four_bytes_at_the_edges_of_the_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < (size_t)EDGES * EDGES * EDGES * EDGES; i++) {
        const char four[] = {(char)edges[i % EDGES], (char)edges[i / EDGES % EDGES],
                             (char)edges[i / EDGES / EDGES % EDGES],
                             (char)edges[i / EDGES / EDGES / EDGES]};
        if (i < (size_t)EDGES * EDGES * EDGES)
            assert_same_everywhere(four, 3);
        assert_same_everywhere(four, 4);
    }
}

/* Text of all lengths of characters, one byte of it spoilt. */
static void random_text_with_one_byte_changed(void **state)
{
    static const char *const words[] = {"abc,",         "\xC3\xA9",         "\xE4\xB8\xAD",
                                        "\xEF\xBC\x8C", "\xF0\x9F\x98\x80", "\n"};
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[1200];
        size_t n = 0;
        while (n + 4 < sizeof(text)) {
            seed = seed * 1103515245u + 12345u;
            const char *word = words[(seed >> 16) % 6];
            memcpy(text + n, word, strlen(word));
            n += strlen(word);
        }
        assert_same(text, n);
        seed = seed * 1103515245u + 12345u;
        text[(seed >> 8) % n] = (char)(seed >> 24);
        assert_same(text, n);
        assert_same(text, n - (seed >> 4) % 64);
    }
}

/* Each text in its own allocation, so that reading past it is seen. */
static void every_length_of_ascii(void **state)
{
    (void)state;
    for (size_t n = 0; n < 200; n++) {
        char *p = malloc(n + !n);
        memset(p, 0x7F, n + !n);
        assert_int_equal(crm_ascii_bytes((struct crm_str){p, n}), n);
        assert_true(crm_is_ascii((struct crm_str){p, n}));
        for (size_t i = 0; i < n; i++) {
            p[i] = (char)0x80;
            assert_int_equal(crm_ascii_bytes((struct crm_str){p, n}), i);
            assert_false(crm_is_ascii((struct crm_str){p, n}));
            assert_same(p, n);
            p[i] = 0x7F;
        }
        free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_pairs_of_bytes),
        cmocka_unit_test(three_and_four_bytes_at_the_edges_of_the_ranges),
        cmocka_unit_test(random_text_with_one_byte_changed),
        cmocka_unit_test(every_length_of_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
