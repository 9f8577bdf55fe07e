// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes as files state them, outermost axis first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pareto {

/// "[4, 8]", for messages.
inline std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

/// The shape without axes of extent 1: [D,1,W] -> [D,W], [1,1,D] -> [D]. Checkpoints differ in them and mean the same.
inline std::vector<int64_t> squeezed(const std::vector<int64_t>& shape) {
  std::vector<int64_t> kept;
  for (int64_t extent : shape)
    if (extent != 1)
      kept.push_back(extent);
  return kept;
}

} // namespace pareto
