// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// One quality of one checkpoint at one precision, measured here on a text of the person's own: a `score` event of the
/// engine and a row of the run store's `scores`.
struct Score {
  enum class Task : uint8_t {
    BitsPerByte, ///< value: bits per byte, lower is better
    Lookup,      ///< value: share of right answers, 0..1
    Divergence,  ///< value: mean nats of KL(against || this) per token
  };
  struct CurvePoint {
    int64_t position = 0; ///< upper end of the bin: tokens, or for look-ups percent of the passage before the fact
    double value = 0;
    int64_t tokens = 0; ///< behind the value; questions for look-ups
  };
  std::string model, precision;
  std::string fingerprint; ///< of the model (core/formats/fingerprint.h); empty in stores before version 4
  Task task = Task::BitsPerByte;
  std::string against; ///< Divergence: the precision compared with
  int64_t context = 0; ///< most tokens looked back on
  double value = 0;
  std::optional<Interval> ci95;         ///< Divergence: of same_top1
  std::optional<double> p99, same_top1; ///< Divergence: 99th percentile in nats, share of equal most likely tokens
  std::optional<double>
      difference; ///< Divergence: bits per byte more than at `against`, paired token by token on the same text
  std::optional<Interval> difference_ci95;
  std::optional<double> chance;  ///< Lookup: what guessing gives, 0..1
  int64_t n = 0;                 ///< tokens or questions behind it
  int64_t bytes = 0;             ///< of the text
  std::string file;              ///< the text's file name
  std::vector<CurvePoint> curve; ///< BitsPerByte and Lookup (share of right answers): against position
  bool complete = true;          ///< false: stopped early
  Source source = Source::Measured;
  std::string time_utc; ///< ISO 8601
};

const char* to_string(Score::Task task); ///< "bits_per_byte", "lookup", "divergence"
nlohmann::json to_json(const Score& score);
/// Errors name the field.
Result<Score> score_from_json(const nlohmann::json& event);

/// Ids under which scores stand on an axis: "own:bits_per_byte@1024", "own:lookup". Empty for a divergence.
std::string own_metric(const Score& score);
bool is_own_metric(const std::string& metric);
bool is_own_lookup(const std::string& metric); ///< of the own ones, the one that counts right answers
/// Tokens of context in such an id; 0 where it names none.
int64_t own_metric_context(const std::string& metric);

} // namespace pareto
