// SPDX-License-Identifier: GPL-3.0-or-later
// decide: what follows from what was measured, without the window.
#include "app/engine/command_line.h"
#include "app/engine/commands.h"
#include "app/engine/machine_texts.h"
#include "app/engine/study_evidence.h"
#include "core/decide/answer/answer_event.h"
#include "core/decide/policy/policy_event.h"
#include "core/decide/statement_event.h"
#include "core/decide/targets/elsewhere.h"
#include "core/decide/targets/target_event.h"
#include "core/decide/targets/targets.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/policy_words.h"
#include "core/decide/words/sentences.h"
#include "core/decide/words/target_words.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

namespace pareto::engine {

namespace {

struct DecideRequest {
  std::string study, store, latency = "tpot", along = "context", across = "tpot", goal;
  std::optional<std::string> up, device, devices_for, task, group, machine;
  std::vector<std::string> limits;
  std::optional<int64_t> context, requests, answer; ///< instead of the study's workload
  bool map = false, front = false, policy = false;
};

/// A metric's id, or a test of quality.
Result<AxisChoice> axis_of(const Evidence& evidence, const std::string& word, const std::string& option) {
  std::vector<std::string> known = known_tests(evidence);
  if (std::find(known.begin(), known.end(), word) != known.end())
    return AxisChoice{Metric::Quality, word};
  const auto metric = metric_from_string(word);
  if (metric && *metric != Metric::Quality)
    return AxisChoice{*metric, {}};
  for (const MetricRow& row : metric_table())
    if (row.kind != MetricKind::Quality)
      known.emplace_back(row.id);
  return unknown("metric or test", word, known, option);
}

/// "most_tpot_ms=150"; "most_tpot_ms=none" takes away what the study keeps.
Status take_limit(Limits& limits, const std::string& word) {
  const size_t at = word.find('=');
  const std::string key = word.substr(0, at), number = at == std::string::npos ? std::string() : word.substr(at + 1);
  std::vector<std::string> known;
  for (const MetricRow& row : metric_table()) {
    if (!row.limit)
      continue;
    known.emplace_back(row.limit->key);
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (key != row.limit->key)
      continue;
    if (number == "none") {
      limits.erase(row.metric);
      return {};
    }
    if (number.empty() || error != std::errc() || end != number.data() + number.size())
      return fail(ErrorCode::InvalidArgument, "--limit takes KEY=NUMBER or KEY=none, not " + word + ".", "--limit");
    limits[row.metric] = value;
    return {};
  }
  return unknown("limit", key, known, "--limit");
}

Status check_names(const DecideRequest& request, const Evidence& evidence) {
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (request.device && !has(evidence.devices(), *request.device))
    return unknown("device in this study called", *request.device, evidence.devices(), "--device");
  if (request.devices_for && !has(evidence.models(), *request.devices_for))
    return unknown("model in this study called", *request.devices_for, evidence.models(), "--devices-for");
  return {};
}

/// How one chooses: as the study's document keeps it, but for what is asked otherwise.
Status take_rule(Comparison& comparison, const DecideRequest& request, const Evidence& evidence) {
  PARETO_TRY_ASSIGN(kept, rule_named(request.study));
  follow(comparison, std::move(kept));
  comparison.goal = goal_from_string(request.goal).value_or(comparison.goal); // one of the choices, or nothing
  if (request.task) {
    PARETO_TRY_ASSIGN(task, axis_of(evidence, *request.task, "--task"));
    comparison.task = task.quality_metric;
  }
  for (const std::string& word : request.limits)
    PARETO_TRY(take_limit(comparison.limits, word));
  return {};
}

/// Without --up, quality where any is known, memory otherwise.
Result<Comparison> comparison_of(const DecideRequest& request, const Evidence& evidence) {
  PARETO_TRY(check_names(request, evidence));
  Comparison comparison;
  const Workload& workload = evidence.study().workload;
  comparison.at = {request.context.value_or(workload.prompt_tokens),
                   static_cast<int>(request.requests.value_or(workload.requests)),
                   request.answer.value_or(workload.answer_tokens), request.device.value_or(evidence.study().target),
                   workload.reused_share};
  const std::optional<std::string> test = first_test(evidence);
  comparison.y = test ? AxisChoice{Metric::Quality, *test} : AxisChoice{Metric::Memory, {}};
  if (request.up) {
    PARETO_TRY_ASSIGN(up, axis_of(evidence, *request.up, "--up"));
    comparison.y = up;
  }
  PARETO_TRY_ASSIGN(across, axis_of(evidence, request.across, "--across"));
  comparison.x = across;
  comparison.latency_metric = metric_from_string(request.latency).value_or(Metric::Tpot); // one of the choices
  comparison.along = request.along == "context" ? Along::Context : Along::Requests;
  if (request.devices_for) {
    comparison.compared = Compared::Devices;
    comparison.model = *request.devices_for;
  }
  PARETO_TRY(take_rule(comparison, request, evidence));
  return comparison;
}

/// By which limits, goal and task it was decided, as the options are written, and where they are from.
void report_rule(const DecideRequest& request, const Speech& speech, const Output& out) {
  const Comparison& asked = speech.comparison;
  const nlohmann::json limits = to_json(asked.limits);
  std::string text;
  for (const auto& [key, value] : limits.items())
    text += (text.empty() ? "" : ",") + key + "=" + value.dump();
  const std::string task = task_of(speech.evidence, asked);
  const bool given = !request.limits.empty() || !request.goal.empty() || request.task;
  text = std::string("Decided by ") + (text.empty() ? "no --limit" : "--limit " + text) + ", --goal " +
         to_string(asked.goal) + (task.empty() ? ", no --task" : ", --task " + task) +
         (given ? ": as asked here, the rest as the study keeps it." : ": as the study keeps it.");
  out.line({{"event", "rule"},
            {"limits", limits},
            {"goal", to_string(asked.goal)},
            {"task", task},
            {"given", given},
            {"text", text}},
           text);
}

/// What the window's page ANSWER says.
void report_answer(const Speech& speech, const Output& out) {
  const Answer all = answer(speech.evidence, speech.comparison);
  const auto say = [&](const nlohmann::json& event, const std::string& text) {
    if (!text.empty())
      out.line(event, text);
  };
  const std::string line = headline_text(speech, all.headline) + ". " + badge_text(speech.voice, all.backing) + ". " +
                           backing_text(speech, all.backing);
  say(verdict_event(all, speech.evidence, speech.comparison, line), line);
  say(ceiling_event(all.ceiling, ceiling_text(speech, all.ceiling)), ceiling_text(speech, all.ceiling));
  for (const WaitBar& bar : all.waits)
    say(wait_event(bar, all.patience_ms, wait_text(speech, bar)), wait_text(speech, bar));
  for (const Flip& flip : all.flips)
    say(flip_event(flip, flip_text(speech, flip)), flip_text(speech, flip));
  const std::string next = next_text(speech, all.next);
  out.line({{"event", "statement"}, {"kind", "next"}, {"says", to_string(all.next.kind)}, {"text", next}}, next);
}

void report_map(const Speech& speech, const Output& out) {
  for (const MapCell& cell : winner_map(speech.evidence, speech.comparison).cells)
    out.line(cell_event(cell, cell_text(speech, cell)), std::to_string(cell.prompt) + " tokens, " +
                                                            std::to_string(cell.requests) +
                                                            " at once: " + cell_text(speech, cell));
}

/// The machine that is decided about: what must be said of it, every model's wait there, and how to measure it.
Status report_target(const Speech& speech, const std::string& id, const Output& out) {
  const Machine* machine = speech.evidence.machine_of(id);
  if (!machine)
    return fail(ErrorCode::NotFound, "There is no machine '" + id + "'; `machines` lists them all.", "--on");
  const auto say = [&](const char* kind, const char* says, const std::string& text) {
    out.line({{"event", "statement"}, {"kind", kind}, {"says", says}, {"machine", id}, {"text", text}}, text);
  };
  Comparison here = speech.comparison;
  if (here.at.device == id) // the study decides about it already
    here.at.device.clear();
  if (const auto fact = ranked_elsewhere(speech.evidence, here, *machine))
    say("elsewhere", to_string(fact->kind), elsewhere_text(speech.voice, *fact, *machine));
  Workload workload = speech.evidence.study().workload;
  workload.prompt_tokens = speech.comparison.at.context;
  workload.requests = speech.comparison.at.requests;
  workload.answer_tokens = speech.comparison.at.answer_tokens;
  for (const std::string& model : speech.evidence.models())
    if (const SpeedModel* formulas = speech.evidence.formulas(model)) {
      const TargetWait wait = target_wait(*speech.evidence.bands(), *machine, *formulas, workload);
      out.line(event_of(wait, model, id), model_name(speech.evidence, model) + " on " + machine->name + ": " +
                                              target_wait_text(speech.voice, wait));
    }
  say("measure_there", "", measure_there_command(speech.evidence.study(), speech.comparison.at, *machine));
  return {};
}

/// What the wait measured here changes of a paper's front over operations.
void report_front(const Speech& speech, const Output& out) {
  const FrontChange change = front_change(speech.evidence, speech.comparison);
  const std::string text = front_text(speech, change);
  out.line({{"event", "statement"},
            {"kind", "front"},
            {"task", change.task},
            {"known", change.known()},
            {"by_operations", change.by_operations},
            {"by_wait", change.by_wait},
            {"pending", change.pending},
            {"text", text}},
           text);
}

void report_policy(const Speech& speech, const Output& out) {
  const PolicyReport report = policy_report(speech.evidence, speech.comparison);
  out.line(policy_event(report, policy_headline(speech, report)), policy_headline(speech, report));
  for (const PolicyRange& range : report.ranges)
    out.line(range_event(range, range_text(speech, range)), range_text(speech, range));
  std::vector<Blend> choices = report.singles;
  if (report.switches())
    choices.push_back(report.switching);
  for (const Blend& blend : choices)
    out.line(blend_event(blend, blend_text(speech, report, blend)), blend_text(speech, report, blend));
}

/// Quality is read in this published comparison instead of the study's.
Status choose_group(Study& study, const std::string& group) {
  PARETO_TRY_ASSIGN(published, published_results());
  const auto& rows = published->rows();
  if (std::none_of(rows.begin(), rows.end(), [&](const PublishedResult& row) { return row.group == group; }))
    return fail(ErrorCode::NotFound, "There is no group '" + group + "'; `published` lists them all.", "--group");
  study.quality_group = group;
  return {};
}

Status decide(const DecideRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(study, study_named(request.study));
  if (request.group)
    PARETO_TRY(choose_group(study, *request.group));
  PARETO_TRY_ASSIGN(evidence, evidence_of(study, request.store, "decide", out));
  PARETO_TRY_ASSIGN(known, Targets::parse(hardware_text(), measured_speeds_text()));
  evidence.set_targets(known);
  PARETO_TRY_ASSIGN(comparison, comparison_of(request, evidence));
  const Voice english;
  const Speech speech{english, evidence, comparison};
  for (const AnyStatement& statement : statements(evidence, comparison)) {
    const std::string text = sentence(speech, statement);
    const auto* place = std::get_if<Ranked>(&statement);
    out.line(place ? shortlist_event(*place, evidence, text, reason(speech, *place))
                   : event_of(statement, evidence, text),
             text);
  }
  report_rule(request, speech, out);
  report_answer(speech, out);
  if (request.map)
    report_map(speech, out);
  if (request.front)
    report_front(speech, out);
  const std::string& decided = request.machine ? *request.machine : study.target;
  if (request.machine || evidence.machine_of(decided))
    PARETO_TRY(report_target(speech, decided, out));
  if (request.policy)
    report_policy(speech, out);
  return {};
}

std::vector<std::string> speed_ids() {
  std::vector<std::string> ids;
  for (const MetricRow& row : metric_table())
    if (row.kind == MetricKind::Speed)
      ids.emplace_back(row.id);
  return ids;
}

} // namespace

Action declare_decide(Options& options) {
  const auto request = std::make_shared<DecideRequest>();
  options.word(request->study, "STUDY", "A study document, quick-look or hybrid-ratios");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite) that run wrote");
  options.integer(request->context, "--context", {1, int64_t{1} << 24},
                  "Where one looks: tokens of context, instead of the prompt of the study's workload");
  options.integer(request->requests, "--requests", {1, 1024},
                  "Where one looks: requests at once, instead of the study's");
  options.integer(request->answer, "--answer", {1, 1 << 20}, "Tokens of an answer, instead of the study's");
  options.text(request->device, "--device", "D", "On which device of the study, instead of its first");
  options.text(request->devices_for, "--devices-for", "MODEL",
               "Compares the study's devices for this model, not its models");
  options.text(request->across, "--across", "METRIC", "The trade-off's first axis: a metric or a test of quality");
  options.text(request->up, "--up", "METRIC", "Its second axis (a test of quality, where one is known)");
  options.names(request->limits, "--limit", "KEY=NUMBER",
                "What must be met, instead of the same limit that the study keeps: "
                "most_tpot_ms=150,most_memory_bytes=3e9; KEY=none takes one away");
  options.choice(request->goal, "--goal", goal_words(), "What the least of is chosen, instead of the study's");
  options.text(request->task, "--task", "TEST",
               "The test of quality on which nothing may be lost, instead of the study's");
  options.text(request->group, "--group", "ID",
               "The published comparison that quality is read in, instead of the study's");
  options.choice(request->latency, "--curve", speed_ids(), "The metric whose curves are asked for their crossings");
  options.choice(request->along, "--along", {"context", "requests"}, "What the curves run along");
  options.text(request->machine, "--on", "ID", "Which machine is decided about: every model's wait there, as a band");
  options.toggle(request->front, "--front", "Also who is on the front over operations, and who over the wait");
  options.toggle(request->map, "--map", "Also who wins where: every prompt length and load");
  options.toggle(request->policy, "--policy",
                 "Also which model serves which prompts, and what switching is worth over the study's lengths");
  return [request](const Output& out) { return decide(*request, out); };
}

} // namespace pareto::engine
