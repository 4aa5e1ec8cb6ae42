// SPDX-License-Identifier: Apache-2.0
// cli_table.c - to add a sub-command: write cli_<name>.c, add its row.
#include "cli.h"

extern const CliCommand cli_window, cli_shot, cli_info, cli_where, cli_ask, cli_quantities,
    cli_export, cli_simulate, cli_compare, cli_section, cli_decode, cli_demo, cli_run, cli_bench,
    cli_topics, cli_help;

const CliCommand *const cli_table[] = { &cli_window, &cli_shot,       &cli_info,    &cli_where,
                                        &cli_ask,    &cli_quantities, &cli_compare, &cli_section,
                                        &cli_decode, &cli_demo,       &cli_run,     &cli_bench,
                                        &cli_topics, &cli_export, &cli_simulate, &cli_help };
const int cli_count = sizeof cli_table / sizeof cli_table[0];
