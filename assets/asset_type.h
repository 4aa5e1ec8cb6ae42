// SPDX-License-Identifier: Apache-2.0
// asset_type.h - what people call the types of IFC: Chinese names for trees, panels and questions.
// Does not: know every type: one without a name of its own has that of its nearest supertype.
#pragma once
#include "assets/ifc_schema.h"

// "墙"; the nearest supertype's for IfcWallStandardCase; "" where there is none.
const char *asset_type_zh(const IfcSchemaTable *table, IfcType type);
// The type a word names: a keyword ("IfcWall", "wall") in any case, or one of the Chinese names
// ("墙", "墙体"). IFC_TYPE_NONE where it names none.
IfcType asset_type_named(const char *word);
