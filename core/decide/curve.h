// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

#include <vector>

namespace pareto {

/// One point of a curve.
struct CurvePoint {
  double at = 0; ///< tokens of context, or simultaneous requests
  Quantity quantity;
};
using Curve = std::vector<CurvePoint>;
/// What a curve runs along; the other coordinate stays at the operating point.
enum class Along : uint8_t { Context, Requests };
/// The same place at another position of a curve.
OperatingPoint moved(OperatingPoint at, Along along, double to);
/// Where a curve is asked for where nothing was measured: powers of two inside [low, high], both ends included.
std::vector<double> doublings(double low, double high);

} // namespace pareto
