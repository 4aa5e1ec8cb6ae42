// SPDX-License-Identifier: Apache-2.0
// ifc_demo.h - the demo's own building: the operations centre of 湛江, seven storeys and a
// basement, designed here and written as IFC4. Does not: choose where it stands, or stand for any
// real building. The file says 示范数据. Axes of the model: x along the front (axes 1 to 8, 8.4 m
// apart), y to the back (axes A to F), z 0 the finished floor of the ground storey. The front with
// the entrance looks to -y.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stddef.h>
#include <stdint.h>

// Outline of what stands on the ground (façade), and of the paved site round it.
#define IFC_DEMO_MIN_X -0.7
#define IFC_DEMO_MIN_Y -0.7
#define IFC_DEMO_MAX_X 59.5
#define IFC_DEMO_MAX_Y 42.7
#define IFC_DEMO_SITE_MIN_X -33.0
#define IFC_DEMO_SITE_MIN_Y -42.0
#define IFC_DEMO_SITE_MAX_X 92.0
#define IFC_DEMO_SITE_MAX_Y 66.0
#define IFC_DEMO_TOP_M 35.2

typedef struct {
    uint64_t seed; // of GlobalIds, and of which cars and desks are there
    // Place: coordinates of the model's origin in crs, where its x axis points to in the map,
    // metres of the map for one on the ground.
    const char *crs; // "EPSG:4526"; NULL = not placed
    double eastings, northings, height_m, axis_x, axis_y, scale;
    double longitude_deg, latitude_deg; // of the origin
    double north_x, north_y;            // true north in the model's axes
    Str *sensor_keys; // Citymirror.Key of every sensor, one a line, is added; NULL = not wanted
} IfcDemoDesc;

// The same seed and place give the same bytes. ERR_IO, ERR_MEMORY. Thread: any.
bool ifc_demo_write(const IfcDemoDesc *desc, const char *path, Err *err);
// Its text; heap, caller frees. NULL without memory.
char *ifc_demo_text(const IfcDemoDesc *desc, size_t *length);
