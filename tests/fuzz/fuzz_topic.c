// SPDX-License-Identifier: Apache-2.0
// fuzz_topic.c - any bytes as a topic pack or as units, read, checked, its figures and pages asked.
#include "core/indicator.h"
#include "core/topic_private.h"
#include <stdlib.h>
#include <string.h>

static void problem(const char *text, void *arg)
{
    *(size_t *)arg += strlen(text);
}

static void ask_pages(const Topic *topic)
{
    char out[80];
    for (int p = 0; p < topic->page_count; p++)
        for (int c = 0; c < topic->pages[p].cell_count; c++) {
            const TopicCell *cell = &topic->pages[p].cells[c];
            topic_cell_option(cell, "text", out, sizeof out);
            topic_cell_number(cell, "top", 9);
            topic_widget_name((TopicWidget)cell->widget);
            if (cell->column + cell->width > topic->pages[p].columns) abort();
        }
}

static void run_pack(const char *text, size_t length)
{
    TopicSchema *schema = topic_schema_create();
    Keys *keys = keys_create(1 << 12);
    Live *live = live_create(keys);
    Topics *topics = topics_create(&(TopicsDesc){ .data_folder = "/nonexistent" });
    Err err = { 0 };
    Topic *topic = topic_read(schema, text, length, "t.yaml", &err);
    if (topic && !topic_read_rules(topic, keys, NULL, 28800, &err)) {
        topic_destroy(topic);
        topic = NULL;
    }
    if (topic) {
        size_t bytes = 0;
        topic_check(topics, topic, &(TopicCheck){ .day = "2026-11-25" }, problem, &bytes);
        ask_pages(topic);
    }
    topic_destroy(topic);
    topics_destroy(topics);
    live_destroy(live);
    keys_destroy(keys);
    topic_schema_release(schema);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0) return 0;
    char *text = malloc(length);
    if (!text) return 0;
    memcpy(text, bytes + 1, length - 1);
    text[length - 1] = 0;
    if (bytes[0] % 8) {
        run_pack(text, length - 1);
    } else {
        TopicUnit *units = NULL;
        int count = 0;
        if (topic_units_read(text, length - 1, "u.yaml", &units, &count, NULL)) free(units);
    }
    free(text);
    return 0;
}
