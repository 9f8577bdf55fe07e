// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>

namespace pareto {

/// The worker's side of the protocol: one model on one device at one precision. JSON Lines in
///   {"cmd":"load","model":ID,"device":"cpu","precision":"f16"}
///   {"cmd":"measure","cell":{...},"rules":{...},"calibration":{...}}
///   {"cmd":"park"}   frees everything but the weights
///   {"cmd":"quit"}
/// and out: {"event":"loaded"|"result"|"parked"|"error",...}, and {"event":"alive"} now and then between the repetitions of a
/// long cell, untimed. A bad line is answered with an error event, never a crash, and so is a lack of memory.
/// A lost device (code "device_lost") ends the cell and unloads the model; the next load opens the device anew.
class WorkerSession {
public:
  using Emit = std::function<void(const nlohmann::json&)>;
  explicit WorkerSession(Emit emit, double beat_seconds = 10);
  ~WorkerSession();
  /// False when the session is over.
  bool handle(const std::string& line);

private:
  struct Loaded;
  Status obey(const std::string& line, bool& over);
  Status load(const nlohmann::json& command);
  Status measure(const nlohmann::json& command);
  Emit m_emit;
  double m_beat_seconds;
  std::unique_ptr<Loaded> m_loaded;
};

} // namespace pareto
