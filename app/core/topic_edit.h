// SPDX-License-Identifier: Apache-2.0
// topic_edit.h - cells of a pack's pages changed in its file: the text of one cell is written anew,
// everything else (comments, order, quotes) stays byte for byte.
// Does not: reload (topics_load), or remember what was.
#pragma once
#include "base/str.h"
#include "core/topic.h"

typedef enum { TOPIC_EDIT_SET, TOPIC_EDIT_ADD, TOPIC_EDIT_DELETE } TopicEditKind;
typedef struct {
    TopicEditKind kind;
    int page;              // of the topic's pages
    int cell;              // of the page's cells; ADD: not read
    const TopicCell *as;   // SET, ADD
} TopicEdit;
// The text with the change. ERR_FORMAT (not YAML, no such page), ERR_ARGUMENT (no such cell, or it
// is the last). Thread: any. A comment behind a cell stays with it and goes with it; comments within
// a cell of several lines are lost when it is set.
bool topic_edit_text(const char *text, size_t length, const TopicEdit *edit, Str *out, Err *err);

// The same for the pack's file. The change is read before it is written: what a pack may not have
// (a cell over another, outside the grid) is refused with *err and nothing is written. A shipped
// pack becomes the user's own, FOLDER/topics/ID.yaml; without a folder ERR_ARGUMENT. *path (heap) is
// the file written, *before its text before, NULL = it was not there; both the caller's.
bool topics_edit(Topics *topics, const Topic *topic, const TopicEdit *edit, char **path,
                 char **before, Err *err);
