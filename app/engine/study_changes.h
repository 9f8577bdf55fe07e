// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/study/study.h"

#include <functional>
#include <memory>
#include <optional>

namespace pareto::engine {

/// Studies that whoever started `run --follow` writes to its standard input (protocol::Change, one a line), read beside
/// the measuring.
class StudyChanges {
public:
  /// `refused`: told of each line that is no such command, by whoever asks take().
  explicit StudyChanges(std::function<void(const Error&)> refused);
  /// The last study that came since it was asked last.
  std::optional<Study> take();

private:
  struct Shared;
  std::shared_ptr<Shared> m_shared; ///< the reader may outlive this: it waits for a line until the process ends
  std::function<void(const Error&)> m_refused;
};

} // namespace pareto::engine
