// SPDX-License-Identifier: GPL-3.0-or-later
// What every statement has: the figures it rests on, how sure it is, and what keeps somebody from being compared.
#pragma once

#include "core/decide/comparison.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// A number that a statement rests on, with what a reviewer asks about it; source, interval and repetitions are its
/// quantity's.
struct Figure {
  Contender of;
  AxisChoice axis;                   ///< what is counted
  std::optional<Along> crossing;     ///< set: the quantity is where curves of this axis cross, in tokens or requests
  OperatingPoint at;                 ///< length and load
  std::string size;                  ///< of the model: "1.3b"; empty for what lies in files
  std::optional<int64_t> parameters; ///< of the model
  Quantity quantity;
  std::optional<Currency> month{}; ///< set: the quantity is what a month costs, in that currency; no axis counts it
};

enum class Sure : uint8_t {
  Settled,   ///< by the intervals of all figures, or by formula
  Unsettled, ///< by the middle values: intervals overlap or are missing
  Preview,   ///< a figure is of one quick round
  Unknown,   ///< nothing can be said; the kind says what is missing
};
const char* to_string(Sure sure); ///< "settled", "unsettled", "preview", "unknown"

/// What every statement has.
struct Stated {
  std::vector<Figure> figures;
  Sure sure = Sure::Unknown;
};

/// What keeps a contender from being compared. What was measured, and decides nothing, is never said to be not
/// measured.
enum class Held : uint8_t {
  Unmeasured,    ///< nothing was measured of it here
  Unscored,      ///< its quality on an own text was not measured
  Preview,       ///< so few repetitions that there is no interval
  Disturbed,     ///< by other programs
  Suspect,       ///< it contradicts what must hold
  Modelled,      ///< beyond the measured range
  LimitsUnknown, ///< nobody knows whether it meets the limits
};
inline constexpr size_t kHeld = static_cast<size_t>(Held::LimitsUnknown) + 1;
/// Of a quantity that may not decide.
Held held_by(const Quantity& quantity);

/// How many contenders are kept from being compared, and by what; each counts once. Where somebody is, whoever limits
/// or quality keep out counts too if its own values decide nothing yet: as many as are seen so in charts and tables.
struct Pending {
  std::array<int, kHeld> by{};
  void add(Held held) { ++by[static_cast<size_t>(held)]; }
  int of(Held held) const { return by[static_cast<size_t>(held)]; }
  int all() const;
};

/// Whether measuring would give a quantity that may decide.
bool is_pending(const Quantity& quantity);

} // namespace pareto
