// SPDX-License-Identifier: Apache-2.0
// cmd_finder.c - how well a command fits each word typed, and the order that follows.
#include "core/cmd_finder.h"
#include "base/pinyin.h"
#include <stdlib.h>
#include <string.h>

#define FOLD_MAX 512
#define WORDS_MAX 8

typedef struct {
    const Cmd *cmd;
    char *help, *help_zh; // folded (str_fold)
} FinderRow;

struct CmdFinder {
    FinderRow *rows;
    int count;
};

static char *folded(const char *text)
{
    char out[FOLD_MAX];
    str_fold(out, sizeof out, text);
    return str_copy(out);
}

CmdFinder *cmd_finder_create(const CmdTable *table)
{
    CmdFinder *search = calloc(1, sizeof *search);
    FinderRow *rows = calloc((size_t)cmd_count(table) + 1, sizeof *rows);
    if (!search || !rows) {
        free(search);
        free(rows);
        return NULL;
    }
    *search = (CmdFinder){ .rows = rows, .count = cmd_count(table) };
    for (int i = 0; i < search->count; i++) {
        const Cmd *cmd = cmd_at(table, i);
        rows[i] =
            (FinderRow){ .cmd = cmd, .help = folded(cmd->help), .help_zh = folded(cmd->help_zh) };
    }
    return search;
}

void cmd_finder_destroy(CmdFinder *search)
{
    if (!search) return;
    for (int i = 0; i < search->count; i++) {
        free(search->rows[i].help);
        free(search->rows[i].help_zh);
    }
    free(search->rows);
    free(search);
}

// Where a word begins with it; NULL = nowhere.
static const char *word_start(const char *text, const char *typed)
{
    for (const char *at = strstr(text, typed); at; at = strstr(at + 1, typed)) {
        const bool is_start =
            at == text || !((at[-1] >= 'a' && at[-1] <= 'z') || (at[-1] >= '0' && at[-1] <= '9'));
        if (is_start) return at;
    }
    return NULL;
}

static bool is_subsequence(const char *text, const char *typed)
{
    for (; *text && *typed; text++)
        if (*text == *typed) typed++;
    return *typed == 0;
}

// Larger is better, 0 = it does not fit.
static int fit(const FinderRow *row, const char *typed)
{
    const char *name = row->cmd->name;
    const size_t length = strlen(typed);
    if (strcmp(name, typed) == 0) return 100;
    if (strncmp(name, typed, length) == 0) return 90;
    if (row->help_zh && strncmp(row->help_zh, typed, length) == 0) return 85;
    if (word_start(name, typed)) return 80;
    if (row->help_zh && strstr(row->help_zh, typed)) return 70;
    PinyinQuery query;
    const PinyinMatch match = row->help_zh && pinyin_query(typed, &query)
                                  ? pinyin_match(&query, row->help_zh, NULL)
                                  : PINYIN_NONE;
    if (match == PINYIN_WHOLE || match == PINYIN_START) return 65;
    if (length > 1 && strstr(name, typed)) return 60;
    if (row->help && word_start(row->help, typed)) return 50;
    if (match == PINYIN_MIDDLE) return 40;
    return length > 2 && is_subsequence(name, typed) ? 20 : 0;
}

typedef struct {
    const Cmd *cmd;
    int score;
} FinderFound;

static int found_order(const void *a, const void *b)
{
    const FinderFound *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return strcmp(x->cmd->name, y->cmd->name);
}

static int recency(const char *name, const char *const *recent, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(recent[i], name) == 0) return count - i;
    return 0;
}

int cmd_finder_find(const CmdFinder *search, const char *text, const char *const *recent,
                    int recent_count, const Cmd **out, int cap)
{
    char typed[FOLD_MAX], *words[WORDS_MAX], *rest = NULL;
    int word_count = 0, count = 0;
    str_fold(typed, sizeof typed, text);
    for (char *word = strtok_r(typed, " ", &rest); word && word_count < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        words[word_count++] = word;
    FinderFound *found = malloc(sizeof *found * ((size_t)search->count + 1));
    if (!found) return 0;
    for (int i = 0; i < search->count; i++) {
        const FinderRow *row = &search->rows[i];
        int score = 1;
        for (int w = 0; w < word_count && score; w++) {
            const int fits = fit(row, words[w]);
            score = fits ? score + fits : 0;
        }
        if (score == 0) continue;
        const int bonus = recency(row->cmd->name, recent, recent_count);
        found[count++] = (FinderFound){ row->cmd, score + (bonus ? 8 + bonus : 0) };
    }
    qsort(found, (size_t)count, sizeof *found, found_order);
    if (count > cap) count = cap;
    for (int i = 0; i < count; i++) out[i] = found[i].cmd;
    free(found);
    return count;
}
