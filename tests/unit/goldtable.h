/*
 * goldtable.h - a gold table (raw,options,expected,note), read in place, as a test of a type.
 *
 * Every row must give what it expects, a value or !reason; every value must give itself again, with
 * no step, and so must whatever its mutations give. Steps are told exactly when bytes changed.
 */
#ifndef CRM_TESTS_GOLDTABLE_H
#define CRM_TESTS_GOLDTABLE_H

#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "clean/type.h"

enum { GOLD_FIELDS = 4, GOLD_OPTIONS = 256 };

struct gold_row {
    struct crm_buf field[GOLD_FIELDS]; /* raw, options, expected, note */
};

struct gold_score {
    size_t good, good_right, bad, bad_right, wrong_reason, unstable;
};

/* The next record of a comma-separated file; false at its end. */
static inline bool gold_next(FILE *f, struct gold_row *row)
{
    bool is_quoted = false;
    size_t k = 0;
    int c = fgetc(f);

    for (size_t i = 0; i < GOLD_FIELDS; i++)
        crm_buf_reset(&row->field[i]);
    if (c == EOF)
        return false;
    for (; c != EOF && (is_quoted || c != '\n'); c = fgetc(f)) {
        if (c == '"') {
            int next = is_quoted ? fgetc(f) : 0;

            if (is_quoted && next == '"') {
                crm_buf_add_char(&row->field[k], '"');
                continue;
            }
            if (is_quoted)
                ungetc(next, f);
            is_quoted = !is_quoted;
        } else if (!is_quoted && c == ',' && k + 1 < GOLD_FIELDS) {
            k++;
        } else {
            crm_buf_add_char(&row->field[k], (char)c);
        }
    }
    return true;
}

/* The options of a row; text is room for their values, which opts borrows. */
static inline struct crm_clean_opts gold_options(const struct crm_type *type, struct crm_str row,
                                                 char text[GOLD_OPTIONS])
{
    struct crm_clean_opts opts = crm_clean_defaults();
    char *rest = text, *word;

    assert_true(row.n < GOLD_OPTIONS);
    memcpy(text, row.p, row.n);
    text[row.n] = '\0';
    while ((word = strsep(&rest, " "))) {
        char *value = strchr(word, '=');

        if (!value)
            continue;
        *value++ = '\0';
        if (crm_type_option(type, crm_str_of(word), value, &opts) != CRM_MSG_NONE)
            fail_msg("%s: no option %s=%s", type->name, word, value);
    }
    return opts;
}

/* The value, or !reason, that raw gives; empty counts as "!empty". */
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

/* Is what raw gives given again with no step, did a step say that raw changed, and does the quick
 * way agree? */
static inline bool gold_is_stable(const struct crm_type *type, struct crm_str raw,
                                  const struct crm_clean_opts *opts)
{
    struct crm_buf once = {0}, twice = {0};
    crm_steps steps, again;
    char room[CRM_QUICK_BYTES];
    struct crm_str quick;
    bool is_stable = true;
    const char *what = "";

    gold_clean(type, raw, opts, &once, &steps);
    if (raw.n && type->quick && type->quick(raw, opts, room, &quick) &&
        !crm_str_eq(quick, crm_buf_str(&once))) {
        is_stable = false;
        what = "quick differs";
    }
    if (once.n && once.p[0] != '!') {
        if (crm_str_eq(raw, crm_buf_str(&once)) != (steps == 0)) {
            is_stable = false;
            what = "steps and bytes differ";
        }
        gold_clean(type, crm_buf_str(&once), opts, &twice, &again);
        if (again || !crm_str_eq(crm_buf_str(&once), crm_buf_str(&twice))) {
            is_stable = false;
            what = "not the same again";
        }
    }
    if (!is_stable)
        print_error("%s: \"%.*s\": %s: \"%.*s\" (steps %x), then \"%.*s\" (steps %x)\n", type->name,
                    (int)raw.n, raw.p, what, (int)once.n, crm_buf_str(&once).p, (unsigned)steps,
                    (int)twice.n, crm_buf_str(&twice).p, (unsigned)again);
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
    return is_stable;
}

/* xorshift64: the same bytes on every machine. */
static inline uint64_t gold_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* raw with a few bytes or pieces put in, taken out or doubled. */
static inline void gold_mutate(struct crm_str raw, const char *const *pieces, size_t npieces,
                               uint64_t *seed, struct crm_buf *out)
{
    size_t changes = 1 + gold_random(seed) % 3;

    crm_buf_reset(out);
    crm_buf_add(out, raw);
    for (; changes; changes--) {
        struct crm_str piece = crm_str_of(pieces[gold_random(seed) % npieces]);
        size_t at = gold_random(seed) % (out->n + 1);

        if (gold_random(seed) % 4 == 0 && out->n) {
            at %= out->n;
            memmove(out->p + at, out->p + at + 1, out->n - at - 1);
            out->n--;
            continue;
        }
        crm_buf_room(out, piece.n);
        memmove(out->p + at + piece.n, out->p + at, out->n - at);
        memcpy(out->p + at, piece.p, piece.n);
        out->n += piece.n;
    }
}

static inline void gold_row_scored(const struct crm_type *type, const struct gold_row *row,
                                   const struct crm_clean_opts *opts, struct gold_score *score)
{
    struct crm_str raw = crm_buf_str(&row->field[0]), want = crm_buf_str(&row->field[2]);
    struct crm_str options = crm_buf_str(&row->field[1]), note = crm_buf_str(&row->field[3]);
    bool is_good = !crm_str_starts(want, CRM_STR("!")), is_right;
    struct crm_buf got = {0};
    crm_steps steps;

    gold_clean(type, raw, opts, &got, &steps);
    /* mode=check: "valid" says that it stays as it is. */
    is_right = crm_str_eq(crm_buf_str(&got), crm_str_eq(want, CRM_STR("valid")) ? raw : want);
    *(is_good ? &score->good : &score->bad) += 1;
    *(is_good ? &score->good_right : &score->bad_right) += is_right;
    if (!is_right)
        print_message("%s: \"%.*s\" (%.*s): got \"%.*s\", want \"%.*s\" (%.*s)\n", type->name,
                      (int)raw.n, raw.p, (int)options.n, options.p, (int)got.n, crm_buf_str(&got).p,
                      (int)want.n, want.p, (int)note.n, note.p);
    crm_buf_clear(&got);
}

/* Read ../shared/data/normalize/TABLE.csv with the type; skips the test, saying so, without it. */
static inline struct gold_score gold_table(const char *table, const struct crm_type *type,
                                           const char *const *pieces, size_t npieces)
{
    const char *shared = getenv("CRM_SHARED");
    struct gold_score score = {0};
    struct gold_row row = {0};
    struct crm_buf mutated = {0};
    uint64_t seed = 20240105;
    char path[1024], text[GOLD_OPTIONS];
    FILE *f;

    snprintf(path, sizeof path, "%s/data/normalize/%s.csv", shared ? shared : "../shared", table);
    f = fopen(path, "rb");
    if (!f) {
        print_message("no gold table %s\n", path);
        skip();
    }
    gold_next(f, &row);
    while (f && gold_next(f, &row)) {
        struct crm_str raw = crm_buf_str(&row.field[0]);
        struct crm_clean_opts opts = gold_options(type, crm_buf_str(&row.field[1]), text);

        gold_row_scored(type, &row, &opts, &score);
        score.unstable += !gold_is_stable(type, raw, &opts);
        for (int i = 0; i < 200; i++) {
            gold_mutate(raw, pieces, npieces, &seed, &mutated);
            score.unstable += !gold_is_stable(type, crm_buf_str(&mutated), &opts);
        }
    }
    if (f)
        fclose(f);
    for (size_t i = 0; i < GOLD_FIELDS; i++)
        crm_buf_clear(&row.field[i]);
    crm_buf_clear(&mutated);
    print_message("%s: good %zu of %zu, bad %zu of %zu\n", table, score.good_right, score.good,
                  score.bad_right, score.bad);
    return score;
}

#endif
