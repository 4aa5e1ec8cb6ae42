// SPDX-License-Identifier: Apache-2.0
// unit.c - codes read by a small stack machine over a table of atoms.
#include "base/unit.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

#define DEPTH_MAX 16
#define POWER_MAX 60

typedef struct {
    const char *code;
    double factor;
    int8_t powers[UNIT_DIMENSIONS]; // m g s rad K C cd level other
    bool is_metric;
    double offset;
} UnitAtom;

// Values: UCUM table of 2.1; mole and constants by the SI of 2019. In grams, so that a pascal is
// 1000.
static const UnitAtom atoms[] = {
    { "m", 1, { 1 }, true, 0 },
    { "g", 1, { 0, 1 }, true, 0 },
    { "s", 1, { 0, 0, 1 }, true, 0 },
    { "rad", 1, { 0, 0, 0, 1 }, true, 0 },
    { "K", 1, { 0, 0, 0, 0, 1 }, true, 0 },
    { "C", 1, { 0, 0, 0, 0, 0, 1 }, true, 0 },
    { "cd", 1, { 0, 0, 0, 0, 0, 0, 1 }, true, 0 },
    { "10*", 10, { 0 }, false, 0 },
    { "10^", 10, { 0 }, false, 0 },
    { "[pi]", 3.14159265358979323846, { 0 }, false, 0 },
    { "%", 1e-2, { 0 }, false, 0 },
    { "[ppth]", 1e-3, { 0 }, false, 0 },
    { "[ppm]", 1e-6, { 0 }, false, 0 },
    { "[ppb]", 1e-9, { 0 }, false, 0 },
    { "[pptr]", 1e-12, { 0 }, false, 0 },
    { "mol", 6.02214076e23, { 0 }, true, 0 },
    { "sr", 1, { 0, 0, 0, 2 }, true, 0 },
    { "Hz", 1, { 0, 0, -1 }, true, 0 },
    { "N", 1e3, { 1, 1, -2 }, true, 0 },
    { "Pa", 1e3, { -1, 1, -2 }, true, 0 },
    { "J", 1e3, { 2, 1, -2 }, true, 0 },
    { "W", 1e3, { 2, 1, -3 }, true, 0 },
    { "A", 1, { 0, 0, -1, 0, 0, 1 }, true, 0 },
    { "V", 1e3, { 2, 1, -2, 0, 0, -1 }, true, 0 },
    { "F", 1e-3, { -2, -1, 2, 0, 0, 2 }, true, 0 },
    { "Ohm", 1e3, { 2, 1, -1, 0, 0, -2 }, true, 0 },
    { "S", 1e-3, { -2, -1, 1, 0, 0, 2 }, true, 0 },
    { "Wb", 1e3, { 2, 1, -1, 0, 0, -1 }, true, 0 },
    { "T", 1e3, { 0, 1, -1, 0, 0, -1 }, true, 0 },
    { "H", 1e3, { 2, 1, 0, 0, 0, -2 }, true, 0 },
    { "lm", 1, { 0, 0, 0, 2, 0, 0, 1 }, true, 0 },
    { "lx", 1, { -2, 0, 0, 2, 0, 0, 1 }, true, 0 },
    { "Bq", 1, { 0, 0, -1 }, true, 0 },
    { "Gy", 1, { 2, 0, -2 }, true, 0 },
    { "Sv", 1, { 2, 0, -2 }, true, 0 },
    { "Cel", 1, { 0, 0, 0, 0, 1 }, true, 273.15 },
    { "[degF]", 5.0 / 9, { 0, 0, 0, 0, 1 }, false, 459.67 * 5 / 9 },
    { "deg", 3.14159265358979323846 / 180, { 0, 0, 0, 1 }, false, 0 },
    { "gon", 3.14159265358979323846 / 200, { 0, 0, 0, 1 }, false, 0 },
    { "'", 3.14159265358979323846 / 10800, { 0, 0, 0, 1 }, false, 0 },
    { "''", 3.14159265358979323846 / 648000, { 0, 0, 0, 1 }, false, 0 },
    { "l", 1e-3, { 3 }, true, 0 },
    { "L", 1e-3, { 3 }, true, 0 },
    { "ar", 100, { 2 }, true, 0 },
    { "min", 60, { 0, 0, 1 }, false, 0 },
    { "h", 3600, { 0, 0, 1 }, false, 0 },
    { "d", 86400, { 0, 0, 1 }, false, 0 },
    { "wk", 604800, { 0, 0, 1 }, false, 0 },
    { "mo", 2629800, { 0, 0, 1 }, false, 0 },
    { "a", 31557600, { 0, 0, 1 }, false, 0 },
    { "t", 1e6, { 0, 1 }, true, 0 },
    { "bar", 1e8, { -1, 1, -2 }, true, 0 },
    { "atm", 101325e3, { -1, 1, -2 }, false, 0 },
    { "u", 1.66053906660e-24, { 0, 1 }, true, 0 },
    { "eV", 1.602176634e-16, { 2, 1, -2 }, true, 0 },
    { "[g]", 9.80665, { 1, 0, -2 }, true, 0 },
    { "gf", 9.80665, { 1, 1, -2 }, true, 0 },
    { "cal", 4184, { 2, 1, -2 }, true, 0 },
    { "erg", 1e-4, { 2, 1, -2 }, true, 0 },
    { "dyn", 1e-2, { 1, 1, -2 }, true, 0 },
    { "P", 100, { -1, 1, -1 }, true, 0 },
    { "St", 1e-4, { 2, 0, -1 }, true, 0 },
    { "G", 1e-1, { 0, 1, -1, 0, 0, -1 }, true, 0 },
    { "Ci", 3.7e10, { 0, 0, -1 }, true, 0 },
    { "m[H2O]", 9.80665e6, { -1, 1, -2 }, true, 0 },
    { "m[Hg]", 133.322e6, { -1, 1, -2 }, true, 0 },
    { "[in_i'Hg]", 25.4e-3 * 133.322e6, { -1, 1, -2 }, false, 0 },
    { "[psi]", 6894.757293168361e3, { -1, 1, -2 }, false, 0 },
    { "[in_i]", 0.0254, { 1 }, false, 0 },
    { "[ft_i]", 0.3048, { 1 }, false, 0 },
    { "[yd_i]", 0.9144, { 1 }, false, 0 },
    { "[fth_i]", 1.8288, { 1 }, false, 0 },
    { "[mi_i]", 1609.344, { 1 }, false, 0 },
    { "[nmi_i]", 1852, { 1 }, false, 0 },
    { "[kn_i]", 1852.0 / 3600, { 1, 0, -1 }, false, 0 },
    { "[lb_av]", 453.59237, { 0, 1 }, false, 0 },
    { "[oz_av]", 28.349523125, { 0, 1 }, false, 0 },
    { "[gal_us]", 3.785411784e-3, { 3 }, false, 0 },
    { "[cft_i]", 0.028316846592, { 3 }, false, 0 },
    { "[HP]", 745.69987158227022e3, { 2, 1, -3 }, false, 0 },
    { "bit", 1, { 0 }, true, 0 },
    { "By", 8, { 0 }, true, 0 },
    { "Bd", 1, { 0, 0, -1 }, true, 0 },
    { "B", 1, { 0, 0, 0, 0, 0, 0, 0, 1 }, true, 0 },
    { "Np", 0.86858896380650366, { 0, 0, 0, 0, 0, 0, 0, 1 }, true, 0 },
    { "[pH]", 1, { 0, 0, 0, 0, 0, 0, 0, 0, 1 }, false, 0 },
    { "[CFU]", 1, { 0, 0, 0, 0, 0, 0, 0, 0, 2 }, false, 0 },
    { "[iU]", 1, { 0, 0, 0, 0, 0, 0, 0, 0, 3 }, true, 0 },
};
static const struct {
    const char *code;
    double factor;
} prefixes[] = { { "da", 1e1 },
                 { "Ki", 1024.0 },
                 { "Mi", 1048576.0 },
                 { "Gi", 1073741824.0 },
                 { "Ti", 1099511627776.0 },
                 { "Y", 1e24 },
                 { "Z", 1e21 },
                 { "E", 1e18 },
                 { "P", 1e15 },
                 { "T", 1e12 },
                 { "G", 1e9 },
                 { "M", 1e6 },
                 { "k", 1e3 },
                 { "h", 1e2 },
                 { "d", 1e-1 },
                 { "c", 1e-2 },
                 { "m", 1e-3 },
                 { "u", 1e-6 },
                 { "n", 1e-9 },
                 { "p", 1e-12 },
                 { "f", 1e-15 },
                 { "a", 1e-18 },
                 { "z", 1e-21 },
                 { "y", 1e-24 } };
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static bool is_text(const char *a, size_t length, const char *b)
{
    return strlen(b) == length && memcmp(a, b, length) == 0;
}

static const UnitAtom *atom_exact(const char *text, size_t length)
{
    for (int i = 0; i < COUNT(atoms); i++)
        if (is_text(text, length, atoms[i].code)) return &atoms[i];
    return NULL;
}

// With or without a prefix; the whole symbol wins ("min" is no milli-inch, "cd" no centiday).
static const UnitAtom *atom_find(const char *text, size_t length, double *prefix)
{
    const UnitAtom *atom = atom_exact(text, length);
    *prefix = 1;
    for (int i = 0; !atom && i < COUNT(prefixes); i++) {
        const size_t n = strlen(prefixes[i].code);
        if (n >= length || memcmp(text, prefixes[i].code, n) != 0) continue;
        atom = atom_exact(text + n, length - n);
        if (atom && !atom->is_metric) atom = NULL;
        *prefix = prefixes[i].factor;
    }
    return atom;
}

typedef struct {
    const char *text, *at;
    Err *err;
} Reader;

static bool wrong(const Reader *r, const char *what)
{
    err_set(r->err, ERR_FORMAT, "unit '%.60s', column %d: %s", r->text, (int)(r->at - r->text) + 1,
            what);
    return false;
}

// acc = acc * other^sign.
static bool multiply(Unit *acc, const Unit *other, int sign)
{
    for (int i = 0; i < UNIT_DIMENSIONS; i++) {
        const int power = acc->powers[i] + sign * other->powers[i];
        if (power < -POWER_MAX || power > POWER_MAX) return false;
        acc->powers[i] = (int8_t)power;
    }
    acc->factor = sign > 0 ? acc->factor * other->factor : acc->factor / other->factor;
    acc->annotation += (uint32_t)sign * other->annotation;
    return isfinite(acc->factor) && acc->factor > 0;
}

static bool read_int(Reader *r, int *out)
{
    int value = 0;
    if (*r->at < '0' || *r->at > '9') return false;
    for (; *r->at >= '0' && *r->at <= '9'; r->at++) {
        value = value * 10 + (*r->at - '0');
        if (value > 100000000) return false;
    }
    *out = value;
    return true;
}

// The bytes of a symbol: letters, % ' " * ^ _ and [anything].
static size_t symbol_length(const char *text)
{
    const char *at = text;
    if (strncmp(at, "10*", 3) == 0 || strncmp(at, "10^", 3) == 0) return 3;
    for (; *at; at++) {
        if (*at == '[') {
            const char *end = strchr(at, ']');
            if (!end) return 0;
            at = end;
        } else if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                     strchr("%'_", *at))) {
            break;
        }
    }
    return (size_t)(at - text);
}

static bool read_annotation(Reader *r, Unit *out)
{
    if (*r->at != '{') return true;
    const char *end = r->at + 1;
    while (*end && *end != '}' && *end != '{' && (unsigned char)*end >= 0x20) end++;
    if (*end != '}') return wrong(r, "an annotation that does not end with '}'");
    const uint64_t hash = str_hash(r->at + 1, (size_t)(end - r->at - 1));
    out->annotation += (uint32_t)(hash ^ hash >> 32) | 1u;
    r->at = end + 1;
    return true;
}

static bool raise_to(Unit *unit, int power)
{
    const Unit base = *unit;
    *unit = (Unit){ .factor = 1 };
    if (power == 0 || power > POWER_MAX || power < -POWER_MAX) return false;
    for (int i = 0; i < (power < 0 ? -power : power); i++)
        if (!multiply(unit, &base, power < 0 ? -1 : 1)) return false;
    return true;
}

static bool read_power(Reader *r, Unit *out)
{
    const int sign = *r->at == '-' ? -1 : 1;
    int power = 1;
    if (*r->at == '-' || *r->at == '+') {
        r->at++;
        if (*r->at < '0' || *r->at > '9') return wrong(r, "a digit was expected after the sign");
    }
    if (*r->at < '0' || *r->at > '9') return true;
    if (!read_int(r, &power) || !raise_to(out, sign * power))
        return wrong(r, "an exponent out of range");
    return true;
}

// A number, an annotation, or a symbol with exponent and annotation; *offset: of Cel and its like.
static bool read_component(Reader *r, Unit *out, double *offset)
{
    *out = (Unit){ .factor = 1 };
    *offset = 0;
    const size_t length = symbol_length(r->at);
    int number = 0;
    if (length == 0 && *r->at == '{') return read_annotation(r, out);
    if (length == 0 && read_int(r, &number)) {
        if (number == 0) return wrong(r, "a factor of zero");
        out->factor = number;
        return read_annotation(r, out);
    }
    if (length == 0) return wrong(r, "a unit was expected");
    double prefix = 1;
    const UnitAtom *atom = atom_find(r->at, length, &prefix);
    if (!atom) return wrong(r, "not a unit of UCUM");
    out->factor = atom->factor * prefix;
    memcpy(out->powers, atom->powers, sizeof out->powers);
    r->at += length;
    const char *before = r->at;
    if (!read_power(r, out)) return false;
    if (r->at == before) *offset = atom->offset;
    return read_annotation(r, out);
}

typedef struct {
    Unit acc;
    int sign; // of this group in the one around it
} Level;

static bool open_group(Reader *r, Level *levels, int *depth, int sign)
{
    if (*depth + 1 >= DEPTH_MAX) return wrong(r, "parentheses deeper than 16");
    levels[++*depth] = (Level){ { .factor = 1 }, sign };
    r->at++;
    return true;
}

static bool close_groups(Reader *r, Level *levels, int *depth)
{
    while (*r->at == ')') {
        if (*depth == 0) return wrong(r, "')' without '('");
        r->at++;
        const Level inner = levels[(*depth)--];
        if (!multiply(&levels[*depth].acc, &inner.acc, inner.sign)) return wrong(r, "out of range");
    }
    return true;
}

bool unit_parse(const char *code, Unit *out, Err *err)
{
    Reader r = { code, code, err };
    Level levels[DEPTH_MAX] = { { .acc = { .factor = 1 }, .sign = 1 } };
    int depth = 0, sign = 1, components = 0;
    double offset = 0;
    if (strlen(code) >= UNIT_CODE_MAX * 4) return wrong(&r, "longer than 191 bytes");
    if (!*code) {
        *out = levels[0].acc;
        return true;
    }
    if (*r.at == '/') {
        sign = -1;
        r.at++;
    }
    for (;;) {
        Unit unit;
        if (*r.at == '(') {
            if (!open_group(&r, levels, &depth, sign)) return false;
            sign = 1;
            components++;
            continue;
        }
        if (!read_component(&r, &unit, &offset)) return false;
        if (!multiply(&levels[depth].acc, &unit, sign)) return wrong(&r, "out of range");
        if (components++ > 0 || sign < 0) offset = 0;
        if (!close_groups(&r, levels, &depth)) return false;
        if (*r.at == 0) break;
        if (*r.at != '.' && *r.at != '/') return wrong(&r, "'.', '/' or the end was expected");
        sign = *r.at++ == '/' ? -1 : 1;
    }
    if (depth > 0) return wrong(&r, "')' was expected");
    *out = levels[0].acc;
    out->offset = components == 1 ? offset : 0;
    return true;
}

bool unit_conversion(const Unit *from, const Unit *to, double *scale, double *offset)
{
    if (memcmp(from->powers, to->powers, sizeof from->powers) != 0) return false;
    if (from->annotation && to->annotation && from->annotation != to->annotation) return false;
    *scale = from->factor / to->factor;
    *offset = (from->offset - to->offset) / to->factor;
    return true;
}

bool unit_convert(const char *from, const char *to, double value, double *out, Err *err)
{
    Unit a, b;
    double scale = 1, offset = 0;
    if (!unit_parse(from, &a, err) || !unit_parse(to, &b, err)) return false;
    if (!unit_conversion(&a, &b, &scale, &offset)) {
        err_set(err, ERR_ARGUMENT, "'%.40s' is no unit of the kind of '%.40s'", from, to);
        return false;
    }
    *out = value * scale + offset;
    return true;
}
