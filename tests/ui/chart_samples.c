// SPDX-License-Identifier: Apache-2.0
// chart_samples.c - see chart_samples.h. All figures are made up.
#include "chart_samples.h"
#include <math.h>

#define L(zh, en) (is_chinese ? (zh) : (en))
#define HOUR_US INT64_C(3600000000)
#define COUNT(array) (int)(sizeof(array) / sizeof(array)[0])

static double noise(int i)
{
    return fmod(fabs(sin(i * 12.9898 + 4.1) * 43758.5453), 1.0);
}

static Chart sample_base(bool is_chinese, ChartKind kind, const char *title, const char *subtitle)
{
    return (Chart){ .kind = kind,
                    .state = CHART_LIVE,
                    .title = title,
                    .subtitle = subtitle,
                    .is_chinese = is_chinese,
                    .utc_offset_s = 28800,
                    .now_us = CHART_SAMPLE_NOW_US,
                    .age_text = L("8 秒前", "8 s ago") };
}

#define DAY_POINTS 145
static int64_t day_us[DAY_POINTS];
static double level[DAY_POINTS], level_low[DAY_POINTS], level_high[DAY_POINTS],
    yesterday[DAY_POINTS], transit[3][DAY_POINTS];

static void sample_day(void)
{
    for (int i = 0; i < DAY_POINTS; i++) {
        const double t = i / 6.0;
        day_us[i] = CHART_SAMPLE_NOW_US - (DAY_POINTS - 1 - i) * HOUR_US / 6;
        level[i] = 1.9 + 1.25 * sin((t - 3) * 0.506) + 0.35 * sin(t * 1.02) + 0.05 * noise(i);
        if (i > 52 && i < 61) level[i] = NAN;
        level_low[i] = 1.55 + 1.2 * sin((t - 3) * 0.506);
        level_high[i] = 2.35 + 1.35 * sin((t - 3) * 0.506);
        yesterday[i] = 24 + 28 * exp(-pow(t - 7.8, 2) / 3) + 31 * exp(-pow(t - 17.5, 2) / 5) +
                       3 * noise(i + 50);
        for (int s = 0; s < 3; s++)
            transit[s][i] = (s + 1) *
                            (0.35 + 0.9 * exp(-pow(t - 8 - s * 0.4, 2) / 5) +
                             1.1 * exp(-pow(t - 18 + s * 0.3, 2) / 6)) *
                            1e4;
    }
}

Chart chart_sample_line(bool is_chinese)
{
    static ChartSeries series[1];
    static ChartLimit limits[2];
    sample_day();
    series[0] = (ChartSeries){ .name = L("实测", "observed"),
                               .values = level,
                               .times_us = day_us,
                               .count = DAY_POINTS,
                               .low = level_low,
                               .high = level_high };
    limits[0] = (ChartLimit){ 2.9, L("警戒 2.9", "warning 2.9"), CHART_TONE_ORANGE };
    limits[1] = (ChartLimit){ 3.6, L("保证 3.6", "danger 3.6"), CHART_TONE_RED };
    Chart chart = sample_base(is_chinese, CHART_LINE, L("霞山潮位", "Tide at Xiashan"),
                              L("验潮站", "tide gauge"));
    chart.unit = L("米", "m");
    chart.series = series;
    chart.series_count = 1;
    chart.limits = limits;
    chart.limit_count = 2;
    return chart;
}

static Chart sample_lines(bool is_chinese)
{
    static ChartSeries series[2];
    static double today[DAY_POINTS];
    sample_day();
    for (int i = 0; i < DAY_POINTS; i++) today[i] = yesterday[i] * (1.05 + 0.06 * sin(i * 0.2)) + 2;
    series[0] = (ChartSeries){
        .name = L("今日", "today"), .values = today, .times_us = day_us, .count = DAY_POINTS
    };
    series[1] = (ChartSeries){ .name = L("昨日", "yesterday"),
                               .values = yesterday,
                               .times_us = day_us,
                               .count = DAY_POINTS,
                               .is_dashed = true };
    static ChartBand bands[1];
    bands[0] = (ChartBand){ (double)(CHART_SAMPLE_NOW_US - 11 * HOUR_US),
                            (double)(CHART_SAMPLE_NOW_US - 9 * HOUR_US), L("早高峰", "peak"),
                            CHART_TONE_YELLOW, true };
    Chart chart = sample_base(is_chinese, CHART_LINE, L("交通流量", "Traffic flow"), NULL);
    chart.unit = L("万辆/时", "10,000 vehicles/h");
    chart.series = series;
    chart.series_count = 2;
    chart.bands = bands;
    chart.band_count = 1;
    chart.is_smooth = true;
    return chart;
}

static Chart sample_area(bool is_chinese, bool is_stacked)
{
    static ChartSeries series[3];
    sample_day();
    const char *names[3] = { L("轮渡", "ferry"), L("公交", "bus"), L("网约车", "ride hailing") };
    for (int s = 0; s < 3; s++)
        series[s] = (ChartSeries){
            .name = names[s], .values = transit[s], .times_us = day_us, .count = DAY_POINTS
        };
    Chart chart = sample_base(
        is_chinese, CHART_AREA,
        is_stacked ? L("公共交通", "Public transport") : L("轮渡客流", "Ferry passengers"), NULL);
    chart.unit = L("人次/时", "passengers/h");
    chart.series = series;
    chart.series_count = is_stacked ? 3 : 1;
    chart.is_stacked = is_stacked;
    chart.is_smooth = true;
    return chart;
}

static const char *const districts_zh[] = { "赤坎", "霞山", "麻章", "坡头", "雷州",
                                            "廉江", "吴川", "遂溪", "徐闻" };
static const char *const districts_en[] = { "Chikan",    "Xiashan", "Mazhang", "Potou", "Leizhou",
                                            "Lianjiang", "Wuchuan", "Suixi",   "Xuwen" };

static Chart sample_bar(bool is_chinese, int variant) // 0 grouped, 1 stacked, 2 lying, 3 limits
{
    static double use[3][9];
    static ChartSeries series[3];
    static ChartLimit limits[1];
    const char *names[3] = { L("工业", "industry"), L("商业", "commerce"), L("居民", "homes") };
    for (int s = 0; s < 3; s++)
        for (int i = 0; i < 9; i++)
            use[s][i] = (60 + 90 * noise(i * 3 + s + 1)) * (s == 2 ? 0.8 : 1);
    if (variant == 3)
        for (int i = 0; i < 9; i++) use[0][i] = i == 4 ? -3.2 : 3 + 14 * noise(i + 20);
    for (int s = 0; s < 3; s++)
        series[s] = (ChartSeries){ .name = variant == 3 || variant == 2 ? NULL : names[s],
                                   .values = use[s],
                                   .count = 9 };
    Chart chart = sample_base(is_chinese, CHART_BAR, L("分区用电", "Energy by district"), NULL);
    chart.unit = L("兆瓦时", "MWh");
    chart.categories = is_chinese ? districts_zh : districts_en;
    chart.category_count = variant == 0 ? 5 : 9;
    chart.series = series;
    chart.series_count = variant >= 2 ? 1 : variant == 0 ? 2 : 3;
    chart.is_stacked = variant == 1;
    chart.is_horizontal = variant == 2;
    chart.has_values = variant >= 2;
    if (variant == 3) {
        limits[0] = (ChartLimit){ 12, L("上限", "limit"), CHART_TONE_RED };
        chart.limits = limits;
        chart.limit_count = 1;
        chart.title = L("同比增长", "Growth on last year");
        chart.unit = "%";
    }
    return chart;
}

static Chart sample_donut(bool is_chinese)
{
    static const double values[] = { 312, 268, 196, 142, 58, 387, 44, 31, 20, 12 };
    static const char *const zh[] = { "交通事故", "市政设施", "环境卫生", "治安警情", "消防应急",
                                      "民生诉求", "水务",     "海事",     "文旅",     "林业" };
    static const char *const en[] = {
        "Traffic",  "Facilities", "Sanitation", "Security", "Fire",
        "Requests", "Water",      "Maritime",   "Tourism",  "Forest"
    };
    static const ChartSeries series = { .values = values, .count = COUNT(values) };
    Chart chart = sample_base(is_chinese, CHART_DONUT, L("事件分类", "Incidents"), NULL);
    chart.series = &series;
    chart.series_count = 1;
    chart.categories = is_chinese ? zh : en;
    chart.category_count = COUNT(values);
    chart.unit = L("今日事件", "today");
    return chart;
}

static Chart sample_gauge(bool is_chinese)
{
    static ChartBand bands[5];
    const char *zh[] = { "优", "良", "轻度污染", "中度污染", "重度污染" },
               *en[] = { "Excellent", "Good", "Light", "Moderate", "Heavy" };
    const double edges[] = { 0, 50, 100, 150, 200, 300 };
    const ChartTone tones[] = { CHART_TONE_GOOD, CHART_TONE_BLUE, CHART_TONE_YELLOW,
                                CHART_TONE_ORANGE, CHART_TONE_RED };
    for (int i = 0; i < 5; i++)
        bands[i] =
            (ChartBand){ edges[i], edges[i + 1], (is_chinese ? zh : en)[i], tones[i], false };
    Chart chart = sample_base(is_chinese, CHART_GAUGE, L("空气质量", "Air quality"), "AQI");
    chart.has_number = true;
    chart.number = 78;
    chart.previous = chart.target = NAN;
    chart.has_range = true;
    chart.y_max = 300;
    chart.bands = bands;
    chart.band_count = 5;
    return chart;
}

static Chart sample_radar(bool is_chinese)
{
    static const double now[] = { 71, 88, 82, 86, 82, 83 }, before[] = { 64, 80, 70, 78, 75, 79 };
    static const char *const zh[] = { "安全", "交通", "环境", "能源", "民生", "经济" },
                             *const en[] = { "Safety", "Traffic", "Environment",
                                             "Energy", "Living",  "Economy" };
    static ChartSeries series[2];
    series[0] = (ChartSeries){ .name = L("本月", "this month"), .values = now, .count = 6 };
    series[1] = (ChartSeries){
        .name = L("上月", "last month"), .values = before, .count = 6, .is_dashed = true
    };
    Chart chart = sample_base(is_chinese, CHART_RADAR, L("综合评价", "City index"), NULL);
    chart.series = series;
    chart.series_count = 2;
    chart.categories = is_chinese ? zh : en;
    chart.category_count = 6;
    chart.has_range = true;
    chart.y_max = 100;
    return chart;
}

static Chart sample_ranking(bool is_chinese)
{
    static const double values[] = { 9.70, 6.36, 8.46, 5.35, 7.38, 4.22, 3.1 };
    static const char *const zh[] = { "金沙湾观海长廊", "霞山观海长廊", "湛江西站", "鼎盛广场",
                                      "万达广场",       "特呈岛",       "湖光岩" };
    static const char *const en[] = { "Jinshawan promenade", "Xiashan promenade", "Zhanjiang West",
                                      "Dingsheng Plaza",     "Wanda Plaza",       "Techeng Island",
                                      "Huguangyan" };
    static const ChartSeries series = { .values = values, .count = COUNT(values) };
    Chart chart = sample_base(is_chinese, CHART_RANKING, L("热点客流排行", "Crowd ranking"), NULL);
    chart.series = &series;
    chart.series_count = 1;
    chart.categories = is_chinese ? zh : en;
    chart.category_count = COUNT(values);
    chart.unit = L("万人", "×10⁴");
    chart.decimals = 3;
    return chart;
}

static Chart sample_table(bool is_chinese)
{
    static ChartColumn columns[4];
    static ChartCell cells[12 * 4];
    static const char *const times[] = { "18:42:07", "18:41:33", "18:39:58", "18:37:12",
                                         "18:35:40", "18:33:05", "18:30:51", "18:28:19",
                                         "18:26:44", "18:24:02", "18:21:37", "18:19:10" };
    static const char *const zh[] = { "车辆追尾事故", "井盖位移告警", "烟感报警",
                                      "水位超警戒",   "占道经营",     "路灯故障 12 盏",
                                      "人流密度过高", "PM2.5 突增",   "电梯困人",
                                      "燃气泄漏",     "渣土车违规",   "信号灯异常" };
    static const char *const en[] = {
        "Rear-end collision", "Manhole moved", "Smoke alarm",           "Level above warning",
        "Street vending",     "12 lamps out",  "Crowd too dense",       "PM2.5 jump",
        "Lift stuck",         "Gas leak",      "Waste truck off route", "Signal fault"
    };
    static const ChartTone tones[] = { CHART_TONE_ORANGE, CHART_TONE_BLUE, CHART_TONE_RED,
                                       CHART_TONE_ORANGE, CHART_TONE_BLUE, CHART_TONE_DIM,
                                       CHART_TONE_YELLOW };
    const char *levels[] = { "",
                             "",
                             L("三级", "III"),
                             L("三级", "III"),
                             L("二级", "II"),
                             L("一级", "I"),
                             "",
                             L("四级", "IV") };
    const char *states[] = { L("处置中", "in work"), L("已派单", "sent"), L("已办结", "done") };
    columns[0] = (ChartColumn){ L("时间", "Time"), 0, UI_ALIGN_START, false };
    columns[1] = (ChartColumn){ L("事件", "Incident"), 1, UI_ALIGN_START, false };
    columns[2] = (ChartColumn){ L("级别", "Level"), 0, UI_ALIGN_CENTRE, true };
    columns[3] = (ChartColumn){ L("状态", "State"), 0, UI_ALIGN_END, false };
    for (int r = 0; r < 12; r++) {
        const ChartTone tone = tones[r % 7];
        cells[r * 4] = (ChartCell){ times[r], CHART_TONE_AUTO };
        cells[r * 4 + 1] = (ChartCell){ (is_chinese ? zh : en)[r], CHART_TONE_AUTO };
        cells[r * 4 + 2] = (ChartCell){ levels[tone], tone };
        cells[r * 4 + 3] = (ChartCell){ states[r % 3], r % 3 == 0   ? CHART_TONE_ORANGE
                                                       : r % 3 == 2 ? CHART_TONE_GOOD
                                                                    : CHART_TONE_AUTO };
    }
    Chart chart = sample_base(is_chinese, CHART_TABLE, L("实时事件", "Live incidents"), NULL);
    chart.columns = columns;
    chart.column_count = 4;
    chart.cells = cells;
    chart.row_count = 12;
    chart.selected_row = 4;
    return chart;
}

static Chart sample_number(bool is_chinese)
{
    static ChartSeries series[1];
    sample_day();
    series[0] = (ChartSeries){ .values = yesterday, .times_us = day_us, .count = DAY_POINTS };
    Chart chart = sample_base(is_chinese, CHART_NUMBER, L("在线感知设备", "Sensors online"), NULL);
    chart.has_number = true;
    chart.number = 138649;
    chart.previous = 137005;
    chart.target = 150000;
    chart.better = 1;
    chart.decimals = 1;
    chart.unit = L("台", "");
    chart.series = series;
    chart.series_count = 1;
    return chart;
}

static Chart sample_calendar(bool is_chinese)
{
    static int64_t days[160];
    static double values[160];
    static ChartSeries series[1];
    for (int i = 0; i < 160; i++) {
        days[i] = CHART_SAMPLE_NOW_US - (int64_t)(159 - i) * 24 * HOUR_US;
        values[i] =
            i % 41 == 17 ? NAN : 60 + 60 * sin(i * 0.06) + 60 * noise(i) * (i % 7 < 5 ? 1 : 0.4);
    }
    series[0] = (ChartSeries){
        .name = L("工单", "cases"), .values = values, .times_us = days, .count = 160
    };
    Chart chart = sample_base(is_chinese, CHART_CALENDAR, L("每日工单", "Cases a day"), NULL);
    chart.series = series;
    chart.series_count = 1;
    chart.unit = L("件", "");
    chart.decimals = 1;
    return chart;
}

static Chart sample_scatter(bool is_chinese)
{
    static double xs[2][90], ys[2][90];
    static ChartSeries series[2];
    const char *names[2] = { L("城区", "urban"), L("县域", "rural") };
    for (int s = 0; s < 2; s++) {
        for (int i = 0; i < 90; i++) {
            xs[s][i] = 3 + 40 * noise(i * 7 + s);
            ys[s][i] = 10 + xs[s][i] * (s ? 0.8 : 1.9) + 26 * noise(i * 3 + 9 + s);
        }
        series[s] = (ChartSeries){ .name = names[s], .values = ys[s], .xs = xs[s], .count = 90 };
    }
    Chart chart = sample_base(is_chinese, CHART_SCATTER, L("雨强与积水", "Rain and ponding"), NULL);
    chart.unit = "cm";
    chart.x_title = L("雨强", "rain");
    chart.x_unit = "mm/h";
    chart.series = series;
    chart.series_count = 2;
    return chart;
}

static Chart sample_sankey(bool is_chinese)
{
    static const char *const zh[] = { "12345热线", "物联感知", "巡查上报", "受理中心", "自动派单",
                                      "住建",      "交通",     "水务",     "城管" };
    static const char *const en[] = { "Hotline", "Sensors", "Patrols", "Desk",   "Automatic",
                                      "Housing", "Traffic", "Water",   "Streets" };
    static const ChartLink links[] = { { 0, 3, 420 }, { 1, 4, 310 }, { 2, 3, 120 }, { 2, 4, 60 },
                                       { 3, 5, 160 }, { 3, 6, 150 }, { 3, 8, 230 }, { 4, 6, 130 },
                                       { 4, 7, 200 }, { 4, 8, 40 },  { 8, 3, 99 } };
    Chart chart = sample_base(is_chinese, CHART_SANKEY, L("事件流转", "Case flow"), NULL);
    chart.categories = is_chinese ? zh : en;
    chart.category_count = 9;
    chart.links = links;
    chart.link_count = COUNT(links);
    return chart;
}

static Chart sample_box(bool is_chinese)
{
    static double values[6][80];
    static ChartSeries series[6];
    for (int s = 0; s < 6; s++) {
        for (int i = 0; i < 80; i++)
            values[s][i] = 8 + 3 * s +
                           (6 + s) * (noise(i * 5 + s) + noise(i * 11 + s * 3) + noise(i + s)) +
                           (i == 7 ? 25 : 0);
        series[s] = (ChartSeries){ .name = (is_chinese ? districts_zh : districts_en)[s],
                                   .values = values[s],
                                   .count = 80 };
    }
    Chart chart = sample_base(is_chinese, CHART_BOX, L("办结用时", "Time to close"), NULL);
    chart.unit = L("小时", "h");
    chart.series = series;
    chart.series_count = 6;
    return chart;
}

static Chart sample_histogram(bool is_chinese)
{
    static double values[900];
    static ChartSeries series[1];
    static ChartLimit limits[1];
    for (int i = 0; i < 900; i++)
        values[i] = 20 + 12 * (noise(i) + noise(i + 901) + noise(i + 2011) + noise(i * 3 + 7)) - 14;
    series[0] = (ChartSeries){ .name = NULL, .values = values, .count = 900 };
    limits[0] = (ChartLimit){ 40, L("限速 40", "limit 40"), CHART_TONE_RED };
    Chart chart = sample_base(is_chinese, CHART_HISTOGRAM, L("车速分布", "Speeds"), NULL);
    chart.unit = L("辆", "vehicles");
    chart.x_title = L("车速", "speed");
    chart.x_unit = "km/h";
    chart.series = series;
    chart.series_count = 1;
    chart.limits = limits;
    chart.limit_count = 1;
    return chart;
}

static Chart sample_timeline(bool is_chinese)
{
    static ChartSpan spans[7];
    const int64_t t = CHART_SAMPLE_NOW_US;
    spans[0] = (ChartSpan){ 0, t - 9 * HOUR_US, t - 5 * HOUR_US, L("四级响应", "level IV"),
                            CHART_TONE_BLUE };
    spans[1] = (ChartSpan){ 0, t - 5 * HOUR_US, t - 2 * HOUR_US, L("三级响应", "level III"),
                            CHART_TONE_YELLOW };
    spans[2] = (ChartSpan){ 0, t - 2 * HOUR_US, 0, L("二级响应", "level II"), CHART_TONE_ORANGE };
    spans[3] = (ChartSpan){ 1, t - 4 * HOUR_US, t - 3 * HOUR_US, L("积水点处置", "ponding"),
                            CHART_TONE_AUTO };
    spans[4] = (ChartSpan){ 1, t - HOUR_US, 0, L("排涝", "pumping"), CHART_TONE_AUTO };
    spans[5] = (ChartSpan){ 2, t - 6 * HOUR_US, t - 6 * HOUR_US, L("停航通知", "ferry stop"),
                            CHART_TONE_RED };
    spans[6] = (ChartSpan){ 2, t - 3 * HOUR_US, 0, L("渡口停航", "no ferries"), CHART_TONE_RED };
    static const char *const zh[] = { "防汛响应", "水务", "海事" }, *const en[] = {
        "Flood response", "Water", "Maritime"
    };
    Chart chart = sample_base(is_chinese, CHART_TIMELINE, L("响应时间线", "Response"), NULL);
    chart.categories = is_chinese ? zh : en;
    chart.category_count = 3;
    chart.spans = spans;
    chart.span_count = 7;
    return chart;
}

static Chart sample_sparkline(bool is_chinese)
{
    Chart chart = chart_sample_line(is_chinese);
    chart.kind = CHART_SPARKLINE;
    chart.title = NULL;
    return chart;
}

const char *chart_sample_name(int index)
{
    static const char *const names[CHART_SAMPLES] = {
        "line",           "lines",     "area",      "area-stacked", "bar",    "bar-stacked",
        "bar-horizontal", "bar-limit", "donut",     "gauge",        "radar",  "ranking",
        "table",          "number",    "calendar",  "scatter",      "sankey", "box",
        "histogram",      "timeline",  "sparkline", "number-alone"
    };
    return names[index];
}

Chart chart_sample(int index, bool is_chinese)
{
    switch (index) {
    case 0: return chart_sample_line(is_chinese);
    case 1: return sample_lines(is_chinese);
    case 2: return sample_area(is_chinese, false);
    case 3: return sample_area(is_chinese, true);
    case 4: return sample_bar(is_chinese, 0);
    case 5: return sample_bar(is_chinese, 1);
    case 6: return sample_bar(is_chinese, 2);
    case 7: return sample_bar(is_chinese, 3);
    case 8: return sample_donut(is_chinese);
    case 9: return sample_gauge(is_chinese);
    case 10: return sample_radar(is_chinese);
    case 11: return sample_ranking(is_chinese);
    case 12: return sample_table(is_chinese);
    case 13: return sample_number(is_chinese);
    case 14: return sample_calendar(is_chinese);
    case 15: return sample_scatter(is_chinese);
    case 16: return sample_sankey(is_chinese);
    case 17: return sample_box(is_chinese);
    case 18: return sample_histogram(is_chinese);
    case 19: return sample_timeline(is_chinese);
    case 20: return sample_sparkline(is_chinese);
    default: break;
    }
    Chart chart = sample_number(is_chinese);
    chart.series_count = 0;
    chart.target = NAN;
    chart.number = 2487.09e4;
    chart.previous = 2477.2e4;
    chart.decimals = 0;
    chart.title = L("常住人口", "Residents");
    chart.unit = L("人", "");
    return chart;
}
