// SPDX-License-Identifier: Apache-2.0
// asset_compare_report.c - a comparison of two models as JSON and as a table.
#include "assets/asset_compare.h"
#include "base/csv.h"

enum { WHAT_COUNT = 7 };
static const char *const what_names[WHAT_COUNT] = { "geometry", "placement", "type",    "name",
                                                    "storey",   "material",  "property" };

const char *asset_compare_kind_name(AssetDifference kind)
{
    static const char *const names[] = { "", "same", "added", "removed", "changed" };
    return names[kind];
}

const char *asset_compare_what_name(unsigned what)
{
    for (int i = 0; i < WHAT_COUNT; i++) {
        if (what & 1u << i) return what_names[i];
    }
    return "";
}

typedef struct {
    char guid[32];
    const char *type, *name, *storey;
} Identity;

// As it is now, or was where it is gone.
static Identity identity_of(const AssetComparison *c, const AssetChange *change)
{
    const Asset *asset = change->new_object >= 0 ? c->new : c->old;
    const int i = change->new_object >= 0 ? change->new_object : change->old_object;
    const AssetObject *o = &asset->objects[i];
    Identity id = { .type = o->type, .name = o->name };
    if (asset->ifc) ifc_model_guid(asset->ifc, i, id.guid);
    id.storey = o->storey >= 0 ? asset->objects[o->storey].name : "";
    return id;
}

static void report_text(JsonWriter *w, const char *key, const char *text)
{
    json_key(w, key);
    json_text(w, text);
}

static void report_int(JsonWriter *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_int(w, value);
}

static void report_details(const AssetComparison *c, const AssetChange *change, JsonWriter *w)
{
    json_key(w, "what");
    json_array_begin(w);
    for (int i = 0; i < WHAT_COUNT; i++) {
        if (change->what & 1u << i) json_text(w, what_names[i]);
    }
    json_array_end(w);
    json_key(w, "details");
    json_array_begin(w);
    for (int i = 0; i < change->detail_count; i++) {
        const AssetChangeDetail *d = &c->details[change->first_detail + i];
        json_object_begin(w);
        report_text(w, "what", asset_compare_what_name(d->what));
        if (d->group[0]) report_text(w, "group", d->group);
        report_text(w, "name", d->name);
        report_text(w, "old", d->old_text);
        report_text(w, "new", d->new_text);
        json_object_end(w);
    }
    json_array_end(w);
}

void asset_compare_json(const AssetComparison *c, JsonWriter *w)
{
    report_int(w, "same", c->same);
    report_int(w, "added", c->added);
    report_int(w, "removed", c->removed);
    report_int(w, "changed", c->changed);
    report_int(w, "matched_by_place", c->matched_by_place);
    json_key(w, "changes");
    json_array_begin(w);
    for (int i = 0; i < c->change_count; i++) {
        const AssetChange *change = &c->changes[i];
        const Identity id = identity_of(c, change);
        json_object_begin(w);
        report_text(w, "change", asset_compare_kind_name(change->kind));
        report_text(w, "GlobalId", id.guid);
        report_text(w, "type", id.type);
        report_text(w, "name", id.name);
        report_text(w, "storey", id.storey);
        if (change->kind == ASSET_COMPARE_CHANGED) report_details(c, change, w);
        json_object_end(w);
    }
    json_array_end(w);
}

static void report_row(const AssetChange *change, const Identity *id, const AssetChangeDetail *d,
                       CsvWriter *w)
{
    csv_text(w, asset_compare_kind_name(change->kind));
    csv_text(w, d ? asset_compare_what_name(d->what) : "");
    csv_text(w, id->guid);
    csv_text(w, id->type);
    csv_text(w, id->name);
    csv_text(w, id->storey);
    csv_text(w, d ? d->group : "");
    csv_text(w, d ? d->name : "");
    csv_text(w, d ? d->old_text : "");
    csv_text(w, d ? d->new_text : "");
    csv_end(w);
}

void asset_compare_csv(const AssetComparison *c, bool with_bom, Str *out)
{
    static const char *const header[] = { "change", "what",  "GlobalId", "type", "name",
                                          "storey", "group", "property", "old",  "new" };
    CsvWriter w = { .out = out };
    if (with_bom) csv_bom(&w);
    for (int i = 0; i < 10; i++) csv_text(&w, header[i]);
    csv_end(&w);
    for (int i = 0; i < c->change_count; i++) {
        const AssetChange *change = &c->changes[i];
        const Identity id = identity_of(c, change);
        if (!change->detail_count) report_row(change, &id, NULL, &w);
        for (int k = 0; k < change->detail_count; k++)
            report_row(change, &id, &c->details[change->first_detail + k], &w);
    }
}
