// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/study/protocol/protocol.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace pareto {
struct Warning;
}

namespace pareto::engine {

/// Where a command writes: JSON Lines with --json, otherwise the text form of the same facts. Each line leaves at once.
class Output {
public:
  explicit Output(bool json) : m_json(json) {}
  bool json() const { return m_json; }
  /// One line; `text` is printed for people, `event` for programs.
  void line(const nlohmann::json& event, const std::string& text) const;
  /// The same of a typed event.
  void report(const protocol::ReportEvent& event, const std::string& text) const { line(to_json(event), text); }
  /// Something beside the answer: always a line on standard error, and the event "warning" with --json.
  void warn(const Warning& warning) const;
  void warn(const std::vector<Warning>& warnings) const;
  /// A part of a line, for people.
  void piece(std::string_view text) const;
  /// Whether everything written so far has arrived: a full device or a reader that left is an error of the command.
  static Status status();
  /// An answer that is said by the exit code as well: of a command that did what it was asked.
  static void end_with(int code);
  static int exit_code();

private:
  bool m_json;
};

/// One line on standard error that begins with the program's name. Names out of files may hold anything: it stays one
/// line.
void complain(std::string_view sentence);

/// The event of an error, as every command with --json ends with one.
nlohmann::json error_event(const Error& error);

} // namespace pareto::engine
