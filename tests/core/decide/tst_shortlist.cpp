// SPDX-License-Identifier: GPL-3.0-or-later
// The one rule of choice: what decides and what does not, and that neither axes nor orders nor names enter.
#include "core/decide/statements.h"
#include "core/decide/words/sentences.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>
#include <tuple>

using namespace pareto;
using test::decode;
using test::kAttention, test::kMamba2, test::kGdn, test::kHybrid;
using test::prefill;

namespace {

const std::vector<std::string> kFour{kAttention, kMamba2, kGdn, kHybrid};

Evidence of(const std::vector<std::string>& models) {
  Study study;
  study.models = models;
  return {study, {}, test::publishedResults()};
}

Comparison here(const std::string& task = "zero_shot_avg") { // printed without intervals: nobody is surely worse
  Comparison comparison;
  comparison.at = {2048, 8, 150};
  comparison.task = task;
  return comparison;
}

Ranked place_of(const std::vector<Ranked>& all, const std::string& model) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Ranked& place) { return place.who.model == model; });
  return found == all.end() ? Ranked() : *found;
}

Group group_of(const std::vector<Ranked>& all, const std::string& model) {
  return pareto::group_of(place_of(all, model).kind);
}

/// Five rounds of one run whose differences between models scatter by `spread`.
void add_noisy(Evidence& evidence, const std::string& model, double ms, double spread, std::mt19937& random,
               Condition condition = Condition::Quiet) {
  std::normal_distribution<double> noise(0, spread);
  for (Measurement cell : {decode(model, 8, 2048, ms), prefill(model, 8, 2048, 20 * ms)})
    for (Measurement& m : test::rounds(cell)) {
      const double level = std::exp(noise(random));
      for (double& sample : m.samples_ms)
        sample *= level;
      m.condition = condition;
      evidence.add(m);
    }
}

} // namespace

class TestShortlist : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void a_difference_that_is_none_is_a_tie() {
    std::mt19937 random(1);
    Evidence evidence = of(kFour);
    for (const std::string& model : kFour)
      add_noisy(evidence, model, model == kAttention ? 60 : 30, 0.02, random);
    const std::vector<Ranked> all = ranking(evidence, here());
    for (const std::string& model : {kMamba2, kGdn, kHybrid})
      QCOMPARE(int(group_of(all, model)), int(Group::Equal));
    QCOMPARE(int(group_of(all, kAttention)), int(Group::Slower));
    QCOMPARE(all.back().who.model, kAttention);
    const Verdict said = verdict(evidence, here(), all);
    QVERIFY(said.kind == Verdict::Kind::Equal && said.figures.size() == 3 && said.sure == Sure::Unsettled);
  }

  void the_wait_is_of_reading_and_writing() {
    Evidence evidence = of({kAttention, kMamba2});
    test::add_rounds(evidence, decode(kAttention, 8, 2048, 30));
    test::add_rounds(evidence, decode(kMamba2, 8, 2048, 20)); // faster per token,
    test::add_rounds(evidence, prefill(kAttention, 8, 2048, 1000));
    test::add_rounds(evidence, prefill(kMamba2, 8, 2048, 9000)); // but it reads slowly
    QCOMPARE(int(group_of(ranking(evidence, here()), kAttention)), int(Group::Choose));
    Comparison longer = here();
    longer.at.answer_tokens = 4000;
    QCOMPARE(int(group_of(ranking(evidence, longer), kMamba2)), int(Group::Choose));
  }

  void those_measured_so_far_are_never_called_best() {
    Evidence evidence = of(kFour);
    test::add_answer(evidence, kMamba2, 8, 2048, 30);
    std::vector<Ranked> all = ranking(evidence, here());
    QCOMPARE(int(place_of(all, kMamba2).kind), int(Ranked::Kind::Waiting));
    QVERIFY(verdict(evidence, here(), all).kind == Verdict::Kind::NotYet);
    QCOMPARE(sentence({Voice(), evidence, here()}, verdict(evidence, here(), all)),
             std::string("At 2,048 tokens and 8 simultaneous requests, cannot compare yet: 3 of 4 not measured."));
    test::add_answer(evidence, kGdn, 8, 2048, 60);
    all = ranking(evidence, here());
    QCOMPARE(int(group_of(all, kGdn)), int(Group::Slower)); // that holds, whoever comes
    QCOMPARE(int(place_of(all, kMamba2).kind), int(Ranked::Kind::Waiting));
    const Choice shown = choice(evidence, here(), trade_off(evidence, here()));
    QVERIFY(shown.kind == Choice::Kind::NotYet && shown.pending.of(Held::Unmeasured) == 2 && shown.pending.all() == 2 &&
            shown.compared == 4);
  }

  void disturbed_suspect_and_preview_values_decide_nothing() {
    const struct {
      Condition condition;
      bool preview;
      Ranked::Kind kind;
      std::string waits;
    } rows[] = {{Condition::Disturbed, false, Ranked::Kind::Disturbed, "cannot compare yet: 1 of 2 disturbed"},
                {Condition::Suspect, false, Ranked::Kind::Suspect, "cannot compare yet: 1 of 2 suspect"},
                {Condition::Quiet, true, Ranked::Kind::Preview, "cannot compare yet: 1 of 2 only previews"}};
    for (const auto& row : rows) {
      Evidence evidence = of({kAttention, kMamba2});
      test::add_answer(evidence, kAttention, 8, 2048, 90);
      for (Measurement cell :
           {decode(kMamba2, 8, 2048, 30, row.preview), prefill(kMamba2, 8, 2048, 600, row.preview)}) {
        cell.condition = row.condition;
        cell.lost_to = "other programs";
        cell.lost_share = 0.4;
        test::add_rounds(evidence, cell);
      }
      Comparison limited = here();
      limited.limits[Metric::Tpot] = 60; // 30 ms would meet it, and 90 does not
      const std::vector<Ranked> all = ranking(evidence, here());
      QCOMPARE(int(place_of(all, kMamba2).kind), int(row.kind));
      QCOMPARE(int(place_of(all, kAttention).kind), int(Ranked::Kind::Waiting));
      QCOMPARE(reason({Voice(), evidence, here()}, place_of(all, kAttention)), row.waits);
      QCOMPARE(place_of(ranking(evidence, limited), kMamba2).limits, std::vector<Metric>{Metric::Tpot});
      QVERIFY(trade_off(evidence, here()).points[1].standing == Standing::Excluded);
      test::add_answer(evidence, kMamba2, 8, 2048, 30); // measured again when it is quiet
      QCOMPARE(int(group_of(ranking(evidence, here()), kMamba2)), int(Group::Choose));
    }
  }

  void whoever_loses_quality_is_not_waited_for() {
    Evidence evidence = of(kFour);
    test::add_answer(evidence, kAttention, 8, 2048, 90);
    test::add_answer(evidence, kHybrid, 8, 2048, 60);
    const std::vector<Ranked> all = ranking(evidence, here("fda_acc")); // the two others were not measured
    QCOMPARE(int(group_of(all, kHybrid)), int(Group::Choose));
    for (const std::string& worse : {kMamba2, kGdn})
      QCOMPARE(int(group_of(all, worse)), int(Group::LosesQuality));
  }

  void whoever_is_out_already_is_counted_with_the_others() {
    Evidence evidence = of(kFour);
    test::add_answer(evidence, kAttention, 8, 2048, 90);
    for (const std::string& model : {kMamba2, kGdn, kHybrid})
      for (Measurement cell : {decode(model, 8, 2048, 30), prefill(model, 8, 2048, 600)}) {
        cell.condition = Condition::Disturbed;
        test::add_rounds(evidence, cell);
      }
    const auto waits = [&](const std::string& task) {
      return reason({Voice(), evidence, here(task)}, place_of(ranking(evidence, here(task)), kAttention));
    };
    QCOMPARE(waits("zero_shot_avg"), std::string("cannot compare yet: 3 of 4 disturbed"));
    // Two of them surely look up less than attention. What is seen in charts and tables is counted all the same.
    QCOMPARE(waits("fda_acc"), std::string("cannot compare yet: 3 of 4 disturbed"));
    Comparison axes = here("fda_acc"); // what the trade-off of the same question says
    axes.y = {Metric::Quality, "fda_acc"};
    QCOMPARE(choice(evidence, axes, trade_off(evidence, axes)).pending.of(Held::Disturbed), 3);
    Evidence known = of({kAttention, kMamba2}); // nothing that is still asked for is disturbed: nothing is pending
    test::add_answer(known, kAttention, 8, 2048, 90);
    for (Measurement cell : {decode(kMamba2, 8, 2048, 30), prefill(kMamba2, 8, 2048, 600)}) {
      cell.condition = Condition::Disturbed;
      test::add_rounds(known, cell);
    }
    QCOMPARE(place_of(ranking(known, here("fda_acc")), kAttention).pending.all(), 0);
  }

  void only_one_is_no_choice() {
    Evidence evidence = of({kMamba2});
    test::add_answer(evidence, kMamba2, 8, 2048, 30);
    QCOMPARE(int(ranking(evidence, here()).front().kind), int(Ranked::Kind::Alone));
    Evidence two = of({kMamba2, kAttention});
    test::add_answer(two, kMamba2, 8, 2048, 30);
    test::add_answer(two, kAttention, 8, 2048, 90);
    Comparison limited = here();
    limited.limits[Metric::Tpot] = 60;
    QCOMPARE(int(ranking(two, limited).front().kind), int(Ranked::Kind::Chosen)); // of two, one meets the limits
  }

  void a_model_without_quality_is_listed_as_unknown_and_stops_nobody() {
    const std::string unpublished = "gla@1.3b"; // no FDA look-ups in this group
    Evidence evidence = of({kAttention, kHybrid, unpublished});
    test::add_answer(evidence, kAttention, 8, 2048, 90);
    test::add_answer(evidence, kHybrid, 8, 2048, 60);
    test::add_answer(evidence, unpublished, 8, 2048, 30);
    const std::vector<Ranked> all = ranking(evidence, here("fda_acc"));
    QVERIFY(!place_of(all, unpublished).figures.at(kQualityFigure).quantity.value);
    QCOMPARE(int(group_of(all, unpublished)), int(Group::Unknown));
    QCOMPARE(int(group_of(all, kHybrid)), int(Group::Choose));
  }

  void least_memory_is_by_formula() {
    Evidence evidence = of(kFour);
    Comparison memory = here();
    memory.goal = Goal::LeastMemory;
    const std::vector<Ranked> all = ranking(evidence, memory);
    QCOMPARE(int(all.front().kind), int(Ranked::Kind::Chosen));
    for (const Ranked& place : all)
      QVERIFY(place.kind == Ranked::Kind::Chosen || place.kind == Ranked::Kind::Slower);
  }

  /// Reciprocal axes, the order of the study and other names give the same groups and the same order.
  void R18_1000_studies_rank_alike_whatever_the_axes_orders_and_names() {
    constexpr int kStudies = 100; // in one evidence, each at a length of its own
    std::mt19937 random(7);
    int decided = 0;
    for (int run = 0; run < 10; ++run) {
      Evidence evidence = of(kFour), renamed = of(kFour);
      for (int study = 0; study < kStudies; ++study)
        for (const std::string& model : kFour)
          for (Measurement m : made_up(model, 1024 + study, random)) {
            evidence.add(m);
            m.key.model = "once-called-" + m.key.model; // results belong to fingerprints, not to names
            renamed.add(m);
          }
      std::vector<Told> expected;
      for (int study = 0; study < kStudies; ++study) {
        expected.push_back(told(evidence, question(study)));
        decided += std::get<1>(expected.back().front()) == Group::Choose;
        Comparison turned = question(study);
        turned.x = {Metric::DecodeRate, {}};
        turned.y = {Metric::PrefillRate, {}};
        QCOMPARE(told(evidence, turned), expected.back());
        QCOMPARE(told(renamed, question(study)), expected.back());
      }
      Study other = evidence.study();
      std::shuffle(other.models.begin(), other.models.end(), random);
      evidence.set_study(other);
      for (int study = 0; study < kStudies; ++study)
        QCOMPARE(told(evidence, question(study)), expected[static_cast<size_t>(study)]);
    }
    QVERIFY2(decided > 100 && decided < 900, qPrintable(QString::number(decided))); // some of both
  }

  /// The same files under names that sort the other way round.
  void renamed_files_rank_alike() {
    constexpr int kStudies = 100;
    const QTemporaryDir folder;
    const std::vector<std::string> files{"gated-deltanet-attention", "gated-deltanet-window", "griffin-like",
                                         "samba-like"};
    std::vector<std::string> once, now;
    for (size_t i = 0; i < files.size(); ++i) {
      const std::string path = PARETO_RESOURCE_DIR "/architectures/" + files[i] + ".json";
      for (std::vector<std::string>* names : {&once, &now}) {
        const size_t place = names == &once ? i : files.size() - 1 - i;
        names->push_back(
            folder.filePath(QStringLiteral("%1-%2.json").arg(names == &once ? 1 : 2).arg(place)).toStdString());
        QVERIFY(QFile::copy(QString::fromStdString(path), QString::fromStdString(names->back())));
      }
    }
    Evidence first = of(once), second = of(now);
    std::mt19937 random(8);
    for (int study = 0; study < kStudies; ++study)
      for (size_t i = 0; i < files.size(); ++i)
        for (Measurement m : made_up(once[i], 1024 + study, random)) {
          first.add(m);
          m.key.model = now[i];
          second.add(m);
        }
    int decided = 0;
    for (int study = 0; study < kStudies; ++study) {
      const std::vector<Ranked> before = ranking(first, question(study)), after = ranking(second, question(study));
      for (size_t i = 0; i < files.size(); ++i)
        QCOMPARE(int(group_of(after, now[i])), int(group_of(before, once[i])));
      decided += pareto::group_of(before.front().kind) == Group::Choose;
    }
    QVERIFY2(decided > 10 && decided < 90, qPrintable(QString::number(decided)));
  }

private:
  using Told = std::vector<std::tuple<std::string, Group>>;

  static Comparison question(int study) {
    Comparison comparison = here(study % 2 ? "fda_acc" : "zero_shot_avg");
    comparison.at.context = 1024 + study;
    comparison.goal = study % 5 == 4 ? Goal::LeastMemory : Goal::ShortestWait;
    if (study % 3 == 0)
      comparison.limits[Metric::Tpot] = 40;
    return comparison;
  }

  /// A few levels, so that some are equal; now and then a preview, a disturbed round or nothing.
  static std::vector<Measurement> made_up(const std::string& model, int64_t context, std::mt19937& random) {
    const double ms = std::array{30.0, 31.0, 36.0, 60.0}[random() % 4];
    const unsigned fate = random() % 16;
    std::vector<Measurement> all;
    std::normal_distribution<double> noise(0, 0.02);
    if (fate == 0)
      return all;
    for (const Measurement& cell :
         {decode(model, 8, context, ms, fate == 1), prefill(model, 8, context, 20 * ms, fate == 1)})
      for (Measurement& m : test::rounds(cell, 4)) {
        const double level = std::exp(noise(random));
        for (double& sample : m.samples_ms)
          sample *= level;
        m.condition = fate == 2 ? Condition::Disturbed : Condition::Quiet;
        all.push_back(m);
      }
    return all;
  }

  static Told told(const Evidence& evidence, const Comparison& comparison) {
    Told all;
    for (const Ranked& place : ranking(evidence, comparison))
      all.emplace_back(place.who.model, pareto::group_of(place.kind));
    return all;
  }
};

PARETO_TEST(TestShortlist)
#include "tst_shortlist.moc"
