/* gold_rows.h - the gold tables of ../shared/data/normalize: raw,options,expected,note. */
#ifndef GOLD_ROWS_H
#define GOLD_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "clean/type.h"

struct gold_row {
    struct crm_buf raw, options, expected; /* NUL-ended */
};

/* The table of this name, or NULL with a message when ../shared is not here. */
static FILE *gold_open(const char *table)
{
    const char *shared = getenv("CRM_SHARED");
    char path[1024];
    FILE *f;

    snprintf(path, sizeof path, "%s/data/normalize/%s.csv", shared ? shared : "../shared", table);
    f = fopen(path, "rb");
    if (!f)
        print_message("no gold table %s\n", path);
    return f;
}

/* One field of a record, quotes taken off; returns what ended it: ',', '\n' or EOF. */
static int gold_field(FILE *f, struct crm_buf *out)
{
    int c = fgetc(f);
    bool is_quoted = c == '"';

    if (out)
        crm_buf_reset(out);
    for (c = is_quoted ? fgetc(f) : c; c != EOF; c = fgetc(f)) {
        if (is_quoted && c == '"') {
            c = fgetc(f);
            is_quoted = c == '"'; /* a doubled quote is one */
        }
        if (!is_quoted && (c == ',' || c == '\n' || c == EOF))
            break;
        if (out)
            crm_buf_add_char(out, (char)c);
    }
    if (out)
        crm_buf_add_char(out, '\0');
    return c;
}

/* The next row; false at the end. */
static bool gold_next(FILE *f, struct gold_row *row)
{
    int end = gold_field(f, &row->raw);

    if (end == EOF)
        return false;
    gold_field(f, &row->options);
    end = gold_field(f, &row->expected);
    while (end == ',')
        end = gold_field(f, NULL);
    return true;
}

static void gold_clear(struct gold_row *row)
{
    crm_buf_clear(&row->raw);
    crm_buf_clear(&row->options);
    crm_buf_clear(&row->expected);
}

/* Set key=value options, separated by blanks, of a type. The text is cut in place and must live as
 * long as opts. */
static void gold_options(const struct crm_type *type, char *text, struct crm_clean_opts *opts)
{
    for (char *save = NULL, *pair = strtok_r(text, " ", &save); pair;
         pair = strtok_r(NULL, " ", &save)) {
        char *value = strchr(pair, '=');

        assert_non_null(value);
        *value = '\0';
        assert_int_equal(crm_type_option(type, crm_str_of(pair), value + 1, opts), CRM_MSG_NONE);
    }
}

/* What the type makes of raw: the canonical value, or ! and the gold's word for the reason. */
static void gold_answer(const struct crm_type *type, struct crm_str raw,
                        const struct crm_clean_opts *opts, struct crm_buf *out)
{
    crm_steps steps = 0;
    enum crm_msg why;

    crm_buf_reset(out);
    why = type->full(raw, opts, out, &steps);
    if (why != CRM_MSG_NONE) {
        crm_buf_add_char(out, '!');
        crm_buf_add_cstr(out, why == CRM_MSG_EMPTY_VALUE ? "empty" : crm_msg_code(why));
    }
    crm_buf_add_char(out, '\0');
}

struct gold_score {
    size_t good, good_right, bad, bad_right;
};

/* Every row of the table under its own options; what misses is printed. */
static struct gold_score gold_run(FILE *f, const struct crm_type *type)
{
    struct gold_row row = {{0}, {0}, {0}};
    struct gold_score score = {0};
    struct crm_buf got = {0};

    gold_next(f, &row); /* the header */
    while (gold_next(f, &row)) {
        struct crm_clean_opts opts = crm_clean_defaults();
        bool is_bad = row.expected.p[0] == '!', is_right;

        gold_options(type, row.options.p, &opts);
        gold_answer(type, crm_str_of(row.raw.p), &opts, &got);
        is_right = strcmp(got.p, row.expected.p) == 0;
        *(is_bad ? &score.bad : &score.good) += 1;
        *(is_bad ? &score.bad_right : &score.good_right) += is_right;
        if (!is_right)
            print_message("\"%s\" (%s): got %s, want %s\n", row.raw.p,
                          opts.region ? opts.region : "", got.p, row.expected.p);
    }
    print_message("%s: good %zu/%zu, bad %zu/%zu\n", type->name, score.good_right, score.good,
                  score.bad_right, score.bad);
    crm_buf_clear(&got);
    gold_clear(&row);
    return score;
}

#endif
