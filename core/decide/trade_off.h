// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/axis.h"
#include "core/decide/evidence.h"
#include "core/decide/limits.h"

#include <string>
#include <vector>

namespace pareto {

enum class Standing : uint8_t {
  Frontier,        ///< nothing is better on both axes, by the middle values
  Possible,        ///< something looks better on both axes, but the intervals do not settle it
  SurelyDominated, ///< something is better on both axes at the far ends of all intervals
  Excluded,        ///< fails a limit or cannot be held against it, lies beyond what was measured, or lacks a value
};

struct TradeOffPoint {
  std::string model, device;
  Quantity x, y;
  Standing standing = Standing::Excluded;
  Contender contender() const { return {model, device}; }
  std::string dominated_by;    ///< a model that dominates it, if any
  std::string dominated_on;    ///< and the device it does so on
  bool same_quality = false;   ///< it is this very model on another device: only the axis beside quality decides
  std::vector<Metric> failed;  ///< limits it fails
  std::vector<Metric> unknown; ///< limits that nothing is known for: neither failed nor met
  bool complete() const { return x.value && y.value; }
};

struct TradeOff {
  std::vector<TradeOffPoint> points; ///< study order
  std::vector<size_t> frontier;      ///< indices into points, by x
};

/// The models of the study on the device one looks at.
std::vector<Contender> models_at(const Evidence& evidence, const OperatingPoint& at);

/// Frontier over those contenders (models, or one model on several devices) that pass the limits; needs intervals to
/// call a point surely dominated (DESIGN sections 9 and 10). `at.device` is not read.
TradeOff trade_off(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& x,
                   const AxisChoice& y, const OperatingPoint& at, const Limits& limits);

} // namespace pareto
