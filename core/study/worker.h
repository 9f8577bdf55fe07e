// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/study/protocol/messages.h"

#include <functional>
#include <memory>
#include <string>

namespace pareto {

/// The worker's side of the protocol: one model on one device at one precision. Commands in (core/study/protocol),
/// events out; Alive comes now and then between the repetitions of a long cell, untimed. A bad line is answered with
/// Failed, never a crash, and so is a lack of memory. A lost device ends the cell or the step and unloads the model;
/// the next load opens the device anew. Between commands nothing runs: the team's threads sleep.
class WorkerSession {
public:
  using Emit = std::function<void(const protocol::WorkerEvent&)>;
  explicit WorkerSession(Emit emit, double beat_seconds = 10);
  ~WorkerSession();
  /// False when the session is over.
  bool handle(const std::string& line);

private:
  struct Loaded;
  Status obey(const std::string& line, bool& over);
  Error forget_lost_device(Error error);
  Status load(const protocol::Load& command);
  Status measure(const protocol::Measure& command);
  Status serve(const protocol::Serve& command);
  Status step(const protocol::Step& command);
  Status park();
  Emit m_emit;
  double m_beat_seconds;
  std::unique_ptr<Loaded> m_loaded;
};

} // namespace pareto
