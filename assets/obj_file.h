// SPDX-License-Identifier: Apache-2.0
// obj_file.h - the text of a Wavefront OBJ as arrays: points in double, corners of polygons, what
// each run of polygons belongs to. Does not: triangulate, or make meshes.
// Format: Wavefront Advanced Visualizer, appendix B1; vertex colours after the coordinates.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/job.h"

typedef struct {
    int32_t point, uv, normal; // rows; -1 = none
} ObjCorner;

typedef enum { OBJ_OBJECT, OBJ_MATERIAL, OBJ_LIBRARY } ObjWord;
typedef struct {
    ObjWord word;
    int polygon;      // of the run: where it begins to count
    const char *text; // in the source, not terminated
    int length;
} ObjEvent;

// A run of the text, cut at lines, read by one thread.
typedef struct {
    const char *from, *end;
    int first_point, first_uv, first_normal; // rows of the file's arrays
    int points, uvs, normals;
    ObjCorner *corners;
    int *stops; // of each polygon: the corner after its last
    ObjEvent *events;
    int corner_count, corner_cap, polygon_count, polygon_cap, event_count, event_cap;
    int loose;             // points, lines and curves
    int broken;            // lines that make no sense
    int first_broken_line; // within the run; 0 = none
    int lines;
    bool has_colours, has_failed; // no memory
} ObjRun;

typedef struct {
    double *points; // three each
    float *colours; // three each, or NULL
    float *uvs;     // two each
    float *normals; // three each
    int point_count, uv_count, normal_count;
    ObjRun *runs;
    int run_count;
} ObjFile;

// text is borrowed while the file lives. ERR_RANGE, ERR_MEMORY, ERR_CANCELLED.
bool obj_file_read(ObjFile *out, const char *text, size_t length, JobPool *pool, const Job *job,
                   Err *err);
void obj_file_finish(ObjFile *file);
