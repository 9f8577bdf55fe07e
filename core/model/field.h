// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/graph/ops/rope.h"
#include "core/model/part.h"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pareto {

/// Range of an integer or number field, both ends allowed.
template <class T>
struct Range {
  T low, high;
};

/// Ranges that configurations share; products of them stay far below 2^63.
namespace ranges {
inline constexpr Range<int64_t> kWidth{1, 1 << 16};
inline constexpr Range<int64_t> kWide{1, 1 << 20};
inline constexpr Range<int64_t> kLayers{1, 1024};
inline constexpr Range<int64_t> kVocab{2, 1 << 22};
inline constexpr Range<int64_t> kHeads{1, 4096};
inline constexpr Range<int64_t> kRank{1, 1 << 14};
inline constexpr Range<int64_t> kModes{1, 4096}; ///< of a state-space channel
inline constexpr Range<int64_t> kTaps{1, 64};
inline constexpr Range<int64_t> kBlock{1, 1 << 16}; ///< tokens
inline constexpr Range<int64_t> kNoneOrTaps{0, 64};
inline constexpr Range<int64_t> kLength{1, int64_t{1} << 40};
inline constexpr Range<double> kEps{0, 1};
inline constexpr Range<double> kTheta{1, 1e12};
inline constexpr Range<double> kRatio{0.01, 64};
} // namespace ranges

/// A setting's value: a whole number, a switch (0 or 1) or an enumerator; a number; a rotary embedding.
using FieldValue = std::variant<int64_t, double, RopeSpec>;

/// A whole number that follows from others: `times` the setting `of` (empty: the width of the stream), over the setting
/// `divisor`.
struct FieldRule {
  std::string of;
  double times = 1;
  std::string divisor{}; ///< empty = nothing is divided
  bool up = false;       ///< a fraction counts as a whole
};

/// One setting of a part of a block: what a blueprint calls it, what it may be, what it is where nothing is said.
/// Reader, writer and schema of blueprints and the comparison of models go through these rows.
struct Field {
  enum class Kind : uint8_t { Whole, Number, Switch, Choice, Activation, Rotary } kind = Kind::Whole;
  std::string key;
  std::string meaning{};              ///< one line for the schema
  Range<int64_t> whole{0, INT64_MAX}; ///< of Whole
  Range<double> number{};             ///< of Number
  std::vector<std::string> words{};   ///< of Choice: one for each enumerator, in order
  std::string width{};                ///< of Rotary: the setting that counts the channels of a head
  std::variant<std::monostate, FieldValue, FieldRule> otherwise{}; ///< where nothing is said; monostate: it must be
  std::string divides{}; ///< the setting of which it must be a divisor; empty = none
  bool said = true;      ///< false: a blueprint has no word for it, it is always `otherwise`
  std::string refusal{}; ///< "has ..., which a blueprint cannot describe.", where a blueprint cannot
  std::function<FieldValue(const Part&)> get{};
  std::function<void(Part&, const FieldValue&)> set{};
  std::function<bool(const Part&)> counts{}; ///< whether the other settings leave it an effect; absent = always
};

/// The settings of one type of part.
struct FieldTable {
  std::string title; ///< of the schema; empty for an architecture that is a pattern of others' mixers
  std::vector<Field> rows;
  std::function<Part()> fresh; ///< with the defaults of its struct, which need not be those of its rows
  /// What of several settings together does not fit ("has ..."), that no row says; absent or null: nothing.
  const char* (*problem)(const Part&) = nullptr;

  const Field& row(std::string_view key) const; ///< asserts that there is one
};

/// Value of a rule, and of the setting it divides by (1 where it divides by none).
struct Quotient {
  int64_t whole, parts;
  bool exact() const { return whole % parts == 0; }
  int64_t value() const { return whole / parts; }
};
Quotient apply(const FieldRule& rule, const FieldTable& table, const Part& part, int64_t hidden);

/// Whether two parts of the table's type compute the same: every setting that counts alike.
bool same_settings(const FieldTable& table, const Part& a, const Part& b);

} // namespace pareto
