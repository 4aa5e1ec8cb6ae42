// SPDX-License-Identifier: Apache-2.0
// test_model_keys.c - live keys of the demo's operations centre lead to its sensors and their
// rooms.
#include "assets/asset_property.h"
#include "assets/ifc_demo.h"
#include "check.h"
#include "core/model_keys.h"
#include <string.h>

TEST(every_sensor_of_the_demo_is_found_by_its_key_with_its_room)
{
    const char *path = check_temporary("keys.ifc");
    Err err = { 0 };
    CHECK(ifc_demo_write(&(IfcDemoDesc){ .seed = 1 }, path, &err));
    Asset *asset = asset_load(&(AssetDesc){ .path = path, .chord_m = 0.1 }, &err);
    CHECK(asset != NULL);
    ModelKeys keys;
    CHECK(model_keys_init(&keys, asset, &err));
    CHECK_EQ(keys.count, 451); // as the demo's counts say (tests/checks/ifc_written.sh)
    Arena arena = { 0 };
    int in_rooms = 0;
    for (int i = 0; i < keys.count; i++) {
        const ModelKey *found = model_keys_find(&keys, keys.rows[i].key);
        CHECK(found == &keys.rows[i]);
        CHECK_TEXT(asset_property_value(asset, found->object, "Citymirror", "Key", &arena),
                   found->key);
        in_rooms += found->space >= 0;
    }
    CHECK(in_rooms > 400);
    CHECK(model_keys_find(&keys, "no such key") == NULL);
    arena_finish(&arena);
    model_keys_finish(&keys);
    asset_destroy(asset);
}
