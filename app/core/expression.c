// SPDX-License-Identifier: Apache-2.0
// expression.c - operator precedence into postfix, run on a stack; no operation pushes more than
// one.
#include "core/expression.h"
#include "base/array.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OPERATIONS_MAX 1000
#define DEPTH_MAX 200 // of parentheses and pending operators
#define NAME_MAX_BYTES 200

typedef enum {
    OP_NUMBER,
    OP_NAME,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_REMAINDER,
    OP_POWER,
    OP_NEGATE,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_AND,
    OP_OR,
    OP_NOT,
    OP_CHOOSE, // c ? a : b
    OP_MIN,
    OP_MAX,
    OP_ABS,
    OP_SQRT,
    OP_LN,
    OP_EXP,
    OP_ROUND,
    OP_FLOOR,
    OP_CEIL,
    OP_CLAMP,
    OP_ISNAN,
    // only while parsing
    OP_OPEN,
    OP_QUESTION
} Op;

typedef struct {
    uint16_t op, count; // count: arguments of min and max
    union {
        double number;
        int name;
    };
} Operation;

struct Expression {
    Operation *operations;
    char **names;
    int count, cap, name_count, name_cap;
};

typedef struct {
    const char *name;
    Op op;
    int least, most;
} Function;
static const Function functions[] = {
    // least and most values
    { "min", OP_MIN, 1, 64 },    { "max", OP_MAX, 1, 64 },    { "abs", OP_ABS, 1, 1 },
    { "sqrt", OP_SQRT, 1, 1 },   { "ln", OP_LN, 1, 1 },       { "exp", OP_EXP, 1, 1 },
    { "round", OP_ROUND, 1, 1 }, { "floor", OP_FLOOR, 1, 1 }, { "ceil", OP_CEIL, 1, 1 },
    { "clamp", OP_CLAMP, 3, 3 }, { "isnan", OP_ISNAN, 1, 1 },
};

typedef struct {
    const char *text;
    Op op;
    int rank; // higher binds tighter
} Infix;
static const Infix infixes[] = {
    { "<=", OP_LESS_EQUAL, 4 }, { ">=", OP_GREATER_EQUAL, 4 },
    { "==", OP_EQUAL, 4 },      { "!=", OP_NOT_EQUAL, 4 },
    { "<", OP_LESS, 4 },        { ">", OP_GREATER, 4 },
    { "=", OP_EQUAL, 4 },       { "+", OP_ADD, 5 },
    { "-", OP_SUBTRACT, 5 },    { "*", OP_MULTIPLY, 6 },
    { "/", OP_DIVIDE, 6 },      { "%", OP_REMAINDER, 6 },
    { "^", OP_POWER, 8 },
};
enum { RANK_CHOOSE = 0, RANK_OR = 1, RANK_AND = 2, RANK_NOT = 3, RANK_NEGATE = 7 };

typedef struct {
    Op op;
    int rank;
    const Function *function; // OPEN of a call
    int arguments;            // OPEN: commas seen and one
    int column;
} Pending;

typedef struct {
    const char *text, *at;
    Expression *out;
    Pending stack[DEPTH_MAX];
    int depth;
    Err *err;
} Parser;

static bool wrong_at(const Parser *p, int column, const char *what)
{
    err_set(p->err, ERR_FORMAT, "expression, column %d: %s", column, what);
    return false;
}

static bool wrong(const Parser *p, const char *what)
{
    return wrong_at(p, (int)(p->at - p->text) + 1, what);
}

static bool emit(Parser *p, Operation operation)
{
    Expression *e = p->out;
    if (e->count >= OPERATIONS_MAX) return wrong(p, "more than 1000 operations");
    if (!array_reserve((void **)&e->operations, &e->cap, e->count + 1, sizeof operation))
        return wrong(p, "no memory");
    e->operations[e->count++] = operation;
    return true;
}

static bool push(Parser *p, Pending pending)
{
    if (p->depth >= DEPTH_MAX) return wrong(p, "nested deeper than 200");
    pending.column = (int)(p->at - p->text) + 1;
    p->stack[p->depth++] = pending;
    return true;
}

// Everything pending that binds at least as tight as rank.
static bool reduce(Parser *p, int rank)
{
    while (p->depth > 0) {
        const Pending top = p->stack[p->depth - 1];
        if (top.op == OP_OPEN || top.op == OP_QUESTION || top.rank < rank) return true;
        p->depth--;
        if (!emit(p, (Operation){ .op = (uint16_t)top.op })) return false;
    }
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_name_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.';
}

static void skip_blank(Parser *p)
{
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r') p->at++;
}

static bool is_word(const Parser *p, const char *word)
{
    const size_t n = strlen(word);
    return strncmp(p->at, word, n) == 0 && !is_name_byte(p->at[n]);
}

static bool emit_name(Parser *p, const char *text, size_t length)
{
    Expression *e = p->out;
    int i = 0;
    if (length == 0 || length > NAME_MAX_BYTES)
        return wrong(p, "a name of 1 to 200 bytes expected");
    if (!str_is_utf8(text, length)) return wrong(p, "a name that is not UTF-8");
    while (i < e->name_count &&
           !(strlen(e->names[i]) == length && memcmp(e->names[i], text, length) == 0))
        i++;
    if (i == e->name_count) {
        char *copy = strndup(text, length);
        if (!copy || !array_reserve((void **)&e->names, &e->name_cap, i + 1, sizeof *e->names)) {
            free(copy);
            return wrong(p, "no memory");
        }
        e->names[e->name_count++] = copy;
    }
    return emit(p, (Operation){ .op = OP_NAME, .name = i });
}

static bool begin_call(Parser *p, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const Function *f = &functions[i];
        if (strlen(f->name) != length || memcmp(f->name, name, length) != 0) continue;
        p->at++; // the '('
        return push(p, (Pending){ .op = OP_OPEN, .function = f, .arguments = 1 });
    }
    p->at = name;
    return wrong(p, "not a function (min max abs sqrt ln exp round floor ceil clamp isnan)");
}

// What a value begins with. *is_value: a whole value was read, else an operator before one.
static bool read_operand(Parser *p, bool *is_value)
{
    const char *start = p->at;
    double number = 0;
    *is_value = false;
    if (*p->at == '(') {
        p->at++;
        return push(p, (Pending){ .op = OP_OPEN });
    }
    if (*p->at == '-' || *p->at == '+' || *p->at == '!' || is_word(p, "not")) {
        const bool is_not = *p->at == '!' || *p->at == 'n';
        const bool is_plus = *p->at == '+';
        p->at += *p->at == 'n' ? 3 : 1;
        if (is_plus) return true;
        return push(p, (Pending){ .op = is_not ? OP_NOT : OP_NEGATE,
                                  .rank = is_not ? RANK_NOT : RANK_NEGATE });
    }
    *is_value = true;
    if ((*p->at >= '0' && *p->at <= '9') || *p->at == '.') {
        const char *end = str_scan_double(p->at, p->at + strlen(p->at), &number);
        if (!end) return wrong(p, "a number that cannot be read");
        if (is_letter(*end)) return wrong(p, "a number runs into a name: put it in `backquotes`");
        p->at = end;
        return emit(p, (Operation){ .op = OP_NUMBER, .number = number });
    }
    if (*p->at == '`') {
        const char *end = strchr(start + 1, '`');
        if (!end) return wrong(p, "a name that does not end with '`'");
        p->at = end + 1;
        return emit_name(p, start + 1, (size_t)(end - start - 1));
    }
    if (!is_letter(*p->at) || is_word(p, "and") || is_word(p, "or"))
        return wrong(p, *p->at ? "a number, a name or '(' was expected"
                               : "the text ends where a value was expected");
    while (is_name_byte(*p->at)) p->at++;
    const size_t length = (size_t)(p->at - start);
    skip_blank(p);
    if (*p->at == '(') {
        *is_value = false;
        return begin_call(p, start, length);
    }
    if (length == 3 && memcmp(start, "nan", 3) == 0)
        return emit(p, (Operation){ .op = OP_NUMBER, .number = NAN });
    return emit_name(p, start, length);
}

static bool close_group(Parser *p)
{
    if (!reduce(p, 0)) return false;
    if (p->depth == 0) return wrong(p, "')' without '('");
    const Pending open = p->stack[p->depth - 1];
    if (open.op == OP_QUESTION) return wrong(p, "':' was expected before ')'");
    p->depth--;
    p->at++;
    const Function *f = open.function;
    if (!f) return true;
    if (open.arguments < f->least || open.arguments > f->most)
        return wrong_at(p, open.column, "a function with another number of values");
    return emit(p, (Operation){ .op = (uint16_t)f->op, .count = (uint16_t)open.arguments });
}

static bool read_choice(Parser *p)
{
    if (*p->at == '?') {
        if (!reduce(p, RANK_CHOOSE + 1)) return false;
        p->at++;
        return push(p, (Pending){ .op = OP_QUESTION });
    }
    if (!reduce(p, RANK_CHOOSE)) return false;
    if (p->depth == 0 || p->stack[p->depth - 1].op != OP_QUESTION)
        return wrong(p, "':' without '?'");
    // From here on it waits for its third value; binds to the right.
    p->stack[p->depth - 1].op = OP_CHOOSE;
    p->stack[p->depth - 1].rank = RANK_CHOOSE;
    p->at++;
    return true;
}

static bool infix(Parser *p, Op op, int rank, size_t bytes)
{
    if (!reduce(p, op == OP_POWER ? rank + 1 : rank)) return false; // ^ binds to the right
    p->at += bytes;
    return push(p, (Pending){ .op = op, .rank = rank });
}

// What follows a value. *is_value: still one (a group was closed).
static bool read_operator(Parser *p, bool *is_value)
{
    *is_value = false;
    if (*p->at == ')') {
        *is_value = true;
        return close_group(p);
    }
    if (*p->at == ',') {
        if (!reduce(p, 0)) return false;
        if (p->depth == 0 || p->stack[p->depth - 1].op != OP_OPEN ||
            !p->stack[p->depth - 1].function)
            return wrong(p, "',' outside a function");
        p->stack[p->depth - 1].arguments++;
        p->at++;
        return true;
    }
    if (*p->at == '?' || *p->at == ':') return read_choice(p);
    if (is_word(p, "and")) return infix(p, OP_AND, RANK_AND, 3);
    if (is_word(p, "or")) return infix(p, OP_OR, RANK_OR, 2);
    if (strncmp(p->at, "&&", 2) == 0) return infix(p, OP_AND, RANK_AND, 2);
    if (strncmp(p->at, "||", 2) == 0) return infix(p, OP_OR, RANK_OR, 2);
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (strncmp(p->at, infixes[i].text, strlen(infixes[i].text)) == 0)
            return infix(p, infixes[i].op, infixes[i].rank, strlen(infixes[i].text));
    return wrong(p, "an operator was expected");
}

static bool parse(Parser *p)
{
    bool is_value = false; // a value stands before
    for (;;) {
        skip_blank(p);
        if (is_value && !*p->at) break;
        if (!(is_value ? read_operator(p, &is_value) : read_operand(p, &is_value))) return false;
    }
    if (!reduce(p, 0)) return false;
    if (p->depth == 0) return true;
    const Pending *open = &p->stack[p->depth - 1];
    return wrong_at(p, open->column - 1 > 0 ? open->column - 1 : 1,
                    open->op == OP_QUESTION ? "'?' without ':'" : "'(' without ')'");
}

Expression *expression_parse(const char *text, Err *err)
{
    Parser p = { .text = text, .at = text, .out = calloc(1, sizeof(Expression)), .err = err };
    if (!p.out) {
        err_set(err, ERR_MEMORY, "expression: no memory");
        return NULL;
    }
    if (parse(&p)) return p.out;
    expression_destroy(p.out);
    return NULL;
}

void expression_destroy(Expression *e)
{
    if (!e) return;
    for (int i = 0; i < e->name_count; i++) free(e->names[i]);
    free(e->names);
    free(e->operations);
    free(e);
}

int expression_name_count(const Expression *e)
{
    return e->name_count;
}

const char *expression_name(const Expression *e, int i)
{
    return e->names[i];
}

static double compare(Op op, double a, double b)
{
    if (isnan(a) || isnan(b)) return NAN;
    switch (op) {
    case OP_LESS: return a < b;
    case OP_LESS_EQUAL: return a <= b;
    case OP_GREATER: return a > b;
    case OP_GREATER_EQUAL: return a >= b;
    case OP_EQUAL: return a == b;
    default: return a != b;
    }
}

static double binary(Op op, double a, double b)
{
    switch (op) {
    case OP_ADD: return a + b;
    case OP_SUBTRACT: return a - b;
    case OP_MULTIPLY: return a * b;
    case OP_DIVIDE: return b == 0 ? NAN : a / b;
    case OP_REMAINDER: return b == 0 ? NAN : fmod(a, b);
    case OP_POWER: return isnan(a) || isnan(b) ? NAN : pow(a, b); // pow(1, NAN) is 1 in C
    case OP_AND:
        if (a == 0 || b == 0) return 0;
        return isnan(a) || isnan(b) ? NAN : 1;
    case OP_OR:
        if ((!isnan(a) && a != 0) || (!isnan(b) && b != 0)) return 1;
        return isnan(a) || isnan(b) ? NAN : 0;
    default: return compare(op, a, b);
    }
}

static double unary(Op op, double a)
{
    switch (op) {
    case OP_NEGATE: return -a;
    case OP_NOT: return isnan(a) ? NAN : a == 0;
    case OP_ABS: return fabs(a);
    case OP_SQRT: return a < 0 ? NAN : sqrt(a);
    case OP_LN: return a > 0 ? log(a) : NAN;
    case OP_EXP: return exp(a);
    case OP_ROUND: return round(a);
    case OP_FLOOR: return floor(a);
    case OP_CEIL: return ceil(a);
    default: return isnan(a);
    }
}

// NAN where one of them is.
static double extreme(Op op, const double *values, int count)
{
    double best = values[0];
    for (int i = 0; i < count; i++) {
        if (isnan(values[i])) return NAN;
        if (op == OP_MIN ? values[i] < best : values[i] > best) best = values[i];
    }
    return best;
}

static double clamp(double x, double low, double high)
{
    if (isnan(x) || isnan(low) || isnan(high)) return NAN;
    return x < low ? low : x > high ? high : x;
}

double expression_evaluate(const Expression *e, const double *values)
{
    double stack[OPERATIONS_MAX];
    int n = 0;
    for (int i = 0; i < e->count; i++) {
        const Operation *o = &e->operations[i];
        const Op op = (Op)o->op;
        if (op == OP_NUMBER) {
            stack[n++] = o->number;
        } else if (op == OP_NAME) {
            stack[n++] = values[o->name];
        } else if (op == OP_CHOOSE) {
            n -= 2;
            stack[n - 1] = isnan(stack[n - 1]) ? NAN : stack[n - 1] != 0 ? stack[n] : stack[n + 1];
        } else if (op == OP_CLAMP) {
            n -= 2;
            stack[n - 1] = clamp(stack[n - 1], stack[n], stack[n + 1]);
        } else if (op == OP_MIN || op == OP_MAX) {
            n -= o->count - 1;
            stack[n - 1] = extreme(op, &stack[n - 1], o->count);
        } else if (op == OP_NEGATE || op == OP_NOT || op >= OP_ABS) {
            stack[n - 1] = unary(op, stack[n - 1]);
        } else {
            n--;
            stack[n - 1] = binary(op, stack[n - 1], stack[n]);
        }
    }
    return isfinite(stack[0]) ? stack[0] : NAN;
}
