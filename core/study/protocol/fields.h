// SPDX-License-Identifier: GPL-3.0-or-later
// How the fields of a message become JSON and are read again, by their type. A message lists its fields once, for both
// ways.
#pragma once

#include "core/measure/calibration.h"
#include "core/study/protocol/event_fields.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/study.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace pareto::protocol {

/// A field of the message `M` under its name on the wire.
template <class M, class T>
struct Field {
  const char* name;
  T M::*member;
  bool absent_when_empty = false; ///< otherwise an optional without a value is null
};
/// Null where it is empty.
template <class M, class T>
constexpr Field<M, T> field(const char* name, T M::*member) {
  return {name, member};
}
template <class M, class T>
constexpr Field<M, T> unless_empty(const char* name, T M::*member) {
  return {name, member, true};
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
bool is_empty(const T& value) {
  if constexpr (IsOptional<T>::value)
    return !value;
  else if constexpr (requires { value.empty(); })
    return value.empty();
  else if constexpr (std::is_same_v<T, bool>)
    return !value;
  else
    return false;
}

template <class T>
nlohmann::json written(const T& value) {
  if constexpr (IsOptional<T>::value)
    return value ? written(*value) : nlohmann::json(nullptr);
  else if constexpr (std::is_same_v<T, Interval>)
    return {value.low, value.high};
  else if constexpr (std::is_same_v<T, Estimate>)
    return {{"median", value.value}, {"ci95", written(value.ci95)}, {"n", value.n}};
  else if constexpr (std::is_same_v<T, Study> || std::is_same_v<T, Calibration> || std::is_same_v<T, CellKey>)
    return pareto::to_json(value);
  else
    return value;
}

template <class M, class... T>
void write(nlohmann::json& into, const M& message, const std::tuple<Field<M, T>...>& fields) {
  const auto one = [&](const auto& each) {
    if (const auto& value = message.*(each.member); !each.absent_when_empty || !is_empty(value))
      into[each.name] = written(value);
  };
  std::apply([&](const auto&... each) { (one(each), ...); }, fields);
}

// Reading: what is not there, or of another type, leaves the field as it is; only what must not be guessed is an error.
inline Status read(const nlohmann::json& from, const char* name, std::string& into) {
  into = event_text(from, name);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, int64_t& into) {
  into = event_count(from, name);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, int32_t& into) {
  into = static_cast<int32_t>(event_count(from, name, INT32_MAX));
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, size_t& into) {
  into = static_cast<size_t>(event_count(from, name));
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, double& into) {
  into = event_number(from, name).value_or(0);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, bool& into) {
  const auto found = from.find(name);
  if (found == from.end())
    return {};
  if (!found->is_boolean())
    return fail(ErrorCode::InvalidArgument, std::string(name) + " must be true or false.", name);
  into = found->get<bool>();
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<double>& into) {
  into = event_number(from, name);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<int64_t>& into) {
  into = event_number(from, name) ? std::optional(event_count(from, name)) : std::nullopt;
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<std::string>& into) {
  const auto found = from.find(name);
  into = found != from.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::vector<int32_t>& into) {
  const auto found = from.find(name);
  if (found != from.end() && found->is_array())
    for (const nlohmann::json& each : *found)
      if (each.is_number_integer())
        into.push_back(static_cast<int32_t>(std::clamp<double>(each.get<double>(), INT32_MIN, INT32_MAX)));
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::vector<std::string>& into) {
  const auto found = from.find(name);
  if (found != from.end() && found->is_array())
    for (const nlohmann::json& each : *found)
      if (each.is_string())
        into.push_back(each.get<std::string>());
  return {};
}
template <class N>
Status read(const nlohmann::json& from, const char* name, std::map<std::string, N>& into) {
  const auto found = from.find(name);
  if (found == from.end() || !found->is_object())
    return {};
  for (const auto& [key, each] : found->items())
    if (each.is_number())
      PARETO_TRY(read(*found, key.c_str(), into[key]));
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<Interval>& into) {
  const auto found = from.find(name);
  if (found != from.end() && found->is_array() && found->size() == 2 && (*found)[0].is_number() &&
      (*found)[1].is_number())
    into = Interval{(*found)[0].get<double>(), (*found)[1].get<double>()};
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<Estimate>& into) {
  const auto found = from.find(name);
  if (found == from.end() || !found->is_object() || !event_number(*found, "median"))
    return {};
  into = Estimate{*event_number(*found, "median"), {}, static_cast<int>(event_count(*found, "n", INT32_MAX))};
  return read(*found, "ci95", into->ci95);
}
inline Status read(const nlohmann::json& from, const char* name, CellKey& into) {
  PARETO_TRY_ASSIGN(cell, cell_key_from_json(from.value(name, nlohmann::json())));
  into = std::move(cell);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, Calibration& into) {
  PARETO_TRY_ASSIGN(calibration, calibration_from_json(from.value(name, nlohmann::json())));
  into = std::move(calibration);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, std::optional<Calibration>& into) {
  if (auto calibration = calibration_from_json(from.value(name, nlohmann::json())))
    into = std::move(*calibration);
  return {};
}
inline Status read(const nlohmann::json& from, const char* name, Study& into) {
  PARETO_TRY_ASSIGN(study, study_from_json(from.value(name, nlohmann::json()), "engine"));
  into = std::move(study);
  return {};
}

template <class M, class... T>
Status read(const nlohmann::json& from, M& message, const std::tuple<Field<M, T>...>& fields) {
  Status status;
  const auto one = [&](const auto& each) {
    status = read(from, each.name, message.*(each.member));
    return status.has_value();
  };
  static_cast<void>(std::apply([&](const auto&... each) { return (one(each) && ...); }, fields));
  return status;
}

} // namespace pareto::protocol
