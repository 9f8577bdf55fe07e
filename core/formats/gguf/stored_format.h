// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace pareto {

/// What the weights of a file are stored as. Reading them as anything finer adds nothing to what the file holds.
struct StoredFormat {
  std::string name;           ///< of the block type most weights have: "Q4_0", "Q4_K", "F16"
  double bits_per_weight = 0; ///< over all matrices, scales included
};

/// Of a GGUF file; nullopt for anything else, and where it cannot be read (whoever opens the model says why).
std::optional<StoredFormat> stored_format(const std::string& path);

} // namespace pareto
