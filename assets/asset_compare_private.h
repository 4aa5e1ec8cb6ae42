// SPDX-License-Identifier: Apache-2.0
// asset_compare_private.h - private to asset_compare*.c: one detail more, and the properties.
#pragma once
#include "assets/asset_compare.h"

// Texts are borrowed for the comparison's life.
void asset_compare_detail(AssetComparison *c, unsigned what, const char *group, const char *name,
                          const char *old_text, const char *new_text);
// Properties, materials and identity texts of two IFC objects.
void asset_compare_properties(AssetComparison *c, int old_object, int new_object);
