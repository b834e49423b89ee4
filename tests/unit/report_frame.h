/*
 * report_frame.h - a customers table of five, as read from a file, for the tests of the report.
 *
 * Four buyers of 100, 200, 300 and 400 in 1, 2, 3 and 4 orders; c5 never ordered.
 */
#ifndef CRM_TESTS_REPORT_FRAME_H
#define CRM_TESTS_REPORT_FRAME_H

#include "table/date.h"
#include "table/frame.h"
#include "unit.h"

enum { CUSTOMERS = 5, TODAY = 19000 };

/* A text column; texts has one for each row. */
static inline void add_texts(struct crm_frame *f, const char *name, const char *const *texts)
{
    struct crm_column *c = crm_frame_add_text(f, crm_str_of(name));

    for (size_t i = 0; i < f->nrows; i++)
        c->v.text[i] = crm_arena_dup(&f->arena, crm_str_of(texts[i]));
}

#define ADD_TEXTS(f, name, ...) add_texts((f), (name), (const char *const[]){__VA_ARGS__})

/* Typed readings, hidden as the loader of customers files makes them. */
static inline void add_ints(struct crm_frame *f, const char *name, const int64_t *v)
{
    int64_t *cells = crm_frame_add_hidden(f, name, CRM_INT)->v.ints;

    memcpy(cells, v, f->nrows * sizeof(*v));
}

#define ADD_INTS(f, name, ...) add_ints((f), (name), (const int64_t[]){__VA_ARGS__})

static inline struct crm_frame *report_frame_new(void)
{
    const crm_money unit = CRM_MONEY_UNIT;
    struct crm_frame *f = crm_frame_new(CUSTOMERS);

    f->as_of = CRM_NO_DATE;
    ADD_TEXTS(f, "customer_id", "c1", "c2", "c3", "c4", "c5");
    ADD_TEXTS(f, "name", "Anna Berg", "张三", "Eve", "<img src=x onerror=alert(1)>\033[31m",
              "Fritz");
    ADD_TEXTS(f, "phone", "13812345678", "", "13900001111", "", "");
    ADD_TEXTS(f, "email", "anna@example.com", "N/A", "", "dora@example.com", "-");
    ADD_TEXTS(f, "channel", "shop", "web", "web", "web", "");
    ADD_TEXTS(f, "segment", "at_risk", "at_risk", "champions", "champions", "");
    ADD_TEXTS(f, "abc_class", "C", "A", "A", "A", "C");
    ADD_TEXTS(f, "stage", "lost", "mature", "mature", "declining", "prospect");
    ADD_TEXTS(f, "churn_band", "high", "medium", "low", "high", "");
    ADD_TEXTS(f, "churn_reason", "overdue", "overdue", "within_usual_gap", "long_overdue", "");
    ADD_INTS(f, "frequency", 1, 2, 3, 4, CRM_NO_INT);
    ADD_INTS(f, "recency_days", 300, 100, 10, 50, CRM_NO_INT);
    ADD_INTS(f, "r_score", 1, 3, 5, 4, CRM_NO_INT);
    ADD_INTS(f, "f_score", 1, 3, 5, 5, CRM_NO_INT);

    crm_money *monetary = crm_frame_add_hidden(f, "monetary", CRM_MONEY)->v.money;
    crm_money *refunds = crm_frame_add_hidden(f, "refunds", CRM_MONEY)->v.money;
    int32_t *first = crm_frame_add_hidden(f, "first_order", CRM_DATE)->v.dates;
    int32_t *last = crm_frame_add_hidden(f, "last_order", CRM_DATE)->v.dates;
    const int64_t *recency = crm_frame_ints(f, "recency_days");
    for (int i = 0; i < CUSTOMERS; i++) {
        bool has_order = i < 4;
        monetary[i] = has_order ? (i + 1) * 100 * unit : CRM_NO_INT;
        refunds[i] = i == 3 ? 50 * unit : 0;
        last[i] = has_order ? TODAY - (int32_t)recency[i] : CRM_NO_DATE;
        first[i] = has_order ? last[i] - i : CRM_NO_DATE;
    }
    return f;
}

#endif
