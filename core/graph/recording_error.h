// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <stdexcept>
#include <string>

namespace pareto {

/// Ends the recording of a graph: model code broke a rule of an operation, or asked for an axis that a tensor does not
/// have. A broken promise of our own; like a lack of memory it goes up to whoever asked for the model.
class RecordingError : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// What `made` returns, a Result; an error (Internal) where a recording in it ended.
template <class Made>
auto recorded(const Made& made) -> decltype(made()) {
  try {
    return made();
  } catch (const RecordingError& error) {
    return fail(ErrorCode::Internal, std::string("The model cannot be recorded: ") + error.what() + ".");
  }
}

} // namespace pareto
