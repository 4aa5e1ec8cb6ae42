// SPDX-License-Identifier: Apache-2.0
// bench_ask.c - bench_ask [OBJECTS]: a model of so many elements (a million when not said) with
// names, storeys, materials and a property set each; milliseconds for each kind of question, for a
// search and for a tree, best of three.
#include "assets/asset_query.h"
#include "assets/asset_tree.h"
#include "base/clock.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static void guid_of(long long number, char out[23])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
    for (int i = 21; i >= 0; i--) {
        out[i] = digits[number % 64];
        number = number / 64 + (i == 16 ? 977 : 0);
    }
    out[22] = 0;
}

// Four elements in five are walls of two types, the rest doors; a set each with a number and two
// texts.
static char *make_model(long long count, size_t *length)
{
    Str t = { 0 };
    char guid[23];
    str_add(&t, "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
                "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"
                "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCMATERIAL('"
                "\\X2\\6DF751DD571F\\X0\\ C30',$,$);\n");
    for (int i = 0; i < 50; i++) {
        guid_of(500 + i, guid);
        str_printf(&t, "#%d=IFCBUILDINGSTOREY('%s',$,'%dF',$,$,$,$,$,.ELEMENT.,%d.);\n", 10 + i,
                   guid, i + 1, i * 3000);
    }
    for (long long i = 0; i < count; i++) {
        const long long id = 1000 + i * 6;
        guid_of(1000 + i, guid);
        if (i % 5 == 4)
            str_printf(&t, "#%lld=IFCDOOR('%s',$,'Door %lld',$,$,$,$,$,2100.,900.,$,$,$);\n", id,
                       guid, i);
        else
            str_printf(&t, "#%lld=%s('%s',$,'Basic Wall:Brick %lld:%lld',$,$,$,$,'t%lld',$);\n", id,
                       i % 2 ? "IFCWALL" : "IFCWALLSTANDARDCASE", guid, i % 40, 300000 + i, i);
        guid_of(1000 + count + i, guid);
        str_printf(&t,
                   "#%lld=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(%lld.),$);\n"
                   "#%lld=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('%lldh'),$);\n"
                   "#%lld=IFCPROPERTYSET('%s',$,'Pset_Common',$,(#%lld,#%lld));\n"
                   "#%lld=IFCRELDEFINESBYPROPERTIES('r%lld',$,$,$,(#%lld),#%lld);\n",
                   id + 1, 100 + i % 300, id + 2, 1 + i % 4, id + 3, guid, id + 1, id + 2, id + 4,
                   i, id, id + 3);
    }
    for (int s = 0; s < 50; s++) {
        str_printf(&t, "#%d=IFCRELCONTAINEDINSPATIALSTRUCTURE('c%d',$,$,$,(", 100 + s, s);
        for (long long i = s; i < count; i += 50)
            str_printf(&t, "%s#%lld", i == s ? "" : ",", 1000 + i * 6);
        str_printf(&t, "),#%d);\n", 10 + s);
    }
    str_add(&t, "#200=IFCRELASSOCIATESMATERIAL('m',$,$,$,(");
    for (long long i = 0; i < count; i += 3) str_printf(&t, "%s#%lld", i ? "," : "", 1000 + i * 6);
    str_add(&t, "),#4);\nENDSEC;\nEND-ISO-10303-21;\n");
    *length = t.length;
    return t.text;
}

static void ask(const Asset *asset, const char *expression, uint8_t *found)
{
    AssetQuery *query = asset_query_create(expression, NULL);
    AssetQueryResult result = { 0 };
    double best = 1e9;
    for (int round = 0; round < 3 && query; round++) {
        const double start = clock_monotonic_s();
        asset_query_find(query, asset, found, &result, NULL);
        const double took = clock_monotonic_s() - start;
        if (took < best) best = took;
    }
    printf("%8.1f ms  %8d  %s\n", best * 1e3, result.count, expression);
    asset_query_destroy(query);
}

static void search(const Asset *asset, const char *text)
{
    AssetSearchHit hits[100];
    double best = 1e9;
    int count = 0;
    for (int round = 0; round < 3; round++) {
        const double start = clock_monotonic_s();
        count = asset_query_search(asset, text, hits, 100);
        const double took = clock_monotonic_s() - start;
        if (took < best) best = took;
    }
    printf("%8.1f ms  %8d  search %s\n", best * 1e3, count, text);
}

static void tree(const Asset *asset, AssetTreeKind kind, const char *name)
{
    AssetTree tree;
    const double start = clock_monotonic_s();
    if (!asset_tree_init(&tree, asset, kind, NULL)) return;
    printf("%8.1f ms  %8d  tree by %s\n", (clock_monotonic_s() - start) * 1e3, tree.count, name);
    asset_tree_finish(&tree);
}

int main(int argc, char **argv)
{
    const long long count = argc > 1 ? atoll(argv[1]) : 1000000;
    size_t length = 0;
    Err err = { 0 };
    char *text = make_model(count, &length);
    const double start = clock_monotonic_s();
    IfcModel *m = ifc_model_from_text(text, length, &err);
    if (!m) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("%8.1f ms  %8d  objects read from %.0f MB\n", (clock_monotonic_s() - start) * 1e3,
           m->objects.count, (double)length / 1e6);
    AssetObject *objects = calloc((size_t)m->objects.count, sizeof *objects);
    uint8_t *found = malloc((size_t)m->objects.count);
    for (int i = 0; i < m->objects.count; i++) {
        objects[i] =
            (AssetObject){ .name = ifc_model_text(m, m->objects.names[i]),
                           .type = ifc_schema_type_name((IfcType)m->objects.types[i]),
                           .parent = m->objects.parents[i],
                           .storey = m->objects.storeys[i],
                           .kind = ifc_model_is(m, i, IFCBUILDINGSTOREY) ? ASSET_OBJECT_STOREY
                                                                         : ASSET_OBJECT_PLAIN };
    }
    const Asset asset = { .ifc = m, .objects = objects, .object_count = m->objects.count };
    ask(&asset, "type~Wall", found);
    ask(&asset, "storey=12F", found);
    ask(&asset, "name~brick 17", found);
    char guid[23], by_guid[40];
    guid_of(1000 + count / 2, guid);
    snprintf(by_guid, sizeof by_guid, "guid=%s", guid);
    ask(&asset, by_guid, found);
    ask(&asset, "material~混凝土", found);
    ask(&asset, "FireRating=2h", found);
    ask(&asset, "Width > 300 mm", found);
    ask(&asset, "type~Wall and storey=12F and FireRating=2h and not Width < 200 mm", found);
    search(&asset, "brick 17");
    search(&asset, "Door 4");
    search(&asset, "混凝土 12f 3h");
    tree(&asset, ASSET_TREE_PLACE, "place");
    tree(&asset, ASSET_TREE_TYPE, "type");
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak_rss_mb %.0f\n", (double)usage.ru_maxrss / 1024);
    ifc_model_destroy(m);
    free(objects);
    free(found);
    free(text);
    return 0;
}
