// SPDX-License-Identifier: Apache-2.0
// asset_section_report.c - a section as a drawing and as a table; the plane of a storey's plan.
#include "assets/asset_section.h"
#include "base/csv.h"
#include <math.h>

bool asset_section_storey(const Asset *asset, int storey, double above_m, AssetPlane *out)
{
    DPlace place;
    if (!asset->ifc || !ifc_model_place(asset->ifc, storey, &place)) return false;
    *out = (AssetPlane){ { 0, 0, place.origin.z + above_m }, { 0, 0, 1 } };
    return true;
}

static void svg_text(Str *out, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '&')
            str_add(out, "&amp;");
        else if (c == '<')
            str_add(out, "&lt;");
        else if (c == '>')
            str_add(out, "&gt;");
        else if (c == '"')
            str_add(out, "&quot;");
        else if (c >= ' ' && c != 0x7F)
            str_add_n(out, text, 1);
        else
            str_add(out, " ");
    }
}

static int srgb_byte(float linear)
{
    const double v = linear < 0 ? 0 : linear > 1 ? 1 : (double)linear;
    return (int)lround(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055));
}

static void svg_polygon(const AssetSectionPolygon *p, const Asset *asset, Str *out)
{
    const AssetObject *o = &asset->objects[p->object];
    static const float plain[4] = { 0.5f, 0.5f, 0.5f, 1 };
    const float *rgba = p->material >= 0 ? asset->materials[p->material].base_rgba : plain;
    char guid[32] = "";
    if (asset->ifc) ifc_model_guid(asset->ifc, p->object, guid);
    str_printf(out, "<path fill=\"#%02x%02x%02x\" d=\"", srgb_byte(rgba[0]), srgb_byte(rgba[1]),
               srgb_byte(rgba[2]));
    for (int ring = 0, at = 0; ring < p->region.ring_count; at += p->region.ring_counts[ring++]) {
        for (int i = 0; i < p->region.ring_counts[ring]; i++) {
            const DVec2 v = p->region.points[at + i];
            str_printf(out, "%s%.4f %.4f", i ? "L" : "M", v.x + 0.0, 0.0 - v.y);
        }
        str_add(out, "Z");
    }
    str_printf(out, "\"><title>%s ", o->type);
    svg_text(out, o->name);
    str_printf(out, " %s %.4f m2</title></path>\n", guid, p->area_m2);
}

void asset_section_svg(const AssetSection *s, const Asset *asset, int plane, Str *out)
{
    DVec2 min = { INFINITY, INFINITY }, max = { -INFINITY, -INFINITY };
    for (int i = 0; i < s->polygon_count; i++) {
        if (s->polygons[i].plane != plane) continue;
        const KernelRegion *r = &s->polygons[i].region;
        for (int k = 0; k < r->point_count; k++) {
            min = (DVec2){ fmin(min.x, r->points[k].x), fmin(min.y, r->points[k].y) };
            max = (DVec2){ fmax(max.x, r->points[k].x), fmax(max.y, r->points[k].y) };
        }
    }
    if (min.x > max.x) min = max = (DVec2){ 0, 0 };
    const double margin = 0.02 * fmax(max.x - min.x, max.y - min.y) + 0.1;
    const double width = max.x - min.x + 2 * margin, height = max.y - min.y + 2 * margin;
    // One to a hundred on paper: a metre is ten millimetres.
    str_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.2fmm\" height=\"%.2fmm\" "
               "viewBox=\"%.4f %.4f %.4f %.4f\">\n<g fill-rule=\"evenodd\" stroke=\"#111\" "
               "stroke-width=\"0.025\" stroke-linejoin=\"round\">\n",
               width * 10, height * 10, min.x - margin, -max.y - margin, width, height);
    for (int i = 0; i < s->polygon_count; i++)
        if (s->polygons[i].plane == plane) svg_polygon(&s->polygons[i], asset, out);
    str_add(out, "</g>\n</svg>\n");
}

static const char *section_material(const Asset *asset, const AssetSectionPolygon *p)
{
    const IfcModel *m = asset->ifc;
    if (m)
        return m->objects.materials[p->object] >= 0
                   ? ifc_model_text(m, m->materials[m->objects.materials[p->object]].name)
                   : "";
    return p->material >= 0 ? asset->materials[p->material].name : "";
}

void asset_section_csv(const AssetSection *s, const Asset *asset, bool with_bom, Str *out)
{
    static const char *const header[] = { "plane", "id",     "GlobalId", "type",
                                          "name",  "storey", "material", "area_m2" };
    CsvWriter w = { .out = out };
    if (with_bom) csv_bom(&w);
    for (int i = 0; i < 8; i++) csv_text(&w, header[i]);
    csv_end(&w);
    for (int i = 0; i < s->polygon_count; i++) {
        const AssetSectionPolygon *p = &s->polygons[i];
        const AssetObject *o = &asset->objects[p->object];
        char guid[32] = "";
        if (asset->ifc) ifc_model_guid(asset->ifc, p->object, guid);
        csv_int(&w, p->plane);
        csv_int(&w, asset->ifc ? (int64_t)asset->ifc->file->ids[asset->ifc->objects.rows[p->object]]
                               : p->object + 1);
        csv_text(&w, guid);
        csv_text(&w, o->type);
        csv_text(&w, o->name);
        csv_text(&w, o->storey >= 0 ? asset->objects[o->storey].name : "");
        csv_text(&w, section_material(asset, p));
        csv_number(&w, p->area_m2);
        csv_end(&w);
    }
}
