// SPDX-License-Identifier: Apache-2.0
// step_text.h - strings of ISO 10303-21 to UTF-8: \X\ \X2\ \X4\ \S\ \P?\ and raw bytes in the
// encoding the file was found to have.
#pragma once
#include "assets/step_file.h"

// Copies into the arena, terminated. What is no escape stays as written; what cannot be decoded
// becomes U+FFFD. NULL for text NULL. Thread: any, the arena's owner.
char *step_text_copy(const StepFile *file, StepText text, Arena *arena);
// Into out, at most cap - 1 bytes (2 * length + 4 always suffice); returns the bytes written
// without the end.
size_t step_text_decode(StepEncoding encoding, StepText text, char *out, size_t cap);
// Bytes that are no UTF-8: GB18030 when most come in the pairs of Chinese text, else Latin-1.
StepEncoding step_text_encoding(const char *bytes, size_t length);
