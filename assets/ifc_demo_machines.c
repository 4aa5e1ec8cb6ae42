// SPDX-License-Identifier: Apache-2.0
// ifc_demo_machines.c - chillers, pumps, generator, transformers, boards, tanks, cooling towers:
// what the services hang on.
#include "assets/ifc_demo_build.h"

typedef struct {
    IfcDemoThingDesc desc;
    int storey;
    DVec3 at[6];
    int count;
    IfcDemoSystem system;
    double turn_rad;
} Plant;

void ifc_demo_plant(IfcDemo *d)
{
    const IfcDemoBox chiller[] = {
        { { -2, -0.9, 0 }, { 4, 1.8, 0.2 }, IFC_DEMO_CONCRETE, 0 },
        { { -1.8, -0.7, 0.3 }, { 3.6, 0.6, 0.9 }, IFC_DEMO_MACHINE_BLUE, 0 },
        { { -1.8, 0.1, 0.3 }, { 3.6, 0.6, 0.9 }, IFC_DEMO_MACHINE_BLUE, 0 },
        { { -0.9, -0.4, 1.2 }, { 1.8, 0.8, 0.8 }, IFC_DEMO_MACHINE, 0 }
    };
    const IfcDemoBox pump[] = {
        { { -0.6, -0.35, 0 }, { 1.2, 0.7, 0.15 }, IFC_DEMO_CONCRETE, 0 },
        { { -0.5, -0.2, 0.15 }, { 0.6, 0.4, 0.45 }, IFC_DEMO_MACHINE_BLUE, 0 },
        { { 0.3, 0, 0.15 }, { 0, 0, 0.6 }, IFC_DEMO_MACHINE, 0.2 }
    };
    const IfcDemoBox generator[] = {
        { { -2.2, -0.9, 0 }, { 4.4, 1.8, 0.25 }, IFC_DEMO_CONCRETE, 0 },
        { { -1.9, -0.6, 0.25 }, { 2.4, 1.2, 1.5 }, IFC_DEMO_MACHINE, 0 },
        { { 0.6, -0.5, 0.25 }, { 1.2, 1.0, 1.1 }, IFC_DEMO_MACHINE_BLUE, 0 }
    };
    const IfcDemoBox transformer[] = { { { -1, -0.7, 0 }, { 2, 1.4, 2.2 }, IFC_DEMO_MACHINE, 0 } };
    const IfcDemoBox board[] = { { { -0.4, -0.3, 0 }, { 0.8, 0.6, 2.2 }, IFC_DEMO_MACHINE, 0 },
                                 { { -0.35, -0.31, 0.9 }, { 0.7, 0.01, 1.1 }, IFC_DEMO_DARK, 0 } };
    const IfcDemoBox tank[] = { { { -1.5, -1.2, 0.3 }, { 3, 2.4, 2 }, IFC_DEMO_STEEL, 0 },
                                { { -1.5, -1.2, 0 }, { 3, 0.3, 0.3 }, IFC_DEMO_CONCRETE, 0 },
                                { { -1.5, 0.9, 0 }, { 3, 0.3, 0.3 }, IFC_DEMO_CONCRETE, 0 } };
    const IfcDemoBox tower[] = { { { -1.5, -1.5, 0 }, { 3, 3, 0.3 }, IFC_DEMO_CONCRETE, 0 },
                                 { { -1.4, -1.4, 0.3 }, { 2.8, 2.8, 2.4 }, IFC_DEMO_MACHINE, 0 },
                                 { { 0, 0, 2.7 }, { 0, 0, 0.5 }, IFC_DEMO_DARK, 1.1 } };
    const IfcDemoBox unit[] = { { { -1.8, -1.1, 0 }, { 3.6, 2.2, 0.2 }, IFC_DEMO_CONCRETE, 0 },
                                { { -1.7, -1, 0.2 }, { 3.4, 2, 1.7 }, IFC_DEMO_MACHINE, 0 },
                                { { -0.8, 0, 1.9 }, { 0, 0, 0.12 }, IFC_DEMO_DARK, 0.55 },
                                { { 0.8, 0, 1.9 }, { 0, 0, 0.12 }, IFC_DEMO_DARK, 0.55 } };
    const IfcDemoBox machine[] = {
        { { -0.7, -0.4, 0.3 }, { 1.4, 0.8, 0.7 }, IFC_DEMO_MACHINE_BLUE, 0 },
        { { -0.9, -0.5, 0 }, { 1.8, 1.0, 0.3 }, IFC_DEMO_CONCRETE, 0 }
    };
    const Plant rows[] = {
        { { IFCCHILLER, IFCCHILLERTYPE, "离心式冷水机组 1400 kW", "WATERCOOLED", NULL, d->steel,
            chiller, 4 },
          IFC_DEMO_B1,
          { { 3.5, 39.3, 0 }, { 10.5, 39.3, 0 } },
          2,
          IFC_DEMO_CHILLED,
          DVEC_PI / 2 },
        { { IFCPUMP, IFCPUMPTYPE, "冷冻水泵", "ENDSUCTION", NULL, d->steel, pump, 3 },
          IFC_DEMO_B1,
          { { 7, 38, 0 }, { 7, 39.4, 0 }, { 7, 40.8, 0 }, { 14, 38.6, 0 } },
          4,
          IFC_DEMO_CHILLED,
          0 },
        { { IFCPUMP, IFCPUMPTYPE, "消防水泵", "VERTICALINLINE", NULL, d->steel, pump, 3 },
          IFC_DEMO_B1,
          { { 19, 38.4, 0 }, { 19, 40.4, 0 }, { 22.5, 39.4, 0 } },
          3,
          IFC_DEMO_FIRE,
          0 },
        { { IFCELECTRICGENERATOR, IFCELECTRICGENERATORTYPE, "柴油发电机组 800 kW",
            "ENGINEGENERATOR", NULL, d->steel, generator, 3 },
          IFC_DEMO_B1,
          { { 29.4, 39.6, 0 } },
          1,
          IFC_DEMO_POWER,
          0 },
        { { IFCTRANSFORMER, IFCTRANSFORMERTYPE, "干式变压器 1600 kVA", "VOLTAGE", NULL, d->steel,
            transformer, 1 },
          IFC_DEMO_B1,
          { { 36.5, 40.6, 0 }, { 40.5, 40.6, 0 } },
          2,
          IFC_DEMO_POWER,
          0 },
        { { IFCELECTRICDISTRIBUTIONBOARD, IFCELECTRICDISTRIBUTIONBOARDTYPE, "低压配电柜",
            "SWITCHBOARD", NULL, d->steel, board, 2 },
          IFC_DEMO_B1,
          { { 44, 40.8, 0 },
            { 44.8, 40.8, 0 },
            { 45.6, 40.8, 0 },
            { 46.4, 40.8, 0 },
            { 47.2, 40.8, 0 },
            { 48, 40.8, 0 } },
          6,
          IFC_DEMO_POWER,
          0 },
        { { IFCTANK, IFCTANKTYPE, "消防水箱 18 m3", "STORAGE", NULL, d->steel, tank, 3 },
          IFC_DEMO_RF,
          { { 36, 31.2, 0 } },
          1,
          IFC_DEMO_FIRE,
          0 },
        { { IFCELECTRICMOTOR, IFCELECTRICMOTORTYPE, "电梯曳引机", "INDUCTION", NULL, d->steel,
            machine, 2 },
          IFC_DEMO_RF,
          { { 27.2, 27.4, 0 }, { 27.2, 30.0, 0 }, { 31.8, 27.4, 0 }, { 31.8, 30.0, 0 } },
          4,
          IFC_DEMO_POWER,
          0 },
        { { IFCCOOLINGTOWER, IFCCOOLINGTOWERTYPE, "横流冷却塔", "MECHANICALINDUCEDDRAFT", NULL,
            d->steel, tower, 3 },
          IFC_DEMO_RF,
          { { 47, 39, 0 }, { 51.5, 39, 0 }, { 56, 39, 0 } },
          3,
          IFC_DEMO_CHILLED,
          0 },
        { { IFCUNITARYEQUIPMENT, IFCUNITARYEQUIPMENTTYPE, "屋顶式空调机组", "ROOFTOPUNIT", NULL,
            d->steel, unit, 4 },
          IFC_DEMO_RF,
          { { 47, 31.5, 0 }, { 52, 31.5, 0 }, { 47, 27.5, 0 }, { 52, 27.5, 0 } },
          4,
          IFC_DEMO_AIR,
          0 },
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const Plant *row = &rows[r];
        const IfcDemoThing thing = ifc_demo_thing(d, &row->desc);
        for (int k = 0; k < row->count; k++) {
            const int room =
                ifc_demo_plan_room_at(&d->plans[row->storey], row->at[k].x, row->at[k].y);
            const IfcRef container =
                room >= 0 ? d->spaces[row->storey][room] : d->storeys[row->storey];
            ifc_demo_put(
                d, &thing,
                &(IfcDemoPut){ .container = container,
                               .at = row->at[k],
                               .turn_rad = row->turn_rad,
                               .system = row->system,
                               .has_system = true,
                               .key = ifc_demo_format(d, "%s %d", row->desc.name, k),
                               .name = ifc_demo_format(d, "%s %d#", row->desc.name, k + 1) });
        }
    }
    // A board in every electrical room.
    const IfcDemoBox floor[] = { { { -0.3, -0.2, 0 }, { 0.6, 0.4, 1.8 }, IFC_DEMO_MACHINE, 0 } };
    const IfcDemoThing thing = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCELECTRICDISTRIBUTIONBOARD, IFCELECTRICDISTRIBUTIONBOARDTYPE,
                                "楼层配电箱", "DISTRIBUTIONBOARD", NULL, d->steel, floor, 1 });
    for (int s = IFC_DEMO_B1; s <= IFC_DEMO_F7; s++) {
        const double x[2] = { 25.75, 33.05 };
        for (int k = 0; k < 2; k++) {
            const int room = ifc_demo_plan_room_at(&d->plans[s], x[k], 32);
            ifc_demo_put(d, &thing,
                         &(IfcDemoPut){ .container = d->spaces[s][room],
                                        .at = { x[k], 32, 0 },
                                        .turn_rad = k ? -DVEC_PI / 2 : DVEC_PI / 2,
                                        .system = k ? IFC_DEMO_NETWORK : IFC_DEMO_POWER,
                                        .has_system = true,
                                        .name = k ? "楼层弱电箱" : "楼层配电箱",
                                        .key = ifc_demo_format(d, "%s board %d",
                                                               ifc_demo_storeys[s].key, k) });
        }
    }
}
