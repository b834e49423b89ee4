/* report - the page that a manager reads and an analyst trusts. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "model/complete.h"
#include "model/overview.h"
#include "render/html.h"
#include "render/term.h"
#include "run/facts.h"
#include "run/orders_in.h"

enum { HTML, TERM };

static struct {
    const char *title, *symbol;
    int64_t top;
    bool show_pii, is_ascii;
} want = {.top = 20};

#define C crm_common

static const struct crm_opt options[] = {
    {'f', "format", CRM_ARG_CHOICE, &C.format, "html|term", CRM_MSG_OPT_REPORT_FORMAT, 0, 0},
    {0, "title", CRM_ARG_TEXT, &want.title, "TEXT", CRM_MSG_OPT_TITLE, 0, 0},
    {0, "symbol", CRM_ARG_TEXT, &want.symbol, "TEXT", CRM_MSG_OPT_SYMBOL, 0, 0},
    {0, "top", CRM_ARG_INT, &want.top, "N", CRM_MSG_OPT_TOP, 1, CRM_AT_RISK_MAX},
    {0, "show-pii", CRM_ARG_FLAG, &want.show_pii, NULL, CRM_MSG_OPT_SHOW_PII, 0, 0},
    {0, "ascii", CRM_ARG_FLAG, &want.is_ascii, NULL, CRM_MSG_OPT_ASCII, 0, 0},
    {0},
};

static const struct crm_opt output[] = {
    {'o', "output", CRM_ARG_TEXT, &C.output, "FILE", CRM_MSG_OPT_OUTPUT, 0, 0},
    {'z', "gzip", CRM_ARG_LEVEL, &C.gzip, "LEVEL", CRM_MSG_OPT_GZIP, 0, 9},
    {0},
};

static const struct crm_tool tool = {
    .name = "report",
    .about = CRM_MSG_ABOUT_REPORT,
    .groups = {{CRM_MSG_GROUP_OWN, options},
               {CRM_MSG_GROUP_ORDERS, crm_orders_options},
               {CRM_MSG_GROUP_INPUT, crm_input_options},
               {CRM_MSG_GROUP_OUTPUT, output},
               {CRM_MSG_GROUP_GENERAL, crm_general_options}},
};

/* The width of the terminal that the report goes to: COLUMNS, what the terminal says, or 80. */
static size_t find_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;

    if (columns && atoi(columns) > 0)
        return (size_t)atoi(columns);
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return 80;
}

static bool has_colour(void)
{
    const char *none = getenv("NO_COLOR");

    return !C.output && isatty(STDOUT_FILENO) && !(none && *none);
}

static void render(struct crm_run *run, const struct crm_frame *f)
{
    static struct crm_overview overview;
    struct crm_run_facts facts;
    struct crm_buf page = {0};

    crm_run_facts(run, &facts);
    struct crm_render_opts o = {
        .lang = run->value_lang,
        .title = want.title,
        .currency = want.symbol,
        .show_pii = want.show_pii,
        .top = (size_t)want.top,
        .facts = &facts.report,
    };
    crm_overview_make(f, &overview);
    if (C.format == HTML) {
        crm_render_html(&overview, &o, &page);
    } else {
        o.width = find_width();
        o.is_ascii = want.is_ascii;
        o.has_colour = has_colour();
        crm_render_term(&overview, &o, &page);
    }
    crm_sink_write(run->outputs[0].sink, page.p, page.n, &run->err);
    crm_buf_clear(&page);
    crm_run_facts_clear(&facts);
    crm_overview_clear(&overview);
}

int main(int argc, char **argv)
{
    struct crm_run run;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts rfm = {.lang = run.value_lang};
    struct crm_frame *f = crm_run_frame(&run, &rfm);
    if (f && !crm_complete(f, run.value_lang, &run.err))
        render(&run, f);
    int status = crm_finish(&run);
    crm_frame_free(f);
    return status;
}
