// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feed_forward.h"
#include "core/model/field.h"
#include "core/model/mixer.h"

#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace pareto {

/// How the file of an architecture or of a kind of feed-forward part writes its table.
namespace rows {

/// The beginnings of a rule: hidden(2).per("heads") is twice the width of the stream, over the heads.
struct Rule : FieldRule {
  Rule per(std::string key) const { return {{of, times, std::move(key), up}}; }
  Rule rounded_up() const { return {{of, times, divisor, true}}; }
};
inline Rule hidden(double times = 1) { return {{{}, times}}; }
inline Rule same(std::string key, double times = 1) { return {{std::move(key), times}}; }

/// A row of the settings struct M; the calls behind it fill in the rest.
template <class M>
struct Row : Field {
  Row&& means(std::string text) && {
    meaning = std::move(text);
    return std::move(*this);
  }
  template <class T>
  requires std::is_arithmetic_v<T> Row && is(T value) && {
    otherwise = kind == Kind::Number ? FieldValue(static_cast<double>(value)) : FieldValue(static_cast<int64_t>(value));
    return std::move(*this);
  }
  Row&& is(FieldRule rule) && {
    otherwise = std::move(rule);
    return std::move(*this);
  }
  Row&& divisor_of(std::string other) && {
    divides = std::move(other);
    return std::move(*this);
  }
  Row&& refused(std::string text) && {
    refusal = std::move(text);
    return std::move(*this);
  }
  Row&& counts_if(bool (*effect)(const M&)) && {
    counts = [effect](const Part& part) { return effect(*part.as<M>()); };
    return std::move(*this);
  }
  Row&& unsaid(std::string text = {}) && {
    said = false;
    refusal = std::move(text);
    return std::move(*this);
  }
};

template <class T>
FieldValue field_value(const T& value) {
  if constexpr (std::is_same_v<T, RopeSpec>)
    return value;
  else if constexpr (std::is_floating_point_v<T>)
    return static_cast<double>(value);
  else
    return static_cast<int64_t>(value);
}

template <class T>
T member_value(const FieldValue& value) {
  if constexpr (std::is_same_v<T, RopeSpec>)
    return std::get<RopeSpec>(value);
  else if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(std::get<double>(value));
  else
    return static_cast<T>(std::get<int64_t>(value));
}

template <class M, class T>
Row<M> row_of(Field::Kind kind, std::string key, T M::*member) {
  Row<M> row;
  row.kind = kind;
  row.key = std::move(key);
  row.get = [member](const Part& part) { return field_value(part.as<M>()->*member); };
  row.set = [member](Part& part, const FieldValue& value) { part.as<M>()->*member = member_value<T>(value); };
  return row;
}

template <class M>
Row<M> whole(std::string key, int64_t M::*member, Range<int64_t> range) {
  Row<M> row = row_of(Field::Kind::Whole, std::move(key), member);
  row.whole = range;
  return row;
}
template <class M>
Row<M> number(std::string key, float M::*member, Range<double> range) {
  Row<M> row = row_of(Field::Kind::Number, std::move(key), member);
  row.number = range;
  return row;
}
/// A bool, or the first two enumerators of an enumeration.
template <class M, class T>
Row<M> toggle(std::string key, T M::*member) {
  return row_of(Field::Kind::Switch, std::move(key), member);
}
template <class M, class T>
Row<M> choice(std::string key, T M::*member, std::vector<std::string> words) {
  Row<M> row = row_of(Field::Kind::Choice, std::move(key), member);
  row.words = std::move(words);
  return row;
}
/// One of the spellings of an activation that configurations have.
template <class M>
Row<M> activation(std::string key, UnaryFunction M::*member, UnaryFunction usual) {
  Row<M> row = row_of(Field::Kind::Activation, std::move(key), member);
  row.otherwise = field_value(usual);
  return row;
}
/// "rope", and "rope_theta" beside it; `width`: the setting that counts the channels of a head.
template <class M>
Row<M> rotary(std::string key, RopeSpec M::*member, std::string width) {
  Row<M> row = row_of(Field::Kind::Rotary, std::move(key), member);
  row.width = std::move(width);
  return row;
}
/// A setting that a blueprint has no word for: always as its struct has it, unless the row says otherwise.
template <class M, class T>
Row<M> fixed(std::string key, T M::*member, std::string refusal = {}) {
  constexpr Field::Kind kind = std::is_floating_point_v<T> ? Field::Kind::Number : Field::Kind::Whole;
  Row<M> row = row_of(kind, std::move(key), member).unsaid(std::move(refusal));
  row.otherwise = field_value(M{}.*member);
  return row;
}

struct AnyMember {
  template <class T>
  operator T() const;
};
/// How many members a plain struct has.
template <class M, class... Before>
constexpr size_t member_count() {
  if constexpr (requires { M{Before{}..., AnyMember{}}; })
    return member_count<M, Before..., AnyMember>();
  else
    return sizeof...(Before);
}

/// Settings as the part whose they are.
template <class M>
Part part_of(M settings) {
  if constexpr (MixerSettings<M>)
    return Mixer(std::move(settings));
  else
    return FeedForward(std::move(settings));
}

template <class M, size_t N>
FieldTable field_table(std::string title, Row<M> (&&rows)[N]) {
  static_assert(N == member_count<M>(), "a table has one row for each setting of its struct, no more and no less");
  FieldTable table{std::move(title), {}, [] { return part_of(M{}); }, nullptr};
  for (Row<M>& row : rows)
    table.rows.push_back(std::move(row));
  return table;
}

} // namespace rows
} // namespace pareto
