// SPDX-License-Identifier: Apache-2.0
// fuzz_step.c - hostile ISO 10303-21 text, archives and ifcXML: index, every token, the IFC model
// on top, and its triangles.
#include "assets/ifc_report.h"
#include "assets/ifc_xml.h"
#include "assets/step_text.h"
#include "assets/step_zip.h"
#include <stdlib.h>

static void fuzz_step_tokens(const StepFile *file)
{
    Arena arena = { 0 };
    for (int row = 0; row < file->count; row++) {
        StepArgs args;
        StepToken token;
        step_file_args(file, row, &args);
        for (int i = 0; i < args.count; i++) {
            StepCursor list;
            double numbers[8];
            uint32_t refs[8];
            int64_t integer = 0;
            if (step_arg(&args, i, &token) == STEP_STRING) step_text_copy(file, token.text, &arena);
            step_arg_real(&args, i, numbers);
            step_arg_int(&args, i, &integer);
            step_arg_reals(&args, i, numbers, 8);
            step_arg_refs(&args, i, refs, 8);
            if (step_arg_list(&args, i, &list)) step_skip_list(&list);
        }
        arena_reset(&arena);
    }
    arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length > 1 << 18) return 0;
    size_t unpacked = 0;
    if (step_zip_is((const char *)bytes, length)) {
        free(step_zip_inflate((const char *)bytes, length, 1 << 20, &unpacked, NULL));
        return 0;
    }
    if (length > 0 && bytes[0] == '<') {
        char *text = ifc_xml_convert((const char *)bytes, length, 1 << 20, &unpacked, NULL);
        IfcModel *model = text ? ifc_model_from_text(text, unpacked, NULL) : NULL;
        ifc_model_destroy(model);
        free(text);
        return 0;
    }
    StepFile *file = step_file_parse((const char *)bytes, length, NULL);
    if (file) fuzz_step_tokens(file);
    step_file_close(file);
    IfcModel *model = ifc_model_from_text((const char *)bytes, length, NULL);
    if (!model) return 0;
    IfcGeometry *geometry = ifc_geometry_create(model, NULL, NULL);
    if (geometry) {
        Str out = { 0 };
        JsonWriter w = { .out = &out };
        ifc_report_json(model, geometry, NULL, "fuzz", &w);
        ifc_report_products(model, geometry, &out);
        str_finish(&out);
    }
    ifc_geometry_destroy(geometry);
    ifc_model_destroy(model);
    return 0;
}
