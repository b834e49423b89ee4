/*
 * err.h - what went wrong, said once where it is known.
 *
 * The first error sticks: a later CRM_FAIL on the same crm_err changes nothing, and a function that
 * finds an error already set returns at once. So a tool is a straight line of calls and one report.
 */
#ifndef CRM_BASE_ERR_H
#define CRM_BASE_ERR_H

#include <stdint.h>

#include "base/msg.h"
#include "base/str.h"

/* Also a tool's exit status. */
enum crm_status {
    CRM_OK = 0,
    CRM_CHECK = 1,  /* done, but a check or limit that was asked for is broken */
    CRM_USAGE = 2,  /* the command line is wrong */
    CRM_DATA = 3,   /* the input is bad, or does not allow an answer */
    CRM_SYSTEM = 4, /* cannot open, read, write; disk or memory spent */
};

/* The facts of a failure, as its finder knows them; every field but status and what may be 0. */
struct crm_fault {
    enum crm_status status;
    enum crm_msg what;     /* what is wrong */
    enum crm_msg advice;   /* what to do about it */
    const char *file;      /* name of the input or output */
    uint64_t line;         /* physical line, from 1 */
    uint64_t offset;       /* of the byte in the input, inflated, from 1 */
    struct crm_str column; /* header of the column */
    struct crm_str text;   /* the offending bytes */
    struct crm_str hint;   /* a word for the advice: the nearest name, the flag to use */
    int sys;               /* errno */
};

/* Holds copies, so that nothing borrowed is needed when it is printed. {0} is no error. */
struct crm_err {
    enum crm_status status;
    enum crm_msg what, advice;
    uint64_t line, offset;
    int sys;
    char file[512], column[256], text[256], hint[256];
    bool has_text;
};

/* Record the fault unless an error is already set. Always -1, for `return CRM_FAIL(...)`. */
int crm_fail(struct crm_err *e, const struct crm_fault *fault);

#define CRM_FAIL(e, ...) crm_fail((e), &(struct crm_fault){__VA_ARGS__})

/* Name the file of an error whose finder did not know it. */
void crm_err_in_file(struct crm_err *e, const char *file);

static inline bool crm_failed(const struct crm_err *e)
{
    return e->status != CRM_OK;
}

struct crm_buf;

/*
 * Append one line "tool: file:line: column: what: text" and, with advice, a second; control bytes
 * as \xNN.
 */
void crm_err_print(const struct crm_err *e, const char *tool, enum crm_lang lang,
                   struct crm_buf *out);

/* Append s with control bytes (C0, DEL, C1, bidi marks) as \xNN, cut after max bytes. */
void crm_add_printable(struct crm_buf *out, struct crm_str s, size_t max);

#endif
