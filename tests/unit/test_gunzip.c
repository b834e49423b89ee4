/* test_gunzip.c - one member to text: the same text and the same verdict by either library. */
#include "gzip_text.h"

#include "io/gunzip.h"
#include "io/gzip.h"

enum verdict { WHOLE, CUT, BAD };

/* Inflate one member from pieces of `step` bytes, with room for `room` at a time. */
static enum verdict inflate_member(struct crm_str packed, size_t step, size_t room,
                                   struct crm_buf *text)
{
    struct crm_gunzip *g = crm_gunzip_new();
    enum crm_gunzip_is is = CRM_GUNZIP_MORE;
    bool has_moved = true;

    crm_buf_reset(text);
    while (is == CRM_GUNZIP_MORE && (packed.n || has_moved)) {
        struct crm_str in = {packed.p, packed.n < step ? packed.n : step};
        size_t had = in.n, got;

        is = crm_gunzip_run(g, &in, crm_buf_room(text, room), room, &got);
        text->n += got;
        has_moved = got || in.n < had;
        assert_true(has_moved || !packed.n || is != CRM_GUNZIP_MORE);
        packed = crm_str_from(packed, had - in.n);
    }
    if (is == CRM_GUNZIP_DONE)
        assert_int_equal(crm_gunzip_text_bytes(g), text->n);
    crm_gunzip_free(g);
    return is == CRM_GUNZIP_DONE ? WHOLE : is == CRM_GUNZIP_BAD ? BAD : CUT;
}

/* By both libraries, which must agree on the verdict, and on the text of a whole member. */
static enum verdict agree(struct crm_str packed, struct crm_buf *text)
{
    struct crm_buf other = {0};

    crm_gzip_use_zlib(true);
    enum verdict want = inflate_member(packed, 1000000, 1000000, text);
    crm_gzip_use_zlib(false);
    enum verdict got = inflate_member(packed, 1000000, 1000000, &other);
    if (want != got)
        fail_msg("zlib %d, ISA-L %d", (int)want, (int)got);
    if (want == WHOLE)
        assert_true(crm_str_eq(crm_buf_str(text), crm_buf_str(&other)));
    crm_buf_clear(&other);
    return got;
}

static const char name[] = "name.csv", comment[] = "a comment";

/* A member with all that a header can have; how long the header is. */
static size_t add_rich(struct crm_buf *b, struct crm_str text)
{
    unsigned char extra[] = {'X', 'Y', 3, 0, 'a', 'b', 'c'};
    gz_header header = {.extra = extra,
                        .extra_len = sizeof(extra),
                        .name = (unsigned char *)(uintptr_t)name,
                        .comment = (unsigned char *)(uintptr_t)comment,
                        .hcrc = 1,
                        .time = 1,
                        .os = 3};

    add_gzip(b, &header, text);
    return 10 + 2 + sizeof(extra) + sizeof(name) + sizeof(comment) + 2;
}

static void any_pieces_give_the_same_text(void **state)
{
    static const size_t steps[] = {1, 2, 7, 100, 1000, 65536}, rooms[] = {1, 3, 257, 4096, 1000000};
    struct crm_buf text = {0}, packed = {0}, got = {0};

    (void)state;
    add_lines(&text, 60000, 3);
    add_noise(&text, 3000, 4);
    crm_buf_add(&text, (struct crm_str){(char[5000]){0}, 5000});
    add_rich(&packed, crm_buf_str(&text));
    for (size_t i = 0; i < 2 * 6 * 5; i++) {
        crm_gzip_use_zlib(i % 2);
        assert_int_equal(
            inflate_member(crm_buf_str(&packed), steps[i / 2 % 6], rooms[i / 12], &got), WHOLE);
        assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&text)));
    }
    crm_gzip_use_zlib(false);
    crm_buf_clear(&text);
    crm_buf_clear(&packed);
    crm_buf_clear(&got);
}

static void a_cut_anywhere_is_a_cut(void **state)
{
    struct crm_buf packed = {0}, text = {0};

    (void)state;
    add_rich(&packed, CRM_STR("customer_id,amount\n1,2\n"));
    for (size_t n = 0; n < packed.n; n++)
        assert_int_equal(agree((struct crm_str){packed.p, n}, &text), CUT);
    assert_int_equal(agree(crm_buf_str(&packed), &text), WHOLE);
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

/* With a check sum of the header nothing at all may differ. */
static void a_flipped_bit_of_header_or_trailer_is_bad_for_both(void **state)
{
    struct crm_buf packed = {0}, text = {0};

    (void)state;
    size_t header = add_rich(&packed, CRM_STR("customer_id,amount\n1,2\n"));
    for (size_t bit = 0; bit < packed.n * 8; bit++) {
        char *byte = packed.p + bit / 8;

        if (bit / 8 >= header && bit / 8 < packed.n - 8)
            continue;
        *byte = (char)(*byte ^ 1 << bit % 8);
        assert_int_not_equal(agree(crm_buf_str(&packed), &text), WHOLE);
        *byte = (char)(*byte ^ 1 << bit % 8);
    }
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

static void a_flipped_bit_of_the_data_never_passes_for_the_text(void **state)
{
    struct crm_buf text = {0}, packed = {0}, got = {0};

    (void)state;
    add_lines(&text, 3000, 5);
    size_t header = add_rich(&packed, crm_buf_str(&text));
    for (size_t bit = header * 8; bit < (packed.n - 8) * 8; bit++) {
        char *byte = packed.p + bit / 8;

        *byte = (char)(*byte ^ 1 << bit % 8);
        for (int i = 0; i < 2; i++) {
            crm_gzip_use_zlib(i);
            /* padding, or another way to say the same */
            if (inflate_member(crm_buf_str(&packed), 1000000, 1000000, &got) == WHOLE)
                assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&text)));
        }
        *byte = (char)(*byte ^ 1 << bit % 8);
    }
    crm_gzip_use_zlib(false);
    crm_buf_clear(&text);
    crm_buf_clear(&packed);
    crm_buf_clear(&got);
}

static void a_member_ends_where_its_header_says(void **state)
{
    struct crm_buf packed = {0}, text = {0};

    (void)state;
    struct crm_deflater *d = crm_deflater_new(1);
    crm_gzip_add(d, CRM_STR("customer_id,amount\n1,2\n"), &packed);
    size_t n = packed.n;
    crm_gzip_add(d, CRM_STR("customer_id,amount\n1,2\n"), &packed);
    for (size_t size = 1; size < 2 * packed.n; size++) {
        packed.p[16] = (char)(unsigned char)size;
        assert_int_equal(agree(crm_buf_str(&packed), &text), size == n ? WHOLE : BAD);
    }
    packed.p[16] = 0; /* no size is stated */
    assert_int_equal(agree(crm_buf_str(&packed), &text), WHOLE);
    crm_deflater_free(d);

    crm_buf_reset(&packed);
    add_bgzf(&packed, CRM_STR("block"));
    assert_int_equal(agree(crm_buf_str(&packed), &text), WHOLE);
    assert_str_eq(crm_buf_str(&text), "block");
    packed.p[16]++;
    assert_int_equal(agree(crm_buf_str(&packed), &text), BAD);
    packed.p[16] = (char)(packed.p[16] - 2);
    assert_int_equal(agree(crm_buf_str(&packed), &text), BAD);
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

static void long_fields_are_passed_over(void **state)
{
    static unsigned char extra[65535];
    char *long_name = malloc(100000);
    gz_header header = {
        .extra = extra, .extra_len = sizeof(extra), .name = (unsigned char *)long_name, .hcrc = 1};
    struct crm_buf packed = {0}, text = {0};

    (void)state;
    memset(long_name, 'n', 100000);
    long_name[99999] = '\0';
    crm_buf_room(&packed, 200000);
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflateSetHeader(&z, &header), Z_OK);
    z.next_out = (unsigned char *)packed.p;
    z.avail_out = 200000;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    packed.n = z.total_out;
    deflateEnd(&z);
    assert_int_equal(agree(crm_buf_str(&packed), &text), WHOLE);
    assert_int_equal(text.n, 0);
    free(long_name);
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_pieces_give_the_same_text),
        cmocka_unit_test(a_cut_anywhere_is_a_cut),
        cmocka_unit_test(a_flipped_bit_of_header_or_trailer_is_bad_for_both),
        cmocka_unit_test(a_flipped_bit_of_the_data_never_passes_for_the_text),
        cmocka_unit_test(a_member_ends_where_its_header_says),
        cmocka_unit_test(long_fields_are_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
