// SPDX-License-Identifier: Apache-2.0
// str.h - growing text, UTF-8 checks and number parsing that refuses rubbish.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *text; // always terminated once anything was added; NULL before
    size_t length, cap;
} Str;

void str_add(Str *str, const char *text);
void str_add_n(Str *str, const char *text, size_t length);
void str_printf(Str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_finish(Str *str);

char *str_copy(const char *text); // heap, caller owns; NULL stays NULL
bool str_equal(const char *a, const char *b); // NULL equals NULL only
bool str_equal_nocase(const char *a, const char *b); // ASCII case
bool str_starts(const char *text, const char *prefix);
bool str_ends_nocase(const char *text, const char *suffix);
size_t str_utf8_bytes(const char *text,
                      size_t left); // of the first character; 0 = none that is well-formed
bool str_is_utf8(const char *text, size_t length);
// Copies at most cap - 1 bytes, cut at a character; returns the bytes copied.
size_t str_copy_utf8(char *out, size_t cap, const char *text);
// For comparing as people do: small letters of Latin, Greek and Cyrillic, full-width forms as ASCII,
// other bytes as they are; never longer than text. Cut at cap - 1 bytes; returns the bytes written.
size_t str_fold(char *out, size_t cap, const char *text);
// Blots out in place, by asterisks, what follows password= (also pwd=, token=, key=) and what stands between the colon and the @ of
// an address (RFC 3986, 3.2.1): connections are named in errors and logs.
void str_hide_secrets(char *text);
// The whole text must be a finite number. Locale-independent.
bool str_parse_double(const char *text, double *out);
bool str_parse_int(const char *text, int64_t *out);
// The number that text begins with, within [text, end): sign, digits, point, exponent; the nearest
// double. Returns where it ends, NULL where there is none or it is too large for a double.
const char *str_scan_double(const char *text, const char *end, double *out);
// FNV-1a, 64 bits.
uint64_t str_hash(const char *text, size_t length);
// Text out of HTML, in place: tags go, the few entities in use become their letters, spaces are single. NULL is fine.
void str_plain(char *text);
