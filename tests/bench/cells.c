/*
 * cells.c - the cells of CSV on standard input, one record a line, parted by tabs: the same cells
 * give the same lines however they were quoted. Tab, line feed, carriage return and backslash
 * within a cell come as \t, \n, \r and \\.
 *
 * Read by libcsv, so that neither our reader nor our writer judges what we wrote.
 */
#include <csv.h>
#include <stdio.h>

enum { BLOCK = 1 << 18 };

struct line {
    int has_cells;
};

static void put_cell(void *text, size_t n, void *data)
{
    struct line *line = data;
    const char *p = text;

    if (line->has_cells)
        putchar_unlocked('\t');
    line->has_cells = 1;
    for (size_t i = 0; i < n; i++) {
        const char *special = "\t\n\r\\", *names = "tnr\\";
        int at = 0;

        while (special[at] && special[at] != p[i])
            at++;
        if (special[at])
            putchar_unlocked('\\');
        putchar_unlocked(special[at] ? names[at] : p[i]);
    }
}

static void end_record(int terminator, void *data)
{
    struct line *line = data;

    (void)terminator;
    putchar_unlocked('\n');
    line->has_cells = 0;
}

/* Outer blanks of a cell belong to it. */
static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

int main(void)
{
    static char block[BLOCK];
    struct csv_parser csv;
    struct line line = {0};
    size_t n;

    if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI))
        return 4;
    csv_set_space_func(&csv, no_space);
    while ((n = fread(block, 1, sizeof block, stdin)) > 0)
        if (csv_parse(&csv, block, n, put_cell, end_record, &line) != n) {
            fprintf(stderr, "cells: %s\n", csv_strerror(csv_error(&csv)));
            return 3;
        }
    if (csv_fini(&csv, put_cell, end_record, &line)) {
        fprintf(stderr, "cells: a quote is open at the end\n");
        return 3;
    }
    csv_free(&csv);
    return ferror(stdin) || fflush(stdout) ? 4 : 0;
}
