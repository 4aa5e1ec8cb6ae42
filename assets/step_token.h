// SPDX-License-Identifier: Apache-2.0
// step_token.h - the tokens of ISO 10303-21 text: a cursor over a parameter list, and the
// parameters of one instance. Does not: find instances (step_file.h), know a schema, or allocate.
// Every read stays inside [at, end).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *text; // borrowed bytes of the file, not terminated
    uint32_t length;
} StepText;

typedef enum {
    STEP_NONE,    // nothing is left
    STEP_NULL,    // $
    STEP_DERIVED, // *
    STEP_REF,     // #123
    STEP_INT,     // 12
    STEP_REAL,    // 1.5E3
    STEP_ENUM,    // .TRUE. text without dots
    STEP_STRING,  // text between the quotes, escapes as written (step_text.h decodes)
    STEP_BINARY,  // hexadecimal digits between the double quotes
    STEP_TYPED,   // IFCLABEL( … ): text is the keyword; the parenthesis is the next token
    STEP_OPEN,    // (
    STEP_CLOSE,   // )
    STEP_BAD      // a character that starts nothing; it is passed over
} StepKind;

typedef struct {
    StepKind kind;
    uint32_t ref;    // STEP_REF; 0 where the number is larger than 2^32 - 1
    int64_t integer; // STEP_INT, saturated
    double real;     // STEP_INT, STEP_REAL; always finite
    StepText text;
} StepToken;

typedef struct {
    const char *at, *end;
} StepCursor;

// The next token, STEP_NONE at the end. Commas, white space and comments are passed over. Thread:
// any.
StepKind step_next(StepCursor *cursor, StepToken *token);
// After a STEP_OPEN: moves behind the matching parenthesis.
void step_skip_list(StepCursor *cursor);

// The parameters of one instance, split once: at[i] is where the i-th starts.
#define STEP_ARGS_MAX 64
typedef struct {
    const char *at[STEP_ARGS_MAX];
    const char *end;
    int count; // those past STEP_ARGS_MAX are left out
} StepArgs;
// cursor stands behind the opening parenthesis.
void step_args_split(StepCursor cursor, StepArgs *out);

// Index out of range, $ and * read as absent. A typed value such as IFCLENGTHMEASURE(1.) reads as
// its value.
StepKind step_arg(const StepArgs *args, int index, StepToken *token); // the first token as written
bool step_arg_is_null(const StepArgs *args, int index);
uint32_t step_arg_ref(const StepArgs *args, int index);           // 0 = absent
bool step_arg_real(const StepArgs *args, int index, double *out); // integers too; false leaves *out
bool step_arg_int(const StepArgs *args, int index, int64_t *out);
bool step_arg_bool(const StepArgs *args, int index, bool otherwise); // .T. .F.; .U. is otherwise
StepText step_arg_enum(const StepArgs *args, int index);             // length 0 = absent
StepText step_arg_string(const StepArgs *args, int index);           // text NULL = absent
// A cursor behind the opening parenthesis of a list, false when it is none; iterate until
// STEP_CLOSE or STEP_NONE.
bool step_arg_list(const StepArgs *args, int index, StepCursor *out);
// Reads up to cap numbers or references of a flat list; returns how many were written.
int step_arg_reals(const StepArgs *args, int index, double *out, int cap);
int step_arg_refs(const StepArgs *args, int index, uint32_t *out, int cap);
bool step_text_is(StepText text, const char *word);
// The number at the start of [at, end): its end, or NULL when there is none. Correctly rounded;
// past the range of double it saturates to the largest finite one.
const char *step_number(const char *at, const char *end, double *real, int64_t *integer,
                        bool *is_real);
