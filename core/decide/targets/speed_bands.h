// SPDX-License-Identifier: GPL-3.0-or-later
// How fast models run on machines that are not here: bytes and operations over the data sheet, times a band that
// published runs fill. Never a bare number.
#pragma once

#include "core/decide/speed_model.h"
#include "core/decide/targets/machine.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Models whose published speeds are pooled: what is read of a mixture of experts is known less well.
enum class SpeedGroup : uint8_t { Dense, Experts };

/// What a run was timed at.
enum class RunPhase : uint8_t { Decode, Batch, Prefill }; ///< Batch: decode of several requests at once

/// How many bits a weight takes, coarsely: kernels of one width resemble each other.
enum class WeightWidth : uint8_t { Four, Eight, Sixteen, ThirtyTwo };
inline constexpr size_t kWeightWidths = static_cast<size_t>(WeightWidth::ThirtyTwo) + 1;
WeightWidth width_of(double bits_per_weight);
const char* to_string(WeightWidth width); ///< "4-bit", ...

/// Runs that share one rule.
enum class SpeedPool : uint8_t {
  DecodeDense,
  DecodeExperts,
  Batch,
  PrefillGeForce, ///< of their FP16 rate; quantised kernels use faster units, so beyond it
  PrefillApple,   ///< of their FP32 rate, the only one stated
  PrefillOther,   ///< of the FP16 rate
  PrefillExperts, ///< on all machines together: of so few none tells a kind apart
};
inline constexpr size_t kSpeedPools = static_cast<size_t>(SpeedPool::PrefillExperts) + 1;
const char* to_string(SpeedPool pool); ///< "decode_dense", ...
SpeedPool pool_of(RunPhase phase, SpeedGroup group, MachineKind kind);

/// A published run, or one that a person imported, reduced to what a band needs.
struct PublishedRun {
  std::string machine;
  MachineKind kind = MachineKind::Other;
  RunPhase phase = RunPhase::Decode;
  SpeedGroup group = SpeedGroup::Dense;
  WeightWidth width = WeightWidth::Four;
  double rated = 0;   ///< seconds at the rate of the data sheet: a step's bytes, or a prompt token's operations
  double seconds = 0; ///< measured: a step, or a prompt token
  bool imported = false;
};

/// Seconds = fixed + rated / share, over a factor between low and high on the speed.
struct SpeedRule {
  double fixed = 0; ///< seconds a step that no bandwidth removes
  double share = 1; ///< of the rate of the data sheet
  double low = 1, high = 1;
  int runs = 0, machines = 0; ///< behind the factors
  bool own = false;           ///< the factors are of this machine's own runs
};

/// A modelled time: always a band; `middle` only to order and to draw. Source is Modelled by definition.
struct TimeBand {
  double low = 0, middle = 0, high = 0; ///< seconds, low <= middle <= high; low is never below the rated limit
};

/// What a band rests on.
enum class Proof : uint8_t {
  Own,      ///< this machine's own runs
  Alike,    ///< five or more runs of machines of its kind at this width of weights
  Few,      ///< some of those
  Unproven, ///< none: the band of all other machines is lent
};
const char* to_string(Proof proof); ///< "own", "alike", "few", "unproven"
struct Backed {
  Proof proof = Proof::Unproven;
  int runs = 0; ///< of this machine (Own), or of its kind and width
};

/// Every run of a pool, held against a rule that was made without its machine.
struct BandCoverage {
  SpeedPool pool = SpeedPool::DecodeDense;
  int runs = 0, outside = 0, machines = 0;
  double median_error = 0; ///< of the middle, as a share of the measured time
};

/// The bands, from measured-speeds.json and from what a person imported.
class SpeedBands {
public:
  static constexpr int kEnoughRuns = 5; ///< that many runs of one machine and pool narrow its band

  /// Errors name the row.
  static Result<SpeedBands> parse(const nlohmann::json& speeds, const MachineCatalogue& catalogue);
  /// Narrows the band of its machine; the others' stay as they are.
  void add(PublishedRun imported);

  /// One step of `requests` requests. `work` of a mixture of experts reads the active weights. Nothing: the data sheet
  /// states no bandwidth.
  std::optional<TimeBand> step(const Machine& machine, SpeedGroup group, const StepWork& work, int requests) const;
  /// Whole prompts: an order of magnitude. `weight_bytes` are read at least once. Nothing: the data sheet lacks the
  /// rate, or the bandwidth.
  std::optional<TimeBand> reading(const Machine& machine, SpeedGroup group, const StepWork& work,
                                  double weight_bytes) const;
  SpeedRule rule(std::string_view machine, SpeedPool pool) const;
  Backed backing(const Machine& machine, RunPhase phase, SpeedGroup group, WeightWidth width) const;
  /// One row a pool. Takes a while (about half a second): ask once.
  std::vector<BandCoverage> leave_one_machine_out() const;
  const std::vector<PublishedRun>& runs() const { return m_runs; }

private:
  TimeBand band(const Machine& machine, SpeedPool pool, double rated) const;
  std::vector<PublishedRun> m_runs;
  std::array<SpeedRule, kSpeedPools> m_pooled;
};

/// The rate that shares of a machine's prefill are of, operations per second.
std::optional<double> reference_rate(const Machine& machine);

/// All pools together: "of 480 published runs 30 lay outside". The error is that of decode, the only one that is small
/// enough to mean something.
struct CoverageFacts {
  int runs = 0, outside = 0;
  double decode_error = 0;
};
CoverageFacts coverage_facts(const std::vector<BandCoverage>& pools);

} // namespace pareto
