// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quality_view.h"

#include "core/decide/quantity_math.h"
#include "core/model/catalogue.h"
#include "core/numeric/difference.h"
#include "core/quality/published_groups.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace pareto {

namespace {

constexpr const char* kTaskNames[] = {"lookup", "questions", "long", "text", "formats", "own"};
static_assert(std::size(kTaskNames) == kAskedTasks);

constexpr const char* kOwnLookup = "own:lookup";

/// Those of the task's own list first: they are what people know.
void prefer(std::vector<std::string>& tests, AskedTask task) {
  for (const QualityTask& each : quality_tasks())
    if (each.id == to_string(task))
      std::stable_partition(tests.begin(), tests.end(), [&](const std::string& test) {
        return std::any_of(each.metrics.begin(), each.metrics.end(),
                           [&](const std::string& metric) { return test_family(metric) == test; });
      });
}

/// Tests that differ in one thing, the easiest first.
struct TestLadder {
  QualityAlong along;
  std::vector<std::string> steps;
};
const std::vector<TestLadder>& ladders() {
  static const std::vector<TestLadder> all{
      // one value of one key; of a key among many; of several at once; several of one key
      {QualityAlong::Load,
       {"ruler_niah_single", "ruler_niah_multikey", "ruler_niah_multiquery", "ruler_niah_multivalue"}},
      // a number in a repeated sentence, in essays; a long id in essays
      {QualityAlong::Perturbation, {"ruler_s_niah_1", "ruler_s_niah_2", "ruler_s_niah_3"}},
      // pairs alone, with noise between them, with keys and values of several tokens
      {QualityAlong::Perturbation, {"mad_in_context_recall", "mad_noisy_recall", "mad_fuzzy_recall"}},
  };
  return all;
}

Quantity printed(const PublishedResult& row) {
  Quantity q;
  q.value = row.value;
  q.ci95 = row.ci95;
  q.source = Source::Published;
  q.n = static_cast<int>(row.items);
  q.tested_to = row.eval_context;
  q.paper = row.model + ", " + row.source() + (row.table.empty() ? "" : ", " + row.table);
  return q;
}

/// The one of the `compared` models that a row is of; empty: none.
std::string study_model(const Evidence& evidence, const std::vector<std::string>& compared,
                        const PublishedResult& row) {
  for (const std::string& model : compared)
    if (evidence.facts(model).architecture == row.architecture && evidence.published_row(model, row.metric) == &row)
      return model;
  return {};
}

int64_t length_of(const PublishedResult& row) {
  const int64_t named = test_length(row.metric);
  return named > 0 ? named : row.eval_context;
}

/// As the catalogue calls it where the paper writes the same without its hyphen or space ("Mamba2"); else as printed.
std::string name_of(const PublishedResult& row) {
  const auto bare = [](const std::string& name) {
    std::string letters;
    for (const char c : name)
      if (c != '-' && c != ' ')
        letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return letters;
  };
  const Architecture* known = find_architecture(row.architecture);
  const std::string name = known ? known->name.substr(0, known->name.find(" (")) : std::string();
  return bare(name) == bare(row.model) ? name : row.model;
}

void add_published(QualityView& view, const Evidence& evidence, const Comparison& comparison) {
  const std::vector<std::string> compared = shown_models(evidence, comparison);
  std::map<std::string, size_t> place; // by the paper's name
  for (const PublishedResult& row : group_rows(*evidence.published(), evidence.study().quality_group)) {
    if (test_family(row.metric) != view.test)
      continue;
    view.unit = unit_named(row.unit);
    view.higher_is_better = row.higher_is_better;
    view.source = row.source();
    view.table = row.table;
    view.params = std::max(view.params, row.params);
    const auto [at, is_new] = place.try_emplace(row.model, view.models.size());
    if (is_new)
      view.models.push_back({{}, name_of(row), row.architecture, {}});
    TestedModel& model = view.models[at->second];
    if (const std::string own = study_model(evidence, compared, row); !own.empty())
      model.model = own;
    model.points.push_back({length_of(row), 0, printed(row)});
  }
}

void add_own(QualityView& view, const Evidence& evidence, const Comparison& comparison) {
  view.unit = view.test == kOwnLookup ? QualityUnit::RightOf100 : QualityUnit::BitsPerByte;
  view.higher_is_better = view.test == kOwnLookup;
  for (const std::string& id : shown_models(evidence, comparison)) {
    TestedModel model{id, evidence.facts(id).name, evidence.facts(id).architecture, {}};
    for (const std::string& metric : evidence.own_metrics()) {
      const Quantity q = evidence.value(id, Metric::Quality, {0, 1, 1, {}}, metric);
      if (test_family(metric) == view.test && q.value)
        model.points.push_back({own_metric_context(metric), 0, q});
    }
    if (!model.points.empty())
      view.models.push_back(std::move(model));
  }
}

/// Who is equal within error with the best of those that are named: all of them are one family of comparisons, as where
/// they are ranked. Nothing is told of values without an interval.
void find_level(QualityView& view) {
  std::vector<const TestedModel*> named = view.named();
  struct Pair {
    size_t first, second;
  };
  std::vector<Pair> pairs;
  std::vector<double> p;
  for (size_t a = 0; a < named.size(); ++a)
    for (size_t b = a + 1; b < named.size(); ++b) {
      const auto of_a = range_of(named[a]->last()), of_b = range_of(named[b]->last());
      if (!of_a || !of_b)
        continue;
      pairs.push_back({a, b});
      p.push_back(p_value(unpaired_difference(*named[a]->last().value, *of_a, *named[b]->last().value, *of_b, 0)));
    }
  const Adjusted adjusted = holm(p);
  for (size_t i = 0; i < pairs.size(); ++i)
    if (pairs[i].first == 0 && adjusted.p[i] >= kFamilyError)
      for (TestedModel& model : view.models)
        model.level |= &model == named[pairs[i].second];
}

/// The best first.
void rank(QualityView& view) {
  const double sign = view.higher_is_better ? -1 : 1;
  std::stable_sort(view.models.begin(), view.models.end(), [&](const TestedModel& a, const TestedModel& b) {
    return sign * *a.last().value < sign * *b.last().value;
  });
  find_level(view);
}

void finish(QualityView& view) {
  for (TestedModel& model : view.models) {
    std::sort(model.points.begin(), model.points.end(),
              [](const TestedAt& a, const TestedAt& b) { return a.length < b.length; });
    view.tested_to = std::max(view.tested_to, model.points.back().length);
    view.along_length |= model.points.size() > 1 && model.points.front().length < model.points.back().length;
  }
  rank(view);
}

} // namespace

namespace {

/// Rows of a group that are on a ladder, by length and step.
using Steps = std::map<int64_t, std::map<size_t, std::vector<const PublishedResult*>>>;
Steps steps_in(const PublishedResults& published, const std::string& group, const TestLadder& ladder) {
  Steps found;
  for (const PublishedResult& row : group_rows(published, group)) {
    const auto step = std::find(ladder.steps.begin(), ladder.steps.end(), test_family(row.metric));
    if (step != ladder.steps.end())
      found[length_of(row)][static_cast<size_t>(step - ladder.steps.begin())].push_back(&row);
  }
  std::erase_if(found, [](const auto& at) { return at.second.size() < 2; });
  return found;
}

void add_steps(QualityView& view, const Evidence& evidence, const Comparison& comparison, const TestLadder& ladder,
               const Steps& found) {
  const auto enough = found.lower_bound(comparison.at.context);
  const auto& [length, steps] = enough == found.end() ? *found.rbegin() : *enough;
  view.tested_to = length;
  const std::vector<std::string> compared = shown_models(evidence, comparison);
  std::map<std::string, size_t> place;
  for (const auto& [step, rows] : steps) {
    view.steps.push_back(ladder.steps[step]);
    for (const PublishedResult* row : rows) {
      view.unit = unit_named(row->unit);
      view.higher_is_better = row->higher_is_better;
      view.source = row->source();
      view.table = row->table;
      view.params = std::max(view.params, row->params);
      const auto [at, is_new] = place.try_emplace(row->model, view.models.size());
      if (is_new)
        view.models.push_back({{}, row->model, row->architecture, {}});
      TestedModel& model = view.models[at->second];
      if (const std::string own = study_model(evidence, compared, *row); !own.empty())
        model.model = own;
      model.points.push_back({length_of(*row), view.steps.size() - 1, printed(*row)});
    }
  }
}

} // namespace

QualityView quality_steps(const Evidence& evidence, const Comparison& comparison, QualityAlong along) {
  QualityView view;
  view.along = along;
  if (!evidence.published())
    return view;
  for (const TestLadder& ladder : ladders()) {
    if (ladder.along != along)
      continue;
    for (const PublishedGroup& group : published_groups(*evidence.published()))
      if (!steps_in(*evidence.published(), group.id, ladder).empty())
        view.groups.push_back(group.id);
    if (const Steps found = steps_in(*evidence.published(), evidence.study().quality_group, ladder);
        !found.empty() && view.models.empty())
      add_steps(view, evidence, comparison, ladder, found);
  }
  rank(view);
  return view;
}

std::vector<const TestedModel*> QualityView::named() const {
  std::vector<const TestedModel*> own, all;
  for (const TestedModel& model : models) {
    all.push_back(&model);
    if (!model.model.empty())
      own.push_back(&model);
  }
  return own.size() >= 2 ? own : all;
}

const char* to_string(AskedTask task) { return kTaskNames[static_cast<size_t>(task)]; }

AskedTask asked_task_of(const std::string& test) {
  const std::string_view task = is_own_metric(test) ? std::string_view("own") : task_of_metric(test);
  for (size_t i = 0; i < kAskedTasks; ++i)
    if (task == kTaskNames[i])
      return static_cast<AskedTask>(i);
  return AskedTask::Lookup;
}

std::vector<std::string> tests_of(const Evidence& evidence, AskedTask task) {
  std::vector<std::string> tests;
  if (task == AskedTask::Own) {
    for (const std::string& metric : evidence.own_metrics())
      if (const std::string family = test_family(metric); std::find(tests.begin(), tests.end(), family) == tests.end())
        tests.push_back(family);
    return tests;
  }
  if (!evidence.published())
    return tests;
  tests = test_families(*evidence.published(), evidence.study().quality_group, to_string(task));
  prefer(tests, task);
  return tests;
}

QualityView quality_view(const Evidence& evidence, const Comparison& comparison, AskedTask task,
                         const std::string& test) {
  QualityView view;
  view.task = task;
  const std::vector<std::string> tests = tests_of(evidence, task);
  if (tests.empty())
    return view;
  view.test = std::find(tests.begin(), tests.end(), test) == tests.end() ? tests.front() : test;
  if (task == AskedTask::Own)
    add_own(view, evidence, comparison);
  else
    add_published(view, evidence, comparison);
  finish(view);
  return view;
}

std::string judging_test(const Evidence& evidence, const QualityView& view, int64_t context) {
  std::vector<std::string> known;
  for (const std::string& metric : known_tests(evidence))
    if (test_family(metric) == view.test)
      known.push_back(metric);
  const auto length = [](const std::string& metric) {
    return is_own_metric(metric) ? own_metric_context(metric) : test_length(metric);
  };
  std::sort(known.begin(), known.end(),
            [&](const std::string& a, const std::string& b) { return length(a) < length(b); });
  const bool of_study = std::any_of(view.models.begin(), view.models.end(),
                                    [](const TestedModel& model) { return !model.model.empty(); });
  if (known.empty() || !of_study)
    return {};
  const auto enough =
      std::find_if(known.begin(), known.end(), [&](const std::string& metric) { return length(metric) >= context; });
  return enough == known.end() ? known.back() : *enough;
}

} // namespace pareto
