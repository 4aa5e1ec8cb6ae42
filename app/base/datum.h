// SPDX-License-Identifier: Apache-2.0
// datum.h - longitude and latitude in the shifted Chinese datums GCJ-02 and BD-09, both ways.
// Does not: guess a datum, or know any other coordinate system (geo_crs.h).
#pragma once

// In place, degrees; outside the box round China that the datums are defined in, nothing changes.
// The way back closes within 1e-9 degrees. Thread: any.
void datum_gcj02_from_wgs84(double *lon_deg, double *lat_deg);
void datum_wgs84_from_gcj02(double *lon_deg, double *lat_deg);
void datum_bd09_from_gcj02(double *lon_deg, double *lat_deg);
void datum_gcj02_from_bd09(double *lon_deg, double *lat_deg);
