// SPDX-License-Identifier: Apache-2.0
// document_table.c - the keys of city.yaml, section by section. To add one: a field and a row.
#include "core/document.h"
#include <stddef.h>
#include <string.h>

#define FIELD(Type, field) .offset = offsetof(Type, field), .bytes = sizeof(((Type *)0)->field)

// The camera's keys, for each struct that holds one at `at`.
#define CAMERA_ROWS(SECTION, at)                                                                                                 \
    { SECTION, "lon", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, target.lon_deg), .min = -180, .max = 180,          \
      .help = "longitude of the point looked at, degrees", .help_zh = "视点目标经度（度）" },                                    \
    { SECTION, "lat", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, target.lat_deg), .min = -90, .max = 90,            \
      .help = "latitude of the point looked at, degrees", .help_zh = "视点目标纬度（度）" },                                     \
    { SECTION, "height_m", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, target.h_m), .min = -12000, .max = 1e7,       \
      .help = "its height", .help_zh = "视点目标高程" },                                                                         \
    { SECTION, "heading", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, heading_deg), .min = -360, .max = 360,         \
      .help = "direction of view: 0 north, 90 east", .help_zh = "方位角：0 北，90 东" },                                         \
    { SECTION, "pitch", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, pitch_deg), .min = -90, .max = 90,               \
      .help = "degrees below the horizon: 90 looks straight down", .help_zh = "俯角：90 为垂直向下" },                           \
    { SECTION, "distance_m", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, distance_m), .min = 0.1, .max = 1e8,        \
      .help = "from the eye to that point", .help_zh = "视点到目标的距离" },                                                     \
    { SECTION, "fov", DOCUMENT_NUMBER, .offset = (at) + offsetof(StateCamera, fov_deg), .min = 1, .max = 150,                    \
      .help = "vertical angle of view, degrees; 40", .help_zh = "垂直视角（度），缺省 40" }

const DocumentKey document_keys[] = {
    // The city
    { DOCUMENT_TOP, "title", DOCUMENT_TEXT, FIELD(State, title), .help = "name of the city",
      .help_zh = "城市名称" },
    { DOCUMENT_TOP, "notice", DOCUMENT_TEXT, FIELD(State, notice),
      .help = "shown on screen and in every picture", .help_zh = "在屏幕和图片上显示的说明" },
    { DOCUMENT_TOP, "origin", DOCUMENT_MAP, DOCUMENT_ORIGIN, FIELD(State, origin),
      .help = "centre of the city frame; without it the first layer decides",
      .help_zh = "城市坐标系原点；缺省由第一个图层决定" },
    { DOCUMENT_TOP, "vertical", DOCUMENT_TEXT, FIELD(State, vertical),
      .help = "the city's height zero: 1985, egm96, …; the ellipsoid when not given",
      .help_zh = "高程基准名称" },
    { DOCUMENT_TOP, "geoid_m", DOCUMENT_NUMBER, FIELD(State, geoid_m), .min = -200, .max = 200,
      .help = "ellipsoid minus height zero at the origin", .help_zh = "原点处椭球高与高程之差" },
    { DOCUMENT_TOP, "display_crs", DOCUMENT_TEXT, FIELD(State, display_crs),
      .help = "coordinates are shown in it: EPSG:4526",
      .help_zh = "显示坐标所用坐标系，如 EPSG:4526" },
    { DOCUMENT_TOP, "utc_offset_h", DOCUMENT_HOURS, FIELD(State, utc_offset_s), .min = -14,
      .max = 14, .help = "hours of the city's clock east of UTC", .help_zh = "时区，小时" },
    { DOCUMENT_TOP, "time", DOCUMENT_TIME, FIELD(State, t_utc_us),
      .help = "the city's clock: 2026-06-21T18:30, or now",
      .help_zh = "城市时间：2026-06-21T18:30 或 now" },
    { DOCUMENT_TOP, "look", DOCUMENT_CHOICE, FIELD(State, look), .choices = "day|night|white",
      .help = "how the city looks", .help_zh = "外观：白天、大屏夜景、白模" },
    { DOCUMENT_TOP, "tide_m", DOCUMENT_NUMBER, FIELD(State, tide_m), .min = -100, .max = 1000,
      .help = "height of the sea", .help_zh = "海面高度" },
    { DOCUMENT_TOP, "exaggeration", DOCUMENT_NUMBER, FIELD(State, exaggeration), .min = 0.1,
      .max = 100, .help = "factor on heights", .help_zh = "高程夸张系数" },
    { DOCUMENT_TOP, "view", DOCUMENT_TEXT, FIELD(State, view), .help = "the bookmark to open with",
      .help_zh = "打开时的书签" },
    { DOCUMENT_TOP, "layers", DOCUMENT_LIST, DOCUMENT_LAYER,
      .help = "what is shown, in drawing order", .help_zh = "图层，按绘制次序" },
    { DOCUMENT_TOP, "bookmarks", DOCUMENT_LIST, DOCUMENT_BOOKMARK, .help = "named views",
      .help_zh = "书签" },
    { DOCUMENT_TOP, "tour", DOCUMENT_LIST, DOCUMENT_TOUR, .help = "key frames of a flight",
      .help_zh = "漫游关键帧" },
    // The operator's, in snapshots
    { DOCUMENT_TOP, "document", DOCUMENT_PATH, FIELD(State, document), .is_operator = true,
      .help = "the city.yaml this came from", .help_zh = "所属文档" },
    { DOCUMENT_TOP, "camera", DOCUMENT_MAP, DOCUMENT_CAMERA, FIELD(State, camera),
      .is_operator = true, .help = "the view", .help_zh = "当前视角" },
    { DOCUMENT_TOP, "quality", DOCUMENT_CHOICE, FIELD(State, quality),
      .choices = "auto|software|full", .is_operator = true, .help = "picture quality",
      .help_zh = "画质" },
    { DOCUMENT_TOP, "language", DOCUMENT_CHOICE, FIELD(State, language), .choices = "zh|en",
      .is_operator = true, .help = "of the interface", .help_zh = "界面语言" },
    { DOCUMENT_TOP, "time_rate", DOCUMENT_NUMBER, FIELD(State, time_rate), .min = -1e6, .max = 1e6,
      .is_operator = true, .help = "0 stands still, 1 is real time",
      .help_zh = "时间流速：0 静止，1 实时" },
    { DOCUMENT_TOP, "touring", DOCUMENT_BOOL, FIELD(State, is_touring), .is_operator = true,
      .help = "the tour plays", .help_zh = "正在漫游" },
    { DOCUMENT_TOP, "tour_time_s", DOCUMENT_NUMBER, FIELD(State, tour_time_s), .min = 0, .max = 1e9,
      .is_operator = true, .help = "since the tour's start", .help_zh = "漫游已进行的时间" },
    { DOCUMENT_TOP, "shadows", DOCUMENT_BOOL, FIELD(State, has_shadows), .is_operator = true,
      .help = "shadows on", .help_zh = "阴影" },
    { DOCUMENT_TOP, "ambient_occlusion", DOCUMENT_BOOL, FIELD(State, has_ambient_occlusion),
      .is_operator = true, .help = "ambient occlusion on", .help_zh = "环境光遮蔽" },
    { DOCUMENT_TOP, "labels", DOCUMENT_BOOL, FIELD(State, has_labels), .is_operator = true,
      .help = "labels on", .help_zh = "注记" },
    { DOCUMENT_TOP, "panels", DOCUMENT_BOOL, FIELD(State, has_panels), .is_operator = true,
      .help = "panels on", .help_zh = "面板" },
    { DOCUMENT_TOP, "readout", DOCUMENT_BOOL, FIELD(State, has_readout), .is_operator = true,
      .help = "frame and memory read-out on", .help_zh = "性能读数" },
    { DOCUMENT_TOP, "budget_ram_mb", DOCUMENT_NUMBER, FIELD(State, budget_ram_mb), .min = 0,
      .max = 1e7, .is_operator = true, .help = "memory that layers may take; 0 = no limit",
      .help_zh = "图层内存上限；0 为不限" },
    { DOCUMENT_TOP, "budget_vram_mb", DOCUMENT_NUMBER, FIELD(State, budget_vram_mb), .min = 0,
      .max = 1e7, .is_operator = true, .help = "GPU memory that tiles may take; 0 = no limit",
      .help_zh = "显存上限；0 为不限" },
    { DOCUMENT_TOP, "selection", DOCUMENT_LIST, DOCUMENT_FEATURE, .is_operator = true,
      .help = "selected features", .help_zh = "选择的要素" },

    { DOCUMENT_ORIGIN, "lon", DOCUMENT_NUMBER, FIELD(GeoPos, lon_deg), .min = -180, .max = 180,
      .help = "longitude, degrees", .help_zh = "经度" },
    { DOCUMENT_ORIGIN, "lat", DOCUMENT_NUMBER, FIELD(GeoPos, lat_deg), .min = -90, .max = 90,
      .help = "latitude, degrees", .help_zh = "纬度" },
    { DOCUMENT_ORIGIN, "height_m", DOCUMENT_NUMBER, FIELD(GeoPos, h_m), .min = -12000, .max = 12000,
      .help = "height", .help_zh = "高程" },

    // A layer
    { DOCUMENT_LAYER, "name", DOCUMENT_TEXT, FIELD(StateLayer, name),
      .help = "shown, unique; the file's name when not given",
      .help_zh = "名称，唯一；缺省为文件名" },
    { DOCUMENT_LAYER, "source", DOCUMENT_PATH, FIELD(StateLayer, source),
      .help = "file, URL, /vsi… path or OGR connection; relative to this document",
      .help_zh = "文件、网址、/vsi… 或 OGR 连接串" },
    { DOCUMENT_LAYER, "table", DOCUMENT_HEAP_TEXT, FIELD(StateLayer, table),
      .help =
          "the table in it, or a grid's band (#3, TMP, t2m#3); without it every table becomes a "
          "layer",
      .help_zh = "其中的表，或格网的波段（#3、TMP、t2m#3）；缺省时每个表成为一个图层" },
    { DOCUMENT_LAYER, "crs", DOCUMENT_HEAP_TEXT, FIELD(StateLayer, crs),
      .help = "overrides the file's: EPSG:4526, WKT, gcj02",
      .help_zh = "坐标系，覆盖文件中的：EPSG:4526 等" },
    { DOCUMENT_LAYER, "datum", DOCUMENT_CHOICE, FIELD(StateLayer, datum),
      .choices = "wgs84|gcj02|bd09", .help = "what its coordinates really are",
      .help_zh = "坐标加密：wgs84 无，gcj02 火星，bd09 百度" },
    { DOCUMENT_LAYER, "encoding", DOCUMENT_HEAP_TEXT, FIELD(StateLayer, encoding),
      .help = "of its text: GB18030; of heights in colours: terrarium, mapbox; detected when not "
              "given",
      .help_zh = "文字编码，如 GB18030；以颜色存高程的瓦片为 terrarium 或 mapbox；缺省自动识别" },
    { DOCUMENT_LAYER, "where", DOCUMENT_HEAP_TEXT, FIELD(StateLayer, where),
      .help = "OGR SQL condition: storeys > 3", .help_zh = "筛选条件（OGR SQL）" },
    { DOCUMENT_LAYER, "vertical", DOCUMENT_TEXT, FIELD(StateLayer, vertical),
      .help = "what its heights are above: ellipsoid, egm96, egm2008, 1985, 1956, EPSG:5773; the "
              "city's zero when not given",
      .help_zh = "高程基准：ellipsoid、egm96、egm2008、1985、1956、EPSG:5773；缺省与城市相同" },
    { DOCUMENT_LAYER, "height_offset_m", DOCUMENT_NUMBER, FIELD(StateLayer, height_offset_m),
      .min = -12000, .max = 12000, .help = "added to its heights", .help_zh = "高程改正" },
    { DOCUMENT_LAYER, "group", DOCUMENT_TEXT, FIELD(StateLayer, group),
      .help = "in the list of layers", .help_zh = "分组" },
    { DOCUMENT_LAYER, "attribution", DOCUMENT_TEXT, FIELD(StateLayer, attribution),
      .help = "whose data it is; shown", .help_zh = "数据来源说明" },
    { DOCUMENT_LAYER, "order", DOCUMENT_NUMBER, FIELD(StateLayer, order), .min = -1e6, .max = 1e6,
      .help = "lower is drawn first", .help_zh = "绘制次序，小者先绘" },
    { DOCUMENT_LAYER, "opacity", DOCUMENT_OPACITY, FIELD(StateLayer, opacity), .max = 1,
      .help = "0 to 1", .help_zh = "不透明度 0–1" },
    { DOCUMENT_LAYER, "visible", DOCUMENT_BOOL, FIELD(StateLayer, is_visible),
      .help = "shown or hidden", .help_zh = "是否显示" },
    { DOCUMENT_LAYER, "drop_duplicates", DOCUMENT_BOOL, FIELD(StateLayer, drop_duplicates),
      .help = "leave out features repeated by tile buffers", .help_zh = "去除瓦片重复要素" },
    { DOCUMENT_LAYER, "ground", DOCUMENT_BOOL, FIELD(StateLayer, is_on_ground),
      .help = "a model's foot stands on the terrain, whatever its height says",
      .help_zh = "模型底部落在地形上" },
    { DOCUMENT_LAYER, "mask_terrain", DOCUMENT_BOOL, FIELD(StateLayer, masks_terrain),
      .help = "no terrain is drawn inside a model's outline", .help_zh = "挖去模型范围内的地形" },
    { DOCUMENT_LAYER, "anchor", DOCUMENT_MAP, DOCUMENT_ANCHOR, FIELD(StateLayer, anchor),
      .help = "a model placed by hand, before what its file says",
      .help_zh = "手工放置模型，优先于文件中的位置" },
    { DOCUMENT_LAYER, "style", DOCUMENT_MAP, DOCUMENT_STYLE, FIELD(StateLayer, style),
      .help = "how it is drawn; what is left out is guessed", .help_zh = "样式；未给出的自动推断" },

    // Where a model stands
    { DOCUMENT_ANCHOR, "lon", DOCUMENT_NUMBER, FIELD(GeoModelPoint, pos.lon_deg), .min = -180,
      .max = 180, .help = "longitude of the middle of its plan, degrees",
      .help_zh = "模型平面中心的经度" },
    { DOCUMENT_ANCHOR, "lat", DOCUMENT_NUMBER, FIELD(GeoModelPoint, pos.lat_deg), .min = -90,
      .max = 90, .help = "latitude", .help_zh = "纬度" },
    { DOCUMENT_ANCHOR, "height_m", DOCUMENT_NUMBER, FIELD(GeoModelPoint, pos.h_m), .min = -12000,
      .max = 12000, .help = "of the model's zero, or of its bottom where the zero is outside it",
      .help_zh = "模型零点（±0.00）的高程；零点不在模型内时为底面高程" },
    { DOCUMENT_ANCHOR, "heading", DOCUMENT_NUMBER, FIELD(GeoModelPoint, heading_deg), .min = -360,
      .max = 360, .help = "where the model's y axis points: 0 north, 90 east",
      .help_zh = "模型 y 轴方位角：0 北，90 东" },
    { DOCUMENT_ANCHOR, "scale", DOCUMENT_NUMBER, FIELD(GeoModelPoint, scale), .min = 1e-6,
      .max = 1e6, .help = "factor on its size; 1", .help_zh = "缩放，缺省 1" },

    // Its style
    { DOCUMENT_STYLE, "draw", DOCUMENT_CHOICE, FIELD(LayerStyle, draw),
      .choices = "auto|building|area|line|point|image|elevation|grid|raised|none|model",
      .help = "what it is drawn as", .help_zh = "绘制方式" },
    { DOCUMENT_STYLE, "colour", DOCUMENT_COLOUR, .offset = offsetof(LayerStyle, rgb),
      .bytes = offsetof(LayerStyle, has_rgb), .help = "#rrggbb", .help_zh = "颜色 #rrggbb" },
    { DOCUMENT_STYLE, "colour_by", DOCUMENT_TEXT, FIELD(LayerStyle, colour_attribute),
      .help = "attribute that decides the colour", .help_zh = "决定颜色的属性" },
    { DOCUMENT_STYLE, "categories", DOCUMENT_STOPS, DOCUMENT_STOP,
      .help = "colours of equal values", .help_zh = "分类取色" },
    { DOCUMENT_STYLE, "breaks", DOCUMENT_STOPS, DOCUMENT_STOP, .help = "colours from a value on",
      .help_zh = "分级取色" },
    { DOCUMENT_STYLE, "stops", DOCUMENT_STOPS, DOCUMENT_STOP,
      .help = "colours mixed between values", .help_zh = "渐变取色" },
    { DOCUMENT_STYLE, "ramp", DOCUMENT_TEXT, FIELD(LayerStyle, ramp),
      .help = "named colours over the attribute's range: viridis",
      .help_zh = "色带名称，如 viridis" },
    { DOCUMENT_STYLE, "height", DOCUMENT_HEIGHT, .help = "attribute or metres, above the ground",
      .help_zh = "高度：属性名或米数" },
    { DOCUMENT_STYLE, "storeys", DOCUMENT_TEXT, FIELD(LayerStyle, storeys_attribute),
      .help = "attribute", .help_zh = "层数属性" },
    { DOCUMENT_STYLE, "storey_m", DOCUMENT_NUMBER, FIELD(LayerStyle, storey_m), .min = 0,
      .max = 100, .help = "height of a storey; 3.3", .help_zh = "层高，缺省 3.3" },
    { DOCUMENT_STYLE, "min_height", DOCUMENT_TEXT, FIELD(LayerStyle, min_height_attribute),
      .help = "attribute: bottom above the ground", .help_zh = "底部高度属性" },
    { DOCUMENT_STYLE, "use", DOCUMENT_TEXT, FIELD(LayerStyle, use_attribute),
      .help = "attribute: what a building is used for", .help_zh = "用途属性" },
    { DOCUMENT_STYLE, "width", DOCUMENT_WIDTH,
      .help = "12 m, 2 px, or an attribute (metres or road class)",
      .help_zh = "宽度：12 m、2 px 或属性（米或道路等级）" },
    { DOCUMENT_STYLE, "casing", DOCUMENT_COLOUR, .offset = offsetof(LayerStyle, casing_rgb),
      .bytes = offsetof(LayerStyle, has_casing), .help = "colour of the border",
      .help_zh = "边线颜色" },
    { DOCUMENT_STYLE, "dash_m", DOCUMENT_NUMBER, FIELD(LayerStyle, dash_m), .min = 0, .max = 1e5,
      .help = "length of a dash; 0 solid", .help_zh = "虚线长度；0 为实线" },
    { DOCUMENT_STYLE, "surface", DOCUMENT_CHOICE, FIELD(LayerStyle, surface),
      .choices = "plain|water|road", .help = "water shines, roads glow at night",
      .help_zh = "表面：普通、水面、道路" },
    { DOCUMENT_STYLE, "label", DOCUMENT_TEXT, FIELD(LayerStyle, label_attribute),
      .help = "attribute, or none", .help_zh = "注记属性，或 none" },
    { DOCUMENT_STYLE, "label_size_px", DOCUMENT_NUMBER, FIELD(LayerStyle, label_size_px), .min = 0,
      .max = 200, .help = "15", .help_zh = "注记字号，缺省 15" },
    { DOCUMENT_STYLE, "label_colour", DOCUMENT_COLOUR, .offset = offsetof(LayerStyle, label_rgb),
      .bytes = offsetof(LayerStyle, has_label_rgb),
      .help = "#rrggbb of its ink by day; lighter at night",
      .help_zh = "注记颜色（日间），夜间自动提亮" },
    { DOCUMENT_STYLE, "label_priority", DOCUMENT_NUMBER, FIELD(LayerStyle, label_priority),
      .min = -1e6, .max = 1e6, .help = "higher wins the place", .help_zh = "注记优先级，大者优先" },
    { DOCUMENT_STYLE, "label_rank", DOCUMENT_TEXT, FIELD(LayerStyle, label_rank_attribute),
      .help = "attribute: larger values first", .help_zh = "注记排序属性" },
    { DOCUMENT_STYLE, "icon", DOCUMENT_TEXT, FIELD(LayerStyle, icon),
      .help = "name of an icon, or none", .help_zh = "图标名称，或 none" },
    { DOCUMENT_STYLE, "symbol", DOCUMENT_TEXT, FIELD(LayerStyle, symbol),
      .help = "3D: tree, lamp, crane, cone, cylinder, sphere, box, or none",
      .help_zh = "三维符号" },
    { DOCUMENT_STYLE, "symbol_size_m", DOCUMENT_NUMBER, FIELD(LayerStyle, symbol_size_m), .min = 0,
      .max = 1e4, .help = "its height", .help_zh = "符号高度" },
    { DOCUMENT_STYLE, "visible_from_m", DOCUMENT_NUMBER, FIELD(LayerStyle, visible_from_m),
      .min = 0, .max = 1e8, .help = "camera distance from which it shows",
      .help_zh = "可见的最近距离" },
    { DOCUMENT_STYLE, "visible_to_m", DOCUMENT_NUMBER, FIELD(LayerStyle, visible_to_m), .min = 0,
      .max = 1e8, .help = "camera distance up to which it shows; 0 = any",
      .help_zh = "可见的最远距离；0 为不限" },

    { DOCUMENT_STOP, "value", DOCUMENT_TEXT, FIELD(StyleStop, text), .help = "text or number",
      .help_zh = "值" },
    { DOCUMENT_STOP, "colour", DOCUMENT_COLOUR, .offset = offsetof(StyleStop, rgb),
      .help = "#rrggbb", .help_zh = "颜色" },

    CAMERA_ROWS(DOCUMENT_CAMERA, 0),

    { DOCUMENT_BOOKMARK, "name", DOCUMENT_TEXT, FIELD(StateBookmark, name), .help = "of the view",
      .help_zh = "名称" },
    CAMERA_ROWS(DOCUMENT_BOOKMARK, offsetof(StateBookmark, camera)),

    { DOCUMENT_TOUR, "name", DOCUMENT_TEXT, FIELD(StateTourStop, name), .help = "of the stop",
      .help_zh = "名称" },
    { DOCUMENT_TOUR, "seconds", DOCUMENT_NUMBER, FIELD(StateTourStop, seconds), .min = 0,
      .max = 3600, .help = "from the stop before", .help_zh = "从上一站到此的秒数" },
    { DOCUMENT_TOUR, "time", DOCUMENT_TIME, FIELD(StateTourStop, t_utc_us),
      .help = "the clock there; without it the clock is left", .help_zh = "到达时的城市时间" },
    CAMERA_ROWS(DOCUMENT_TOUR, offsetof(StateTourStop, camera)),

    { DOCUMENT_FEATURE, "layer", DOCUMENT_INDEX, FIELD(StateFeatureRef, layer_id), .min = 0,
      .max = 4294967295.0, .help = "place in the list of layers, from 0", .help_zh = "图层序号" },
    { DOCUMENT_FEATURE, "feature", DOCUMENT_INDEX, FIELD(StateFeatureRef, feature), .min = 0,
      .max = 4294967295.0, .help = "place in the layer", .help_zh = "要素序号" },
};
const int document_key_count = (int)(sizeof document_keys / sizeof document_keys[0]);

const DocumentKey *document_key_find(DocumentSection section, const char *key)
{
    for (int i = 0; i < document_key_count; i++)
        if (document_keys[i].section == section && strcmp(document_keys[i].key, key) == 0) return &document_keys[i];
    return NULL;
}
