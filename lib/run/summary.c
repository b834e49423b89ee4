#include "run/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/version.h"
#include "text/json_text.h"

static json_t *inputs_of(const struct crm_run *run)
{
    json_t *inputs = json_array();

    for (size_t i = 0; i < run->nheads; i++) {
        struct crm_input_facts f;
        crm_reader_facts(run->in, i, &f);
        json_array_append_new(inputs,
                              json_pack("{s:o, s:s*, s:s#, s:b, s:I, s:I}", "file",
                                        crm_json_text(crm_str_of(f.file)), "encoding", f.encoding,
                                        "delimiter", &f.delimiter, 1, "gzip", f.is_gzip, "bytes",
                                        (json_int_t)f.bytes, "records", (json_int_t)f.records));
    }
    return inputs;
}

static json_t *reasons_of(const struct crm_run *run)
{
    json_t *reasons = json_object();

    for (int m = 1; m < CRM_MSG_COUNT; m++)
        if (run->rejects.by_reason[m])
            json_object_set_new(reasons, crm_msg_code((enum crm_msg)m),
                                json_integer((json_int_t)run->rejects.by_reason[m]));
    return reasons;
}

void crm_summary_write(struct crm_run *run, struct crm_sink *sink)
{
    json_t *all = json_pack(
        "{s:s, s:s, s:o, s:{s:I, s:I, s:I, s:I, s:I, s:I}, s:o, s:O}", "tool", run->tool->name,
        "version", CRM_VERSION_TEXT, "inputs", inputs_of(run), "rows", "in",
        (json_int_t)run->ledger.rows_in, "used", (json_int_t)run->ledger.rows_used, "rejected",
        (json_int_t)run->ledger.rows_rejected, "blank_lines", (json_int_t)run->ledger.blank_lines,
        "stray_quotes", (json_int_t)crm_reader_strays(run->in)->n, "total_lines",
        (json_int_t)crm_reader_totals(run->in)->n, "rejected_reasons", reasons_of(run), "found",
        run->found);
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

    crm_sink_write(sink, text, strlen(text), &run->err);
    crm_sink_write(sink, "\n", 1, &run->err);
    free(text);
    json_decref(all);
}

static void say_found(const struct crm_run *run, struct crm_buf *out)
{
    const char *name;
    json_t *value;

    crm_buf_addf(out, "%s: rows in %" PRIu64 ", used %" PRIu64 ", rejected %" PRIu64 "\n",
                 run->tool->name, run->ledger.rows_in, run->ledger.rows_used,
                 run->ledger.rows_rejected);
    json_object_foreach(run->found, name, value)
    {
        crm_buf_addf(out, "%s: %s: ", run->tool->name, name);
        if (json_is_string(value))
            crm_add_printable(out, crm_str_of(json_string_value(value)), 200);
        else
            crm_buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        crm_buf_add_char(out, '\n');
    }
}

/* What was found how often, and where first. */
static void say_places(const struct crm_run *run, enum crm_msg what, const struct crm_places *at,
                       struct crm_buf *out)
{
    if (!at->n)
        return;
    crm_buf_addf(out, "%s: %s: %" PRIu64 ":", run->tool->name, crm_msg_text(what, run->lang),
                 at->n);
    for (size_t i = 0; i < at->n_shown; i++) {
        crm_buf_addf(out, "%s ", i ? "," : "");
        crm_add_printable(out, crm_str_of(at->file[i]), 200);
        crm_buf_addf(out, ":%" PRIu64, at->line[i]);
    }
    crm_buf_add_char(out, '\n');
}

/* What the inputs hold that is no row, and quotes taken as text. */
static void say_inputs(const struct crm_run *run, struct crm_buf *out)
{
    struct crm_input_facts f;

    for (size_t i = 0; i < run->nheads && strcmp(crm_common.skip_lines, "auto") == 0; i++) {
        crm_reader_facts(run->in, i, &f);
        if (!f.skipped_lines)
            continue;
        crm_buf_addf(out, "%s: ", run->tool->name);
        crm_add_printable(out, crm_str_of(f.file), 200);
        crm_buf_addf(out, ": %s: %" PRIu64 "\n", crm_msg_text(CRM_MSG_NOTE_SKIPPED, run->lang),
                     f.skipped_lines);
    }
    say_places(run, CRM_MSG_NOTE_STRAYS, crm_reader_strays(run->in), out);
    say_places(run, CRM_MSG_NOTE_TOTALS, crm_reader_totals(run->in), out);
}

void crm_summary_say(const struct crm_run *run)
{
    struct crm_buf out = {0};

    if (crm_common.quiet)
        return;
    if (run->in)
        say_inputs(run, &out);
    if (run->ledger.rows_rejected) {
        crm_buf_addf(&out, "%s: %s: %" PRIu64 ": ", run->tool->name,
                     crm_msg_text(CRM_MSG_NOTE_REJECTED, run->lang), run->ledger.rows_rejected);
        bool is_first = true;
        for (int m = 1; m < CRM_MSG_COUNT; m++)
            if (run->rejects.by_reason[m]) {
                crm_buf_addf(&out, "%s%s %" PRIu64, is_first ? "" : ", ",
                             crm_msg_code((enum crm_msg)m), run->rejects.by_reason[m]);
                is_first = false;
            }
        crm_buf_addf(&out, " -> %s\n", crm_common.rejects);
    }
    if (crm_common.verbose)
        say_found(run, &out);
    if (out.n && write(STDERR_FILENO, out.p, out.n) < 0)
        out.n = 0; /* nothing can be said where standard error is gone */
    crm_buf_clear(&out);
}
