// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/refusal.h"

#include "core/exec/devices.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

namespace pareto {

namespace {

constexpr std::string_view kNeeds = " needs ", kMiB = " MiB ", kFree = " MiB are free";
constexpr std::string_view kSilent = "said nothing for ", kWhere = " s where about ", kExpected = " s were expected";
constexpr double kBytesOfMiB = 1 << 20;

std::string whole_seconds(double value) { return std::to_string(std::max(1L, std::lround(value))); }

/// The whole number between two words; of the last one that there is.
std::optional<double> between(std::string_view text, std::string_view before, std::string_view behind) {
  const size_t end = text.rfind(behind);
  if (end == std::string_view::npos)
    return std::nullopt;
  size_t begin = end;
  while (begin > 0 && std::isdigit(static_cast<unsigned char>(text[begin - 1])))
    --begin;
  int64_t number = 0;
  const auto read = std::from_chars(text.data() + begin, text.data() + end, number);
  if (begin == end || read.ec != std::errc() || !text.substr(0, begin).ends_with(before))
    return std::nullopt;
  return static_cast<double>(number);
}

} // namespace

std::string memory_refusal(const std::string& what, int64_t needed, const std::string& of, int64_t free,
                           const std::string& device, const std::string& would_fit) {
  return what + " " + std::to_string(needed >> 20) + std::string(kMiB) + of + " and " +
         std::to_string(std::max<int64_t>(0, free) >> 20) + std::string(kFree) +
         (find_device_family(device) ? " on " + device : std::string()) + "; " + would_fit + " would fit.";
}

std::string silence_refusal(double silent, double expected) {
  return "The measuring process " + std::string(kSilent) + whole_seconds(silent) + std::string(kWhere) +
         whole_seconds(expected) + std::string(kExpected) +
         ", and was ended; fewer requests, a shorter context or a smaller size may get through.";
}

std::optional<Refusal> refusal_of(const std::string& error) {
  const std::string_view text = error;
  const size_t needs = text.find(kNeeds);
  const std::string_view behind = needs == std::string_view::npos ? std::string_view() : text.substr(needs);
  const size_t first = behind.find(kMiB);
  const auto needed =
      first == std::string_view::npos ? std::nullopt : between(behind.substr(0, first + kMiB.size()), kNeeds, kMiB);
  if (const auto free = between(behind, " and ", kFree); needed && free)
    return Refusal{Refusal::Kind::Memory, *needed * kBytesOfMiB, *free * kBytesOfMiB};
  const auto silent = between(text, kSilent, kWhere), expected = between(text, kWhere, kExpected);
  if (silent && expected)
    return Refusal{Refusal::Kind::Silence, *expected, *silent};
  return std::nullopt;
}

} // namespace pareto
