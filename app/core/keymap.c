// SPDX-License-Identifier: Apache-2.0
// keymap.c - the keys. To add one: a row; its command must parse (tests/core/test_keymap.c runs them all).
#include "core/keymap.h"
#include <stddef.h>
#include <string.h>

const KeymapRow keymap_table[] = {
    { "Left", "pan x=-0.05", true, "move left", "向左移动" },
    { "Right", "pan x=0.05", true, "move right", "向右移动" },
    { "Up", "pan y=0.05", true, "move forward", "向前移动" },
    { "Down", "pan y=-0.05", true, "move back", "向后移动" },
    { "Shift+Left", "orbit heading=-5", true, "turn left", "向左旋转" },
    { "Shift+Right", "orbit heading=5", true, "turn right", "向右旋转" },
    { "Shift+Up", "orbit pitch=-3", true, "look flatter", "放平视角" },
    { "Shift+Down", "orbit pitch=3", true, "look steeper", "抬高视角" },
    { "PageUp", "zoom factor=0.8", true, "closer", "拉近" },
    { "PageDown", "zoom factor=1.25", true, "farther", "拉远" },
    { "=", "zoom factor=0.8", true, "closer", "拉近" },
    { "-", "zoom factor=1.25", true, "farther", "拉远" },
    { "N", "north", false, "north up", "正北朝上" },
    { "T", "orbit pitch=90", false, "look straight down", "垂直俯视" },
    { "Home", "fit", false, "show everything", "全图" },
    { "1", "look day", false, "day", "白天" },
    { "2", "look night", false, "big-screen night", "大屏夜景" },
    { "3", "look white", false, "white model", "白模" },
    { "L", "set labels toggle", false, "labels on and off", "注记开关" },
    { "H", "set shadows toggle", false, "shadows on and off", "阴影开关" },
    { "O", "set ambient-occlusion toggle", false, "ambient occlusion on and off",
      "环境光遮蔽开关" },
    { "P", "set panels toggle", false, "panels on and off", "面板开关" },
    { "F3", "set readout toggle", false, "frame and memory read-out", "帧率与内存读数" },
    { "[", "time-step minutes=-30", true, "half an hour earlier", "提前半小时" },
    { "]", "time-step minutes=30", true, "half an hour later", "推后半小时" },
    { "F5", "panel-show alarms toggle=true", false,
      "alarms; arrows, Space acknowledges, C opens a case, 1 to 9 press the buttons, / filters, "
      "Esc gives the keys back",
      "告警；方向键选择，空格确认，C 转案件，1–9 按右侧按钮，/ 筛选，Esc 交还按键" },
    { "Shift+F5", "panel-show cases toggle=true", false, "cases", "案件" },
    { "F7", "panel-show emergencies toggle=true", false, "emergencies", "应急" },
    { "F8", "panel-show warnings toggle=true", false, "warnings", "预警" },
    { "F9", "panel-show feeds toggle=true", false, "feeds and their health", "数据源" },
    { "V", "model-handles", false, "handles to place the selected model", "所选模型的拖动手柄" },
    { "Space", "time-toggle", false, "pause, play history on", "暂停、继续回放" },
    { "End", "time-live", false, "back to the present", "回到实时" },
    { "Shift+Space", "tour-toggle", false, "play or stop the tour", "播放或停止漫游" },
    { "Ctrl+Z", "undo", true, "undo", "撤销" },
    { "Ctrl+Y", "redo", true, "redo", "重做" },
    { "Ctrl+Shift+Z", "redo", true, "redo", "重做" },
    { "Escape", "select-clear", false, "clear the selection", "清除选择" },
    { "Ctrl+Right", "scene-step by=1", false, "next scene", "下一场景" },
    { "Ctrl+Left", "scene-step by=-1", false, "scene before", "上一场景" },
    { "F4", "scene-rotate", false, "rotation of scenes on and off", "场景轮播开关" },
    { "Ctrl+F10", "scene-lock", false, "lock the scene", "锁定画面" },
    { "Shift+L", "set high-contrast toggle", false, "high contrast", "高对比度" },
    { "Ctrl+=", "interface-scale by=25", true, "larger interface; Ctrl+- smaller, Ctrl+0 as it was",
      "放大界面；Ctrl+- 缩小，Ctrl+0 复原" },
    { "Ctrl++", "interface-scale by=25", true, NULL, NULL },
    { "Ctrl+Shift+=", "interface-scale by=25", true, NULL, NULL },
    { "Ctrl+-", "interface-scale by=-25", true, NULL, NULL },
    { "Ctrl+0", "interface-scale 100", false, NULL, NULL },
    { "Ctrl+L", "language toggle", false, "Chinese or English", "中文或英文" },
};
const int keymap_count = (int)(sizeof keymap_table / sizeof keymap_table[0]);

const KeymapRow *keymap_find(const char *key)
{
    for (int i = 0; i < keymap_count; i++)
        if (strcmp(keymap_table[i].key, key) == 0) return &keymap_table[i];
    return NULL;
}
