// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/roofline.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace pareto {

/// What a device can do at most, measured: the roofline every share refers to.
struct Calibration {
  std::string processor;
  std::string instruction_set;
  int threads = 0;
  Roofline roofline;          ///< sequential reads, and float32 multiply-adds in registers, both by all threads
  double seconds = 0;         ///< it took
  std::string type{};         ///< of a device that is not the CPU: "discrete GPU", "integrated GPU", "software", ...
  int64_t memory_bytes = 0;   ///< of its own, of the CPU the machine's; 0 = not known
  std::string matrix_units{}; ///< of a device that is not the CPU: which, "none", or why they are not used
  std::optional<double> idle_watts{}; ///< while nothing runs, where counters tell it
  std::string idle_from{};            ///< by which counters
};

/// The machine's limits one pass at a time, for figures that are taken between the passes of what they are compared
/// with.
class LimitProbe {
public:
  static Result<LimitProbe> make();
  /// With a buffer of so many bytes instead.
  static Result<LimitProbe> make(int64_t bytes);
  /// Without read passes.
  static LimitProbe without_buffer();
  LimitProbe(LimitProbe&&) noexcept;
  ~LimitProbe();
  /// Bytes a second of one pass over a buffer beyond every cache (some 50 ms).
  double read_pass();
  /// Operations a second of one burst of multiply-adds (some 50 ms, by so many rounds of them).
  double flops_pass(int64_t rounds = 2'000'000);
  /// Seconds of writing zeros to `bytes` of fresh memory by all threads.
  Result<double> zero_fresh(int64_t bytes);

private:
  struct Parts;
  explicit LimitProbe(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> m_parts;
};

/// Measures for about `seconds`; 0.3 s are enough for a first figure.
Calibration calibrate(double seconds = 0.6);
/// Reads alone, for figures that are compared with a time taken in the same run.
double measure_read_bandwidth(double seconds);
/// Multiply-adds alone.
double measure_peak_flops(double seconds);

/// The stored calibration of this machine, or a fresh one that is then stored (in the user's cache folder).
Calibration cached_calibration();
/// The better of the stored calibration and of a fresh short look, figure by figure, stored: a limit is what the
/// machine can do at most, so that one taken while the machine was busy mends itself at the next study.
Calibration sharpened_calibration();
/// Measures afresh and stores that.
Calibration recalibrate();

nlohmann::json to_json(const Calibration& calibration);
Result<Calibration> calibration_from_json(const nlohmann::json& json);

} // namespace pareto
