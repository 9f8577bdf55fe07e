// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// A request as it reaches a server.
struct Arrival {
  double seconds = 0;        ///< after the first moment of the trace
  int64_t prompt_tokens = 1; ///< at least 1
  int64_t answer_tokens = 1; ///< at least 1: random weights end no answer by themselves
  bool operator==(const Arrival&) const = default;
};

inline constexpr size_t kMostArrivals = 1'000'000;
inline constexpr double kLongestTrace = 1e7;                 ///< seconds
inline constexpr int64_t kLongestRequest = int64_t{1} << 20; ///< tokens of a prompt or of an answer

/// Requests that know nothing of each other: gaps between them are exponential.
struct PoissonArrivals {
  double per_second = 1;
  double seconds = 60; ///< those that come before this moment
  int64_t prompt_tokens = 128, answer_tokens = 64;
  uint64_t seed = 0; ///< the same seed gives the same bytes, on every machine
};
Result<std::vector<Arrival>> arrivals_of(const PoissonArrivals& process);

/// Lines under the heading `time_s,prompt_tokens,answer_tokens`, in any order of columns; further columns are not
/// looked at. Times may be equal, and never fall. Errors name the file and the line.
Result<std::vector<Arrival>> parse_arrivals(std::string_view csv, const std::string& file);
Result<std::vector<Arrival>> read_arrivals(const std::string& path);

/// The same requests, `factor` times as many a second.
std::vector<Arrival> faster(std::vector<Arrival> arrivals, double factor);
/// Requests a second between the first and the last; 0 where they come all at once.
double load_of(const std::vector<Arrival>& arrivals);
/// Tokens that the longest of them needs room for.
int64_t longest_of(const std::vector<Arrival>& arrivals);

} // namespace pareto
