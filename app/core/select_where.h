// SPDX-License-Identifier: Apache-2.0
// select_where.h - conditions on attributes: NAME OP VALUE, joined by "and". Numbers compare as numbers, else texts byte by byte.
// Does not: know SQL; where= of a layer does, at load.
#pragma once
#include "base/err.h"
#include "geo/geo_layer.h"

#define SELECT_TERMS_MAX 8
typedef enum { SELECT_NONE, SELECT_EQUAL, SELECT_NOT_EQUAL, SELECT_LESS, SELECT_LESS_EQUAL, SELECT_MORE, SELECT_MORE_EQUAL, SELECT_CONTAINS } SelectOp;
typedef struct {
    int column;
    SelectOp op;
    char text[128];
    double number;
    bool is_number;
} SelectTerm;
typedef struct {
    SelectTerm terms[SELECT_TERMS_MAX];
    int count;
} SelectWhere;

// Names and values may stand in quotes. ERR_ARGUMENT names what was expected; an unknown attribute names the nearest.
bool select_where_parse(SelectWhere *where, const GeoLayer *layer, const char *text, Err *err);
bool select_where_holds(const SelectWhere *where, const GeoLayer *layer, uint32_t feature); // a null never holds
