// SPDX-License-Identifier: Apache-2.0
// main.c - the program's entry.
#include "assets/asset_import.h"
#include "cli.h"
#include <locale.h>
#include <malloc.h>

int main(int argc, char **argv)
{
    // Text in the user's language; numbers always with a point.
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    // A heap for each thread costs megabytes and gains nothing on the few that allocate.
    mallopt(M_ARENA_MAX, 2);
    if (asset_import_is_called(argc, argv)) return asset_import_main(argc, argv);
    return cli_main(argc, argv);
}
