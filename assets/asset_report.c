// SPDX-License-Identifier: Apache-2.0
// asset_report.c - a model of meshes as JSON and as text.
#include "assets/asset_report.h"
#include "assets/asset_animation.h"

static void asset_report_int(JsonWriter *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_int(w, value);
}

static void asset_report_point(JsonWriter *w, DVec3 p)
{
    json_number(w, p.x);
    json_number(w, p.y);
    json_number(w, p.z);
}

void asset_report_json(const Asset *a, const char *source, JsonWriter *w)
{
    json_object_begin(w);
    json_key(w, "source");
    json_text(w, source);
    json_key(w, "format");
    json_text(w, a->format);
    asset_report_int(w, "meshes", a->mesh_count);
    asset_report_int(w, "instances", a->instance_count);
    asset_report_int(w, "objects", a->object_count);
    asset_report_int(w, "triangles", a->triangle_count);
    asset_report_int(w, "materials", a->material_count);
    asset_report_int(w, "textures", a->texture_count);
    asset_report_int(w, "animations", a->animation ? a->animation->clip_count : 0);
    asset_report_int(w, "skins", a->animation ? a->animation->skin_count : 0);
    json_key(w, "box");
    json_array_begin(w);
    asset_report_point(w, a->min);
    asset_report_point(w, a->max);
    json_array_end(w);
    json_key(w, "anchor");
    if (a->anchor_kind == ASSET_ANCHOR_EARTH) {
        json_array_begin(w);
        asset_report_point(w, a->anchor);
        json_array_end(w);
    } else
        json_null(w);
    asset_report_int(w, "bytes", (int64_t)a->bytes);
    json_key(w, "problems");
    json_array_begin(w);
    for (int i = 0; i < a->problem_count; i++) {
        json_object_begin(w);
        json_key(w, "kind");
        json_text(w, a->problems[i].kind);
        asset_report_int(w, "count", a->problems[i].count);
        json_key(w, "text");
        json_text(w, a->problems[i].text);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

void asset_report_text(const Asset *a, const char *source, bool is_chinese, Str *out)
{
    const DVec3 size = dvec_sub(a->max, a->min);
    str_printf(out,
               is_chinese ? "%s：%s，三角形 %lld，网格 %d，实例 %d，材质 %d，贴图 %d，动画 %d\n"
                          : "%s: %s, triangles %lld, meshes %d, instances %d, materials %d, "
                            "textures %d, animations %d\n",
               source, a->format, (long long)a->triangle_count, a->mesh_count, a->instance_count,
               a->material_count, a->texture_count, a->animation ? a->animation->clip_count : 0);
    str_printf(out,
               is_chinese ? "  大小 %.3f × %.3f × %.3f 米，从 %.3f %.3f %.3f 起（z 向上）\n"
                          : "  size %.3f x %.3f x %.3f m, from %.3f %.3f %.3f (z up)\n",
               size.x, size.y, size.z, a->min.x, a->min.y, a->min.z);
    if (a->anchor_kind == ASSET_ANCHOR_EARTH)
        str_printf(out,
                   is_chinese ? "  位置：地心坐标 %.3f %.3f %.3f\n"
                              : "  place: earth-centred, about %.3f %.3f %.3f\n",
                   a->anchor.x, a->anchor.y, a->anchor.z);
    for (int i = 0; i < a->problem_count; i++)
        str_printf(out, "  ! %s (%d): %s\n", a->problems[i].kind, a->problems[i].count,
                   a->problems[i].text);
}
