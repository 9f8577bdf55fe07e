// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric, a row each: what it is called in files, its unit, its direction, how it is computed, its axis, its
// limit. Its words: core/decide/words/metric_words.
#pragma once

#include "core/decide/quantity.h"
#include "core/model/footprint.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace pareto {

/// What can stand on an axis. Another one needs its row in metric_table.cpp and its words in words/metric_words.cpp;
/// either does not compile while one is missing. Quality stays the last: kMetrics counts up to it.
enum class Metric : uint8_t {
  Tpot,         ///< time per output token of one request, ms
  AnswerTime,   ///< TTFT + TPOT (answer tokens - 1), ms
  Ttft,         ///< time to first token, ms
  DecodeRate,   ///< output tokens per second, all requests together
  PrefillRate,  ///< prompt tokens per second, all requests together
  Memory,       ///< weights + state of all requests, bytes
  State,        ///< cache and state of all requests, bytes
  Energy,       ///< joules of an output token of one request, what the idle machine takes taken off
  AnswerEnergy, ///< joules of reading a prompt and giving an answer, of one request
  Quality,      ///< a published task result, or one measured here on an own text
};
inline constexpr size_t kMetrics = static_cast<size_t>(Metric::Quality) + 1;

enum class MetricKind : uint8_t { Speed, Memory, Energy, Quality };

/// In what a metric's values are; words and formats of a unit are in core/decide/words.
enum class Unit : uint8_t {
  Milliseconds,
  TokensPerSecond,
  Bytes,
  Joules,
  OfTest, ///< every test of quality has its own: quality_unit() in core/decide/axis.h
};
/// What a unit adds to an id in tables and files: "_ms", "_tokens_per_s", "_bytes", "_j"; nothing for OfTest.
const char* suffix(Unit unit);

/// Of what was timed a metric is made: the measured positions of a curve are those of this grid.
enum class Timed : uint8_t { Nothing, Decode, Prefill };

/// A model on a device as far as it was measured: what the metrics are computed from.
class MetricSource {
public:
  virtual ~MetricSource() = default;
  virtual Quantity decode_ms(const OperatingPoint& at) const = 0;      ///< one step of all requests
  virtual Quantity prefill_ms(const OperatingPoint& at) const = 0;     ///< whole prompts of `at.context` tokens
  virtual Quantity reused_ms(const OperatingPoint& at) const = 0;      ///< that part of them which is not read again
  virtual Quantity decode_joules(const OperatingPoint& at) const = 0;  ///< one token of one request
  virtual Quantity prefill_joules(const OperatingPoint& at) const = 0; ///< one whole prompt of `at.context` tokens
  virtual Quantity reused_joules(const OperatingPoint& at) const = 0;
  virtual const Footprint& footprint() const = 0;
  virtual Quantity quality(const OperatingPoint& at) const = 0; ///< of the test that was asked about
};

/// How an axis of this metric begins.
struct AxisRule {
  double low, high;      ///< while there is nothing on it
  double logarithmic_at; ///< logarithmic once the largest value is more than so many times the smallest
};

/// How a limit is set: a ceiling where lower is better, otherwise a floor.
struct LimitRule {
  const char* key;    ///< in files: "most_tpot_ms"
  double field_unit;  ///< what one of a person's field is worth in the metric's unit
  int decimals;       ///< of the field
  bool logarithmic;   ///< its slider
  double readable_to; ///< from this value on, in the metric's unit, the field's number alone says nothing; infinity =
                      ///< never
  std::optional<double> otherwise; ///< the limit of a new document; none = no limit
};

struct MetricRow {
  Metric metric;
  const char* id; ///< stable, for files and settings
  Unit unit;
  bool higher_is_better; ///< a test of quality knows its own direction: higher_is_better() in core/decide/axis.h
  MetricKind kind;
  Timed timed;
  Metric crosses_as; ///< curves of this one cross where those of that one do: rates where their times do
  Quantity (*compute)(const MetricSource& source, const OperatingPoint& at);
  AxisRule axis;
  std::optional<LimitRule> limit; ///< none: nobody can set one
};

/// In the order of the enumeration.
const std::array<MetricRow, kMetrics>& metric_table();
const MetricRow& row_of(Metric metric);

const char* to_string(Metric metric); ///< the row's id
std::optional<Metric> metric_from_string(std::string_view id);
bool higher_is_better(Metric metric);

} // namespace pareto
