/*
 * opening.h - the start of an input: its encoding, its dialect, the lines above its header, the
 * header.
 */
#ifndef CRM_CSV_OPENING_H
#define CRM_CSV_OPENING_H

#include "csv/input.h"
#include "csv/reader.h"

/*
 * Open a file ("-": standard input) and read up to the first record behind the header. stop_fd: as
 * crm_source_stop_on, or -1. `in` is {0} but for head.input; to be closed whatever comes of it.
 */
int crm_input_open(struct crm_input *in, const char *name, const struct crm_reader_opts *o,
                   int stop_fd, struct crm_err *e);

#endif
