/*
 * common.h - the options that all tools share, in three groups, and their values.
 */
#ifndef CRM_RUN_COMMON_H
#define CRM_RUN_COMMON_H

#include "cli/cli.h"

struct crm_common {
    /* input */
    const char *delimiter, *encoding, *columns, *skip_lines, *map_file, *select, *tz;
    int encoding_hint; /* 0: none, then zh|tw|ja|west */
    bool no_headers, strict;
    int64_t max_field;
    struct crm_list map;
    int date_order; /* enum crm_date_order */
    int decimal;    /* 0 '.', 1 ',' */
    const char *rejects, *max_rejects;
    /* output */
    const char *output, *summary;
    int64_t gzip;
    int format; /* enum crm_format */
    bool bom, crlf;
    /* general */
    int64_t threads, memory;
    const char *tmpdir;
    int lang;     /* 0: by the environment, then en|zh */
    int progress; /* auto|always|never */
    bool explain, dump_config, dump_options, quiet, verbose, help, version;
    const char *config;
};

extern struct crm_common crm_common;

extern const struct crm_opt crm_input_options[];
extern const struct crm_opt crm_output_options[]; /* of tools whose output is a table */
extern const struct crm_opt crm_general_options[];

#endif
