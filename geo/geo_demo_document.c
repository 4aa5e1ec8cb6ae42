// SPDX-License-Identifier: Apache-2.0
// geo_demo_document.c - the demo's city.yaml: layers with styles, bookmarks and a tour.
#include "geo/geo_demo_city.h"
#include "base/file.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

static const char head[] =
    "# 数字孪生湛江 · 示范数据。Written by `citymirror demo`; opened like any document of your own.\n"
    "title: 数字孪生湛江\n"
    "notice: 示范数据\n"
    "origin: { lon: 110.40, lat: 21.22 }\n"
    "vertical: 1985\n"
    "display_crs: EPSG:4526\n"
    "utc_offset_h: 8\n"
    "time: 2026-06-21T08:40\n"
    "look: day\n"
    "view: 海湾大桥\n";

static const char elevation[] =
    "layers:\n"
    "  - name: 高程 远景\n    source: dem_far.tif\n    group: 底图\n    style: { draw: elevation }\n"
    "  - name: 高程\n    source: dem.tif\n    group: 底图\n    style: { draw: elevation }\n"
    "  - name: 高程 市区\n    source: dem_core.tif\n    group: 底图\n    style: { draw: elevation }\n";

// Painted in this order.
typedef struct {
    const char *name, *table, *group, *where, *style; // where: NULL = all rows
    bool is_hidden;
} DocumentLayer;
static const DocumentLayer layers[] = {
    { "陆地", "land", "底图", NULL, "draw: area\n      colour: '#8a9878'\n      casing: '#8a9878'\n      label: none", false },
    { "海域", "sea", "底图", NULL, "draw: area\n      colour: '#5f93b4'\n      surface: water", true },
    { "农田", "farmland", "底图", NULL,
      "draw: area\n      colour: '#8d9c79'\n      casing: '#87966f'\n      colour_by: type\n      categories:\n        - { value: 水田, colour: '#83986d' }\n"
      "        - { value: 旱地, colour: '#a5a17f' }\n        - { value: 园地, colour: '#7c9168' }\n        - { value: 林地, colour: '#5f7a52' }\n        - { value: 桉树林, colour: '#68815b' }\n        - { value: 鱼塘, colour: '#7fa3a6' }\n      label: none",
      false },
    { "建成区", "blocks", "底图", NULL,
      "draw: area\n      colour: '#aaa89c'\n      casing: '#a09d90'\n      colour_by: zone\n      categories:\n        - { value: 居住, colour: '#a8a798' }\n"
      "        - { value: 中心, colour: '#a9a59b' }\n        - { value: 工业, colour: '#9b9d9d' }\n        - { value: 校园, colour: '#939c80' }\n"
      "        - { value: 村庄, colour: '#a19f80' }\n      label: none\n      visible_to_m: 120000",
      false },
    { "绿地", "greens", "底图", NULL,
      "draw: area\n      colour: '#748c61'\n      casing: '#6a8158'\n      colour_by: type\n      categories:\n        - { value: 公园, colour: '#6f8b5c' }\n"
      "        - { value: 红树林, colour: '#56794f' }\n        - { value: 林地, colour: '#5f7a52' }\n        - { value: 沙滩, colour: '#dccb9c' }\n"
      "      label: name\n      label_size_px: 13\n      label_colour: '#2f5f2c'\n      label_priority: 5\n      visible_to_m: 40000",
      false },
    { "港区", "ports", "底图", NULL, "draw: area\n      colour: '#989b9c'\n      casing: '#8d9092'\n      label: name\n      label_size_px: 13\n      label_colour: '#4d5358'\n      visible_to_m: 40000", false },
    { "机场", "airport", "底图", NULL,
      "draw: area\n      colour: '#82936e'\n      casing: '#7a8d64'\n      colour_by: type\n      categories:\n"
      "        - { value: 场区, colour: '#80936a' }\n        - { value: 旧机场, colour: '#969f78' }\n      label: none",
      false },
    { "跑道", "runways", "底图", NULL,
      "draw: area\n      colour: '#b0b2b4'\n      casing: '#e8e8e4'\n      colour_by: type\n      categories:\n"
      "        - { value: 机坪, colour: '#a9acae' }\n        - { value: 滑行道, colour: '#8b8f92' }\n        - { value: 跑道, colour: '#54585e' }\n"
      "      label: none",
      false },
    { "跑道标线", "markings", "底图", NULL, "draw: area\n      colour: '#f6f6f2'\n      casing: '#f6f6f2'\n      label: none\n      visible_to_m: 30000", false },
    { "湖库", "lakes", "水系", NULL, "draw: area\n      colour: '#5f93b4'\n      surface: water\n      label: name\n      label_size_px: 14\n      label_colour: '#1f5f8c'\n      visible_to_m: 60000", false },
    { "河流", "rivers", "水系", NULL, "draw: line\n      colour: '#5f93b4'\n      surface: water\n      width: width\n      label: name\n      label_size_px: 13\n      label_colour: '#1f5f8c'\n      visible_to_m: 80000", false },
    { "航道", "channels", "水系", NULL, "draw: line\n      colour: '#7fb0cc'\n      width: 60 m\n      dash_m: 400\n      label: none", true },
    { "区界", "boundaries", "区划", NULL, "draw: line\n      colour: '#9a7fa8'\n      width: 1.6 px\n      dash_m: 900\n      label: none\n      visible_from_m: 14000", false },
    { "铁路", "railways", "交通", NULL, "draw: line\n      colour: '#6d6e75'\n      width: 6 m\n      casing: '#e6e4de'\n      dash_m: 40\n      label: none", false },
    { "道路", "roads", "交通", NULL,
      "draw: line\n      colour: '#f6f3ec'\n      colour_by: class\n      categories:\n        - { value: 高速公路, colour: '#e2c690' }\n"
      "        - { value: 城市快速路, colour: '#e8d3a4' }\n        - { value: 城市主干路, colour: '#eee6d0' }\n        - { value: 一级公路, colour: '#e8dcbc' }\n"
      "        - { value: 国道, colour: '#e8dcbc' }\n        - { value: 省道, colour: '#eae1c8' }\n        - { value: 次干路, colour: '#efede6' }\n"
      "        - { value: 支路, colour: '#e2dfd8' }\n        - { value: 街巷, colour: '#d3cfc5' }\n      width: width\n      casing: '#8f8878'\n"
      "      surface: road\n      label: sign\n      label_size_px: 12\n      label_colour: '#5a5346'\n      label_priority: 1",
      false },
    { "桥梁", "bridges", "交通", NULL,
      "draw: building\n      height: height\n      use: part\n      colour: '#dfe3e6'\n      colour_by: part\n      categories:\n        - { value: 桥面, colour: '#b4b8ba' }\n"
      "        - { value: 桥塔, colour: '#eceeed' }\n        - { value: 桥墩, colour: '#c3c6c5' }\n        - { value: 灯柱, colour: '#8f979d' }\n"
      "        - { value: 灯带, colour: '#eedbb4' }\n        - { value: 路灯, colour: '#ffe2b0' }\n        - { value: 障碍灯, colour: '#ff3b2a' }\n      label: none",
      false },
    { "斜拉索", "cables", "交通", NULL, "draw: raised\n      width: 0.8 m\n      colour: '#eef0ee'\n      label: none\n      visible_to_m: 30000", false },
    { "岸桥", "cranes", "交通", NULL,
      "draw: point\n      icon: none\n      symbol: crane\n      symbol_size_m: 62\n      colour: '#c8553d'\n      label: none\n      visible_to_m: 20000",
      false },
    { "集装箱", "containers", "交通", NULL,
      "draw: building\n      height: height\n      use: kind\n      colour: '#a8564a'\n      colour_by: line\n      categories:\n        - { value: 红, colour: '#b05a4c' }\n"
      "        - { value: 蓝, colour: '#4f7396' }\n        - { value: 绿, colour: '#5d8470' }\n        - { value: 白, colour: '#dcdcd6' }\n"
      "        - { value: 橙, colour: '#c98a52' }\n        - { value: 灰, colour: '#8d9399' }\n      label: none\n      visible_to_m: 20000",
      false },
    { "树木", "trees", "底图", NULL,
      "draw: point\n      icon: none\n      symbol: tree\n      height: size_m\n      symbol_size_m: 9\n      colour: '#5b7f4c'\n      label: none\n      visible_to_m: 6000",
      false },
    { "建筑", "buildings", "建筑", NULL,
      "draw: building\n      height: height\n      storeys: storeys\n      use: use\n      colour: '#e6dfd2'\n      colour_by: use\n      categories:\n"
      "        - { value: 住宅, colour: '#e6dccb' }\n        - { value: 商住, colour: '#e0d3c1' }\n        - { value: 办公, colour: '#a9bfcd' }\n"
      "        - { value: 商业, colour: '#c9b6a4' }\n        - { value: 工业, colour: '#b9bec1' }\n        - { value: 仓储, colour: '#bfc1bd' }\n"
      "        - { value: 学校, colour: '#dccfb2' }\n        - { value: 医院, colour: '#e8dfd9' }\n        - { value: 公共, colour: '#d5d0bd' }\n"
      "      label: name\n      label_size_px: 14\n      label_priority: 6",
      false },
    { "区县", "seats", "注记", NULL,
      "draw: point\n      icon: none\n      label: name\n      label_size_px: 24\n      label_colour: '#3a2f5c'\n      label_priority: 9\n      label_rank: population\n"
      "      visible_from_m: 30000",
      false },
    { "镇街", "towns", "注记", NULL,
      "draw: point\n      icon: none\n      label: name\n      label_size_px: 14\n      label_priority: 4\n      label_rank: population\n      visible_from_m: 7000\n      visible_to_m: 110000",
      false },
    { "地名", "landmarks", "注记", "kind IN ('水库', '山峰', '岛屿', '海湾') OR rank > 2",
      "draw: point\n      icon: none\n      label: name\n      label_size_px: 15\n      label_priority: 5\n      label_rank: importance\n      visible_from_m: 7000",
      false },
    { "地标", "landmarks", "注记", "kind NOT IN ('水库', '山峰', '岛屿', '海湾', '公园') AND name <> '金沙湾观海长廊' AND rank <= 2",
      "draw: point\n      icon: none\n      label: name\n      label_size_px: 16\n      label_priority: 7\n      label_rank: importance\n      visible_to_m: 60000",
      false },
};

// Placed by its own map conversion; the ground inside it is the building's.
static const char building[] =
    "  - name: 运营中心\n    source: models/运营中心.ifc\n    group: 建筑\n    "
    "attribution: " GEO_DEMO_NOTICE "\n    mask_terrain: true\n";

static const char stations[] =
    "  - name: 监测站\n    source: zhanjiang.gpkg\n    table: stations\n    group: 感知\n    "
    "attribution: " GEO_DEMO_NOTICE "\n"
    "    style:\n      draw: point\n      colour: '#2f7fb8'\n      colour_by: kind_zh\n      "
    "categories:\n"
    "        - { value: 气象, colour: '#3a7bd5' }\n        - { value: 潮位, colour: '#1f9aa8' }\n  "
    "      - { value: 海况, colour: '#1f7fa8' }\n"
    "        - { value: 空气质量, colour: '#5aa845' }\n        - { value: 积水点, colour: "
    "'#5b6fd0' }\n        - { value: 泵站, colour: '#4f8fd8' }\n"
    "        - { value: 变电站, colour: '#d8a23a' }\n        - { value: 馈线, colour: '#c9b04a' "
    "}\n        - { value: 医院, colour: '#c8504f' }\n"
    "        - { value: 道路, colour: '#8a8f96' }\n        - { value: 桥梁, colour: '#6f7680' }\n  "
    "      - { value: 客流, colour: '#b05fa8' }\n"
    "      label: none\n      visible_to_m: 9000\n      live: '{key}'\n      live_label: true\n";

// Values between stations and along ways. Rain shows when it rains.
static const char live_layers[] =
    "  - name: 降雨分布\n    source: zhanjiang.gpkg\n    table: stations\n    where: kind = "
    "'weather'\n    group: 感知\n    opacity: 0.8\n    attribution: " GEO_DEMO_NOTICE "\n"
    "    style:\n      draw: none\n      label: none\n      live: weather.{id}.r1h\n      "
    "live_draw: field\n      live_radius: 14000\n      visible_from_m: 18000\n"
    "      live_stops: '0=#bfe8f5;4=#74c4ee;10=#3f8fe0;20=#2c5cc8;35=#6a3cb4;50=#b8327c'\n"
    "  - name: 客流热力\n    source: zhanjiang.gpkg\n    table: stations\n    where: kind = "
    "'crowd'\n    group: 感知\n    attribution: " GEO_DEMO_NOTICE "\n"
    "    style:\n      draw: none\n      label: none\n      live: crowd.{id}.count\n      "
    "live_draw: heat\n      live_radius: 170\n      live_stops: '0=#40b0a0;9000=#d03030'\n"
    "      live_ramp: heat\n      visible_to_m: 30000\n"
    "  - name: 客流格网\n    source: zhanjiang.gpkg\n    table: stations\n    where: kind = "
    "'crowd'\n    group: 感知\n    visible: false\n    attribution: " GEO_DEMO_NOTICE "\n"
    "    style:\n      draw: none\n      label: none\n      live: crowd.{id}.count\n      "
    "live_draw: grid\n      live_radius: 250\n      live_height: 400\n"
    "      live_stops: '0=#40b060;3000=#e0c020;6000=#e08020;9000=#d03030'\n"
    "  - name: 琼州海峡轮渡\n    source: ferry.geojson\n    group: 感知\n    "
    "attribution: " GEO_DEMO_NOTICE "\n"
    "    style:\n      draw: line\n      colour: '#7fb0cc'\n      width: 1 px\n      label: "
    "none\n      live: '{key}'\n      live_draw: flow\n"
    "      live_stops: '0=#30b0c0;3000=#e0b020;6000=#e07020;9000=#d03030'\n";
// Levels of view: not drawn, pages narrow the city to them.
static const char units[] =
    "  - name: 县界\n    source: zhanjiang.gpkg\n    table: districts\n    group: 区划\n    "
    "attribution: " GEO_DEMO_NOTICE "\n    level: county\n    style: { draw: none, label: none }\n"
    "  - name: 镇界\n    source: zhanjiang.gpkg\n    table: town_areas\n    group: 区划\n    "
    "attribution: " GEO_DEMO_NOTICE "\n    level: town\n    style: { draw: none, label: none }\n"
    "  - name: 村界\n    source: zhanjiang.gpkg\n    table: village_areas\n    group: 区划\n    "
    "attribution: " GEO_DEMO_NOTICE "\n    level: village\n    style: { draw: none, label: none }\n";

// The simulation reads what demo_sim.c wrote beside it; what it says is kept, to be shown again.
static const char feeds[] =
    "store: history.sqlite\n"
    "feeds:\n  - { name: 城市仿真, driver: sim, options: path=sim.json scenario=normal }\n";

// The first view is the one the program opens with.
static const char views[] =
    "bookmarks:\n"
    "  - { name: 海湾大桥, lon: 110.4178, lat: 21.2403, height_m: 65, heading: 304, pitch: 5.2, distance_m: 2400, fov: 22.7 }\n"
    "  - { name: 金沙湾, lon: 110.3930, lat: 21.2560, height_m: 20, heading: 250, pitch: 18, distance_m: 1900, fov: 40 }\n"
    "  - { name: 霞山港, lon: 110.4060, lat: 21.1960, height_m: 10, heading: 318, pitch: 20, distance_m: 2700, fov: 39 }\n"
    "  - { name: 赤坎老街, lon: 110.3625, lat: 21.2735, height_m: 10, heading: 262, pitch: 27, distance_m: 1700, fov: 40 }\n"
    "  - { name: 调顺跨海大桥, lon: 110.4190, lat: 21.3028, height_m: 30, heading: 235, pitch: 13, distance_m: 2300, fov: 36 }\n"
    "  - { name: 机场, lon: 110.5920, lat: 21.4830, height_m: 24, heading: 12, pitch: 22, distance_m: 2700, fov: 40 }\n"
    "  - { name: 东海岛钢铁, lon: 110.4900, lat: 21.0560, height_m: 10, heading: 160, pitch: 20, distance_m: 4200, fov: 40 }\n"
    "  - { name: 湖光岩, lon: 110.2835, lat: 21.1508, height_m: 22, heading: 20, pitch: 30, distance_m: 3600, fov: 40 }\n"
    "  - { name: 湛江湾, lon: 110.4150, lat: 21.1900, height_m: 0, heading: 350, pitch: 34, distance_m: 24000, fov: 40 }\n"
    "  - { name: 硇洲岛, lon: 110.5950, lat: 20.9160, height_m: 20, heading: 325, pitch: 20, distance_m: 8200, fov: 40 }\n"
    "  - { name: 全市, lon: 110.3000, lat: 20.9800, height_m: 0, heading: 0, pitch: 64, distance_m: 262000, fov: 40 }\n"
    "tour:\n"
    "  - { name: 全市, lon: 110.3000, lat: 20.9800, height_m: 0, heading: 0, pitch: 64, distance_m: 262000, fov: 40, seconds: 0, time: 2026-06-21T15:30 }\n"
    "  - { name: 湛江湾, lon: 110.4150, lat: 21.1900, height_m: 0, heading: 350, pitch: 34, distance_m: 24000, fov: 40, seconds: 8, time: 2026-06-21T16:10 }\n"
    "  - { name: 霞山港, lon: 110.4060, lat: 21.1960, height_m: 10, heading: 318, pitch: 20, distance_m: 2700, fov: 39, seconds: 8, time: 2026-06-21T16:30 }\n"
    "  - { name: 海湾大桥, lon: 110.4178, lat: 21.2403, height_m: 65, heading: 304, pitch: 5.2, distance_m: 2400, fov: 22.7, seconds: 7, time: 2026-06-21T17:00 }\n"
    "  - { name: 金沙湾, lon: 110.3930, lat: 21.2560, height_m: 20, heading: 250, pitch: 18, distance_m: 1900, fov: 40, seconds: 7, time: 2026-06-21T17:40 }\n"
    "  - { name: 调顺跨海大桥, lon: 110.4190, lat: 21.3028, height_m: 30, heading: 235, pitch: 13, distance_m: 2300, fov: 36, seconds: 8, time: 2026-06-21T18:20 }\n"
    "  - { name: 机场, lon: 110.5920, lat: 21.4830, height_m: 24, heading: 12, pitch: 22, distance_m: 2700, fov: 40, seconds: 9, time: 2026-06-21T18:50 }\n"
    "  - { name: 东海岛钢铁, lon: 110.4900, lat: 21.0560, height_m: 10, heading: 160, pitch: 20, distance_m: 4200, fov: 40, seconds: 10, time: 2026-06-21T19:30 }\n"
    "  - { name: 海湾大桥夜, lon: 110.4178, lat: 21.2403, height_m: 65, heading: 304, pitch: 5.2, distance_m: 2400, fov: 22.7, seconds: 9, time: 2026-06-21T20:10 }\n";

// What the hall shows by turns.
static const char scenes[] =
    "scenes:\n"
    "  - { name: 城市体征, page: C1, look: night, seconds: 40, lon: 110.393, lat: 21.256, "
    "height_m: 20, heading: 250, pitch: 18, distance_m: 1900, fov: 40 }\n"
    "  - { name: 气象, page: T29, look: night, seconds: 30, lon: 110.415, lat: 21.19, height_m: 0, "
    "heading: 350, pitch: 34, distance_m: 24000, fov: 40 }\n"
    "  - { name: 水利, page: T28, look: night, seconds: 30, lon: 110.419, lat: 21.3028, height_m: "
    "30, heading: 235, pitch: 13, distance_m: 2300, fov: 36 }\n"
    "  - { name: 交通, page: T25, look: night, seconds: 30, lon: 110.4178, lat: 21.2403, height_m: "
    "65, heading: 304, pitch: 5.2, distance_m: 2400, fov: 22.7 }\n"
    "  - { name: 生态环境, page: T26, look: night, seconds: 30, lon: 110.2835, lat: 21.1508, "
    "height_m: 22, heading: 20, pitch: 30, distance_m: 3600, fov: 40 }\n"
    "  - { name: 住建城管, page: T14, look: night, seconds: 30, lon: 110.3625, lat: 21.2735, "
    "height_m: 10, heading: 262, pitch: 27, distance_m: 1700, fov: 40 }\n"
    "  - { name: 能源, page: T30, look: night, seconds: 30, lon: 110.49, lat: 21.056, height_m: "
    "10, heading: 160, pitch: 20, distance_m: 4200, fov: 40 }\n"
    "  - { name: 卫生健康, page: T20, look: night, seconds: 30, lon: 110.44352, lat: 21.25878, "
    "height_m: 24, heading: 93, pitch: 24, distance_m: 900, fov: 40 }\n"
    "  - { name: 协同处理, page: C3, look: night, seconds: 30, lon: 110.406, lat: 21.196, "
    "height_m: 10, heading: 318, pitch: 20, distance_m: 2700, fov: 39 }\n"
    "  - { name: 领导决策, page: C4, look: night, seconds: 30, lon: 110.3, lat: 20.98, height_m: "
    "0, heading: 0, pitch: 64, distance_m: 262000, fov: 40 }\n";

// The operations centre from before its front, a third round to the side.
static void add_site_view(Str *text, const GeoDemoSite *site)
{
    const double heading = fmod(site->azimuth_deg - 90 + 30 + 360, 360);
    str_printf(
        text,
        "  - { name: 运营中心, lon: %.5f, lat: %.5f, height_m: %.0f, heading: %.0f, pitch: 17, "
        "distance_m: 112, fov: 58 }\n",
        site->lon, site->lat, site->height_m + 12, heading);
}

const char *geo_demo_layer_name(int index)
{
    static const char *const others[] = { "高程 远景", "高程", "高程 市区", "运营中心",
                                          "监测站",    "县界", "镇界",      "村界" };
    const int count = (int)(sizeof layers / sizeof layers[0]),
              more = (int)(sizeof others / sizeof others[0]);
    if (index < 0 || index >= count + more) return NULL;
    return index < count ? layers[index].name : others[index - count];
}

bool geo_demo_document_write(const char *path, const GeoDemoSite *site, bool has_stations, Err *err)
{
    Str text = { 0 };
    str_add(&text, head);
    str_add(&text, elevation);
    for (size_t l = 0; l < sizeof layers / sizeof layers[0]; l++) {
        const DocumentLayer *layer = &layers[l];
        str_printf(&text, "  - name: %s\n    source: zhanjiang.gpkg\n    table: %s\n    group: %s\n", layer->name, layer->table, layer->group);
        if (layer->where) str_printf(&text, "    where: \"%s\"\n", layer->where);
        str_printf(&text, "    attribution: %s\n", GEO_DEMO_NOTICE);
        if (layer->is_hidden) str_add(&text, "    visible: false\n");
        str_printf(&text, "    style:\n      %s\n", layer->style);
    }
    str_add(&text, building);
    str_add(&text, units);
    if (has_stations) {
        str_add(&text, live_layers);
        str_add(&text, stations);
        str_add(&text, feeds);
    }
    const char *tour = strstr(views, "tour:\n");
    str_add_n(&text, views, (size_t)(tour - views));
    add_site_view(&text, site);
    str_add(&text, tour);
    if (has_stations) str_add(&text, scenes);
    const bool ok = file_replace(path, text.text, text.length, err);
    str_finish(&text);
    return ok;
}
