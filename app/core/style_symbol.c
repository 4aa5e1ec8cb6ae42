// SPDX-License-Identifier: Apache-2.0
// style_symbol.c - symbols by name, file and attribute.
#include "core/style_symbol.h"
#include "assets/asset.h"
#include "base/str.h"
#include <string.h>

static const GeoColumn *column_of(const GeoLayer *layer, const LayerStyle *style)
{
    const int at =
        style->symbol_attribute[0] ? geo_layer_column(layer, style->symbol_attribute) : -1;
    const GeoColumn *column = at >= 0 ? &layer->columns[at] : NULL;
    return column && column->code && column->value_count > 0 ? column : NULL;
}

int style_symbol_count(const GeoLayer *layer, const LayerStyle *style)
{
    if (!style->symbol[0] || str_equal(style->symbol, "none")) return 0;
    const GeoColumn *column = column_of(layer, style);
    if (!column) return 1;
    return column->value_count < STYLE_SYMBOLS_MAX ? (int)column->value_count : STYLE_SYMBOLS_MAX;
}

int style_symbol_of(const GeoLayer *layer, const LayerStyle *style, uint32_t feature)
{
    const GeoColumn *column = column_of(layer, style);
    if (!column) return 0;
    const uint32_t code = column->code[feature];
    return code < STYLE_SYMBOLS_MAX ? (int)code : STYLE_SYMBOLS_MAX - 1;
}

bool style_symbol_name(const GeoLayer *layer, const LayerStyle *style, int kind, char *out,
                       size_t cap)
{
    const GeoColumn *column = column_of(layer, style);
    const char *star = strchr(style->symbol, '*');
    const char *value = column ? column->text + column->text_at[kind] : "";
    if (strpbrk(value, "/\\*")) value = "";
    const size_t before = star ? (size_t)(star - style->symbol) : strlen(style->symbol);
    const char *after = star ? star + 1 : "";
    if (!star) value = "";
    if (before + strlen(value) + strlen(after) + 1 > cap) return false;
    memcpy(out, style->symbol, before);
    strcpy(out + before, value);
    strcat(out, after);
    return true;
}

bool style_symbol_is_model(const char *name)
{
    return asset_format_of(name) != NULL;
}

bool style_symbol_is_path(const char *symbol)
{
    return strchr(symbol, '*') || strchr(symbol, '/') || style_symbol_is_model(symbol);
}
