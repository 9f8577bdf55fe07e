// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/command_line.h"
#include "core/model/footprint.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto::engine {

/// What `describe` is asked about memory.
struct ReceiptRequest {
  std::vector<int64_t> contexts;
  int64_t batch = 1;
  bool layers = false;               ///< layer by layer as well
  std::optional<std::string> memory; ///< how many requests fit in so much
  bool wanted() const { return layers || memory || !contexts.empty(); }
};

void declare_receipt(Options& options, ReceiptRequest& request);

/// The receipt at every context: weights, growing and windowed cache, fixed state, their sum; one line a layer where
/// asked. Without a context, at `otherwise`.
Status print_receipt(const Footprint& footprint, const ReceiptRequest& request, int64_t otherwise, const Output& out);

/// "24GB", "16 GiB" or plain bytes.
Result<int64_t> parse_bytes(const std::string& text);

} // namespace pareto::engine
