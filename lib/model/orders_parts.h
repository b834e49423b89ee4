/*
 * orders_parts.h - what these share: orders.c, order_rows.c (rows to records), order_group.c (the
 * orders of a partition), settle.c (orders to customers), order_currencies.c, order_sums.c (what
 * they are worth), order_pending.c (rows that waited), order_table.c (customers to a table) and
 * order_runs.c (customers that the memory is too small for).
 */
#ifndef CRM_MODEL_ORDERS_PARTS_H
#define CRM_MODEL_ORDERS_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "calc/groups.h"
#include "calc/partition.h"
#include "calc/runs.h"
#include "io/spool.h"
#include "model/order_line.h"
#include "model/order_record.h"
#include "model/orders.h"

/* Of the orders of a channel that have several lines with an amount: how many repeat one amount. */
struct habit {
    uint64_t same, differ;
};

/* Marks beside amounts, and the row that had them first. */
struct marks {
    unsigned currencies;
    size_t input;
    uint64_t line;
    struct crm_str text;
};

/* A row that waits for the end, as it lies in the spool: this, then its cells. */
struct waiting_row {
    uint64_t line;
    uint64_t input;
    uint64_t is_refund; /* counted as one, else as a sale */
};

/* Rows that wait, in the order of input and line. */
struct waiting {
    struct crm_spool *spool;
    uint64_t first, n; /* numbers of its rows among those of the worker */
};

/* What became of a row that waited. */
enum verdict { IS_USED, HAS_NO_DATE, HAS_NO_AMOUNT };

/* A text that a customer keeps from its newest row. */
struct carried {
    struct crm_str text;
    int32_t day;
};

/* A record to be placed beside those of the same order: order_group.c. */
struct order_entry {
    uint64_t key;
    const char *record;
};

/* The orders of a partition while it is looked at. */
struct group {
    struct crm_groups *customers;
    bool *is_known;                     /* customer has a row that makes it known */
    struct carried *carried;            /* ncarry for each customer */
    uint32_t *row;                      /* of each customer in the block, where it is known */
    size_t *ends;                       /* of the entries of each customer in `placed` */
    struct order_entry *found, *placed; /* an entry of each record: see order_group.c */
    struct crm_order *orders;           /* customer by customer */
    size_t most_orders;                 /* of one customer */
    struct pending {
        uint64_t worker, row_number;
        size_t order;
    } * pending;
    size_t norders, npending;
    size_t known_cap, carried_cap, row_cap, ends_cap, found_cap, placed_cap, orders_cap,
        pending_cap;
};

/* A customer of the table. */
struct customer {
    struct crm_str id;
    const struct crm_str *carried; /* ncarry */
    crm_money monetary, first_day, refunds;
    int64_t norders, ndays;
    int32_t first, last; /* days, CRM_NO_DATE without orders */
};

/* The customers of a partition. */
struct block {
    struct customer *rows;
    struct crm_str *carried;
    char *texts; /* NULL: they are in the arena of all */
    size_t nrows;
    size_t bytes;       /* taken for it */
    size_t most_orders; /* of one customer */
};

/* How far a partition is. */
struct look {
    enum { NOT_LOOKED, IS_DONE, WAITS_FOR_HABITS, TO_BE_READ_AGAIN } state;
    struct block block;
    struct crm_order *kept; /* orders whose customers wait for the habits; .customer is a row */
    size_t nkept;
};

/* A channel met lately, and its number in the run. */
struct channel_met {
    char text[16];
    size_t n; /* SIZE_MAX: none yet */
    uint32_t number;
};

enum { CRM_CHANNELS_MET = 16 };

/* What only one thread at a time changes. */
struct worker {
    struct crm_lease lease;
    struct crm_order_memo memo;
    struct crm_orders_counts counts;
    uint64_t rows_used;

    struct crm_str *carry;       /* texts of a row */
    struct crm_groups *channels; /* as numbered here */
    uint32_t *channel_numbers;   /* and in the run */
    size_t channel_numbers_cap;
    struct channel_met channels_met[CRM_CHANNELS_MET];
    struct crm_buf last_currency; /* as written; the others in capitals */
    struct crm_buf currency, least_currency, most_currency;
    bool has_currency;
    struct marks *marks;
    size_t nmarks, marks_cap;
    struct crm_arena texts; /* of the marks */
    struct waiting *waiting;
    size_t nwaiting, waiting_cap;
    uint64_t rows_waiting;
    struct waiting_row last_waiting;
    unsigned char *verdicts; /* enum verdict, of each row that waits */

    struct group group;
    struct habit *habits; /* of each channel */
    struct visit *visits; /* of a customer */
    size_t visits_cap;
    int32_t last_day; /* of an order or refund that has its money */
    bool has_overflow;
    struct crm_buf overflow; /* the first customer by bytes whose sum does not fit */
    struct crm_err err;
};

struct crm_orders {
    struct crm_orders_opts o;
    unsigned currencies; /* that o.currency stands for */
    const struct crm_head *const *heads;
    struct crm_order_columns *columns; /* of each input */
    size_t ninputs;
    size_t carried_channel; /* which carried text is the channel, numbered already; or ncarry */
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_budget *budget;

    struct worker **workers;
    size_t nworkers;
    struct crm_parts *parts;
    struct look *looks; /* at each partition */
    size_t nparts;

    pthread_mutex_t lock; /* of channels, texts, text_bytes, kept_bytes and lease */
    struct crm_groups *channels;
    struct crm_str *channel_names; /* of each number, in names */
    struct crm_arena names;        /* of the table: the channels, then all its texts */
    struct crm_arena texts;        /* of the blocks */
    size_t text_bytes;             /* of these: as many as they need at most */
    struct crm_lease lease;        /* of names, texts, blocks and kept orders */
    size_t kept_bytes;             /* of kept orders */
    size_t block_bytes;            /* of blocks, without what is in texts */
    struct crm_runs *runs;         /* where blocks are put away; NULL: they stay in memory */
    size_t rows_put_away;
    atomic_bool is_spilling; /* blocks were too much for the memory */
    struct crm_orders_counts counts;
    const struct habit *habits; /* NULL until they are known */
    atomic_size_t next;         /* partition, or slice of the table, that nobody took yet */
};

/* order_group.c: bring the orders of a partition together in w->group. */
int crm_orders_group(struct crm_orders *m, struct worker *w, size_t part, struct crm_err *e);
void crm_orders_group_clear(struct worker *w);

/* The sum of the customer does not fit; of several the first by bytes is kept. */
void crm_orders_note_overflow(struct worker *w, struct crm_str customer);

/* order_currencies.c: 0, or -1 with the two that were found. */
int crm_orders_one_mark(const struct crm_orders *m, struct crm_err *e);
int crm_orders_one_currency(const struct crm_orders *m, struct crm_err *e);

/* order_sums.c: is the order part of the sums, and does the habit of its channel matter to it? */
bool crm_order_has_worth(const struct crm_order *o);
bool crm_order_depends_on_habit(const struct crm_order *o);

/* Room to settle the orders of any customer of the block. */
int crm_orders_grow_visits(struct worker *w, const struct block *b, struct crm_err *e);

/*
 * Sum up the customers of a block from their orders, which have worth, name them by row and come
 * customer by customer; crm_orders_grow_visits was called. Those of is_waiting (NULL: none) are
 * left as they are.
 */
void crm_orders_settle_block(struct crm_orders *m, struct worker *w, struct block *to,
                             const struct crm_order *orders, size_t n, const bool *is_waiting);

/*
 * order_runs.c: customers to the runs, those that nothing is kept of, when the blocks are too much
 * for the memory; or whatever the memory, of all partitions.
 */
int crm_orders_make_room(struct crm_orders *m, struct look *look, struct crm_err *e);
int crm_orders_put_all_away(struct crm_orders *m, struct crm_err *e);
struct crm_pieces *crm_orders_runs_pieces(struct crm_orders *m, int32_t as_of, struct crm_err *e);

/* settle.c: give back memory of a block, or all of it. */
void crm_orders_give_of_block(struct crm_orders *m, struct block *b, size_t n);
void crm_orders_free_block(struct crm_orders *m, struct block *b);

/* order_pending.c: count the rows that waited, whose verdicts are known. */
int crm_orders_settle_pending(struct crm_orders *m, struct crm_err *e);

/* order_table.c: the table of all blocks; recency counts back from as_of. */
struct crm_frame *crm_orders_table(struct crm_orders *m, int32_t as_of, struct crm_err *e);

/* The columns of the table, being filled. */
struct order_table {
    const struct crm_orders_opts *o;
    int32_t as_of;
    struct crm_str *id, **carried; /* carried: freed by who fills */
    int32_t *first, *last;
    int64_t *frequency, *order_days, *recency;
    crm_money *monetary, *first_day, *refunds;
};

void crm_order_table_columns(struct order_table *t, struct crm_frame *f);
void crm_order_table_row(const struct order_table *t, size_t row, const struct customer *c);

#endif
