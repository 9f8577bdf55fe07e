// SPDX-License-Identifier: GPL-3.0-or-later
// cost: what a workload costs a month in four ways, without the window.
#include "app/engine/command_line.h"
#include "app/engine/commands.h"
#include "app/engine/price_list.h"
#include "app/engine/study_evidence.h"
#include "core/decide/answer/answer.h"
#include "core/decide/cost/cost_event.h"
#include "core/decide/cost/loads.h"
#include "core/decide/cost/price_book.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "core/decide/workload_point.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/measure/sampling.h"
#include "core/printable.h"

#include <algorithm>
#include <charconv>
#include <memory>

namespace pareto::engine {

namespace {

constexpr size_t kCostCommandShown = 60; ///< bytes of a word that a sentence quotes

struct CostRequest {
  std::string study, store, language = "en", save;
  std::optional<std::string> model, device, currency, lengths, loads, offer, today;
  std::vector<std::string> set;
  bool prices = false;
};

Result<PriceBook> price_book() {
  PARETO_TRY_ASSIGN(document, parse_strict_json(price_list_text(), "prices.json"));
  return PriceBook::parse(document, "prices.json");
}

/// "machine_price=8000", "machine_price=1200000JPY", "busiest_hour_share=0.1:0.08:0.2", "benefit_per_request=" (none).
Status take_setting(CostInputs& inputs, const std::string& word) {
  const size_t at = word.find('=');
  const std::string key = word.substr(0, at);
  std::vector<std::string> known;
  const CostFieldRow* row = nullptr;
  for (const CostFieldRow& each : cost_field_table()) {
    known.emplace_back(each.key);
    row = key == each.key ? &each : row;
  }
  if (!row)
    return unknown("cost input", key, known, "--set");
  const auto refuse = [&] {
    return fail(ErrorCode::InvalidArgument,
                "--set takes KEY=NUMBER, KEY=NUMBER:LOW:HIGH or KEY=NUMBERCURRENCY, not " +
                    printable(word, kCostCommandShown) + ".",
                "--set");
  };
  if (at == std::string::npos)
    return refuse();
  std::string text = word.substr(at + 1);
  if (text.empty()) {
    clear(inputs, row->field);
    return {};
  }
  CostInput input = entered(0, inputs.currency);
  if (row->unit == CostUnit::Money && text.size() > 3)
    if (const auto currency = currency_from_string(text.substr(text.size() - 3))) {
      input.currency = *currency;
      text.resize(text.size() - 3);
    }
  std::vector<double> numbers;
  for (const char *from = text.data(), *end = from + text.size();;) {
    const auto [next, error] = std::from_chars(from, end, numbers.emplace_back());
    if (error != std::errc() || numbers.size() > 3 || (next != end && *next != ':'))
      return refuse();
    PARETO_TRY(check_cost_value(row->field, numbers.back()));
    if (next == end)
      break;
    from = next + 1;
  }
  if (numbers.size() == 2 || (numbers.size() == 3 && !(numbers[1] <= numbers[0] && numbers[0] <= numbers[2])))
    return refuse();
  input.value = numbers[0];
  if (numbers.size() == 3) {
    input.low = numbers[1];
    input.high = numbers[2];
  }
  inputs[row->field] = input;
  return {};
}

Status take_lengths(CostInputs& inputs, const CostRequest& request, const Output& out) {
  for (size_t i = 0; i < kLengths; ++i)
    if (*request.lengths == to_string(static_cast<Lengths>(i))) {
      inputs.lengths = static_cast<Lengths>(i);
      return inputs.lengths == Lengths::Counted && inputs.counted.empty()
                 ? fail(ErrorCode::InvalidArgument, "The study holds no counted lengths; name a CSV file.", "--lengths")
                 : Status();
    }
  const TextMeasure& text = request.language == "ja" ? kJapaneseText : kEnglishText;
  PARETO_TRY_ASSIGN(counted, read_lengths(*request.lengths, text));
  inputs.lengths = Lengths::Counted;
  inputs.counted = counted.mix;
  inputs.counted_from = request.lengths->substr(request.lengths->find_last_of('/') + 1);
  if (counted.by_characters) // standing beside what it made: the ratio is a rule of thumb
    out.warn(Warning{"characters_converted", "Characters were converted at " +
                                                 std::to_string(static_cast<int>(text.characters_per_token)) +
                                                 " a token, a rule of thumb; a tokenizer's own count is better."});
  return {};
}

std::string name_of(const Offer& offer) {
  return offer.provider.empty() ? offer.what : offer.what + ", " + offer.provider;
}

Status take_named_offer(CostInputs& inputs, const PriceBook& book, const std::string& name) {
  std::vector<std::string> known;
  for (const Offer& offer : book.offers()) {
    if (name_of(offer) == name) {
      take_offer(inputs, book, offer);
      return {};
    }
    known.push_back(name_of(offer));
  }
  return unknown("offer (--prices lists them)", name, known, "--offer");
}

const char* kind_of(Offer::Kind kind) {
  switch (kind) {
  case Offer::Kind::MachineHour: return "machine_hour";
  case Offer::Kind::ApiTokens: return "api_tokens";
  case Offer::Kind::Electricity: return "electricity";
  case Offer::Kind::Pue: break;
  }
  return "pue";
}

void report_offer(const Offer& offer, const std::string& today, const Output& out) {
  nlohmann::json event{{"event", "price"},
                       {"kind", kind_of(offer.kind)},
                       {"name", name_of(offer)},
                       {"value", offer.value},
                       {"currency", to_string(offer.currency)},
                       {"date", offer.date.empty() ? nlohmann::json(nullptr) : nlohmann::json(offer.date)},
                       {"old", is_old(offer.date, today)},
                       {"source", offer.source},
                       {"note", offer.note}};
  const Voice english;
  std::string value = english.digits(offer.value, 4) +
                      (offer.kind == Offer::Kind::Pue ? "" : std::string(" ") + to_string(offer.currency));
  if (offer.kind == Offer::Kind::ApiTokens) {
    event["output"] = offer.output;
    value += " in, " + english.digits(offer.output, 4) + " out";
  }
  out.line(event, std::string(kind_of(offer.kind)) + "  " + name_of(offer) + ": " + value + "  " +
                      (offer.date.empty() ? "no day" : offer.date) + (is_old(offer.date, today) ? " (old)" : "") +
                      (offer.note.empty() ? "" : "  " + offer.note));
}

/// Of whom the cost is: the one named, else whom the answer speaks of.
Result<Contender> contender_of(const CostRequest& request, const Evidence& evidence) {
  const std::vector<std::string> models = evidence.models();
  const std::string device = request.device.value_or(evidence.devices().front());
  const auto& devices = evidence.devices();
  if (std::find(devices.begin(), devices.end(), device) == devices.end())
    return unknown("device in this study called", device, devices, "--device");
  if (request.model) {
    if (std::find(models.begin(), models.end(), *request.model) == models.end())
      return unknown("model in this study called", *request.model, models, "--model");
    return Contender{*request.model, device};
  }
  Comparison comparison;
  comparison.at = point_of(evidence.study().workload, device);
  PARETO_TRY_ASSIGN(rule, rule_named(request.study));
  follow(comparison, std::move(rule));
  const auto selected = answer(evidence, comparison).selected;
  return selected ? selected->who : Contender{evidence.study().effective_baseline(), device};
}

void report_cost(const Evidence& evidence, const Contender& who, const std::string& today, const Output& out) {
  const Voice english;
  const CostInputs& inputs = evidence.study().cost;
  const CostReport report = cost_report(evidence, who);
  const std::string of = model_name(evidence, who.model);
  out.line({{"event", "cost"},
            {"model", who.model},
            {"device", who.device},
            {"currency", to_string(report.currency)},
            {"cheapest", report.cheapest ? nlohmann::json(to_string(*report.cheapest)) : nlohmann::json(nullptr)},
            {"surely", report.surely},
            {"lengths", to_string(inputs.lengths)},
            {"text", cost_headline(english, report)}},
           of + ": " + cost_headline(english, report) + ".");
  out.line(capacity_event(report, capacity_text(english, report)), capacity_text(english, report));
  for (const Way way : kAllWays) {
    const std::string text = way_text(english, report, way), left = left_out_text(english, report.of(way));
    out.line(way_event(report, way, text), text + "." + (left.empty() ? "" : " " + left));
  }
  for (const Crossing& crossing : report.crossings)
    out.line(crossing_event(crossing, crossing_text(english, crossing)), crossing_text(english, crossing));
  for (const Way way : {Way::Own, Way::Rented, Way::Api})
    out.line(payback_event(report, way, payback_text(english, report, way)), payback_text(english, report, way));
  for (const Swing& swing : report.tornado)
    out.line(swing_event(swing, swing_text(english, report, swing)), swing_text(english, report, swing));
  for (const CostFieldRow& row : cost_field_table()) {
    const CostInput& input = inputs[row.field];
    out.line(input_event(row.field, input, today), "  " + field_label(english, row.field) + " (" + row.key +
                                                       "): " + input_text(english, row.field, input) + "  " +
                                                       input_source_text(english, input, today));
  }
}

Status take_all(Study& study, const CostRequest& request, const PriceBook& book, const std::string& today,
                const Output& out) {
  if (request.currency) {
    const auto currency = currency_from_string(*request.currency);
    if (!currency)
      return fail(ErrorCode::InvalidArgument, "--currency takes JPY, USD or EUR.", "--currency");
    study.cost.currency = *currency;
  }
  if (request.offer)
    PARETO_TRY(take_named_offer(study.cost, book, *request.offer));
  for (const std::string& word : request.set)
    PARETO_TRY(take_setting(study.cost, word));
  if (request.lengths)
    PARETO_TRY(take_lengths(study.cost, request, out));
  if (request.loads) {
    PARETO_TRY_ASSIGN(loads, read_loads(*request.loads, study, today));
    for (MeasuredLoad& load : loads)
      add_load(study.cost, std::move(load));
  }
  return {};
}

Status cost(const CostRequest& request, const Output& out) {
  const std::string today = request.today.value_or(utc_now().substr(0, 10));
  if (!days_between(today, today))
    return fail(ErrorCode::InvalidArgument, "--today takes a day as 2026-11-29.", "--today");
  PARETO_TRY_ASSIGN(book, price_book());
  if (request.prices) {
    for (const Offer& offer : book.offers())
      report_offer(offer, today, out);
    return {};
  }
  PARETO_TRY_ASSIGN(study, study_named(request.study));
  PARETO_TRY(take_all(study, request, book, today, out));
  PARETO_TRY_ASSIGN(evidence, evidence_of(study, request.store, "cost", out));
  PARETO_TRY_ASSIGN(who, contender_of(request, evidence));
  if (!request.save.empty())
    PARETO_TRY(write_study(request.save, study));
  report_cost(evidence, who, today, out);
  return {};
}

} // namespace

Action declare_cost(Options& options) {
  const auto request = std::make_shared<CostRequest>();
  options.word(request->study, "STUDY", "A study document, or quick-look; its part \"cost\" holds what is stated");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite) that run wrote");
  options.text(request->model, "--model", "MODEL", "Of which model of the study, instead of whom the answer speaks of");
  options.text(request->device, "--device", "D", "On which device of the study, instead of its first");
  options.names(request->set, "--set", "KEY=NUMBER",
                "States numbers: requests_per_day=20000,machine_price=8000USD,busiest_hour_share=0.1:0.08:0.2; nothing "
                "behind = takes one back");
  options.text(request->offer, "--offer", "NAME", "Takes a price of the list that comes with the program");
  options.toggle(request->prices, "--prices", "Prints that list, and nothing else");
  options.text(request->lengths, "--lengths", "L",
               "How long requests are: alike, spread, long_tail, counted, or a CSV file with prompt_tokens and "
               "answer_tokens (or prompt_characters and answer_characters), and requests");
  options.choice(request->language, "--language", {"en", "ja"}, "Of texts that are counted in characters");
  options.text(request->loads, "--loads", "FILE", "What measure --arrivals A --find-load --json wrote");
  options.text(request->currency, "--currency", "C", "Of the results: JPY, USD or EUR");
  options.text(request->today, "--today", "DAY", "Prices are old 90 days before it, instead of before today");
  options.text(request->save, "--save", "FILE", "Writes the study with all that was stated");
  return [request](const Output& out) { return cost(*request, out); };
}

} // namespace pareto::engine
