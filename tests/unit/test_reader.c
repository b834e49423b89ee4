/*
 * test_reader.c - text to records.
 *
 * Two others say what is right: a parser written here from the stated meaning (see `expect`), and,
 * where no quote is misplaced, libcsv itself with blanks kept. What is compared is a listing of the
 * records: line, number of the record, and each cell with its length.
 *
 * A reader demands that rows fit their header. With seven columns without a name every row of up to
 * seven fields fits, and missing ones are read as empty; with seven named columns the first row
 * that is shorter is an error that tells how many fields it has. So two readings show all.
 */
#include "files.h"

#include <csv.h>
#include <sys/mman.h>

#include "base/buf.h"
#include "csv/reader.h"
#include "io/source.h"

/* Texts of up to six symbols; under a sanitizer, which makes opening a file ten times slower, five.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LONGEST = 5, TEXTS = 19608 };
#else
enum { LONGEST = 6, TEXTS = 137257 };
#endif

enum { WIDE = 7, SYMBOLS = 7, MAX_FIELD = 16 << 20, NO_FILE = -1 };

static const char symbols[SYMBOLS] = {'a', '"', ',', ' ', '\n', '\r', '\t'};

/* ---- what is right -----------------------------------------------------------------------------
 */

/* What a text says: its records as a listing, and the error that ends it. */
struct meaning {
    struct crm_buf listing;
    uint64_t records, first_fields, first_line; /* of the first record: its fields and its line */
    enum crm_msg error;                         /* CRM_MSG_NONE: all is well */
    uint64_t error_line;
    uint64_t strays; /* quotes that were taken as text */
    bool is_strict;  /* badly placed quotes are errors */
};

static void list_cell(struct crm_buf *out, struct crm_str s)
{
    crm_buf_add_int(out, (int64_t)s.n);
    crm_buf_add_char(out, ':');
    crm_buf_add(out, s);
    crm_buf_add_char(out, '|');
}

static void list_record(struct crm_buf *out, uint64_t line, uint64_t record)
{
    crm_buf_add_char(out, '\n');
    crm_buf_add_int(out, (int64_t)line);
    crm_buf_add_char(out, '#');
    crm_buf_add_int(out, (int64_t)record);
    crm_buf_add_char(out, '|');
}

static bool is_end(struct crm_str s, size_t i)
{
    return i == s.n || s.p[i] == '\n' || s.p[i] == '\r';
}

/* The length of the line end at i: CRLF is one. */
static size_t end_length(struct crm_str s, size_t i)
{
    return s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1;
}

/* What libcsv makes of a field that opens with a quote at i: returns where it ends. */
static size_t quoted_field(struct crm_str s, size_t i, struct crm_buf *field, bool *is_misplaced,
                           bool *is_open)
{
    *is_misplaced = *is_open = false;
    for (++i; i < s.n; i++) {
        if (s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"')
            i++;
        else if (s.p[i] == '"' && (is_end(s, i + 1) || s.p[i + 1] == ','))
            return i + 1;
        else if (s.p[i] == '"')
            *is_misplaced = true;
        crm_buf_add_char(field, s.p[i]);
    }
    *is_open = true;
    return i;
}

static uint64_t lines_in(struct crm_str s)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < s.n; i++)
        lines += s.p[i] == '\r' || (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'));
    return lines;
}

/* Append the field at *i to `field`; *i is then behind it. *lines counts line ends inside quotes.
 * A quote that would swallow lines is text. */
static enum crm_msg expect_field(struct meaning *m, struct crm_str s, size_t *i,
                                 struct crm_buf *field, uint64_t *lines)
{
    size_t start = *i;
    bool is_misplaced, is_open;

    if (*i < s.n && s.p[*i] == '"') {
        size_t end = quoted_field(s, *i, field, &is_misplaced, &is_open);
        uint64_t inside = lines_in((struct crm_str){s.p + start, end - start});
        if (m->is_strict && is_misplaced)
            return CRM_MSG_STRAY_QUOTE;
        if (m->is_strict && is_open)
            return CRM_MSG_QUOTE_NOT_CLOSED;
        if (!is_open && !(is_misplaced && inside)) {
            *i = end;
            *lines += inside;
            return CRM_MSG_NONE;
        }
        m->strays++;
        crm_buf_reset(field);
    }
    while (!is_end(s, *i) && s.p[*i] != ',')
        ++*i;
    crm_buf_add(field, (struct crm_str){s.p + start, *i - start});
    if (m->is_strict && *i > start && memchr(s.p + start, '"', *i - start))
        return CRM_MSG_STRAY_QUOTE;
    return CRM_MSG_NONE;
}

/*
 * The stated meaning. `columns` is how many cells are listed of each record, empty ones where it
 * has fewer; blank lines are records where it is 1.
 */
static void expect(struct meaning *m, struct crm_str s, size_t columns, uint64_t line)
{
    static struct crm_buf field;

    crm_buf_reset(&m->listing);
    m->records = m->first_fields = m->first_line = m->strays = 0;
    m->error = CRM_MSG_NONE;
    for (size_t i = 0; i < s.n;) {
        bool is_blank = is_end(s, i);
        uint64_t lines = 0, fields = 0;

        if (!is_blank || columns == 1) {
            list_record(&m->listing, line, ++m->records);
            do {
                i += fields > 0; /* the delimiter */
                crm_buf_reset(&field);
                m->error_line = line + lines;
                m->error = expect_field(m, s, &i, &field, &lines);
                if (m->error)
                    return;
                list_cell(&m->listing, crm_buf_str(&field));
                fields++;
            } while (i < s.n && s.p[i] == ',');
            if (m->records == 1) {
                m->first_fields = fields;
                m->first_line = line;
            }
            for (; fields < columns; fields++)
                list_cell(&m->listing, CRM_STR(""));
        }
        line += lines + 1;
        if (i < s.n)
            i += end_length(s, i);
    }
}

/* ---- libcsv, driven directly: records without lines, cells listed as above ----------------------
 */

struct plain {
    struct crm_buf listing;
    size_t fields;
};

static void plain_field(void *text, size_t n, void *data)
{
    struct plain *p = data;

    list_cell(&p->listing, (struct crm_str){text, n});
    p->fields++;
}

static void plain_record(int terminator, void *data)
{
    struct plain *p = data;

    (void)terminator;
    for (; p->fields < WIDE; p->fields++)
        list_cell(&p->listing, CRM_STR(""));
    p->fields = 0;
}

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static void by_libcsv(struct plain *p, struct crm_str s)
{
    static struct csv_parser csv;
    static bool is_made;

    if (!is_made) {
        assert_int_equal(csv_init(&csv, 0), 0);
        csv_set_space_func(&csv, no_blank);
        is_made = true;
    }
    crm_buf_reset(&p->listing);
    p->fields = 0;
    assert_int_equal(csv_parse(&csv, s.p, s.n, plain_field, plain_record, p), s.n);
    assert_int_equal(csv_fini(&csv, plain_field, plain_record, p), 0);
}

/* The same listing without lines and numbers. */
static void without_lines(struct crm_buf *out, const struct meaning *m)
{
    struct crm_str s = crm_buf_str(&m->listing);

    crm_buf_reset(out);
    while (s.n) { /* "\nLINE#RECORD|" then cells "N:TEXT|" */
        if (s.p[0] == '\n') {
            s = crm_str_from(s, (size_t)((const char *)memchr(s.p, '|', s.n) - s.p) + 1);
            continue;
        }
        char *colon;
        size_t n = strtoul(s.p, &colon, 10);
        size_t whole = (size_t)(colon - s.p) + 1 + n + 1;
        crm_buf_add(out, (struct crm_str){s.p, whole});
        s = crm_str_from(s, whole);
    }
}

/* ---- the reader --------------------------------------------------------------------------------
 */

/* One file in memory, used again for every text. */
static const char *name_of(struct crm_str s)
{
    static char name[64];
    static int fd = NO_FILE;

    if (fd == NO_FILE) {
        fd = memfd_create("reader", MFD_CLOEXEC);
        assert_true(fd >= 0);
        snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    }
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, s.p, s.n, 0), s.n);
    return name;
}

static const struct crm_str nameless[WIDE];
static const struct crm_str named[WIDE] = {{"1", 1}, {"2", 1}, {"3", 1}, {"4", 1},
                                           {"5", 1}, {"6", 1}, {"7", 1}};

static struct crm_reader_opts with_columns(const struct crm_str *columns, size_t n)
{
    return (struct crm_reader_opts){
        .delimiter = ',', .columns = columns, .ncolumns = n, .max_field_bytes = MAX_FIELD};
}

/* What the batch says of where its text stands leads to the same bytes. */
static void reads_again(const struct crm_batch *b, struct crm_str s)
{
    static struct crm_buf again;
    struct crm_err e = {0};

    assert_non_null(b->source);
    if (memmem(s.p, s.n, "\"\"", 2)) /* these are changed in place */
        return;
    crm_buf_reset(&again);
    char *to = crm_buf_room(&again, b->text.n);
    assert_int_equal(crm_source_read_again(b->source, b->text_at, to, b->text.n, &e), 0);
    assert_memory_equal(to, b->text.p, b->text.n);
}

/* Read the text to the end and list its records. */
static void read_all(struct crm_str s, const struct crm_reader_opts *o, struct crm_buf *listing,
                     struct crm_ledger *ledger, struct crm_err *e)
{
    static struct crm_batch b; /* kept: its memory is used again */
    const char *file = name_of(s);

    crm_buf_reset(listing);
    *e = (struct crm_err){0};
    *ledger = (struct crm_ledger){0};
    struct crm_reader *r = crm_reader_open(&file, 1, o, ledger, e);
    while (r && crm_reader_next(r, &b, e)) {
        reads_again(&b, s);
        for (size_t row = 0; row < b.nrows; row++) {
            list_record(listing, b.lines[row], b.rows[row]);
            for (size_t c = 0; c < b.head->ncols; c++)
                list_cell(listing, crm_batch_row(&b, row)[c]);
        }
    }
    crm_reader_close(r);
}

static void fail_at(struct crm_str s, const char *what)
{
    struct crm_buf shown = {0};

    crm_add_printable(&shown, s, 200);
    crm_buf_add_char(&shown, '\0');
    fail_msg("%s: \"%s\"", what, shown.p);
}

/* The reader says of the text what is expected: its records, or the error and its line. */
static void reads_as(struct crm_str s, const struct meaning *m, const struct crm_reader_opts *o)
{
    static struct crm_buf listing;
    struct crm_ledger ledger;
    struct crm_err e;

    read_all(s, o, &listing, &ledger, &e);
    if (e.what != m->error)
        fail_at(s, m->error ? crm_msg_code(m->error) : "unexpected error");
    if (m->error && (e.status != CRM_DATA || e.line != m->error_line))
        fail_at(s, "status or line of the error");
    if (!m->error && (!crm_str_eq(crm_buf_str(&listing), crm_buf_str(&m->listing)) ||
                      ledger.rows_in != m->records))
        fail_at(s, "records");
}

/* Call `each` with every text of up to `longest` symbols that does not hold `without`. */
static uint64_t every_text(size_t longest, char without, void (*each)(struct crm_str, uint64_t))
{
    char text[LONGEST];
    uint64_t n = 0;

    for (size_t length = 0; length <= longest; length++) {
        uint64_t all = 1;
        for (size_t i = 0; i < length; i++)
            all *= SYMBOLS;
        for (uint64_t number = 0; number < all; number++) {
            uint64_t rest = number;
            for (size_t i = 0; i < length; i++, rest /= SYMBOLS)
                text[i] = symbols[rest % SYMBOLS];
            if (without && length && memchr(text, without, length))
                continue;
            each((struct crm_str){text, length}, n++);
        }
    }
    return n;
}

static struct meaning meaning, strict = {.is_strict = true};
static struct plain plain;
static uint64_t well_formed;

static void check_wide(struct crm_str s, uint64_t number)
{
    static struct crm_buf cells;
    struct crm_reader_opts o = with_columns(nameless, WIDE);

    (void)number;
    expect(&meaning, s, WIDE, 1);
    reads_as(s, &meaning, &o);
    expect(&strict, s, WIDE, 1);
    o.is_strict = true;
    reads_as(s, &strict, &o);
    well_formed += !strict.error;
    if (meaning.strays)
        return;
    by_libcsv(&plain, s);
    without_lines(&cells, &meaning);
    if (!crm_str_eq(crm_buf_str(&cells), crm_buf_str(&plain.listing)))
        fail_at(s, "libcsv reads otherwise");
}

static void every_short_text_reads_as_stated_and_as_libcsv_reads_it(void **state)
{
    (void)state;
    assert_int_equal(every_text(LONGEST, '\0', check_wide), TEXTS);
    assert_in_range(well_formed, TEXTS / 10, TEXTS - TEXTS / 10); /* both sides were looked at */
}

/* Behind a header whose line ends in LF, CR or CRLF, and with all columns demanded. */
static void check_header(struct crm_str s, uint64_t number)
{
    static const char *const ends[] = {"\n", "\r", "\r\n"};
    static struct crm_buf text, listing;
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_ledger ledger;
    struct crm_err e;
    char shape[64];

    crm_buf_reset(&text);
    crm_buf_add_cstr(&text, "1,2,3,4,5,6,7");
    size_t head = text.n;
    crm_buf_add_cstr(&text, ends[number % 3]);
    crm_buf_add(&text, s);
    /* Where the header's CR meets the text's LF, they are one line end. */
    size_t body = head + end_length(crm_buf_str(&text), head);
    expect(&meaning, crm_str_from(crm_buf_str(&text), body), WIDE, 2);
    read_all(crm_buf_str(&text), &o, &listing, &ledger, &e);
    if (!meaning.first_fields || meaning.first_fields == WIDE) {
        if (e.what == CRM_MSG_TOO_FEW_FIELDS || e.what == CRM_MSG_TOO_MANY_FIELDS)
            return; /* a later one does not */
        if (e.what || ledger.rows_in != meaning.records)
            fail_at(crm_buf_str(&text), "no record, or one that fits");
        return;
    }
    snprintf(shape, sizeof(shape), "%u, the header has %d", (unsigned)meaning.first_fields, WIDE);
    if (e.what != CRM_MSG_TOO_FEW_FIELDS || strcmp(e.text, shape) != 0 ||
        e.line != meaning.first_line)
        fail_at(crm_buf_str(&text), "number of fields of the first record");
}

static void every_short_text_behind_a_header_has_the_stated_number_of_fields(void **state)
{
    (void)state;
    assert_int_equal(every_text(5, '\0', check_header), 19608);
}

static void check_narrow(struct crm_str s, uint64_t number)
{
    struct crm_reader_opts o = with_columns(named, 1);

    (void)number;
    expect(&meaning, s, 1, 1);
    reads_as(s, &meaning, &o);
}

static void in_a_file_of_one_column_blank_lines_are_values(void **state)
{
    (void)state;
    /* Six symbols, lengths 0 to 5: (6^6 - 1) / 5 texts. */
    assert_int_equal(every_text(5, ',', check_narrow), 9331);
}

/* ---- long inputs -------------------------------------------------------------------------------
 */

enum { KIB = 1024, BIG = 700 * KIB };

static uint32_t random_below(uint32_t n)
{
    static uint64_t s = 20240105;

    s = s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((s >> 33) % n);
}

static void add_random_field(struct crm_buf *out)
{
    static const char *const quoted[] = {"a",  "bc", " ",    ",",  "\"\"",
                                         "\n", "\r", "\r\n", "客", "\t"};
    static const char *const bare[] = {"a", "bcd", " ", "\t", "é", "x\"", "\"\"y", "0"};
    uint32_t n = random_below(6);

    if (random_below(40) == 0)
        n += 3000; /* longer than a line or two */
    if (random_below(2)) {
        crm_buf_add_char(out, '"');
        while (n--)
            crm_buf_add_cstr(out, quoted[random_below(10)]);
        crm_buf_add_char(out, '"');
        return;
    }
    if (n)
        crm_buf_add_char(out, 'z'); /* so that it does not begin with a quote */
    while (n--)
        crm_buf_add_cstr(out, bare[random_below(8)]);
}

static void long_random_inputs_read_as_stated(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\r\r\n"};
    struct crm_reader_opts o = with_columns(nameless, WIDE);
    struct crm_buf text = {0};

    (void)state;
    for (int round = 0; round < 8; round++) {
        crm_buf_reset(&text);
        while (text.n < BIG) {
            for (uint32_t fields = 1 + random_below(WIDE); fields--;) {
                add_random_field(&text);
                if (fields)
                    crm_buf_add_char(&text, ',');
            }
            crm_buf_add_cstr(&text, ends[round % 4 ? round % 4 - 1 : (int)random_below(5)]);
        }
        if (round % 2)
            text.n--; /* without a last line end, or with half of one */
        expect(&meaning, crm_buf_str(&text), WIDE, 1);
        assert_int_equal(meaning.strays, 0);
        reads_as(crm_buf_str(&text), &meaning, &o);
    }
    crm_buf_clear(&text);
}

static void fill_to(struct crm_buf *text, size_t n)
{
    static const char line[] =
        "x,\"y\"\"\",a field as long as a note about a delivery, left with a neighbour\r\n";

    while (text->n + sizeof(line) - 1 <= n)
        crm_buf_add_cstr(text, line);
    while (text->n < n)
        crm_buf_add_char(text, 'f');
}

static void quotes_and_line_ends_across_block_borders_read_as_stated(void **state)
{
    /* Each is laid so that the border cuts it at every place. */
    static const char *const pieces[] = {
        ",\"a\"\"b\",c\r\n",  "\r\n\"\r\n\"\r\n",     "\r\n\r\n\n\r",   ",\"客,户\",\xC3\xA9\n",
        "\n\"\"\"\"\n",       ",\"unclosed",          "\n\"a\"stray\n", "in\"ner\",q\"\n",
        "\n\"\",\"\",\"\"\r", "\n\"a\r\rb\n\nc\"\rd",
    };
    /* The first block, slices of 64 KiB, and later blocks of 256 KiB behind the first. */
    static const size_t borders[] = {64 * KIB, 128 * KIB, 320 * KIB};
    struct crm_reader_opts o = with_columns(nameless, WIDE);
    struct crm_buf text = {0};

    (void)state;
    for (size_t k = 0; k < sizeof(borders) / sizeof(*borders); k++)
        for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++)
            for (size_t cut = 0; cut <= strlen(pieces[p]); cut++) {
                crm_buf_reset(&text);
                fill_to(&text, borders[k] - cut);
                crm_buf_add_cstr(&text, pieces[p]);
                fill_to(&text, text.n + 100);
                expect(&meaning, crm_buf_str(&text), WIDE, 1);
                reads_as(crm_buf_str(&text), &meaning, &o);
            }
    crm_buf_clear(&text);
}

/* ---- lines -------------------------------------------------------------------------------------
 */

static void lines_are_physical_whatever_ends_them(void **state)
{
    static const struct {
        const char *text;
        uint64_t lines[6]; /* where each record starts; 0 ends the list */
    } want[] = {
        {"a,b\n1,2\n3,4\n", {2, 3}},
        {"a,b\r1,2\r3,4\r", {2, 3}},
        {"a,b\r\n1,2\r\n3,4\r\n", {2, 3}},
        {"a,b\n1,2\r3,4\r\n5,6", {2, 3, 4}},
        {"\n\r\n\ra,b\n1,2", {5}},           /* blank lines above the header */
        {"a,b\n\n1,2\r\n\r\n\r3,4", {3, 6}}, /* and between records */
        {"a,b\n\"1\n\n1\",2\n3,4", {2, 5}},  /* line ends inside quotes */
        {"a,b\n\"1\r\n1\",\"2\r2\"\n3,4", {2, 5}},
        {"a,b\n\"\r\",2\n3,4", {2, 4}},
        {"\"a\n\",b\n1,2", {3}},                 /* in the header */
        {"a,b\n\"1\r\"\"\n\",2\n3,4", {2, 5}},   /* CR and LF with a quote between */
        {"a\n1\n\n2\r\n\r\n3", {2, 3, 4, 5, 6}}, /* one column: blank lines are values */
    };
    struct crm_reader_opts o = with_columns(NULL, 0);

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        const char *file = name_of(crm_str_of(want[i].text));
        struct crm_batch b = {0};
        struct crm_ledger ledger = {0};
        struct crm_err e = {0};
        struct crm_reader *r = crm_reader_open(&file, 1, &o, &ledger, &e);

        assert_non_null(r);
        assert_true(crm_reader_next(r, &b, &e));
        size_t n = 0;
        while (n < 6 && want[i].lines[n])
            n++;
        assert_int_equal(b.nrows, n);
        for (size_t k = 0; k < n; k++)
            if (b.lines[k] != want[i].lines[k])
                fail_at(crm_str_of(want[i].text), "line");
        assert_false(crm_reader_next(r, &b, &e));
        assert_false(crm_failed(&e));
        crm_batch_clear(&b);
        crm_reader_close(r);
    }
}

static void blank_lines_are_counted(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_ledger ledger;
    struct crm_buf listing = {0};
    struct crm_err e;

    (void)state;
    read_all(CRM_STR("\na,b\n\n1,2\r\n\r\n"), &o, &listing, &ledger, &e);
    assert_int_equal(ledger.rows_in, 1);
    assert_int_equal(ledger.blank_lines, 2); /* the one above the header is nobody's */
    crm_buf_clear(&listing);
}

static void skipped_lines_and_a_sep_line_count(void **state)
{
    struct crm_reader_opts o = {.skip_lines = 2, .max_field_bytes = MAX_FIELD};
    struct crm_ledger ledger;
    struct crm_buf listing = {0};
    struct crm_err e;

    (void)state;
    read_all(CRM_STR("Orders of\n\"May\n1,2\r\n3,4"), &o, &listing, &ledger, &e);
    assert_str_eq(crm_buf_str(&listing), "\n4#1|1:3|1:4|");
    o.skip_lines = CRM_DIALECT_AUTO;
    read_all(CRM_STR("Orders of\n\nMay\na;b\n1;2\n3;4\n"), &o, &listing, &ledger, &e);
    assert_str_eq(crm_buf_str(&listing), "\n5#1|1:1|1:2|\n6#2|1:3|1:4|");
    o.skip_lines = 0;
    read_all(CRM_STR("sep=;\r\na;b,c\n1;2\n"), &o, &listing, &ledger, &e);
    assert_str_eq(crm_buf_str(&listing), "\n3#1|1:1|1:2|");
    read_all(CRM_STR("sep=;\n\na;b\n1;2\n"), &o, &listing, &ledger, &e);
    assert_str_eq(crm_buf_str(&listing), "\n4#1|1:1|1:2|");
    o.skip_lines = 9;
    read_all(CRM_STR("a;b\n1;2\n"), &o, &listing, &ledger, &e);
    assert_int_equal(e.what, CRM_MSG_NO_HEADER);
    crm_buf_clear(&listing);
}

/* ---- headers and shapes ------------------------------------------------------------------------
 */

static void a_byte_order_mark_goes_even_before_a_quote(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    const char *file = name_of(CRM_STR("\xEF\xBB\xBF\"a,b\",  c \n1,2"));
    const struct crm_head *const *heads;
    struct crm_input_facts facts;
    struct crm_ledger ledger = {0};
    struct crm_err e = {0};

    (void)state;
    struct crm_reader *r = crm_reader_open(&file, 1, &o, &ledger, &e);
    assert_non_null(r);
    assert_int_equal(crm_reader_heads(r, &heads), 1);
    assert_int_equal(heads[0]->ncols, 2);
    assert_str_eq(heads[0]->names[0], "a,b");
    assert_str_eq(heads[0]->names[1], "c"); /* names are trimmed, cells are not */
    crm_reader_facts(r, 0, &facts);
    assert_string_equal(facts.encoding, "UTF-8");
    assert_int_equal(facts.delimiter, ',');
    assert_false(facts.is_gzip);
    crm_reader_close(r);
}

static void an_input_without_a_header_is_an_error(void **state)
{
    static const char *const texts[] = {"", "\n", "\r\n\r\n", "\xEF\xBB\xBF"};
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_ledger ledger;
    struct crm_buf listing = {0};
    struct crm_err e;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        read_all(crm_str_of(texts[i]), &o, &listing, &ledger, &e);
        assert_int_equal(e.status, CRM_DATA);
        assert_int_equal(e.what, CRM_MSG_NO_HEADER);
    }
    read_all(CRM_STR("a,b"), &o, &listing, &ledger, &e); /* a header alone is none */
    assert_false(crm_failed(&e));
    assert_int_equal(ledger.rows_in, 0);
    crm_buf_clear(&listing);
}

static void rows_may_differ_by_what_carries_nothing(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_ledger ledger;
    struct crm_buf listing = {0};
    struct crm_err e;

    (void)state;
    read_all(CRM_STR("a,b,\n1,2,,\n3,4,5,\n6,7\n"), &o, &listing, &ledger, &e);
    assert_str_eq(crm_buf_str(&listing), "\n2#1|1:1|1:2|0:|\n3#2|1:3|1:4|1:5|\n4#3|1:6|1:7|0:|");
    read_all(CRM_STR("a,b\n1,2\n1,2,,3\n"), &o, &listing, &ledger, &e);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_TOO_MANY_FIELDS);
    assert_int_equal(e.line, 3);
    assert_string_equal(e.text, "4, the header has 2");
    /* The first record ends without the extra delimiter: one later may have moved the others. */
    read_all(CRM_STR("a,b\n1,2\n3,4,\n"), &o, &listing, &ledger, &e);
    assert_int_equal(e.what, CRM_MSG_TOO_MANY_FIELDS);
    assert_int_equal(e.line, 3);
    read_all(CRM_STR("a,b\n1\n"), &o, &listing, &ledger, &e);
    assert_int_equal(e.what, CRM_MSG_TOO_FEW_FIELDS);
    assert_int_equal(e.line, 2);
    crm_buf_clear(&listing);
}

static void reads_so(const char *text, const char *want)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_buf listing = {0};
    struct crm_ledger ledger;
    struct crm_err e;

    read_all(crm_str_of(text), &o, &listing, &ledger, &e);
    assert_false(crm_failed(&e));
    assert_str_eq(crm_buf_str(&listing), want);
    crm_buf_clear(&listing);
}

static void blanks_around_quotes_are_no_part_of_fields_where_all_delimiters_have_them(void **state)
{
    (void)state;
    reads_so("a, b, c\n1, \"2, 3\", \"4\" \n5,  \"6\"\"\" , 7\n8, \"9\n9\", x\n",
             "\n2#1|1:1|4:2, 3|1:4|\n3#2|1:5|2:6\"|2: 7|\n4#3|1:8|3:9\n9|2: x|");
    reads_so("a,b, c\n1, \"2\", \"3\"\n", "\n2#1|1:1|4: \"2\"|4: \"3\"|");
}

static void a_quote_behind_a_backslash_is_text_where_the_first_bytes_show_such(void **state)
{
    (void)state;
    reads_so("a,b\n\"5\\\" x\",1\n\"6\\\", y\",2\n\"7\"\"\\d\n\",\"8\\\\\"\n9\\,\\\n",
             "\n2#1|4:5\" x|1:1|\n3#2|5:6\", y|1:2|\n4#3|5:7\"\\d\n|3:8\\\\|\n6#4|2:9\\|1:\\|");
    reads_so("a,b\n\"5\\\",1\n\"6\"\"\",2\n", "\n2#1|2:5\\|1:1|\n3#2|2:6\"|1:2|");
}

static void an_open_quote_is_text_behind_the_longest_field(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_buf text = {0}, listing = {0};
    struct crm_ledger ledger;
    struct crm_err e;
    uint64_t rows = 3;

    (void)state;
    o.max_field_bytes = 100 * KIB;
    crm_buf_add_cstr(&text, "a,b\n1,2\n\"3\n3\",\"4\n");
    for (; text.n < 2 * BIG; rows++)
        crm_buf_add_cstr(&text, "x,y\n");
    crm_buf_add_cstr(&text, "z,\"end\"\n"); /* it would be closed here, were fields so long */
    read_all(crm_buf_str(&text), &o, &listing, &ledger, &e);
    assert_false(crm_failed(&e));
    assert_int_equal(ledger.rows_in, rows);
    o.is_strict = true;
    read_all(crm_buf_str(&text), &o, &listing, &ledger, &e);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_QUOTE_NOT_CLOSED);
    assert_int_equal(e.line, 4); /* where the quote opened, not the record */
    assert_string_equal(e.column, "b");
    crm_buf_clear(&text);
    crm_buf_clear(&listing);
}

/* What a tool leaves behind that failed must stop the next one, whatever becomes of quotes. */
static void the_mark_of_a_tool_that_failed_is_an_error(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_buf listing = {0};
    struct crm_ledger ledger;
    struct crm_err e;

    (void)state;
    read_all(CRM_STR("a,b\n1,2\n3\n\"#ABORT rfm"), &o, &listing, &ledger, &e);
    assert_int_equal(e.what, CRM_MSG_TOO_FEW_FIELDS);
    read_all(CRM_STR("a,b\n1,2\n3,4\n\"#ABORT rfm"), &o, &listing, &ledger, &e);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_UPSTREAM_FAILED);
    crm_buf_clear(&listing);
}

static void nul_bytes_are_ordinary(void **state)
{
    struct crm_reader_opts o = with_columns(NULL, 0);
    struct crm_buf listing = {0};
    struct crm_ledger ledger;
    struct crm_err e;

    (void)state;
    read_all(CRM_STR("a,b\n1\0,\"\0\"\n"), &o, &listing, &ledger, &e);
    assert_true(crm_str_eq(crm_buf_str(&listing), CRM_STR("\n2#1|2:1\0|1:\0|")));
    crm_buf_clear(&listing);
}

/* ---- several inputs ----------------------------------------------------------------------------
 */

static void a_batch_belongs_to_one_input(void **state)
{
    struct crm_reader_opts o = {.max_field_bytes = MAX_FIELD};
    struct crm_buf text = {0};
    struct crm_batch b = {0};
    struct crm_ledger ledger = {0};
    struct crm_err e = {0};
    uint64_t rows[4] = {0}, batches = 0;
    size_t last = 0;

    (void)state;
    for (int i = 0; i < 30000; i++)
        crm_buf_addf(&text, "%sv%d;w", i ? "\n" : "id;b\n", i);
    const char *files[] = {file_with("one.csv", crm_buf_str(&text)),
                           file_with("two.tsv", CRM_STR("id\tx\ty\nv0\t1\t2\n")),
                           file_with("head.csv", CRM_STR("id,z\n")),
                           file_with("four.csv", CRM_STR("id,z\nv0,9"))};
    struct crm_reader *r = crm_reader_open(files, 4, &o, &ledger, &e);
    const struct crm_head *const *heads;

    assert_non_null(r);
    assert_int_equal(crm_reader_heads(r, &heads), 4);
    while (crm_reader_next(r, &b, &e)) {
        batches++;
        assert_true(b.nrows > 0);
        assert_ptr_equal(b.head, heads[b.head->input]);
        assert_true(b.head->input >= last);
        last = b.head->input;
        for (size_t k = 0; k < b.nrows; k++) {
            uint64_t row = rows[b.head->input]++;
            char want[32];

            snprintf(want, sizeof(want), "v%u", (unsigned)row);
            assert_str_eq(crm_batch_row(&b, k)[0], want);
            assert_int_equal(b.rows[k], row + 1);
            assert_int_equal(b.lines[k], row + 2);
        }
    }
    assert_false(crm_failed(&e));
    assert_int_equal(rows[0], 30000);
    assert_int_equal(rows[1], 1);
    assert_int_equal(rows[2], 0);
    assert_int_equal(rows[3], 1);
    assert_true(batches >= 3);
    assert_int_equal(ledger.rows_in, 30002);
    assert_int_equal(heads[1]->ncols, 3);
    assert_string_equal(heads[1]->file, files[1]);
    crm_batch_clear(&b);
    crm_reader_close(r);
    crm_buf_clear(&text);
}

static void an_input_that_cannot_be_opened_is_named(void **state)
{
    struct crm_reader_opts o = {.max_field_bytes = MAX_FIELD};
    const char *files[] = {file_with("good.csv", CRM_STR("a\n1\n")), file_path("none.csv")};
    struct crm_ledger ledger = {0};
    struct crm_err e = {0};

    (void)state;
    assert_null(crm_reader_open(files, 2, &o, &ledger, &e));
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_CANNOT_OPEN);
    assert_string_equal(e.file, files[1]);
}

static void ragged_rows_go_to_the_rejects_and_come_back_without_their_columns(void **state)
{
    struct crm_reader_opts o = {.max_field_bytes = MAX_FIELD};
    struct crm_ledger ledger = {0};
    struct crm_rejects rejects;
    struct crm_batch b = {0};
    struct crm_err e = {0};
    const char *file = file_with("in.csv", CRM_STR("a,b\n1,2\n3\n4,5,6\n7,8\n"));
    const char *out = file_path("bad.csv");
    const struct crm_head *const *heads;
    struct crm_buf want = {0};

    (void)state;
    struct crm_reader *r = crm_reader_open(&file, 1, &o, &ledger, &e);
    assert_non_null(r);
    crm_reader_heads(r, &heads);
    struct crm_sink *sink = crm_sink_open(out, 0, &e);
    assert_int_equal(crm_rejects_init(&rejects, sink, &ledger, heads, 1, &e), 0);
    crm_reader_rejects(r, &rejects);
    assert_true(crm_reader_next(r, &b, &e));
    assert_int_equal(b.nrows, 2);
    assert_str_eq(crm_batch_row(&b, 1)[1], "8");
    assert_int_equal(b.lines[1], 5);
    assert_int_equal(b.rows[1], 4);
    assert_false(crm_reader_next(r, &b, &e));
    assert_int_equal(ledger.rows_in, 4);
    assert_int_equal(ledger.rows_rejected, 2);
    crm_writer_flush(&rejects.writer, &e);
    crm_sink_finish(sink, &e);
    crm_sink_publish(sink, &e);
    assert_false(crm_failed(&e));
    crm_buf_addf(&want,
                 "_file,_line,_column,_reason,a,b\n%s,3,,too_few_fields,3,\n"
                 "%s,4,,too_many_fields,4,5,6\n",
                 file, file);
    assert_true(crm_str_eq(file_text(out), crm_buf_str(&want)));
    crm_rejects_clear(&rejects);
    crm_sink_free(sink);
    crm_reader_close(r);

    /* Mended: the reader drops the four columns in front, and tells where it read. */
    file = file_with("mended.csv",
                     CRM_STR("_file,_line,_column,_reason,a,b\nin.csv,3,,too_few,3,x\n"));
    r = crm_reader_open(&file, 1, &o, &ledger, &e);
    assert_non_null(r);
    assert_true(crm_reader_next(r, &b, &e));
    assert_int_equal(b.head->ncols, 2);
    assert_str_eq(b.head->names[0], "a");
    assert_str_eq(crm_batch_row(&b, 0)[0], "3");
    assert_str_eq(crm_batch_row(&b, 0)[1], "x");
    crm_reader_close(r);
    crm_batch_clear(&b);
    crm_buf_clear(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_short_text_reads_as_stated_and_as_libcsv_reads_it),
        cmocka_unit_test(every_short_text_behind_a_header_has_the_stated_number_of_fields),
        cmocka_unit_test(in_a_file_of_one_column_blank_lines_are_values),
        cmocka_unit_test(long_random_inputs_read_as_stated),
        cmocka_unit_test(quotes_and_line_ends_across_block_borders_read_as_stated),
        cmocka_unit_test(lines_are_physical_whatever_ends_them),
        cmocka_unit_test(blank_lines_are_counted),
        cmocka_unit_test(skipped_lines_and_a_sep_line_count),
        cmocka_unit_test(a_byte_order_mark_goes_even_before_a_quote),
        cmocka_unit_test(an_input_without_a_header_is_an_error),
        cmocka_unit_test(rows_may_differ_by_what_carries_nothing),
        cmocka_unit_test(blanks_around_quotes_are_no_part_of_fields_where_all_delimiters_have_them),
        cmocka_unit_test(a_quote_behind_a_backslash_is_text_where_the_first_bytes_show_such),
        cmocka_unit_test(an_open_quote_is_text_behind_the_longest_field),
        cmocka_unit_test(the_mark_of_a_tool_that_failed_is_an_error),
        cmocka_unit_test(nul_bytes_are_ordinary),
        cmocka_unit_test(a_batch_belongs_to_one_input),
        cmocka_unit_test(an_input_that_cannot_be_opened_is_named),
        cmocka_unit_test(ragged_rows_go_to_the_rejects_and_come_back_without_their_columns),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
