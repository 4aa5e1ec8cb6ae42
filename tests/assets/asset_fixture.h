// SPDX-License-Identifier: Apache-2.0
// asset_fixture.h - models for tests: an IFC text as an asset, objects by name.
#pragma once
#include "assets/asset.h"
#include "base/file.h"
#include "check.h"

static inline Asset *fixture_load(const char *name, const char *text)
{
    const char *path = check_temporary(name);
    Err err = { 0 };
    CHECK(file_replace(path, text, strlen(text), &err));
    Asset *asset = asset_load(&(AssetDesc){ .path = path }, &err);
    if (!asset) fprintf(stderr, "%s\n", err.text);
    CHECK(asset);
    return asset;
}

static inline int fixture_object(const Asset *asset, const char *name)
{
    for (int i = 0; i < asset->object_count; i++)
        if (strcmp(asset->objects[i].name, name) == 0) return i;
    CHECK(!"no such object");
    return -1;
}

// Two storeys, three walls of two types, a door in an opening, a space, a system and a zone,
// materials, classifications, sets of objects and of types; millimetres.
#define FIXTURE_HOUSE                                                                              \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"                             \
    "#1=IFCPROJECT('0000000000000000000001',$,'P',$,$,$,$,(),#2);\n"                               \
    "#2=IFCUNITASSIGNMENT((#3,#4,#5));\n#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"           \
    "#4=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);\n#5=IFCSIUNIT(*,.VOLUMEUNIT.,$,.CUBIC_METRE.);"  \
    "\n"                                                                                           \
    "#6=IFCCARTESIANPOINT((0.,0.,0.));\n#7=IFCAXIS2PLACEMENT3D(#6,$,$);\n"                         \
    "#8=IFCLOCALPLACEMENT($,#7);\n#9=IFCDIRECTION((0.,0.,1.));\n"                                  \
    "#10=IFCSITE('0000000000000000000010',$,'Site',$,$,#8,$,$,.ELEMENT.,$,$,$,$,$);\n"             \
    "#11=IFCBUILDING('0000000000000000000011',$,'House',$,$,#8,$,$,.ELEMENT.,$,$,$);\n"            \
    "#13=IFCBUILDINGSTOREY('0000000000000000000013',$,'2F',$,$,#8,$,$,.ELEMENT.,3000.);\n"         \
    "#12=IFCBUILDINGSTOREY('0000000000000000000012',$,'1F',$,$,#8,$,$,.ELEMENT.,0.);\n"            \
    "#14=IFCSPACE('0000000000000000000014',$,'101',$,$,#8,$,'\\X2\\4F1A8BAE5BA4\\X0\\'"            \
    ",.ELEMENT.,.INTERNAL.,$);\n"                                                                  \
    "#15=IFCRELAGGREGATES('a1',$,$,$,#1,(#10));\n#16=IFCRELAGGREGATES('a2',$,$,$,#10,(#11));\n"    \
    "#17=IFCRELAGGREGATES('a3',$,$,$,#11,(#13,#12));\n"                                            \
    "#18=IFCRELAGGREGATES('a4',$,$,$,#12,(#14));\n"                                                \
    "#20=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4000.,200.);\n"                                         \
    "#21=IFCEXTRUDEDAREASOLID(#20,#7,#9,3000.);\n"                                                 \
    "#22=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#21));\n"                                   \
    "#23=IFCPRODUCTDEFINITIONSHAPE($,$,(#22));\n"                                                  \
    "#24=IFCCARTESIANPOINT((0.,5000.,0.));\n#25=IFCAXIS2PLACEMENT3D(#24,$,$);\n"                   \
    "#26=IFCLOCALPLACEMENT(#8,#25);\n"                                                             \
    "#30=IFCWALL('0000000000000000000030',$,'Basic Wall:Brick:1001',$,$,#8,#23,'t30',$);\n"        \
    "#31=IFCWALLSTANDARDCASE('0000000000000000000031',$,'Basic Wall:Brick:1002',$,$,#26,#23,"      \
    "'t31',$);\n"                                                                                  \
    "#32=IFCWALL('0000000000000000000032',$,'Basic Wall:Glass:1003',$,$,#8,#23,$,$);\n"            \
    "#33=IFCDOOR('000000000000000000003A',$,'Door "                                                \
    "\\X2\\95E8\\X0\\',$,$,#8,$,$,2000.,900.,.DOOR.,$"                                             \
    ",$);\n"                                                                                       \
    "#34=IFCOPENINGELEMENT('0000000000000000000034',$,'Hole',$,$,#8,$,$,$);\n"                     \
    "#35=IFCDUCTSEGMENT('0000000000000000000035',$,'Duct 1',$,$,#8,$,$,$);\n"                      \
    "#36=IFCFASTENER('0000000000000000000036',$,'Bolt',$,$,#8,$,$,$);\n"                           \
    "#37=IFCCURTAINWALL('0000000000000000000037',$,'Front',$,$,#8,$,$,$);\n"                       \
    "#38=IFCRELCONTAINEDINSPATIALSTRUCTURE('c1',$,$,$,(#30,#33,#35,#36),#12);\n"                   \
    "#39=IFCRELCONTAINEDINSPATIALSTRUCTURE('c2',$,$,$,(#31,#32,#37),#13);\n"                       \
    "#40=IFCRELVOIDSELEMENT('v',$,$,$,#30,#34);\n#41=IFCRELFILLSELEMENT('f',$,$,$,#34,#33);\n"     \
    "#42=IFCWALLTYPE('0000000000000000000042',$,'Brick 200',$,$,(#60),$,$,$,.STANDARD.);\n"        \
    "#43=IFCRELDEFINESBYTYPE('t',$,$,$,(#30,#31),#42);\n"                                          \
    "#44=IFCSYSTEM('0000000000000000000044',$,'Supply air',$,$);\n"                                \
    "#45=IFCRELASSIGNSTOGROUP('g1',$,$,$,(#35),$,#44);\n"                                          \
    "#46=IFCZONE('0000000000000000000046',$,'Zone A',$,$,$);\n"                                    \
    "#47=IFCRELASSIGNSTOGROUP('g2',$,$,$,(#14),$,#46);\n"                                          \
    "#50=IFCMATERIAL('\\X2\\6DF751DD571F\\X0\\ C30',$,'concrete');\n#51=IFCMATERIAL('Plaster',$,$" \
    ");\n"                                                                                         \
    "#52=IFCMATERIALLAYER(#50,180.,$,$,$,$,$);\n#53=IFCMATERIALLAYER(#51,20.,$,$,$,$,$);\n"        \
    "#54=IFCMATERIALLAYERSET((#52,#53),'W200',$);\n"                                               \
    "#55=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#42),#54);\n"                                         \
    "#56=IFCCLASSIFICATION($,$,$,'Uniclass',$,$,$);\n"                                             \
    "#57=IFCCLASSIFICATIONREFERENCE($,'EF_25_10','Walls',#56,$,$);\n"                              \
    "#58=IFCRELASSOCIATESCLASSIFICATION('k',$,$,$,(#42),#57);\n"                                   \
    "#60=IFCPROPERTYSET('s1',$,'Pset_WallCommon',$,(#61,#62));\n"                                  \
    "#61=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('2h'),$);\n"                               \
    "#62=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);\n"                              \
    "#63=IFCPROPERTYSET('s2',$,'Pset_WallCommon',$,(#64,#65,#66));\n"                              \
    "#64=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('1h'),$);\n"                               \
    "#65=IFCPROPERTYSINGLEVALUE('Fire Class',$,IFCLABEL('A and B'),$);\n"                          \
    "#66=IFCPROPERTYSINGLEVALUE('Note',$,IFCTEXT('delivered by Hagemann'),$);\n"                   \
    "#67=IFCRELDEFINESBYPROPERTIES('d1',$,$,$,(#31),#63);\n"                                       \
    "#68=IFCPROPERTYSET('s3',$,'Sizes',$,(#69,#70,#71));\n"                                        \
    "#69=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(200.),$);\n"                            \
    "#70=IFCPROPERTYSINGLEVALUE('Weight',$,IFCREAL(350.5),$);\n"                                   \
    "#71=IFCPROPERTYSINGLEVALUE('Count',$,IFCLABEL('12'),$);\n"                                    \
    "#72=IFCRELDEFINESBYPROPERTIES('d2',$,$,$,(#30,#32),#68);\n"                                   \
    "#73=IFCELEMENTQUANTITY('q1',$,'Qto_WallBaseQuantities',$,$,(#74,#75,#76));\n"                 \
    "#74=IFCQUANTITYLENGTH('Length',$,$,4000.,$);\n"                                               \
    "#75=IFCQUANTITYAREA('NetSideArea',$,$,11.5,$);\n"                                             \
    "#76=IFCQUANTITYVOLUME('NetVolume',$,$,2.3,$);\n"                                              \
    "#77=IFCRELDEFINESBYPROPERTIES('d3',$,$,$,(#30),#73);\nENDSEC;\nEND-ISO-10303-21;\n"

// Metres. A floor of 10 x 8 with a square hole of 2 x 2 and a round one of radius 1, its top at 0;
// a ceiling at 3; a wall 4 x 0.2 x 3 about the origin; a column of radius 0.5 at (0, 3); a space.
#define FIXTURE_ROOM                                                                               \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"                             \
    "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"                       \
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#6=IFCCARTESIANPOINT((0.,0.,0.));\n"                 \
    "#7=IFCAXIS2PLACEMENT3D(#6,$,$);\n#8=IFCLOCALPLACEMENT($,#7);\n"                               \
    "#9=IFCDIRECTION((0.,0.,1.));\n#10=IFCCARTESIANPOINT((0.,0.,-0.3));\n"                         \
    "#11=IFCAXIS2PLACEMENT3D(#10,$,$);\n#12=IFCCARTESIANPOINT((0.,0.,3.));\n"                      \
    "#13=IFCAXIS2PLACEMENT3D(#12,$,$);\n"                                                          \
    "#20=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4.,0.2);\n"                                             \
    "#21=IFCEXTRUDEDAREASOLID(#20,#7,#9,3.);\n#22=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',("  \
    "#21));\n#23=IFCPRODUCTDEFINITIONSHAPE($,$,(#22));\n"                                          \
    "#24=IFCWALL('w',$,'Wall',$,$,#8,#23,$,$);\n"                                                  \
    "#30=IFCCARTESIANPOINT((0.,3.));\n#31=IFCAXIS2PLACEMENT2D(#30,$);\n"                           \
    "#32=IFCCIRCLEPROFILEDEF(.AREA.,$,#31,0.5);\n#33=IFCEXTRUDEDAREASOLID(#32,#7,#9,3.);\n"        \
    "#34=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#33));\n"                                   \
    "#35=IFCPRODUCTDEFINITIONSHAPE($,$,(#34));\n#36=IFCCOLUMN('c',$,'Column',$,$,#8,#35,$,$);\n"   \
    "#40=IFCPOLYLINE((#41,#42,#43,#44,#41));\n#41=IFCCARTESIANPOINT((-5.,-4.));\n"                 \
    "#42=IFCCARTESIANPOINT((5.,-4.));\n#43=IFCCARTESIANPOINT((5.,4.));\n"                          \
    "#44=IFCCARTESIANPOINT((-5.,4.));\n#45=IFCPOLYLINE((#46,#47,#48,#49,#46));\n"                  \
    "#46=IFCCARTESIANPOINT((-4.,-3.));\n#47=IFCCARTESIANPOINT((-2.,-3.));\n"                       \
    "#48=IFCCARTESIANPOINT((-2.,-1.));\n#49=IFCCARTESIANPOINT((-4.,-1.));\n"                       \
    "#50=IFCCARTESIANPOINT((3.,-2.));\n#51=IFCAXIS2PLACEMENT2D(#50,$);\n#52=IFCCIRCLE(#51,1.);\n"  \
    "#53=IFCARBITRARYPROFILEDEFWITHVOIDS(.AREA.,$,#40,(#45,#52));\n"                               \
    "#54=IFCEXTRUDEDAREASOLID(#53,#11,#9,0.3);\n#55=IFCSHAPEREPRESENTATION($,'Body','SweptSolid'," \
    "(#54));\n#56=IFCPRODUCTDEFINITIONSHAPE($,$,(#55));\n"                                         \
    "#57=IFCSLAB('f',$,'Floor',$,$,#8,#56,$,$);\n"                                                 \
    "#58=IFCLOCALPLACEMENT($,#13);\n#60=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,10.,8.);\n"              \
    "#61=IFCEXTRUDEDAREASOLID(#60,#7,#9,0.2);\n#62=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(" \
    "#61));\n#63=IFCPRODUCTDEFINITIONSHAPE($,$,(#62));\n"                                          \
    "#64=IFCSLAB('g',$,'Ceiling',$,$,#58,#63,$,$);\n"                                              \
    "#65=IFCEXTRUDEDAREASOLID(#60,#7,#9,2.);\n#66=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',("  \
    "#65));\n#67=IFCPRODUCTDEFINITIONSHAPE($,$,(#66));\n"                                          \
    "#68=IFCSPACE('s',$,'Space',$,$,#8,#67,$,.ELEMENT.,$,$);\nENDSEC;\nEND-ISO-10303-21;\n"
