// SPDX-License-Identifier: GPL-3.0-or-later
// What the metrics are called and what they mean: one row of words for each row of core/decide/metric_table.
#pragma once

#include "core/decide/axis.h"
#include "core/decide/words/numbers.h"

namespace pareto {

struct Difference;

/// Of a limit; a field is called by its direction. Nothing is said of a metric that cannot be limited.
struct LimitWords {
  Wording ceiling, floor; ///< title of its field: "Time per token at most"
  Wording suffix;         ///< " ms"
  Wording help;           ///< none where the test says it
  Wording subject;        ///< "time per token"
  Wording fails;          ///< "fails the limit on time per token"
  Wording unknown;        ///< "its time per token is not known, so neither is whether it meets that limit"
};

/// Of curves that cross, with places: models have the place one looks at, the baseline and the clauses ("%1, faster per
/// token than %2: %3."), devices the place and the clauses ("%1 and by the time per token, %2.").
struct FasterWords {
  Wording models, devices;
};

/// Nothing where the test of quality has its own (title, definition), or nobody can ask (limit, curves).
struct MetricWords {
  Metric metric;
  Wording title, definition, value; ///< title: %n = tokens of an answer
  LimitWords limit;
  FasterWords faster;
};
const MetricWords& words_of(Metric metric);

/// "Time per output token"; of quality the test's name.
std::string metric_title(const Voice& voice, const Evidence& evidence, const AxisChoice& axis);
/// "ms", "right of 100"; empty where nobody knows.
std::string metric_unit(const Voice& voice, const Evidence& evidence, const AxisChoice& axis);
/// One line; of an own text also what was measured on it.
std::string metric_definition(const Voice& voice, const Evidence& evidence, const AxisChoice& axis);
/// A value as a sentence says it: "61.2 ms per output token", "25 of 100 FDA look-ups".
std::string value_phrase(const Voice& voice, const Evidence& evidence, const AxisChoice& axis, double value);
/// Of a quality metric, published or of an own text, with its length where it has one: "Needle 2 at 4096 tokens".
std::string test_name(const Voice& voice, const std::string& metric);

/// What the interval of a ratio of two times is made of: "3 rounds in pairs, widened because so few", "6 rounds in
/// pairs", "both intervals and 8 % between runs". In short, for beside a mark, without what widens it.
std::string interval_basis(const Voice& voice, const Difference& difference);
std::string interval_basis_in_short(const Voice& voice, const Difference& difference);
/// "right of 100", "nats, lower is better"; empty where nobody knows.
std::string unit_text(const Voice& voice, QualityUnit unit);

} // namespace pareto
