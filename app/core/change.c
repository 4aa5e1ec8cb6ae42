// SPDX-License-Identifier: Apache-2.0
// change.c - the list of what changed.
#include "core/change.h"
#include "base/array.h"
#include "base/clock.h"
#include <stdlib.h>

static void member(JsonWriter *w, const char *key, const char *text)
{
    json_key(w, key);
    json_text(w, text);
}

void change_add(ChangeList *list, const ChangeDesc *desc)
{
    Str line = { 0 };
    JsonWriter w = { .out = &line };
    char when[32];
    clock_format(desc->by->t_us, 0, when);
    json_object_begin(&w);
    member(&w, "t", when);
    member(&w, "who", desc->by->who);
    member(&w, "desk", desc->by->desk);
    member(&w, "what", desc->what);
    member(&w, "kind", desc->kind);
    member(&w, "id", desc->id);
    json_key(&w, "version"), json_int(&w, (int64_t)desc->version + 1);
    if (desc->text && desc->text[0]) member(&w, "text", desc->text);
    if (desc->record->text) { // as it is from now on: what a replay shows (replay.h)
        json_key(&w, "record");
        str_add(&line, desc->record->text);
        w.after_key = false;
        w.has_item[w.depth] = true;
    }
    json_object_end(&w);
    Change change = { .kind = str_copy(desc->kind),
                      .id = str_copy(desc->id),
                      .json = desc->record->text,
                      .version = desc->version,
                      .journal_json = line.text,
                      .t_us = desc->by->t_us };
    str_copy_utf8(change.what, sizeof change.what, desc->what);
    *desc->record = (Str){ 0 };
    if (change.kind && change.id && change.json && change.journal_json &&
        array_reserve((void **)&list->items, &list->cap, list->count + 1, sizeof change)) {
        list->items[list->count++] = change;
        return;
    }
    list->lost++;
    free(change.kind);
    free(change.id);
    free(change.json);
    free(change.journal_json);
}

void change_list_finish(ChangeList *list)
{
    for (int i = 0; i < list->count; i++) {
        free(list->items[i].kind);
        free(list->items[i].id);
        free(list->items[i].json);
        free(list->items[i].journal_json);
    }
    free(list->items);
    *list = (ChangeList){ .lost = list->lost };
}
