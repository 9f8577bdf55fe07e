// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pareto {

/// Why a cell was not measured, where that is a figure. Stores and other programs keep it as the text of an error: it
/// is written and read back here alone.
struct Refusal {
  enum class Kind : uint8_t {
    Memory,  ///< bytes, needed and free
    Silence, ///< seconds, expected and waited for in vain
  } kind = Kind::Memory;
  double needed = 0, there = 0;
};

/// `what`: "This cell needs"; `of`: "with the weights"; `would_fit`: what there is to do. On which device, where that
/// is not the machine's own memory.
std::string memory_refusal(const std::string& what, int64_t needed, const std::string& of, int64_t free,
                           const std::string& device, const std::string& would_fit);
std::string silence_refusal(double silent, double expected);
/// Nothing of an error for another reason.
std::optional<Refusal> refusal_of(const std::string& error);

} // namespace pareto
