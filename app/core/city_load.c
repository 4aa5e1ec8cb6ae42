// SPDX-License-Identifier: Apache-2.0
// city_load.c - the job that reads one layer.
#include "core/city_load.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/city_model.h"
#include "core/style_guess.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The least a feature takes once loaded (box, part, a vertex or two): a bound for refusing before reading.
#define FEATURE_BYTES_LEAST 40

void city_load_destroy(CityLoad *load)
{
    if (!load) return;
    city_hold_release(load->hold);
    geo_listing_finish(&load->listing);
    free(load->source);
    free(load->table);
    free(load->crs);
    free(load->encoding);
    free(load->where);
    free(load);
}

static bool is_raster(const GeoTable *table)
{
    return table->kind == GEO_TABLE_ELEVATION || table->kind == GEO_TABLE_IMAGE ||
           table->kind == GEO_TABLE_GRID;
}

static const GeoTable *find_table(const GeoListing *listing, const char *name)
{
    for (int i = 0; i < listing->table_count; i++)
        if (strcmp(listing->tables[i].name, name) == 0) return &listing->tables[i];
    for (int i = 0; i < listing->table_count; i++)
        if (str_equal_nocase(listing->tables[i].name, name)) return &listing->tables[i];
    // A band of a raster: "name#3", or the band alone of the only one.
    const char *mark = strrchr(name, '#');
    for (int i = 0; i < listing->table_count; i++) {
        const GeoTable *table = &listing->tables[i];
        if (!is_raster(table)) continue;
        if (listing->table_count == 1) return table;
        if (mark && strlen(table->name) == (size_t)(mark - name) &&
            strncasecmp(table->name, name, (size_t)(mark - name)) == 0)
            return table;
    }
    return NULL;
}

// The table to read, or NULL with *err, or NULL without error when there are several (load->is_expanded).
static const GeoTable *choose_table(CityLoad *load)
{
    const GeoListing *listing = &load->listing;
    if (load->table) {
        const GeoTable *table = find_table(listing, load->table);
        if (table) return table;
        char names[256] = "";
        for (int i = 0; i < listing->table_count && strlen(names) + strlen(listing->tables[i].name) + 3 < sizeof names; i++) {
            if (i > 0) strcat(names, ", ");
            strcat(names, listing->tables[i].name);
        }
        err_set(&load->err, ERR_NOT_FOUND, "'%s' has no table '%s'; it has: %s", load->source, load->table, names);
        return NULL;
    }
    const GeoTable *only = NULL;
    int count = 0;
    for (int i = 0; i < listing->table_count; i++) {
        const GeoTableKind kind = listing->tables[i].kind;
        if (kind == GEO_TABLE_NONE || kind == GEO_TABLE_ATTRIBUTES) continue;
        only = &listing->tables[i];
        count++;
    }
    if (count == 0) {
        err_set(&load->err, ERR_FORMAT, "'%s' (%s) holds no geometry and no raster", load->source, listing->driver);
        return NULL;
    }
    // OSM files are many layers in few tables, even when one table alone has features.
    if (count > 1 || strcmp(listing->driver, "OSM") == 0) {
        load->is_expanded = true;
        return NULL;
    }
    return only;
}

// Unless the style says what the numbers mean, the raster decides when it is open: the listing has not seen its values.
static GeoRasterKind raster_kind(StyleDraw draw)
{
    if (draw == STYLE_DRAW_ELEVATION) return GEO_RASTER_ELEVATION;
    if (draw == STYLE_DRAW_IMAGE) return GEO_RASTER_IMAGE;
    return draw == STYLE_DRAW_GRID ? GEO_RASTER_GRID : GEO_RASTER_NONE;
}

static void set_budget_err(CityLoad *load, size_t wanted)
{
    err_set(&load->err, ERR_MEMORY, "'%s' needs %s%.0f MB of memory, and the budget (command budget) has %.0f MB left; remove layers or raise it",
            load->source, load->hold ? "" : "at least ", (double)wanted / 1e6, (double)load->bytes_left / 1e6);
}

// What a layer's arrays take; a layer from the cache says it itself.
static size_t layer_bytes(const GeoLayer *layer)
{
    if (layer->resident_bytes > 0) return layer->resident_bytes;
    const size_t n = layer->feature_count, parts = layer->part_count, vertices = layer->vertex_count;
    size_t bytes = sizeof *layer + n * (sizeof *layer->box + sizeof *layer->feature_part) + parts * (sizeof *layer->part_vertex + 1);
    bytes += vertices * (2 * sizeof *layer->xy + (layer->z ? sizeof *layer->z : 0)) + layer->node_count * sizeof *layer->nodes;
    bytes += (size_t)layer->tile_count * sizeof *layer->tiles + (layer->fid ? n * sizeof *layer->fid : 0);
    for (int i = 0; i < layer->column_count; i++) {
        const GeoColumn *column = &layer->columns[i];
        bytes += sizeof *column + (column->valid ? n / 8 : 0) + n * (column->i64 || column->f64 ? 8 : 4);
        if (column->value_count == 0) continue;
        const uint32_t last = column->text_at[column->value_count - 1];
        bytes += column->value_count * sizeof *column->text_at + last + strlen(column->text + last) + 1;
    }
    return bytes;
}

static GeoVerticalDesc heights_of(const CityLoad *load)
{
    return (GeoVerticalDesc){ .from = load->vertical,
                              .city = load->city_vertical,
                              .geoid_m = load->geoid_m,
                              .offset_m = load->height_offset_m };
}

static void read_vector(CityLoad *load, const GeoTable *table, Job *job)
{
    if (table->feature_count > 0 && !load->where && (double)table->feature_count * FEATURE_BYTES_LEAST > (double)load->bytes_left) {
        set_budget_err(load, (size_t)table->feature_count * FEATURE_BYTES_LEAST);
        return;
    }
    const GeoLayerDesc desc = { .source = load->source,
                                .table = table->name[0] ? table->name : NULL,
                                .crs = load->crs,
                                .datum = load->datum,
                                .heights = heights_of(load),
                                .encoding = load->encoding,
                                .where = load->where,
                                .drop_duplicates = load->drop_duplicates,
                                .pool = load->pool,
                                .job = job };
    load->hold->vector = geo_layer_load(&desc, &load->err);
    if (load->hold->vector) {
        load->hold->bytes = layer_bytes(load->hold->vector);
        LayerStyle style;
        style_guess(load->hold->vector, &load->style, &style);
        load->hold->heights = style_heights_problem(load->hold->vector, &style);
        if (load->hold->heights.count > 0)
            log_print(LOG_INFO, "layer '%s': %lld absurd heights; %s", load->layer_name, (long long)load->hold->heights.count, load->hold->heights.text);
    }
    if (load->hold->bytes > load->bytes_left) set_budget_err(load, load->hold->bytes);
}

static void read_model(CityLoad *load, Job *job)
{
    const AssetDesc desc = { .path = load->source,
                             .pool = load->pool,
                             .job = job,
                             .bytes_max = load->bytes_left == SIZE_MAX ? 0
                                          : load->bytes_left > 0       ? load->bytes_left
                                                                       : 1 };
    CityHold *hold = load->hold;
    hold->asset = asset_load(&desc, &load->err);
    if (!hold->asset) return;
    hold->bytes = hold->asset->bytes;
    hold->located = calloc(1, sizeof *hold->located);
    const CityModelDesc place = { .ifc = hold->asset->ifc,
                                  .asset = hold->asset,
                                  .min = hold->asset->min,
                                  .max = hold->asset->max,
                                  .crs = load->crs,
                                  .datum = load->datum,
                                  .heights = heights_of(load) };
    if (!hold->located)
        err_set(&load->err, ERR_MEMORY, "load '%s'", load->source);
    else if (city_model_locate(&place, hold->located, &load->err))
        (void)city_model_bend(hold->asset, &place, hold->located, &load->err);
}

static void run_load(Job *job, void *arg)
{
    CityLoad *load = arg;
    if (job_is_cancelled(job)) return;
    if (asset_format_of(load->source)) {
        load->hold = city_hold_create();
        if (load->hold)
            read_model(load, job);
        else
            err_set(&load->err, ERR_MEMORY, "load '%s'", load->source);
        if (load->err.code == ERR_NONE) return;
        city_hold_release(load->hold);
        load->hold = NULL;
        return;
    }
    if (load->draw == STYLE_DRAW_MODEL) {
        err_set(&load->err, ERR_FORMAT,
                "'%s' is no model of a known format; draw: model cannot be used", load->source);
        return;
    }
    if (!geo_source_list(load->source, load->encoding, &load->listing, &load->err)) {
        if (load->err.code == ERR_NONE) err_set(&load->err, ERR_IO, "open '%s'", load->source);
        return;
    }
    const GeoTable *table = choose_table(load);
    if (!table || job_is_cancelled(job)) return;
    load->hold = city_hold_create();
    if (!load->hold) {
        err_set(&load->err, ERR_MEMORY, "load '%s'", load->source);
        return;
    }
    if (is_raster(table)) {
        const GeoRasterDesc desc = { .source = load->source,
                                     .table = load->table,
                                     .crs = load->crs,
                                     .datum = load->datum,
                                     .heights = heights_of(load),
                                     .kind = raster_kind(load->draw),
                                     .encoding = load->encoding };
        load->hold->raster = geo_raster_open(&desc, &load->err);
        load->hold->bytes = load->hold->raster ? geo_raster_bytes(load->hold->raster) : 0;
        if (load->hold->bytes > load->bytes_left) set_budget_err(load, load->hold->bytes);
    } else {
        read_vector(load, table, job);
    }
    const bool has_data = load->hold->vector || load->hold->raster;
    if (has_data && load->err.code == ERR_NONE) return;
    if (!has_data && load->err.code == ERR_NONE) err_set(&load->err, ERR_FORMAT, "read '%s'", load->source);
    if (load->err.code == ERR_CRS && !load->crs && strstr(load->err.text, "crs=")) {
        const size_t length = strlen(load->err.text);
        snprintf(load->err.text + length, sizeof load->err.text - length, " (layer-set layer=\"%.80s\" crs=EPSG:…)",
                 load->layer_name);
    }
    city_hold_release(load->hold);
    load->hold = NULL;
}

static void done_load(void *arg, bool was_cancelled)
{
    CityLoad *load = arg;
    if (load->is_orphan) {
        city_release_later(load->pool, load->hold);
        load->hold = NULL;
        city_load_destroy(load);
        return;
    }
    if (was_cancelled && !load->hold && load->err.code == ERR_NONE)
        err_set(&load->err, ERR_CANCELLED, "load of '%s' was stopped", load->source);
    load->is_done = true;
}

CityLoad *city_load_start(const City *city, const State *state, const StateLayer *layer, uint64_t load_key, size_t bytes_left)
{
    CityLoad *load = calloc(1, sizeof *load);
    if (!load) return NULL;
    load->layer_id = layer->id;
    load->load_key = load_key;
    str_copy_utf8(load->layer_name, sizeof load->layer_name, layer->name);
    load->source = str_copy(layer->source);
    load->table = str_copy(layer->table && layer->table[0] ? layer->table : NULL);
    load->crs = str_copy(layer->crs && layer->crs[0] ? layer->crs : NULL);
    load->encoding = str_copy(layer->encoding && layer->encoding[0] ? layer->encoding : NULL);
    load->where = str_copy(layer->where && layer->where[0] ? layer->where : NULL);
    load->datum = layer->datum;
    memcpy(load->vertical, layer->vertical, sizeof load->vertical);
    memcpy(load->city_vertical, state->vertical, sizeof load->city_vertical);
    load->geoid_m = state->geoid_m;
    load->height_offset_m = layer->height_offset_m;
    load->draw = layer->style.draw;
    load->style = layer->style;
    load->drop_duplicates = layer->drop_duplicates;
    load->bytes_left = bytes_left;
    load->pool = city->pool;
    char title[96];
    snprintf(title, sizeof title, "%s %.60s", state->language == STATE_LANGUAGE_EN ? "load" : "载入", layer->name);
    load->job = job_submit(city->pool, &(JobDesc){ .title = title, .run = run_load, .done = done_load, .arg = load,
                                                   .priority = layer->is_visible ? 20 : 10, .is_visible = true });
    if (load->job == 0) {
        city_load_destroy(load);
        return NULL;
    }
    return load;
}
