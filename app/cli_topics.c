// SPDX-License-Identifier: Apache-2.0
// cli_topics.c - `citymirror topics check`: reads topic packs and says what is wrong with them, one
// line a pack.
#include "app.h"
#include "base/clock.h"
#include "base/file.h"
#include "cli.h"
#include "core/document.h"
#include "feed/sim.h"
#include "geo/geo_demo.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    CmdTable *commands;
    State *city; // of --city; NULL = the demo
    Sim *sim;
    int problems;
} CliTopics;

static bool cli_topics_is_layer(const void *arg, const char *name)
{
    const CliTopics *cli = arg;
    for (int i = 0; cli->city && i < cli->city->layer_count; i++)
        if (strcmp(cli->city->layers[i].name, name) == 0) return true;
    for (int i = 0; !cli->city && geo_demo_layer_name(i); i++)
        if (strcmp(geo_demo_layer_name(i), name) == 0) return true;
    return false;
}

// The demo's keys are known; another city's come with its feeds.
static bool cli_topics_is_live(const void *arg, const char *pattern)
{
    const CliTopics *cli = arg;
    static const char *const movers[] = { "ship/1/position", "bus/1/position", "taxi/1/position",
                                          "patrol/1/position", "ambulance/1/position" };
    for (int i = 0; i < sim_key_count(cli->sim); i++)
        if (live_is_match(pattern, sim_key(cli->sim, i).key)) return true;
    for (size_t i = 0; i < sizeof movers / sizeof *movers; i++)
        if (live_is_match(pattern, movers[i])) return true;
    return false;
}

static bool cli_topics_is_command(void *arg, const char *line, Err *err)
{
    const CliTopics *cli = arg;
    CmdCall call;
    const Cmd *cmd = NULL;
    return cmd_check(cli->commands, line, 8 * 3600, &call, &cmd, err);
}

static void cli_topics_found(const char *problem, void *arg)
{
    CliTopics *cli = arg;
    cli->problems++;
    cli_error("%s", problem);
}

static void cli_topics_print(CliTopics *cli, const Topics *topics, const Topic *topic)
{
    char day[32];
    clock_format(clock_utc_us(), 8 * 3600, day);
    day[10] = 0;
    const TopicCheck check = { .day = day,
                               .is_layer = cli_topics_is_layer,
                               .is_live = cli->city ? NULL : cli_topics_is_live,
                               .is_command = cli_topics_is_command,
                               .arg = cli };
    const int problems = topic_check(topics, topic, &check, cli_topics_found, cli);
    cli_printf("%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", topic->id, topic->name, topic->indicator_count,
               topic->layer_count, rules_count(topic->rules), topic->action_count,
               topic->page_count, problems);
}

static bool cli_topics_is_asked(const CliCall *call, const Topic *topic)
{
    for (int i = 1; i < call->rest_count; i++)
        if (strcmp(call->rest[i], topic->path) == 0) return true;
    return call->rest_count == 1;
}

// Files are read over the shipped packs, so that what they refer to is there.
static void cli_topics_load(CliTopics *cli, const CliCall *call, Topics *topics)
{
    Err err = { 0 };
    (void)topics_load(topics, &err);
    for (int i = 0; i < topics_problem_count(topics); i++)
        cli_topics_found(topics_problem_at(topics, i), cli);
    for (int i = 1; i < call->rest_count; i++) {
        err = (Err){ 0 };
        if (!topics_add_file(topics, call->rest[i], &err)) cli_topics_found(err.text, cli);
    }
}

static int cli_topics_check(CliTopics *cli, const CliCall *call, Err *err)
{
    char folder[512];
    const char *data = app_live_data_folder(folder);
    char *limits = file_join(data, "thresholds");
    Thresholds *thresholds = thresholds_create();
    Topics *topics = NULL;
    if (!limits || !thresholds) {
        err_set(err, ERR_MEMORY, "topics");
        goto done;
    }
    if (!thresholds_open_folder(thresholds, limits, err)) goto done;
    topics = topics_create(
        &(TopicsDesc){ .data_folder = data, .thresholds = thresholds, .utc_offset_s = 8 * 3600 });
    if (!topics) {
        err_set(err, ERR_MEMORY, "topics");
        goto done;
    }
    cli_topics_load(cli, call, topics);
    cli_printf("id\tname\tindicators\tlayers\trules\tactions\tpages\tproblems\n");
    for (int i = 0; i < topics_count(topics); i++)
        if (cli_topics_is_asked(call, topics_at(topics, i)))
            cli_topics_print(cli, topics, topics_at(topics, i));
done:
    topics_destroy(topics);
    thresholds_destroy(thresholds);
    free(limits);
    return err->code == ERR_NONE && cli->problems == 0 ? CLI_OK : CLI_FAILED;
}

static int cli_topics_run(const CliCall *call)
{
    CliTopics cli = { 0 };
    Err err = { 0 };
    State city = { 0 };
    int code = CLI_FAILED;
    if (strcmp(call->rest[0], "check") != 0) {
        err_set(&err, ERR_ARGUMENT, "topics '%.40s': expected check", call->rest[0]);
        return cli_fail(&err);
    }
    const char *path = cli_value(call, "city");
    cli.commands = cmd_table_create();
    cli.sim = sim_create(&(SimDesc){ .is_typhoon = true }, &err);
    if (cli.commands) app_add_commands(cli.commands);
    state_init(&city);
    if (path && document_load(&city, path, &err)) cli.city = &city;
    if (cli.commands && cli.sim && (!path || cli.city)) code = cli_topics_check(&cli, call, &err);
    if (err.code != ERR_NONE) code = cli_fail(&err);
    state_finish(&city);
    sim_destroy(cli.sim);
    cmd_table_destroy(cli.commands);
    return code;
}

static const CliOption cli_topics_options[] = {
    { .name = "city",
      .value = "city.yaml",
      .help = "whose layers they show; the demo city's when not given",
      .help_zh = "专题包所用图层的城市；缺省为示范城市" },
};
const CliCommand cli_topics = {
    .name = "topics",
    .rest = "check [FILE…]",
    .rest_min = 1,
    .rest_max = -1,
    .options = cli_topics_options,
    .option_count = 1,
    .help = "Checks topic packs: one line a pack, tabs between; what is wrong on standard error.",
    .help_zh = "检查专题包：每包一行，制表符分隔；问题写到标准错误。",
    .more =
        "Without FILE all shipped packs. Columns: id, name, indicators, layers, rules, actions, "
        "pages, problems.\nA problem names file, line, key and reason; the exit code is then 1.",
    .more_zh =
        "不给 FILE 时检查全部自带专题包。列：编号、名称、指标、图层、规则、操作、页面、问题。\n"
        "问题写明文件、行、键和原因，此时退出码为 1。",
    .run = cli_topics_run,
};
