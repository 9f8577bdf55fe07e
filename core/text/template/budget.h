// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace pareto::jinja {

/// Refusals of a template: what is outside the subset (or beyond a limit), what fails by Jinja's own rules, what the
/// template itself refuses (`raise_exception`). The template's name and line are added where the run ends.
Error unsupported(std::string what);
Error failure(std::string why);
Error refusal(std::string message);

/// What a run may still do: one step an operation, more for operations on long texts and lists.
class Budget {
public:
  explicit Budget(int64_t steps) : m_left(steps) {}
  Status spend(size_t steps = 1) {
    m_left -= static_cast<int64_t>(std::min<size_t>(steps, kMost));
    return m_left >= 0 ? Status() : Status(unsupported("more steps than Paretoscope allows a template"));
  }
  /// For reading or writing so many bytes.
  Status spend_bytes(size_t bytes) { return spend(1 + bytes / kBytesPerStep); }

private:
  static constexpr size_t kMost = size_t{1} << 40, kBytesPerStep = 256;
  int64_t m_left;
};

} // namespace pareto::jinja
