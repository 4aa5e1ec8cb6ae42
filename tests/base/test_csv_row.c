// SPDX-License-Identifier: Apache-2.0
// test_csv_row.c - rows of RFC 4180, whole and in pieces.
#include "base/csv_row.h"
#include "check.h"

TEST(a_row_gives_its_fields_with_quotes_resolved)
{
    static const char text[] = "a,\"b \"\"c\"\", d\",,\"x\r\ny\"\r\nnext";
    CsvRow row = { 0 };
    const size_t used = csv_row_read(&row, text, sizeof text - 1, ',', false);
    CHECK_EQ(row.count, 4);
    CHECK_TEXT(row.fields[0], "a");
    CHECK_TEXT(row.fields[1], "b \"c\", d");
    CHECK_TEXT(row.fields[2], "");
    CHECK_TEXT(row.fields[3], "x\r\ny");
    CHECK_TEXT(text + used, "next");
    CHECK_EQ(csv_row_read(&row, text + used, 4, ',', false), 0);
    CHECK_EQ(csv_row_read(&row, text + used, 4, ',', true), 4);
    CHECK_TEXT(row.fields[0], "next");
    csv_row_finish(&row);
}

TEST(a_row_is_not_whole_before_its_last_quote_wherever_it_is_cut)
{
    static const char text[] = "1;\"two\n\"\"2\"\"\";3\n";
    CsvRow row = { 0 };
    for (size_t i = 0; i < sizeof text - 1; i++)
        CHECK_EQ(csv_row_read(&row, text, i, ';', false), 0);
    CHECK_EQ(csv_row_read(&row, text, sizeof text - 1, ';', false), sizeof text - 1);
    CHECK_EQ(row.count, 3);
    CHECK_TEXT(row.fields[1], "two\n\"2\"");
    csv_row_finish(&row);
}

TEST(a_quote_within_a_bare_field_is_a_letter)
{
    CsvRow row = { 0 };
    csv_row_read(&row, "5\" pipe,x\n", 10, ',', false);
    CHECK_EQ(row.count, 2);
    CHECK_TEXT(row.fields[0], "5\" pipe");
    csv_row_finish(&row);
}
