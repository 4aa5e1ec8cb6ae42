// SPDX-License-Identifier: Apache-2.0
// fuzz_document.c - any bytes as city.yaml: refused in words, or read, written and read again as the same.
#include "core/document.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    State state, again;
    Err err = { 0 };
    state_init(&state);
    char *text = malloc(length + 1);
    if (!text) return 0;
    memcpy(text, bytes, length);
    text[length] = 0;
    if (document_parse(&state, text, length, "/nowhere/city.yaml", &err)) {
        Str first = { 0 }, second = { 0 };
        document_write(&state, "/nowhere", true, &first);
        state_init(&again);
        if (!document_parse(&again, first.text, first.length, "/nowhere/city.yaml", &err)) abort();
        document_write(&again, "/nowhere", true, &second);
        if (first.length != second.length || memcmp(first.text, second.text, first.length) != 0) abort();
        str_finish(&first);
        str_finish(&second);
        state_finish(&again);
    } else if (err.code == ERR_NONE || !err.text[0]) {
        abort();
    }
    free(text);
    state_finish(&state);
    return 0;
}
