// SPDX-License-Identifier: GPL-3.0-or-later
// Quality asked by task, of published comparisons and own texts; which comparison fits a study.
#include "core/decide/quality_view.h"
#include "core/decide/words/names.h"
#include "core/decide/words/quality_words.h"
#include "core/quality/published_groups.h"
#include "core/study/study.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <algorithm>

using namespace pareto;

namespace {

Evidence evidence_in(const std::string& group) {
  Study study = quick_look();
  study.quality_group = group;
  return Evidence(study, {}, test::publishedResults());
}

Score own(const std::string& model, int64_t context, double value, Score::Task task = Score::Task::BitsPerByte) {
  Score score;
  score.model = model;
  score.precision = quick_look().precision;
  score.task = task;
  score.context = context;
  score.value = value;
  score.n = 100;
  score.bytes = 5000;
  score.file = "mail.txt";
  return score;
}

} // namespace

class TestQualityView : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// Tests that differ in one thing, at one length, step by step; what has none says who has.
  void load_and_perturbation_are_steps_of_tests() {
    Comparison at;
    at.at.context = 2'048;
    const Evidence needles = evidence_in("gdn-1.3b-100b");
    const QualityView hidden = quality_steps(needles, at, QualityAlong::Perturbation);
    QCOMPARE(hidden.steps, (std::vector<std::string>{"ruler_s_niah_1", "ruler_s_niah_2", "ruler_s_niah_3"}));
    QCOMPARE(hidden.tested_to, int64_t{2'048});
    for (const TestedModel& model : hidden.models)
      for (const TestedAt& point : model.points)
        QVERIFY(point.length == 2'048 && point.step < 3 && point.quantity.value);
    at.at.context = 100'000; // beyond all: the longest, whose length is said
    QVERIFY(quality_steps(needles, at, QualityAlong::Perturbation).tested_to >= 2'048);
    const QualityView load = quality_steps(needles, at, QualityAlong::Load);
    QVERIFY(load.models.empty() && !load.groups.empty());
    for (const std::string& group : load.groups) {
      const QualityView there = quality_steps(evidence_in(group), at, QualityAlong::Load);
      QVERIFY2(there.steps.size() >= 2 && there.models.size() >= 2, group.c_str());
    }
  }

  void every_test_of_every_comparison_is_seen() {
    int seen = 0;
    for (const PublishedGroup& group : published_groups(*test::publishedResults())) {
      const Evidence evidence = evidence_in(group.id);
      for (size_t task = 0; task < kAskedTasks; ++task)
        for (const std::string& test : tests_of(evidence, static_cast<AskedTask>(task))) {
          const QualityView view = quality_view(evidence, {}, static_cast<AskedTask>(task), test);
          QVERIFY2(view.test == test && view.models.size() >= 2, (group.id + " " + test).c_str());
          QVERIFY2(!view.source.empty(), group.id.c_str());
          QVERIFY(view.unit != QualityUnit::Unknown);
          for (const TestedModel& model : view.models)
            QVERIFY(!model.points.empty() && model.last().value);
          ++seen;
        }
    }
    QVERIFY(seen > 300);
  }

  void the_best_stands_first_whichever_way_is_better() {
    const Evidence evidence = evidence_in("gdn-1.3b-100b");
    const QualityView right = quality_view(evidence, {}, AskedTask::Lookup, "fda_acc");
    const QualityView surprise = quality_view(evidence, {}, AskedTask::Text);
    QVERIFY(right.higher_is_better && *right.models.front().last().value >= *right.models.back().last().value);
    QVERIFY(!surprise.higher_is_better &&
            *surprise.models.front().last().value <= *surprise.models.back().last().value);
    int of_study = 0;
    for (const TestedModel& model : right.models)
      of_study += !model.model.empty();
    QVERIFY(of_study >= 3);
    const Comparison comparison;
    const Voice english;
    const std::string sentence = quality_sentence({english, evidence, comparison}, right);
    QVERIFY2(sentence.rfind("FDA look-ups: of 100, ", 0) == 0, sentence.c_str());
    int level = 0; // those that no difference tells from the best are named beside it, and they alone
    for (const TestedModel* model : right.named())
      level += model->level;
    QVERIFY(level >= 1 && !right.named().front()->level && !right.named().back()->level);
    QVERIFY2(sentence.find(" right, equal within error with Gated DeltaNet-H1") != std::string::npos, sentence.c_str());
  }

  /// Nobody who is equal to the best is left out of the title, nor at which length all of them were tested.
  void a_title_names_all_that_are_equal() {
    const Evidence evidence = evidence_in("gdn-1.3b-100b");
    Comparison here;
    here.at.context = 600;
    const Voice english;
    const QualityView view = quality_view(evidence, here, AskedTask::Lookup, "fda_acc");
    const std::string title = quality_title({english, evidence, here}, view),
                      sentence = quality_sentence({english, evidence, here}, view);
    for (const TestedModel* model : view.named())
      if (model->level || model == view.named().front())
        QVERIFY2(title.find(model_name(evidence, model->model)) != std::string::npos, title.c_str());
    QVERIFY2(title.find("(equal: Gated DeltaNet-H1)") != std::string::npos, title.c_str());
    QVERIFY2(sentence.find("Tested to 2,048 tokens.") != std::string::npos, sentence.c_str());
  }

  void lengths_of_one_test_are_one_line() {
    const Evidence evidence = evidence_in("gdn-1.3b-100b");
    bool along = false;
    for (const AskedTask task : {AskedTask::Lookup, AskedTask::Long})
      for (const std::string& test : tests_of(evidence, task)) {
        QVERIFY(test.find('@') == std::string::npos);
        const QualityView view = quality_view(evidence, {}, task, test);
        along |= view.along_length;
        for (const TestedModel& model : view.models)
          QVERIFY(std::is_sorted(model.points.begin(), model.points.end(),
                                 [](const TestedAt& a, const TestedAt& b) { return a.length < b.length; }));
      }
    QVERIFY(along);
  }

  void beyond_the_tested_length_it_says_so() {
    const Evidence evidence = evidence_in("gdn-1.3b-100b");
    Comparison far;
    far.at.context = 100'000;
    const Voice english;
    const QualityView view = quality_view(evidence, far, AskedTask::Lookup, "fda_acc");
    QVERIFY(quality_sentence({english, evidence, far}, view).find("at 100,000 nothing is known") != std::string::npos);
    QCOMPARE(quality_sentence({english, evidence, far}, quality_view(evidence, far, AskedTask::Own)),
             std::string("Nothing was measured on a text of your own yet."));
  }

  void own_texts_are_a_task() {
    Evidence evidence = evidence_in("gdn-1.3b-100b");
    const std::vector<std::string> models = evidence.models();
    for (const int64_t context : {256, 1024})
      for (size_t i = 0; i < 2; ++i) {
        Score score = own(models[i], context, 1.0 + 0.1 * static_cast<double>(i) - static_cast<double>(context) * 1e-4);
        score.fingerprint = evidence.facts(models[i]).fingerprint;
        evidence.add(score);
      }
    const QualityView view = quality_view(evidence, {}, AskedTask::Own);
    QCOMPARE(view.test, std::string("own:bits_per_byte"));
    QVERIFY(view.along_length && !view.higher_is_better && view.models.size() == 2);
    QCOMPARE(view.models.front().model, models[0]);
    QCOMPARE(view.models.front().points.size(), size_t{2});
    QCOMPARE(judging_test(evidence, view, 2048), std::string("own:bits_per_byte@1024"));
    QCOMPARE(judging_test(evidence, view, 200), std::string("own:bits_per_byte@256"));
  }

  void the_fullest_comparison_of_a_size() {
    const std::vector<PublishedGroup> groups = published_groups(*test::publishedResults());
    const std::vector<std::string> few{"softmax-attention", "mamba2", "gated-deltanet", "hybrid-gdn-swa"};
    for (const int64_t size : {int64_t{1'300'000'000}, int64_t{340'000'000}}) {
      const std::string best = fullest_group(groups, few, size);
      const auto shared = [&](const PublishedGroup& group) {
        return std::count_if(few.begin(), few.end(), [&](const std::string& id) {
          return std::find(group.architectures.begin(), group.architectures.end(), id) != group.architectures.end();
        });
      };
      const auto found =
          std::find_if(groups.begin(), groups.end(), [&](const PublishedGroup& group) { return group.id == best; });
      QVERIFY(found != groups.end() && found->has_size(size) && shared(*found) >= 2);
      for (const PublishedGroup& group : groups)
        QVERIFY2(!group.has_size(size) || group.compares_formats || shared(group) <= shared(*found), group.id.c_str());
    }
    QCOMPARE(fullest_group(groups, few, 77), std::string());
    QCOMPARE(test_family("ruler_s_niah_2@4096"), std::string("ruler_s_niah_2"));
    QCOMPARE(test_length("ruler_s_niah_2@4096"), int64_t{4096});
    QCOMPARE(test_length("fda_acc"), int64_t{0});
  }
};

PARETO_TEST(TestQualityView)
#include "tst_quality_view.moc"
