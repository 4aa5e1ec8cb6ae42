// SPDX-License-Identifier: Apache-2.0
// err.h - the one error value that travels up the stack.
// Does not: log, allocate, or decide what happens next.
#pragma once
#include <stdbool.h>

typedef enum {
    ERR_NONE,
    ERR_IO,          // cannot open, read, write, or it vanished
    ERR_FORMAT,      // opened, but the content is wrong
    ERR_CRS,         // coordinate system missing, unknown, or coordinates outside it
    ERR_MEMORY,      // no memory, or a budget is spent
    ERR_RANGE,       // a number outside what is allowed
    ERR_ARGUMENT,    // a command, option or document key is wrong
    ERR_NOT_FOUND,   // a name that nothing has
    ERR_UNSUPPORTED, // known, but this build or machine cannot
    ERR_NETWORK,     // a source on the network does not answer
    ERR_GPU,         // context, shader or GPU memory
    ERR_CANCELLED,   // the user stopped it
    ERR_TIMEOUT,     // it took longer than allowed
    ERR_CODE_COUNT
} ErrCode;

typedef struct {
    ErrCode code;
    char text[504]; // English, one line: what failed, where, what was expected
} Err;

// Writes code and the formatted text; a longer text is cut at a character. err may be NULL. Thread: any.
void err_set(Err *err, ErrCode code, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Puts "prefix: " before the text already there (file and line round an inner error).
void err_prefix(Err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Short name of the code ("io", "crs") for JSON; never NULL.
const char *err_code_name(ErrCode code);
// One Chinese sentence for the code: what happened and what to do next; never NULL, static.
const char *err_code_zh(ErrCode code);
