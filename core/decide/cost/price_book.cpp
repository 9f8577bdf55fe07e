// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/price_book.h"

#include "core/formats/config_reader.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <map>

namespace pareto {

namespace {

constexpr Range<double> kPrice{0, 1e6}, kPueRange{1, 5};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                   : std::nullopt;
}

/// Days since 1970; a part that is not there is the last one.
std::optional<int> day_number(std::string_view date) {
  using namespace std::chrono;
  if (date.size() != 4 && date.size() != 7 && date.size() != 10)
    return std::nullopt;
  const auto year_of = number(date.substr(0, 4));
  const auto month_of = date.size() >= 7 && date[4] == '-' ? number(date.substr(5, 2)) : std::nullopt;
  const auto day_of = date.size() == 10 && date[7] == '-' ? number(date.substr(8, 2)) : std::nullopt;
  if (!year_of || (date.size() >= 7 && !month_of) || (date.size() == 10 && !day_of))
    return std::nullopt;
  const year_month at{year(*year_of), month(static_cast<unsigned>(month_of.value_or(12)))};
  const year_month_day last = at / std::chrono::last;
  const year_month_day whole = day_of ? at / day(static_cast<unsigned>(*day_of)) : last;
  if (!at.ok() || !whole.ok())
    return std::nullopt;
  return static_cast<int>(sys_days(whole).time_since_epoch().count());
}

/// What beside the price is said of it.
std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "; " + b; }

/// The document while it is read; texts may be long, and null is absent.
class BookReader {
public:
  BookReader(const nlohmann::json& document, const std::string& file) : m_reader(document, "$", file) {}

  Status read(std::vector<Offer>& offers, std::string& compiled) {
    m_reader.choice("schema", {"paretoscope-prices-1"});
    compiled = m_reader.text("compiled", {});
    if (m_reader.has("sources"))
      for (const auto& [id, source] : m_reader.json()["sources"].items())
        if (source.is_object() && source.contains("name") && source["name"].is_string())
          m_sources[id] = source["name"].get<std::string>();
    rows("cloud_gpu_hour", offers, [this](ConfigReader& row) { return hour(row); });
    rows("api_per_million_tokens", offers, [this](ConfigReader& row) { return tokens(row); });
    rows("electricity", offers, [this](ConfigReader& row) { return electricity(row); });
    rows("pue", offers, [this](ConfigReader& row) { return pue(row); });
    return m_reader.status();
  }

private:
  template <class Make>
  void rows(const char* key, std::vector<Offer>& offers, Make make) {
    const size_t count = m_reader.array_size(key);
    for (size_t i = 0; i < count && m_reader.ok(); ++i) {
      ConfigReader row = m_reader.element(key, i);
      if (std::optional<Offer> offer = make(row))
        offers.push_back(std::move(*offer));
    }
  }

  static std::string word(const ConfigReader& row, const char* key) {
    return row.has(key) && row.json()[key].is_string() ? row.json()[key].get<std::string>() : std::string();
  }
  static std::string needed(ConfigReader& row, const char* key) {
    std::string text = word(row, key);
    if (text.empty())
      row.refuse(key, "is missing; it must be a text.");
    return text;
  }
  std::string source_of(ConfigReader& row) {
    const std::string id = needed(row, "source");
    const auto found = m_sources.find(id);
    return found == m_sources.end() ? id : found->second;
  }
  static void check_date(ConfigReader& row, const Offer& offer, const char* key) {
    if (!offer.date.empty() && !day_number(offer.date))
      row.refuse(key, "must be a day as 2026-11-29, or its month or year; found " + offer.date + ".");
  }

  std::optional<Offer> hour(ConfigReader& row) {
    Offer offer;
    offer.kind = Offer::Kind::MachineHour;
    offer.what = needed(row, "machine");
    offer.provider = needed(row, "provider");
    offer.note = joined(needed(row, "provisioning"), word(row, "note"));
    offer.value = row.number("usd_per_gpu_hour", kPrice);
    offer.date = word(row, "date");
    offer.source = source_of(row);
    offer.least_devices = static_cast<int>(row.integer("min_gpus", {1, 1024}, 1));
    check_date(row, offer, "date");
    return offer;
  }

  std::optional<Offer> tokens(ConfigReader& row) {
    Offer offer;
    offer.kind = Offer::Kind::ApiTokens;
    offer.what = needed(row, "model");
    offer.provider = needed(row, "provider");
    offer.note = joined(word(row, "date_kind"), word(row, "note"));
    offer.value = row.number("usd_per_mtok_input", kPrice);
    offer.output = row.number("usd_per_mtok_output", kPrice);
    offer.date = word(row, "date");
    offer.page = word(row, "price_page");
    offer.retires = word(row, "retires");
    offer.source = source_of(row);
    check_date(row, offer, "date");
    return offer;
  }

  std::optional<Offer> electricity(ConfigReader& row) {
    Offer offer;
    offer.kind = Offer::Kind::Electricity;
    offer.what = needed(row, "region");
    offer.provider = needed(row, "sector");
    offer.note = joined(word(row, "period"), word(row, "note"));
    offer.value = row.number("amount", kPrice);
    row.choice("per", {"kWh"});
    if (const auto currency = currency_from_string(row.choice("currency", {"JPY", "USD", "EUR"})))
      offer.currency = *currency;
    offer.date = word(row, "published");
    offer.source = needed(row, "source");
    offer.page = word(row, "url");
    check_date(row, offer, "published");
    return offer;
  }

  /// A row without a figure says that none was found.
  std::optional<Offer> pue(ConfigReader& row) {
    if (!row.has("pue"))
      return std::nullopt;
    Offer offer;
    offer.kind = Offer::Kind::Pue;
    offer.what = needed(row, "scope");
    offer.note = word(row, "note");
    offer.value = row.number("pue", kPueRange);
    if (row.has("year"))
      offer.date = std::to_string(row.integer("year", {1990, 2100}));
    offer.source = needed(row, "source");
    offer.page = word(row, "url");
    return offer;
  }

  ConfigReader m_reader;
  std::map<std::string, std::string> m_sources;
};

CostInput priced(const Offer& offer, double value, const std::string& what) {
  CostInput input;
  input.value = value;
  input.currency = offer.currency;
  input.source = InputSource::Priced;
  input.from = what;
  input.date = offer.date;
  return input;
}

/// From the least to the most that anybody asks for an hour of this machine.
void add_range(CostInput& input, const PriceBook& book, const Offer& offer) {
  input.low = input.high = offer.value;
  for (const Offer& each : book.offers())
    if (each.kind == offer.kind && each.what == offer.what) {
      input.low = std::min(*input.low, each.value);
      input.high = std::max(*input.high, each.value);
    }
}

} // namespace

std::optional<int> days_between(std::string_view from, std::string_view to) {
  const auto a = day_number(from), b = day_number(to);
  return a && b ? std::optional(*b - *a) : std::nullopt;
}

bool is_old(std::string_view date, std::string_view today) {
  return days_between(date, today).value_or(std::numeric_limits<int>::max()) > kOldAfterDays;
}

Result<PriceBook> PriceBook::parse(const nlohmann::json& document, const std::string& file) {
  PriceBook book;
  PARETO_TRY(BookReader(document, file).read(book.m_offers, book.m_compiled));
  return book;
}

void take_offer(CostInputs& inputs, const PriceBook& book, const Offer& offer) {
  const std::string what = offer.provider.empty() ? offer.what : offer.what + ", " + offer.provider;
  switch (offer.kind) {
  case Offer::Kind::MachineHour:
    inputs[CostField::RentedPerHour] = priced(offer, offer.value, what);
    add_range(inputs[CostField::RentedPerHour], book, offer);
    return;
  case Offer::Kind::ApiTokens:
    inputs[CostField::ApiInput] = priced(offer, offer.value, what);
    inputs[CostField::ApiOutput] = priced(offer, offer.output, what);
    return;
  case Offer::Kind::Electricity: inputs[CostField::ElectricityPrice] = priced(offer, offer.value, what); return;
  case Offer::Kind::Pue: inputs[CostField::Pue] = priced(offer, offer.value, what); return;
  }
}

std::vector<CostField> old_prices(const CostInputs& inputs, std::string_view today) {
  std::vector<CostField> old;
  for (const CostFieldRow& row : cost_field_table())
    if (inputs[row.field].source == InputSource::Priced && is_old(inputs[row.field].date, today))
      old.push_back(row.field);
  return old;
}

} // namespace pareto
