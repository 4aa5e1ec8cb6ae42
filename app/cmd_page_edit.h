// SPDX-License-Identifier: Apache-2.0
// cmd_page_edit.h - commands of the page editor: cells of the page shown, chosen, moved, sized, set,
// added, deleted, each written to the pack's file at once (topic_edit.h) and undone from what the
// file was.
#pragma once
#include "core/cmd.h"

enum { PAGE_EDITS_MAX = 64 };
typedef struct {
    char *path, *before; // before NULL: the file was not there
} PageEditStep;
typedef struct {
    PageEditStep steps[PAGE_EDITS_MAX];
    int count;
} PageEdits;
void page_edits_finish(PageEdits *edits);
void cmd_page_edit_add(CmdTable *table);
