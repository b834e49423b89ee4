/*
 * What the option table reads as: --help, one line an option for the manual and completion, and the
 * configuration in force.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "text/unicode.h"

static void add_padded(struct crm_buf *out, const struct crm_buf *text, size_t width)
{
    size_t have = crm_display_width(crm_buf_str(text));

    crm_buf_add(out, crm_buf_str(text));
    for (; have < width; have++)
        crm_buf_add_char(out, ' ');
}

enum { OPTION_WIDTH = 30 };

static void help_line(const struct crm_opt *o, enum crm_lang lang, struct crm_buf *out)
{
    struct crm_buf left = {0};

    if (o->letter)
        crm_buf_addf(&left, "  -%c, ", o->letter);
    else
        crm_buf_add_cstr(&left, "      ");
    crm_buf_addf(&left, "--%s", o->name);
    if (o->arg == CRM_ARG_LEVEL)
        crm_buf_addf(&left, "[=%s]", o->metavar);
    else if (o->metavar)
        crm_buf_addf(&left, " %s", o->metavar);
    if (left.n >= OPTION_WIDTH) {
        crm_buf_add(out, crm_buf_str(&left));
        crm_buf_add_char(out, '\n');
        crm_buf_reset(&left);
    }
    add_padded(out, &left, OPTION_WIDTH);
    crm_buf_add_cstr(out, crm_msg_text(o->help, lang));
    crm_buf_add_char(out, '\n');
    crm_buf_clear(&left);
}

void crm_cli_help(const struct crm_tool *tool, enum crm_lang lang, struct crm_buf *out)
{
    crm_buf_addf(out, "%s: %s %s\n\n", crm_msg_text(CRM_MSG_HELP_USAGE, lang), tool->name,
                 crm_msg_text(CRM_MSG_HELP_OPERANDS, lang));
    crm_buf_add_cstr(out, crm_msg_text(tool->about, lang));
    crm_buf_add_cstr(out, "\n");
    for (size_t g = 0; g < CRM_GROUPS_MAX; g++) {
        if (!tool->groups[g].options)
            continue;
        crm_buf_addf(out, "\n%s:\n", crm_msg_text(tool->groups[g].title, lang));
        for (const struct crm_opt *o = tool->groups[g].options; o->name; o++)
            help_line(o, lang, out);
    }
    crm_buf_addf(out, "\n%s\n", crm_msg_text(CRM_MSG_HELP_FOOT, lang));
}

void crm_cli_dump_options(const struct crm_tool *tool, struct crm_buf *out)
{
    for (size_t g = 0; g < CRM_GROUPS_MAX; g++)
        for (const struct crm_opt *o = tool->groups[g].options; o && o->name; o++) {
            if (o->letter)
                crm_buf_add_char(out, o->letter);
            crm_buf_addf(out, "\t%s\t%s%s\t%s\t%s\t%s\n", o->name,
                         o->arg == CRM_ARG_LEVEL ? "=" : "", o->metavar ? o->metavar : "",
                         crm_msg_text(o->help, CRM_EN), crm_msg_text(o->help, CRM_ZH),
                         crm_msg_text(tool->groups[g].title, CRM_EN));
        }
}

static void add_choice(const struct crm_opt *o, struct crm_buf *out)
{
    const char *word = o->metavar;

    for (int i = *(const int *)o->value; i > 0; i--)
        word += strcspn(word, "|") + 1;
    crm_buf_add(out, (struct crm_str){word, strcspn(word, "|")});
}

/* In quotes where reading would take something off the text: blanks or quotes around it. */
static void add_text(const struct crm_opt *o, const char *text, struct crm_buf *out)
{
    struct crm_str s = crm_str_of(text);
    bool is_quoted = crm_str_trim(s).n < s.n || (s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"');
    const char *quote = is_quoted ? "\"" : "";

    crm_buf_addf(out, "%s = %s%s%s\n", o->name, quote, text, quote);
}

static void config_line(const struct crm_opt *o, struct crm_buf *out)
{
    const char *text;
    const struct crm_list *list;

    switch (o->arg) {
    case CRM_ARG_FLAG:
        if (*(const bool *)o->value)
            crm_buf_addf(out, "%s = true\n", o->name);
        break;
    case CRM_ARG_TEXT:
        text = *(const char *const *)o->value;
        if (text)
            add_text(o, text, out);
        break;
    case CRM_ARG_INT:
    case CRM_ARG_LEVEL:
    case CRM_ARG_SIZE:
        crm_buf_addf(out, "%s = %" PRId64 "\n", o->name, *(const int64_t *)o->value);
        break;
    case CRM_ARG_CHOICE:
        crm_buf_addf(out, "%s = ", o->name);
        add_choice(o, out);
        crm_buf_add_char(out, '\n');
        break;
    case CRM_ARG_LIST:
        list = o->value;
        for (size_t i = 0; i < list->n; i++)
            add_text(o, list->items[i], out);
        break;
    }
}

void crm_cli_dump_config(const struct crm_tool *tool, struct crm_buf *out)
{
    static const char *const not_kept[] = {"help",        "version",      "config",
                                           "dump-config", "dump-options", "explain"};

    for (size_t g = 0; g < CRM_GROUPS_MAX; g++)
        for (const struct crm_opt *o = tool->groups[g].options; o && o->name; o++) {
            bool is_kept = true;
            for (size_t i = 0; i < sizeof(not_kept) / sizeof(*not_kept); i++)
                is_kept = is_kept && strcmp(o->name, not_kept[i]) != 0;
            if (is_kept)
                config_line(o, out);
        }
}
