// SPDX-License-Identifier: Apache-2.0
// undo.c - two stacks of whole states: a state is a few kilobytes a layer, so copies are simpler than inverse commands.
#include "core/undo.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

#define UNDO_MERGE_S 1.0

typedef struct {
    State steps[UNDO_STEPS_MAX];
    int count;
} UndoStack;

struct Undo {
    UndoStack back, forward;
    uint64_t last_key;
    double last_time_s;
};

Undo *undo_create(void)
{
    return calloc(1, sizeof(Undo));
}

static void clear(UndoStack *stack)
{
    for (int i = 0; i < stack->count; i++) state_finish(&stack->steps[i]);
    stack->count = 0;
}

void undo_destroy(Undo *undo)
{
    if (!undo) return;
    clear(&undo->back);
    clear(&undo->forward);
    free(undo);
}

static size_t state_bytes(const State *state)
{
    size_t marks = 0;
    for (int i = 0; i < state->layer_count; i++) marks += (size_t)state->layers[i].view.mark_count;
    return sizeof *state + marks + (size_t)state->layer_count * (sizeof *state->layers + 256) +
           (size_t)state->tour_count * sizeof *state->tour +
           (size_t)state->bookmark_count * sizeof *state->bookmarks +
           (size_t)state->selection_count * sizeof *state->selection +
           (size_t)state->measure_count * sizeof *state->measures;
}

static void drop_oldest(UndoStack *stack)
{
    state_finish(&stack->steps[0]);
    memmove(&stack->steps[0], &stack->steps[1], (size_t)(stack->count - 1) * sizeof stack->steps[0]);
    stack->count--;
}

static void push(UndoStack *stack, const State *state)
{
    if (stack->count == UNDO_STEPS_MAX) drop_oldest(stack);
    stack->steps[stack->count++] = *state;
    size_t bytes = 0;
    for (int i = 0; i < stack->count; i++) bytes += state_bytes(&stack->steps[i]);
    while (bytes > UNDO_BYTES_MAX && stack->count > 1) {
        bytes -= state_bytes(&stack->steps[0]);
        drop_oldest(stack);
    }
}

void undo_remember(Undo *undo, State *before, uint64_t key, double time_s)
{
    const bool is_same = key != 0 && key == undo->last_key && time_s - undo->last_time_s < UNDO_MERGE_S && undo->back.count > 0;
    undo->last_key = key;
    undo->last_time_s = time_s;
    clear(&undo->forward);
    if (is_same) state_finish(before); // the older one is kept
    else push(&undo->back, before);
    *before = (State){ 0 };
}

static bool step(Undo *undo, UndoStack *from, UndoStack *to, State *state, const char *what, Err *err)
{
    if (from->count == 0) {
        err_set(err, ERR_NOT_FOUND, "there is nothing to %s", what);
        return false;
    }
    State now;
    if (!state_copy(&now, state)) {
        err_set(err, ERR_MEMORY, "no memory to %s", what);
        return false;
    }
    State *step_state = &from->steps[from->count - 1];
    if (!state_restore(state, step_state)) {
        state_finish(&now);
        err_set(err, ERR_MEMORY, "no memory to %s", what);
        return false;
    }
    state_finish(step_state);
    from->count--;
    push(to, &now);
    undo->last_key = 0;
    return true;
}

bool undo_step_back(Undo *undo, State *state, Err *err)
{
    return step(undo, &undo->back, &undo->forward, state, "undo", err);
}

bool undo_step_forward(Undo *undo, State *state, Err *err)
{
    return step(undo, &undo->forward, &undo->back, state, "redo", err);
}

void undo_forget(Undo *undo)
{
    clear(&undo->back);
    clear(&undo->forward);
    undo->last_key = 0;
}

int undo_depth(const Undo *undo)
{
    return undo->back.count;
}

int undo_redo_depth(const Undo *undo)
{
    return undo->forward.count;
}
