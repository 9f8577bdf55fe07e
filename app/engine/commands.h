// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "core/measure/calibration.h"
#include "core/model/model.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace pareto::engine {

/// Where a command writes: JSON Lines with --json, otherwise the text form of the same facts.
class Output {
public:
  explicit Output(bool json)
      : m_json(json) {}
  bool json() const { return m_json; }
  /// One line; `text` is printed for people, `event` for programs.
  void line(const nlohmann::json& event, const std::string& text);
  /// Something beside the answer: always a line on standard error, and the event "warning" with --json.
  void warn(const Warning& warning);

private:
  bool m_json;
};

/// Returns Status; `argc`, `argv` are the words after the command's name.
using Command = Status (*)(int argc, char** argv);

/// One device besides the CPU, with its limits where they were measured (null: not asked for).
void report_device(const DeviceFacts& facts, const Result<Calibration>* limits, Output& out);

Status run_devices(int argc, char** argv);
Status run_architectures(int argc, char** argv);
Status run_describe(int argc, char** argv);
Status run_verify(int argc, char** argv);
Status run_logits(int argc, char** argv);
Status run_generate(int argc, char** argv);
Status run_tokenize(int argc, char** argv);
Status run_measure(int argc, char** argv);
Status run_evaluate(int argc, char** argv);
Status run_study(int argc, char** argv);
Status run_worker(int argc, char** argv);
Status run_bench(int argc, char** argv);

} // namespace pareto::engine
