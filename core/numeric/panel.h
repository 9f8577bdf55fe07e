// SPDX-License-Identifier: GPL-3.0-or-later
// How a packed matrix lies in memory. Read by kernel files too, so it includes no C++ library header.
#pragma once

#include "core/numeric/format.h"

namespace pareto {

/// Rows of a packed matrix that lie interleaved: element (r, k) of a panel at [k * 16 + r].
inline constexpr int64_t kPanelRows = 16;
/// Bytes of a panel of depth k (whole blocks where the format has blocks).
constexpr int64_t panel_bytes(Format format, int64_t k) { return kPanelRows * format_bytes(format, k); }

} // namespace pareto
