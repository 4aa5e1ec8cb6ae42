// SPDX-License-Identifier: Apache-2.0
// topic_private.h - what topic.c, topic_read.c, topic_load.c and topic_check.c share.
#pragma once
#include "base/arena.h"
#include "core/document_tree.h"
#include "core/topic.h"
#include <stdatomic.h>

// The table of a pack's keys: a rule's rows among them. Shared with jobs.
typedef struct {
    atomic_int users;
    int count;
    DocumentKey keys[];
} TopicSchema;
TopicSchema *topic_schema_create(void); // with one user
TopicSchema *topic_schema_acquire(TopicSchema *schema);
void topic_schema_release(TopicSchema *schema);

// What a pack was read from: kept for lines of errors, and for its rules.
struct TopicSource {
    TopicSchema *schema;
    DocumentTree *tree;
    Arena arena; // of cells
    char *path;
};

// All but the rules, which need thresholds. NULL with file, line and key. Thread: any.
Topic *topic_read(TopicSchema *schema, const char *text, size_t length, const char *path, Err *err);
// Reads its rules for listing; checks that their ids are its own. Thread: main.
bool topic_read_rules(Topic *topic, Keys *keys, const Thresholds *thresholds, int utc_offset_s,
                      Err *err);
void topic_destroy(Topic *topic);

typedef struct {
    char *path;
    uint64_t size;
    int64_t changed_us;
    bool is_own;      // of the user's folder
    bool is_units;    // units.yaml
    Topic *topic;     // the last good one; NULL = none yet
    TopicUnit *units; // of units.yaml
    int unit_count;
    char *problem; // NULL = none
} TopicFile;
void topic_file_finish(TopicFile *file);

typedef struct TopicLook TopicLook; // a look at the folders, by a job
struct Topics {
    char *data_folder, *own_folder; // own: NULL = none
    const Thresholds *thresholds;
    int utc_offset_s;
    TopicSchema *schema;
    Keys *keys; // of rules that are only listed
    TopicFile *files;
    int file_count, file_cap;
    const Topic **list; // by kind and id
    int count;
    const TopicUnit *units;
    int unit_count;
    char **problems;
    int problem_count, problem_cap;
    uint64_t version;
    TopicLook *look; // in a job; NULL = none
    int64_t t_looked_us;
    bool has_changed;
    char (*applied)[ALARM_NAME_MAX]; // ids of the rules that topics_follow_rules put
    int applied_count, applied_cap;
};

// Units of a text of units.yaml; heap. False with *err.
bool topic_units_read(const char *text, size_t length, const char *path, TopicUnit **units,
                      int *count, Err *err);
