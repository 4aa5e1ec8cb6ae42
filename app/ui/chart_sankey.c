// SPDX-License-Identifier: Apache-2.0
// chart_sankey.c - flows between stages: nodes in columns by their longest way from a source,
// ribbons as wide as what flows.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CHART_NODES_MAX 128
#define CHART_LINKS_MAX 512

typedef struct {
    double in, out, y, h, in_used, out_used, weight;
    int column;
    bool is_used;
} ChartNode;

typedef struct {
    ChartNode nodes[CHART_NODES_MAX];
    ChartLink links[CHART_LINKS_MAX];
    int order[CHART_LINKS_MAX], original[CHART_LINKS_MAX];
    int node_count, link_count, columns;
    double scale;
} ChartFlow;

static bool chart_sankey_is_empty(const Chart *chart)
{
    const int nodes =
        chart->category_count < CHART_NODES_MAX ? chart->category_count : CHART_NODES_MAX;
    for (int i = 0; i < chart->link_count; i++) {
        const ChartLink *link = &chart->links[i];
        const bool is_inside =
            link->from >= 0 && link->to >= 0 && link->from < nodes && link->to < nodes;
        if (is_inside && link->from != link->to && chart_is_number(link->value) && link->value > 0)
            return false;
    }
    return true;
}

// Would a link from a to b close a ring: is a reached from b? Breadth first; the links taken are
// few.
static bool chart_sankey_closes(const ChartFlow *flow, int a, int b)
{
    bool is_reached[CHART_NODES_MAX] = { false };
    int queue[CHART_NODES_MAX], head = 0, tail = 0;
    queue[tail++] = b;
    is_reached[b] = true;
    while (head < tail) {
        const int node = queue[head++];
        if (node == a) return true;
        for (int i = 0; i < flow->link_count; i++) {
            const int to = flow->links[i].to;
            if (flow->links[i].from != node || is_reached[to]) continue;
            is_reached[to] = true;
            queue[tail++] = to;
        }
    }
    return false;
}

static void chart_sankey_take(const Chart *chart, ChartFlow *flow)
{
    flow->node_count =
        chart->category_count < CHART_NODES_MAX ? chart->category_count : CHART_NODES_MAX;
    for (int i = 0; i < chart->link_count && flow->link_count < CHART_LINKS_MAX; i++) {
        const ChartLink link = chart->links[i];
        const bool is_inside = link.from >= 0 && link.to >= 0 && link.from < flow->node_count &&
                               link.to < flow->node_count;
        if (!is_inside || !chart_is_number(link.value) || !(link.value > 0) ||
            chart_sankey_closes(flow, link.from, link.to))
            continue;
        flow->original[flow->link_count] = i;
        flow->links[flow->link_count++] = link;
        flow->nodes[link.from].out += link.value;
        flow->nodes[link.to].in += link.value;
        flow->nodes[link.from].is_used = flow->nodes[link.to].is_used = true;
    }
    // Longest ways: as many rounds as there are columns, and without rings they are fewer than
    // nodes.
    for (bool is_moved = true; is_moved;) {
        is_moved = false;
        for (int i = 0; i < flow->link_count; i++) {
            ChartNode *from = &flow->nodes[flow->links[i].from],
                      *to = &flow->nodes[flow->links[i].to];
            if (to->column > from->column) continue;
            to->column = from->column + 1;
            is_moved = true;
        }
    }
    for (int i = 0; i < flow->node_count; i++)
        if (flow->nodes[i].is_used && flow->nodes[i].column + 1 > flow->columns)
            flow->columns = flow->nodes[i].column + 1;
}

static void chart_sankey_column(ChartFlow *flow, int column, int *members, int *count)
{
    *count = 0;
    for (int i = 0; i < flow->node_count; i++)
        if (flow->nodes[i].is_used && flow->nodes[i].column == column) members[(*count)++] = i;
    // By weight: insertion keeps the caller's order among equals.
    for (int i = 1; i < *count; i++) {
        const int node = members[i];
        int k = i;
        for (; k > 0 && flow->nodes[members[k - 1]].weight > flow->nodes[node].weight; k--)
            members[k] = members[k - 1];
        members[k] = node;
    }
}

static double chart_node_size(const ChartNode *node)
{
    return fmax(node->in, node->out);
}

// Heights to one scale; each column stacked from the top in the order of where its flows come from.
static void chart_sankey_lay(ChartFlow *flow, ChartBox box, double gap)
{
    int members[CHART_NODES_MAX], count = 0;
    flow->scale = INFINITY;
    for (int c = 0; c < flow->columns; c++) {
        double sum = 0;
        chart_sankey_column(flow, c, members, &count);
        for (int i = 0; i < count; i++) sum += chart_node_size(&flow->nodes[members[i]]);
        const double room = fmax(box.h - gap * (count - 1), box.h * 0.3);
        if (sum > 0) flow->scale = fmin(flow->scale, room / sum);
    }
    for (int c = 0; c < flow->columns; c++) {
        for (int n = 0; n < flow->node_count && c > 0; n++) {
            if (flow->nodes[n].column != c || !flow->nodes[n].is_used) continue;
            double sum = 0, weight = 0;
            for (int i = 0; i < flow->link_count; i++) {
                if (flow->links[i].to != n) continue;
                const ChartNode *from = &flow->nodes[flow->links[i].from];
                weight += (from->y + from->h / 2) * (flow->links[i].value * flow->scale);
                sum += flow->links[i].value * flow->scale;
            }
            flow->nodes[n].weight = sum > 0 ? weight / sum : 0;
        }
        chart_sankey_column(flow, c, members, &count);
        double used = 0;
        for (int i = 0; i < count; i++)
            used += chart_node_size(&flow->nodes[members[i]]) * flow->scale;
        const double between = count > 1 ? fmin(gap, (box.h - used) / (count - 1)) : 0;
        double y = box.y + fmax(0, (box.h - used - between * (count - 1)) / 2);
        for (int i = 0; i < count; i++) {
            ChartNode *node = &flow->nodes[members[i]];
            node->y = y;
            node->h = chart_node_size(node) * flow->scale;
            y += node->h + between;
        }
    }
}

// Ribbons leave and arrive in the order of their other ends, so that few cross.
static void chart_sankey_order(ChartFlow *flow)
{
    for (int i = 0; i < flow->link_count; i++) flow->order[i] = i;
    for (int i = 1; i < flow->link_count; i++) {
        const int link = flow->order[i];
        const double at =
            flow->nodes[flow->links[link].to].y * 1e4 + flow->nodes[flow->links[link].from].y;
        int k = i;
        for (; k > 0; k--) {
            const int other = flow->order[k - 1];
            if (flow->nodes[flow->links[other].to].y * 1e4 +
                    flow->nodes[flow->links[other].from].y <=
                at)
                break;
            flow->order[k] = other;
        }
        flow->order[k] = link;
    }
}

static void chart_sankey_ribbon(ChartPen *pen, ChartFlow *flow, int link, double x0, double x1)
{
    cairo_t *cr = pen->cr;
    const ChartLink *l = &flow->links[link];
    ChartNode *from = &flow->nodes[l->from], *to = &flow->nodes[l->to];
    const double h = fmax(l->value * flow->scale, 0.5), a = from->y + from->out_used,
                 b = to->y + to->in_used, middle = (x0 + x1) / 2;
    from->out_used += l->value * flow->scale;
    to->in_used += l->value * flow->scale;
    cairo_new_path(cr);
    cairo_move_to(cr, x0, a);
    cairo_curve_to(cr, middle, a, middle, b, x1, b);
    cairo_line_to(cr, x1, b + h);
    cairo_curve_to(cr, middle, b + h, middle, a + h, x0, a + h);
    cairo_close_path(cr);
    const UiRgba start = chart_category_colour(pen, l->from),
                 end = chart_category_colour(pen, l->to);
    const bool is_hit = pen->has_probe && cairo_in_fill(cr, pen->probe_x, pen->probe_y);
    const bool is_taken = chart_is_taken(pen->chart, l->from) && chart_is_taken(pen->chart, l->to);
    const double alpha = is_hit ? 0.75 : is_taken ? (pen->theme->is_dark ? 0.38 : 0.34) : 0.10;
    chart_source_fade(pen, &(ChartFade){ .colour = start,
                                         .end = end,
                                         .has_end = true,
                                         .alpha0 = alpha,
                                         .alpha1 = alpha,
                                         .x0 = x0,
                                         .x1 = x1 });
    cairo_fill(cr);
    if (!is_hit) return;
    const char *name = arena_printf(&pen->arena, "%s → %s", chart_category(pen->chart, l->from),
                                    chart_category(pen->chart, l->to));
    chart_mark_inside(pen, 0.1,
                      &(ChartMark){ .series = -1,
                                    .index = flow->original[link],
                                    .category = -1,
                                    .value = l->value,
                                    .name = name,
                                    .colour = start });
}

static void chart_sankey_node(ChartPen *pen, const ChartFlow *flow, int n, ChartBox box)
{
    const ChartNode *node = &flow->nodes[n];
    const UiRgba colour = chart_category_colour(pen, n);
    chart_bar_path(pen, box, 1.5 * pen->k, 4);
    chart_source(pen, colour, chart_is_taken(pen->chart, n) ? 1 : 0.3);
    cairo_fill(pen->cr);
    chart_mark_box(pen, box,
                   &(ChartMark){ .series = -1,
                                 .index = -1,
                                 .category = n,
                                 .value = chart_node_size(node),
                                 .name = chart_category(pen->chart, n),
                                 .colour = colour });
    const bool is_last = node->column == flow->columns - 1 && flow->columns > 1;
    const double room = pen->body.w / flow->columns * 0.62;
    char number[48];
    chart_number_text(chart_node_size(node), pen->chart->decimals, pen->chart->is_chinese, number,
                      sizeof number);
    const bool has_number = pen->body.w / flow->columns > 11 * pen->size;
    const char *text =
        has_number ? arena_printf(&pen->arena, "%s  %s", chart_category(pen->chart, n), number)
                   : chart_category(pen->chart, n);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.86,
                                    .x = is_last ? box.x - 4 * pen->k : box.x + box.w + 4 * pen->k,
                                    .y = box.y + box.h / 2,
                                    .anchor_x = is_last,
                                    .anchor_y = 0.5,
                                    .has_halo = true,
                                    .width = room });
}

static void chart_sankey_paint(ChartPen *pen)
{
    ChartFlow *flow = arena_alloc(&pen->arena, sizeof *flow);
    chart_sankey_take(pen->chart, flow);
    const ChartBox body = pen->body;
    const double thick = fmin(9 * pen->k, body.w * 0.04), gap = fmin(10 * pen->k, body.h * 0.05);
    chart_sankey_lay(flow, body, gap);
    chart_sankey_order(flow);
    const double step = flow->columns > 1 ? (body.w - thick) / (flow->columns - 1) : 0;
    for (int i = 0; i < flow->link_count; i++) {
        const ChartLink *link = &flow->links[flow->order[i]];
        chart_sankey_ribbon(pen, flow, flow->order[i],
                            body.x + flow->nodes[link->from].column * step + thick,
                            body.x + flow->nodes[link->to].column * step);
    }
    for (int n = 0; n < flow->node_count; n++)
        if (flow->nodes[n].is_used)
            chart_sankey_node(pen, flow, n,
                              (ChartBox){ body.x + flow->nodes[n].column * step, flow->nodes[n].y,
                                          thick, fmax(1, flow->nodes[n].h) });
}

const ChartKindRow chart_kind_sankey = { CHART_SANKEY, "sankey", chart_sankey_is_empty,
                                         chart_sankey_paint, false };
