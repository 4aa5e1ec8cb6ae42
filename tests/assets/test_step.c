// SPDX-License-Identifier: Apache-2.0
// test_step.c - ISO 10303-21 text: index, tokens, strings, archives, and what is wrong with them.
#include "assets/step_file.h"
#include "assets/step_text.h"
#include "base/clock.h"
#include "base/str.h"
#include "check.h"
#include <float.h>
#include <stdlib.h>
#include <zlib.h>

#define HEAD                                                                                      \
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition'),'2;1');\nFILE_NAME('a.ifc','"    \
    "2020-01-01T00:00:00',('me'),('us'),'pre','sys','');\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;" \
    "\n"
#define TAIL "ENDSEC;\nEND-ISO-10303-21;\n"

static StepFile *parse(const char *text)
{
    Err err = { 0 };
    StepFile *file = step_file_parse(text, strlen(text), &err);
    if (!file) fprintf(stderr, "%s\n", err.text);
    return file;
}

static const char *decoded(StepEncoding encoding, const char *raw)
{
    static char out[256];
    step_text_decode(encoding, (StepText){ raw, (uint32_t)strlen(raw) }, out, sizeof out);
    return out;
}

static StepArgs args_of(const StepFile *file, uint32_t id)
{
    StepArgs args = { 0 };
    const int row = step_file_find(file, id);
    CHECK(row >= 0);
    step_file_args(file, row, &args);
    return args;
}

TEST(instances_are_found_with_their_number_keyword_and_parameters)
{
    StepFile *file = parse(HEAD "#1=IFCWALL('a',#2,$,*,(1,2.5,-3.E-2),.TRUE.,IFCLABEL('x;y'),"
                                "\"0F\");\n #20 = IFCPOINT ( ( 0. , 1. ) ) ;\n" TAIL);
    CHECK_EQ(file->count, 2);
    CHECK_EQ(file->problem_count, 0);
    CHECK_TEXT(file->schema, "IFC4");
    CHECK_TEXT(file->originating_system, "sys");
    CHECK_EQ(file->max_id, 20);
    const StepArgs args = args_of(file, 1);
    CHECK_EQ(args.count, 8);
    CHECK(step_text_is(step_arg_string(&args, 0), "a"));
    CHECK_EQ(step_arg_ref(&args, 1), 2);
    CHECK(step_arg_is_null(&args, 2) && step_arg_is_null(&args, 3) && step_arg_is_null(&args, 40));
    double numbers[4];
    CHECK_EQ(step_arg_reals(&args, 4, numbers, 4), 3);
    CHECK_NEAR(numbers[1], 2.5, 0);
    CHECK_NEAR(numbers[2], -0.03, 0);
    CHECK(step_arg_bool(&args, 5, false));
    CHECK(step_text_is(step_arg_string(&args, 6), "x;y"));
    CHECK(step_text_is(file->keyword_rows[file->keywords[1]].name, "IFCPOINT"));
    CHECK_EQ(step_file_find(file, 3), -1);
    step_file_close(file);
}

TEST(comments_stand_anywhere_between_tokens)
{
    StepFile *file = parse(
        HEAD "/* ; ' #9=X( */#1/*a*/=IFCA(/* ' */#2,/*;*/3);\n#2=IFCB('/* no comment */');\n" TAIL);
    // A comment between number and equals sign is passed over too.
    CHECK(step_file_find(file, 2) >= 0);
    const StepArgs args = args_of(file, 2);
    CHECK(step_text_is(step_arg_string(&args, 0), "/* no comment */"));
    step_file_close(file);
}

TEST(numbers_are_the_nearest_double)
{
    static const char *const texts[] = { "0.1",
                                         "0.12500000000000011",
                                         "-1.7976931348623157E308",
                                         "123456789012345678.",
                                         "2.2250738585072014E-308",
                                         "9007199254740993",
                                         "1.E22",
                                         "0.000000000000000000000000000001",
                                         "3.14159265358979323846264338327950288",
                                         "-0.",
                                         "5.E-324",
                                         "1234567.890123456789",
                                         "0.30000000000000004",
                                         "8.5" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double real = 0;
        int64_t integer = 0;
        bool is_real = false;
        const char *end =
            step_number(texts[i], texts[i] + strlen(texts[i]), &real, &integer, &is_real);
        CHECK(end == texts[i] + strlen(texts[i]));
        const double want = strtod(texts[i], NULL);
        CHECK(memcmp(&real, &want, sizeof real) == 0);
    }
    srand(7);
    for (int i = 0; i < 20000; i++) {
        char text[64];
        snprintf(text, sizeof text, "%.*f", rand() % 18,
                 ((double)rand() / RAND_MAX - 0.5) * pow(10, rand() % 9 - 3));
        double real = 0;
        int64_t integer = 0;
        bool is_real = false;
        CHECK(step_number(text, text + strlen(text), &real, &integer, &is_real) != NULL);
        CHECK(real == strtod(text, NULL));
    }
}

TEST(a_number_past_every_double_is_the_largest_one)
{
    double real = 0;
    int64_t integer = 0;
    bool is_real = false;
    CHECK(step_number("1.E999", "1.E999" + 6, &real, &integer, &is_real) != NULL);
    CHECK(real == DBL_MAX);
    const char *digits = "123456789012345678901234567890";
    CHECK(step_number(digits, digits + 30, &real, &integer, &is_real) != NULL);
    CHECK(!is_real && integer == INT64_MAX);
}

TEST(escapes_become_utf_8)
{
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X2\\5EFA7B51\\X0\\A"), "建筑A");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X\\E9t\\X\\E9"), "été");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "B\\S\\|rger"), "Bürger");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X4\\0001F3E0\\X0\\"), "🏠");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X2\\D83CDFE0\\X0\\"), "🏠");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "it''s \\\\ here"), "it's \\ here");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\PE\\\\S\\0"), "А"); // ISO 8859-5: U+0410
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "C:\\Users\\X"), "C:\\Users\\X");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X2\\D83C\\X0\\"), "\xEF\xBF\xBD");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "\\X2\\5E"), "\\X2\\5E");
}

TEST(raw_bytes_of_chinese_and_western_exports_become_utf_8)
{
    CHECK_TEXT(decoded(STEP_ENCODING_GB18030, "\xBD\xA8\xD6\xFE"), "建筑");
    CHECK_TEXT(decoded(STEP_ENCODING_LATIN1, "caf\xE9"), "café");
    CHECK_TEXT(decoded(STEP_ENCODING_UTF8, "建筑"), "建筑");
    StepFile *file = parse(HEAD "#1=IFCWALL('\xBD\xA8\xD6\xFE\xC7\xBD\xCC\xE5');\n" TAIL);
    CHECK_EQ(file->encoding, STEP_ENCODING_GB18030);
    step_file_close(file);
    file = parse(HEAD "#1=IFCWALL('W\xE4nde und T\xFCren');\n" TAIL);
    CHECK_EQ(file->encoding, STEP_ENCODING_LATIN1);
    step_file_close(file);
    file = parse(HEAD "#1=IFCWALL('墙');\n" TAIL);
    CHECK_EQ(file->encoding, STEP_ENCODING_UTF8);
    step_file_close(file);
}

TEST(text_that_does_not_fit_is_cut_at_a_character)
{
    char out[8];
    const char *raw = "\\X2\\5EFA7B515EFA\\X0\\";
    CHECK_EQ(step_text_decode(STEP_ENCODING_UTF8, (StepText){ raw, (uint32_t)strlen(raw) }, out,
                              sizeof out),
             6);
    CHECK_TEXT(out, "建筑");
    CHECK_EQ(step_text_decode(STEP_ENCODING_UTF8, (StepText){ "建筑建", 9 }, out, sizeof out), 6);
    CHECK(str_is_utf8(out, strlen(out)));
}

TEST(a_missing_semicolon_loses_nothing)
{
    StepFile *file = parse(HEAD "#1=IFCA(1)\n#2=IFCB(2);\n#3=IFCC(3);\n" TAIL);
    CHECK_EQ(file->count, 3);
    CHECK_EQ(file->problem_count, 1);
    CHECK_EQ(file->problems[0].line, 8);
    CHECK_EQ(file->problems[0].id, 1);
    step_file_close(file);
}

TEST(a_string_left_open_costs_its_instance_alone)
{
    StepFile *file =
        parse(HEAD "#1=IFCA('open);\n#2=IFCB('it's');\n#3=IFCC('good');\n#4=IFCD('x');\n" TAIL);
    CHECK(step_file_find(file, 3) >= 0 && step_file_find(file, 4) >= 0);
    const StepArgs args = args_of(file, 4);
    CHECK(step_text_is(step_arg_string(&args, 0), "x"));
    CHECK(file->problem_count >= 1);
    step_file_close(file);
}

TEST(a_file_cut_off_gives_what_it_has)
{
    const char *text = HEAD "#1=IFCA(1);\n#2=IFCB((1,2,3";
    StepFile *file = parse(text);
    CHECK_EQ(file->count, 2);
    CHECK(file->problem_count >= 1);
    CHECK_EQ(file->problems[0].id, 2);
    step_file_close(file);
    // Every prefix is read without harm.
    for (size_t length = 0; length < strlen(text); length++) {
        Err err = { 0 };
        step_file_close(step_file_parse(text, length, &err));
    }
}

TEST(what_is_no_step_file_says_so)
{
    Err err = { 0 };
    CHECK(step_file_parse("hello", 5, &err) == NULL);
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(strstr(err.text, "10303-21") != NULL);
    CHECK(step_file_parse(NULL, 0, &err) == NULL);
}

TEST(numbers_of_instances_may_be_large_scattered_or_used_twice)
{
    StepFile *file = parse(HEAD "#4294967295=IFCA(1);\n#2147483648=IFCB(2);\n#7=IFCC(3);\n#7=IFCD("
                                "4);\n#0=IFCE(5);\n#99999999999999999999=IFCF(6);\n" TAIL);
    CHECK_EQ(file->count, 4);
    CHECK(step_file_find(file, 4294967295u) == 0 && step_file_find(file, 2147483648u) == 1 &&
          step_file_find(file, 7) == 2);
    CHECK_EQ(file->problem_count, 3); // two refused, one twice
    step_file_close(file);
}

TEST(a_million_open_brackets_end_soon)
{
    Str text = { 0 };
    str_add(&text, HEAD "#1=IFCA(");
    for (int i = 0; i < 1000000; i++) str_add_n(&text, "(", 1);
    str_add(&text, ");\n#2=IFCB(1);\n" TAIL);
    const double start = clock_monotonic_s();
    StepFile *file = step_file_parse(text.text, text.length, NULL);
    CHECK(step_file_find(file, 2) >= 0);
    const StepArgs args = args_of(file, 1);
    CHECK(args.count <= 1);
    CHECK(clock_monotonic_s() - start < 2);
    step_file_close(file);
    str_finish(&text);
}

// A one-member archive as a packer would write it.
static size_t make_zip(char *out, const char *name, const char *packed, size_t packed_length,
                       uint32_t claimed, int method)
{
    const uint16_t name_length = (uint16_t)strlen(name);
    char *p = out;
    char local[30] = "PK\3\4", central[46] = "PK\1\2", end[22] = "PK\5\6";
    const uint32_t size = (uint32_t)packed_length;
    local[8] = (char)method;
    memcpy(local + 18, &size, 4);
    memcpy(local + 22, &claimed, 4);
    memcpy(local + 26, &name_length, 2);
    memcpy(p, local, 30), p += 30;
    memcpy(p, name, name_length), p += name_length;
    memcpy(p, packed, packed_length), p += packed_length;
    const uint32_t directory = (uint32_t)(p - out);
    central[10] = (char)method;
    memcpy(central + 20, &size, 4);
    memcpy(central + 24, &claimed, 4);
    memcpy(central + 28, &name_length, 2);
    memcpy(p, central, 46), p += 46;
    memcpy(p, name, name_length), p += name_length;
    end[8] = end[10] = 1;
    const uint32_t directory_length = (uint32_t)(p - out) - directory;
    memcpy(end + 12, &directory_length, 4);
    memcpy(end + 16, &directory, 4);
    memcpy(p, end, 22), p += 22;
    return (size_t)(p - out);
}

static size_t deflated(const char *text, size_t length, char *out, size_t cap)
{
    z_stream stream = { 0 };
    CHECK(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)cap;
    CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    const size_t written = stream.total_out;
    deflateEnd(&stream);
    return written;
}

static StepFile *open_bytes(const char *bytes, size_t length, size_t max_bytes, Err *err)
{
    const char *path = check_temporary("model.ifczip");
    FILE *file = fopen(path, "wb");
    fwrite(bytes, 1, length, file);
    fclose(file);
    return step_file_open(path, &(StepFileDesc){ .max_bytes = max_bytes }, err);
}

TEST(an_archive_is_unpacked)
{
    const char *text = HEAD "#1=IFCA(1);\n" TAIL;
    char packed[4096], zip[8192];
    Err err = { 0 };
    size_t length =
        make_zip(zip, "model.ifc", packed, deflated(text, strlen(text), packed, sizeof packed),
                 (uint32_t)strlen(text), 8);
    StepFile *file = open_bytes(zip, length, 0, &err);
    CHECK(file && file->count == 1);
    step_file_close(file);
    length = make_zip(zip, "model.ifc", text, strlen(text), (uint32_t)strlen(text), 0);
    file = open_bytes(zip, length, 0, &err);
    CHECK(file && file->count == 1);
    step_file_close(file);
}

TEST(an_archive_that_unpacks_without_end_is_refused)
{
    const size_t big = 64 << 20;
    char *text = calloc(1, big), *packed = malloc(1 << 20), *zip = malloc(2 << 20);
    Err err = { 0 };
    const size_t length =
        make_zip(zip, "bomb.ifc", packed, deflated(text, big, packed, 1 << 20), 10, 8);
    CHECK(open_bytes(zip, length, 4 << 20, &err) == NULL);
    CHECK_EQ(err.code, ERR_RANGE);
    // A damaged one says so.
    memset(zip + 60, 0x55, 200);
    CHECK(open_bytes(zip, length, 4 << 20, &err) == NULL);
    free(text);
    free(packed);
    free(zip);
}
