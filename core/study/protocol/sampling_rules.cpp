// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/protocol/sampling_rules.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

namespace pareto::protocol {

using nlohmann::json;

namespace {

struct Rule {
  const char* name;
  double least, most;
  double (*get)(const SamplingRules&);
  void (*set)(SamplingRules&, double);
};
template <auto Member>
constexpr Rule rule(const char* name, double least, double most) {
  using T = std::remove_reference_t<decltype(std::declval<SamplingRules&>().*Member)>;
  return {name, least, most, [](const SamplingRules& rules) { return static_cast<double>(rules.*Member); },
          [](SamplingRules& rules, double value) { rules.*Member = static_cast<T>(value); }};
}
constexpr Rule kRules[] = {rule<&SamplingRules::warm_up>("warm_up", 0, 1e6),
                           rule<&SamplingRules::least>("least", 1, 1e6),
                           rule<&SamplingRules::most>("most", 1, 1e6),
                           rule<&SamplingRules::precision>("precision", 1e-6, 1),
                           rule<&SamplingRules::budget_seconds>("budget_seconds", 0, 1e6),
                           rule<&SamplingRules::repeat_seconds>("repeat_seconds", 0, 1e6)};

} // namespace

json rules_json(const SamplingRules& rules) {
  json object{{"warm_up", rules.warm_up},
              {"least", rules.least},
              {"most", rules.most},
              {"budget_seconds", rules.budget_seconds}};
  if (rules.precision != SamplingRules().precision)
    object["precision"] = rules.precision;
  if (rules.repeat_seconds != SamplingRules().repeat_seconds)
    object["repeat_seconds"] = rules.repeat_seconds;
  return object;
}

Result<SamplingRules> rules_of(const json& command) {
  SamplingRules rules;
  if (!command.contains("rules"))
    return rules;
  const json& object = command["rules"];
  if (!object.is_object())
    return fail(ErrorCode::InvalidArgument, "rules must be an object.", "rules");
  for (const auto& [name, value] : object.items()) {
    const auto known = std::find_if(std::begin(kRules), std::end(kRules),
                                    [&wanted = name](const Rule& each) { return wanted == each.name; });
    if (known == std::end(kRules))
      return fail(ErrorCode::InvalidArgument, "There is no sampling rule '" + name + "'.", "rules." + name);
    if (!value.is_number() || value.get<double>() < known->least || value.get<double>() > known->most)
      return fail(ErrorCode::InvalidArgument,
                  "The rule " + name + " must be a number from " + std::to_string(known->least) + " to " +
                      std::to_string(known->most) + ".",
                  "rules." + name);
    known->set(rules, value.get<double>());
  }
  return rules;
}

} // namespace pareto::protocol
