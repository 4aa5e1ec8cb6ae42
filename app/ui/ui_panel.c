// SPDX-License-Identifier: Apache-2.0
// ui_panel.c - what several panels need: keys, numbers and positions as text, names and legend colours.
#include "ui/ui_panel.h"
#include "core/city_model.h"
#include "core/style_guess.h"
#include "ui/ui_crs.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

uint64_t ui_hash(uint64_t key, const void *bytes, size_t length)
{
    uint64_t mixed = (key ^ (length ? str_hash(bytes, length) : 0x9e3779b97f4a7c15ull)) * 0xff51afd7ed558ccdull;
    mixed ^= mixed >> 33;
    return mixed ? mixed : 1;
}

uint64_t ui_hash_text(uint64_t key, const char *text)
{
    return ui_hash(key, text ? text : "", text ? strlen(text) : 0);
}

uint64_t ui_hash_number(uint64_t key, double value)
{
    return ui_hash(key, &value, sizeof value);
}

const char *ui_word(const UiContext *context, TextId id)
{
    return text_get(context->state->language, id);
}

bool ui_is_chinese(const UiContext *context)
{
    return context->state->language == STATE_LANGUAGE_ZH;
}

const char *ui_count_text(UiTree *tree, double count)
{
    char digits[32], out[48];
    snprintf(digits, sizeof digits, "%.0f", count);
    const int length = (int)strlen(digits);
    int n = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) out[n++] = ',';
        out[n++] = digits[i];
    }
    out[n] = 0;
    return ui_format(tree, "%s", out);
}

void ui_position_text(const UiContext *context, double lon_deg, double lat_deg, Str *out)
{
    if (context->crs && context->crs->crs) {
        double x = lon_deg, y = lat_deg, z = 0;
        if (geo_crs_from_geodetic(context->crs->crs, &x, &y, &z, 1) == 0 && isfinite(x) && isfinite(y)) {
            if (geo_crs_is_geographic(context->crs->crs)) str_printf(out, "%.6f°, %.6f°", x, y);
            else if (ui_is_chinese(context)) str_printf(out, "东 %.2f  北 %.2f", x, y);
            else str_printf(out, "E %.2f  N %.2f", x, y);
            return;
        }
    }
    str_printf(out, "%.6f°%s  %.6f°%s", fabs(lon_deg), lon_deg < 0 ? "W" : "E", fabs(lat_deg), lat_deg < 0 ? "S" : "N");
}

static uint32_t ui_guess_rgb(const StateLayer *layer, const CityLayer *loaded)
{
    uint32_t bgr = layer->style.rgb;
    if (!layer->style.has_rgb && loaded && loaded->vector) {
        LayerStyle guessed;
        style_guess(loaded->vector, &layer->style, &guessed);
        bgr = guessed.stop_count > 0 && !guessed.has_rgb ? guessed.stops[0].rgb : guessed.rgb;
    } else if (!layer->style.has_rgb) {
        bgr = 0xa09080;
    }
    return (bgr & 0xff) << 16 | (bgr & 0xff00) | (bgr >> 16 & 0xff);
}

uint32_t ui_layer_rgb(const UiContext *context, const StateLayer *layer, const CityLayer *loaded)
{
    UiMemory *memory = context->memory;
    const uint64_t version = loaded ? loaded->version + (uint64_t)loaded->state : 0;
    UiLegend *legend = NULL;
    for (int i = 0; i < memory->legend_count && !legend; i++) {
        if (memory->legends[i].id == layer->id) legend = &memory->legends[i];
    }
    if (legend && legend->version == version && legend->layers_version == context->state->layers_version) return legend->rgb;
    if (!legend) {
        if (memory->legend_count == UI_LEGENDS_MAX) memory->legend_count = 0;
        legend = &memory->legends[memory->legend_count++];
    }
    *legend = (UiLegend){ .id = layer->id, .version = version, .layers_version = context->state->layers_version,
                          .rgb = ui_guess_rgb(layer, loaded) };
    return legend->rgb;
}

void ui_feature_name(const UiContext *context, StateFeatureRef ref, char *out, size_t cap)
{
    out[0] = 0;
    const CityLayer *loaded = city_layer(context->city, ref.layer_id);
    const StateLayer *wanted = state_layer_by_id((State *)context->state, ref.layer_id);
    if (loaded && loaded->asset) {
        str_copy_utf8(out, cap, city_model_name(loaded, ref.feature));
        return;
    }
    if (!loaded || !loaded->vector || !wanted || ref.feature >= loaded->vector->feature_count) return;
    const GeoLayer *layer = loaded->vector;
    const char *const likely[] = { wanted->style.label_attribute, "name", "名称", "name:zh", "NAME", "name_zh", "标题", "title" };
    for (size_t i = 0; i < sizeof likely / sizeof likely[0]; i++) {
        const int column = likely[i][0] ? geo_layer_column(layer, likely[i]) : -1;
        if (column >= 0 && geo_column_text(&layer->columns[column], ref.feature, out, cap) && out[0]) return;
    }
    out[0] = 0;
}
