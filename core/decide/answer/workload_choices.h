// SPDX-License-Identifier: GPL-3.0-or-later
// What a person may ask of the models: the ranges of a workload, what it begins with, and how long they wait.
#pragma once

#include "core/study/study.h"

#include <array>
#include <cstdint>

namespace pareto {

inline constexpr int64_t kShortestPrompt = 128, kLongestPrompt = 262'144; ///< tokens
inline constexpr int64_t kShortestAnswer = 1, kLongestAnswer = 16'384;    ///< tokens
inline constexpr int kMostRequests = 64;                                  ///< at once

/// How long they who wait will, in ms: a person 10 s (beyond that attention is lost: Nielsen 1993), a queue five
/// minutes, overnight eight hours. Assumptions; they stand beside every sentence that rests on them.
constexpr double patience_ms(Waits waits) {
  switch (waits) {
  case Waits::Person: return 10e3;
  case Waits::Queue: return 5 * 60e3;
  case Waits::Overnight: break;
  }
  return 8 * 3600e3;
}

/// How long texts are, roughly: rules of thumb of current tokenizers and pages, shown wherever they are used. A text's
/// own count is what its tokenizer says.
struct TextMeasure {
  double characters_per_token, characters_per_page;
};
inline constexpr TextMeasure kEnglishText{4, 1800}, kJapaneseText{1, 1200};

/// A workload with a name: "mail", "assistant", "contract", "batch".
struct WorkloadPreset {
  const char* id;
  Workload workload;
};
inline constexpr std::array<WorkloadPreset, 4> kWorkloadPresets{{
    {"mail", {600, 150, 1, Waits::Person, 0}},
    {"assistant", {2048, 150, 8, Waits::Person, 0}},
    {"contract", {40'000, 500, 2, Waits::Person, 0}},
    {"batch", {2048, 150, 64, Waits::Overnight, 0}},
}};

} // namespace pareto
