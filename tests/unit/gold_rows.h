/* gold_rows.h - the gold tables of ../shared/data/normalize: raw,options,expected,note. */
#ifndef GOLD_ROWS_H
#define GOLD_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "base/buf.h"
#include "clean/type.h"

struct gold_row {
    struct crm_buf raw, options, expected; /* NUL-ended */
};

/* A field without its NUL; a value may hold another. */
static inline struct crm_str gold_text(const struct crm_buf *field)
{
    return (struct crm_str){field->p, field->n - 1};
}

/* The table of this name, or NULL with a message when ../shared is not here. */
static inline FILE *gold_open(const char *table)
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
static inline int gold_field(FILE *f, struct crm_buf *out)
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
static inline bool gold_next(FILE *f, struct gold_row *row)
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

static inline void gold_clear(struct gold_row *row)
{
    crm_buf_clear(&row->raw);
    crm_buf_clear(&row->options);
    crm_buf_clear(&row->expected);
}

/* Set key=value options, separated by blanks, of a type. The text is cut in place and must live as
 * long as opts. */
static inline void gold_options(const struct crm_type *type, char *text,
                                struct crm_clean_opts *opts)
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
static inline void gold_clean(const struct crm_type *type, struct crm_str raw,
                              const struct crm_clean_opts *opts, struct crm_buf *got,
                              crm_steps *steps)
{
    enum crm_msg why;

    crm_buf_reset(got);
    *steps = 0;
    why = type->full(raw, opts, got, steps);
    if (why == CRM_MSG_NONE)
        return;
    assert_int_equal(got->n, 0);
    crm_buf_add_char(got, '!');
    crm_buf_add_cstr(got, why == CRM_MSG_EMPTY_VALUE ? "empty" : crm_msg_code(why));
}

struct gold_score {
    size_t good, good_right, bad, bad_right, unstable;
};

static inline void gold_score_row(const struct crm_type *type, const struct gold_row *row,
                                  const struct crm_clean_opts *opts, struct gold_score *score)
{
    struct crm_str want = gold_text(&row->expected), raw = gold_text(&row->raw);
    bool is_good = !crm_str_starts(want, CRM_STR("!")), is_right;
    struct crm_buf got = {0};
    crm_steps steps;

    gold_clean(type, raw, opts, &got, &steps);
    /* mode=check: "valid" says that it stays as it is. */
    is_right = crm_str_eq(crm_buf_str(&got), crm_str_eq(want, CRM_STR("valid")) ? raw : want);
    *(is_good ? &score->good : &score->bad) += 1;
    *(is_good ? &score->good_right : &score->bad_right) += is_right;
    if (!is_right)
        print_message("%s: \"%s\" (%s): got \"%.*s\", want \"%s\"\n", type->name, row->raw.p,
                      row->options.p, (int)got.n, crm_buf_str(&got).p, want.p);
    crm_buf_clear(&got);
}

/* How many texts made of a row's are not stable; `of` is the caller's. */
typedef size_t gold_unstable(const struct crm_type *type, struct crm_str raw,
                             const struct crm_clean_opts *opts, void *of);

/* Every row of the table under its own options; what misses is printed. unstable may be NULL. */
static inline struct gold_score gold_run(FILE *f, const struct crm_type *type,
                                         gold_unstable *unstable, void *of)
{
    struct gold_row row = {{0}, {0}, {0}};
    struct gold_score score = {0};
    struct crm_buf options = {0};

    gold_next(f, &row); /* the header */
    while (gold_next(f, &row)) {
        struct crm_clean_opts opts = crm_clean_defaults();

        crm_buf_reset(&options);
        crm_buf_add(&options, (struct crm_str){row.options.p, row.options.n});
        gold_options(type, options.p, &opts);
        gold_score_row(type, &row, &opts, &score);
        if (unstable)
            score.unstable += unstable(type, gold_text(&row.raw), &opts, of);
    }
    print_message("%s: good %zu/%zu, bad %zu/%zu\n", type->name, score.good_right, score.good,
                  score.bad_right, score.bad);
    crm_buf_clear(&options);
    gold_clear(&row);
    return score;
}

/* xorshift64: the same bytes on every machine. */
static inline uint64_t gold_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

#endif
