#include "run/common.h"

struct crm_common crm_common = {
    .max_field = 16 << 20,
    .skip_lines = "auto",
};

#define C crm_common

const struct crm_opt crm_input_options[] = {
    {'d', "delimiter", CRM_ARG_TEXT, &C.delimiter, "C", CRM_MSG_OPT_DELIMITER, 0, 0},
    {'e', "encoding", CRM_ARG_TEXT, &C.encoding, "NAME", CRM_MSG_OPT_ENCODING, 0, 0},
    {0, "encoding-hint", CRM_ARG_CHOICE, &C.encoding_hint, "none|zh|tw|ja|west",
     CRM_MSG_OPT_ENCODING_HINT, 0, 0},
    {'n', "no-headers", CRM_ARG_FLAG, &C.no_headers, NULL, CRM_MSG_OPT_NO_HEADERS, 0, 0},
    {0, "columns", CRM_ARG_TEXT, &C.columns, "LIST", CRM_MSG_OPT_COLUMNS, 0, 0},
    {'K', "skip-lines", CRM_ARG_TEXT, &C.skip_lines, "N|auto", CRM_MSG_OPT_SKIP_LINES, 0, 0},
    {0, "max-field", CRM_ARG_SIZE, &C.max_field, "SIZE", CRM_MSG_OPT_MAX_FIELD, 1, 0},
    {'m', "map", CRM_ARG_LIST, &C.map, "ROLE=HEADER", CRM_MSG_OPT_MAP, 0, 0},
    {0, "map-file", CRM_ARG_TEXT, &C.map_file, "FILE", CRM_MSG_OPT_MAP_FILE, 0, 0},
    {'s', "select", CRM_ARG_TEXT, &C.select, "LIST", CRM_MSG_OPT_SELECT, 0, 0},
    {0, "tz", CRM_ARG_TEXT, &C.tz, "ZONE", CRM_MSG_OPT_TZ, 0, 0},
    {0, "date-order", CRM_ARG_CHOICE, &C.date_order, "none|ymd|dmy|mdy", CRM_MSG_OPT_DATE_ORDER, 0,
     0},
    {0, "decimal", CRM_ARG_CHOICE, &C.decimal, ".|,", CRM_MSG_OPT_DECIMAL, 0, 0},
    {0, "strict", CRM_ARG_FLAG, &C.strict, NULL, CRM_MSG_OPT_STRICT, 0, 0},
    {0, "rejects", CRM_ARG_TEXT, &C.rejects, "FILE", CRM_MSG_OPT_REJECTS, 0, 0},
    {0, "max-rejects", CRM_ARG_TEXT, &C.max_rejects, "N|P%", CRM_MSG_OPT_MAX_REJECTS, 0, 0},
    {0},
};

const struct crm_opt crm_output_options[] = {
    {'o', "output", CRM_ARG_TEXT, &C.output, "FILE", CRM_MSG_OPT_OUTPUT, 0, 0},
    {'z', "gzip", CRM_ARG_LEVEL, &C.gzip, "LEVEL", CRM_MSG_OPT_GZIP, 0, 9},
    {'f', "format", CRM_ARG_CHOICE, &C.format, "csv|tsv|jsonl", CRM_MSG_OPT_FORMAT, 0, 0},
    {0, "bom", CRM_ARG_FLAG, &C.bom, NULL, CRM_MSG_OPT_BOM, 0, 0},
    {0, "crlf", CRM_ARG_FLAG, &C.crlf, NULL, CRM_MSG_OPT_CRLF, 0, 0},
    {0},
};

const struct crm_opt crm_general_options[] = {
    {0, "summary", CRM_ARG_TEXT, &C.summary, "FILE", CRM_MSG_OPT_SUMMARY, 0, 0},
    {'j', "threads", CRM_ARG_INT, &C.threads, "N", CRM_MSG_OPT_THREADS, 0, 1024},
    {'S', "memory", CRM_ARG_SIZE, &C.memory, "SIZE", CRM_MSG_OPT_MEMORY, 0, 0},
    {'T', "tmpdir", CRM_ARG_TEXT, &C.tmpdir, "DIR", CRM_MSG_OPT_TMPDIR, 0, 0},
    {0, "lang", CRM_ARG_CHOICE, &C.lang, "auto|en|zh", CRM_MSG_OPT_LANG, 0, 0},
    {0, "explain", CRM_ARG_FLAG, &C.explain, NULL, CRM_MSG_OPT_EXPLAIN, 0, 0},
    {0, "progress", CRM_ARG_CHOICE, &C.progress, "auto|always|never", CRM_MSG_OPT_PROGRESS, 0, 0},
    {0, "config", CRM_ARG_TEXT, &C.config, "FILE", CRM_MSG_OPT_CONFIG, 0, 0},
    {0, "dump-config", CRM_ARG_FLAG, &C.dump_config, NULL, CRM_MSG_OPT_DUMP_CONFIG, 0, 0},
    {0, "dump-options", CRM_ARG_FLAG, &C.dump_options, NULL, CRM_MSG_OPT_DUMP_OPTIONS, 0, 0},
    {'q', "quiet", CRM_ARG_FLAG, &C.quiet, NULL, CRM_MSG_OPT_QUIET, 0, 0},
    {'v', "verbose", CRM_ARG_FLAG, &C.verbose, NULL, CRM_MSG_OPT_VERBOSE, 0, 0},
    {'h', "help", CRM_ARG_FLAG, &C.help, NULL, CRM_MSG_OPT_HELP, 0, 0},
    {'V', "version", CRM_ARG_FLAG, &C.version, NULL, CRM_MSG_OPT_VERSION, 0, 0},
    {0},
};
