// SPDX-License-Identifier: Apache-2.0
// fuzz_ask.c - any text as an expression and as a search, asked of a small model: an error or an
// answer, never more found than there is.
#include "assets/asset_query.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char model_text[] =
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    "#1=IFCPROJECT('0000000000000000000001',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"
    "#4=IFCBUILDINGSTOREY('0000000000000000000004',$,'2F',$,$,$,$,$,.ELEMENT.,0.);\n"
    "#5=IFCWALL('0000000000000000000005',$,'W',$,$,$,$,'t',$);\n"
    "#6=IFCDOOR('0000000000000000000006',$,'\\X2\\95E8\\X0\\',$,$,$,$,$,2.,1.,$,$,$);\n"
    "#7=IFCRELCONTAINEDINSPATIALSTRUCTURE('c',$,$,$,(#5,#6),#4);\n"
    "#8=IFCPROPERTYSET('s',$,'Pset',$,(#9,#10,#11));\n"
    "#9=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(200.),$);\n"
    "#10=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('2h'),$);\n"
    "#11=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);\n"
    "#12=IFCRELDEFINESBYPROPERTIES('d',$,$,$,(#5),#8);\n#13=IFCMATERIAL('M',$,$);\n"
    "#14=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#5),#13);\n#15=IFCSYSTEM('y',$,'S',$,$);\n"
    "#16=IFCRELASSIGNSTOGROUP('g',$,$,$,(#6),$,#15);\nENDSEC;\nEND-ISO-10303-21;\n";

static Asset *model(void)
{
    static Asset asset;
    static AssetObject objects[32];
    if (asset.ifc) return &asset;
    asset.ifc = ifc_model_from_text(model_text, sizeof model_text - 1, NULL);
    assert(asset.ifc && asset.ifc->objects.count < 32);
    const IfcObjects *o = &asset.ifc->objects;
    asset.objects = objects;
    asset.object_count = o->count;
    for (int i = 0; i < o->count; i++) {
        objects[i] = (AssetObject){ .name = ifc_model_text(asset.ifc, o->names[i]),
                                    .type = ifc_schema_type_name((IfcType)o->types[i]),
                                    .parent = o->parents[i],
                                    .storey = o->storeys[i] };
    }
    return &asset;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const Asset *asset = model();
    uint8_t found[32];
    AssetSearchHit hits[32];
    AssetQueryResult result;
    Err err = { 0 };
    char *text = malloc(length + 1); // exactly as long as it is, so that a step too far is seen
    if (!text) return 0;
    memcpy(text, bytes, length);
    text[length] = 0;
    AssetQuery *query = asset_query_create(text, &err);
    if (query) {
        assert(asset_query_find(query, asset, found, &result, &err));
        int count = 0;
        for (int i = 0; i < asset->object_count; i++) {
            assert(found[i] <= 1);
            count += found[i];
        }
        assert(count == result.count);
        asset_query_is_known(query, asset, &err);
    } else {
        assert(err.code != ERR_NONE && err.text[0]);
    }
    asset_query_destroy(query);
    const int count = asset_query_search(asset, text, hits, 32);
    assert(count >= 0 && count <= asset->object_count);
    for (int i = 1; i < count; i++) assert(hits[i].score <= hits[i - 1].score);
    free(text);
    return 0;
}
