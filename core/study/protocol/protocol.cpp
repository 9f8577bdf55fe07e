// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/protocol/protocol.h"

#include "core/formats/strict_json.h"
#include "core/study/protocol/report_fields.h"
#include "core/study/protocol/sampling_rules.h"

namespace pareto::protocol {

using nlohmann::json;

namespace {

constexpr const char *kHost = "cpu", *kReference = "reference"; ///< devices that have no driver

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
