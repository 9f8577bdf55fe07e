// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cost_inputs.h"

#include "core/formats/config_reader.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>

namespace pareto {

namespace {

constexpr const char* kCurrencyCodes[] = {"JPY", "USD", "EUR"};
static_assert(std::size(kCurrencyCodes) == kCurrencies);
constexpr const char* kSources[] = {"missing", "assumed", "entered", "priced", "measured", "modelled"};
static_assert(std::size(kSources) == kInputSources);
constexpr const char* kLengthNames[] = {"alike", "spread", "long_tail", "counted"};
static_assert(std::size(kLengthNames) == kLengths);

#define PARETO_COST_FIELD_ROW(name, key, unit, part, low, high)                                                        \
  CostFieldRow{CostField::name, key, CostUnit::unit, CostPart::part, low, high},
constexpr std::array<CostFieldRow, kCostFields> kRows{{PARETO_COST_FIELDS(PARETO_COST_FIELD_ROW)}};
#undef PARETO_COST_FIELD_ROW

template <class Names>
std::vector<std::string> listed(const Names& names) {
  return {std::begin(names), std::end(names)};
}

template <class Enum, class Names>
Enum named(const Names& names, const std::string& word) {
  return static_cast<Enum>(std::find(std::begin(names), std::end(names), word) - std::begin(names));
}

CostInput assumed(double value) { return {value, {}, {}, Currency::USD, InputSource::Assumed, {}, {}}; }
CostInput assumed(double value, double low, double high) {
  return {value, low, high, Currency::USD, InputSource::Assumed, {}, {}};
}

constexpr Range<double> kPositive{1e-9, 1e9};
constexpr Range<int64_t> kPromptTokens{1, 1 << 20}, kAnswerTokens{1, 1 << 20};

bool is_money(CostField field) { return row_of(field).unit == CostUnit::Money; }

/// Money without a currency is in that of the results.
CostInput input_of(ConfigReader& reader, const CostFieldRow& row, Currency results) {
  CostInput input;
  const Range<double> range{row.low, row.high};
  const Currency otherwise = is_money(row.field) ? results : input.currency;
  if (reader.json()[row.key].is_number()) // as people write it
    return entered(reader.number(row.key, range), otherwise);
  ConfigReader inner = reader.child(row.key);
  inner.only({"value", "low", "high", "currency", "source", "from", "date"});
  input.value = inner.number("value", range);
  if (inner.has("low") || inner.has("high")) {
    input.low = inner.number("low", {row.low, std::max(row.low, *input.value)}, input.value);
    input.high = inner.number("high", {std::min(row.high, *input.value), row.high}, input.value);
  }
  if (inner.has("currency") && !is_money(row.field))
    inner.refuse("currency", "is of money only.");
  input.currency =
      named<Currency>(kCurrencyCodes, inner.choice("currency", listed(kCurrencyCodes), to_string(otherwise)));
  input.source = named<InputSource>(kSources, inner.choice("source", listed(kSources), std::string("entered")));
  input.from = inner.text("from", {});
  input.date = inner.text("date", {});
  return input;
}

std::vector<LengthClass> counted_of(ConfigReader& reader) {
  std::vector<LengthClass> classes;
  const size_t count = reader.array_size("counted");
  if (count > kMostLengthClasses)
    reader.refuse("counted", "must hold at most 64 lengths.");
  double sum = 0;
  for (size_t i = 0; i < std::min(count, kMostLengthClasses); ++i) {
    ConfigReader inner = reader.element("counted", i);
    inner.only({"share", "prompt_tokens", "answer_tokens"});
    classes.push_back({inner.number("share", {0, 1}), inner.integer("prompt_tokens", kPromptTokens),
                       inner.integer("answer_tokens", kAnswerTokens)});
    sum += classes.back().share;
  }
  if (!classes.empty() && std::abs(sum - 1) > 1e-6)
    reader.refuse("counted", "must hold shares that add up to 1.");
  return classes;
}

std::vector<MeasuredLoad> loads_of(ConfigReader& reader) {
  std::vector<MeasuredLoad> loads;
  const size_t count = reader.array_size("loads");
  if (count > kMostLoads)
    reader.refuse("loads", "must hold at most 64 loads.");
  for (size_t i = 0; i < std::min(count, kMostLoads); ++i) {
    ConfigReader inner = reader.element("loads", i);
    inner.only({"model", "device", "precision", "per_s", "failed_per_s", "patience_s", "prompt_tokens", "answer_tokens",
                "from", "date"});
    MeasuredLoad load;
    load.model = inner.text("model", {});
    load.device = inner.text("device", {});
    load.precision = inner.text("precision", {});
    load.per_s = inner.number("per_s", kPositive);
    if (inner.has("failed_per_s"))
      load.failed_per_s = inner.number("failed_per_s", {load.per_s, kPositive.high});
    load.patience_s = inner.number("patience_s", kPositive);
    load.prompt_tokens = inner.integer("prompt_tokens", kPromptTokens);
    load.answer_tokens = inner.integer("answer_tokens", kAnswerTokens);
    load.from = inner.text("from", {});
    load.date = inner.text("date", {});
    loads.push_back(std::move(load));
  }
  return loads;
}

nlohmann::json to_json(const CostInput& input, CostField field) {
  nlohmann::json json{{"value", *input.value}, {"source", to_string(input.source)}};
  if (input.low && input.high)
    json.update({{"low", *input.low}, {"high", *input.high}});
  if (is_money(field))
    json["currency"] = to_string(input.currency);
  if (!input.from.empty())
    json["from"] = input.from;
  if (!input.date.empty())
    json["date"] = input.date;
  return json;
}

nlohmann::json to_json(const MeasuredLoad& load) {
  nlohmann::json json{{"model", load.model},
                      {"device", load.device},
                      {"precision", load.precision},
                      {"per_s", load.per_s},
                      {"patience_s", load.patience_s},
                      {"prompt_tokens", load.prompt_tokens},
                      {"answer_tokens", load.answer_tokens},
                      {"from", load.from},
                      {"date", load.date}};
  if (load.failed_per_s)
    json["failed_per_s"] = *load.failed_per_s;
  return json;
}

} // namespace

const char* to_string(Currency currency) { return kCurrencyCodes[static_cast<size_t>(currency)]; }
const char* to_string(InputSource source) { return kSources[static_cast<size_t>(source)]; }
const char* to_string(Lengths lengths) { return kLengthNames[static_cast<size_t>(lengths)]; }

std::optional<Currency> currency_from_string(std::string_view code) {
  for (size_t i = 0; i < kCurrencies; ++i)
    if (code == kCurrencyCodes[i])
      return static_cast<Currency>(i);
  return std::nullopt;
}

const std::array<CostFieldRow, kCostFields>& cost_field_table() { return kRows; }
const CostFieldRow& row_of(CostField field) { return kRows[static_cast<size_t>(field)]; }

CostInput entered(double value, Currency currency) { return {value, {}, {}, currency, InputSource::Entered, {}, {}}; }

std::array<CostInput, kCostFields> CostInputs::cost_defaults() {
  std::array<CostInput, kCostFields> all;
  const auto at = [&](CostField field) -> CostInput& { return all[static_cast<size_t>(field)]; };
  at(CostField::BusiestHourShare) = assumed(0.12, 0.08, 0.2);
  at(CostField::DaysPerMonth) = assumed(30);
  at(CostField::LifetimeYears) = assumed(4, 3, 5);
  at(CostField::OwnSpeed) = assumed(1);
  at(CostField::Pue) = assumed(1.56, 1.1, 1.58); // resources/prices: world average 2024; best site; the year before
  at(CostField::RentedHours) = assumed(24);
  at(CostField::HorizonYears) = assumed(3);
  return all;
}

void clear(CostInputs& inputs, CostField field) {
  inputs[field] = CostInputs::cost_defaults()[static_cast<size_t>(field)];
}

Status check_cost_value(CostField field, double value) {
  const CostFieldRow& row = row_of(field);
  if (value >= row.low && value <= row.high)
    return {};
  std::ostringstream text;
  text << row.key << " must be a number from " << row.low << " to " << row.high << ".";
  return fail(ErrorCode::InvalidArgument, text.str(), row.key);
}

CostInputs cost_inputs_of(ConfigReader& reader) {
  CostInputs inputs;
  std::vector<std::string> known{"currency", "lengths", "counted", "counted_from", "loads"};
  for (const CostFieldRow& row : kRows)
    known.emplace_back(row.key);
  reader.only(known);
  inputs.currency =
      named<Currency>(kCurrencyCodes, reader.choice("currency", listed(kCurrencyCodes), to_string(inputs.currency)));
  inputs.lengths =
      named<Lengths>(kLengthNames, reader.choice("lengths", listed(kLengthNames), std::string(kLengthNames[0])));
  if (reader.has("counted"))
    inputs.counted = counted_of(reader);
  inputs.counted_from = reader.text("counted_from", {});
  if (inputs.lengths == Lengths::Counted && inputs.counted.empty())
    reader.refuse("counted", "must hold the lengths that were counted.");
  if (reader.has("loads"))
    inputs.loads = loads_of(reader);
  for (const CostFieldRow& row : kRows)
    if (reader.has(row.key))
      inputs[row.field] = input_of(reader, row, inputs.currency);
  return inputs;
}

nlohmann::json to_json(const CostInputs& inputs) {
  const CostInputs defaults;
  nlohmann::json fields = nlohmann::json::object();
  if (inputs.currency != defaults.currency)
    fields["currency"] = to_string(inputs.currency);
  if (inputs.lengths != defaults.lengths)
    fields["lengths"] = to_string(inputs.lengths);
  for (const LengthClass& each : inputs.counted)
    fields["counted"].push_back(
        {{"share", each.share}, {"prompt_tokens", each.prompt_tokens}, {"answer_tokens", each.answer_tokens}});
  if (!inputs.counted_from.empty())
    fields["counted_from"] = inputs.counted_from;
  for (const MeasuredLoad& load : inputs.loads)
    fields["loads"].push_back(to_json(load));
  for (const CostFieldRow& row : kRows)
    if (inputs[row.field].value && inputs[row.field] != defaults[row.field])
      fields[row.key] = to_json(inputs[row.field], row.field);
  return fields;
}

} // namespace pareto
