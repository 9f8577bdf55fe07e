// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "core/measure/bench.h"
#include "core/measure/calibration.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// One kind of operation in one step of a model, timed by the device itself; work and bytes by formula
/// (core/graph/cost.h), so a shared weight or a value read twice counts once.
struct OperationFigure {
  std::string model;
  std::string phase;      ///< "prefill", "decode"
  std::string operation;  ///< "matmul"
  int64_t dispatches = 0; ///< of one step
  double seconds = 0;     ///< of one step: median over steps
  double step_share = 0;  ///< of the device time of all operations of the step
  double flops = 0;       ///< of one step
  double bytes = 0;       ///< of one step: weights, state, and values between operations
  double flops_share = 0; ///< achieved, of the device's multiply-add peak
  double bytes_share = 0; ///< achieved, of its copy bandwidth
  double flops_per_s() const { return flops / seconds; }
  double bytes_per_s() const { return bytes / seconds; }
};

/// Tokens per second of one model in float32, one sequence: a prompt of 128 tokens, and decode behind 128.
struct RateFigure {
  std::string model;
  std::optional<Estimate> prefill_tokens_per_s;
  std::optional<Estimate> decode_tokens_per_s;
  std::string missing; ///< not empty: why there are none
};

struct DeviceBenchOptions {
  std::string device;              ///< "vulkan:0"
  std::vector<std::string> only;   ///< of device_bench_ids(); empty = all that apply to this device
  std::vector<std::string> models; ///< of rates and operations; empty = every architecture at 125m
  std::function<void(const DeviceFacts&, const Result<Calibration>&)> emit_device;
  std::function<void(const BenchFigure&)> emit_goal;
  std::function<void(const RateFigure&)> emit_rate;
  std::function<void(const OperationFigure&)> emit_operation;
  std::function<void(const std::string& what, const std::string& reason)>
      emit_missing; ///< operations that cannot be timed
};

/// Figures with a goal, then "rates" and "operations".
std::vector<std::string> device_bench_ids();

/// Measures a device that an upper layer registered (core/exec/devices.h) against its own limits and against the CPU
/// executor. An operation is shown for the first model that has it; the first model is the transformer. What cannot be
/// measured is emitted with its reason; an unknown id, model or device is an error.
Status run_device_bench(const DeviceBenchOptions& options);

} // namespace pareto
