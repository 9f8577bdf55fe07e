// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/axis.h"
#include "core/decide/differences.h"
#include "core/decide/evidence.h"
#include "core/decide/limits.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

enum class Standing : uint8_t {
  Frontier, ///< surely better on some axis than whatever is better on the other
  Possible, ///< nothing is surely better, but something is equal within error on one axis and better on the other
  SurelyDominated, ///< something is surely better on one axis and surely no worse on the other
  Excluded,        ///< fails a limit or cannot be held against it, or has a value that may not decide, or none
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
  std::optional<size_t> place; ///< in TradeOff::by_x and by_y, of those that may decide
  bool complete() const { return x.value && y.value; }
};

struct TradeOff {
  std::vector<TradeOffPoint> points; ///< study order
  std::vector<size_t> frontier;      ///< indices into points, by x
  Differences by_x, by_y;            ///< of those points that have a place
};

/// Limits a contender fails, and those that nothing is known for.
struct LimitCheck {
  std::vector<Metric> failed, unknown;
};
/// `task`: the test that a limit on quality speaks of; empty: nobody knows, and it is not held against anything. A
/// value that may not decide neither fails nor meets.
LimitCheck hold_against(const Limits& limits, const Evidence& evidence, const Contender& who, const OperatingPoint& at,
                        const std::string& task);

/// The models of the study on the device one looks at.
std::vector<Contender> models_at(const Evidence& evidence, const OperatingPoint& at);

/// Frontier over those contenders (models, or one model on several devices) that pass the limits and whose values may
/// decide; a point is surely dominated by differences alone (DESIGN sections 9 and 10). `at.device` is not read.
/// `task`: the test of a limit on quality; empty = the one on an axis.
TradeOff trade_off(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& x,
                   const AxisChoice& y, const OperatingPoint& at, const Limits& limits, const std::string& task = {});

} // namespace pareto
