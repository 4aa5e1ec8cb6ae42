// SPDX-License-Identifier: Apache-2.0
// ifc_build.h - inside the reader: what its files share while a model is being loaded.
// Does not: serve anybody outside ifc_*.c.
#pragma once
#include "assets/ifc_model.h"

// Text into the pool, once each.
IfcText ifc_build_text(IfcModel *m, StepText text);
IfcText ifc_build_word(IfcModel *m, const char *text);
IfcText ifc_build_arg_text(IfcModel *m, const StepArgs *args,
                           int index); // strings; also of typed values
const char *ifc_build_arg_copy(IfcModel *m, const StepArgs *args,
                               int index); // arena; "" when absent
// Parameters of an instance; false when there is none of that number.
bool ifc_build_args(const IfcModel *m, uint32_t id, StepArgs *args, IfcType *type);
int ifc_build_object(const IfcModel *m, uint32_t id); // -1

// In this order.
void ifc_unit_load(IfcModel *m);
void ifc_relation_load(IfcModel *m);
void ifc_property_load(IfcModel *m);
void ifc_material_load(IfcModel *m);
void ifc_georeference_load(IfcModel *m);

// Row of units by instance, -1.
int ifc_unit_find(const IfcModel *m, uint32_t id);
// Row of units that a measure such as IFCLENGTHMEASURE has by the project's assignment, -1.
int ifc_unit_of_measure(const IfcModel *m, const char *measure);
// Reads a unit that the project did not assign; row, -1.
int ifc_unit_add(IfcModel *m, uint32_t id);
