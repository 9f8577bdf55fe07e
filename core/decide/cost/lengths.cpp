// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/lengths.h"

#include "core/formats/csv_lines.h"
#include "core/platform/files.h"
#include "core/printable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace pareto {

namespace {

constexpr int64_t kLongest = int64_t{1} << 20;
constexpr double kMostCounted = 1e9;
constexpr uint64_t kLargestFile = uint64_t{64} << 20;
constexpr size_t kShown = 40; ///< bytes of a value that a sentence quotes

/// Normal quantiles of 0.05, 0.15, ... 0.45; the other five are their negatives.
constexpr std::array<double, 5> kQuantiles{-1.644854, -1.036433, -0.674490, -0.385320, -0.125661};

LengthMix log_normal(const Workload& workload, double sigma) {
  LengthMix mix;
  const auto add = [&](double z) {
    const double factor = std::exp(sigma * z);
    const auto scaled = [&](int64_t tokens) {
      return std::clamp<int64_t>(std::llround(static_cast<double>(tokens) * factor), 1, kLongest);
    };
    mix.push_back({0.1, scaled(workload.prompt_tokens), scaled(workload.answer_tokens)});
  };
  for (const double z : kQuantiles)
    add(z);
  for (auto z = kQuantiles.rbegin(); z != kQuantiles.rend(); ++z)
    add(-*z);
  return mix;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\"";
  const size_t first = text.find_first_not_of(kBlank);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// What was counted of requests of about one length.
struct Bin {
  double requests = 0, prompt = 0, answer = 0; ///< sums
};
using Bins = std::map<std::pair<int, int>, Bin>; ///< in order: same file, same bytes

enum Column { kPrompt, kAnswer, kRequests, kColumns };
constexpr std::array<std::string_view, kColumns> kTokens{"prompt_tokens", "answer_tokens", "requests"};
constexpr std::array<std::string_view, kColumns> kCharacters{"prompt_characters", "answer_characters", "requests"};

/// One file while it is read.
class Reader {
public:
  Reader(std::string_view text, const std::string& file, const TextMeasure& measure)
      : m_lines(text, file, trimmed), m_file(file), m_measure(measure) {}

  Result<CountedLengths> read() {
    PARETO_TRY(heading());
    while (m_lines.next())
      PARETO_TRY(request());
    if (!(m_total > 0))
      return fail(ErrorCode::InvalidFile, m_file + " holds no request below its heading.", m_file);
    if (!(m_total <= kMostCounted))
      return fail(ErrorCode::InvalidFile, m_file + " holds more than a thousand million requests.", m_file);
    return CountedLengths{classes(), std::llround(m_total), m_by_characters};
  }

private:
  Error refuse(const std::string& why) const { return m_lines.refuse(why); }

  Status heading() {
    PARETO_TRY_ASSIGN(names, m_lines.heading());
    for (const auto* wanted : {&kTokens, &kCharacters}) {
      for (size_t column = 0; column < kColumns; ++column) {
        const auto found = std::find(names.begin(), names.end(), (*wanted)[column]);
        m_places[column] =
            found == names.end() ? std::nullopt : std::optional<size_t>(static_cast<size_t>(found - names.begin()));
      }
      m_by_characters = wanted == &kCharacters;
      if (m_places[kPrompt] && m_places[kAnswer])
        return {};
    }
    return refuse("the heading must name prompt_tokens and answer_tokens, or prompt_characters and answer_characters");
  }

  Status request() {
    const std::vector<std::string_view> cells = m_lines.values();
    std::array<double, kColumns> values{0, 0, 1};
    for (size_t column = 0; column < kColumns; ++column) {
      if (!m_places[column])
        continue;
      const std::string_view cell = *m_places[column] < cells.size() ? cells[*m_places[column]] : std::string_view();
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), values[column]);
      const double most = column == kRequests ? kMostCounted : m_by_characters ? 1e8 : static_cast<double>(kLongest);
      if (error != std::errc() || end != cell.data() + cell.size() || !(values[column] >= 0 && values[column] <= most))
        return refuse(std::string((m_by_characters ? kCharacters : kTokens)[column]) +
                      " must be a number that is not below 0 nor above " + std::to_string(static_cast<int64_t>(most)) +
                      "; found '" + printable(cell, kShown) + "'");
    }
    add(values[kPrompt], values[kAnswer], values[kRequests]);
    return {};
  }

  void add(double prompt, double answer, double requests) {
    const auto tokens = [&](double length) {
      return m_by_characters
                 ? std::min(static_cast<double>(tokens_of(length, m_measure)), static_cast<double>(kLongest))
                 : std::max(1.0, length);
    };
    const double p = tokens(prompt), a = tokens(answer);
    Bin& bin = m_bins[{static_cast<int>(std::floor(2 * std::log2(p))), static_cast<int>(std::floor(std::log2(a)))}];
    bin.requests += requests;
    bin.prompt += requests * p;
    bin.answer += requests * a;
    m_total += requests;
  }

  /// By octaves of the prompt alone where there are too many otherwise: 21 at most.
  Bins binned() const {
    const auto filled =
        std::count_if(m_bins.begin(), m_bins.end(), [](const auto& b) { return b.second.requests > 0; });
    if (filled <= static_cast<std::ptrdiff_t>(kMostLengthClasses))
      return m_bins;
    Bins coarse;
    for (const auto& [key, bin] : m_bins) {
      Bin& into = coarse[{key.first / 2, 0}];
      into.requests += bin.requests;
      into.prompt += bin.prompt;
      into.answer += bin.answer;
    }
    return coarse;
  }

  LengthMix classes() const {
    LengthMix mix;
    for (const auto& [key, bin] : binned())
      if (bin.requests > 0)
        mix.push_back(
            {bin.requests / m_total, std::llround(bin.prompt / bin.requests), std::llround(bin.answer / bin.requests)});
    return mix;
  }

  CsvLines m_lines;
  const std::string& m_file;
  TextMeasure m_measure;
  std::array<std::optional<size_t>, kColumns> m_places;
  bool m_by_characters = false;
  Bins m_bins;
  double m_total = 0;
};

double mean(const LengthMix& mix, int64_t LengthClass::*tokens) {
  double sum = 0;
  for (const LengthClass& each : mix)
    sum += each.share * static_cast<double>(each.*tokens);
  return sum;
}

} // namespace

LengthMix length_mix(Lengths lengths, const Workload& workload, const std::vector<LengthClass>& counted) {
  switch (lengths) {
  case Lengths::Spread: return log_normal(workload, 0.5);
  case Lengths::LongTail: return log_normal(workload, 1.0);
  case Lengths::Counted:
    if (!counted.empty())
      return counted;
    break;
  case Lengths::Alike: break;
  }
  return {{1, workload.prompt_tokens, workload.answer_tokens}};
}

double mean_prompt(const LengthMix& mix) { return mean(mix, &LengthClass::prompt_tokens); }
double mean_answer(const LengthMix& mix) { return mean(mix, &LengthClass::answer_tokens); }

int64_t tokens_of(double characters, const TextMeasure& text) {
  return std::max<int64_t>(1, std::llround(characters / text.characters_per_token));
}

Result<CountedLengths> parse_lengths(std::string_view csv, const std::string& file, const TextMeasure& text) {
  return Reader(csv, file, text).read();
}

Result<CountedLengths> read_lengths(const std::string& path, const TextMeasure& text) {
  PARETO_TRY_ASSIGN(csv, read_file(path, kLargestFile));
  return parse_lengths(csv, path, text);
}

} // namespace pareto
