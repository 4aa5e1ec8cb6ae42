// SPDX-License-Identifier: Apache-2.0
// step_file.h - an ISO 10303-21 file: one pass finds every instance; parameters are read from the
// bytes when asked for. Does not: know a schema, keep tokens, or stop at the first fault: what is
// broken is listed and passed over. Format: ISO 10303-21:2016; .ifczip is ISO/IEC 21320-1 with one
// model inside; XML by the caller's converter.
#pragma once
#include "assets/step_token.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/job.h"

typedef struct {
    int64_t line;     // from 1; 0 = none
    uint32_t id;      // instance, 0 = none
    const char *text; // English: what is wrong, what was expected
} StepProblem;

typedef enum { STEP_ENCODING_UTF8, STEP_ENCODING_GB18030, STEP_ENCODING_LATIN1 } StepEncoding;

typedef struct {
    StepText name;  // upper case as in the file
    uint32_t count; // instances
} StepKeyword;

#define STEP_PROBLEMS_MAX 200
typedef struct StepFile {
    const char *bytes;
    size_t length;
    // One row an instance, in file order.
    uint32_t *ids;
    uint64_t *offsets;  // of the byte behind the opening parenthesis
    uint32_t *lengths;  // to the semicolon
    uint16_t *keywords; // row of keyword_rows
    int count;
    uint32_t max_id;
    StepKeyword *keyword_rows; // row 0 is what has no single keyword
    int keyword_count;
    // Header; decoded, "" when absent.
    const char *schema, *file_name, *time_stamp, *originating_system, *preprocessor, *description;
    StepEncoding encoding; // of bytes past 127 in strings
    StepProblem *problems; // the first STEP_PROBLEMS_MAX
    int problem_count;
    int64_t problem_total;
    // Private: lookup, ownership.
    uint32_t *dense; // by id: row + 1
    uint32_t dense_cap;
    uint64_t *sorted; // id << 32 | row, where ids are too scattered for a table
    Arena arena;
    FileMap map;
    char *owned;
} StepFile;

typedef struct {
    size_t max_bytes; // of the text, unpacked; 0 = 4 GiB
    Job *job;         // cancel; NULL = none
    // What begins with '<' is given to this: heap text of instances, or NULL with *err. NULL =
    // refused.
    char *(*convert)(const char *bytes, size_t length, size_t max_bytes, size_t *out_length,
                     Err *err);
} StepFileDesc;

// Maps, inflates (.ifczip) or converts (XML) by what the first bytes say. Owned by the caller; NULL
// with *err (ERR_IO, ERR_FORMAT, ERR_RANGE, ERR_MEMORY) only when not one instance can be had.
// Blocks. Thread: job. The result is read-only and may be read by many threads.
StepFile *step_file_open(const char *path, const StepFileDesc *desc, Err *err);
// The same over text in memory, borrowed until close.
StepFile *step_file_parse(const char *text, size_t length, Err *err);
void step_file_close(StepFile *file); // NULL is fine

int step_file_find(const StepFile *file, uint32_t id); // row, -1 when there is none
StepCursor step_file_cursor(const StepFile *file, int row);
void step_file_args(const StepFile *file, int row, StepArgs *out);
int64_t step_file_line(const StepFile *file,
                       int row); // counts from the start of the file: for messages
// Adds to problems. For readers built on this one, while they have the file to themselves.
void step_file_problem(StepFile *file, uint32_t id, int64_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
