// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/machine.h"
#include "core/numeric/estimate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Models whose published speeds are pooled: what is read of a mixture of experts is known less well.
enum class SpeedGroup : uint8_t { Dense, MixtureOfExperts };

/// A published decode run with one request, reduced to what the band needs.
struct PublishedRun {
  std::string machine;
  SpeedGroup group = SpeedGroup::Dense;
  double rated_seconds = 0; ///< bytes read per token / rated bandwidth: no machine is faster
  double seconds = 0;       ///< measured, per token
};

/// Decode of one request: seconds per token = fixed + rated / share, over a factor between low and high on the speed.
struct DecodeRule {
  double fixed = 0; ///< seconds per token that no bandwidth removes
  double share = 1; ///< of the rated bandwidth
  double low = 1, high = 1;
  int runs = 0, machines = 0; ///< behind it
  bool own = false;           ///< the factors are of this machine's own runs
};

/// A modelled time: always a band, `middle` only to order and to draw. Source is Modelled by definition.
struct TimeBand {
  double low = 0, middle = 0, high = 0; ///< seconds, low <= middle <= high; low is never below the rated limit
};

/// Every run predicted by a rule fitted without its machine.
struct BandCoverage {
  int runs = 0, outside = 0;
  double median_error = 0; ///< of the middle, relative to the measured speed
};

/// The bands of machines that are not here, from measured-speeds.json. Read once, immutable.
class SpeedBands {
public:
  static constexpr int kOwnRuns = 5; ///< that many runs of one machine and group narrow its band

  static Result<SpeedBands> parse(const nlohmann::json& speeds, const MachineCatalogue& catalogue);

  /// Time of one generated token of one request. `bytes`: weights and state that one step reads (of a mixture of
  /// experts the active ones). None: the data sheet states no bandwidth.
  std::optional<TimeBand> decode(const Machine& machine, SpeedGroup group, double bytes) const;
  DecodeRule rule(std::string_view machine, SpeedGroup group) const;
  BandCoverage leave_one_machine_out() const;
  const std::vector<PublishedRun>& runs() const { return m_runs; }

private:
  std::vector<PublishedRun> m_runs;
  DecodeRule m_pooled[2]; ///< by SpeedGroup
};

} // namespace pareto
