#include "run/explain.h"

static void line(struct crm_buf *out, const char *what, struct crm_str a, struct crm_str b)
{
    crm_buf_addf(out, "%s\t", what);
    crm_add_printable(out, a, 1000);
    if (b.p) {
        crm_buf_add_char(out, '\t');
        crm_add_printable(out, b, 1000);
    }
    crm_buf_add_char(out, '\n');
}

static void one_input(const struct crm_run *run, size_t i, struct crm_buf *out)
{
    const struct crm_mapping *m = &run->maps[i];
    struct crm_input_facts facts;
    struct crm_str doubt = {0};

    crm_reader_facts(run->in, i, &facts);
    if (!facts.is_encoding_sure)
        doubt = CRM_STR("unsure");
    line(out, "file", crm_str_of(facts.file), (struct crm_str){0});
    line(out, "encoding", crm_str_of(facts.encoding), doubt);
    line(out, "delimiter",
         facts.delimiter == '\t' ? CRM_STR("tab") : (struct crm_str){&facts.delimiter, 1},
         (struct crm_str){0});
    for (size_t c = 0; c < m->ncols; c++) {
        struct crm_str role =
            m->role[c] == CRM_ROLE_COUNT ? CRM_STR("-") : crm_role_name(m->role[c]);
        line(out, "column", m->names[c], role);
    }
}

void crm_explain(const struct crm_run *run, struct crm_buf *out)
{
    struct crm_buf config = {0};

    for (size_t i = 0; i < run->nheads; i++)
        one_input(run, i, out);
    crm_cli_dump_config(run->tool, &config);
    for (size_t at = 0; at < config.n;) {
        struct crm_str rest = crm_str_from(crm_buf_str(&config), at);
        size_t n = (size_t)((const char *)memchr(rest.p, '\n', rest.n) - rest.p);
        size_t name = (size_t)((const char *)memchr(rest.p, ' ', n) - rest.p);
        line(out, "set", (struct crm_str){rest.p, name},
             (struct crm_str){rest.p + name + 3, n - name - 3});
        at += n + 1;
    }
    crm_buf_clear(&config);
}
