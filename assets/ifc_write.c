// SPDX-License-Identifier: Apache-2.0
// ifc_write.c - instances by attribute names, strings, numbers, GlobalIds, the file round them.
#include "assets/ifc_writer.h"
#include "base/file.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// SplitMix64.
static uint64_t ifc_write_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

IfcWriter *ifc_write_create(const IfcWriteDesc *desc)
{
    IfcWriter *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    ifc_schema_init(&w->schema, IFC_SCHEMA_4);
    const char *const texts[] = { desc->file_name, desc->description,  desc->time_stamp,
                                  desc->author,    desc->organization, desc->application,
                                  desc->version };
    const char **const to[] = { &w->desc.file_name, &w->desc.description,  &w->desc.time_stamp,
                                &w->desc.author,    &w->desc.organization, &w->desc.application,
                                &w->desc.version };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *to[i] = arena_strdup(&w->arena, texts[i] ? texts[i] : "");
    w->desc.seed = desc->seed;
    w->next = 1;
    return w;
}

void ifc_write_destroy(IfcWriter *w)
{
    if (!w) return;
    str_finish(&w->text);
    str_finish(&w->line);
    hashmap_finish(&w->keys);
    hashmap_finish(&w->shared);
    hashmap_finish(&w->placements);
    hashmap_finish(&w->styles);
    free(w->edges);
    arena_finish(&w->arena);
    free(w);
}

// One character; *used bytes of it. What is no UTF-8 is U+FFFD.
static uint32_t ifc_write_character(const char *text, size_t left, size_t *used)
{
    const unsigned char *b = (const unsigned char *)text;
    *used = str_utf8_bytes(text, left);
    switch (*used) {
    case 1: return b[0];
    case 2: return (uint32_t)(b[0] & 31) << 6 | (b[1] & 63u);
    case 3: return (uint32_t)(b[0] & 15) << 12 | (uint32_t)(b[1] & 63) << 6 | (b[2] & 63u);
    case 4:
        return (uint32_t)(b[0] & 7) << 18 | (uint32_t)(b[1] & 63) << 12 |
               (uint32_t)(b[2] & 63) << 6 | (b[3] & 63u);
    default: *used = 1; return 0xfffd;
    }
}

// ISO 10303-21: 2016, 6.4.3. Beyond the basic plane by \X4\, each run in one pair of marks.
void ifc_write_add_string(Str *out, const char *utf8)
{
    int mode = 0; // digits of the open run
    str_add_n(out, "'", 1);
    const size_t length = strlen(utf8);
    for (size_t at = 0, used = 0; at < length; at += used) {
        const uint32_t c = ifc_write_character(utf8 + at, length - at, &used);
        const int wanted = c >= 0x10000 ? 8 : c > 126 ? 4 : c < 32 ? 2 : 0;
        if (mode >= 4 && wanted != mode) str_add(out, "\\X0\\");
        if (wanted >= 4 && wanted != mode) str_add(out, wanted == 8 ? "\\X4\\" : "\\X2\\");
        mode = wanted;
        if (wanted == 2) {
            str_printf(out, "\\X\\%02X", c);
        } else if (wanted) {
            str_printf(out, "%0*X", wanted, c);
        } else if (c == '\'' || c == '\\') {
            str_printf(out, "%c%c", (int)c, (int)c);
        } else {
            const char one = (char)c;
            str_add_n(out, &one, 1);
        }
    }
    str_add(out, mode >= 4 ? "\\X0\\'" : "'");
}

void ifc_write_add_real(Str *out, double value)
{
    char digits[40];
    assert(isfinite(value));
    // To a nanometre near zero; beyond, fifteen digits.
    if (fabs(value) < 1e-9) value = 0;
    snprintf(digits, sizeof digits, "%.15G", value);
    bool has_point = false;
    for (char *c = digits; *c; c++) {
        if (*c == ',') *c = '.'; // of a locale
        if (*c == '.') has_point = true;
        if (*c == 'E' && !has_point) {
            memmove(c + 1, c, strlen(c) + 1);
            *c = '.';
            has_point = true;
        }
    }
    str_add(out, digits);
    if (!has_point) str_add_n(out, ".", 1);
}

void ifc_write_guid(uint64_t high, uint64_t low, char out[23])
{
    static const char letters[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
    for (int i = 21; i >= 0; i--) {
        out[i] = letters[low & 63];
        low = low >> 6 | high << 58;
        high >>= 6;
    }
    out[22] = 0;
}

void ifc_write_key(IfcWriter *w, const char *key)
{
    w->key = key;
}

// A version 8 UUID: made of a hash, so that an object keeps its id when others come and go.
static void ifc_write_new_guid(IfcWriter *w, IfcType type, const char *name, char out[23])
{
    char text[256];
    snprintf(text, sizeof text, "%s %s", ifc_schema_type_keyword(type),
             w->key ? w->key
             : name ? name
                    : "");
    w->key = NULL;
    const uint64_t hash = str_hash(text, strlen(text));
    uint64_t times = 0;
    hashmap_get(&w->keys, hash, &times);
    if (!hashmap_put(&w->keys, hash, times + 1)) w->has_failed = true;
    uint64_t high = ifc_write_mix(ifc_write_mix(w->desc.seed) ^ hash);
    high = ifc_write_mix(high + times);
    uint64_t low = ifc_write_mix(high ^ 0x5851f42d4c957f2du);
    high = (high & ~0xf000u) | 0x8000u;
    low = (low & ~(3ull << 62)) | 2ull << 62;
    ifc_write_guid(high, low, out);
}

static void ifc_write_refs(Str *out, const IfcRef *refs, int count)
{
    for (int i = 0; i < count; i++) str_printf(out, "%c#%u", i ? ',' : '(', refs[i]);
    str_add(out, count ? ")" : "()");
}

// The value of one attribute; returns the text behind its format.
static const char *ifc_write_value(Str *out, const char *format, va_list *values)
{
    const size_t plain = strcspn(format, " ");
    if (*format != '%') {
        str_add_n(out, format, plain);
        return format + plain;
    }
    const char *text = NULL;
    switch (format[1]) {
    case 's':
        text = va_arg(*values, const char *);
        if (text) ifc_write_add_string(out, text);
        break;
    case 'e':
        text = va_arg(*values, const char *);
        if (text) str_printf(out, ".%s.", text);
        break;
    case 'v':
        text = va_arg(*values, const char *);
        if (text) str_add(out, text);
        break;
    case 'f': ifc_write_add_real(out, va_arg(*values, double)); break;
    case 'd': str_printf(out, "%d", va_arg(*values, int)); break;
    case 'r': {
        const IfcRef ref = va_arg(*values, IfcRef);
        if (ref) str_printf(out, "#%u", ref);
        break;
    }
    case 'R': {
        const IfcRef *refs = va_arg(*values, const IfcRef *);
        ifc_write_refs(out, refs, va_arg(*values, int));
        break;
    }
    case 'F': {
        const double *numbers = va_arg(*values, const double *);
        const int count = va_arg(*values, int);
        for (int i = 0; i < count; i++) {
            str_add(out, i ? "," : "(");
            ifc_write_add_real(out, numbers[i]);
        }
        str_add(out, ")");
        break;
    }
    case 't':
        text = va_arg(*values, const char *);
        str_printf(out, "%s(", text);
        ifc_write_add_string(out, va_arg(*values, const char *));
        str_add(out, ")");
        break;
    case 'g':
        text = va_arg(*values, const char *);
        str_printf(out, "%s(", text);
        ifc_write_add_real(out, va_arg(*values, double));
        str_add(out, ")");
        break;
    default: assert(false); // a format that the header does not know
    }
    return format + 2;
}

IfcRef ifc_write_entity_v(IfcWriter *w, IfcType type, bool is_shared, const char *format,
                          va_list values)
{
    assert(!w->is_finished && w->schema.own[type]);
    const int count = ifc_schema_attribute_count(&w->schema, type);
    // Each value behind the last in `line`; then in the order of the attributes.
    size_t starts[IFC_ATTRIBUTES_MAX] = { 0 }, lengths[IFC_ATTRIBUTES_MAX] = { 0 };
    w->line.length = 0;
    const int name_at = ifc_schema_position(&w->schema, type, "Name");
    va_list each;
    va_copy(each, values);
    while (*format) {
        char name[64];
        const size_t n = strcspn(format, "=");
        assert(n < sizeof name && format[n] == '=');
        memcpy(name, format, n);
        name[n] = 0;
        const int at = ifc_schema_position(&w->schema, type, name);
        assert(at >= 0 && at < count);
        starts[at] = w->line.length;
        const char *next = ifc_write_value(&w->line, format + n + 1, &each);
        lengths[at] = w->line.length - starts[at];
        format = next + strspn(next, " ");
    }
    va_end(each);
    const bool is_root = ifc_schema_is(&w->schema, type, IFCROOT);
    char guid[25] = "";
    if (is_root) {
        char name[160] = "";
        if (name_at >= 0 && lengths[name_at] > 0)
            snprintf(name, sizeof name, "%.*s", (int)lengths[name_at],
                     w->line.text + starts[name_at]);
        guid[0] = '\'';
        ifc_write_new_guid(w, type, name, guid + 1);
        guid[23] = '\'';
    }
    const size_t from = w->text.length;
    str_printf(&w->text, "#%u=%s(", w->next, ifc_schema_type_keyword(type));
    const size_t body = w->text.length;
    for (int i = 0; i < count; i++) {
        if (i) str_add_n(&w->text, ",", 1);
        if (is_root && i == 0) {
            str_add(&w->text, guid);
        } else if (lengths[i]) {
            str_add_n(&w->text, w->line.text + starts[i], lengths[i]);
        } else {
            str_add_n(&w->text, "$", 1);
        }
    }
    if (is_shared) {
        const uint64_t hash =
            ifc_write_mix(str_hash(w->text.text + body, w->text.length - body) + (uint64_t)type);
        uint64_t ref = 0;
        if (hashmap_get(&w->shared, hash, &ref)) {
            w->text.length = from;
            w->text.text[from] = 0;
            return (IfcRef)ref;
        }
        if (!hashmap_put(&w->shared, hash, w->next)) w->has_failed = true;
    }
    str_add(&w->text, ");\n");
    w->counts[type]++;
    return w->next++;
}

IfcRef ifc_write_entity(IfcWriter *w, IfcType type, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const IfcRef ref = ifc_write_entity_v(w, type, false, format, values);
    va_end(values);
    return ref;
}

IfcRef ifc_write_shared(IfcWriter *w, IfcType type, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const IfcRef ref = ifc_write_entity_v(w, type, true, format, values);
    va_end(values);
    return ref;
}

int ifc_write_count(const IfcWriter *w, IfcType type)
{
    return w->counts[type];
}

const char *ifc_write_finish(IfcWriter *w, size_t *length)
{
    if (!w->is_finished) {
        ifc_write_relations(w);
        w->is_finished = true;
        Str all = { 0 };
        str_add(&all, "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((");
        ifc_write_add_string(&all, w->desc.description);
        str_add(&all, ",'ViewDefinition [ReferenceView_V1.2]'");
        str_add(&all, "),'2;1');\nFILE_NAME(");
        const char *const texts[] = { w->desc.file_name, w->desc.time_stamp };
        for (int i = 0; i < 2; i++) {
            ifc_write_add_string(&all, texts[i]);
            str_add(&all, ",");
        }
        const char *const people[] = { w->desc.author, w->desc.organization };
        for (int i = 0; i < 2; i++) {
            str_add(&all, "(");
            ifc_write_add_string(&all, people[i]);
            str_add(&all, "),");
        }
        ifc_write_add_string(&all, w->desc.application);
        str_add(&all, ",");
        ifc_write_add_string(&all, w->desc.application);
        str_add(&all, ",'');\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n");
        str_add_n(&all, w->text.text ? w->text.text : "", w->text.length);
        str_add(&all, "ENDSEC;\nEND-ISO-10303-21;\n");
        str_finish(&w->text);
        w->text = all;
    }
    if (length) *length = w->text.length;
    return w->text.text;
}

bool ifc_write_save(IfcWriter *w, const char *path, Err *err)
{
    size_t length = 0;
    const char *text = ifc_write_finish(w, &length);
    if (w->has_failed) {
        err_set(err, ERR_MEMORY, "write '%s': no memory", path);
        return false;
    }
    return file_replace(path, text, length, err);
}
