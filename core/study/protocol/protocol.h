// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/study/protocol/reports.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace pareto::protocol {

/// A message as one object; its name stands under "cmd" or "event".
nlohmann::json to_json(const Command& command);
nlohmann::json to_json(const RunCommand& command);
nlohmann::json to_json(const WorkerEvent& event);
nlohmann::json to_json(const RunEvent& event);
nlohmann::json to_json(const GenerateEvent& event);
nlohmann::json to_json(const EvaluateEvent& event);
nlohmann::json to_json(const DeviceEvent& event);
nlohmann::json to_json(const ImportEvent& event);
nlohmann::json to_json(const ReportEvent& event);

/// A line of any conversation as an object. Errors: not JSON, or JSON of another kind.
Result<nlohmann::json> read_line(std::string_view line);

/// An object as an event of the conversation `Event` (one of those above). An event of another name is Unknown, which
/// is no error. Errors: a content that cannot be. What is missing or of another type reads as not said, where nothing
/// measured depends on it: events come from other processes, of other versions.
template <class Event>
Result<Event> read_event(const nlohmann::json& object);

/// A line as a command to a worker. Errors: no object, no such command, or a field that is wrong.
Result<Command> read_command(const std::string& line);
/// The same to `run`.
Result<RunCommand> read_run_command(const std::string& line);

} // namespace pareto::protocol
