/*
 * goldtable.h - a gold table (raw,options,expected,note), read in place, as a test of a type.
 *
 * Every row must give what it expects, a value or !reason; every value must give itself again, with
 * no step, and so must whatever its mutations give. Steps are told exactly when bytes changed.
 */
#ifndef CRM_TESTS_GOLDTABLE_H
#define CRM_TESTS_GOLDTABLE_H

#include "gold_rows.h"

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

struct gold_mutations {
    const char *const *pieces; /* that are put in */
    size_t npieces;
    uint64_t seed;
};

/* How many of raw and 200 mutations of it are not stable. */
static inline size_t gold_unstable_mutations(const struct crm_type *type, struct crm_str raw,
                                             const struct crm_clean_opts *opts, void *of)
{
    struct gold_mutations *m = of;
    struct crm_buf mutated = {0};
    size_t unstable = !gold_is_stable(type, raw, opts);

    for (int i = 0; i < 200; i++) {
        gold_mutate(raw, m->pieces, m->npieces, &m->seed, &mutated);
        unstable += !gold_is_stable(type, crm_buf_str(&mutated), opts);
    }
    crm_buf_clear(&mutated);
    return unstable;
}

/* Read ../shared/data/normalize/TABLE.csv with the type: 99 in 100 good values must be right and as
 * many bad ones refused, and all be stable. Skips the test, saying so, without the table. */
static inline void gold_table_holds(const char *table, const struct crm_type *type,
                                    const char *const *pieces, size_t npieces)
{
    struct gold_mutations mutations = {pieces, npieces, 20240105};
    FILE *f = gold_open(table);
    struct gold_score score;

    if (!f)
        skip();
    score = gold_run(f, type, gold_unstable_mutations, &mutations);
    fclose(f);
    assert_true(score.good_right * 100 >= score.good * 99);
    assert_true(score.bad_right * 100 >= score.bad * 99);
    assert_int_equal(score.unstable, 0);
}

#endif
