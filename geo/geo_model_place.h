// SPDX-License-Identifier: Apache-2.0
// geo_model_place.h - where a model stands on earth: map conversion, rigid operation, site, a point
// by hand, through PROJ; every step said in words. Does not: read models, know the ground, or move
// one model against another.
// A model has plane axes, the earth has none: the exact conversion (model metres to map, map to
// longitude and latitude, heights to the city's zero, then earth-centred) is replaced by its
// differential at `reference`, the middle of the model's box. Grid convergence, point scale and the
// slope of the geoid are in its axes, which are therefore scaled by some 1e-4. What is left over is
// measured at the box's corners: 0.1 mm for a building, 0.1 m at 1 km from the middle. For
// what is longer, bend_points give a differential each (city_model_bend).
#pragma once
#include "base/err.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"
#include "geo/geo_vertical.h"

typedef enum {
    GEO_MODEL_NONE,
    GEO_MODEL_MAP,   // IfcMapConversion, IfcMapConversionScaled
    GEO_MODEL_RIGID, // IfcRigidOperation
    GEO_MODEL_SITE,  // latitude, longitude and true north of a site
    GEO_MODEL_EARTH, // earth-centred coordinates
    GEO_MODEL_POINT  // by hand
} GeoModelKind;

// By hand: the model's reference on the ground (middle of its box in plan; height 0 of the model
// where its box holds it, else the box's bottom) stands at pos.
typedef struct {
    GeoPos pos;         // height above the city's zero
    double heading_deg; // of the model's y axis: 0 north, 90 east
    double scale;       // 0 = 1
} GeoModelPoint;

typedef struct {
    GeoModelKind kind; // the best the file says: MAP or RIGID; SITE and NONE count as found below
    const char *crs;   // in place of the file's; NULL = none
    GeoDatum datum;    // of that
    double unit_m;     // one length unit of the project; 0 = 1
    double map_unit_m; // of the map; 0 = not said
    const char *crs_name, *crs_description, *projection, *zone, *geodetic_datum, *vertical_datum;
    // MAP: in map units; the axis is where the model's x points to, unit.
    double eastings, northings, height, axis_x, axis_y, scale, factor_x, factor_y, factor_z;
    bool has_scale, is_scaled;
    bool is_map_itself;   // MAP: the model's coordinates are the map's (crs); nothing else is read
    double first, second; // RIGID: degrees where is_angle, else map units; height as above
    bool is_angle;
    bool has_site, has_elevation;
    double latitude_deg, longitude_deg, elevation_m;
    DVec3 site_origin; // of the site in the model, metres
    bool has_true_north;
    double true_north_x, true_north_y; // in the model's axes, unit
    bool has_context; // MAP, RIGID: they count from these axes, in the model's, metres: IFC's
    DPlace context;   // WorldCoordinateSystem, "the geographic reference point"
    DVec3 ecef;                        // EARTH: of the model's origin
    bool has_point;
    GeoModelPoint point;     // counts before all else
    GeoVerticalDesc heights; // from: in place of the file's vertical datum
    // For models of kilometres: the differential at each of these too (model metres), into
    // bend_places (ecef_from_model there); 0 = none.
    const DVec3 *bend_points;
    DPlace *bend_places;
    int bend_count;
    DVec3 min, max; // the model's box, metres; min.x > max.x = empty
} GeoModelPlaceDesc;

#define GEO_MODEL_NOTES_MAX 16
typedef struct {
    bool is_warning;
    char zh[240], en[240];
} GeoModelNote;

typedef struct {
    GeoModelKind kind;      // what was used; NONE: nothing places it
    char crs[96];           // used; "" = none
    DVec3 reference;        // in the model: where the differential was taken
    GeoPos pos;             // of reference, height above the city's zero
    GeoPos origin;          // of the model's 0, 0, 0 by the exact conversion
    DPlace ecef_from_model; // heights above the city's zero taken as above the ellipsoid, as
                            // GeoFrame does
    double heading_deg;     // of the model's y axis at reference: 0 north, 90 east
    double scale;           // ground metres for one of the model's, along x
    double convergence_deg; // of grid north against true north, east positive; 0 without a map
    double departure_m;     // greatest difference to the exact conversion at the box's corners
    GeoModelNote notes[GEO_MODEL_NOTES_MAX];
    int note_count;
} GeoModelPlace;

// Never fails but without memory: what cannot be used is a note, and the next best is tried.
// Blocks (files of PROJ). Thread: job.
bool geo_model_place(const GeoModelPlaceDesc *desc, GeoModelPlace *out, Err *err);
// The warning that the model is flat gives way to what was done about it.
void geo_model_note_bent(GeoModelPlace *place);
const char *geo_model_kind_name(GeoModelKind kind); // "map conversion"
// The point of the model that stands on the ground when placed by hand.
DVec3 geo_model_foot(DVec3 min, DVec3 max);
// As by hand, without PROJ, at once. Thread: any.
DPlace geo_model_place_point(const GeoModelPoint *point, DVec3 foot);
// The model's axes in the city frame. Thread: any.
DPlace geo_model_city_place(const GeoFrame *frame, const DPlace *ecef_from_model);
