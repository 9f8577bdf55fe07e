// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/arrivals.h"

#include "core/formats/csv_lines.h"
#include "core/platform/files.h"
#include "core/printable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace pareto {

namespace {

constexpr uint64_t kLargestFile = uint64_t{64} << 20;
constexpr size_t kShown = 40; ///< bytes of a value that a sentence quotes

/// Uniform in [0, 1) with 53 bits (splitmix64: Steele, Lea and Flood 2014).
double next_uniform(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return static_cast<double>((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

Error too_many(const std::string& where) {
  return fail(ErrorCode::InvalidArgument,
              "These are more than " + std::to_string(kMostArrivals) + " requests; take a shorter time.", where);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

enum Column { kTime, kPrompt, kAnswer, kColumns };
constexpr std::array<std::string_view, kColumns> kHeading{"time_s", "prompt_tokens", "answer_tokens"};

/// One file while it is read.
class Reader {
public:
  Reader(std::string_view text, const std::string& file) : m_lines(text, file, trimmed), m_file(file) {}

  Result<std::vector<Arrival>> read() {
    PARETO_TRY(heading());
    std::vector<Arrival> arrivals;
    while (m_lines.next()) {
      if (arrivals.size() == kMostArrivals)
        return too_many(m_file);
      PARETO_TRY_ASSIGN(arrival, request());
      if (!arrivals.empty() && arrival.seconds < arrivals.back().seconds)
        return refuse("comes before the line above it; sort the lines by time_s");
      arrivals.push_back(arrival);
    }
    if (arrivals.empty())
      return fail(ErrorCode::InvalidFile, m_file + " holds no request below its heading.", m_file);
    return arrivals;
  }

private:
  Error refuse(const std::string& why) const { return m_lines.refuse(why); }

  Status heading() {
    PARETO_TRY_ASSIGN(names, m_lines.heading());
    for (size_t at = 0; at < names.size(); ++at) {
      const std::string_view name = names[at];
      const auto column = std::find(kHeading.begin(), kHeading.end(), name);
      if (column == kHeading.end())
        continue;
      std::optional<size_t>& place = m_places[static_cast<size_t>(column - kHeading.begin())];
      if (place)
        return refuse("the heading names " + std::string(name) + " twice");
      place = at;
    }
    for (size_t column = 0; column < kColumns; ++column)
      if (!m_places[column])
        return refuse("the heading must name time_s, prompt_tokens and answer_tokens; " +
                      std::string(kHeading[column]) + " is not there");
    return {};
  }

  Result<Arrival> request() {
    const std::vector<std::string_view> values = m_lines.values();
    std::array<std::string_view, kColumns> cells;
    for (size_t column = 0; column < kColumns; ++column) {
      if (*m_places[column] >= values.size())
        return refuse("there is no " + std::string(kHeading[column]));
      cells[column] = values[*m_places[column]];
    }
    PARETO_TRY_ASSIGN(seconds, time(cells[kTime]));
    PARETO_TRY_ASSIGN(prompt, tokens(kPrompt, cells[kPrompt]));
    PARETO_TRY_ASSIGN(answer, tokens(kAnswer, cells[kAnswer]));
    return Arrival{seconds, prompt, answer};
  }

  Result<double> time(std::string_view cell) const {
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || !(value >= 0 && value <= kLongestTrace))
      return refuse("time_s must be seconds from 0 to 10000000; found '" + printable(cell, kShown) + "'");
    return value;
  }

  Result<int64_t> tokens(Column column, std::string_view cell) const {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || value < 1 || value > kLongestRequest)
      return refuse(std::string(kHeading[column]) + " must be a whole number from 1 to " +
                    std::to_string(kLongestRequest) + "; found '" + printable(cell, kShown) + "'");
    return value;
  }

  CsvLines m_lines;
  const std::string& m_file;
  std::array<std::optional<size_t>, kColumns> m_places;
};

} // namespace

Result<std::vector<Arrival>> arrivals_of(const PoissonArrivals& process) {
  if (!(process.per_second > 0) || !(process.seconds > 0) || !std::isfinite(process.per_second) ||
      process.seconds > kLongestTrace)
    return fail(ErrorCode::InvalidArgument, "A Poisson process needs a rate above 0 and a time of up to 10000000 s.");
  std::vector<Arrival> arrivals;
  uint64_t state = process.seed;
  for (double now = 0;;) {
    now += -std::log1p(-next_uniform(state)) / process.per_second;
    if (now >= process.seconds)
      break;
    if (arrivals.size() == kMostArrivals)
      return too_many("--arrivals");
    arrivals.push_back({now, process.prompt_tokens, process.answer_tokens});
  }
  if (arrivals.empty())
    return fail(ErrorCode::InvalidArgument, "No request comes in this time at this rate; take a longer time.");
  return arrivals;
}

Result<std::vector<Arrival>> parse_arrivals(std::string_view csv, const std::string& file) {
  return Reader(csv, file).read();
}

Result<std::vector<Arrival>> read_arrivals(const std::string& path) {
  PARETO_TRY_ASSIGN(text, read_file(path, kLargestFile));
  return parse_arrivals(text, path);
}

std::vector<Arrival> faster(std::vector<Arrival> arrivals, double factor) {
  for (Arrival& arrival : arrivals)
    arrival.seconds /= factor;
  return arrivals;
}

double load_of(const std::vector<Arrival>& arrivals) {
  const double span = arrivals.empty() ? 0 : arrivals.back().seconds - arrivals.front().seconds;
  return span > 0 ? static_cast<double>(arrivals.size() - 1) / span : 0;
}

int64_t longest_of(const std::vector<Arrival>& arrivals) {
  int64_t longest = 0;
  for (const Arrival& arrival : arrivals)
    longest = std::max(longest, arrival.prompt_tokens + arrival.answer_tokens);
  return longest;
}

} // namespace pareto
