/*
 * test_scan.c - the forms of the scan give the same, and so do a text in one block and in two.
 *
 * What the records of a text are is checked in test_reader.c, against a parser of its own and
 * libcsv.
 */
#include "unit.h"

#include "base/mem.h"
#include "base/simd.h"
#include "csv/block.h"

enum { SYMBOLS = 7, LONGEST = 5, TEXTS = 19608, RANDOM_BYTES = 1000, WIDE = 9 };

static const char symbols[SYMBOLS] = {'a', '"', ',', ' ', '\n', '\r', '\t'};
static const char *const forms[] = {"c", "sse2", "avx2", "avx512"};

static struct crm_quotes quotes = {.signs = {',', '"'}, .max_field = 1 << 20};

static struct crm_str text_number(char *text, size_t length, uint64_t number)
{
    for (size_t i = 0; i < length; i++, number /= SYMBOLS)
        text[i] = symbols[number % SYMBOLS];
    return (struct crm_str){text, length};
}

static uint64_t next_random(void)
{
    static uint64_t s = 20260105;

    s = s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return s >> 33;
}

/* A scan of the bytes at p, into ends. */
static struct crm_scan scan_of(const char *p, size_t n, uint32_t *ends, uint32_t *records)
{
    struct crm_scan s = {.p = p, .n = n, .signs = quotes.signs, .ends = ends, .records = records};

    crm_scan_run(&s);
    return s;
}

static void same_scan(const char *p, size_t n)
{
    enum { ROOM = RANDOM_BYTES + CRM_SCAN_ROOM };
    static uint32_t ends[ROOM], other_ends[ROOM], records[ROOM], other_records[ROOM];

    assert_true(crm_simd_use(CRM_STR("c")));
    struct crm_scan c = scan_of(p, n, ends, records);
    for (size_t f = 1; f < sizeof(forms) / sizeof(*forms); f++) {
        if (!crm_simd_use(crm_str_of(forms[f])))
            continue;
        struct crm_scan s = scan_of(p, n, other_ends, other_records);
        assert_int_equal(s.at, c.at);
        assert_int_equal(s.record_at, c.record_at);
        assert_int_equal(s.has_quotes, c.has_quotes);
        assert_int_equal(s.is_open, c.is_open);
        assert_int_equal(s.is_misplaced, c.is_misplaced);
        assert_int_equal(s.nends, c.nends);
        assert_memory_equal(other_ends, ends, c.nends * sizeof(*ends));
        assert_int_equal(s.nrecords, c.nrecords);
        assert_memory_equal(other_records, records, c.nrecords * sizeof(*records));
    }
}

static void every_form_gives_the_same_at_every_place_of_a_block(void **state)
{
    char text[RANDOM_BYTES + CRM_SCAN_PADDING];

    (void)state;
    for (int round = 0; round < 3000; round++) {
        bool is_tame = round % 2; /* quotes well placed more often */
        for (size_t i = 0; i < sizeof(text); i++) {
            uint64_t r = next_random() % (is_tame ? 60 : SYMBOLS);
            text[i] = r < SYMBOLS ? symbols[r] : 'x';
        }
        same_scan(text + round % 64, 1 + next_random() % (RANDOM_BYTES - 64));
    }
}

static void list(struct crm_buf *out, const struct crm_batch *b, uint64_t line)
{
    for (size_t r = 0; r < b->nrows; r++) {
        crm_buf_addf(out, "\n%d:", (int)(b->lines[r] + line));
        for (size_t c = 0; c < b->head->ncols; c++) {
            crm_buf_addf(out, "%zu|", crm_batch_row(b, r)[c].n);
            crm_buf_add(out, crm_batch_row(b, r)[c]);
        }
    }
}

/* Read the text as a block; the lines counted on from `line`. */
static uint64_t read_block(struct crm_str s, uint64_t line, struct crm_buf *out)
{
    static struct crm_str names[WIDE]; /* without names: rows may be shorter */
    static const struct crm_head head = {.file = "x.csv", .ncols = WIDE, .names = names};
    static struct crm_block *block;
    static struct crm_batch batch;
    const struct crm_shape shape = {.head = &head, .quotes = quotes};

    if (!block)
        block = crm_alloc(sizeof(*block));
    batch.head = &head;
    batch.block = block;
    crm_arena_reset(&batch.arena);
    crm_buf_reset(&block->text);
    crm_buf_add(&block->text, s);
    crm_block_read(block, &shape, &batch);
    assert_false(crm_failed(&batch.err));
    list(out, &batch, line);
    return line + block->lines;
}

static void cut_everywhere(struct crm_str s)
{
    static struct crm_buf whole, parts, padded;
    struct crm_block cutter = {0};

    crm_buf_reset(&whole);
    read_block(s, 1, &whole);
    crm_buf_reset(&padded);
    crm_buf_add(&padded, s);
    memset(crm_buf_room(&padded, CRM_SCAN_PADDING), '"', CRM_SCAN_PADDING);
    for (size_t seen = 0; seen <= s.n; seen++) {
        size_t cut = crm_block_cut(&cutter, &quotes, (struct crm_str){padded.p, seen}, false);
        assert_true(cut <= seen);
        crm_buf_reset(&parts);
        uint64_t line = read_block((struct crm_str){s.p, cut}, 1, &parts);
        read_block(crm_str_from(s, cut), line, &parts);
        assert_str_eq(crm_buf_str(&parts), (crm_buf_add_char(&whole, '\0'), whole.p));
        whole.n--;
    }
    crm_record_clear(&cutter.record);
}

static void all_texts_cut_everywhere(void)
{
    char text[LONGEST + 40];
    uint64_t n = 0;

    crm_simd_use(CRM_STR("sse2"));
    for (size_t length = 0; length <= LONGEST; length++) {
        uint64_t all = 1;
        for (size_t i = 0; i < length; i++)
            all *= SYMBOLS;
        for (uint64_t number = 0; number < all; number++, n++)
            cut_everywhere(text_number(text, length, number));
    }
    assert_int_equal(n, TEXTS);
    for (int round = 0; round < 20000; round++) {
        size_t length = next_random() % sizeof(text);
        for (size_t i = 0; i < length; i++)
            text[i] = symbols[next_random() % (SYMBOLS - 2)];
        /* at most WIDE fields a record, so that every one fits */
        for (size_t i = 0, commas = 0; i < length; i++)
            if (text[i] == ',' && ++commas >= WIDE)
                text[i] = 'a';
        cut_everywhere((struct crm_str){text, length});
    }
}

static void a_text_cut_where_its_records_end_reads_the_same(void **state)
{
    (void)state;
    all_texts_cut_everywhere();
    quotes.is_padded = true;
    all_texts_cut_everywhere();
    quotes.is_padded = false;
    quotes.escape = 'a';
    all_texts_cut_everywhere();
    quotes.escape = '\0';
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gives_the_same_at_every_place_of_a_block),
        cmocka_unit_test(a_text_cut_where_its_records_end_reads_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
