// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/units_check.h"

#include "core/formats/tensor_source.h"
#include "gpu/gpu_program.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace pareto::gpu {

namespace {

constexpr int64_t kRows = 72, kDepth = 1032, kOutputs = 100; ///< none a whole number of tiles
constexpr double kAllowed = 4e-6; ///< of the largest result; float32 sums of this depth are off by 1e-6 to 2e-6

/// A float16, so that both sides multiply the same numbers.
float weight_at(int64_t row, int64_t column) {
  return static_cast<float>((row * 7919 + column * 104729) % 2039 - 1019) / 1024;
}
float input_at(int64_t row, int64_t column) {
  return static_cast<float>(std::sin(0.37 * static_cast<double>(row * kDepth + column)) *
                            std::pow(10.0, static_cast<double>(row % 9 - 4)));
}

class CheckWeights : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F16; }
  Status read_rows(const WeightDecl&, int64_t first, int64_t count, std::span<float> out) override {
    for (int64_t i = 0; i < count * kDepth; ++i)
      out[static_cast<size_t>(i)] = weight_at(first + i / kDepth, i % kDepth);
    return {};
  }
};

Graph product() {
  Graph g({1, static_cast<int>(kRows), Phase::Prefill});
  g.mark_output("y", g.matmul(g.input("x", {1, kRows, kDepth}), g.weight("w", {kOutputs, kDepth}, WeightUse::Matrix)));
  return g;
}

Result<std::vector<float>> multiplied(const std::shared_ptr<Device>& device, const std::vector<float>& x) {
  const Graph graph = product();
  CheckWeights source;
  LoadOptions options;
  options.weights = Precision::F16;
  PARETO_TRY_ASSIGN(weights, GpuWeights::load(device, graph, source, options));
  PARETO_TRY_ASSIGN(state, GpuState::make(device, graph, options, 1, kRows, static_cast<int>(kRows)));
  PARETO_TRY_ASSIGN(program, make_program(device, graph, *weights));
  PARETO_TRY(program->set_input("x", x));
  const std::vector<int32_t> count{static_cast<int32_t>(kRows)}, zero{0};
  StepInput input;
  input.count = count;
  input.position = zero;
  input.slot = zero;
  PARETO_TRY(program->run(*state, input));
  const auto y = program->output("y");
  return std::vector<float>(y.begin(), y.end());
}

/// Largest error of a row, as a share of the row's largest result; not a number where the result is none.
double row_error(const std::vector<float>& x, const std::vector<float>& y, int64_t row) {
  double peak = 0, error = 0;
  for (int64_t n = 0; n < kOutputs; ++n) {
    double sum = 0;
    for (int64_t k = 0; k < kDepth; ++k)
      sum += static_cast<double>(x[static_cast<size_t>(row * kDepth + k)]) * static_cast<double>(weight_at(n, k));
    const double off = std::abs(static_cast<double>(y[static_cast<size_t>(row * kOutputs + n)]) - sum);
    peak = std::max(peak, std::abs(sum));
    error = std::isnan(off) ? off : std::max(error, off);
    if (std::isnan(error))
      return error;
  }
  return error / peak;
}

} // namespace

Status check_matrix_units(const std::shared_ptr<Device>& device) {
  if (!device->matrix_units())
    return {};
  std::vector<float> x(static_cast<size_t>(kRows * kDepth));
  for (int64_t i = 0; i < kRows * kDepth; ++i)
    x[static_cast<size_t>(i)] = input_at(i / kDepth, i % kDepth);
  const auto y = multiplied(device, x);
  if (!y) {
    const ErrorCode code = y.error().code;
    if (code == ErrorCode::DeviceLost || code == ErrorCode::OutOfMemory)
      return y.error();
    device->refuse_matrix_units(y.error().message);
    return {};
  }
  double worst = 0;
  for (int64_t row = 0; row < kRows && !std::isnan(worst); ++row) {
    const double error = row_error(x, *y, row);
    worst = std::isnan(error) ? error : std::max(worst, error);
  }
  if (!(worst <= kAllowed)) {
    char text[160];
    std::snprintf(
        text, sizeof text,
        "Its matrix units are off by %.1e of the largest result, where float32 arithmetic is by less than %.0e.", worst,
        kAllowed);
    device->refuse_matrix_units(text);
  }
  return {};
}

} // namespace pareto::gpu
