// SPDX-License-Identifier: Apache-2.0
// journal.c - one write a line, so that a crash loses none and two programs do not mix theirs.
#include "core/journal.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JOURNAL_BYTES_MAX ((uint64_t)16 << 20)

struct Journal {
    char *path;
    int file;
    uint64_t bytes;
    bool is_broken; // said once
};

static bool open_file(Journal *journal, Err *err)
{
    uint64_t bytes = 0;
    int64_t changed_us = 0;
    if (file_stat(journal->path, &bytes, &changed_us) && bytes > JOURNAL_BYTES_MAX) {
        Str old = { 0 };
        str_printf(&old, "%s.1", journal->path);
        if (rename(journal->path, old.text) == 0) bytes = 0;
        str_finish(&old);
    }
    journal->bytes = bytes;
    journal->file = open(journal->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (journal->file < 0) err_set(err, ERR_IO, "open journal '%s': %s", journal->path, strerror(errno));
    return journal->file >= 0;
}

Journal *journal_open(const char *path, Err *err)
{
    Journal *journal = calloc(1, sizeof *journal);
    if (!journal) {
        err_set(err, ERR_MEMORY, "no memory for the journal");
        return NULL;
    }
    journal->file = -1;
    journal->path = str_copy(path);
    if (!journal->path || !open_file(journal, err)) {
        journal_close(journal);
        return NULL;
    }
    return journal;
}

void journal_write(Journal *journal, const char *line, const Err *err)
{
    if (!journal || journal->file < 0) return;
    char time[32];
    clock_format(clock_utc_us(), 0, time);
    Str text = { 0 };
    str_printf(&text, "%s\t", time);
    if (err && err->code != ERR_NONE) str_printf(&text, "%s: %s", err_code_name(err->code), err->text);
    else str_add(&text, "ok");
    str_add(&text, "\t");
    const size_t start = text.length;
    str_add(&text, line);
    // One line stays one line.
    for (size_t i = start; i < text.length; i++)
        if (text.text[i] == '\n' || text.text[i] == '\r') text.text[i] = ' ';
    str_add(&text, "\n");
    const ssize_t written = write(journal->file, text.text, text.length);
    if (written != (ssize_t)text.length && !journal->is_broken) {
        journal->is_broken = true;
        log_print(LOG_ERROR, "journal '%s': %s", journal->path, strerror(errno));
    }
    journal->bytes += text.length;
    str_finish(&text);
    if (journal->bytes > JOURNAL_BYTES_MAX) {
        close(journal->file);
        open_file(journal, NULL);
    }
}

void journal_close(Journal *journal)
{
    if (!journal) return;
    if (journal->file >= 0) close(journal->file);
    free(journal->path);
    free(journal);
}
