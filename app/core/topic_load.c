// SPDX-License-Identifier: Apache-2.0
// topic_load.c - packs from folders: what is new or changed is read, by a job while running; a bad
// file keeps its last good state and says why.
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "core/topic_private.h"
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_EVERY_US 1000000
#define PACK_BYTES_MAX ((size_t)4 << 20)
#define FILES_MAX 1000

// Files as found, with what was read of those that changed; owns all of it until it is taken.
struct TopicLook {
    Topics *topics;   // NULL: it went
    char *folders[2]; // shipped, own; NULL = none
    TopicSchema *schema;
    TopicFile *known; // path, size, changed_us: as the topics knew them
    int known_count;
    TopicFile *found;
    int found_count, found_cap;
    bool is_done;
};

void topic_file_finish(TopicFile *file)
{
    topic_destroy(file->topic);
    free(file->units);
    free(file->path);
    free(file->problem);
    *file = (TopicFile){ 0 };
}

static void free_files(TopicFile *files, int count)
{
    for (int i = 0; i < count; i++) topic_file_finish(&files[i]);
    free(files);
}

static void look_destroy(TopicLook *look)
{
    if (!look) return;
    free_files(look->known, look->known_count);
    free_files(look->found, look->found_count);
    free(look->folders[0]);
    free(look->folders[1]);
    topic_schema_release(look->schema);
    free(look);
}

static TopicLook *look_create(Topics *topics)
{
    TopicLook *look = calloc(1, sizeof *look);
    if (!look) return NULL;
    look->topics = topics;
    look->schema = topic_schema_acquire(topics->schema);
    look->folders[0] = str_copy(topics->data_folder);
    look->folders[1] = str_copy(topics->own_folder);
    look->known = calloc((size_t)topics->file_count + 1, sizeof *look->known);
    for (int i = 0; look->known && i < topics->file_count; i++) {
        const TopicFile *file = &topics->files[i];
        look->known[look->known_count++] = (TopicFile){ .path = str_copy(file->path),
                                                        .size = file->size,
                                                        .changed_us = file->changed_us };
    }
    return look;
}

static const TopicFile *find_known(const TopicFile *files, int count, const char *path)
{
    for (int i = 0; i < count; i++)
        if (str_equal(files[i].path, path)) return &files[i];
    return NULL;
}

static void read_file(TopicLook *look, TopicFile *file)
{
    Err err = { 0 };
    size_t length = 0;
    char *text = file_read(file->path, PACK_BYTES_MAX, &length, &err);
    if (text && file->is_units)
        topic_units_read(text, length, file->path, &file->units, &file->unit_count, &err);
    else if (text)
        file->topic = topic_read(look->schema, text, length, file->path, &err);
    if (!file->topic && !file->units) file->problem = str_copy(err.text);
    free(text);
}

static void look_at(TopicLook *look, const char *path, bool is_own, bool is_units)
{
    TopicFile file = { .is_own = is_own, .is_units = is_units };
    if (!file_stat(path, &file.size, &file.changed_us) || look->found_count >= FILES_MAX ||
        !array_reserve((void **)&look->found, &look->found_cap, look->found_count + 1, sizeof file))
        return;
    file.path = str_copy(path);
    const TopicFile *known = find_known(look->known, look->known_count, path);
    if (!known || known->size != file.size || known->changed_us != file.changed_us)
        read_file(look, &file);
    look->found[look->found_count++] = file;
}

static void look_into(TopicLook *look, const char *folder, bool is_own)
{
    char *pattern = file_join(folder, "topics/*.yaml"), *units = file_join(folder, "units.yaml");
    glob_t found = { 0 };
    if (pattern && glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) look_at(look, found.gl_pathv[i], is_own, false);
    globfree(&found);
    if (units) look_at(look, units, is_own, true);
    free(pattern);
    free(units);
}

static void look_run(Job *job, void *arg)
{
    (void)job;
    TopicLook *look = arg;
    for (int f = 0; f < 2; f++)
        if (look->folders[f]) look_into(look, look->folders[f], f == 1);
}

static void add_problem(Topics *topics, const char *text)
{
    if (array_reserve((void **)&topics->problems, &topics->problem_cap, topics->problem_count + 1,
                      sizeof *topics->problems))
        topics->problems[topics->problem_count++] = str_copy(text);
}

static int by_kind_and_id(const void *a, const void *b)
{
    const Topic *x = *(const Topic *const *)a, *y = *(const Topic *const *)b;
    return x->kind != y->kind ? x->kind - y->kind : strverscmp(x->id, y->id);
}

// The user's pack before a shipped one; of two in one folder the first.
static void add_topic(Topics *topics, const TopicFile *file, const TopicFile **owners)
{
    for (int i = 0; i < topics->count; i++) {
        if (strcmp(topics->list[i]->id, file->topic->id) != 0) continue;
        if (file->is_own && !owners[i]->is_own) {
            topics->list[i] = file->topic;
            owners[i] = file;
            return;
        }
        Err err = { 0 };
        err_set(&err, ERR_ARGUMENT, "%s: id: the pack '%s' is in %s already", file->path,
                file->topic->id, owners[i]->path);
        add_problem(topics, err.text);
        return;
    }
    owners[topics->count] = file;
    topics->list[topics->count++] = file->topic;
}

static void list_topics(Topics *topics)
{
    for (int i = 0; i < topics->problem_count; i++) free(topics->problems[i]);
    topics->problem_count = topics->count = topics->unit_count = 0;
    free(topics->list);
    topics->list = calloc((size_t)topics->file_count + 1, sizeof *topics->list);
    const TopicFile **owners = calloc((size_t)topics->file_count + 1, sizeof *owners);
    for (int i = 0; topics->list && owners && i < topics->file_count; i++) {
        const TopicFile *file = &topics->files[i];
        if (file->problem) add_problem(topics, file->problem);
        if (file->units && (file->is_own || !topics->unit_count))
            topics->units = file->units, topics->unit_count = file->unit_count;
        if (file->topic) add_topic(topics, file, owners);
    }
    free(owners);
    if (topics->count)
        qsort(topics->list, (size_t)topics->count, sizeof *topics->list, by_kind_and_id);
    topics->version++;
}

// A file that was read anew takes the place of the old one; a bad one leaves what was good.
static void take_read(Topics *topics, TopicFile *now, TopicFile *before)
{
    Err err = { 0 };
    if (now->topic && !topic_read_rules(now->topic, topics->keys, topics->thresholds,
                                        topics->utc_offset_s, &err)) {
        topic_destroy(now->topic);
        now->topic = NULL;
        now->problem = str_copy(err.text);
    }
    if (!now->problem || !before) return;
    now->topic = before->topic;
    now->units = before->units;
    now->unit_count = before->unit_count;
    before->topic = NULL;
    before->units = NULL;
}

static bool take_look(Topics *topics, TopicLook *look)
{
    bool has_changed = look->found_count != topics->file_count;
    for (int i = 0; i < look->found_count; i++) {
        TopicFile *now = &look->found[i];
        TopicFile *before = (TopicFile *)find_known(topics->files, topics->file_count, now->path);
        const bool was_read = now->topic || now->units || now->problem;
        if (was_read)
            take_read(topics, now, before);
        else if (before) {
            char *path = now->path;
            *now = *before;
            *before = (TopicFile){ 0 };
            free(path);
        }
        has_changed = has_changed || was_read;
    }
    free_files(topics->files, topics->file_count);
    topics->files = look->found;
    topics->file_count = look->found_count;
    topics->file_cap = look->found_cap;
    look->found = NULL;
    look->found_count = 0;
    if (has_changed) list_topics(topics);
    return has_changed;
}

// What it found is taken by the next poll: until then all that was got before stays.
static void look_done(void *arg, bool was_cancelled)
{
    TopicLook *look = arg;
    look->is_done = !was_cancelled;
    if (look->topics && look->is_done) return;
    if (look->topics) look->topics->look = NULL;
    look_destroy(look);
}

Topics *topics_create(const TopicsDesc *desc)
{
    Topics *topics = calloc(1, sizeof *topics);
    if (!topics) return NULL;
    topics->data_folder = str_copy(desc->data_folder);
    topics->thresholds = desc->thresholds;
    topics->utc_offset_s = desc->utc_offset_s;
    topics->schema = topic_schema_create();
    topics->keys = keys_create(1 << 16);
    if (topics->schema && topics->keys) return topics;
    topics_destroy(topics);
    return NULL;
}

void topics_destroy(Topics *topics)
{
    if (!topics) return;
    if (topics->look && topics->look->is_done)
        look_destroy(topics->look);
    else if (topics->look)
        topics->look->topics = NULL; // its job frees it
    free_files(topics->files, topics->file_count);
    for (int i = 0; i < topics->problem_count; i++) free(topics->problems[i]);
    free(topics->problems);
    free(topics->list);
    free(topics->applied);
    free(topics->data_folder);
    free(topics->own_folder);
    keys_destroy(topics->keys);
    topic_schema_release(topics->schema);
    free(topics);
}

void topics_set_folder(Topics *topics, const char *folder)
{
    if (str_equal(topics->own_folder, folder)) return;
    free(topics->own_folder);
    topics->own_folder = str_copy(folder);
    topics->t_looked_us = 0;
}

bool topics_load(Topics *topics, Err *err)
{
    TopicLook *look = look_create(topics);
    if (!look) {
        err_set(err, ERR_MEMORY, "topics");
        return false;
    }
    look_run(NULL, look);
    if (take_look(topics, look)) topics->has_changed = true;
    look_destroy(look);
    if (topics->problem_count) {
        err_set(err, ERR_FORMAT, "%s", topics->problems[0]);
        return false;
    }
    return true;
}

bool topics_add_file(Topics *topics, const char *path, Err *err)
{
    TopicLook *look = look_create(topics);
    if (!look) {
        err_set(err, ERR_MEMORY, "topics");
        return false;
    }
    look_at(look, path, true, false);
    TopicFile *file = look->found_count ? look->found : NULL;
    if (!file)
        err_set(err, ERR_IO, "%s: cannot be read", path);
    else
        take_read(topics, file, NULL);
    if (file && file->problem) err_set(err, ERR_FORMAT, "%s", file->problem);
    const bool ok = file && file->topic &&
                    array_reserve((void **)&topics->files, &topics->file_cap,
                                  topics->file_count + 1, sizeof *file);
    if (ok) {
        topics->files[topics->file_count++] = *file;
        look->found_count = 0;
        list_topics(topics);
    }
    look_destroy(look);
    return ok;
}

bool topics_poll(Topics *topics, JobPool *pool, int64_t now_us)
{
    bool has_changed = topics->has_changed;
    topics->has_changed = false;
    if (topics->look && topics->look->is_done) {
        has_changed = take_look(topics, topics->look) || has_changed;
        look_destroy(topics->look);
        topics->look = NULL;
    }
    if (topics->look || now_us - topics->t_looked_us < LOOK_EVERY_US) return has_changed;
    topics->t_looked_us = now_us;
    topics->look = look_create(topics);
    const JobDesc desc = {
        .title = "topics", .run = look_run, .done = look_done, .arg = topics->look
    };
    if (topics->look && !job_submit(pool, &desc)) {
        look_destroy(topics->look);
        topics->look = NULL;
    }
    return has_changed;
}
