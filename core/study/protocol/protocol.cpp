// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/protocol/protocol.h"

#include "core/formats/strict_json.h"
#include "core/study/protocol/fields.h"
#include "core/study/protocol/sampling_rules.h"

namespace pareto::protocol {

using nlohmann::json;

namespace {

constexpr const char *kHost = "cpu", *kReference = "reference"; ///< devices that have no driver

/// The fields of each message, beside those that have a way of their own (further below). One that is missing does not
/// compile.
template <class M>
constexpr auto kFields = nullptr;
template <>
constexpr auto kFields<Step> = std::tuple{};
template <>
constexpr auto kFields<Park> = std::tuple{};
template <>
constexpr auto kFields<Quit> = std::tuple{};
template <>
constexpr auto kFields<Unknown> = std::tuple{};
template <>
constexpr auto kFields<Failed> = std::tuple{};
template <>
constexpr auto kFields<Parked> = std::tuple{};
template <>
constexpr auto kFields<Alive> = std::tuple{};
template <>
constexpr auto kFields<Scored> = std::tuple{unless_empty("right_by_quarter", &Scored::right_by_quarter),
                                            unless_empty("trials_by_quarter", &Scored::trials_by_quarter)};
template <>
constexpr auto kFields<DeviceSeen> = std::tuple{};
template <>
constexpr auto kFields<Load> = std::tuple{field("model", &Load::model), field("device", &Load::device),
                                          field("precision", &Load::precision), field("limits", &Load::limits)};
template <>
constexpr auto kFields<Measure> =
    std::tuple{field("cell", &Measure::cell), field("preview", &Measure::preview),
               unless_empty("prefilled_state", &Measure::prefilled_state),
               unless_empty("calibration", &Measure::calibration), unless_empty("watts", &Measure::watts)};
template <>
constexpr auto kFields<Serve> =
    std::tuple{field("slots", &Serve::slots), field("capacity", &Serve::capacity), field("chunk", &Serve::chunk)};
template <>
constexpr auto kFields<ServingStep> =
    std::tuple{field("prefill", &ServingStep::prefill), field("ends_prompt", &ServingStep::ends_prompt)};
template <>
constexpr auto kFields<ServedRow> = std::tuple{field("request", &ServedRow::request), field("slot", &ServedRow::slot),
                                               field("position", &ServedRow::position),
                                               field("tokens", &ServedRow::tokens), field("total", &ServedRow::total)};
template <>
constexpr auto kFields<Serving> = std::tuple{field("state_bytes", &Serving::state_bytes)};
template <>
constexpr auto kFields<Stepped> =
    std::tuple{field("seconds", &Stepped::seconds), unless_empty("tokens", &Stepped::tokens)};
template <>
constexpr auto kFields<Change> = std::tuple{field("study", &Change::study)};
template <>
constexpr auto kFields<Warned> =
    std::tuple{field("code", &Warned::code), field("message", &Warned::message), unless_empty("model", &Warned::model)};
template <>
constexpr auto kFields<Loaded> =
    std::tuple{field("model", &Loaded::model), field("weight_bytes", &Loaded::weight_bytes),
               field("seconds", &Loaded::seconds), unless_empty("limits", &Loaded::limits)};
template <>
constexpr auto kFields<Measured> = std::tuple{unless_empty("run", &Measured::run)};
template <>
constexpr auto kFields<Started> =
    std::tuple{field("run", &Started::run), field("study", &Started::study),
               field("calibration", &Started::calibration), field("store", &Started::store)};
template <>
constexpr auto kFields<Progress> =
    std::tuple{field("round", &Progress::round), field("done", &Progress::done), field("total", &Progress::total),
               field("cell", &Progress::cell), field("remaining_s", &Progress::remaining_s)};
template <>
constexpr auto kFields<Limited> =
    std::tuple{field("device", &Limited::device), field("calibration", &Limited::calibration)};
template <>
constexpr auto kFields<RoundDone> = std::tuple{field("round", &RoundDone::round)};
template <>
constexpr auto kFields<Finished> = std::tuple{field("run", &Finished::run), field("stopped", &Finished::stopped)};
template <>
constexpr auto kFields<Ready> =
    std::tuple{field("weight_bytes", &Ready::weight_bytes), field("prompt_tokens", &Ready::prompt_tokens)};
template <>
constexpr auto kFields<Token> =
    std::tuple{field("index", &Token::index), field("id", &Token::id), unless_empty("text", &Token::text)};
template <>
constexpr auto kFields<Generated> = std::tuple{field("tokens", &Generated::tokens),
                                               field("prompt_tokens", &Generated::prompt_tokens),
                                               field("stop", &Generated::stop),
                                               field("ttft_ms", &Generated::ttft_ms),
                                               field("tpot_ms", &Generated::tpot_ms),
                                               field("decode_tokens_per_s", &Generated::decode_tokens_per_s),
                                               field("weight_bytes", &Generated::weight_bytes),
                                               field("state_bytes", &Generated::state_bytes),
                                               field("peak_rss_bytes", &Generated::peak_rss_bytes),
                                               field("weights", &Generated::weights),
                                               unless_empty("text", &Generated::text),
                                               unless_empty("chat_form", &Generated::chat_form)};
template <>
constexpr auto kFields<ImportDone> =
    std::tuple{field("tool", &ImportDone::tool), field("values", &ImportDone::values),
               field("left_out", &ImportDone::left_out), field("store", &ImportDone::store)};
template <>
constexpr auto kFields<Working> =
    std::tuple{field("what", &Working::what), field("done", &Working::done), field("total", &Working::total),
               field("remaining_s", &Working::remaining_s)};
template <>
constexpr auto kFields<ArchitectureTold> = std::tuple{field("id", &ArchitectureTold::id),
                                                      field("name", &ArchitectureTold::name),
                                                      field("family", &ArchitectureTold::family),
                                                      field("section", &ArchitectureTold::section),
                                                      field("sizes", &ArchitectureTold::sizes),
                                                      field("paper", &ArchitectureTold::paper),
                                                      field("source", &ArchitectureTold::source),
                                                      field("idea", &ArchitectureTold::idea),
                                                      field("promise", &ArchitectureTold::promise),
                                                      field("weakness", &ArchitectureTold::weakness),
                                                      field("complexity", &ArchitectureTold::complexity)};
template <>
constexpr auto kFields<ModelTold> = std::tuple{field("model_type", &ModelTold::model_type),
                                               field("architecture", &ModelTold::architecture),
                                               field("parameters", &ModelTold::parameters),
                                               field("active_parameters", &ModelTold::active_parameters),
                                               field("precision", &ModelTold::precision),
                                               field("weight_bytes", &ModelTold::weight_bytes),
                                               field("cache_bytes_per_token", &ModelTold::cache_bytes_per_token),
                                               field("state_bytes", &ModelTold::state_bytes),
                                               field("window", &ModelTold::window),
                                               field("max_context", &ModelTold::max_context),
                                               field("vocab", &ModelTold::vocab),
                                               field("layers", &ModelTold::layers),
                                               field("hidden", &ModelTold::hidden),
                                               field("assumed_shape", &ModelTold::assumed_shape),
                                               field("weights", &ModelTold::weights)};
template <>
constexpr auto kFields<ExpertsTold> = std::tuple{field("batch", &ExpertsTold::batch),
                                                 field("layers", &ExpertsTold::layers),
                                                 field("experts", &ExpertsTold::experts),
                                                 field("chosen", &ExpertsTold::chosen),
                                                 field("zero_experts", &ExpertsTold::zero_experts),
                                                 field("distinct", &ExpertsTold::distinct),
                                                 field("weight_bytes", &ExpertsTold::weight_bytes)};
/// Of a model, or of one of its layers.
template <class M>
constexpr auto kBytes = std::tuple{field("weight_bytes", &M::weight_bytes), field("growing_bytes", &M::growing_bytes),
                                   field("windowed_bytes", &M::windowed_bytes), field("fixed_bytes", &M::fixed_bytes),
                                   field("total_bytes", &M::total_bytes)};
template <>
constexpr auto kFields<MemoryTold> = std::tuple_cat(
    std::tuple{field("context", &MemoryTold::context), field("batch", &MemoryTold::batch)}, kBytes<MemoryTold>,
    std::tuple{field("activation_bytes", &MemoryTold::activation_bytes),
               unless_empty("memory_bytes", &MemoryTold::memory_bytes),
               unless_empty("requests_fit", &MemoryTold::requests_fit)});
template <>
constexpr auto kFields<LayerTold> = std::tuple_cat(std::tuple{field("context", &LayerTold::context),
                                                              field("batch", &LayerTold::batch),
                                                              field("layer", &LayerTold::layer),
                                                              field("kind", &LayerTold::kind)},
                                                   kBytes<LayerTold>);
template <>
constexpr auto kFields<CaseTold> = std::tuple{field("op", &CaseTold::op),
                                              field("case", &CaseTold::name),
                                              field("status", &CaseTold::status),
                                              field("max_abs_error", &CaseTold::max_abs_error),
                                              field("worst_tensor", &CaseTold::worst_tensor),
                                              unless_empty("reason", &CaseTold::reason)};
template <>
constexpr auto kFields<CasesTold> = std::tuple{field("pass", &CasesTold::pass), field("fail", &CasesTold::fail),
                                               field("unsupported", &CasesTold::unsupported)};
template <>
constexpr auto kFields<LogitsWritten> =
    std::tuple{field("file", &LogitsWritten::file), field("tokens", &LogitsWritten::tokens)};
template <>
constexpr auto kFields<Reproduced> = std::tuple{field("run", &Reproduced::run),
                                                field("row", &Reproduced::row),
                                                field("cell", &Reproduced::cell),
                                                field("outcome", &Reproduced::outcome),
                                                field("metric", &Reproduced::metric),
                                                field("before", &Reproduced::before),
                                                field("now", &Reproduced::now),
                                                field("before_condition", &Reproduced::before_condition),
                                                field("now_condition", &Reproduced::now_condition),
                                                field("ratio", &Reproduced::ratio),
                                                unless_empty("reason", &Reproduced::reason),
                                                unless_empty("machine_ratio", &Reproduced::machine_ratio)};
template <>
constexpr auto kFields<ReplayTold> = std::tuple{field("requests", &ReplayTold::requests),
                                                field("served", &ReplayTold::served),
                                                field("replayed_ms", &ReplayTold::replayed_ms),
                                                field("predicted_ms", &ReplayTold::predicted_ms),
                                                field("ratio", &ReplayTold::ratio),
                                                field("workers", &ReplayTold::workers),
                                                field("peak_rss_bytes", &ReplayTold::peak_rss_bytes),
                                                field("worker_peak_rss_bytes", &ReplayTold::worker_peak_rss_bytes),
                                                field("source", &ReplayTold::source)};
template <>
constexpr auto kFields<GoalTold> = std::tuple{
    field("id", &GoalTold::id),         field("title", &GoalTold::title),       field("unit", &GoalTold::unit),
    field("value", &GoalTold::value),   field("ci95", &GoalTold::ci95),         field("n", &GoalTold::n),
    field("goal", &GoalTold::goal),     field("at_least", &GoalTold::at_least), field("met", &GoalTold::met),
    field("inputs", &GoalTold::inputs), field("reason", &GoalTold::reason),     field("source", &GoalTold::source)};
template <>
constexpr auto kFields<RateTold> = std::tuple{field("model", &RateTold::model),
                                              field("precision", &RateTold::precision),
                                              field("prefill_tokens_per_s", &RateTold::prefill_tokens_per_s),
                                              field("decode_tokens_per_s", &RateTold::decode_tokens_per_s),
                                              field("reason", &RateTold::reason),
                                              field("source", &RateTold::source)};
template <>
constexpr auto kFields<OperationTold> = std::tuple{field("model", &OperationTold::model),
                                                   field("phase", &OperationTold::phase),
                                                   field("operation", &OperationTold::operation),
                                                   field("dispatches", &OperationTold::dispatches),
                                                   field("seconds", &OperationTold::seconds),
                                                   field("step_share", &OperationTold::step_share),
                                                   field("flops", &OperationTold::flops),
                                                   field("bytes", &OperationTold::bytes),
                                                   field("flops_per_s", &OperationTold::flops_per_s),
                                                   field("bytes_per_s", &OperationTold::bytes_per_s),
                                                   field("flops_share", &OperationTold::flops_share),
                                                   field("bytes_share", &OperationTold::bytes_share),
                                                   field("source", &OperationTold::source)};
template <>
constexpr auto kFields<NotTimed> =
    std::tuple{field("what", &NotTimed::what), field("reason", &NotTimed::reason), field("source", &NotTimed::source)};
template <>
constexpr auto kFields<ServedTold> = std::tuple{field("model", &ServedTold::model),
                                                field("device", &ServedTold::device),
                                                field("precision", &ServedTold::precision),
                                                field("weights", &ServedTold::weights),
                                                field("arrivals", &ServedTold::arrivals),
                                                field("seed", &ServedTold::seed),
                                                field("slots", &ServedTold::slots),
                                                field("chunk_tokens", &ServedTold::chunk_tokens),
                                                field("state_bytes", &ServedTold::state_bytes),
                                                field("requests", &ServedTold::requests),
                                                field("seconds", &ServedTold::seconds),
                                                field("ttft_ms", &ServedTold::ttft_ms),
                                                field("ttft_p95_ms", &ServedTold::ttft_p95_ms),
                                                field("ttft_p99_ms", &ServedTold::ttft_p99_ms),
                                                field("tpot_ms", &ServedTold::tpot_ms),
                                                field("tpot_p95_ms", &ServedTold::tpot_p95_ms),
                                                field("tpot_p99_ms", &ServedTold::tpot_p99_ms),
                                                field("wait_ms", &ServedTold::wait_ms),
                                                field("wait_p95_ms", &ServedTold::wait_p95_ms),
                                                field("wait_p99_ms", &ServedTold::wait_p99_ms),
                                                field("wait_p95_ci95", &ServedTold::wait_p95_ci95),
                                                field("arrived_per_s", &ServedTold::arrived_per_s),
                                                field("answered_per_s", &ServedTold::answered_per_s),
                                                field("patience_s", &ServedTold::patience_s),
                                                field("goodput_per_s", &ServedTold::goodput_per_s),
                                                field("goodput_ci95", &ServedTold::goodput_ci95),
                                                field("mean_queued", &ServedTold::mean_queued),
                                                field("most_queued", &ServedTold::most_queued),
                                                field("utilisation", &ServedTold::utilisation),
                                                field("mean_slots", &ServedTold::mean_slots),
                                                field("other_cpus", &ServedTold::other_cpus),
                                                field("joules_per_answer", &ServedTold::joules_per_answer),
                                                field("whole_joules_per_answer", &ServedTold::whole_joules_per_answer),
                                                field("joules_per_answer_ci95", &ServedTold::joules_per_answer_ci95),
                                                field("idle_watts", &ServedTold::idle_watts),
                                                field("energy_source", &ServedTold::energy_source),
                                                field("energy_from", &ServedTold::energy_from),
                                                field("source", &ServedTold::source)};
template <>
constexpr auto kFields<LoadTried> = std::tuple{
    field("per_s", &LoadTried::per_s), field("wait_p95_s", &LoadTried::wait_p95_s), field("kept", &LoadTried::kept)};
template <>
constexpr auto kFields<LoadTold> = std::tuple{field("model", &LoadTold::model),
                                              field("device", &LoadTold::device),
                                              field("precision", &LoadTold::precision),
                                              field("kept_per_s", &LoadTold::kept_per_s),
                                              field("failed_per_s", &LoadTold::failed_per_s),
                                              field("patience_s", &LoadTold::patience_s),
                                              field("requests", &LoadTold::requests),
                                              field("source", &LoadTold::source)};
template <>
constexpr auto kFields<ReuseTold> = std::tuple{field("model", &ReuseTold::model),
                                               field("device", &ReuseTold::device),
                                               field("precision", &ReuseTold::precision),
                                               field("weights", &ReuseTold::weights),
                                               field("batch", &ReuseTold::batch),
                                               field("prompt_tokens", &ReuseTold::prompt_tokens),
                                               field("reused_tokens", &ReuseTold::reused_tokens),
                                               field("ttft_ms", &ReuseTold::ttft_ms),
                                               field("whole_ttft_ms", &ReuseTold::whole_ttft_ms),
                                               field("restore_ms", &ReuseTold::restore_ms),
                                               field("snapshot_bytes", &ReuseTold::snapshot_bytes),
                                               field("source", &ReuseTold::source)};

// --- Messages with a way of their own, beside their fields

template <class M>
void write_rest(json&, const M&) {}
void write_rest(json& into, const Measure& command) {
  into["rules"] = rules_json(command.rules);
  if (command.how)
    into["how"] = to_string(*command.how);
}
void write_rest(json& into, const Step& command) {
  write(into, command.step, kFields<ServingStep>);
  json rows = json::array();
  for (const ServedRow& row : command.step.rows)
    write(rows.emplace_back(json::object()), row, kFields<ServedRow>);
  into["rows"] = std::move(rows);
}
void write_rest(json& into, const Unknown& event) { into["event"] = event.name; }
void write_rest(json& into, const Measured& event) { into.update(pareto::to_json(event.measurement)); }
void write_rest(json& into, const Scored& event) {
  into.update(pareto::to_json(event.score));
  if (event.score.task != Score::Task::BitsPerByte) // which alone are of a length in bytes
    into.erase("bytes");
}
void write_rest(json& into, const Failed& event) {
  into.update({{"code", to_string(event.error.code)}, {"message", event.error.message}, {"where", event.error.where}});
}
/// What a device does at most: of the CPU its whole calibration.
json rates_of(const DeviceSeen& event) {
  if (!event.rates)
    return json::object();
  if (event.facts.device == kHost)
    return pareto::to_json(*event.rates);
  return {{"read_bytes_per_s", event.rates->roofline.bytes_per_s},
          {"flops_per_s", event.rates->roofline.flops_per_s},
          {"matrix_units", event.rates->matrix_units}};
}
void write_rest(json& into, const DeviceSeen& event) {
  const DeviceFacts& facts = event.facts;
  into.update({{"device", facts.device.empty() ? json(nullptr) : json(facts.device)}, {"processor", facts.name}});
  if (facts.device == kReference)
    return;
  if (facts.device != kHost)
    into.update({{"type", facts.type}, {"driver", facts.driver}, {"software", facts.software}});
  if (facts.problem.empty())
    into.update({{"memory_bytes", facts.memory_bytes},
                 {"free_bytes", facts.free_bytes >= 0 ? json(facts.free_bytes) : json(nullptr)}});
  into.update(rates_of(event));
  if (const std::string& reason = facts.problem.empty() ? event.no_rates : facts.problem; !reason.empty())
    into["reason"] = reason;
}

template <class M>
Status read_rest(const json&, M&) {
  return {};
}
Status read_rest(const json& from, Measure& command) {
  PARETO_TRY_ASSIGN(rules, rules_of(from));
  command.rules = rules;
  if (const std::string how = event_text(from, "how"); how == to_string(Reading::Slices))
    command.how = Reading::Slices;
  else if (how == to_string(Reading::Whole))
    command.how = Reading::Whole;
  else if (!how.empty())
    return fail(ErrorCode::InvalidArgument, "how must be whole or slices, not " + how + ".", "how");
  return {};
}
Status read_rest(const json& from, Step& command) {
  PARETO_TRY(read(from, command.step, kFields<ServingStep>));
  const auto rows = from.find("rows");
  if (rows == from.end() || !rows->is_array())
    return fail(ErrorCode::InvalidArgument, "rows must be a list.", "rows");
  for (const json& each : *rows) {
    if (!each.is_object())
      return fail(ErrorCode::InvalidArgument, "A row must be an object.", "rows");
    PARETO_TRY(read(each, command.step.rows.emplace_back(), kFields<ServedRow>));
  }
  return {};
}
Status read_rest(const json& from, Measured& event) {
  PARETO_TRY_ASSIGN(measurement, measurement_from_json(from));
  event.measurement = std::move(measurement);
  return {};
}
Status read_rest(const json& from, Scored& event) {
  PARETO_TRY_ASSIGN(score, score_from_json(from));
  event.score = std::move(score);
  return {};
}
Status read_rest(const json& from, Failed& event) {
  event.error = fail(error_code_of(event_text(from, "code")).value_or(ErrorCode::Unsupported),
                     event_text(from, "message"), event_text(from, "where"));
  return {};
}
Status read_rest(const json& from, DeviceSeen& event) {
  DeviceFacts& facts = event.facts;
  facts.device = event_text(from, "device");
  facts.name = event_text(from, "processor");
  facts.type = event_text(from, "type");
  facts.driver = event_text(from, "driver");
  facts.software = facts.type == "software";
  facts.memory_bytes = event_count(from, "memory_bytes");
  facts.free_bytes = event_number(from, "free_bytes") ? event_count(from, "free_bytes") : -1;
  (facts.device.empty() ? facts.problem : event.no_rates) = event_text(from, "reason");
  if (const double bytes = event_number(from, "read_bytes_per_s").value_or(0); bytes > 0) {
    event.rates = Calibration{facts.name,
                              event_text(from, "instruction_set"),
                              static_cast<int>(event_count(from, "threads", INT32_MAX)),
                              {bytes, event_number(from, "flops_per_s").value_or(0)},
                              event_number(from, "seconds").value_or(0)};
    event.rates->matrix_units = event_text(from, "matrix_units");
  }
  return {};
}

// --- Any message of a conversation

template <class... Kinds>
json message_json(const char* kind, const std::variant<Kinds...>& message) {
  return std::visit(
      [&]<class M>(const M& each) {
        json object = json::object();
        if constexpr (!std::is_same_v<M, Unknown>)
          object[kind] = M::kName;
        write(object, each, kFields<M>);
        write_rest(object, each);
        return object;
      },
      message);
}

/// Reads as `M` where `name` is its name.
template <class M, class Message>
bool read_as(const json& object, const std::string& name, Result<Message>& into) {
  if constexpr (std::is_same_v<M, Unknown>) {
    return false;
  } else {
    if (name != M::kName)
      return false;
    M message;
    Status status = read(object, message, kFields<M>);
    if (status)
      status = read_rest(object, message);
    into = status ? Result<Message>(Message(std::move(message))) : Result<Message>(status.error());
    return true;
  }
}

template <class... Kinds>
Result<std::variant<Kinds...>> read_message(const json& object, const std::string& name,
                                            Result<std::variant<Kinds...>> otherwise) {
  static_cast<void>((read_as<Kinds>(object, name, otherwise) || ...));
  return otherwise;
}

} // namespace

json to_json(const Command& command) { return message_json("cmd", command); }
json to_json(const RunCommand& command) { return message_json("cmd", command); }
json to_json(const WorkerEvent& event) { return message_json("event", event); }
json to_json(const RunEvent& event) { return message_json("event", event); }
json to_json(const GenerateEvent& event) { return message_json("event", event); }
json to_json(const EvaluateEvent& event) { return message_json("event", event); }
json to_json(const DeviceEvent& event) { return message_json("event", event); }
json to_json(const ImportEvent& event) { return message_json("event", event); }
json to_json(const ReportEvent& event) { return message_json("event", event); }

Result<json> read_line(std::string_view line) {
  PARETO_TRY_ASSIGN(object, parse_strict_json(line, "engine"));
  if (!object.is_object())
    return fail(ErrorCode::InvalidFile, "An event must be an object.");
  return object;
}

template <class Event>
Result<Event> read_event(const json& object) {
  const std::string name = event_text(object, "event");
  return read_message(object, name, Result<Event>(Event(Unknown{name})));
}
template Result<WorkerEvent> read_event(const json&);
template Result<RunEvent> read_event(const json&);
template Result<GenerateEvent> read_event(const json&);
template Result<EvaluateEvent> read_event(const json&);
template Result<DeviceEvent> read_event(const json&);
template Result<ImportEvent> read_event(const json&);
template Result<ReportEvent> read_event(const json&);

namespace {

/// `whose`: "worker"; `known`: "only one is change".
template <class C>
Result<C> command_in(const std::string& line, const std::string& whose, const char* known) {
  PARETO_TRY_ASSIGN(object, parse_strict_json(line, whose + " command"));
  if (!object.is_object())
    return fail(ErrorCode::InvalidArgument, "A " + whose + " command must be an object.");
  const std::string name = event_text(object, "cmd");
  return read_message(object, name,
                      Result<C>(fail(ErrorCode::InvalidArgument,
                                     "There is no " + whose + " command '" + name + "'; the " + known + ".")));
}

} // namespace

Result<Command> read_command(const std::string& line) {
  return command_in<Command>(line, "worker", "commands are load, measure, serve, step, park and quit");
}

Result<RunCommand> read_run_command(const std::string& line) {
  return command_in<RunCommand>(line, "run", "only one is change");
}

} // namespace pareto::protocol
