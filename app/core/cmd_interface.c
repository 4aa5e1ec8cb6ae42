// SPDX-License-Identifier: Apache-2.0
// cmd_interface.c - the size of the interface, and the wall that pages are seen on.
#include "core/cmd_rows.h"
#include <math.h>

static bool run_scale(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const double now = 100 * (state->interface_scale > 0 ? state->interface_scale : 1);
    if (!call->values[0] && !call->values[1]) {
        err_set(err, ERR_ARGUMENT, "interface-scale: percent or by is expected (缺少缩放百分比)");
        return false;
    }
    // Steps end at the ends; a percentage out of range was refused before.
    const double percent =
        call->values[0] ? call->numbers[0] : fmax(100, fmin(300, now + call->numbers[1]));
    state->interface_scale = percent / 100;
    state_touch(state);
    return true;
}

static bool run_wall(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    StateWall *wall = &state->wall;
    if (call->values[0]) {
        wall->pitch_mm = call->numbers[0];
        wall->diagonal_in = 0;
    }
    if (call->values[1]) {
        wall->diagonal_in = call->numbers[1];
        wall->pitch_mm = 0;
    }
    if (call->values[2]) wall->distance_m = call->numbers[2];
    if (call->values[3]) wall->columns = (uint32_t)call->numbers[3];
    if (call->values[4]) wall->rows = (uint32_t)call->numbers[4];
    if (call->values[5]) wall->bezel_px = call->numbers[5];
    if (call->values[6]) state->text_scale = call->numbers[6];
    state_touch(state);
    return true;
}

static const CmdArg args_scale[] = { { .name = "percent",
                                       .type = CMD_ARG_NUMBER,
                                       .min = 100,
                                       .max = 300,
                                       .help = "100 is the display's own size",
                                       .help_zh = "百分比；100 为显示器原有大小" },
                                     { .name = "by",
                                       .type = CMD_ARG_NUMBER,
                                       .min = -200,
                                       .max = 200,
                                       .help = "percent more or less, within 100 to 300",
                                       .help_zh = "增减的百分比" } };
static const CmdArg args_wall[] = { { .name = "pitch",
                                      .type = CMD_ARG_NUMBER,
                                      .min = 0,
                                      .max = 100,
                                      .help = "millimetres from pixel to pixel",
                                      .help_zh = "像素间距（毫米）" },
                                    { .name = "diagonal",
                                      .type = CMD_ARG_NUMBER,
                                      .min = 0,
                                      .max = 4000,
                                      .help = "of the whole window, inches; instead of pitch",
                                      .help_zh = "整屏对角线（英寸）" },
                                    { .name = "distance",
                                      .type = CMD_ARG_NUMBER,
                                      .min = 0,
                                      .max = 200,
                                      .help = "metres to the farthest that read it",
                                      .help_zh = "最远观看距离（米）" },
                                    { .name = "columns",
                                      .type = CMD_ARG_INT,
                                      .min = 1,
                                      .max = 64,
                                      .help = "displays side by side",
                                      .help_zh = "横向屏数" },
                                    { .name = "rows",
                                      .type = CMD_ARG_INT,
                                      .min = 1,
                                      .max = 64,
                                      .help = "displays one above another",
                                      .help_zh = "纵向屏数" },
                                    { .name = "bezel",
                                      .type = CMD_ARG_NUMBER,
                                      .min = 0,
                                      .max = 1000,
                                      .help = "pixels lost between two displays",
                                      .help_zh = "拼缝像素" },
                                    { .name = "text",
                                      .type = CMD_ARG_NUMBER,
                                      .min = 0,
                                      .max = 4,
                                      .help = "size of pages; 0 = by pitch and distance",
                                      .help_zh = "页面字号倍数；0 为自动" } };
const Cmd cmd_interface_rows[] = {
    { .name = "interface-scale",
      .group = "view",
      .help = "Sets the size of the interface, 100 to 300 percent.",
      .help_zh = "设定界面缩放，100% 至 300%。",
      CMD_ARGS(args_scale),
      .run = run_scale },
    { .name = "wall",
      .group = "view",
      .help = "Says what the big screen is: pages take the size of their texts from it and keep "
              "them off bezels; get page.text reports it.",
      .help_zh = "设定大屏参数：页面据此定字号、避开拼缝；get page.text 给出结果。",
      CMD_ARGS(args_wall),
      .is_undoable = true,
      .run = run_wall },
};
const int cmd_interface_count = (int)(sizeof cmd_interface_rows / sizeof cmd_interface_rows[0]);
