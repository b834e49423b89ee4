/* test_partition.c - what was added to a partition is read from it, from memory or from a file. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "calc/partition.h"

enum { PARTS = 4, WORKERS = 3, RECORDS = 3000 };

/* Record i: its number and i % 40 bytes more. */
static struct crm_str record(size_t i, char *room)
{
    memcpy(room, &i, sizeof(i));
    memset(room + sizeof(i), (int)('a' + i % 26), i % 40);
    return (struct crm_str){room, sizeof(i) + i % 40};
}

struct job {
    struct crm_parts *parts;
    struct crm_err errs[WORKERS];
};

static void add_records(void *p, size_t worker)
{
    struct job *job = p;
    char room[64];

    for (size_t i = worker; i < RECORDS; i += WORKERS)
        crm_parts_add(job->parts, worker, i % PARTS, record(i, room), &job->errs[worker]);
}

/* The partition has each of its records once. */
static void reads_back(struct crm_parts *parts, size_t part)
{
    bool *seen = crm_alloc_array(RECORDS, sizeof(*seen));
    struct crm_parts_at at = {0};
    struct crm_str records;
    size_t n = 0;

    while (crm_parts_next(parts, part, &at, &records))
        while (records.n) {
            size_t i;
            char room[64];
            memcpy(&i, records.p, sizeof(i));
            struct crm_str want = record(i, room);
            assert_true(i < RECORDS && i % PARTS == part && !seen[i]);
            assert_true(crm_str_eq((struct crm_str){records.p, want.n}, want));
            records = crm_str_from(records, want.n);
            seen[i] = true;
            n++;
        }
    assert_int_equal(n, RECORDS / PARTS);
    free(seen);
}

static void reads_all_back(size_t share_bytes, const char *dir)
{
    struct crm_budget budget = {0};
    struct crm_err e = {0};
    struct job job = {.parts = crm_parts_new(PARTS, WORKERS, share_bytes, dir, &budget)};

    crm_crew_run(WORKERS, add_records, &job);
    add_records(&job, 0); /* where the system gave fewer threads, and a second time the same */
    for (size_t w = 0; w < WORKERS; w++)
        assert_int_equal(job.errs[w].status, CRM_OK);
    crm_parts_free(job.parts);
    assert_int_equal(budget.used_bytes, 0);

    job.parts = crm_parts_new(PARTS, WORKERS, share_bytes, dir, &budget);
    for (size_t w = 0; w < WORKERS; w++)
        add_records(&job, w);
    if (share_bytes)
        assert_true(budget.used_bytes <= share_bytes);
    for (size_t part = 0; part < PARTS; part++) {
        assert_int_equal(crm_parts_load(job.parts, part, &e), 0);
        reads_back(job.parts, part);
        crm_parts_unload(job.parts, part);
        assert_int_equal(crm_parts_load(job.parts, part, &e), 0);
        reads_back(job.parts, part);
        crm_parts_drop(job.parts, part);
    }
    assert_int_equal(budget.used_bytes, 0);
    crm_parts_free(job.parts);
}

static void records_come_back_from_memory(void **state)
{
    (void)state;
    reads_all_back(0, "/nonexistent");
}

static void records_come_back_from_the_file(void **state)
{
    (void)state;
    reads_all_back(20000, "/tmp");
    reads_all_back(50000, "/tmp");
}

static void a_record_of_any_length_stays_whole(void **state)
{
    struct crm_budget budget = {0};
    struct crm_err e = {0};
    struct crm_parts *parts = crm_parts_new(1, 1, 1000, "/tmp", &budget);
    struct crm_str long_one = {crm_alloc(300000), 300000}, got;
    struct crm_parts_at at = {0};

    (void)state;
    assert_int_equal(crm_parts_add(parts, 0, 0, CRM_STR("a"), &e), 0);
    assert_int_equal(crm_parts_add(parts, 0, 0, long_one, &e), 0);
    assert_int_equal(crm_parts_add(parts, 0, 0, CRM_STR("b"), &e), 0);
    assert_int_equal(crm_parts_load(parts, 0, &e), 0);
    size_t n = 0, runs = 0;
    for (; crm_parts_next(parts, 0, &at, &got); runs++)
        n += got.n;
    assert_int_equal(n, 300002);
    assert_true(runs > 1);
    crm_parts_free(parts);
    free((void *)(uintptr_t)long_one.p);
}

static void what_the_memory_refuses_goes_to_the_file(void **state)
{
    struct crm_budget budget = {.limit_bytes = 6000};
    struct crm_err e = {0};
    struct crm_parts *parts = crm_parts_new(2, 1, 0, "/tmp", &budget);
    struct crm_str r = {crm_alloc(1000), 1000};

    (void)state;
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(crm_parts_add(parts, 0, i % 2, r, &e), 0);
    assert_true(budget.used_bytes <= 6000);
    /* Ten thousand bytes of one partition are too many. */
    assert_int_equal(crm_parts_load(parts, 0, &e), -1);
    assert_int_equal(e.what, CRM_MSG_MEMORY_LIMIT);
    crm_parts_free(parts);
    free((void *)(uintptr_t)r.p);
}

static void a_directory_that_is_not_there_is_an_error(void **state)
{
    struct crm_budget budget = {0};
    struct crm_err e = {0};
    struct crm_parts *parts = crm_parts_new(1, 1, 100, "/nonexistent", &budget);

    (void)state;
    assert_int_equal(crm_parts_add(parts, 0, 0, CRM_STR("a"), &e), 0);
    struct crm_str r = {crm_alloc(1024), 1024};
    assert_int_equal(crm_parts_add(parts, 0, 0, r, &e), -1);
    assert_int_equal(e.what, CRM_MSG_CANNOT_SPOOL);
    crm_parts_free(parts);
    crm_parts_free(NULL);
    free((void *)(uintptr_t)r.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_from_memory),
        cmocka_unit_test(records_come_back_from_the_file),
        cmocka_unit_test(a_record_of_any_length_stays_whole),
        cmocka_unit_test(what_the_memory_refuses_goes_to_the_file),
        cmocka_unit_test(a_directory_that_is_not_there_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
