// SPDX-License-Identifier: GPL-3.0-or-later
// What is stated of made-up results: which kind, which figures, how sure, and how the engine says it.
#include "core/decide/statement_event.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/sentences.h"
#include "tests/support/every_statement.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

#include <set>

using namespace pareto;
using test::decode;
using test::kAttention, test::kMamba2, test::kGdn, test::kHybrid;

namespace {

/// At 2,048 tokens and 8 requests; FDA look-ups: 52.2, 25.3, 23.7, 52.0 right of 100.
Evidence with_waits(double attention, double mamba2, double gdn, double hybrid, bool preview = false) {
  Study study;
  study.models = {kAttention, kMamba2, kGdn, kHybrid};
  Evidence evidence(study, {}, test::publishedResults());
  const double ms[] = {attention, mamba2, gdn, hybrid};
  for (size_t i = 0; i < 4; ++i)
    test::add_answer(evidence, study.models[i], 8, 2048, ms[i], preview);
  return evidence;
}

Comparison here() {
  Comparison comparison;
  comparison.at = {2048, 8, 150};
  return comparison;
}

/// As the engine prints it.
std::string english(const AnyStatement& statement, const Evidence& evidence, const Comparison& comparison) {
  return sentence({Voice(), evidence, comparison}, statement);
}

Verdict verdict_of(const Evidence& evidence, const Comparison& comparison) {
  return verdict(evidence, comparison, ranking(evidence, comparison));
}

const Ranked& place_of(const std::vector<Ranked>& all, const std::string& model) {
  for (const Ranked& place : all)
    if (place.who.model == model)
      return place;
  qFatal("not ranked");
}

/// Attention grows with the context, Mamba-2 does not: they cross between 512 and 4,096.
Evidence crossing(bool preview = false) {
  Study study;
  study.models = {kAttention, kMamba2};
  Evidence evidence(study, {}, test::publishedResults());
  for (const auto& [context, ms] : {std::pair{512, 20.0}, {2048, 40.0}, {4096, 70.0}}) {
    test::add_rounds(evidence, decode(kAttention, 8, context, ms, preview));
    test::add_rounds(evidence, decode(kMamba2, 8, context, 30, preview));
  }
  return evidence;
}

Evidence two_devices(int64_t gpu_bytes = 24'000'000'000) {
  Study study;
  study.models = {kAttention, kMamba2};
  study.devices = {"cpu", "vulkan:0"};
  Evidence evidence(study, {}, test::publishedResults());
  test::add_answer(evidence, kAttention, 8, 2048, 90);
  test::add_answer(evidence, kAttention, 8, 2048, 30, false, "vulkan:0");
  Calibration limits;
  limits.processor = "A GPU";
  limits.type = "discrete GPU";
  limits.memory_bytes = gpu_bytes;
  evidence.set_limits("vulkan:0", limits);
  return evidence;
}

} // namespace

class TestStatements : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void chosen_is_the_shortest_wait_of_those_that_lose_no_quality() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    const Verdict said = verdict_of(evidence, here());
    QCOMPARE(int(said.kind), int(Verdict::Kind::Chosen));
    QCOMPARE(int(said.sure), int(Sure::Settled));
    const Figure& figure = said.figures.at(kGoalFigure);
    QCOMPARE(figure.of.model, kHybrid);
    QCOMPARE(figure.size, std::string("1.3b"));
    QVERIFY(figure.parameters && *figure.parameters > 1'000'000'000 && figure.at.context == 2048);
    QVERIFY(figure.axis.metric == Metric::AnswerTime && std::abs(*figure.quantity.value - 60 * 169) < 10);
    QVERIFY(figure.quantity.ci95 && figure.quantity.source == Source::Measured && figure.quantity.n == 100);
  }

  void a_preview_decides_nothing() {
    const Verdict said = verdict_of(with_waits(90, 30, 35, 60, true), here());
    QCOMPARE(int(said.kind), int(Verdict::Kind::NotYet));
    QVERIFY(said.pending.of(Held::Preview) == 4 && said.pending.all() == 4 && said.compared == 4 &&
            said.figures.empty());
    QCOMPARE(int(said.sure), int(Sure::Preview));
  }

  void what_is_missing_for_a_verdict_is_its_kind() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    Comparison comparison = here();
    comparison.limits[Metric::Tpot] = 1;
    QCOMPARE(int(verdict_of(evidence, comparison).kind), int(Verdict::Kind::NoneMeetsLimits));
    comparison = here();
    comparison.hidden = evidence.models();
    QCOMPARE(int(verdict_of(evidence, comparison).kind), int(Verdict::Kind::NothingChosen));
    const Evidence empty(evidence.study(), {}, test::publishedResults());
    const Verdict none = verdict_of(empty, here());
    QCOMPARE(int(none.kind), int(Verdict::Kind::NoValue));
    QCOMPARE(int(none.figures.at(0).quantity.gap), int(Gap::NotMeasured));
    QCOMPARE(int(none.sure), int(Sure::Unknown));
    comparison = here();
    comparison.goal = Goal::LeastMemory; // by formula; but nobody timed anything
    comparison.limits = {{Metric::AnswerTime, 1}};
    QCOMPARE(int(verdict_of(empty, comparison).kind), int(Verdict::Kind::LimitsUnknown));
  }

  void a_length_that_was_not_tested_gives_no_verdict() {
    Evidence evidence = with_waits(90, 30, 35, 60);
    for (const std::string& model : evidence.models())
      test::add_answer(evidence, model, 8, 4096, 200);
    Comparison comparison = here();
    comparison.at.context = 4096;
    const Verdict said = verdict_of(evidence, comparison);
    QCOMPARE(int(said.kind), int(Verdict::Kind::TestedShort));
    QCOMPARE(said.figures.at(0).quantity.tested_to, int64_t(2048));
    const Choice chosen = choice(evidence, comparison, trade_off(evidence, comparison));
    QVERIFY(chosen.kind == Choice::Kind::TestedShort && chosen.tested_to == 2048);
  }

  void places_say_who_beats_whom() {
    const std::vector<Ranked> all = ranking(with_waits(90, 30, 70, 60), here());
    QCOMPARE(all.size(), size_t(4));
    QCOMPARE(int(all.front().kind), int(Ranked::Kind::Chosen));
    QCOMPARE(all.front().who.model, kHybrid);
    const Ranked& slower = place_of(all, kAttention); // 52.2 right of 100 against 52.0 is no difference
    QVERIFY(slower.kind == Ranked::Kind::Slower && slower.better.model == kHybrid && slower.sure == Sure::Settled);
    for (const std::string& worse : {kMamba2, kGdn}) // surely fewer right, however fast
      QVERIFY(place_of(all, worse).kind == Ranked::Kind::LosesQuality &&
              place_of(all, worse).better.model == kAttention);
    Comparison memory = here();
    memory.goal = Goal::LeastMemory;
    memory.task = "zero_shot_avg"; // printed without intervals: nobody is surely worse
    QCOMPARE(int(place_of(ranking(with_waits(90, 30, 70, 60), memory), kAttention).kind), int(Ranked::Kind::Slower));
  }

  void a_failed_limit_is_named() {
    Comparison comparison = here();
    comparison.limits = {{Metric::Tpot, 65}, {Metric::Quality, 40}};
    const Evidence evidence = with_waits(90, 30, 35, 60);
    const std::vector<Ranked> all = ranking(evidence, comparison);
    QCOMPARE(place_of(all, kAttention).limits, std::vector<Metric>{Metric::Tpot});
    QCOMPARE(place_of(all, kMamba2).limits, std::vector<Metric>{Metric::Quality});
    const Exclusion by_time = exclusions(evidence, comparison).at(Metric::Tpot);
    QCOMPARE(by_time.failed.size(), size_t(1));
    QVERIFY(by_time.failed[0].model == kAttention && by_time.unknown.empty());
    const Choice chosen = choice(evidence, comparison, trade_off(evidence, comparison));
    QVERIFY(chosen.kind == Choice::Kind::Best && chosen.figures[0].of.model == kHybrid);
  }

  void a_crossing_is_a_figure_with_its_interval() {
    const Crossings said = crossings(crossing(), here());
    QCOMPARE(int(said.kind), int(Crossings::Kind::Known));
    QCOMPARE(said.figures.size(), size_t(1));
    const Figure& at = said.figures[0];
    QVERIFY(at.crossing == Along::Context && *at.quantity.value > 1100 && *at.quantity.value < 1500 &&
            at.quantity.ci95);
    QCOMPARE(int(said.sure), int(Sure::Settled));
    QVERIFY(said.drawn);
    QCOMPARE(int(crossings(crossing(true), here()).kind), int(Crossings::Kind::TooLittle)); // a preview crosses nothing
    Comparison rate = here();
    rate.latency_metric = Metric::DecodeRate; // rates cross where their times do
    QCOMPARE(*crossings(crossing(), rate).figures.at(0).quantity.value, *at.quantity.value);
    Comparison alone = here();
    alone.hidden = {kMamba2};
    QCOMPARE(int(crossings(crossing(), alone).kind), int(Crossings::Kind::Alone));
  }

  void of_whom_the_same_is_said_stands_together() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    Crossings all;
    all.kind = Crossings::Kind::Known;
    all.baseline = {kAttention, "cpu"};
    const auto partly = [](const std::string& who, double low, double high) {
      return Crossover{Crossover::Kind::PartlyBelow, who, kAttention, "cpu", "cpu", 0, std::nullopt, low, high, {}};
    };
    all.known = {partly(kMamba2, 8192, 65'536), partly(kGdn, 8192, 65'536)};
    const auto said = [&] { return sentence({Voice(), evidence, here()}, all); };
    QVERIFY2(
        said().ends_with("Transformer++: Mamba-2, Gated DeltaNet surely at 8,192–65,536 tokens, elsewhere no decisive "
                         "difference."),
        said().c_str());
    all.known[1].low = 2048; // other places: what holds of the rest is still said once
    QVERIFY2(said().ends_with(
                 "Transformer++: Mamba-2 surely at 8,192–65,536 tokens; Gated DeltaNet surely at 2,048–65,536 tokens; "
                 "elsewhere no decisive difference."),
             said().c_str());
  }

  void memory_names_the_baseline_the_others_and_what_does_not_fit() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    const MemoryNeed need = memory_need(evidence, here());
    QCOMPARE(int(need.kind), int(MemoryNeed::Kind::Range));
    QCOMPARE(need.figures[0].of.model, kAttention); // the baseline, whoever needs most
    QVERIFY(*need.figures[1].quantity.value < *need.figures[0].quantity.value);
    for (size_t i = 2; i < need.figures.size(); i += 2)
      QVERIFY(need.figures[i].of.model != kAttention);
    QVERIFY(*need.figures[2].quantity.value <= *need.figures[need.figures.size() - 2].quantity.value);
    QVERIFY(need.fits.size() == 1 && need.fits[0].bytes == 0); // and that nobody knows the machine's memory is said
    const std::string said = sentence({Voice(), evidence, here()}, need);
    QVERIFY2(said.ends_with("How much memory this machine has is not known."), said.c_str());
    Comparison devices = here();
    devices.compared = Compared::Devices;
    const MemoryNeed fits = memory_need(two_devices(1'000'000'000), devices);
    QVERIFY(fits.kind == MemoryNeed::Kind::One && fits.fits.size() == 2);
    QCOMPARE(fits.fits[1].too_large.size(), size_t(1)); // 1.3 B parameters in 1 GB
  }

  void of_devices_the_quality_is_said_once() {
    Comparison devices = here();
    devices.compared = Compared::Devices;
    const Evidence evidence = two_devices();
    const Verdict said = verdict_of(evidence, devices);
    QCOMPARE(int(said.kind), int(Verdict::Kind::Chosen));
    QVERIFY(said.figures[0].of.device == "vulkan:0" && said.sure == Sure::Settled);
    const auto shown = qualities(evidence, devices, trade_off(evidence, devices));
    QVERIFY(shown && shown->figures.size() == 1 && shown->unit == QualityUnit::RightOf100 && !shown->source.empty());
    const std::vector<Ranked> all = ranking(evidence, devices);
    QVERIFY(all[1].same_quality && all[1].better.device == "vulkan:0" && all[1].sure == Sure::Settled);
  }

  void another_size_is_named_and_has_no_figures() {
    Study study;
    study.models = {kAttention, "mamba2@340m"};
    const Evidence evidence(study, {}, test::publishedResults());
    const std::vector<Ranked> all = ranking(evidence, here());
    QVERIFY(all.back().kind == Ranked::Kind::OtherSize && all.back().figures.empty());
    bool named = false;
    for (const AnyStatement& statement : statements(evidence, here()))
      if (const auto* others = std::get_if<OtherSizes>(&statement))
        named = others->models == std::vector<std::string>{"mamba2@340m"};
    QVERIFY(named);
  }

  void provenance_sums_up_what_is_shown() {
    Quantity measured;
    measured.value = 3;
    measured.source = Source::Measured;
    measured.n = 12;
    measured.time_utc = "2026-01-02T03:04:05Z";
    Quantity later = measured;
    later.n = 7;
    later.preview = true;
    later.time_utc = "2026-02-02T03:04:05Z";
    Quantity printed;
    printed.value = 50;
    printed.source = Source::Published;
    printed.paper = "A model, arXiv 1, Table 2";
    const Provenance origin =
        provenance(crossing(), {{kAttention, "cpu"}, {kMamba2, "cpu"}}, {measured, later, printed});
    QVERIFY(origin.speed && origin.speed_preview && origin.preview && origin.least_n == 7 && !origin.formula);
    QCOMPARE(origin.latest_utc, later.time_utc);
    QCOMPARE(origin.papers, std::vector<std::string>{"arXiv 1, Table 2"});
    QVERIFY(origin.untold_length && !origin.nothing_measured && origin.devices.size() == 1 &&
            origin.models.size() == 2);
    QCOMPARE(int(origin.sure), int(Sure::Preview));
  }

  void ranges_span_what_is_compared() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    const auto range = range_of(evidence, here(), {Metric::Tpot, {}});
    QVERIFY(range && std::abs(range->low - 30) < 1 && std::abs(range->high - 90) < 1);
    QVERIFY(!range_of(evidence, here(), {Metric::Quality, "nobody_published_this"}));
  }

  void the_engine_says_it_in_english() {
    const Evidence evidence = with_waits(90, 30, 35, 60);
    const std::string text = english(verdict_of(evidence, here()), evidence, here());
    QVERIFY2(text.starts_with("At 2,048 tokens and 8 simultaneous requests, choose Hybrid") ||
                 text.starts_with("At 2,048 tokens and 8 simultaneous requests, choose Gated DeltaNet-H1"),
             text.c_str());
    QVERIFY2(text.find("the shortest wait per answer without a sure loss of quality, ") != std::string::npos,
             text.c_str());
    QVERIFY2(text.ends_with(" right of 100."), text.c_str());
    const Evidence preview = with_waits(90, 30, 35, 60, true);
    QCOMPARE(
        english(verdict_of(preview, here()), preview, here()),
        std::string(
            "At 2,048 tokens and 8 simultaneous requests, cannot compare yet: 4 of 4 only previews. A preview "
            "decides nothing: its interval comes with further rounds (run again with --rounds 3: they are added)."));
    QVERIFY2(english(choice(preview, here(), trade_off(preview, here())), preview, here())
                     .find("cannot compare yet: 4 of 4 only previews. A preview decides nothing") != std::string::npos,
             english(choice(preview, here(), trade_off(preview, here())), preview, here()).c_str());
    const Evidence crossed = crossing();
    const std::string crosses = english(crossings(crossed, here()), crossed, here());
    QVERIFY2(crosses.starts_with("At 8 simultaneous requests, faster per token than Transformer++: Mamba-2 from 1,"),
             crosses.c_str());
    const std::vector<Ranked> places = ranking(evidence, here());
    const std::string place = english(place_of(places, kGdn), evidence, here());
    QVERIFY2(place.find(" right of 100 – surely worse on the task than Transformer++.") != std::string::npos,
             place.c_str());
  }

  void one_request_is_said_as_one() {
    const Voice voice;
    Comparison alone = here();
    alone.at.requests = 1;
    const Evidence evidence = with_waits(90, 30, 35, 60);
    QVERIFY(english(choice(evidence, alone, trade_off(evidence, alone)), evidence, alone).find("%n") ==
            std::string::npos);
    const Wording pattern = PARETO_SAY_N("Test", "%n requests of %1").if_one("one request of %1");
    QCOMPARE(voice.say(pattern, {"%2"}, 1), std::string("one request of %2")); // what is filled in is not searched
    QCOMPARE(voice.say(pattern, {"A", "B"}, 3), std::string("3 requests of A"));
    QCOMPARE(voice.say({}), std::string());
    QCOMPARE(voice.list({"A", "B"}), std::string("A, B"));
  }

  void numbers_have_the_unit_people_use() {
    const Voice voice;
    const auto text = [&](double value, NumberFormat format) { return number_text(voice, value, format); };
    QCOMPARE(text(61.24, NumberFormat::Milliseconds), std::string("61.2 ms"));
    QCOMPARE(text(90e3, NumberFormat::Milliseconds), std::string("1.5 min"));
    QCOMPARE(text(0.05, NumberFormat::Milliseconds), std::string("50.0 µs"));
    QCOMPARE(text(1.42e9, NumberFormat::Bytes), std::string("1.42 GB"));
    QCOMPARE(text(312, NumberFormat::Rate), std::string("312"));
    QCOMPARE(count_text(voice, 65'536), std::string("65,536"));
    QCOMPARE(count_text(voice, -65'536), std::string("-65,536"));
    QCOMPARE(count_text(voice, 512), std::string("512"));
    QCOMPARE(voice.digits(1234567.891, 2), std::string("1,234,567.89"));
    const auto range = [&](double low, double high) {
      return range_text(voice, {low, high}, NumberFormat::Milliseconds);
    };
    QCOMPARE(range(920, 2100), std::string("0.92–2.1 s"));
    QCOMPARE(range(14.3e3, 165e3), std::string("14–170 s")); // one unit, and not "0.238–2.75 min"
    QCOMPARE(range(58.7, 1330), std::string("0.059–1.3 s"));
    QCOMPARE(range(26e3, 60e3), std::string("26–60 s"));
    QCOMPARE(range(9e3, 102e3), std::string("9.0–100 s"));
    QCOMPARE(range(9e3, 3600e3), std::string("0.0025–1 h"));
    QCOMPARE(range(999.6, 4210), std::string("1.0–4.2 s"));
  }

  void every_kind_is_said_in_whole_sentences() {
    Evidence evidence = two_devices();
    for (const Compared compared : {Compared::Models, Compared::Devices})
      for (const Along along : {Along::Context, Along::Requests}) {
        Comparison comparison = here();
        comparison.compared = compared;
        comparison.along = along;
        for (const AnyStatement& statement : test::every_statement({kAttention, "cpu"}, {kMamba2, "vulkan:0"})) {
          const std::string text = english(statement, evidence, comparison);
          QVERIFY2(text.size() > 10 && text.ends_with('.') && !text.ends_with("..") && !text.starts_with(' '),
                   text.c_str());
          for (size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1))
            QVERIFY2(at + 1 < text.size() && text[at + 1] == ' ', text.c_str()); // "95 % interval", never "%1"
          for (const char* of_the_window : {"press", "tick", "slider", "“", "bars", "dotted", "hollow"})
            QVERIFY2(text.find(of_the_window) == std::string::npos, text.c_str());
        }
      }
  }

  void every_statement_has_text_kind_and_figures_as_an_event() {
    Evidence evidence = two_devices();
    std::set<std::string> kinds;
    Comparison devices = here();
    devices.compared = Compared::Devices;
    for (const Comparison& comparison : {here(), devices})
      for (const AnyStatement& statement : statements(evidence, comparison)) {
        const std::string text = english(statement, evidence, comparison);
        QVERIFY2(text.size() > 10 && (text.back() == '.'), text.c_str());
        const auto* place = std::get_if<Ranked>(&statement);
        const nlohmann::json event =
            place ? shortlist_event(*place, evidence, text, "why") : event_of(statement, evidence, text);
        QCOMPARE(event["event"].get<std::string>(), std::string(place ? "shortlist" : "statement"));
        for (const char* key : {"model", "device", "group", "wait_ms", "quality", "memory_bytes", "state", "why"})
          QVERIFY2(!place || event.contains(key), key);
        kinds.insert(event["kind"].get<std::string>());
        for (const nlohmann::json& figure : event["figures"]) {
          for (const char* key : {"model", "device", "metric", "unit", "source", "context_tokens", "requests", "size",
                                  "parameters", "ci95"})
            QVERIFY2(figure.contains(key), key);
          QVERIFY(figure["value"].is_number() || !figure["reason"].get<std::string>().empty());
        }
      }
    for (const char* kind : {"verdict", "ranked", "choice", "crossings", "memory", "qualities", "provenance"})
      QVERIFY2(kinds.contains(kind), kind);
  }
};

PARETO_TEST(TestStatements)
#include "tst_statements.moc"
