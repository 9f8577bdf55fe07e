// SPDX-License-Identifier: GPL-3.0-or-later
// Prices with their days, lengths out of files, loads out of a log: whatever comes from outside into a cost.
#include "core/decide/cost/lengths.h"
#include "core/decide/cost/loads.h"
#include "core/decide/cost/offer_shelf.h"
#include "core/decide/cost/price_book.h"
#include "core/decide/words/cost_words.h"
#include "core/formats/strict_json.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace pareto;

namespace {

PriceBook shipped() {
  const std::string file = PARETO_RESOURCE_DIR "/prices/prices.json";
  const auto document = read_strict_json(file);
  const auto book = document ? PriceBook::parse(*document, file) : Result<PriceBook>(document.error());
  if (!book)
    qFatal("%s", book.error().message.c_str());
  return *book;
}

const Offer* offer(const PriceBook& book, const std::string& what, const std::string& provider) {
  const auto found = std::find_if(book.offers().begin(), book.offers().end(),
                                  [&](const Offer& each) { return each.what == what && each.provider == provider; });
  return found == book.offers().end() ? nullptr : &*found;
}

std::string error_of(const Result<CountedLengths>& read) { return read ? std::string() : read.error().message; }

} // namespace

class TestPriceBook : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void days() {
    QCOMPARE(days_between("2026-11-29", "2026-11-29"), std::optional(0));
    QCOMPARE(days_between("2026-08-31", "2026-11-29"), std::optional(90));
    QCOMPARE(days_between("2024-02-28", "2024-03-01"), std::optional(2)); // a leap year
    QCOMPARE(days_between("2024-12", "2025-01-01"), std::optional(1));
    QCOMPARE(days_between("2024", "2025-01-01"), std::optional(1));
    for (const char* none : {"", "2026-13-01", "2026-02-30", "2026-1-1", "yesterday!", "20261129", "2026-11-2x"})
      QVERIFY2(!days_between(none, "2026-11-29"), none);
    QVERIFY(!is_old("2026-08-31", "2026-11-29") && is_old("2026-08-30", "2026-11-29") && is_old("", "2026-11-29"));
  }

  /// Each machine and model once, at who asks least for requests of these lengths; what is not offered any more is not.
  void the_shelf_has_each_offer_once() {
    const PriceBook book = shipped();
    const LengthMix reading{{1, 10'000, 10}}, writing{{1, 10, 10'000}};
    for (const Offer::Kind kind : {Offer::Kind::MachineHour, Offer::Kind::ApiTokens}) {
      const std::vector<ShelfOffer> all = shelf_offers(book, kind, reading, "2026-11-29");
      int offers = 0;
      std::set<std::string> named;
      for (const ShelfOffer& each : all) {
        offers += each.offers;
        QVERIFY2(named.insert(each.offer.what).second, each.offer.what.c_str());
        for (const Offer& other : book.offers())
          if (kind == Offer::Kind::MachineHour && other.kind == kind && other.what == each.offer.what)
            QVERIFY(other.value >= each.offer.value);
      }
      const auto offered = std::count_if(book.offers().begin(), book.offers().end(), [&](const Offer& each) {
        return each.kind == kind && (each.retires.empty() || *days_between("2026-11-29", each.retires) >= 0);
      });
      QCOMPARE(static_cast<ptrdiff_t>(offers), offered);
    }
    const auto apis = [&](const LengthMix& mix, const char* day) {
      return shelf_offers(book, Offer::Kind::ApiTokens, mix, day);
    };
    for (const auto& [mix, tokens] : {std::pair{reading, std::pair{10'000.0, 10.0}}, {writing, {10.0, 10'000.0}}}) {
      double last = 0;
      for (const ShelfOffer& each : apis(mix, "2026-11-29")) {
        const double asked = each.offer.value * tokens.first + each.offer.output * tokens.second;
        QVERIFY(asked >= last - 1e-9);
        last = asked;
      }
    }
    QVERIFY(apis(reading, "2100-01-01").size() <= apis(reading, "2026-11-29").size());
  }

  void the_shipped_list_is_read_whole() {
    const PriceBook book = shipped();
    std::array<int, kOfferKinds> counts{};
    for (const Offer& each : book.offers()) {
      ++counts[static_cast<size_t>(each.kind)];
      QVERIFY(!each.what.empty() && !each.source.empty() && each.value >= 0);
      QVERIFY(each.date.empty() || days_between(each.date, "2026-11-29"));
    }
    QCOMPARE(counts, (std::array<int, kOfferKinds>{63, 55, 7, 4})); // a PUE without a figure is none
    const auto old = std::count_if(book.offers().begin(), book.offers().end(), [](const Offer& each) {
      return each.kind == Offer::Kind::MachineHour && is_old(each.date, "2026-11-29");
    });
    QCOMPARE(old, std::ptrdiff_t(14)); // twelve of March, two without a day
  }

  void an_offer_is_taken_with_its_day_and_range() {
    const PriceBook book = shipped();
    CostInputs inputs;
    const Offer* l4 = offer(book, "l4", "Modal");
    QVERIFY(l4);
    take_offer(inputs, book, *l4);
    const CostInput& hour = inputs[CostField::RentedPerHour];
    QVERIFY(*hour.value == 0.8 && *hour.low == 0.8 && *hour.high == 0.85 && hour.source == InputSource::Priced);
    QVERIFY(hour.date == "2026-03-13" && hour.from == "l4, Modal");
    QCOMPARE(old_prices(inputs, "2026-11-29"), std::vector<CostField>{CostField::RentedPerHour});
    QVERIFY(old_prices(inputs, "2026-04-01").empty());
    const std::string said = input_source_text(Voice(), hour, "2026-11-29");
    QVERIFY2(said.find("older than 90 days") != std::string::npos, said.c_str());
    take_offer(inputs, book, *offer(book, "Llama 3.1 8B Instruct", "Nebius"));
    QVERIFY(*inputs[CostField::ApiInput].value == 0.02 && *inputs[CostField::ApiOutput].value == 0.06);
    take_offer(inputs, book, *offer(book, "JP", "industry (high and special high voltage) average"));
    QVERIFY(inputs[CostField::ElectricityPrice].currency == Currency::JPY &&
            *inputs[CostField::ElectricityPrice].value == 27.55);
  }

  void bad_lists_data() {
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QString>("says");
    QTest::newRow("schema") << QByteArray(R"({"schema":"prices-9"})") << "schema";
    QTest::newRow("not a list") << QByteArray(R"({"schema":"paretoscope-prices-1","pue":3})") << "pue";
    QTest::newRow("price") << QByteArray(
                                  R"({"schema":"paretoscope-prices-1","cloud_gpu_hour":[{"machine":"x","provider":"y",)"
                                  R"("usd_per_gpu_hour":"free","provisioning":"spot","source":"s"}]})")
                           << "cloud_gpu_hour[0].usd_per_gpu_hour";
    QTest::newRow("day") << QByteArray(
                                R"({"schema":"paretoscope-prices-1","cloud_gpu_hour":[{"machine":"x","provider":"y",)"
                                R"("usd_per_gpu_hour":1,"provisioning":"spot","source":"s","date":"2026-02-31"}]})")
                         << "cloud_gpu_hour[0].date";
    QTest::newRow("unit") << QByteArray(R"({"schema":"paretoscope-prices-1","electricity":[{"region":"x","sector":"y",)"
                                        R"("amount":1,"currency":"USD","per":"MWh","source":"s"}]})")
                          << "electricity[0].per";
  }
  void bad_lists() {
    QFETCH(QByteArray, document);
    QFETCH(QString, says);
    const auto json = parse_strict_json(document.toStdString(), "p.json");
    QVERIFY(json);
    const auto book = PriceBook::parse(*json, "p.json");
    QVERIFY(!book);
    QVERIFY2(QString::fromStdString(book.error().message).contains(says), book.error().message.c_str());
  }

  void presets_keep_the_workload_in_the_middle() {
    const Workload workload{1000, 200, 8, Waits::Person, 0};
    QCOMPARE(length_mix(Lengths::Alike, workload, {}), (LengthMix{{1, 1000, 200}}));
    for (const Lengths lengths : {Lengths::Spread, Lengths::LongTail}) {
      const LengthMix mix = length_mix(lengths, workload, {});
      QCOMPARE(mix.size(), size_t(10));
      double share = 0;
      for (const LengthClass& each : mix)
        share += each.share;
      QVERIFY(std::abs(share - 1) < 1e-12);
      QVERIFY(mix[4].prompt_tokens < 1000 && mix[5].prompt_tokens > 1000 && mean_prompt(mix) > 1000);
      QVERIFY(std::abs(static_cast<double>(mix[0].prompt_tokens) * static_cast<double>(mix[9].prompt_tokens) / 1e6 -
                       1) < 0.01); // the tails are a ratio apart
    }
    QVERIFY(mean_prompt(length_mix(Lengths::LongTail, workload, {})) >
            mean_prompt(length_mix(Lengths::Spread, workload, {})));
  }

  void lengths_are_counted() {
    const auto read =
        parse_lengths("time_s,prompt_tokens,answer_tokens,requests\n0,100,10,3\n1,110,10,1\n2,4000,50,\"1\"\r\n",
                      "l.csv", kEnglishText);
    QVERIFY2(read, error_of(read).c_str());
    QVERIFY(read->requests == 5 && !read->by_characters);
    QCOMPARE(read->mix.size(), size_t(2)); // 100 and 110 are of one half octave
    QVERIFY(std::abs(read->mix[0].share - 0.8) < 1e-12 && read->mix[0].prompt_tokens == 103); // 102.5
    QCOMPARE(read->mix[1], (LengthClass{0.2, 4000, 50}));
  }

  void characters_are_converted_by_language() {
    const char* csv = "\xef\xbb\xbfprompt_characters,answer_characters\n4000,400\n";
    QCOMPARE(parse_lengths(csv, "l.csv", kEnglishText)->mix, (LengthMix{{1, 1000, 100}}));
    QCOMPARE(parse_lengths(csv, "l.csv", kJapaneseText)->mix, (LengthMix{{1, 4000, 400}}));
    QVERIFY(parse_lengths(csv, "l.csv", kJapaneseText)->by_characters);
    QCOMPARE(tokens_of(1, kEnglishText), int64_t(1));
  }

  void many_lengths_become_few() {
    std::string csv = "prompt_tokens,answer_tokens\n";
    double sum = 0;
    for (int i = 1; i <= 5000; ++i) {
      csv += std::to_string(i * 37 % 60'000 + 1) + "," + std::to_string(i * 13 % 3000 + 1) + "\n";
      sum += i * 37 % 60'000 + 1;
    }
    const auto read = parse_lengths(csv, "l.csv", kEnglishText);
    QVERIFY(read && read->mix.size() <= kMostLengthClasses && read->requests == 5000);
    QVERIFY(std::abs(mean_prompt(read->mix) - sum / 5000) < 1);
    Study study;
    study.models = {"mamba2@probe"};
    study.cost.lengths = Lengths::Counted;
    study.cost.counted = read->mix;
    const auto back = study_from_json(to_json(study), "s.json"); // shares add up after the way through text
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QCOMPARE(back->cost.counted, read->mix);
  }

  void bad_lengths_data() {
    QTest::addColumn<QString>("csv");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << ""
                           << "is empty";
    QTest::newRow("heading") << "tokens\n5\n"
                             << "line 1: the heading must name";
    QTest::newRow("none") << "prompt_tokens,answer_tokens\n\n"
                          << "no request";
    QTest::newRow("word") << "prompt_tokens,answer_tokens\n5,5\n5,many\n"
                          << "line 3: answer_tokens";
    QTest::newRow("short") << "prompt_tokens,answer_tokens\n5\n"
                           << "line 2: answer_tokens";
    QTest::newRow("negative") << "prompt_tokens,answer_tokens\n-5,5\n"
                              << "prompt_tokens";
    QTest::newRow("nan") << "prompt_tokens,answer_tokens\nnan,5\n"
                         << "prompt_tokens";
    QTest::newRow("huge") << "prompt_tokens,answer_tokens\n9999999,5\n"
                          << "1048576";
  }
  void bad_lengths() {
    QFETCH(QString, csv);
    QFETCH(QString, says);
    const auto read = parse_lengths(csv.toStdString(), "l.csv", kEnglishText);
    QVERIFY(!read);
    QVERIFY2(QString::fromStdString(error_of(read)).contains(says), error_of(read).c_str());
  }

  void loads_are_read_from_a_log() {
    Study study;
    study.workload.prompt_tokens = 600;
    const std::string log =
        R"({"event":"load_trial","per_s":1})"
        "\n"
        R"({"event":"load","model":"mamba2@1.3b","device":"cpu","precision":"f16","kept_per_s":2.5,"failed_per_s":2.55,"patience_s":10,"requests":400,"source":"measured"})"
        "\n";
    const auto loads = parse_loads(log, "dir/a.jsonl", study, "2026-11-29");
    QVERIFY2(loads, loads ? "" : loads.error().message.c_str());
    QCOMPARE(*loads, (std::vector<MeasuredLoad>{
                         {"mamba2@1.3b", "cpu", "f16", 2.5, 2.55, 10, 600, 150, "a.jsonl", "2026-11-29"}}));
    add_load(study.cost, loads->front());
    add_load(study.cost, loads->front());
    QCOMPARE(study.cost.loads.size(), size_t(1));
    QVERIFY(!parse_loads("{\"event\":\"load_trial\"}\n", "a", study, "2026-11-29"));
    QVERIFY(!parse_loads("no json\n", "a", study, "2026-11-29"));
    const auto none =
        parse_loads(R"({"event":"load","model":"m","kept_per_s":null,"patience_s":10})", "a", study, "2026-11-29");
    QVERIFY(!none && none.error().message.find("no load was kept") != std::string::npos);
  }
};

PARETO_TEST(TestPriceBook)
#include "tst_price_book.moc"
