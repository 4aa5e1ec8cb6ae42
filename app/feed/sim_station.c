// SPDX-License-Identifier: Apache-2.0
// sim_station.c - where the demo city's sensors stand. Names of places are real, their sensors are
// not: positions are schematic.
#include "feed/sim.h"
#include "feed/sim_tide.h"
#include "feed/sim_private.h"

static const char *const kinds[SIM_STATION_KINDS][2] = {
    [SIM_STATION_NONE] = { "", "" },
    [SIM_WEATHER] = { "weather", "气象" },   [SIM_TIDE] = { "tide", "潮位" },
    [SIM_SEA] = { "sea", "海况" },           [SIM_AIR] = { "air", "空气质量" },
    [SIM_WATER] = { "water", "水质" },       [SIM_RIVER] = { "river", "河道" },
    [SIM_RESERVOIR] = { "reservoir", "水库" }, [SIM_PUMP] = { "pump", "泵站" },
    [SIM_POND] = { "pond", "积水点" },       [SIM_POWER] = { "power", "变电站" },
    [SIM_FEEDER] = { "feeder", "馈线" },     [SIM_GAS] = { "gas", "燃气" },
    [SIM_MAINS] = { "mains", "供水" },       [SIM_ROAD] = { "road", "道路" },
    [SIM_BRIDGE] = { "bridge", "桥梁" },     [SIM_PARKING] = { "parking", "停车" },
    [SIM_CROWD] = { "crowd", "客流" },       [SIM_HOSPITAL] = { "hospital", "医院" },
    [SIM_NOISE] = { "noise", "噪声" },       [SIM_SITE] = { "site", "工地" },
};
const char *sim_station_kind(SimStationKind kind)
{
    return kinds[kind][0];
}
const char *sim_station_kind_zh(SimStationKind kind)
{
    return kinds[kind][1];
}
const char *sim_station_metric(SimStationKind kind)
{
    for (int m = 0; m < sim_metric_count; m++) {
        if (sim_metrics[m].kind == kind) return sim_metrics[m].name;
    }
    return "";
}

#define S(kind, id, name, lon, lat, size) { SIM_##kind, id, name, lon, lat, size, 0 }
const SimStation sim_stations[] = {
    S(WEATHER, "zhanjiang", "湛江国家站", 110.3010, 21.1560, 0), S(WEATHER, "chikan", "赤坎", 110.3600, 21.2760, 0),
    S(WEATHER, "xiashan", "霞山", 110.3985, 21.1960, 0), S(WEATHER, "potou", "坡头", 110.4620, 21.2480, 0),
    S(WEATHER, "mazhang", "麻章", 110.3230, 21.2690, 0), S(WEATHER, "maxie", "麻斜", 110.4395, 21.2080, 0),
    S(WEATHER, "donghai", "东海岛", 110.3880, 21.0330, 0), S(WEATHER, "nansan", "南三", 110.5400, 21.1650, 0),
    S(WEATHER, "naozhou", "硇洲", 110.5950, 20.9060, 0), S(WEATHER, "suixi", "遂溪", 110.2510, 21.3795, 0),
    S(WEATHER, "lianjiang", "廉江", 110.2806, 21.6139, 0), S(WEATHER, "wuchuan", "吴川", 110.7760, 21.4310, 0),
    S(WEATHER, "leizhou", "雷州", 110.0838, 20.9109, 0), S(WEATHER, "xuwen", "徐闻", 110.1714, 20.3284, 0),
    { SIM_TIDE, "zhanjiang", "湛江港验潮站", 110.4115, 21.1980, 0, SIM_TIDE_PORT },
    { SIM_TIDE, "naozhou", "硇洲验潮站", 110.6000, 20.9420, 0, SIM_TIDE_NAOZHOU },
    { SIM_TIDE, "haian", "海安验潮站", 110.2320, 20.2650, 0, SIM_TIDE_HAIAN },
    S(SEA, "bay", "湛江湾", 110.4150, 21.1500, 0.3), S(SEA, "mouth", "湾口浮标", 110.6600, 21.0420, 0),
    S(SEA, "jinsha", "金沙湾浴场", 110.4000, 21.2540, 0.4), S(SEA, "strait", "琼州海峡", 110.2500, 20.1500, 0),
    S(AIR, "hkq", "霞山海头", 110.3680, 21.1830, 1.05), S(AIR, "ctq", "赤坎寸金", 110.3490, 21.2660, 1.0),
    S(AIR, "kfq", "开发区", 110.3930, 21.2440, 0.95), S(AIR, "mzq", "麻章", 110.3230, 21.2680, 1.1),
    S(AIR, "ptq", "坡头", 110.4610, 21.2490, 0.9), S(AIR, "dhd", "东海岛石化", 110.4500, 21.0450, 1.35),
    S(AIR, "hgy", "湖光岩", 110.2833, 21.1600, 0.8),
    S(WATER, "jianjiang", "鉴江黄坡", 110.6600, 21.3600, 0), S(WATER, "jiuzhou", "九洲江营仔", 109.9350, 21.5100, 0),
    S(WATER, "nandu", "南渡河渡仔", 110.1100, 20.8450, 0), S(WATER, "suixi", "遂溪河罗屋田", 110.2900, 21.3500, 0),
    S(WATER, "hedi", "鹤地水库", 110.3096, 21.8111, 0),
    S(RIVER, "jianjiang", "鉴江吴川", 110.7600, 21.4300, 3.1), S(RIVER, "meihua", "袂花江", 110.8000, 21.4700, 2.6),
    S(RIVER, "jiuzhou", "九洲江缸瓦窑", 110.0750, 21.5300, 4.2), S(RIVER, "suixi", "遂溪河", 110.2700, 21.3750, 2.4),
    S(RIVER, "nandu", "南渡河", 110.1000, 20.8600, 1.9), S(RIVER, "nanqiao", "南桥河", 110.3700, 21.2700, 1.7),
    S(RESERVOIR, "hedi", "鹤地水库", 110.3110, 21.7600, 38.5), S(RESERVOIR, "chikan", "赤坎水库", 110.3320, 21.2880, 13.2),
    S(RESERVOIR, "zhiman", "志满水库", 110.2300, 21.1800, 23.4), S(RESERVOIR, "longtou", "龙头水库", 110.5200, 21.3500, 17.3),
    S(PUMP, "nanqiao", "南桥泵站", 110.3860, 21.2720, 14), S(PUMP, "lvtang", "绿塘泵站", 110.3890, 21.1640, 10),
    S(PUMP, "jinsha", "金沙湾泵站", 110.3940, 21.2580, 8), S(PUMP, "xiashan", "霞山泵站", 110.4040, 21.2020, 6),
    S(PUMP, "haidong", "海东泵站", 110.4370, 21.2500, 7), S(PUMP, "tiaoshun", "调顺泵站", 110.4000, 21.3060, 5),
    S(POND, "renmin", "人民大道中下穿", 110.3860, 21.2390, 1.2), S(POND, "haibin", "海滨大道南", 110.4050, 21.1990, 1.0),
    S(POND, "kangshun", "康顺路口", 110.3640, 21.2480, 1.1), S(POND, "lvtang", "绿塘路", 110.3790, 21.1950, 1.3),
    S(POND, "oldtown", "赤坎老街", 110.3655, 21.2735, 0.9), S(POND, "station", "湛江站前", 110.3930, 21.1930, 1.0),
    S(POND, "mazhang", "麻章金康", 110.3250, 21.2640, 0.8), S(POND, "potou", "坡头鸡咀山路", 110.4600, 21.2470, 0.8),
    S(POWER, "chikan", "赤坎220千伏变电站", 110.3440, 21.2880, 420), S(POWER, "xiashan", "霞山220千伏变电站", 110.3830, 21.1890, 510),
    S(POWER, "potou", "坡头220千伏变电站", 110.4700, 21.2540, 190), S(POWER, "mazhang", "麻章220千伏变电站", 110.3150, 21.2760, 260),
    S(POWER, "donghai", "东海岛500千伏变电站", 110.4200, 21.0300, 980), S(POWER, "suixi", "遂溪变电站", 110.2600, 21.3850, 210),
    S(POWER, "lianjiang", "廉江变电站", 110.2900, 21.6100, 340), S(POWER, "leizhou", "雷州变电站", 110.0900, 20.9200, 300),
    S(POWER, "xuwen", "徐闻变电站", 110.1750, 20.3350, 180), S(POWER, "wuchuan", "吴川变电站", 110.7700, 21.4350, 280),
    S(FEEDER, "f101", "寸金线", 110.3450, 21.2660, 6), S(FEEDER, "f102", "沙湾线", 110.3860, 21.2600, 7),
    S(FEEDER, "f103", "观海线", 110.3950, 21.2500, 8), S(FEEDER, "f104", "乐华线", 110.4000, 21.2310, 7),
    S(FEEDER, "f105", "海滨线", 110.4020, 21.2160, 6), S(FEEDER, "f106", "工农线", 110.3960, 21.1990, 6),
    S(FEEDER, "f107", "友谊线", 110.4000, 21.1850, 5), S(FEEDER, "f108", "海头线", 110.3680, 21.1800, 4),
    S(FEEDER, "f109", "海东线", 110.4430, 21.2600, 5), S(FEEDER, "f110", "麻斜线", 110.4395, 21.2080, 3),
    S(FEEDER, "f111", "调顺线", 110.3980, 21.3070, 4), S(FEEDER, "f112", "南三线", 110.5200, 21.1650, 3),
    S(GAS, "chikan", "赤坎调压站", 110.3560, 21.2560, 0), S(GAS, "xiashan", "霞山调压站", 110.3930, 21.2030, 0),
    S(GAS, "kfq", "开发区调压站", 110.3900, 21.2460, 0), S(GAS, "donghai", "东海岛门站", 110.4100, 21.0350, 0),
    S(MAINS, "chikan", "赤坎水厂", 110.3420, 21.2830, 0), S(MAINS, "xiashan", "霞山水厂", 110.3790, 21.2000, 0),
    S(MAINS, "kfq", "开发区末梢", 110.3960, 21.2480, 0), S(MAINS, "potou", "坡头末梢", 110.4620, 21.2500, 0),
    S(ROAD, "renmin", "人民大道", 110.3812, 21.2480, 50), S(ROAD, "haibin", "海滨大道", 110.4062, 21.2380, 50),
    S(ROAD, "chunchuan", "椹川大道", 110.3640, 21.2480, 50), S(ROAD, "kangshun", "康顺路", 110.3640, 21.2485, 45),
    S(ROAD, "leshan", "乐山路", 110.3932, 21.2222, 45), S(ROAD, "jiefang", "解放路", 110.3982, 21.1952, 40),
    S(ROAD, "huguang", "湖光路", 110.3350, 21.1800, 55), S(ROAD, "shugang", "疏港大道", 110.3250, 21.2020, 70),
    S(ROAD, "ruiyun", "瑞云路", 110.3250, 21.2500, 50), S(ROAD, "haidong", "海东大道", 110.4430, 21.2440, 55),
    S(ROAD, "donghai", "东海大道", 110.3900, 21.0330, 70), S(ROAD, "shenhai", "沈海高速", 110.2900, 21.4450, 110),
    S(ROAD, "airport", "机场高速", 110.5350, 21.4850, 110),
    S(BRIDGE, "haiwan", "湛江海湾大桥", 110.4229, 21.2410, 0), S(BRIDGE, "tiaoshun", "调顺跨海大桥", 110.4190, 21.3028, 0),
    S(PARKING, "wanda", "万达广场", 110.3870, 21.2600, 1600), S(PARKING, "jinsha", "金沙湾", 110.3940, 21.2570, 800),
    S(PARKING, "station", "湛江站", 110.3930, 21.1920, 400), S(PARKING, "westst", "湛江西站", 110.2960, 21.2490, 1200),
    S(PARKING, "airport", "湛江吴川机场", 110.5945, 21.4855, 2000), S(PARKING, "hospital", "附属医院", 110.3980, 21.1980, 500),
    S(CROWD, "jinsha", "金沙湾沙滩", 110.3960, 21.2575, 9000), S(CROWD, "promenade", "观海长廊", 110.3975, 21.2540, 6000),
    S(CROWD, "oldtown", "赤坎老街", 110.3655, 21.2738, 5000), S(CROWD, "yugang", "渔港公园", 110.4100, 21.2260, 3500),
    S(CROWD, "huguang", "湖光岩", 110.2900, 21.1470, 8000), S(CROWD, "station", "湛江站", 110.3940, 21.1925, 4000),
    S(CROWD, "westst", "湛江西站", 110.2950, 21.2492, 6000), S(CROWD, "wanda", "万达广场", 110.3873, 21.2605, 12000),
    S(HOSPITAL, "h1", "市中心人民医院", 110.3690, 21.2600, 2400), S(HOSPITAL, "h2", "医科大学附属医院", 110.3990, 21.1975, 2800),
    S(HOSPITAL, "h3", "第二人民医院", 110.3920, 21.1870, 1100), S(HOSPITAL, "h4", "坡头人民医院", 110.4630, 21.2500, 450),
    S(NOISE, "renmin", "人民大道", 110.3815, 21.2478, 0), S(NOISE, "chikan", "赤坎居住区", 110.3570, 21.2950, 0),
    S(NOISE, "port", "霞山港区", 110.4060, 21.1960, 0),
    S(SITE, "yunhai", "云海一号工地", 110.3990, 21.2462, 0), S(SITE, "haidong", "海东安置区工地", 110.4410, 21.2620, 0),
};
const int sim_station_count = sizeof sim_stations / sizeof sim_stations[0];
