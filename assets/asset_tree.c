// SPDX-License-Identifier: Apache-2.0
// asset_tree.c - a model's objects as indented rows.
// Method: every kind of tree is a list of (whole, part) edges between nodes; nodes past the objects
// are headings. Edges are sorted by whole, siblings by their order, then walked with a stack.
#include "assets/asset_tree.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { TREE_DEPTH_MAX = 256 };

typedef struct {
    int node, row, next; // its row; the next of its parts
} TreeStep;

typedef struct {
    const Asset *asset;
    const IfcModel *ifc;
    AssetTree *tree;
    int object_count, node_count; // headings: object_count + type, then the two of one kind each
    int *wholes, *parts;          // edges
    int edge_count, edge_cap, whole_cap;
    int *starts, *sorted; // parts of each node
    double *elevations;   // by object; of storeys
    uint32_t *orders;     // by node: what is first compared
    uint8_t *seen;        // nodes that had their turn
    int row_cap;
    bool has_failed;
} Tree;

static int tree_outside(const Tree *t)
{
    return t->object_count + IFC_TYPE_COUNT;
}

static int tree_in_no_group(const Tree *t)
{
    return t->object_count + IFC_TYPE_COUNT + 1;
}

static int tree_root(const Tree *t)
{
    return t->object_count + IFC_TYPE_COUNT + 2;
}

static bool tree_is_element(const Tree *t, int object)
{
    if (!t->ifc) return t->asset->objects[object].instance_count > 0;
    return ifc_model_is(t->ifc, object, IFCELEMENT) &&
           !ifc_model_is(t->ifc, object, IFCFEATUREELEMENT);
}

static void tree_edge(Tree *t, int whole, int part)
{
    if (!array_reserve((void **)&t->wholes, &t->whole_cap, t->edge_count + 1, sizeof(int)) ||
        !array_reserve((void **)&t->parts, &t->edge_cap, t->edge_count + 1, sizeof(int))) {
        t->has_failed = true;
        return;
    }
    t->wholes[t->edge_count] = whole;
    t->parts[t->edge_count++] = part;
}

static bool tree_has_place(const Tree *t, int object)
{
    return !t->ifc || ifc_model_is(t->ifc, object, IFCPRODUCT) ||
           t->ifc->objects.types[object] == IFCPROJECT;
}

static void tree_places(Tree *t)
{
    for (int i = 0; i < t->object_count; i++) {
        if (!tree_has_place(t, i)) continue;
        const int parent = t->asset->objects[i].parent;
        const bool is_top = !t->ifc || t->ifc->objects.types[i] == IFCPROJECT;
        if (parent >= 0 && parent != i && tree_has_place(t, parent))
            tree_edge(t, parent, i);
        else
            tree_edge(t, is_top ? tree_root(t) : tree_outside(t), i);
    }
}

static void tree_types(Tree *t)
{
    if (!t->ifc) {
        for (int i = 0; i < t->object_count; i++) tree_edge(t, tree_root(t), i);
        return;
    }
    const IfcObjects *o = &t->ifc->objects;
    uint8_t *has = calloc((size_t)t->object_count + IFC_TYPE_COUNT + 1, 1);
    if (!has) {
        t->has_failed = true;
        return;
    }
    for (int i = 0; i < t->object_count; i++) {
        if (!ifc_model_is(t->ifc, i, IFCPRODUCT)) continue;
        const int heading = t->object_count + o->types[i], type = o->type_objects[i];
        if (!has[heading]++) tree_edge(t, tree_root(t), heading);
        // One type object may have occurrences of two types: it stands under the first.
        if (type >= 0 && !has[type]++) tree_edge(t, heading, type);
        tree_edge(t, type >= 0 ? type : heading, i);
    }
    free(has);
}

static void tree_systems(Tree *t)
{
    const IfcModel *m = t->ifc;
    if (!m) return;
    uint8_t *is_member = calloc((size_t)t->object_count + 1, 1);
    if (!is_member) {
        t->has_failed = true;
        return;
    }
    for (int i = 0; i < m->relations.count; i++) {
        const int from = m->relations.from[i], to = m->relations.to[i];
        const uint8_t kind = m->relations.kinds[i];
        const bool is_nested = kind == IFC_RELATION_AGGREGATES && ifc_model_is(m, from, IFCGROUP);
        if (kind != IFC_RELATION_GROUPS && !is_nested) continue;
        tree_edge(t, from, to);
        is_member[to] = 1;
    }
    for (int i = 0; i < t->object_count; i++) {
        if (is_member[i]) continue;
        if (ifc_model_is(m, i, IFCGROUP))
            tree_edge(t, tree_root(t), i);
        else if (ifc_model_is(m, i, IFCDISTRIBUTIONELEMENT))
            tree_edge(t, tree_in_no_group(t), i);
    }
    free(is_member);
}

bool asset_tree_elevation(const Asset *asset, int storey, double *out_m)
{
    const IfcModel *m = asset->ifc;
    if (!m || m->objects.types[storey] != IFCBUILDINGSTOREY) return false;
    StepArgs args;
    step_file_args(m->file, m->objects.rows[storey], &args);
    double elevation = 0;
    if (!step_arg_real(&args, ifc_schema_position(&m->schema, IFCBUILDINGSTOREY, "Elevation"),
                       &elevation))
        return false;
    *out_m = elevation * m->units.length_m;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Two runs of digits by value; moves behind them.
static int compare_numbers(const char **a, const char **b)
{
    while (**a == '0' && is_digit((*a)[1])) ++*a;
    while (**b == '0' && is_digit((*b)[1])) ++*b;
    int order = 0;
    for (; is_digit(**a) && is_digit(**b); ++*a, ++*b)
        if (order == 0) order = **a - **b;
    if (is_digit(**a) != is_digit(**b)) return is_digit(**a) ? 1 : -1;
    return order;
}

int asset_tree_compare_names(const char *a, const char *b)
{
    while (*a && *b) {
        if (is_digit(*a) && is_digit(*b)) {
            const int order = compare_numbers(&a, &b);
            if (order) return order;
            continue;
        }
        const int x = *a >= 'A' && *a <= 'Z' ? *a + 32 : (unsigned char)*a,
                  y = *b >= 'A' && *b <= 'Z' ? *b + 32 : (unsigned char)*b;
        if (x != y) return x - y;
        a++;
        b++;
    }
    return (*a != 0) - (*b != 0);
}

// Wholes first, headings by name after objects.
static int tree_rank(const Tree *t, int node)
{
    if (node >= tree_outside(t)) return 9;
    if (node >= t->object_count) return 8;
    const AssetObjectKind kind = t->asset->objects[node].kind;
    if (kind == ASSET_OBJECT_STRUCTURE) return 0;
    if (kind == ASSET_OBJECT_STOREY) return 1;
    if (kind == ASSET_OBJECT_SPACE) return 2;
    if (t->ifc && ifc_model_is(t->ifc, node, IFCGROUP)) {
        if (ifc_model_is(t->ifc, node, IFCZONE)) return 4;
        return ifc_model_is(t->ifc, node, IFCSYSTEM) ? 3 : 5;
    }
    if (t->ifc && ifc_model_is(t->ifc, node, IFCTYPEOBJECT)) return 6;
    return 7;
}

static const char *tree_type(const Tree *t, int node)
{
    return node < t->object_count   ? t->asset->objects[node].type
           : node < tree_outside(t) ? ifc_schema_type_name((IfcType)(node - t->object_count))
                                    : "";
}

// By rank, then by type: types of IFC are numbered by their names.
static uint32_t tree_order(const Tree *t, int node)
{
    const uint32_t rank = (uint32_t)tree_rank(t, node) << 16;
    if (node >= t->object_count) return rank | (uint32_t)(node - t->object_count);
    return rank | (t->ifc ? t->ifc->objects.types[node] : 0u);
}

static int tree_compare(const void *a, const void *b, void *arg)
{
    const Tree *t = arg;
    const int x = *(const int *)a, y = *(const int *)b;
    const uint32_t p = t->orders[x], q = t->orders[y];
    if (p != q) return p < q ? -1 : 1;
    if (x >= t->object_count || y >= t->object_count) return x - y;
    if (t->elevations[x] != t->elevations[y]) return t->elevations[x] < t->elevations[y] ? -1 : 1;
    const int type = t->ifc ? 0 : strcmp(tree_type(t, x), tree_type(t, y));
    if (type) return type;
    const int name = asset_tree_compare_names(t->asset->objects[x].name, t->asset->objects[y].name);
    return name ? name : x - y;
}

static bool tree_sort(Tree *t)
{
    const int nodes = t->node_count;
    t->starts = calloc((size_t)nodes + 2, sizeof *t->starts);
    t->sorted = malloc(sizeof *t->sorted * ((size_t)t->edge_count + 1));
    t->elevations = calloc((size_t)t->object_count + 1, sizeof *t->elevations);
    t->orders = malloc(sizeof *t->orders * ((size_t)nodes + 1));
    if (!t->starts || !t->sorted || !t->elevations || !t->orders) return false;
    for (int i = 0; i < nodes; i++) t->orders[i] = tree_order(t, i);
    for (int i = 0; i < t->object_count; i++) {
        if (t->asset->objects[i].kind == ASSET_OBJECT_STOREY)
            asset_tree_elevation(t->asset, i, &t->elevations[i]);
    }
    for (int i = 0; i < t->edge_count; i++) t->starts[t->wholes[i] + 2]++;
    for (int i = 1; i <= nodes + 1; i++) t->starts[i] += t->starts[i - 1];
    for (int i = 0; i < t->edge_count; i++) t->sorted[t->starts[t->wholes[i] + 1]++] = t->parts[i];
    for (int i = 0; i < nodes; i++) {
        const int count = t->starts[i + 1] - t->starts[i];
        if (count > 1)
            qsort_r(t->sorted + t->starts[i], (size_t)count, sizeof(int), tree_compare, t);
    }
    return true;
}

static int tree_row(Tree *t, int node, int parent, int depth)
{
    AssetTree *tree = t->tree;
    if (!array_reserve((void **)&tree->rows, &t->row_cap, tree->count + 1, sizeof *tree->rows)) {
        t->has_failed = true;
        return -1;
    }
    AssetTreeRow row = { .object = -1, .parent = parent, .depth = depth, .label = "" };
    if (node == tree_outside(t)) {
        row.kind = ASSET_TREE_OUTSIDE;
    } else if (node == tree_in_no_group(t)) {
        row.kind = ASSET_TREE_IN_NO_GROUP;
    } else if (node >= t->object_count) {
        row.kind = ASSET_TREE_TYPE_NAME;
        row.label = tree_type(t, node);
    } else {
        row.object = node;
        row.label = t->asset->objects[node].name;
        if (tree->row_of_object[node] < 0) tree->row_of_object[node] = tree->count;
    }
    tree->rows[tree->count] = row;
    return tree->count++;
}

// Rows of all below a node. What has parts and had its turn is not entered again: cycles end.
static void tree_walk(Tree *t, int top, int top_row)
{
    TreeStep stack[TREE_DEPTH_MAX];
    int depth = 0;
    stack[depth++] = (TreeStep){ top, top_row, t->starts[top] };
    t->seen[top] = 1;
    while (depth && !t->has_failed) {
        TreeStep *step = &stack[depth - 1];
        const int row = step->row;
        if (step->next == t->starts[step->node + 1]) {
            if (row >= 0) t->tree->rows[row].rows_below = t->tree->count - row - 1;
            depth--;
            continue;
        }
        const int part = t->sorted[step->next++];
        const bool has_parts = t->starts[part + 1] > t->starts[part];
        if (has_parts && t->seen[part]) continue;
        t->seen[part] = 1;
        const int own = tree_row(t, part, row, row < 0 ? 0 : t->tree->rows[row].depth + 1);
        if (has_parts && depth < TREE_DEPTH_MAX)
            stack[depth++] = (TreeStep){ part, own, t->starts[part] };
    }
}

static void tree_rows(Tree *t)
{
    AssetTree *tree = t->tree;
    tree_walk(t, tree_root(t), -1);
    const int alone = tree_in_no_group(t), outside = tree_outside(t);
    if (t->starts[alone + 1] > t->starts[alone]) tree_walk(t, alone, tree_row(t, alone, -1, 0));
    const int heading = tree_row(t, outside, -1, 0);
    if (t->has_failed) return;
    tree_walk(t, outside, heading);
    // Wholes in a circle hang on no top.
    for (int i = 0; i < t->edge_count && !t->has_failed; i++) {
        const int part = t->parts[i];
        if (!t->seen[part]) tree_walk(t, part, tree_row(t, part, heading, 1));
    }
    if (t->has_failed) return;
    if (heading == tree->count - 1)
        tree->count--;
    else
        tree->rows[heading].rows_below = tree->count - heading - 1;
    // Children come after their whole: from the end each sum is ready when it is added.
    for (int i = tree->count - 1; i >= 0; i--) {
        const AssetTreeRow *row = &tree->rows[i];
        const bool is_one = row->object >= 0 && tree_is_element(t, row->object);
        if (row->parent >= 0) tree->rows[row->parent].elements += row->elements + is_one;
    }
}

bool asset_tree_init(AssetTree *out, const Asset *asset, AssetTreeKind kind, Err *err)
{
    Tree t = {
        .asset = asset, .ifc = asset->ifc, .tree = out, .object_count = asset->object_count
    };
    *out = (AssetTree){ 0 };
    t.node_count = tree_root(&t) + 1;
    t.seen = calloc((size_t)t.node_count + 1, 1);
    out->row_of_object = malloc(sizeof(int) * ((size_t)asset->object_count + 1));
    if (!t.seen || !out->row_of_object) goto failed;
    for (int i = 0; i < asset->object_count; i++) out->row_of_object[i] = -1;
    if (kind == ASSET_TREE_PLACE) tree_places(&t);
    if (kind == ASSET_TREE_TYPE) tree_types(&t);
    if (kind == ASSET_TREE_SYSTEM) tree_systems(&t);
    if (t.has_failed || !tree_sort(&t)) goto failed;
    tree_rows(&t);
    if (!t.has_failed) goto done;
failed:
    t.has_failed = true;
done:
    free(t.wholes);
    free(t.parts);
    free(t.starts);
    free(t.sorted);
    free(t.elevations);
    free(t.orders);
    free(t.seen);
    if (!t.has_failed) return true;
    asset_tree_finish(out);
    err_set(err, ERR_MEMORY, "no memory for a tree of %d objects", asset->object_count);
    return false;
}

void asset_tree_finish(AssetTree *tree)
{
    free(tree->rows);
    free(tree->row_of_object);
    *tree = (AssetTree){ 0 };
}

int asset_tree_shown(const AssetTree *tree, const uint8_t *is_open, int first, int *out, int cap)
{
    int shown = 0;
    for (int i = 0; i < tree->count;) {
        if (shown >= first && shown - first < cap) out[shown - first] = i;
        shown++;
        i += is_open[i] ? 1 : 1 + tree->rows[i].rows_below;
    }
    return shown;
}
