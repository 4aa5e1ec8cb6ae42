// SPDX-License-Identifier: Apache-2.0
// page_sheet.c - pages of the shipped packs as PNG, to look at:
//   page_sheet FOLDER WIDTHxHEIGHT night|day zh|en [PAGE…]
#include "page_world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static PageWorld w;
    int width = 0, height = 0;
    if (argc < 5 || sscanf(argv[2], "%dx%d", &width, &height) != 2) return 2;
    if (!page_world_open(&w, TEST_FOLDER "/../assets/data")) return 1;
    if (getenv("PAGE_WAIT_S")) page_world_wait(&w, atof(getenv("PAGE_WAIT_S")));
    const bool is_night = strcmp(argv[3], "night") == 0, is_chinese = strcmp(argv[4], "zh") == 0;
    for (int i = 0; i < topics_count(w.topics); i++) {
        const char *id = topics_at(w.topics, i)->id;
        bool is_wanted = argc == 5;
        for (int k = 5; k < argc; k++) is_wanted |= strcmp(argv[k], id) == 0;
        if (!is_wanted) continue;
        Image image = { 0 };
        char path[512];
        snprintf(path, sizeof path, "%s/%s-%s-%s.png", argv[1], id, argv[3], argv[4]);
        const PageShot shot = { .id = id,
                                .look = is_night ? STATE_LOOK_NIGHT : STATE_LOOK_DAY,
                                .language = is_chinese ? STATE_LANGUAGE_ZH : STATE_LANGUAGE_EN,
                                .width_px = width,
                                .height_px = height,
                                .unit = getenv("PAGE_UNIT") };
        if (!page_world_draw(&w, &shot, &image) || !image_write_png(&image, path, NULL)) return 1;
        image_finish(&image);
    }
    page_world_close(&w);
    return 0;
}
