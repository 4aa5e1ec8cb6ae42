// SPDX-License-Identifier: Apache-2.0
// test_ifc_write.c - the IFC4 writer: text of strings, numbers, ids; and that our reader reads back
// what was written.
#include "assets/ifc_geometry.h"
#include "assets/ifc_write.h"
#include "assets/step_text.h"
#include "base/file.h"
#include "check.h"
#include <stdlib.h>

static const char *written_string(const char *utf8)
{
    static Str out;
    out.length = 0;
    ifc_write_add_string(&out, utf8);
    return out.text;
}

static const char *written_real(double value)
{
    static Str out;
    out.length = 0;
    ifc_write_add_real(&out, value);
    return out.text;
}

// The examples are those of ISO 10303-21 and of the Unicode tables.
TEST(strings_are_written_in_ascii_with_the_marks_of_iso_10303_21)
{
    CHECK_TEXT(written_string("Wall 1"), "'Wall 1'");
    CHECK_TEXT(written_string(""), "''");
    CHECK_TEXT(written_string("don't \\ stop"), "'don''t \\\\ stop'");
    CHECK_TEXT(written_string("墙"), "'\\X2\\5899\\X0\\'");
    CHECK_TEXT(written_string("湛江 F1"), "'\\X2\\6E5B6C5F\\X0\\ F1'");
    CHECK_TEXT(written_string("a\tb"), "'a\\X\\09b'");
    CHECK_TEXT(written_string("é𠮷"), "'\\X2\\00E9\\X0\\\\X4\\00020BB7\\X0\\'");
    CHECK_TEXT(written_string("a\xff"), "'a\\X2\\FFFD\\X0\\'");
}

TEST(a_written_string_is_read_back_as_it_was)
{
    static const char *const texts[] = { "指挥大厅", "门 M-1 'x' \\ 𠮷 é", "㎡ 50 %", "" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char back[400];
        const char *step = written_string(texts[i]);
        const StepText inside = { step + 1, (uint32_t)strlen(step) - 2 };
        step_text_decode(STEP_ENCODING_LATIN1, inside, back, sizeof back);
        CHECK_TEXT(back, texts[i]);
    }
}

TEST(numbers_carry_a_point_and_no_more_digits_than_they_need)
{
    CHECK_TEXT(written_real(0), "0.");
    CHECK_TEXT(written_real(-0.0), "0.");
    CHECK_TEXT(written_real(1), "1.");
    CHECK_TEXT(written_real(0.1), "0.1");
    CHECK_TEXT(written_real(-12.5), "-12.5");
    CHECK_TEXT(written_real(0.1 + 0.2), "0.3");
    CHECK_TEXT(written_real(1e-5), "1.E-05");
    CHECK_TEXT(written_real(38126543.123456), "38126543.123456");
    CHECK_TEXT(written_real(1e20), "1.E+20");
}

// buildingSMART's table of GUID compression: 128 bits in base 64, the first digit holds two.
TEST(a_global_id_is_22_digits_of_base_64)
{
    char text[23];
    ifc_write_guid(0, 0, text);
    CHECK_TEXT(text, "0000000000000000000000");
    ifc_write_guid(UINT64_MAX, UINT64_MAX, text);
    CHECK_TEXT(text, "3$$$$$$$$$$$$$$$$$$$$$");
    ifc_write_guid(0, 64, text);
    CHECK_TEXT(text, "0000000000000000000010");
    // {1d5c5ad3-1bb4-4f35-8b2e-4b6e2f6e4b5a}, by the digits of a long division.
    ifc_write_guid(0x1d5c5ad31bb44f35, 0x8b2e4b6e2f6e4b5a, text);
    unsigned __int128 value = (unsigned __int128)0x1d5c5ad31bb44f35 << 64 | 0x8b2e4b6e2f6e4b5a;
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
    for (int i = 21; i >= 0; i--, value /= 64) CHECK_EQ(text[i], digits[(int)(value % 64)]);
}

static IfcWriter *small_building(uint64_t seed)
{
    IfcWriter *w = ifc_write_create(&(IfcWriteDesc){ .seed = seed,
                                                     .file_name = "a.ifc",
                                                     .description = "示范数据",
                                                     .time_stamp = "2026-06-21T00:00:00",
                                                     .application = "Citymirror" });
    const IfcRef project = ifc_write_project(w, &(IfcWriteProject){ .name = "项目",
                                                                    .crs = "EPSG:4526",
                                                                    .geodetic_datum = "CGCS2000",
                                                                    .eastings = 38126000.5,
                                                                    .northings = 2353000.25,
                                                                    .height = 4.5,
                                                                    .axis_x = 0.6,
                                                                    .axis_y = 0.8,
                                                                    .scale = 1.001 });
    const IfcRef site = ifc_write_product(
        w, &(IfcWriteProduct){ .type = IFCSITE, .name = "S", .whole = project }, NULL);
    const IfcRef building = ifc_write_product(
        w, &(IfcWriteProduct){ .type = IFCBUILDING, .name = "B", .whole = site }, NULL);
    const IfcRef storey = ifc_write_product(
        w,
        &(IfcWriteProduct){
            .type = IFCBUILDINGSTOREY, .name = "F1", .whole = building, .origin = { 0, 0, 3 } },
        "Elevation=3.");
    const IfcRef glass = ifc_write_style(w, "玻璃", 0x336699, 0.5);
    const IfcRef item =
        ifc_write_styled(w, ifc_write_box(w, dvec_make(0, 0, 0), dvec_make(4, 0.2, 3)), glass);
    const IfcRef wall =
        ifc_write_product(w,
                          &(IfcWriteProduct){ .type = IFCWALL,
                                              .name = "墙",
                                              .container = storey,
                                              .predefined = "STANDARD",
                                              .shape = ifc_write_body(w, "SweptSolid", &item, 1),
                                              .origin = { 10, 0, 0 } },
                          NULL);
    const IfcRef hole = ifc_write_box(w, dvec_make(0, -0.1, 0), dvec_make(1, 0.4, 2));
    const IfcRef opening =
        ifc_write_product(w,
                          &(IfcWriteProduct){ .type = IFCOPENINGELEMENT,
                                              .name = "O",
                                              .host = wall,
                                              .origin = { 1, 0, 0 },
                                              .shape = ifc_write_body(w, "SweptSolid", &hole, 1) },
                          NULL);
    const IfcRef leaf = ifc_write_box(w, dvec_make(0, 0.05, 0), dvec_make(1, 0.05, 2));
    const IfcRef map = ifc_write_map(w, "SweptSolid", &leaf, 1);
    const IfcRef type = ifc_write_type(
        w, &(IfcWriteType){ .type = IFCDOORTYPE, .name = "M1", .predefined = "DOOR", .map = map },
        "OperationType=.SINGLE_SWING_LEFT.");
    const IfcRef door = ifc_write_product(w,
                                          &(IfcWriteProduct){ .type = IFCDOOR,
                                                              .name = "门",
                                                              .opening = opening,
                                                              .container = storey,
                                                              .shape = ifc_write_mapped(w, map),
                                                              .type_object = type },
                                          "OverallHeight=2. OverallWidth=1.");
    const IfcWriteProperty rows[] = { { "FireRating", "IFCLABEL", "甲级", 0 },
                                      { "IsExternal", "IFCBOOLEAN", "F", 0 },
                                      { "U", "IFCTHERMALTRANSMITTANCEMEASURE", NULL, 1.5 } };
    ifc_write_properties(w, door, "Pset_DoorCommon", rows, 3);
    ifc_write_properties(w, wall, "Pset_DoorCommon", rows, 3);
    ifc_write_quantities(w, wall, "Qto_WallBaseQuantities",
                         (IfcWriteQuantity[]){ { "GrossVolume", 'V', 2.4 } }, 1);
    return w;
}

TEST(the_same_calls_give_the_same_bytes_and_another_seed_other_ids)
{
    IfcWriter *w[3];
    const char *text[3];
    size_t length[3];
    for (int i = 0; i < 3; i++) {
        w[i] = small_building(i == 2 ? 8 : 7);
        text[i] = ifc_write_finish(w[i], &length[i]);
    }
    CHECK_EQ(length[0], length[1]);
    CHECK(memcmp(text[0], text[1], length[0]) == 0);
    CHECK_EQ(length[0], length[2]);
    int different = 0;
    for (size_t i = 0; i < length[0]; i++) different += text[0][i] != text[2][i];
    CHECK(different > 200);
    for (int i = 0; i < 3; i++) ifc_write_destroy(w[i]);
}

TEST(what_was_written_is_read_back_whole)
{
    IfcWriter *w = small_building(7);
    size_t length = 0;
    const char *text = ifc_write_finish(w, &length);
    IfcModel *m = ifc_model_from_text(text, length, NULL);
    CHECK(m != NULL);
    CHECK_EQ(m->file->problem_total, 0);
    CHECK_TEXT(m->file->schema, "IFC4");
    CHECK(strstr(m->file->description, "示范数据") != NULL);
    CHECK_NEAR(m->units.length_m, 1, 0);
    CHECK_EQ(m->georeference.kind, IFC_GEOREFERENCE_MAP);
    CHECK_NEAR(m->georeference.eastings, 38126000.5, 0);
    CHECK_NEAR(m->georeference.scale, 1.001, 0);
    CHECK(!m->georeference.scale_is_suspect);
    int wall = -1, door = -1, storey = -1;
    for (int o = 0; o < m->objects.count; o++) {
        if (m->objects.types[o] == IFCWALL) wall = o;
        if (m->objects.types[o] == IFCDOOR) door = o;
        if (m->objects.types[o] == IFCBUILDINGSTOREY) storey = o;
    }
    CHECK(wall >= 0 && door >= 0 && storey >= 0);
    CHECK_TEXT(ifc_model_text(m, m->objects.names[wall]), "墙");
    CHECK_EQ(m->objects.storeys[door], storey);
    CHECK(m->objects.type_objects[door] >= 0);
    CHECK_EQ(m->sets.count, 2); // the equal property sets are one
    const int fire = ifc_model_property(m, door, "Pset_DoorCommon", "FireRating");
    CHECK(fire >= 0);
    CHECK_TEXT(ifc_model_text(m, m->properties.texts[fire]), "甲级");
    const int u = ifc_model_property(m, wall, NULL, "U");
    CHECK(u >= 0);
    CHECK_NEAR(m->properties.numbers[u], 1.5, 0);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    CHECK_EQ(g->uncut_count + g->failed_count, 0);
    for (int p = 0; p < g->product_count; p++) {
        if (g->products[p].object == wall) {
            CHECK_NEAR(g->products[p].volume_m3, 4 * 0.2 * 3 - 1 * 0.2 * 2, 1e-6);
            CHECK_NEAR(g->products[p].min.x, 10, 1e-6);
            CHECK_NEAR(g->products[p].min.z, 3, 1e-6);
        }
        if (g->products[p].object == door) CHECK_NEAR(g->products[p].min.x, 11, 1e-6);
    }
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
    ifc_write_destroy(w);
}

TEST(every_reference_written_is_to_an_instance_and_every_global_id_is_its_own)
{
    IfcWriter *w = small_building(7);
    size_t length = 0;
    const char *text = ifc_write_finish(w, &length);
    StepFile *file = step_file_parse(text, length, NULL);
    CHECK(file != NULL);
    for (const char *at = strstr(text, "DATA;"); (at = strchr(at, '#')) != NULL; at++)
        CHECK(step_file_find(file, (uint32_t)strtoul(at + 1, NULL, 10)) >= 0);
    step_file_close(file);
    IfcModel *m = ifc_model_from_text(text, length, NULL);
    for (int a = 0; a < m->objects.count; a++) {
        char guid[32];
        ifc_model_guid(m, a, guid);
        CHECK_EQ(strlen(guid), 22);
        CHECK(guid[0] >= '0' && guid[0] <= '3');
        CHECK_EQ(ifc_model_find_guid(m, guid), a);
    }
    ifc_model_destroy(m);
    ifc_write_destroy(w);
}

TEST(a_model_is_saved_under_its_name_or_not_at_all)
{
    Err err = { 0 };
    IfcWriter *w = small_building(7);
    const char *path = check_temporary("written.ifc");
    CHECK(ifc_write_save(w, path, &err));
    size_t length = 0, wanted = 0;
    char *bytes = file_read(path, 0, &length, &err);
    const char *text = ifc_write_finish(w, &wanted);
    CHECK_EQ(length, wanted);
    CHECK(memcmp(bytes, text, wanted) == 0);
    free(bytes);
    CHECK(!ifc_write_save(w, "/nowhere/at/all.ifc", &err));
    CHECK_EQ(err.code, ERR_IO);
    ifc_write_destroy(w);
}
