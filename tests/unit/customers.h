/*
 * customers.h - customers tables for the tests of the models: written by hand, or from a gold file.
 */
#ifndef CRM_TESTS_CUSTOMERS_H
#define CRM_TESTS_CUSTOMERS_H

#include <stdio.h>
#include <stdlib.h>

#include "table/date.h"
#include "table/frame.h"
#include "unit.h"

/* One customer: days are counted from 1970-01-01; frequency 0 is a customer without an order. */
struct customer {
    int64_t recency_days, frequency, order_days;
    int32_t span_days; /* from first to last order */
    crm_money monetary;
};

enum { AS_OF_DAY = 10000 };

/* The table of n customers; ids are not needed for a stable order, the rows are. */
static inline struct crm_frame *customers_new(const struct customer *c, size_t n)
{
    struct crm_frame *f = crm_frame_new(n);
    int64_t *recency = crm_frame_add(f, "recency_days", CRM_INT)->v.ints;
    int64_t *frequency = crm_frame_add(f, "frequency", CRM_INT)->v.ints;
    int64_t *order_days = crm_frame_add(f, "order_days", CRM_INT)->v.ints;
    int32_t *first = crm_frame_add(f, "first_order", CRM_DATE)->v.dates;
    int32_t *last = crm_frame_add(f, "last_order", CRM_DATE)->v.dates;
    crm_money *monetary = crm_frame_add(f, "monetary", CRM_MONEY)->v.money;

    f->as_of = AS_OF_DAY;
    for (size_t i = 0; i < n; i++) {
        bool has_order = c[i].frequency > 0;

        recency[i] = has_order ? c[i].recency_days : CRM_NO_INT;
        frequency[i] = has_order ? c[i].frequency : CRM_NO_INT;
        order_days[i] = has_order ? c[i].order_days : CRM_NO_INT;
        last[i] = has_order ? AS_OF_DAY - (int32_t)c[i].recency_days : CRM_NO_DATE;
        first[i] = has_order ? last[i] - c[i].span_days : CRM_NO_DATE;
        monetary[i] = c[i].monetary;
    }
    return f;
}

/* The cell as it is written out, borrowed until the next call. */
static inline struct crm_str cell_of(const struct crm_frame *f, const char *column, size_t row)
{
    static char text[128];
    struct crm_buf b = {0};
    const struct crm_column *c = crm_frame_find(f, column);

    assert_non_null(c);
    crm_frame_cell(c, row, &b);
    assert_true(b.n < sizeof(text));
    memcpy(text, crm_buf_str(&b).p, b.n);
    struct crm_str s = {text, b.n};
    crm_buf_clear(&b);
    return s;
}

enum { GOLD_ROWS_MAX = 5000, GOLD_COLUMNS_MAX = 20, GOLD_LINE_BYTES = 512 };

/* A gold file: figures of each customer and the scores and classes that others found. */
struct gold {
    size_t n;
    struct customer customer[GOLD_ROWS_MAX];
    int r_tie[GOLD_ROWS_MAX], f_tie[GOLD_ROWS_MAX], m_tie[GOLD_ROWS_MAX];
    char abc_start[GOLD_ROWS_MAX], abc_upto[GOLD_ROWS_MAX];
};

/* Cut a line without quotes at its commas; the number of fields. */
static inline size_t gold_fields(char *line, char **field)
{
    size_t n = 0;

    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p && n < GOLD_COLUMNS_MAX;) {
        char *comma = strchr(p, ',');

        field[n++] = p;
        if (comma)
            *comma++ = '\0';
        p = comma;
    }
    return n;
}

static inline const char *gold_field(char **names, char **field, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return field[i];
    fail_msg("gold file without column %s", name);
    return "";
}

static inline void gold_row(struct gold *g, char **names, char **field, size_t n)
{
    struct customer *c = &g->customer[g->n];
    const char *money = gold_field(names, field, n, "monetary");

    c->recency_days = strtoll(gold_field(names, field, n, "recency_days"), NULL, 10);
    c->frequency = strtoll(gold_field(names, field, n, "frequency"), NULL, 10);
    c->order_days = 1;
    assert_int_equal(crm_money_parse(crm_str_of(money), '.', &c->monetary), CRM_MSG_NONE);
    g->r_tie[g->n] = atoi(gold_field(names, field, n, "r_tie"));
    g->f_tie[g->n] = atoi(gold_field(names, field, n, "f_tie"));
    g->m_tie[g->n] = atoi(gold_field(names, field, n, "m_tie"));
    g->abc_start[g->n] = *gold_field(names, field, n, "abc_start");
    g->abc_upto[g->n] = *gold_field(names, field, n, "abc_upto");
    g->n++;
}

/* Read rfm_abc_NAME.csv from $CRM_SHARED/data/gold; the test is skipped where there is none. */
static inline const struct gold *gold_read(const char *name)
{
    static struct gold gold;
    char path[1024], head[GOLD_LINE_BYTES], line[GOLD_LINE_BYTES];
    char *names[GOLD_COLUMNS_MAX] = {0}, *field[GOLD_COLUMNS_MAX] = {0};
    const char *shared = getenv("CRM_SHARED");

    snprintf(path, sizeof(path), "%s/data/gold/rfm_abc_%s.csv", shared ? shared : "../shared",
             name);
    FILE *in = fopen(path, "r");
    if (!in) {
        print_message("%s is not here: skipped\n", path);
        skip();
        return NULL;
    }
    gold.n = 0;
    assert_non_null(fgets(head, sizeof(head), in));
    size_t n = gold_fields(head, names);
    while (fgets(line, sizeof(line), in)) {
        assert_true(gold.n < GOLD_ROWS_MAX);
        assert_int_equal(gold_fields(line, field), n);
        gold_row(&gold, names, field, n);
    }
    fclose(in);
    return &gold;
}

#endif
