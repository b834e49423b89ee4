/* test_zone.c - named zones have the offsets that the C library finds in the same data. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "table/date.h"
#include "table/zone_rules.h"

/* Summer time in the north, in the south, the other way round (Dublin), by half an hour (Lord
 * Howe), at odd hours (Gaza, Nuuk, Santiago), given up (Shanghai, Moscow), never had. */
static const char *const zones[] = {"Asia/Shanghai",      "Asia/Tokyo",
                                    "Asia/Kolkata",       "Asia/Gaza",
                                    "Asia/Tehran",        "Asia/Kathmandu",
                                    "Europe/Berlin",      "Europe/London",
                                    "Europe/Dublin",      "Europe/Moscow",
                                    "America/New_York",   "America/Sao_Paulo",
                                    "America/Santiago",   "America/Nuuk",
                                    "America/St_Johns",   "Australia/Sydney",
                                    "Pacific/Auckland",   "Australia/Lord_Howe",
                                    "Pacific/Kiritimati", "Africa/Casablanca",
                                    "Africa/Cairo",       "EST5EDT",
                                    "Etc/GMT+5",          "UTC"};

/* By the C library, of the zone in TZ. */
static int32_t offset_of_libc(int64_t at)
{
    time_t t = (time_t)at;
    struct tm tm;

    assert_non_null(localtime_r(&t, &tm));
    return (int32_t)tm.tm_gmtoff;
}

static void offsets_are_those_of_the_c_library(void **state)
{
    const int64_t from = -2177452800, to = 5680281600; /* 1901 to 2150, every 8 hours and a bit */
    size_t compared = 0;

    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        const struct crm_zone_rules *rules = crm_zone_rules_of(zones[i]);

        if (!rules)
            continue;
        setenv("TZ", zones[i], 1);
        tzset();
        for (int64_t at = from; at < to; at += 29989) {
            int32_t got = crm_zone_rules_offset(rules, at);

            if (got != offset_of_libc(at))
                fail_msg("%s at %lld: %d, want %d", zones[i], (long long)at, got,
                         offset_of_libc(at));
            compared++;
        }
    }
    unsetenv("TZ");
    tzset();
    if (!compared) {
        print_message("no zone data on this system\n");
        skip();
    }
}

/* Two columns may have two zones. */
static void zones_do_not_disturb_each_other(void **state)
{
    struct crm_zone shanghai, berlin;
    struct crm_when w;
    struct crm_buf out = {0};

    (void)state;
    if (!crm_zone_parse("Asia/Shanghai", &shanghai) || !crm_zone_parse("Europe/Berlin", &berlin)) {
        print_message("no zone data on this system\n");
        skip();
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(crm_when_parse(CRM_STR("2024-07-05T03:30:00Z"), CRM_ORDER_NONE, &w), 0);
        crm_when_to_zone(&w, i ? &shanghai : &berlin);
        crm_when_add_text(&out, &w);
        crm_buf_add_char(&out, ' ');
    }
    assert_str_eq(crm_buf_str(&out), "2024-07-05T05:30:00+02:00 2024-07-05T11:30:00+08:00 ");
    crm_buf_clear(&out);
}

/* A folder of zone data with one file in it. */
static bool is_zone(const char *bytes, size_t n, const char *name)
{
    char folder[] = "/tmp/test_zone.XXXXXX", path[128];
    const struct crm_zone_rules *rules;
    FILE *f;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    setenv("TZDIR", folder, 1);
    rules = crm_zone_rules_of(name);
    for (int64_t at = -4000000000; rules && at < 8000000000; at += 1000000007)
        crm_zone_rules_offset(rules, at);
    unsetenv("TZDIR");
    unlink(path);
    rmdir(folder);
    return rules != NULL;
}

/* Cut short or with bytes changed, a file is no zone or another, and nothing worse. */
static void damaged_files_are_no_zones(void **state)
{
    static char bytes[1 << 16], changed[1 << 16];
    FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    uint64_t seed = 1;
    size_t n;
    char name[32];

    (void)state;
    if (!f) {
        print_message("no zone data on this system\n");
        skip();
    }
    n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_true(is_zone(bytes, n, "whole"));
    for (size_t i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "cut%zu", i);
        assert_false(is_zone(bytes, i * (n - 1) / 200, name));
        memcpy(changed, bytes, n);
        for (int k = 0; k < 3; k++) {
            seed = seed * 6364136223846793005 + 1442695040888963407;
            /* the counts and the rule at the end are where it hurts */
            changed[(seed >> 33) % (i % 2 ? n : 44)] = (char)(seed >> 20);
        }
        snprintf(name, sizeof name, "changed%zu", i);
        is_zone(changed, n, name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_c_library),
        cmocka_unit_test(zones_do_not_disturb_each_other),
        cmocka_unit_test(damaged_files_are_no_zones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
