#include "clean/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "clean/fill.h"
#include "text/json_text.h"

/* ---- CSV ------------------------------------------------------------------------- */

/* A column of an input. */
struct place {
    const struct crm_mapping *map;
    const struct crm_column_plan *plan;
    const struct crm_note_column *noted;
    size_t column;
};

static struct crm_str role_of(const struct place *p)
{
    enum crm_role role = p->map->role[p->column];

    return role == CRM_ROLE_COUNT ? CRM_STR("") : crm_role_name(role);
}

static struct place place_at(const struct crm_clean_report *r, size_t input, size_t column,
                             size_t number)
{
    return (struct place){&r->maps[input], &r->plans[input][column], &r->notes->columns[number],
                          column};
}

static void number_field(struct crm_writer *w, uint64_t n)
{
    crm_buf_add_int(crm_writer_plain(w), (int64_t)n);
}

static void add_examples(struct crm_buf *out, const struct crm_note_tally *t)
{
    for (size_t i = 0; i < t->nexamples; i++) {
        crm_buf_addf(out, "%s%" PRIu64 ": ", i ? " | " : "", t->examples[i].line);
        crm_buf_add(out, t->examples[i].before);
        if (crm_str_eq(t->examples[i].before, t->examples[i].after))
            continue;
        crm_buf_add_cstr(out, " -> ");
        crm_buf_add(out, t->examples[i].after);
    }
}

/* The fields that all lines of a column share. */
static void start_line(struct crm_writer *w, const struct place *p, struct crm_buf *text)
{
    crm_buf_reset(text);
    if (p->plan->type)
        crm_type_add_options(text, p->plan->type, &p->plan->opts);
    crm_writer_field(w, crm_str_of(p->map->file));
    crm_writer_field(w, p->map->names[p->column]);
    crm_writer_field(w, role_of(p));
    crm_writer_field(w, crm_str_of(p->plan->type ? p->plan->type->name : "none"));
    crm_writer_field(w, crm_str_trim(crm_buf_str(text)));
    crm_writer_field(w, crm_str_of(crm_chosen_name(p->plan->chosen)));
}

static void column_line(struct crm_writer *w, const struct place *p, struct crm_buf *text,
                        struct crm_err *e)
{
    start_line(w, p, text);
    crm_writer_field(w, CRM_STR("column"));
    crm_writer_field(w, CRM_STR(""));
    number_field(w, p->noted->values);
    crm_buf_reset(text);
    crm_buf_addf(text, "%" PRIu64 " nulls; %zu of %zu first values are of the type",
                 p->noted->nulls, p->plan->votes, p->plan->values);
    crm_writer_field(w, crm_buf_str(text));
    crm_writer_end(w, e);
}

static void reason_line(struct crm_writer *w, const struct place *p, size_t reason,
                        struct crm_buf *text, struct crm_err *e)
{
    const struct crm_note_tally *t = p->noted->tallies[reason];

    start_line(w, p, text);
    crm_writer_field(w, crm_str_of(reason < CRM_STEP_COUNT ? "change" : "refusal"));
    crm_writer_field(w, crm_str_of(crm_note_reason(reason)));
    number_field(w, t->n);
    crm_buf_reset(text);
    add_examples(text, t);
    crm_writer_field(w, crm_buf_str(text));
    crm_writer_end(w, e);
}

/* A column that only the output has, where cells of it were filled. */
static void filled_line(struct crm_writer *w, enum crm_fill fill, const struct crm_note_column *c,
                        struct crm_buf *text, struct crm_err *e)
{
    const struct crm_note_tally *t = c->tallies[CRM_STEP_PLACE_fill];

    if (!t)
        return;
    crm_writer_field(w, CRM_STR(""));
    crm_writer_field(w, CRM_STR(""));
    crm_writer_field(w, crm_fill_column(fill));
    crm_writer_field(w, CRM_STR(""));
    crm_writer_field(w, CRM_STR(""));
    crm_writer_field(w, CRM_STR("fill"));
    crm_writer_field(w, CRM_STR("change"));
    crm_writer_field(w, CRM_STR("fill"));
    number_field(w, t->n);
    crm_buf_reset(text);
    add_examples(text, t);
    crm_writer_field(w, crm_buf_str(text));
    crm_writer_end(w, e);
}

int crm_clean_report_csv(const struct crm_clean_report *r, struct crm_writer *w, struct crm_err *e)
{
    static const struct crm_str names[] = {CRM_STR_INIT("file"),    CRM_STR_INIT("header"),
                                           CRM_STR_INIT("column"),  CRM_STR_INIT("type"),
                                           CRM_STR_INIT("options"), CRM_STR_INIT("chosen_by"),
                                           CRM_STR_INIT("kind"),    CRM_STR_INIT("reason"),
                                           CRM_STR_INIT("count"),   CRM_STR_INIT("examples")};
    struct crm_buf text = {0};
    size_t number = 0;

    crm_writer_header(w, names, sizeof(names) / sizeof(*names), e);
    for (size_t i = 0; i < r->ninputs; i++)
        for (size_t c = 0; c < r->maps[i].ncols; c++) {
            struct place p = place_at(r, i, c, number++);
            column_line(w, &p, &text, e);
            for (size_t k = 0; k < CRM_NOTE_REASONS; k++)
                if (p.noted->tallies[k])
                    reason_line(w, &p, k, &text, e);
        }
    for (size_t k = 0; k < CRM_FILLS; k++, number++)
        filled_line(w, (enum crm_fill)k, &r->notes->columns[number], &text, e);
    crm_buf_clear(&text);
    return crm_failed(e) ? -1 : 0;
}

/* ---- JSON ------------------------------------------------------------------------ */

static json_t *tally_of(const struct crm_note_tally *t)
{
    json_t *examples = json_array();

    for (size_t i = 0; i < t->nexamples; i++)
        json_array_append_new(examples, json_pack("{s:I, s:o*, s:o*}", "line",
                                                  (json_int_t)t->examples[i].line, "before",
                                                  crm_json_text(t->examples[i].before), "after",
                                                  crm_json_text(t->examples[i].after)));
    return json_pack("{s:I, s:o}", "count", (json_int_t)t->n, "examples", examples);
}

static json_t *tallies_of(const struct crm_note_column *c, size_t from, size_t to)
{
    json_t *all = json_object();

    for (size_t k = from; k < to; k++)
        if (c->tallies[k])
            json_object_set_new(all, crm_note_reason(k), tally_of(c->tallies[k]));
    return all;
}

static json_t *column_of(const struct place *p)
{
    struct crm_buf rule = {0};

    crm_plan_add_text(&rule, p->map->names[p->column], p->plan);
    json_t *column = json_pack(
        "{s:o*, s:o*, s:o*, s:s, s:o*, s:s, s:I, s:I, s:{s:I, s:I}, s:o, s:o}", "file",
        crm_json_text(crm_str_of(p->map->file)), "header", crm_json_text(p->map->names[p->column]),
        "column", crm_json_text(role_of(p)), "type", p->plan->type ? p->plan->type->name : "none",
        "rule", crm_json_text(crm_buf_str(&rule)), "chosen_by", crm_chosen_name(p->plan->chosen),
        "values", (json_int_t)p->noted->values, "nulls", (json_int_t)p->noted->nulls,
        "first_values", "seen", (json_int_t)p->plan->values, "of_the_type",
        (json_int_t)p->plan->votes, "changes", tallies_of(p->noted, 0, CRM_STEP_COUNT), "refusals",
        tallies_of(p->noted, CRM_STEP_COUNT, CRM_NOTE_REASONS));
    crm_buf_clear(&rule);
    return column;
}

void crm_clean_report_json(const struct crm_clean_report *r, struct crm_buf *out)
{
    json_t *columns = json_array();
    size_t number = 0;

    for (size_t i = 0; i < r->ninputs; i++)
        for (size_t c = 0; c < r->maps[i].ncols; c++) {
            struct place p = place_at(r, i, c, number++);
            json_array_append_new(columns, column_of(&p));
        }
    json_t *filled = json_object();
    for (size_t k = 0; k < CRM_FILLS; k++, number++) {
        const struct crm_note_tally *t = r->notes->columns[number].tallies[CRM_STEP_PLACE_fill];
        struct crm_str name = crm_fill_column((enum crm_fill)k);
        if (t)
            json_object_set_new(filled, name.p, tally_of(t)); /* a literal */
    }
    json_t *all = json_pack("{s:o, s:o}", "columns", columns, "filled", filled);
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    crm_buf_add_cstr(out, text);
    crm_buf_add_char(out, '\n');
    free(text);
    json_decref(all);
}
