// SPDX-License-Identifier: GPL-3.0-or-later
// What ANSWER says, as facts: its headline, how sure it is, how much architecture can change, what would change it.
#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"
#include "core/decide/answer/workload_choices.h"
#include "core/decide/speed_model.h"
#include "core/decide/words/answer_words.h"
#include "core/graph/cost.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"
#include "tests/support/random_answers.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace pareto;
using test::decode;
using test::kAttention, test::kMamba2, test::kHybrid;
using test::prefill;

namespace {

Calibration machine() {
  Calibration c;
  c.roofline = {20e9, 200e9};
  c.memory_bytes = 16'000'000'000;
  return c;
}

Evidence of(const std::vector<std::string>& models, Waits waits = Waits::Person) {
  Study study;
  study.models = models;
  study.workload.waits = waits;
  return {study, machine(), test::publishedResults()};
}

Comparison at(int64_t context, int requests, int64_t answer_tokens, const std::string& task = "zero_shot_avg") {
  Comparison comparison;
  comparison.at = {context, requests, answer_tokens};
  comparison.task = task; // printed without intervals: nobody is surely worse
  return comparison;
}

/// Waits of a model at a place: a step, and a prompt.
void add(Evidence& evidence, const std::string& model, int requests, int64_t tokens, double step_ms, double prompt_ms) {
  test::add_rounds(evidence, decode(model, requests, tokens, step_ms));
  test::add_rounds(evidence, prefill(model, requests, tokens, prompt_ms));
}

/// Two models along one load: attention reads and writes the slower the longer, the other costs the same at any length.
void add_two_curves(Evidence& evidence) {
  for (int64_t tokens = 128; tokens <= 65'536; tokens *= 2) {
    const auto length = static_cast<double>(tokens);
    add(evidence, kAttention, 1, tokens, 10 + 0.001 * length, 0.1 * length + 1e-5 * length * length);
    add(evidence, kMamba2, 1, tokens, 14, 0.15 * length);
  }
}

std::string line_of(const Evidence& evidence, const Comparison& comparison) {
  return headline_text({Voice(), evidence, comparison}, answer(evidence, comparison).headline);
}

using Line = Headline::Kind;

} // namespace

class TestAnswer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void support_mail_says_that_architecture_hardly_matters() {
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 600, 30, 1000);
    add(evidence, kMamba2, 1, 600, 29, 1000);
    const Answer all = answer(evidence, at(600, 1, 150));
    QCOMPARE(int(all.headline.kind), int(Line::HardlyMatters));
    QVERIFY(all.ceiling.known && !all.ceiling.matters() && all.headline.begins);
    QVERIFY(*all.headline.begins > 600 && *all.headline.begins < 20'000);
    OperatingPoint there{*all.headline.begins, 1, 150};
    QVERIFY(mixing_share(evidence, {kAttention, "cpu"}, there)->share() >= kMatters ||
            mixing_share(evidence, {kMamba2, "cpu"}, there)->share() >= kMatters);
    QCOMPARE(int(all.backing.badge), int(Badge::Trial));
    QVERIFY2(line_of(evidence, at(600, 1, 150))
                 .starts_with("Architecture hardly changes the wait here; by formula it can from about"),
             line_of(evidence, at(600, 1, 150)).c_str());
  }

  void a_measured_difference_is_not_talked_away() { // whatever formulas allow
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 600, 30, 1000);
    add(evidence, kMamba2, 1, 600, 15, 1000);
    const Headline line = answer(evidence, at(600, 1, 150)).headline;
    QCOMPARE(int(line.kind), int(Line::Wins));
    QCOMPARE(line.who.model, kMamba2);
    QVERIFY(std::abs(*line.times - (1000 + 149 * 30.0) / (1000 + 149 * 15.0)) < 0.01);
    QCOMPARE(line_of(evidence, at(600, 1, 150)),
             std::string("Mamba-2 answers 1.7 times faster here than Transformer++"));
  }

  void the_share_of_mixing_is_what_its_operations_cost() {
    const Evidence evidence = of({kAttention});
    const SpeedModel& formulas = *evidence.formulas(kAttention);
    const Footprint& footprint = formulas.footprint();
    const Graph step = footprint.model().record({1, 1, Phase::Decode});
    const auto costs = operation_costs(step, footprint.options(), 4096, footprint.formats());
    const Cost whole = step_cost(step, footprint.options(), 4096, footprint.formats());
    const StepWork one = formulas.decode_work(4096, 1), eight = formulas.decode_work(4096, 8);
    QCOMPARE(one.flops, whole.flops);
    QCOMPARE(one.mixing_flops, costs.at(Op::Attention).flops + costs.at(Op::Rope).flops);
    QCOMPARE(one.state_bytes, whole.state_bytes);
    QCOMPARE(eight.weight_bytes, one.weight_bytes); // read once for all requests
    QCOMPARE(eight.mixing_flops, 8 * one.mixing_flops);
  }

  void a_prompt_costs_the_sum_of_its_steps() { // windows, recurrences, levels and caches alike
    for (const std::string& model : {kAttention, kMamba2, kHybrid, std::string("sliding-window@1.3b")}) {
      const Evidence evidence = of({model});
      QVERIFY2(evidence.formulas(model), model.c_str());
      const Footprint& footprint = evidence.formulas(model)->footprint();
      const int step = MeasureOptions{}.prefill_step;
      const Graph graph = footprint.model().record({1, step, Phase::Prefill});
      Cost sum;
      for (int64_t done = 0; done < 40 * step; done += step) {
        sum += step_cost(graph, footprint.options(), done, footprint.formats());
        const StepWork work = evidence.formulas(model)->prefill_work(done + step, 1);
        QVERIFY(std::abs(work.flops - sum.flops) <= 1e-9 * sum.flops);
        QVERIFY(std::abs(work.state_bytes - sum.state_bytes) <= 1e-9 * sum.state_bytes);
        QVERIFY(std::abs(work.weight_bytes - sum.weight_bytes) <= 1e-9 * sum.weight_bytes);
      }
    }
  }

  void the_ceiling_rises_with_the_prompt() {
    const Evidence evidence = of({kAttention, kMamba2});
    double before = 0;
    for (int64_t tokens : {600, 4096, 40'000}) {
      const double share = mixing_share(evidence, {kAttention, "cpu"}, {tokens, 1, 150})->share();
      QVERIFY(share > before && share < 1);
      before = share;
    }
    QVERIFY(before > 0.5);
    const auto constant = [&](int64_t tokens) {
      return mixing_share(evidence, {kMamba2, "cpu"}, {tokens, 1, 150})->operations;
    };
    QVERIFY(std::abs(constant(40'960) - constant(4096)) < 0.01); // its state does not grow
  }

  /// An order needs evidence where the answer rests on it, too.
  void the_shortest_wait_says_whom_it_surely_beats() {
    for (const bool close : {true, false}) {
      Evidence evidence = of({kAttention, kMamba2});
      add(evidence, kAttention, 1, 40'000, close ? 81 : 100, close ? 602e3 : 900e3);
      add(evidence, kMamba2, 1, 40'000, 80, 600e3);
      const Comparison here = at(40'000, 1, 500);
      const Answer all = answer(evidence, here);
      QVERIFY(all.backing.of_waits);
      QCOMPARE(all.backing.others, 1);
      QCOMPARE(all.backing.surely_longer, close ? 0 : 1);
      const std::string said = backing_text({Voice(), evidence, here}, all.backing);
      QVERIFY2((said.find("not surely shorter than any other") != std::string::npos) == close, said.c_str());
    }
  }

  void nobody_answers_in_time() {
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 40'000, 100, 900e3);
    add(evidence, kMamba2, 1, 40'000, 80, 600e3);
    const Answer all = answer(evidence, at(40'000, 1, 500));
    QCOMPARE(int(all.headline.kind), int(Line::NoneInTime));
    QCOMPARE(all.headline.who.model, kMamba2);
    QVERIFY(std::abs(*all.headline.reading_share - 600e3 / (600e3 + 499 * 80.0)) < 1e-3);
    QCOMPARE(line_of(evidence, at(40'000, 1, 500)).c_str(),
             "No 1.3 B model here answers within 10 s; reading is 94 % of the shortest wait");
    // The load is said where there is one, and that no quality reaches so far.
    Headline loaded = all.headline;
    loaded.tested_to = 2048;
    QCOMPARE(headline_text({Voice(), evidence, at(40'000, 8, 500)}, loaded).c_str(),
             "No 1.3 B model here answers 8 at once within 10 s; quality is untested at 40,000 tokens");
    loaded.patience_ms = 12'345'678;
    const std::string longest = headline_text({Voice(), evidence, at(262'144, 64, 500)}, loaded);
    QVERIFY2(characters(longest) <= kLongestHeadline && longest.find("untested at 262,144") != std::string::npos,
             longest.c_str());
    QVERIFY(all.backing.waits_only()); // no quality was tested there: what is supported is the wait
    QCOMPARE(badge_text(Voice(), all.backing).c_str(), "Supported for the wait only");
    Evidence patient = of({kAttention, kMamba2}, Waits::Overnight);
    add(patient, kAttention, 1, 40'000, 100, 900e3);
    add(patient, kMamba2, 1, 40'000, 80, 600e3);
    QCOMPARE(int(answer(patient, at(40'000, 1, 500)).headline.kind), int(Line::Wins));
    Evidence unsure = of({kAttention, kMamba2}); // one of two is not known: "nobody" would be more than is known
    add(unsure, kMamba2, 1, 40'000, 80, 600e3);
    QCOMPARE(int(answer(unsure, at(40'000, 1, 500)).headline.kind), int(Line::CannotCompare));
  }

  void waits_are_stacked() {
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 2048, 40, 2000);
    add(evidence, kMamba2, 1, 2048, 30, 3000);
    const Answer all = answer(evidence, at(2048, 1, 101));
    QCOMPARE(all.waits.size(), size_t(2));
    for (const WaitBar& bar : all.waits) {
      QVERIFY(std::abs(*bar.reading.value + *bar.writing.value - *bar.total.value) < 1e-6 * *bar.total.value);
      QCOMPARE(int(bar.in_time), int(InTime::Yes));
      QVERIFY(bar.writing.ci95 && bar.writing.ci95->low < *bar.writing.value);
    }
    QCOMPARE(all.patience_ms, 10e3);
  }

  void flips_are_where_the_rule_of_choice_changes() {
    Evidence evidence = of({kAttention, kMamba2});
    add_two_curves(evidence);
    const Comparison here = at(512, 1, 150);
    const Answer all = answer(evidence, here);
    QCOMPARE(int(all.headline.kind), int(Line::Keep));
    const auto found = std::find_if(all.flips.begin(), all.flips.end(),
                                    [](const Flip& flip) { return flip.assumption == Assumption::PromptLength; });
    QVERIFY(found->at && found->rises);
    const auto chosen = [&](int64_t prompt) { // by the rule of choice, place by place
      const MapCell cell = map_cell(evidence, here, prompt, 1);
      return cell.state == MapCell::State::Won ? cell.winner.model : std::string();
    };
    int64_t first = 512;
    while (chosen(first) == kAttention)
      first += 16;
    QVERIFY2(std::abs(*found->at / static_cast<double>(first) - 1) < 0.05, std::to_string(*found->at).c_str());
    for (size_t i = 1; i < all.flips.size(); ++i)
      if (all.flips[i].at)
        QVERIFY(std::abs(std::log(*all.flips[i].at / all.flips[i].now)) >=
                std::abs(std::log(*all.flips[i - 1].at / all.flips[i - 1].now)));
    QVERIFY(all.flips.size() == kAssumptions);
    const Voice english;
    const std::string said = flip_text({english, evidence, here}, *found); // as a person says it, and beside what
    QVERIFY2(said.find("from about ") != std::string::npos && said.ends_with("(this workload: 512 tokens)"),
             said.c_str());
    Flip steady;                                // of the length of prompts
    steady.now = steady.from = steady.to = 512; // nobody looked anywhere else
    QCOMPARE(flip_text({english, evidence, here}, steady).c_str(),
             "Prompt length: not known, nothing else can be compared yet (this workload: 512 tokens)");
    steady.to = 2048;
    QCOMPARE(
        flip_text({english, evidence, here}, steady).c_str(),
        "Prompt length: no other answer from 512 to 2,048; beyond, nothing can be compared yet (this workload: 512 "
        "tokens)");
    steady.untested = true;
    steady.matters_from = 2048;
    QCOMPARE(flip_text({english, evidence, here}, steady).c_str(),
             "Prompt length: no other answer from 512 to 2,048; above, no quality was tested (this workload: 512 "
             "tokens); by formula architecture can change the wait from about 2,000 tokens on");
  }

  void what_would_bring_an_answer_in_time() { // where surely nobody answers in time
    Evidence evidence = of({kAttention, kMamba2});
    add_two_curves(evidence);
    const Comparison here = at(65'536, 1, 500);
    const std::vector<Flip> all = answer(evidence, here).flips;
    QCOMPARE(int(answer(evidence, here).headline.kind), int(Line::NoneInTime));
    const auto flip = [&](Assumption assumption) {
      return *std::find_if(all.begin(), all.end(), [&](const Flip& each) { return each.assumption == assumption; });
    };
    const Flip prompt = flip(Assumption::PromptLength);
    QVERIFY(prompt.at && !prompt.rises && prompt.then == Flip::Then::InTime);
    Comparison there = here;
    there.at.context = static_cast<int64_t>(*prompt.at);
    QVERIFY(answer(evidence, there).headline.kind != Line::NoneInTime);
    there.at.context = static_cast<int64_t>(*prompt.at * 1.05);
    QVERIFY(answer(evidence, there).headline.kind == Line::NoneInTime ||
            answer(evidence, there).waits.front().in_time == InTime::Open);
    const Flip patience = flip(Assumption::Patience);
    QVERIFY(patience.rises && patience.then == Flip::Then::InTime && patience.who.model == kMamba2);
  }

  void the_map_tells_its_empty_cells_apart() {
    Evidence evidence = of({kAttention, kMamba2});
    add_two_curves(evidence);
    const WinnerMap map = winner_map(evidence, at(512, 1, 150));
    QCOMPARE(map.cells.size(), map.prompts.size() * map.requests.size());
    const auto state = [&](int64_t prompt, int requests) {
      return map_cell(evidence, at(512, 1, 150), prompt, requests).state;
    };
    QCOMPARE(int(state(512, 1)), int(MapCell::State::Won));
    QCOMPARE(int(state(262'144, 1)), int(MapCell::State::Modelled));
    QCOMPARE(int(map.at(0, 0).state), int(MapCell::State::Won));
    QCOMPARE(map.at(0, 0).winner.model, kAttention);
    QCOMPARE(map.at(9, 0).winner.model, kMamba2);
    const Evidence nothing = of({kAttention, kMamba2});
    for (const MapCell& cell : winner_map(nothing, at(512, 1, 150)).cells)
      QCOMPARE(int(cell.state), int(MapCell::State::Unmeasured));
    Comparison strict = at(512, 1, 150);
    strict.limits[Metric::Tpot] = 0.1;
    QCOMPARE(int(map_cell(evidence, strict, 512, 1).state), int(MapCell::State::NoneFits));
  }

  void before_anything_is_measured_all_of_it_stands() {
    const Evidence evidence = of({kAttention, kMamba2});
    const Comparison here = at(2048, 8, 150);
    const Answer all = answer(evidence, here);
    QCOMPARE(int(all.headline.kind), int(Line::CannotCompare));
    QCOMPARE(line_of(evidence, here), std::string("Cannot compare yet: 2 of 2 not measured"));
    QVERIFY(all.ceiling.known && all.selected && all.selected->who.model == kAttention);
    QCOMPARE(int(all.backing.badge), int(Badge::NotEnough));
    QVERIFY(!all.tiles[0].quantity.value && all.tiles[2].quantity.value); // memory is known by formula
    QCOMPARE(*all.tiles[2].capacity, int64_t(16'000'000'000));
    QVERIFY(!all.tiles[3].quantity.value && !all.tiles[3].quantity.why.empty());
    QCOMPARE(int(all.next.kind), int(NextStep::Kind::MeasureHere));
    QCOMPARE(all.next.models.size(), size_t(2));
    QVERIFY(*seconds_of(evidence, here, all.next) > 0);
    const Evidence unknown(evidence.study(), Calibration(), test::publishedResults());
    const double guessed = *seconds_of(unknown, here, all.next); // nobody waits days for a first value
    QVERIFY2(guessed > 1 && guessed < 600, qPrintable(QString::number(guessed)));
    QVERIFY(all.flips.empty());
    const Evidence none = of({});
    QCOMPARE(int(answer(none, here).headline.kind), int(Line::NothingChosen));
  }

  void what_was_measured_is_not_said_to_be_missing() {
    Evidence evidence = of({kAttention, kMamba2});
    for (const std::string& model : {kAttention, kMamba2})
      for (Measurement cell : {decode(model, 1, 2048, 40, true), prefill(model, 1, 2048, 2000, true)})
        test::add_rounds(evidence, cell);
    const Comparison here = at(2048, 1, 150);
    const Answer all = answer(evidence, here);
    QCOMPARE(line_of(evidence, here), std::string("Previews so far, 2 of 2: without intervals nobody is ahead"));
    QCOMPARE(all.backing.missing.front(), Lack::Intervals);
    QVERIFY(std::count(all.backing.missing.begin(), all.backing.missing.end(), Lack::Waits) == 0);
    QCOMPARE(int(all.next.kind), int(NextStep::Kind::Refine)); // another quick round would give another preview
    QCOMPARE(all.next.models.size(), size_t(2));
    const MapCell cell = map_cell(evidence, here, 2048, 1);
    QCOMPARE(int(cell.state), int(MapCell::State::NotYet));
    QCOMPARE(cell_text({Voice(), evidence, here}, cell), std::string("2 of 2 only previews"));
    Measurement noisy = decode(kMamba2, 1, 2048, 40);
    noisy.condition = Condition::Disturbed;
    Evidence mixed = of({kAttention, kMamba2, kHybrid});
    for (const Measurement& each : {decode(kAttention, 1, 2048, 40, true), prefill(kAttention, 1, 2048, 2000, true),
                                    noisy, prefill(kMamba2, 1, 2048, 2000)})
      test::add_rounds(mixed, each);
    QCOMPARE(line_of(mixed, here),
             std::string("Cannot compare yet: 1 of 3 not measured, 1 of 3 only previews, 1 of 3 disturbed"));
    Headline long_one;
    long_one.kind = Line::CannotCompare;
    long_one.pending.by.fill(1234);
    long_one.compared = 12'345;
    QCOMPARE(headline_text({Voice(), mixed, here}, long_one),
             std::string("Cannot compare yet: 8638 of 12345 have no value that may decide"));
    const std::vector<Lack> missing = answer(mixed, here).backing.missing;
    for (const Lack lack : {Lack::Waits, Lack::Intervals, Lack::Quiet})
      QCOMPARE(std::count(missing.begin(), missing.end(), lack), 1);
    QCOMPARE(answer(mixed, here).next.models, std::vector<std::string>{kHybrid}); // the cheap one first
  }

  void patience_that_was_entered_holds_everywhere() {
    Study study;
    study.models = {kAttention, kMamba2};
    study.cost[CostField::Patience] = entered(600);
    Evidence evidence(study, machine(), test::publishedResults());
    add(evidence, kAttention, 1, 2048, 200, 2000);
    add(evidence, kMamba2, 1, 2048, 100, 2000); // 17 s: more than a person waits, and less than was entered
    const Comparison here = at(2048, 1, 150);
    const Answer all = answer(evidence, here);
    QCOMPARE(all.patience_ms, 600e3);
    QCOMPARE(int(all.headline.kind), int(Line::Wins));
    for (const Flip& flip : all.flips)
      if (flip.assumption == Assumption::Patience) {
        const std::string said = flip_text({Voice(), evidence, here}, flip);
        QVERIFY2(said.ends_with("(Patience as entered: 10 min)"), said.c_str());
      }
    QCOMPARE(patience_label(Voice(), Waits::Person, 10e3), std::string("A person: 10 s"));
  }

  void a_choice_without_a_quality_says_so() {
    Study study;
    study.models = {kAttention, kMamba2};
    Evidence evidence(study, machine(), nullptr); // nobody published anything
    add(evidence, kAttention, 1, 2048, 40, 2000);
    add(evidence, kMamba2, 1, 2048, 20, 1000);
    const Comparison here = at(2048, 1, 150);
    const Voice english;
    const Speech speech{english, evidence, here};
    QVERIFY(lacks_quality(evidence, here));
    QCOMPARE(line_of(evidence, here),
             std::string("Mamba-2 answers 2.0 times faster here than Transformer++; quality unknown"));
    const Answer all = answer(evidence, here);
    QCOMPARE(reason(speech, all.places.front()), std::string("chosen by its wait alone: its quality is unknown"));
    QVERIFY2(rule_text(speech).starts_with("No quality is known of these models: "), rule_text(speech).c_str());
    QCOMPARE(cell_text(speech, map_cell(evidence, here, 2048, 1)), std::string("Mamba-2, its quality unknown"));
    const std::string said = sentence(speech, verdict(evidence, here, all.places));
    QVERIFY2(said.ends_with("Its quality is unknown."), said.c_str());
    study.baseline = kMamba2;
    Evidence kept(study, machine(), nullptr);
    add(kept, kAttention, 1, 2048, 40, 2000);
    add(kept, kMamba2, 1, 2048, 20, 1000);
    QCOMPARE(line_of(kept, here), std::string("Keep Mamba-2 here: no other answers faster; quality unknown"));
    Evidence known = of({kAttention, kMamba2}); // with what is published it may be asked for
    QVERIFY(!lacks_quality(known, here) && line_of(known, here).find("unknown") == std::string::npos);
  }

  void what_is_cheapest_to_measure_next() {
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 2048, 40, 2000);
    QCOMPARE(answer(evidence, at(2048, 1, 150)).next.models, std::vector<std::string>{kMamba2});
    add(evidence, kMamba2, 1, 2048, 40, 2000);
    const NextStep equal = answer(evidence, at(2048, 1, 150)).next;
    QCOMPARE(int(equal.kind), int(NextStep::Kind::Refine));
    QVERIFY(equal.models.size() == 2 && *seconds_of(evidence, at(2048, 1, 150), equal) > 0);
    Evidence decided = of({kAttention, kMamba2});
    add(decided, kAttention, 1, 2048, 40, 2000);
    add(decided, kMamba2, 1, 2048, 20, 1000);
    QCOMPARE(int(answer(decided, at(2048, 1, 150)).next.kind), int(NextStep::Kind::OwnModel)); // seeded weights
  }

  void published_quality_of_a_small_model_is_worth_a_trial_at_most() {
    Evidence evidence = of({kAttention, kMamba2});
    add(evidence, kAttention, 1, 2048, 40, 2000);
    add(evidence, kMamba2, 1, 2048, 20, 1000);
    const Backing trial = answer(evidence, at(2048, 1, 150)).backing;
    QCOMPARE(int(trial.badge), int(Badge::Trial));
    QVERIFY(std::count(trial.missing.begin(), trial.missing.end(), Lack::QualityOfSize) == 1);
    QCOMPARE(trial.figures.size(), size_t(2));
    Evidence half = of({kAttention, kMamba2});
    add(half, kAttention, 1, 2048, 40, 2000);
    const Backing open = answer(half, at(2048, 1, 150)).backing;
    QCOMPARE(int(open.badge), int(Badge::NotEnough));
    QVERIFY(std::count(open.missing.begin(), open.missing.end(), Lack::Waits) == 1);
  }

  void quality_beyond_its_length_is_not_enough() {
    Evidence evidence = of({kAttention, kMamba2});
    Calibration large = machine();
    large.memory_bytes = 128'000'000'000; // eight such contexts of a Transformer fit no 16 GB
    evidence.set_limits("cpu", large);
    add(evidence, kAttention, 8, 40'000, 40, 2000);
    add(evidence, kMamba2, 8, 40'000, 20, 1000);
    const Comparison here = at(40'000, 8, 150, "ruler_s_niah_2@4096");
    const Answer all = answer(evidence, here);
    QCOMPARE(int(all.backing.badge), int(Badge::NotEnough));
    QVERIFY(all.headline.kind == Line::Untested || all.headline.kind == Line::Open);
    QVERIFY(map_cell(evidence, here, 40'000, 8).state == MapCell::State::Untested);
  }

  void no_headline_is_too_long_for_a_slide() {
    std::array<int, 11> kinds{};
    test::for_random_answers(200, [&](const Evidence& evidence, const Comparison& here) {
      const Answer all = answer(evidence, here);
      const std::string line = headline_text({Voice(), evidence, here}, all.headline);
      QVERIFY2(characters(line) <= kLongestHeadline && !line.empty(), line.c_str());
      ++kinds[static_cast<size_t>(all.headline.kind)];
    });
    QVERIFY(std::count(kinds.begin(), kinds.end(), 0) < 5); // most kinds were among them
  }

  void names_are_cut_between_characters() {
    QCOMPARE(characters("日本語"), size_t(3));
    QCOMPARE(cut_to("日本語です", 3), std::string("日本…"));
    QCOMPARE(cut_to("abc", 3), std::string("abc"));
    QCOMPARE(cut_to("abcd", 3), std::string("ab…"));
  }
};

PARETO_TEST(TestAnswer)
#include "tst_answer.moc"
