#include "run/facts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/version.h"

void crm_run_facts(const struct crm_run *run, struct crm_run_facts *facts)
{
    size_t nrejects = 0;

    *facts = (struct crm_run_facts){0};
    facts->rejects = crm_alloc_array(CRM_MSG_COUNT, sizeof(*facts->rejects));
    for (int m = 1; m < CRM_MSG_COUNT; m++)
        if (run->rejects.by_reason[m])
            facts->rejects[nrejects++] = (struct crm_fact_reject){
                crm_msg_text((enum crm_msg)m, run->value_lang), run->rejects.by_reason[m]};
    facts->inputs = crm_alloc_array(run->nheads, sizeof(*facts->inputs));
    for (size_t i = 0; i < run->nheads; i++) {
        struct crm_input_facts in;
        crm_reader_facts(run->in, i, &in);
        facts->inputs[i] = (struct crm_fact_input){in.file, in.encoding};
    }
    for (int i = 0; i < run->argc; i++)
        crm_buf_addf(&facts->command, "%s%s", i ? " " : "", i ? run->argv[i] : run->tool->name);
    crm_buf_add_char(&facts->command, '\0');
    facts->report = (struct crm_report_facts){
        .command = facts->command.p,
        .version = CRM_VERSION_TEXT,
        .rows_read = run->ledger.rows_in,
        .rows_rejected = run->ledger.rows_rejected,
        .rejects = facts->rejects,
        .nrejects = nrejects,
        .inputs = facts->inputs,
        .ninputs = run->nheads,
    };
}

void crm_run_facts_clear(struct crm_run_facts *facts)
{
    free(facts->rejects);
    free(facts->inputs);
    crm_buf_clear(&facts->command);
}
