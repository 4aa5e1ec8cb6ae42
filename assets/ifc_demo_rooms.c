// SPDX-License-Identifier: Apache-2.0
// ifc_demo_rooms.c - the rooms and doors of the operations centre, storey by storey.
// Grid 8.4 m: x 0 to 58.8, y 0 to 42. Podium of three storeys over all of it; tower over y 16.8 to
// 42. Core x 16.8 to 42, y 25.2 to 33.6 from basement to roof, with a corridor round it.
#include "assets/ifc_demo_plan.h"
#include <stddef.h>

#define W -0.5
#define E 59.3
#define S -0.5
#define T 16.3 // south edge of the tower
#define N 42.5
#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

const IfcDemoRect ifc_demo_core_rects[] = {
    { "1号楼梯间", IFC_DEMO_STAIR, 16.8, 25.2, 25.2, 28.4 },
    { "女卫生间", IFC_DEMO_TOILET, 16.8, 28.4, 21.0, 33.6 },
    { "男卫生间", IFC_DEMO_TOILET, 21.0, 28.4, 25.2, 33.6 },
    { "1号电梯井", IFC_DEMO_LIFT, 25.2, 25.2, 27.8, 28.0 },
    { "2号电梯井", IFC_DEMO_LIFT, 25.2, 28.0, 27.8, 30.8 },
    { "强电间", IFC_DEMO_PLANT, 25.2, 30.8, 27.8, 33.6 },
    { "电梯厅", IFC_DEMO_LOBBY, 27.8, 25.2, 31.0, 33.6 },
    { "3号电梯井", IFC_DEMO_LIFT, 31.0, 25.2, 33.6, 28.0 },
    { "4号电梯井（消防）", IFC_DEMO_LIFT, 31.0, 28.0, 33.6, 30.8 },
    { "弱电间", IFC_DEMO_PLANT, 31.0, 30.8, 33.6, 33.6 },
    { "2号楼梯间", IFC_DEMO_STAIR, 33.6, 25.2, 42.0, 28.4 },
    { "空调机房", IFC_DEMO_PLANT, 33.6, 28.4, 38.4, 33.6 },
    { "管井", IFC_DEMO_SHAFT, 37.2, 31.8, 38.4, 33.6 },
    { "茶水间", IFC_DEMO_PANTRY, 38.4, 28.4, 42.0, 33.6 },
};
const int ifc_demo_core_rect_count = COUNT(ifc_demo_core_rects);

const IfcDemoDoor ifc_demo_core_doors[] = {
    { 16.8, 26.8, IFC_DEMO_DOOR_FIRE },   { 42.0, 26.8, IFC_DEMO_DOOR_FIRE },
    { 27.8, 26.6, IFC_DEMO_DOOR_LIFT },   { 27.8, 29.4, IFC_DEMO_DOOR_LIFT },
    { 31.0, 26.6, IFC_DEMO_DOOR_LIFT },   { 31.0, 29.4, IFC_DEMO_DOOR_LIFT },
    { 29.4, 25.2, IFC_DEMO_DOOR_FIRE2 },  { 29.4, 33.6, IFC_DEMO_DOOR_FIRE2 },
    { 19.0, 33.6, IFC_DEMO_DOOR_SINGLE }, { 23.0, 33.6, IFC_DEMO_DOOR_SINGLE },
    { 26.5, 33.6, IFC_DEMO_DOOR_SHAFT },  { 32.3, 33.6, IFC_DEMO_DOOR_SHAFT },
    { 35.0, 33.6, IFC_DEMO_DOOR_FIRE2 },  { 37.8, 33.6, IFC_DEMO_DOOR_SHAFT },
    { 42.0, 31.0, IFC_DEMO_DOOR_SINGLE },
};
const int ifc_demo_core_door_count = COUNT(ifc_demo_core_doors);

static const IfcDemoRect b1_rects[] = {
    { "停车库", IFC_DEMO_PARKING, W, S, E, N },
    { "坡道", IFC_DEMO_RAMP, 50.4, 8.4, E, N },
    { "设备走廊", IFC_DEMO_CORRIDOR, 16.8, 33.6, 42.0, 36.0 },
    { "制冷机房", IFC_DEMO_PLANT, W, 36.0, 16.8, N },
    { "消防水泵房", IFC_DEMO_PLANT, 16.8, 36.0, 25.2, N },
    { "柴油发电机房", IFC_DEMO_PLANT, 25.2, 36.0, 33.6, N },
    { "高低压配电室", IFC_DEMO_PLANT, 33.6, 36.0, 50.4, N },
};
static const IfcDemoDoor b1_doors[] = {
    { 54.8, 8.4, IFC_DEMO_DOOR_PASSAGE }, { 16.8, 34.8, IFC_DEMO_DOOR_FIRE2 },
    { 42.0, 34.8, IFC_DEMO_DOOR_FIRE2 },  { 8.0, 36.0, IFC_DEMO_DOOR_FIRE2 },
    { 21.0, 36.0, IFC_DEMO_DOOR_FIRE2 },  { 29.4, 36.0, IFC_DEMO_DOOR_FIRE2 },
    { 37.0, 36.0, IFC_DEMO_DOOR_FIRE2 },  { 46.5, 36.0, IFC_DEMO_DOOR_FIRE2 },
};

static const IfcDemoRect f1_rects[] = {
    { "走廊", IFC_DEMO_CORRIDOR, W, 22.8, 50.4, 25.2 },
    { NULL, 0, W, 33.6, 50.4, 36.0 },
    { NULL, 0, 14.4, 25.2, 16.8, 33.6 },
    { NULL, 0, 42.0, 25.2, 44.4, 33.6 },
    { "门厅", IFC_DEMO_LOBBY, 16.8, S, 42.0, 22.8 },
    { "市民服务大厅", IFC_DEMO_HALL, W, S, 16.8, 10.5 },
    { "城市展厅", IFC_DEMO_HALL, W, 10.5, 16.8, 22.8 },
    { "咖啡厅", IFC_DEMO_CAFE, 42.0, S, 50.4, 12.6 },
    { "贵宾室", IFC_DEMO_MEETING, 42.0, 12.6, 50.4, 22.8 },
    { "安保室", IFC_DEMO_OFFICE, 50.4, S, E, 8.4 },
    { "车道", IFC_DEMO_RAMP, 50.4, 8.4, E, N },
    { "新闻发布厅", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "接待室", IFC_DEMO_MEETING, 44.4, 25.2, 50.4, 33.6 },
    { "消防控制室", IFC_DEMO_TECH, W, 36.0, 8.4, N },
    { "变电所", IFC_DEMO_PLANT, 8.4, 36.0, 16.8, N },
    { "档案室", IFC_DEMO_STORE, 16.8, 36.0, 25.2, N },
    { "北门厅", IFC_DEMO_LOBBY, 25.2, 36.0, 33.6, N },
    { "收发室", IFC_DEMO_OFFICE, 33.6, 36.0, 42.0, N },
    { "卸货间", IFC_DEMO_STORE, 42.0, 36.0, 50.4, N },
};
static const IfcDemoDoor f1_doors[] = {
    { 28.0, -0.65, IFC_DEMO_DOOR_ENTRANCE }, { 30.8, -0.65, IFC_DEMO_DOOR_ENTRANCE },
    { 29.4, 42.65, IFC_DEMO_DOOR_ENTRANCE }, { 54.6, 42.65, IFC_DEMO_DOOR_SHUTTER },
    { 46.2, 42.65, IFC_DEMO_DOOR_ENTRANCE }, { 46.9, -0.65, IFC_DEMO_DOOR_SIDE },
    { 59.45, 4.9, IFC_DEMO_DOOR_SIDE },      { -0.65, 28.7, IFC_DEMO_DOOR_SIDE },
    { 4.2, -0.65, IFC_DEMO_DOOR_ENTRANCE },  { 29.4, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 22.0, 22.8, IFC_DEMO_DOOR_GLASS2 },    { 36.8, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 16.8, 4.2, IFC_DEMO_DOOR_GLASS2 },     { 16.8, 19.5, IFC_DEMO_DOOR_GLASS2 },
    { 8.0, 22.8, IFC_DEMO_DOOR_GLASS2 },     { 42.0, 4.2, IFC_DEMO_DOOR_GLASS2 },
    { 42.0, 19.5, IFC_DEMO_DOOR_GLASS2 },    { 46.2, 22.8, IFC_DEMO_DOOR_SINGLE },
    { 50.4, 4.2, IFC_DEMO_DOOR_SINGLE },     { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 4.0, 25.2, IFC_DEMO_DOOR_GLASS2 },     { 44.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 6.0, 36.0, IFC_DEMO_DOOR_FIRE },       { 12.0, 36.0, IFC_DEMO_DOOR_FIRE2 },
    { 21.0, 36.0, IFC_DEMO_DOOR_SINGLE },    { 29.4, 36.0, IFC_DEMO_DOOR_GLASS2 },
    { 38.0, 36.0, IFC_DEMO_DOOR_SINGLE },    { 46.2, 36.0, IFC_DEMO_DOOR_FIRE2 },
};

// Podium storeys: corridors run on beside the hall, south to the façade.
static const IfcDemoRect f2_rects[] = {
    { "走廊", IFC_DEMO_CORRIDOR, W, 22.8, E, 25.2 },
    { NULL, 0, W, 33.6, E, 36.0 },
    { NULL, 0, 14.4, S, 16.8, 33.6 },
    { NULL, 0, 42.0, S, 44.4, 33.6 },
    { "指挥大厅", IFC_DEMO_HALL, 16.8, S, 42.0, 16.8 },
    { "大厅前厅", IFC_DEMO_LOBBY, 16.8, 16.8, 42.0, 22.8 },
    { "值班休息室", IFC_DEMO_OFFICE, W, S, 14.4, 8.4 },
    { "运维办公室", IFC_DEMO_OFFICE, W, 8.4, 14.4, 16.8 },
    { "数据分析室", IFC_DEMO_OFFICE, W, 16.8, 14.4, 22.8 },
    { "会商室", IFC_DEMO_MEETING, 44.4, S, E, 8.4 },
    { "应急值守室", IFC_DEMO_OFFICE, 44.4, 8.4, E, 16.8 },
    { "通信机房", IFC_DEMO_TECH, 44.4, 16.8, E, 22.8 },
    { "大会议室", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "数据机房", IFC_DEMO_TECH, 44.4, 25.2, E, 33.6 },
    { "城市管理组", IFC_DEMO_OFFICE, W, 36.0, 8.4, N },
    { "交通运行组", IFC_DEMO_OFFICE, 8.4, 36.0, 16.8, N },
    { "公共安全组", IFC_DEMO_OFFICE, 16.8, 36.0, 25.2, N },
    { "生态环境组", IFC_DEMO_OFFICE, 25.2, 36.0, 33.6, N },
    { "应急管理组", IFC_DEMO_OFFICE, 33.6, 36.0, 42.0, N },
    { "电源室", IFC_DEMO_PLANT, 42.0, 36.0, 50.4, N },
    { "电池间", IFC_DEMO_PLANT, 50.4, 36.0, E, N },
};
static const IfcDemoDoor f2_doors[] = {
    { 20.0, 16.8, IFC_DEMO_DOOR_GLASS2 }, { 38.0, 16.8, IFC_DEMO_DOOR_GLASS2 },
    { 42.0, 12.6, IFC_DEMO_DOOR_FIRE2 },  { 16.8, 15.4, IFC_DEMO_DOOR_FIRE },
    { 29.4, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 21.0, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 37.8, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 14.4, 4.0, IFC_DEMO_DOOR_SINGLE },
    { 14.4, 12.0, IFC_DEMO_DOOR_SINGLE }, { 14.4, 20.0, IFC_DEMO_DOOR_SINGLE },
    { 44.4, 4.0, IFC_DEMO_DOOR_GLASS2 },  { 44.4, 12.0, IFC_DEMO_DOOR_SINGLE },
    { 44.4, 20.0, IFC_DEMO_DOOR_FIRE },   { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 4.0, 25.2, IFC_DEMO_DOOR_GLASS2 },  { 44.4, 29.4, IFC_DEMO_DOOR_FIRE2 },
    { 6.0, 36.0, IFC_DEMO_DOOR_SINGLE },  { 14.4, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 22.8, 36.0, IFC_DEMO_DOOR_SINGLE }, { 31.2, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 39.6, 36.0, IFC_DEMO_DOOR_SINGLE }, { 46.2, 36.0, IFC_DEMO_DOOR_FIRE2 },
    { 54.6, 36.0, IFC_DEMO_DOOR_FIRE2 },
};

static const IfcDemoRect f3_rects[] = {
    { "走廊", IFC_DEMO_CORRIDOR, W, 22.8, E, 25.2 },
    { NULL, 0, W, 33.6, E, 36.0 },
    { NULL, 0, 14.4, S, 16.8, 33.6 },
    { NULL, 0, 42.0, S, 44.4, 33.6 },
    { "指挥大厅上空", IFC_DEMO_VOID, 16.8, S, 42.0, 16.8 },
    { "参观廊", IFC_DEMO_LOBBY, 16.8, 16.8, 42.0, 22.8 },
    { "培训教室一", IFC_DEMO_MEETING, W, S, 14.4, 8.4 },
    { "培训教室二", IFC_DEMO_MEETING, W, 8.4, 14.4, 16.8 },
    { "研讨室", IFC_DEMO_MEETING, W, 16.8, 14.4, 22.8 },
    { "新闻中心", IFC_DEMO_OFFICE, 44.4, S, E, 8.4 },
    { "专家室", IFC_DEMO_OFFICE, 44.4, 8.4, E, 16.8 },
    { "资料室", IFC_DEMO_STORE, 44.4, 16.8, E, 22.8 },
    { "多功能厅", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "仿真实验室", IFC_DEMO_OFFICE, 44.4, 25.2, E, 33.6 },
    { "水务调度组", IFC_DEMO_OFFICE, W, 36.0, 8.4, N },
    { "海洋防灾组", IFC_DEMO_OFFICE, 8.4, 36.0, 16.8, N },
    { "港航协调组", IFC_DEMO_OFFICE, 16.8, 36.0, 25.2, N },
    { "民生服务组", IFC_DEMO_OFFICE, 25.2, 36.0, 33.6, N },
    { "综合协调组", IFC_DEMO_OFFICE, 33.6, 36.0, 42.0, N },
    { "打印室", IFC_DEMO_STORE, 42.0, 36.0, 50.4, N },
    { "网络间", IFC_DEMO_TECH, 50.4, 36.0, E, N },
};
static const IfcDemoDoor f3_doors[] = {
    { 29.4, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 21.0, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 37.8, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 14.4, 4.0, IFC_DEMO_DOOR_SINGLE },
    { 14.4, 12.0, IFC_DEMO_DOOR_SINGLE }, { 14.4, 20.0, IFC_DEMO_DOOR_SINGLE },
    { 44.4, 4.0, IFC_DEMO_DOOR_GLASS2 },  { 44.4, 12.0, IFC_DEMO_DOOR_SINGLE },
    { 44.4, 20.0, IFC_DEMO_DOOR_SINGLE }, { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 4.0, 25.2, IFC_DEMO_DOOR_GLASS2 },  { 44.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 6.0, 36.0, IFC_DEMO_DOOR_SINGLE },  { 14.4, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 22.8, 36.0, IFC_DEMO_DOOR_SINGLE }, { 31.2, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 39.6, 36.0, IFC_DEMO_DOOR_SINGLE }, { 46.2, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 54.6, 36.0, IFC_DEMO_DOOR_FIRE },
};

// Tower storeys.
#define TOWER_CORRIDOR                                                              \
    { "走廊", IFC_DEMO_CORRIDOR, W, 22.8, E, 25.2 }, { NULL, 0, W, 33.6, E, 36.0 }, \
        { NULL, 0, 14.4, 25.2, 16.8, 33.6 },                                        \
    {                                                                               \
        NULL, 0, 42.0, 25.2, 44.4, 33.6                                             \
    }
static const IfcDemoRect f4_rects[] = {
    TOWER_CORRIDOR,
    { "厨房", IFC_DEMO_PLANT, W, T, 16.8, 22.8 },
    { "员工餐厅", IFC_DEMO_CAFE, 16.8, T, 42.0, 22.8 },
    { "阅览室", IFC_DEMO_MEETING, 42.0, T, E, 22.8 },
    { "健身房", IFC_DEMO_LOBBY, W, 25.2, 14.4, 33.6 },
    { "休息室", IFC_DEMO_CAFE, 44.4, 25.2, E, 33.6 },
    { "网格调度组", IFC_DEMO_OFFICE, W, 36.0, 16.8, N },
    { "热线受理大厅", IFC_DEMO_OFFICE, 16.8, 36.0, 42.0, N },
    { "质检室", IFC_DEMO_OFFICE, 42.0, 36.0, 50.4, N },
    { "培训室", IFC_DEMO_MEETING, 50.4, 36.0, E, N },
};
static const IfcDemoDoor f4_doors[] = {
    { 21.0, 16.15, IFC_DEMO_DOOR_ENTRANCE }, { 37.8, 16.15, IFC_DEMO_DOOR_ENTRANCE },
    { 16.8, 19.5, IFC_DEMO_DOOR_FIRE },      { 12.0, 22.8, IFC_DEMO_DOOR_FIRE2 },
    { 29.4, 22.8, IFC_DEMO_DOOR_GLASS2 },    { 21.0, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 37.8, 22.8, IFC_DEMO_DOOR_GLASS2 },    { 46.2, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 },    { 44.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 8.0, 36.0, IFC_DEMO_DOOR_GLASS2 },     { 22.0, 36.0, IFC_DEMO_DOOR_GLASS2 },
    { 36.0, 36.0, IFC_DEMO_DOOR_GLASS2 },    { 46.2, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 54.6, 36.0, IFC_DEMO_DOOR_GLASS2 },
};

static const IfcDemoRect f5_rects[] = {
    TOWER_CORRIDOR,
    { "数据治理部", IFC_DEMO_OFFICE, W, T, 16.8, 22.8 },
    { "平台运营部", IFC_DEMO_OFFICE, 16.8, T, 42.0, 22.8 },
    { "安全保障部", IFC_DEMO_OFFICE, 42.0, T, E, 22.8 },
    { "第一会议室", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "第二会议室", IFC_DEMO_MEETING, 44.4, 25.2, E, 33.6 },
    { "规划建设部", IFC_DEMO_OFFICE, W, 36.0, 16.8, N },
    { "应用开发部", IFC_DEMO_OFFICE, 16.8, 36.0, 42.0, N },
    { "项目管理部", IFC_DEMO_OFFICE, 42.0, 36.0, E, N },
};
static const IfcDemoRect f6_rects[] = {
    TOWER_CORRIDOR,
    { "智慧交通专班", IFC_DEMO_OFFICE, W, T, 16.8, 22.8 },
    { "智慧海洋专班", IFC_DEMO_OFFICE, 16.8, T, 42.0, 22.8 },
    { "智慧社区专班", IFC_DEMO_OFFICE, 42.0, T, E, 22.8 },
    { "第三会议室", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "第四会议室", IFC_DEMO_MEETING, 44.4, 25.2, E, 33.6 },
    { "标准研究部", IFC_DEMO_OFFICE, W, 36.0, 16.8, N },
    { "模型算法部", IFC_DEMO_OFFICE, 16.8, 36.0, 42.0, N },
    { "运行评估部", IFC_DEMO_OFFICE, 42.0, 36.0, E, N },
};
static const IfcDemoDoor office_doors[] = {
    { 12.0, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 21.0, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 37.8, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 46.2, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 }, { 44.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 4.0, 25.2, IFC_DEMO_DOOR_GLASS2 },  { 54.6, 25.2, IFC_DEMO_DOOR_GLASS2 },
    { 12.0, 36.0, IFC_DEMO_DOOR_GLASS2 }, { 21.0, 36.0, IFC_DEMO_DOOR_GLASS2 },
    { 37.8, 36.0, IFC_DEMO_DOOR_GLASS2 }, { 46.2, 36.0, IFC_DEMO_DOOR_GLASS2 },
};

static const IfcDemoRect f7_rects[] = {
    TOWER_CORRIDOR,
    { "主任办公室", IFC_DEMO_OFFICE, W, T, 8.4, 22.8 },
    { "副主任办公室一", IFC_DEMO_OFFICE, 8.4, T, 16.8, 22.8 },
    { "主会议室", IFC_DEMO_MEETING, 16.8, T, 33.6, 22.8 },
    { "副主任办公室二", IFC_DEMO_OFFICE, 33.6, T, 42.0, 22.8 },
    { "总工办公室", IFC_DEMO_OFFICE, 42.0, T, 50.4, 22.8 },
    { "秘书室", IFC_DEMO_OFFICE, 50.4, T, E, 22.8 },
    { "第五会议室", IFC_DEMO_MEETING, W, 25.2, 14.4, 33.6 },
    { "接待厅", IFC_DEMO_MEETING, 44.4, 25.2, E, 33.6 },
    { "综合部", IFC_DEMO_OFFICE, W, 36.0, 16.8, N },
    { "人力资源部", IFC_DEMO_OFFICE, 16.8, 36.0, 29.4, N },
    { "财务部", IFC_DEMO_OFFICE, 29.4, 36.0, 42.0, N },
    { "机要室", IFC_DEMO_STORE, 42.0, 36.0, 50.4, N },
    { "文印室", IFC_DEMO_STORE, 50.4, 36.0, E, N },
};
static const IfcDemoDoor f7_doors[] = {
    { 6.0, 22.8, IFC_DEMO_DOOR_SINGLE },  { 10.5, 22.8, IFC_DEMO_DOOR_SINGLE },
    { 20.0, 22.8, IFC_DEMO_DOOR_GLASS2 }, { 30.4, 22.8, IFC_DEMO_DOOR_GLASS2 },
    { 36.0, 22.8, IFC_DEMO_DOOR_SINGLE }, { 46.2, 22.8, IFC_DEMO_DOOR_SINGLE },
    { 54.6, 22.8, IFC_DEMO_DOOR_SINGLE }, { 14.4, 29.4, IFC_DEMO_DOOR_GLASS2 },
    { 44.4, 29.4, IFC_DEMO_DOOR_GLASS2 }, { 12.0, 36.0, IFC_DEMO_DOOR_GLASS2 },
    { 21.0, 36.0, IFC_DEMO_DOOR_SINGLE }, { 37.8, 36.0, IFC_DEMO_DOOR_SINGLE },
    { 46.2, 36.0, IFC_DEMO_DOOR_FIRE },   { 54.6, 36.0, IFC_DEMO_DOOR_SINGLE },
};

static const IfcDemoRect roof_rects[] = {
    { "1号楼梯间", IFC_DEMO_STAIR, 16.8, 25.2, 25.2, 28.4 },
    { "屋面设备间", IFC_DEMO_PLANT, 16.8, 28.4, 25.2, 33.6 },
    { "电梯机房", IFC_DEMO_PLANT, 25.2, 25.2, 33.6, 33.6 },
    { "2号楼梯间", IFC_DEMO_STAIR, 33.6, 25.2, 42.0, 28.4 },
    { "水箱间", IFC_DEMO_PLANT, 33.6, 28.4, 42.0, 33.6 },
};
static const IfcDemoDoor roof_doors[] = {
    { 16.8, 26.8, IFC_DEMO_DOOR_FIRE }, { 42.0, 26.8, IFC_DEMO_DOOR_FIRE },
    { 21.0, 33.6, IFC_DEMO_DOOR_FIRE }, { 29.4, 25.2, IFC_DEMO_DOOR_FIRE2 },
    { 35.5, 33.6, IFC_DEMO_DOOR_FIRE },
};

#define ROWS(name) .rects = name##_rects, .rect_count = COUNT(name##_rects)
#define DOORS(name) .doors = name##_doors, .door_count = COUNT(name##_doors)
const IfcDemoStorey ifc_demo_storeys[] = {
    { "B1", "地下一层", -5.1, 5.1, W, S, E, N, IFC_DEMO_WALL_BASEMENT, true, ROWS(b1), DOORS(b1) },
    { "F1", "一层", 0, 5.4, W, S, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f1), DOORS(f1) },
    { "F2", "二层", 5.4, 4.5, W, S, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f2), DOORS(f2) },
    { "F3", "三层", 9.9, 4.5, W, S, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f3), DOORS(f3) },
    { "F4", "四层", 14.4, 4.2, W, T, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f4), DOORS(f4) },
    { "F5", "五层", 18.6, 4.2, W, T, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f5), DOORS(office) },
    { "F6", "六层", 22.8, 4.2, W, T, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f6), DOORS(office) },
    { "F7", "七层", 27.0, 4.2, W, T, E, N, IFC_DEMO_WALL_NONE, true, ROWS(f7), DOORS(f7) },
    { "RF", "屋面层", 31.2, 3.9, W, T, E, N, IFC_DEMO_WALL_ROOF, false, ROWS(roof), DOORS(roof) },
};
const int ifc_demo_storey_count = COUNT(ifc_demo_storeys);
