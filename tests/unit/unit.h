/*
 * unit.h - what every unit test includes.
 */
#ifndef CRM_TESTS_UNIT_H
#define CRM_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* The text equals the C string, byte for byte. */
#define assert_str_eq(s, want) assert_str_equal_at((s), (want), __FILE__, __LINE__)

static inline void assert_str_equal_at(struct crm_str s, const char *want, const char *file,
                                       int line)
{
    size_t n = strlen(want);

    if (s.n == n && (n == 0 || memcmp(s.p, want, n) == 0))
        return;
    print_error("%s:%d: got \"%.*s\", want \"%s\"\n", file, line, (int)s.n, s.p, want);
    _fail(file, line);
}

#endif
