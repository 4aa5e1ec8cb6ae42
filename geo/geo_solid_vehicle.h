// SPDX-License-Identifier: Apache-2.0
// geo_solid_vehicle.h - private to geo_solid*.c: symbols of what moves, the bow along +y.
#pragma once
#include "geo/geo_solid.h"

void geo_solid_add_ship(GeoSolidMesh *mesh);
void geo_solid_add_bus(GeoSolidMesh *mesh);
void geo_solid_add_car(GeoSolidMesh *mesh);
void geo_solid_add_aircraft(GeoSolidMesh *mesh);
