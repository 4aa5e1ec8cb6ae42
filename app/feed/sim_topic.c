// SPDX-License-Identifier: Apache-2.0
// sim_topic.c - figures of the thirty topics: every key of the indicator table, by its own period.
// Where stations measure it, the figure is theirs; the rest is invented about a plausible value.
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include "feed/sim_typhoon.h"
#include <math.h>
#include <string.h>

#define DAY 86400.0

int sim_period_months(double period_s)
{
    const int months = (int)lround(period_s / SIM_MONTH_S);
    return months == 1 || months == 3 || months == 12 ? months : 0;
}

typedef enum { LEAST, MEAN, MOST, SUM } Over;
// Of one metric over the stations that have it, weighed by nothing.
static double over(const SimAt *a, SimStationKind kind, const char *metric, Over how)
{
    double sum = 0, least = INFINITY, most = -INFINITY;
    int n = 0;
    for (int m = 0; m < sim_metric_count; m++) {
        if (sim_metrics[m].kind != kind || strcmp(sim_metrics[m].name, metric) != 0) continue;
        for (int s = 0; s < sim_stations_count(a->sim); s++) {
            if (sim_station(a->sim, s)->kind != kind) continue;
            const double x = sim_metric_number(a->sim, s, m, a->t_us);
            sum += x;
            least = fmin(least, x);
            most = fmax(most, x);
            n++;
        }
    }
    if (!n) return NAN;
    return how == LEAST ? least : how == MOST ? most : how == SUM ? sum : sum / n;
}
static double one(const SimAt *a, const char *id, SimStationKind kind, const char *metric)
{
    for (int m = 0; m < sim_metric_count; m++) {
        if (sim_metrics[m].kind != kind || strcmp(sim_metrics[m].name, metric) != 0) continue;
        for (int s = 0; s < sim_stations_count(a->sim); s++) {
            const SimStation *station = sim_station(a->sim, s);
            if (station->kind == kind && strcmp(station->id, id) == 0)
                return sim_metric_number(a->sim, s, m, a->t_us);
        }
    }
    return NAN;
}
// Beaufort number: v = 0.836 B^1.5 (WMO-No. 306).
static double beaufort(double wind_m_s)
{
    return fmin(17, round(pow(wind_m_s / 0.836, 2.0 / 3)));
}
static double storm(const SimAt *a, double from_h, double full_h, double end_h)
{
    const double s = sim_storm_hours(a->sim, a->t_us);
    return s < -900 ? 0 : sim_step(s, from_h, full_h) * (1 - sim_step(s, end_h, end_h + 24));
}
static double wobble(const SimAt *a, double period_s)
{
    return sim_noise(a->seed, a->t_us, period_s);
}

static double topic_den(const SimAt *a)
{
    return over(a, SIM_CROWD, "density", MOST);
}
static double topic_cam(const SimAt *a)
{
    return sim_clamp(98.4 + 0.8 * wobble(a, 7200) - 0.55 * over(a, SIM_POWER, "out", MEAN), 0, 100);
}
static double topic_level(const SimAt *a)
{
    static const double by_signal[] = { 0, 0, 4, 3, 2, 1 }; // white and below none; IV to I
    return by_signal[sim_warning_level(a->sim, SIM_WARNING_TYPHOON, a->t_us)];
}
static double topic_pond(const SimAt *a)
{
    return over(a, SIM_POND, "depth", MOST);
}
static double topic_site(const SimAt *a)
{
    return over(a, SIM_SITE, "pm10", MOST);
}
static double topic_sitewind(const SimAt *a)
{
    return over(a, SIM_SITE, "wind", MOST);
}
static double topic_mains(const SimAt *a)
{
    return over(a, SIM_MAINS, "pressure", LEAST);
}
static double topic_strain(const SimAt *a)
{
    return over(a, SIM_BRIDGE, "strain", MOST);
}
static double topic_boat(const SimAt *a)
{
    const double usual = 45 + 12 * wobble(a, 40000);
    return fmin(100, usual + (100 - usual) * storm(a, -40, -14, 24));
}
static double topic_ashore(const SimAt *a)
{
    return fmin(100, 30 + 5 * wobble(a, 40000) + 75 * storm(a, -30, -9, 20));
}
static double topic_heat(const SimAt *a)
{
    return round(fmax(1, 22 + 12 * wobble(a, 9000) + 240 * storm(a, -20, 0, 30)));
}
static double topic_bed(const SimAt *a)
{
    return over(a, SIM_HOSPITAL, "used", MEAN);
}
static double topic_icu(const SimAt *a)
{
    return over(a, SIM_HOSPITAL, "icu", SUM);
}
static double topic_shelter(const SimAt *a)
{
    return fmax(0, 62 * storm(a, -20, -4, 14) + 3 * wobble(a, 3600) * storm(a, -20, -4, 14));
}
static double topic_load(const SimAt *a)
{
    return 100 * over(a, SIM_CROWD, "density", MOST) / 0.9;
}
static double topic_wave(const SimAt *a)
{
    return one(a, "jinsha", SIM_SEA, "wave");
}
static double topic_force(const SimAt *a)
{
    return beaufort(sim_weather(a->sim, 110.400, 21.254, a->t_us).wind_m_s);
}
static double topic_hot(const SimAt *a)
{
    return sim_clamp(93 + 3 * wobble(a, 1800) - 22 * storm(a, -6, 2, 20), 0, 100);
}
static double topic_wait(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us);
    return sim_week_day(a->t_us) > 4
               ? 0
               : fmax(0, 14 * fmax(sim_bump(h, 10, 1.4), sim_bump(h, 15.5, 1.4)) +
                             2 * wobble(a, 1800));
}
static double topic_speed(const SimAt *a)
{
    return over(a, SIM_ROAD, "speed", MEAN);
}
static double strait_gust(const SimAt *a)
{
    return sim_weather(a->sim, 110.25, 20.15, a->t_us).gust_m_s * 1.2;
}
static double topic_ferforce(const SimAt *a)
{
    return beaufort(strait_gust(a));
}
static double topic_ferwave(const SimAt *a)
{
    return one(a, "strait", SIM_SEA, "wave");
}
static double topic_feroff(const SimAt *a)
{
    const double force = beaufort(strait_gust(a));
    return force >= 9 ? 96 : force >= 8 ? 60 : force >= 7 ? 24 : 0;
}
static double topic_vis(const SimAt *a)
{
    return sim_weather(a->sim, 110.55, 21.08, a->t_us).visibility_m;
}
static double topic_visroad(const SimAt *a)
{
    return sim_weather(a->sim, 110.29, 21.44, a->t_us).visibility_m;
}
static double topic_queue(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us),
                 usual = 250 + 300 * sim_bump(h, 14, 5) + 60 * wobble(a, 3600);
    return round(fmax(0, usual + 3400 * storm(a, -16, 6, 10)));
}
static double topic_queuewait(const SimAt *a)
{
    return topic_queue(a) / 420;
}
static double topic_bus(const SimAt *a)
{
    return sim_clamp(93 + 3 * wobble(a, 1800) - 50 * storm(a, -14, -4, 10), 0, 100);
}
static double topic_aqi(const SimAt *a)
{
    return round(over(a, SIM_AIR, "aqi", MEAN));
}
// Of the last day, by three-hourly and of the last eight hours, by hourly values.
static double topic_pm(const SimAt *a)
{
    double sum = 0;
    for (int k = 0; k < 8; k++) {
        const SimAt then = { a->sim, NULL, a->seed, a->t_us - k * 3 * SIM_HOUR_US };
        sum += over(&then, SIM_AIR, "pm25", MEAN);
    }
    return sum / 8;
}
static double topic_o3(const SimAt *a)
{
    double sum = 0;
    for (int k = 0; k < 8; k++) {
        const SimAt then = { a->sim, NULL, a->seed, a->t_us - k * SIM_HOUR_US };
        sum += over(&then, SIM_AIR, "o3", MEAN);
    }
    return sum / 8;
}
static double topic_do(const SimAt *a)
{
    return over(a, SIM_WATER, "do", LEAST);
}
static double topic_noise(const SimAt *a)
{
    return over(a, SIM_NOISE, "laeq", MEAN);
}
static double topic_slide(const SimAt *a)
{
    const double soaked = sim_soaked_mm(a->sim, 110.20, 21.85, a->t_us, 24); // the northern hills
    return soaked > 180 ? 4 : soaked > 120 ? 3 : soaked > 80 ? 2 : soaked > 50 ? 1 : 0;
}
static double topic_over(const SimAt *a)
{
    return one(a, "zhanjiang", SIM_TIDE, "over");
}
static double topic_bay(const SimAt *a)
{
    return one(a, "bay", SIM_SEA, "wave");
}
static double topic_far(const SimAt *a)
{
    return 1.3 * one(a, "mouth", SIM_SEA, "wave");
}
static double topic_river(const SimAt *a)
{
    return one(a, "jianjiang", SIM_RIVER, "level") - 5.0;
}
static double topic_return(const SimAt *a)
{
    return round(fmax(1, exp((one(a, "jianjiang", SIM_RIVER, "level") - 4.2) * 0.9)));
}
static double topic_reservoir(const SimAt *a)
{
    return one(a, "hedi", SIM_RESERVOIR, "level");
}
static double topic_r24(const SimAt *a)
{
    return over(a, SIM_WEATHER, "r24h", MOST);
}
static double topic_rainsignal(const SimAt *a)
{
    return sim_warning_level(a->sim, SIM_WARNING_RAIN, a->t_us);
}
static double topic_galesignal(const SimAt *a)
{
    return sim_warning_level(a->sim, SIM_WARNING_GALE, a->t_us);
}
static double topic_tysignal(const SimAt *a)
{
    return sim_warning_level(a->sim, SIM_WARNING_TYPHOON, a->t_us);
}
static double topic_ty(const SimAt *a)
{
    return a->sim->is_typhoon ? sim_typhoon_at(sim_track_us(a->sim, a->t_us)).wind_m_s : 0;
}
static double topic_wind(const SimAt *a)
{
    return over(a, SIM_WEATHER, "wind", MOST);
}
static double topic_gust(const SimAt *a)
{
    return over(a, SIM_WEATHER, "gust", MOST);
}
static double topic_hotest(const SimAt *a)
{
    return over(a, SIM_WEATHER, "temperature", MOST);
}
static double topic_fog(const SimAt *a)
{
    return over(a, SIM_WEATHER, "visibility", LEAST);
}
static double topic_lightning(const SimAt *a)
{
    const double rain = over(a, SIM_WEATHER, "rain", MOST);
    return round(fmax(0, (rain - 12) * 0.35 * (1 + wobble(a, 300))));
}
static double topic_mw(const SimAt *a)
{
    return over(a, SIM_POWER, "load", SUM);
}
static double topic_rest(const SimAt *a)
{
    return sim_clamp(100 * (4700 - topic_mw(a)) / 4700, 0, 100);
}
static double topic_out(const SimAt *a)
{
    return over(a, SIM_POWER, "out", MEAN);
}
static double topic_cut(const SimAt *a)
{
    return 0.9 * topic_out(a);
}

// What should be done by now of the year, and what is more or less than that.
static double progress(const SimAt *a, const char *gap)
{
    return sim_clamp(100 * sim_year_day(a->t_us) / 365.25 + sim_number(a->sim, gap, a->t_us), 0,
                     120);
}
static double topic_prj(const SimAt *a)
{
    return progress(a, "T01.prj.gap");
}
static double topic_bud(const SimAt *a)
{
    return progress(a, "T02.bud.gap");
}
static double topic_exp(const SimAt *a)
{
    return progress(a, "T02.bud.exp.gap");
}
static double topic_renew(const SimAt *a)
{
    return progress(a, "T18.prj.gap");
}
static double topic_job(const SimAt *a)
{
    return progress(a, "T21.job.gap");
}
// 7 to 9 June, and 20 to 22 June, from 9 to 17 h.
static double topic_exam(const SimAt *a)
{
    const double day = floor(sim_year_day(a->t_us)), h = sim_local_hour(a->t_us);
    const bool is_day = (day >= 157 && day < 160) || (day >= 170 && day < 173);
    return is_day && h >= 9 && h < 17 ? 38 : 0;
}
// Of two in the night before.
static double topic_night(const SimAt *a)
{
    const int64_t day_us = sim_floor(a->t_us, SIM_DAY_US, -SIM_UTC_OFFSET_US);
    const SimAt then = { a->sim, NULL, a->seed, day_us + 2 * SIM_HOUR_US };
    return over(&then, SIM_NOISE, "laeq", MEAN);
}

const SimTopic sim_topics[] = {
    { "T01.gdp", "GDP同比", "%", 3 * SIM_MONTH_S, 10368000, 5.1, 1.2, -5, 15, NULL, false },
    { "T01.iva", "规上工业增加值同比", "%", SIM_MONTH_S, 3888000, 6.2, 2.0, -10, 20, NULL, false },
    { "T01.iva.inv", "固定资产投资同比", "%", SIM_MONTH_S, 3888000, 4.4, 3.0, -20, 30, NULL,
      false },
    { "T01.pmi", "制造业PMI", "1", SIM_MONTH_S, 3888000, 50.3, 1.4, 40, 60, NULL, false },
    { "T01.cpi", "居民消费价格同比", "%", SIM_MONTH_S, 3888000, 0.6, 0.8, -3, 6, NULL, false },
    { "T01.cpi.food", "食品价格同比", "%", SIM_MONTH_S, 3888000, 1.1, 2.4, -8, 12, NULL, false },
    { "T01.une", "城镇调查失业率", "%", SIM_MONTH_S, 3888000, 5.0, 0.4, 3, 8, NULL, false },
    { "T01.prj", "重点项目投资进度", "%", SIM_MONTH_S, 3888000, 0, 0, 0, 0, topic_prj, false },
    { "T01.prj.gap", "投资进度与时间进度之差", "%", SIM_MONTH_S, 3888000, 1, 6, -40, 40, NULL,
      false },
    { "T02.bud", "收入进度", "%", DAY, 259200, 0, 0, 0, 0, topic_bud, false },
    { "T02.bud.gap", "收入进度与时间进度之差", "%", DAY, 259200, 0.5, 4, -40, 40, NULL, false },
    { "T02.bud.exp", "支出进度", "%", DAY, 259200, 0, 0, 0, 0, topic_exp, false },
    { "T02.bud.exp.gap", "支出进度与时间进度之差", "%", DAY, 259200, 0.2, 4, -40, 40, NULL, false },
    { "T02.3bao", "三保保障率", "%", SIM_MONTH_S, 3888000, 100, 0, 0, 100, NULL, false },
    { "T02.debt", "综合债务率", "%", 3 * SIM_MONTH_S, 10368000, 108, 12, 0, 400, NULL, false },
    { "T02.cash", "库款保障水平", "1", DAY, 259200, 0.48, 0.2, 0, 2, NULL, false },
    { "T02.mon", "支付监控预警", "1", 600, 3600, 0.2, 0.9, 0, 20, NULL, true },
    { "T03.ret", "社会消费品零售总额同比", "%", SIM_MONTH_S, 3888000, 4.8, 2, -20, 30, NULL,
      false },
    { "T03.ret.trade", "进出口同比", "%", SIM_MONTH_S, 3888000, 5.6, 6, -30, 40, NULL, false },
    { "T03.ret.fdi", "实际利用外资", "USD.10*4", SIM_MONTH_S, 3888000, 5200, 2000, 0, 1e6, NULL,
      true },
    { "T03.clr", "整体通关时间", "h", SIM_MONTH_S, 3888000, 26, 5, 1, 200, NULL, false },
    { "T03.hog", "猪粮比", "1", 7 * DAY, 864000, 6.4, 0.8, 3, 12, NULL, false },
    { "T03.stk", "成品粮油储备", "d", 7 * DAY, 864000, 18, 3, 0, 60, NULL, false },
    { "T04.npl", "不良贷款率", "%", 3 * SIM_MONTH_S, 10368000, 1.3, 0.4, 0, 10, NULL, false },
    { "T04.car", "资本充足率", "%", 3 * SIM_MONTH_S, 10368000, 13.2, 1, 0, 30, NULL, false },
    { "T04.car.prov", "拨备覆盖率", "%", 3 * SIM_MONTH_S, 10368000, 185, 25, 0, 500, NULL, false },
    { "T04.car.lcr", "流动性覆盖率", "%", 3 * SIM_MONTH_S, 10368000, 142, 16, 0, 400, NULL, false },
    { "T04.led", "涉非法集资线索", "1", DAY, 259200, 1, 2, 0, 50, NULL, true },
    { "T04.led.people", "单案最多涉及人数", "{person}", DAY, 259200, 18, 14, 0, 5000, NULL, true },
    { "T04.led.done", "线索处置率", "%", DAY, 259200, 94, 5, 0, 100, NULL, false },
    { "T05.rd", "研发投入强度", "%", 12 * SIM_MONTH_S, 34560000, 1.1, 0.2, 0, 6, NULL, false },
    { "T05.rd.firms", "高新技术企业数", "1", 12 * SIM_MONTH_S, 34560000, 520, 60, 0, 5000, NULL,
      true },
    { "T05.tec", "技术合同成交额", "CNY.10*8", 3 * SIM_MONTH_S, 10368000, 18, 5, 0, 500, NULL,
      false },
    { "T05.tec.pat", "每万人有效发明专利", "1", 3 * SIM_MONTH_S, 10368000, 4.2, 0.5, 0, 100, NULL,
      false },
    { "T05.prj", "科技项目逾期率", "%", SIM_MONTH_S, 3888000, 4, 3, 0, 100, NULL, false },
    { "T05.prj.fund", "科技资金执行率", "%", SIM_MONTH_S, 3888000, 76, 12, 0, 100, NULL, false },
    { "T06.dar", "国企资产负债率", "%", SIM_MONTH_S, 3888000, 58, 4, 0, 100, NULL, false },
    { "T06.val", "国有资本保值增值率", "%", 3 * SIM_MONTH_S, 10368000, 103, 3, 50, 150, NULL,
      false },
    { "T06.flow", "大额资金和产权交易异动", "1", 3600, 86400, 0.1, 0.8, 0, 20, NULL, true },
    { "T07.food", "食品抽检合格率", "%", 7 * DAY, 864000, 98.6, 0.9, 80, 100, NULL, false },
    { "T07.food.cam", "明厨亮灶在线率", "%", 7 * DAY, 864000, 93, 4, 0, 100, NULL, false },
    { "T07.lift", "电梯困人救援到达", "min", DAY, 172800, 17, 9, 1, 90, NULL, false },
    { "T07.spe", "特种设备超期未检", "1", DAY, 172800, -0.2, 1.2, 0, 200, NULL, true },
    { "T07.cmp", "投诉受理时长", "d", DAY, 172800, 3.4, 1.5, 0, 30, NULL, false },
    { "T07.cmp.check", "举报核查时长", "d", DAY, 172800, 8, 3, 0, 60, NULL, false },
    { "T08.pub", "双公示及时率", "%", DAY, 259200, 98.7, 1.2, 0, 100, NULL, false },
    { "T08.risk", "高风险企业占比", "%", SIM_MONTH_S, 3888000, 2.6, 0.6, 0, 100, NULL, false },
    { "T08.risk.bad", "失信主体数", "1", SIM_MONTH_S, 3888000, 3120, 260, 0, 100000, NULL, true },
    { "T08.use", "信易+使用次数", "1", SIM_MONTH_S, 3888000, 8400, 1500, 0, 1e6, NULL, true },
    { "T08.use.fix", "信用修复时长", "d", SIM_MONTH_S, 3888000, 6, 2, 0, 60, NULL, false },
    { "T09.case", "执法案件超期", "1", DAY, 172800, -0.5, 1.2, 0, 100, NULL, true },
    { "T09.rec", "行政复议超期", "1", DAY, 172800, -0.5, 1.0, 0, 100, NULL, true },
    { "T09.rec.fix", "行政复议纠错率", "%", DAY, 172800, 9, 3, 0, 100, NULL, false },
    { "T09.pub", "执法结果公示时长", "d", DAY, 172800, 6, 2, 0, 60, NULL, false },
    { "T10.dis", "矛盾纠纷化解率", "%", DAY, 172800, 96.5, 2, 0, 100, NULL, false },
    { "T10.dis.grid", "网格按时办结率", "%", DAY, 172800, 97, 2, 0, 100, NULL, false },
    { "T10.pet", "信访受理告知时长", "d", DAY, 172800, 6, 3, 0, 60, NULL, false },
    { "T10.pet.done", "信访办结时长", "d", DAY, 172800, 34, 9, 0, 120, NULL, false },
    { "T10.key", "重点场所巡查覆盖率", "%", DAY, 172800, 100.5, 1.2, 0, 100, NULL, false },
    { "T11.ans", "110接听时长", "s", 60, 300, 4.6, 2.4, 0, 60, NULL, false },
    { "T11.ans.arrive", "到场时长", "min", 60, 300, 4.0, 1.6, 0, 60, NULL, false },
    { "T11.den", "最大人群密度", "{person}/m2", 10, 60, 0, 0, 0, 0, topic_den, false },
    { "T11.inc", "警情数", "1", 60, 300, 14, 8, 0, 500, NULL, true },
    { "T11.inc.cam", "摄像机在线率", "%", 60, 300, 0, 0, 0, 0, topic_cam, false },
    { "T12.lvl", "在响应级别", "1", 60, 300, 0, 0, 0, 0, topic_level, false },
    { "T12.lvl.start", "接报到响应", "min", 60, 300, 7, 3, 0, 120, NULL, false },
    { "T12.haz", "重大危险源R值最大", "1", DAY, 34560000, 8.6, 0, 0, 500, NULL, false },
    { "T12.gas", "可燃气体浓度", "%", 60, 300, 3, 2.4, 0, 100, NULL, false },
    { "T12.gas.tox", "有毒气体浓度占限值", "%", 60, 300, 8, 6, 0, 300, NULL, false },
    { "T12.rdy", "应急力量就绪率", "%", 3600, 86400, 97, 2, 0, 100, NULL, false },
    { "T13.arr", "出动到辖区边缘", "min", 3600, 86400, 4.3, 0.8, 1, 30, NULL, false },
    { "T13.hyd", "消火栓静压", "MPa", 300, 1800, 0.24, 0.04, 0, 1, NULL, false },
    { "T13.hyd.ok", "消火栓完好率", "%", 300, 1800, 97, 1, 0, 100, NULL, false },
    { "T13.iot", "消防主机报警", "1", 1, 60, 3, 4, 0, 500, NULL, true },
    { "T13.iot.true", "真警率", "%", 1, 60, 6, 3, 0, 100, NULL, false },
    { "T14.case", "城管案件按期结案率", "%", 600, 3600, 97.2, 2.0, 0, 100, NULL, false },
    { "T14.pond", "最大道路积水", "cm", 60, 300, 0, 0, 0, 0, topic_pond, false },
    { "T14.site", "工地最大PM10", "ug/m3", 60, 300, 0, 0, 0, 0, topic_site, false },
    { "T14.site.wind", "工地最大风速", "m/s", 60, 300, 0, 0, 0, 0, topic_sitewind, false },
    { "T14.site.pit", "深基坑位移占限值", "%", 60, 300, 38, 8, 0, 150, NULL, false },
    { "T14.gas", "燃气相邻空间甲烷", "%", 60, 600, 2, 2, 0, 100, NULL, false },
    { "T14.wat", "管网压力最低", "MPa", 60, 600, 0, 0, 0, 0, topic_mains, false },
    { "T14.wat.cl", "末梢余氯", "mg/L", 60, 600, 0.3, 0.1, 0, 3, NULL, false },
    { "T14.wat.tur", "出厂水浊度", "{NTU}", 60, 600, 0.3, 0.12, 0, 10, NULL, false },
    { "T14.brg", "桥梁应变占设计值", "%", 1, 60, 0, 0, 0, 0, topic_strain, false },
    { "T14.brg.def", "桥梁挠度占设计值", "%", 1, 60, 31, 7, 0, 150, NULL, false },
    { "T14.brg.frq", "桥梁频率偏移", "%", 1, 60, 2, 1.2, 0, 100, NULL, false },
    { "T15.soil", "土壤相对湿度", "%", DAY, 172800, 71, 12, 0, 100, NULL, false },
    { "T15.do", "养殖水体溶解氧", "mg/L", 300, 1200, 6.4, 0.9, 0, 15, NULL, false },
    { "T15.boat", "渔船回港率", "%", 600, 1800, 0, 0, 0, 0, topic_boat, false },
    { "T15.boat.ashore", "人员上岸率", "%", 600, 1800, 0, 0, 0, 0, topic_ashore, false },
    { "T15.mkt", "对虾批发价", "CNY/kg", DAY, 172800, 46, 6, 5, 200, NULL, false },
    { "T15.mkt.sick", "动物疫点", "1", DAY, 172800, 0, 0, 0, 100, NULL, false },
    { "T16.pay", "抚恤优待发放率", "%", SIM_MONTH_S, 3888000, 100, 0, 0, 100, NULL, false },
    { "T16.pay.place", "安置完成率", "%", SIM_MONTH_S, 3888000, 92, 6, 0, 100, NULL, false },
    { "T16.srv", "诉求按时办结率", "%", DAY, 259200, 97, 2, 0, 100, NULL, false },
    { "T16.srv.cover", "服务站覆盖率", "%", DAY, 259200, 100, 0, 0, 100, NULL, false },
    { "T16.job", "退役士兵就业率", "%", SIM_MONTH_S, 3888000, 91, 4, 0, 100, NULL, false },
    { "T16.job.aid", "应急救助办结时长", "d", SIM_MONTH_S, 3888000, 2.2, 0.6, 0, 30, NULL, false },
    { "T17.sec", "网络安全事件等级", "1", 60, 3600, 0, 0, 0, 4, NULL, false },
    { "T17.pub", "舆情热度", "1", 300, 1800, 0, 0, 0, 0, topic_heat, false },
    { "T17.pub.time", "舆情处置时长", "min", 300, 1800, 48, 20, 0, 600, NULL, false },
    { "T17.vul", "高危漏洞未修", "1", DAY, 172800, 6, 5, 0, 500, NULL, true },
    { "T17.vul.age", "高危漏洞最长未修", "d", DAY, 172800, 4, 3.5, 0, 400, NULL, false },
    { "T17.vul.open", "互联网暴露面", "1", DAY, 172800, 214, 12, 0, 10000, NULL, true },
    { "T18.prj", "更新项目进度", "%", 7 * DAY, 864000, 0, 0, 0, 0, topic_renew, false },
    { "T18.prj.gap", "更新项目进度与计划之差", "%", 7 * DAY, 864000, 0.5, 6, -60, 40, NULL, false },
    { "T18.prj.sign", "签约率", "%", 7 * DAY, 864000, 83, 8, 0, 100, NULL, false },
    { "T18.bld", "C、D级危房未处置", "1", 7 * DAY, 864000, -0.4, 1.6, 0, 10000, NULL, true },
    { "T18.bld.d", "有人居住的D级危房", "1", 7 * DAY, 864000, -0.6, 1.2, 0, 1000, NULL, true },
    { "T18.rel", "超期安置户", "1", SIM_MONTH_S, 3888000, -0.2, 1.2, 0, 10000, NULL, true },
    { "T18.rel.month", "安置最长超期", "mo", SIM_MONTH_S, 3888000, 3, 4, 0, 120, NULL, false },
    { "T19.cls", "平均班额", "{person}", 12 * SIM_MONTH_S, 34560000, 42, 2, 10, 80, NULL, false },
    { "T19.cls.second", "中学平均班额", "{person}", 12 * SIM_MONTH_S, 34560000, 47, 2, 10, 80, NULL,
      false },
    { "T19.rat", "小学生师比", "1", 12 * SIM_MONTH_S, 34560000, 18.2, 0.6, 5, 40, NULL, false },
    { "T19.rat.junior", "初中生师比", "1", 12 * SIM_MONTH_S, 34560000, 12.9, 0.4, 5, 40, NULL,
      false },
    { "T19.rat.senior", "高中生师比", "1", 12 * SIM_MONTH_S, 34560000, 12.0, 0.3, 5, 40, NULL,
      false },
    { "T19.exam", "考点网络和巡查视频在线率", "%", 10, 60, 99.8, 0.4, 0, 100, NULL, false },
    { "T19.exam.open", "正在考试的考点", "1", 60, 600, 0, 0, 0, 0, topic_exam, true },
    { "T19.air", "教室二氧化碳", "%", 60, 600, 0.09, 0.03, 0.03, 1, NULL, false },
    { "T19.air.bus", "校车最高车速", "km/h", 60, 600, 44, 12, 0, 120, NULL, false },
    { "T20.rep", "传染病报告时长", "h", DAY, 172800, 5, 4, 0, 72, NULL, false },
    { "T20.rep.a", "甲类传染病报告时长", "h", DAY, 172800, 0.9, 0.5, 0, 48, NULL, false },
    { "T20.ili", "流感样病例比例", "%", DAY, 172800, 4.2, 1.4, 0, 40, NULL, false },
    { "T20.ili.most", "单校七天聚集病例最多", "1", DAY, 172800, 4, 3, 0, 500, NULL, true },
    { "T20.bed", "床位使用率", "%", 3600, 21600, 0, 0, 0, 0, topic_bed, false },
    { "T20.bed.icu", "重症空床", "1", 3600, 21600, 0, 0, 0, 0, topic_icu, false },
    { "T20.ems", "120受理到派车", "min", 60, 300, 1.6, 0.6, 0, 30, NULL, false },
    { "T20.ems.arrive", "120到达", "min", 60, 300, 11, 3, 1, 90, NULL, false },
    { "T20.bld", "血液库存", "d", DAY, 172800, 8.5, 2, 0, 60, NULL, false },
    { "T21.job", "城镇新增就业进度", "%", SIM_MONTH_S, 3888000, 0, 0, 0, 0, topic_job, false },
    { "T21.job.gap", "新增就业与时间进度之差", "%", SIM_MONTH_S, 3888000, 1.5, 5, -60, 40, NULL,
      false },
    { "T21.wage", "欠薪案件", "1", DAY, 172800, -0.5, 1.2, 0, 100, NULL, true },
    { "T21.wage.people", "单案最多欠薪人数", "{person}", DAY, 172800, 5, 9, 0, 5000, NULL, true },
    { "T21.wage.acct", "工资专户到位率", "%", DAY, 172800, 100.6, 1.0, 0, 100, NULL, false },
    { "T21.fund", "基金可支付月数", "mo", SIM_MONTH_S, 3888000, 12.4, 1, 0, 60, NULL, false },
    { "T21.fund.over", "仲裁超期", "d", SIM_MONTH_S, 3888000, 3, 3, 0, 200, NULL, false },
    { "T22.aid", "低保发放及时率", "%", SIM_MONTH_S, 3888000, 100, 0, 0, 100, NULL, false },
    { "T22.aid.time", "临时救助时长", "h", SIM_MONTH_S, 3888000, 31, 10, 0, 300, NULL, false },
    { "T22.care", "护理型床位占比", "%", 3 * SIM_MONTH_S, 10368000, 58, 2, 0, 100, NULL, false },
    { "T22.care.visit", "探访率", "%", 3 * SIM_MONTH_S, 10368000, 100.6, 1.0, 0, 100, NULL, false },
    { "T22.shl", "避难场所容量占用", "%", 300, 900, 0, 0, 0, 0, topic_shelter, false },
    { "T23.load", "景区最大瞬时承载率", "%", 60, 300, 0, 0, 0, 0, topic_load, false },
    { "T23.sea", "海滨浴场浪高", "m", 600, 1800, 0, 0, 0, 0, topic_wave, false },
    { "T23.sea.wind", "海滨浴场风力", "1", 600, 1800, 0, 0, 0, 0, topic_force, false },
    { "T23.rel", "文物环境温度", "Cel", 300, 1200, 24, 1.5, -10, 50, NULL, false },
    { "T23.rel.hum", "文物环境湿度", "%", 300, 1200, 58, 5, 0, 100, NULL, false },
    { "T23.rel.smoke", "文物烟感报警", "1", 300, 1200, 0, 0, 0, 100, NULL, false },
    { "T24.hot", "12345十五秒接听率", "%", 60, 300, 0, 0, 0, 0, topic_hot, false },
    { "T24.hot.day", "12345接通率", "%", 60, 300, 98, 1.2, 0, 100, NULL, false },
    { "T24.hot.media", "其他渠道响应时长", "min", 60, 300, 1.6, 0.7, 0, 60, NULL, false },
    { "T24.done", "工单按时办结率", "%", 600, 3600, 97.4, 1.6, 0, 100, NULL, false },
    { "T24.done.happy", "工单满意率", "%", 600, 3600, 94, 2.2, 0, 100, NULL, false },
    { "T24.wait", "大厅等候时长", "min", 60, 600, 0, 0, 0, 0, topic_wait, false },
    { "T24.wait.fix", "差评整改率", "%", 60, 600, 100, 0, 0, 100, NULL, false },
    { "T25.road", "主干路平均车速", "km/h", 60, 300, 0, 0, 0, 0, topic_speed, false },
    { "T25.fer", "琼州海峡阵风", "1", 600, 1800, 0, 0, 0, 0, topic_ferforce, false },
    { "T25.fer.wave", "琼州海峡浪高", "m", 600, 1800, 0, 0, 0, 0, topic_ferwave, false },
    { "T25.fer.off", "停航班次", "1", 600, 1800, 0, 0, 0, 0, topic_feroff, false },
    { "T25.vis", "航道能见度", "m", 60, 600, 0, 0, 0, 0, topic_vis, false },
    { "T25.vis.road", "高速能见度", "m", 60, 600, 0, 0, 0, 0, topic_visroad, false },
    { "T25.queue", "徐闻港待渡车辆", "1", 300, 900, 0, 0, 0, 0, topic_queue, false },
    { "T25.queue.wait", "待渡时长", "h", 300, 900, 0, 0, 0, 0, topic_queuewait, false },
    { "T25.haz", "危货车最高车速", "km/h", 30, 300, 66, 9, 0, 140, NULL, false },
    { "T25.haz.other", "危货车其他道路最高车速", "km/h", 30, 300, 47, 8, 0, 140, NULL, false },
    { "T25.haz.drive", "危货车最长连续驾驶", "h", 30, 300, 2.6, 0.9, 0, 12, NULL, false },
    { "T25.bus", "公交正点率", "%", 60, 300, 0, 0, 0, 0, topic_bus, false },
    { "T25.bus.on", "公交在线率", "%", 60, 300, 98, 1.2, 0, 100, NULL, false },
    { "T26.aqi", "全市AQI", "{AQI}", 3600, 7200, 0, 0, 0, 0, topic_aqi, false },
    { "T26.pm", "PM2.5日均", "ug/m3", 3600, 7200, 0, 0, 0, 0, topic_pm, false },
    { "T26.o3", "臭氧八小时最大", "ug/m3", 3600, 7200, 0, 0, 0, 0, topic_o3, false },
    { "T26.wq", "国考断面溶解氧最低", "mg/L", 14400, 28800, 0, 0, 0, 0, topic_do, false },
    { "T26.wq.codmn", "高锰酸盐指数最高", "mg/L", 14400, 28800, 4.1, 0.7, 0, 40, NULL, false },
    { "T26.wq.nh3n", "氨氮最高", "mg/L", 14400, 28800, 0.6, 0.2, 0, 20, NULL, false },
    { "T26.wq.tp", "总磷最高", "mg/L", 14400, 28800, 0.16, 0.04, 0, 5, NULL, false },
    { "T26.sea", "近海无机氮", "mg/L", DAY, 172800, 0.24, 0.06, 0, 3, NULL, false },
    { "T26.sea.po4", "近海活性磷酸盐", "mg/L", DAY, 172800, 0.016, 0.006, 0, 1, NULL, false },
    { "T26.noi", "区域噪声", "dB", 60, 600, 0, 0, 0, 0, topic_noise, false },
    { "T26.noi.night", "区域夜间噪声", "dB", DAY, 172800, 0, 0, 0, 0, topic_night, false },
    { "T26.src", "污染源超标", "1", 600, 3600, 0, 0.8, 0, 100, NULL, true },
    { "T26.src.day", "污染源日均超标", "1", 3600, 86400, -0.6, 1.1, 0, 100, NULL, true },
    { "T26.src.missing", "污染源缺数", "1", 600, 3600, 0, 0.9, 0, 100, NULL, true },
    { "T27.land", "耕地保有量", "{mu}", SIM_MONTH_S, 3888000, 6890000, 2000, 0, 1e8, NULL, true },
    { "T27.land.bad", "违法图斑", "1", SIM_MONTH_S, 3888000, -0.2, 1.2, 0, 10000, NULL, true },
    { "T27.geo", "地质灾害气象风险等级", "1", 3600, 86400, 0, 0, 0, 0, topic_slide, false },
    { "T27.surge", "潮位对蓝色警戒潮位", "m", 60, 900, 0, 0, 0, 0, topic_over, false },
    { "T27.wave", "近岸有效波高", "m", 600, 3600, 0, 0, 0, 0, topic_bay, false },
    { "T27.wave.far", "近海有效波高", "m", 600, 3600, 0, 0, 0, 0, topic_far, false },
    { "T27.man", "红树林面积", "hm2", 12 * SIM_MONTH_S, 34560000, 6398, 0, 0, 1e6, NULL, false },
    { "T27.man.coast", "岸线变化", "m", 12 * SIM_MONTH_S, 34560000, -0.4, 0.3, -100, 100, NULL,
      false },
    { "T28.lev", "河道水位对警戒最高", "m", 300, 900, 0, 0, 0, 0, topic_river, false },
    { "T28.ret", "洪水重现期", "a", 3600, 10800, 0, 0, 0, 0, topic_return, false },
    { "T28.res", "鹤地水库水位", "m", 300, 900, 0, 0, 0, 0, topic_reservoir, false },
    { "T28.dam", "大坝渗压占限值", "%", 3600, 10800, 47, 5, 0, 150, NULL, false },
    { "T28.dam.move", "大坝位移占限值", "%", 3600, 10800, 31, 4, 0, 150, NULL, false },
    { "T28.dam.eco", "生态流量满足率", "%", 3600, 10800, 112, 9, 0, 300, NULL, false },
    { "T29.r24", "全市最大24小时雨量", "mm", 300, 900, 0, 0, 0, 0, topic_r24, false },
    { "T29.rs", "暴雨信号", "1", 300, 900, 0, 0, 0, 0, topic_rainsignal, false },
    { "T29.rs.gale", "雷雨大风信号", "1", 300, 900, 0, 0, 0, 0, topic_galesignal, false },
    { "T29.ty", "台风中心风速", "m/s", 900, 7200, 0, 0, 0, 0, topic_ty, false },
    { "T29.tw", "台风信号", "1", 300, 900, 0, 0, 0, 0, topic_tysignal, false },
    { "T29.tw.wind", "本地最大平均风", "m/s", 300, 900, 0, 0, 0, 0, topic_wind, false },
    { "T29.tw.gust", "本地最大阵风", "m/s", 300, 900, 0, 0, 0, 0, topic_gust, false },
    { "T29.hot", "最高气温", "Cel", 600, 3600, 0, 0, 0, 0, topic_hotest, false },
    { "T29.hot.fog", "最低能见度", "m", 600, 3600, 0, 0, 0, 0, topic_fog, false },
    { "T29.lit", "雷电次数", "1", 60, 300, 0, 0, 0, 0, topic_lightning, false },
    { "T30.load", "全市负荷", "MW", 60, 300, 0, 0, 0, 0, topic_mw, false },
    { "T30.load.rest", "备用率", "%", 60, 300, 0, 0, 0, 0, topic_rest, false },
    { "T30.out", "减供比例", "%", 60, 300, 0, 0, 0, 0, topic_cut, false },
    { "T30.out.users", "停电用户占比", "%", 60, 300, 0, 0, 0, 0, topic_out, false },
    { "T30.frq", "频率", "Hz", 1, 10, 50, 0.03, 45, 55, NULL, false },
    { "T30.frq.volt", "10千伏电压偏差", "%", 1, 10, 1.2, 1.6, -20, 20, NULL, false },
    { "T30.gas", "天然气储备", "d", DAY, 172800, 6.5, 1.5, 0, 60, NULL, false },
    { "T30.gas.coal", "电煤储备", "d", DAY, 172800, 19, 3, 0, 90, NULL, false },
    { "T30.npp", "廉江核电周边剂量率", "nGy/h", 300, 1800, 92, 6, 0, 10000, NULL, false },
};
const int sim_topic_count = sizeof sim_topics / sizeof sim_topics[0];
