// SPDX-License-Identifier: Apache-2.0
// document_tree.c - walks what document_raw.c read, by any table of keys.
#include "core/document_tree.h"
#include "base/file.h"
#include "core/document_raw.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TREE_BYTES_MAX ((size_t)8 << 20)

struct DocumentTree {
    RawSchema schema;
    RawDocument *raw;
    const RawMap *root;
    DocumentLines lines;
    char *path;
};

DocumentTree *document_tree_load(const DocumentKey *keys, int count, const char *text,
                                 size_t length, const char *path, Err *err)
{
    if (length > TREE_BYTES_MAX) {
        err_set(err, ERR_RANGE, "%s: longer than %zu MiB", path, TREE_BYTES_MAX >> 20);
        return NULL;
    }
    DocumentTree *tree = calloc(1, sizeof *tree);
    if (tree) tree->path = str_copy(path);
    if (!tree || !tree->path) {
        err_set(err, ERR_MEMORY, "%s: no memory to read it", path);
        free(tree);
        return NULL;
    }
    tree->schema = (RawSchema){ keys, count };
    if (document_scan(text, length, path, &tree->lines, err))
        tree->raw = raw_load_schema(&tree->schema, text, length, path, &tree->root, err);
    if (tree->raw) return tree;
    document_tree_destroy(tree);
    return NULL;
}

DocumentTree *document_tree_open(const DocumentKey *keys, int count, const char *path, Err *err)
{
    size_t length = 0;
    char *text = file_read(path, TREE_BYTES_MAX, &length, err);
    if (!text) return NULL;
    DocumentTree *tree = document_tree_load(keys, count, text, length, path, err);
    free(text);
    return tree;
}

void document_tree_destroy(DocumentTree *tree)
{
    if (!tree) return;
    raw_destroy(tree->raw);
    document_lines_finish(&tree->lines);
    free(tree->path);
    free(tree);
}

DocumentNode document_tree_root(const DocumentTree *tree)
{
    return (DocumentNode){ .tree = tree, .raw = tree->root };
}

static const DocumentKey *key_of(const DocumentNode *node, const char *name)
{
    const RawSchema *schema = &node->tree->schema;
    for (int i = 0; i < schema->count; i++)
        if ((int)schema->keys[i].section == node->section && strcmp(schema->keys[i].key, name) == 0)
            return &schema->keys[i];
    assert(false && "a key that its table has not");
    return NULL;
}

int document_node_count(const DocumentNode *node, const char *name)
{
    const DocumentKey *key = key_of(node, name);
    const RawMap *raw = node->raw;
    return raw ? (int)raw->list_counts[raw_schema_slot(&node->tree->schema, key)] : 0;
}

DocumentNode document_node_item(const DocumentNode *node, const char *name, int index)
{
    const DocumentKey *key = key_of(node, name);
    const RawMap *raw = node->raw;
    assert(index >= 0 && index < document_node_count(node, name));
    return (
        DocumentNode){ .tree = node->tree,
                       .raw = &raw->lists[raw_schema_slot(&node->tree->schema, key)][index],
                       .at = document_path_item(document_path_key(node->at, name), (unsigned)index),
                       .section = (int)key->child };
}

DocumentNode document_node_map(const DocumentNode *node, const char *name)
{
    const DocumentKey *key = key_of(node, name);
    const RawMap *raw = node->raw;
    return (DocumentNode){ .tree = node->tree,
                           .raw = raw ? raw->maps[raw_schema_slot(&node->tree->schema, key)] : NULL,
                           .at = document_path_key(node->at, name),
                           .section = (int)key->child };
}

bool document_node_has(const DocumentNode *node, const char *name)
{
    const RawMap *raw = node->raw;
    const char *text =
        raw ? raw->values[raw_schema_slot(&node->tree->schema, key_of(node, name))] : NULL;
    return text && text[0];
}

bool document_node_fail(const DocumentNode *node, const char *key, Err *err)
{
    const DocumentTree *tree = node->tree;
    int line = key ? document_line(&tree->lines, document_path_key(node->at, key)) : 0;
    if (line == 0) line = document_line(&tree->lines, node->at);
    err_prefix(err, "%s:%d%s%s", tree->path, line > 0 ? line : 1, key ? ": " : "", key ? key : "");
    return false;
}

bool document_node_read(const DocumentNode *node, void *owner, int utc_offset_s, Err *err)
{
    const RawSchema *schema = &node->tree->schema;
    const RawMap *raw = node->raw;
    int slot = 0;
    for (int i = 0; raw && i < schema->count; i++) {
        const DocumentKey *row = &schema->keys[i];
        const bool is_plain = row->type != DOCUMENT_MAP && row->type != DOCUMENT_LIST;
        if ((int)row->section != node->section || !is_plain) continue;
        const char *text = raw->values[slot++];
        if (!text || !text[0]) continue;
        DocumentKey key = *row;
        key.section =
            DOCUMENT_SECTION_COUNT; // none of city.yaml's, whose texts have meanings of their own
        if (!document_value_set(&key, owner, text, utc_offset_s, err))
            return document_node_fail(node, row->key, err);
    }
    return true;
}
