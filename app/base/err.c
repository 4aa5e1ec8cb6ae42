// SPDX-License-Identifier: Apache-2.0
// err.c - the one error value that travels up the stack.
#include "base/err.h"
#include "base/str.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name, *zh;
} err_rows[] = {
    [ERR_NONE] = { "none", "一切正常。" },
    [ERR_IO] = { "io", "文件打不开、读不出或写不进去，请检查路径、权限和磁盘空间。" },
    [ERR_FORMAT] = { "format", "内容有误，与该格式不符，请按提示的位置改正后重新载入。" },
    [ERR_CRS] = { "crs", "坐标系缺失或无法识别，或坐标超出其范围，请用 crs= 指定坐标系。" },
    [ERR_MEMORY] = { "memory", "内存不足或已到预算上限，请关闭部分图层或提高内存预算。" },
    [ERR_RANGE] = { "range", "数值超出允许范围，请按提示的范围修改。" },
    [ERR_ARGUMENT] = { "argument", "命令、选项或配置项写法有误，请对照帮助改正。" },
    [ERR_NOT_FOUND] = { "not-found", "找不到这个名称，请检查拼写或先列出可用的名称。" },
    [ERR_UNSUPPORTED] = { "unsupported", "可以识别，但本程序或本机不支持，请换一种格式或安装相应组件。" },
    [ERR_NETWORK] = { "network", "网络数据源没有应答，请检查网络和地址后重试。" },
    [ERR_GPU] = { "gpu", "显卡或显存出错，请降低画质、关闭部分图层或更新驱动。" },
    [ERR_CANCELLED] = { "cancelled", "操作已取消。" },
    [ERR_TIMEOUT] = { "timeout", "等待超时，请稍后重试或放宽时限。" },
};
static_assert(sizeof err_rows / sizeof err_rows[0] == ERR_CODE_COUNT, "a row for every code");

// The text stays one line, as a file name may hold a line break, and tells no password.
static void err_one_line(char *text)
{
    str_hide_secrets(text);
    for (; *text; text++) {
        if (*text == '\n' || *text == '\r') *text = ' ';
    }
}

void err_set(Err *err, ErrCode code, const char *format, ...)
{
    if (!err) return;
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    err_one_line(text);
    err->code = code;
    str_copy_utf8(err->text, sizeof err->text, text);
}

void err_prefix(Err *err, const char *format, ...)
{
    if (!err) return;
    char prefix[1024], text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    snprintf(text, sizeof text, "%s: %s", prefix, err->text);
    err_one_line(text);
    str_copy_utf8(err->text, sizeof err->text, text);
}

const char *err_code_name(ErrCode code)
{
    return (unsigned)code < ERR_CODE_COUNT ? err_rows[code].name : "unknown";
}

const char *err_code_zh(ErrCode code)
{
    return (unsigned)code < ERR_CODE_COUNT ? err_rows[code].zh : "发生未知错误，请查看日志。";
}
