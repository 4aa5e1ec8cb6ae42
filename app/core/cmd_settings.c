// SPDX-License-Identifier: Apache-2.0
// cmd_settings.c - how large the text of pages is, and how often the window is drawn; kept with the
// session.
#include "core/cmd_rows.h"

static bool run_page_text(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->text_scale = call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_frame_limit(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->frame_limit = call->numbers[0];
    state_touch(context->state);
    return true;
}

static const CmdArg args_scale[] = { { .name = "factor",
                                       .type = CMD_ARG_NUMBER,
                                       .is_required = true,
                                       .min = 0.5,
                                       .max = 4,
                                       .help = "times the display's own; 1 is usual",
                                       .help_zh = "乘以显示器自身的缩放；1 为通常" } };
static const CmdArg args_limit[] = { { .name = "fps",
                                       .type = CMD_ARG_NUMBER,
                                       .is_required = true,
                                       .min = 0,
                                       .max = 1000,
                                       .help = "pictures a second at most; 0 = no limit",
                                       .help_zh = "每秒最多画面数；0 为不限" } };

const Cmd cmd_settings_rows[] = {
    { .name = "page-text-scale",
      .group = "view",
      .help = "Sets the size of the text of the big screen's pages.",
      .help_zh = "设定大屏页面字号。",
      CMD_ARGS(args_scale),
      .run = run_page_text },
    { .name = "frame-limit",
      .group = "view",
      .help = "Limits how often the window is drawn.",
      .help_zh = "限制窗口帧率。",
      CMD_ARGS(args_limit),
      .run = run_frame_limit },
};
const int cmd_settings_count = (int)(sizeof cmd_settings_rows / sizeof cmd_settings_rows[0]);
