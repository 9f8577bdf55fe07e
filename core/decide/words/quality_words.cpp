// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/quality_words.h"

#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pareto {

namespace {

std::string value_of(const Speech& s, const QualityView& view, const Quantity& q) {
  const std::string value = estimate_text(s.voice, *q.value, q.ci95, NumberFormat::Number);
  return view.unit == QualityUnit::RightOf100
             ? value
             : s.voice.say(PARETO_SAY("Quality", "%1 (%2)"), {value, unit_text(s.voice, view.unit)});
}

std::string name_of(const Speech& s, const TestedModel& model) {
  return model.model.empty() ? model.name : model_name(s.evidence, model.model);
}

/// Whom a sentence names: the best, who is equal to it within error, and the worst, where that is another.
struct Named2 {
  const TestedModel *best, *worst;
  std::string level; ///< names of those between; empty: none
};

Named2 named_of(const Speech& s, const QualityView& view) {
  constexpr size_t kMostNames = 3;
  const std::vector<const TestedModel*> all = view.named();
  std::vector<std::string> level;
  for (const TestedModel* model : all)
    if (model->level)
      level.push_back(name_of(s, *model));
  const TestedModel* worst = all.back()->level ? all.front() : all.back();
  return {all.front(), worst,
          level.empty()               ? std::string()
          : level.size() > kMostNames ? s.voice.say(PARETO_SAY_N("Quality", "%n others").if_one("one other"), {},
                                                    static_cast<int>(level.size()))
                                      : s.voice.list(level)};
}

bool is_untested(const Speech& s, const QualityView& view) {
  return view.tested_to > 0 && view.tested_to < s.comparison.at.context;
}

/// To which length it was tested, and that nothing is known where one looks further.
std::string reach_text(const Speech& s, const QualityView& view) {
  if (view.tested_to == 0)
    return s.voice.say(PARETO_SAY("Quality", " The table states no length it was tested at."));
  if (!is_untested(s, view))
    return s.voice.say(PARETO_SAY("Quality", " Tested to %1 tokens."), {count_text(s.voice, view.tested_to)});
  return s.voice.say(PARETO_SAY("Quality", " Tested to %1 tokens; at %2 nothing is known."),
                     {count_text(s.voice, view.tested_to), count_text(s.voice, s.comparison.at.context)});
}

/// Values of another size are never the study's: said where none of its models is among them.
std::string others_text(const Speech& s, const QualityView& view) {
  for (const TestedModel& model : view.models)
    if (!model.model.empty())
      return {};
  return view.params > 0 ? s.voice.say(PARETO_SAY("Quality", " These are models of %1: none of this study's."),
                                       {parameters_text(s.voice, view.params)})
                         : s.voice.say(PARETO_SAY("Quality", " None of them is one of this study's."));
}

/// "FDA look-ups: of 100, Transformer++ gets 52.2 right, equal within error with Gated DeltaNet-H1; Mamba-2 gets 25.3."
/// `what`: the test or the step. `right`: in right answers.
std::string best_to_worst(const Speech& s, const QualityView& view, const std::string& what, bool right) {
  const auto [best, worst, level] = named_of(s, view);
  const std::string first = name_of(s, *best), value = value_of(s, view, best->last()), last = name_of(s, *worst),
                    least = value_of(s, view, worst->last());
  const Wording alone = right ? PARETO_SAY("Quality", "%1: of 100, %2 gets %3 right.")
                              : PARETO_SAY("Quality", "%1: %2 has %3."),
                two = right ? PARETO_SAY("Quality", "%1: of 100, %2 gets %3 right, %4 %5.")
                            : PARETO_SAY("Quality", "%1: %2 has %3, %4 %5."),
                equal = right ? PARETO_SAY("Quality", "%1: of 100, %2 gets %3 right, equal within error with %4.")
                              : PARETO_SAY("Quality", "%1: %2 has %3, equal within error with %4."),
                all = right ? PARETO_SAY("Quality",
                                         "%1: of 100, %2 gets %3 right, equal within error with %4; %5 gets %6.")
                            : PARETO_SAY("Quality", "%1: %2 has %3, equal within error with %4; %5 has %6.");
  if (level.empty())
    return s.voice.say(worst == best ? alone : two, {what, first, value, last, least});
  return s.voice.say(worst == best ? equal : all, {what, first, value, level, last, least});
}

std::string nothing_known(const Speech& s, const QualityView& view) {
  return s.voice.say(
      view.task == AskedTask::Own
          ? PARETO_SAY("Quality", "Nothing was measured on a text of your own yet.")
          : PARETO_SAY("Quality", "This published comparison says nothing of that: choose another one, or measure on "
                                  "your own text."));
}

} // namespace

std::string task_text(const Voice& voice, AskedTask task) {
  switch (task) {
  case AskedTask::Lookup: return voice.say(PARETO_SAY("Quality", "Find a value in a document"));
  case AskedTask::Questions: return voice.say(PARETO_SAY("Quality", "Answer general questions"));
  case AskedTask::Long: return voice.say(PARETO_SAY("Quality", "Follow long documents"));
  case AskedTask::Text: return voice.say(PARETO_SAY("Quality", "Predict text (perplexity and the like)"));
  case AskedTask::Formats: return voice.say(PARETO_SAY("Quality", "Stay the same in a coarser format"));
  case AskedTask::Own: break;
  }
  return voice.say(PARETO_SAY("Quality", "My own text"));
}

std::string family_text(const Voice& voice, const std::string& test) {
  return is_own_metric(test) && !is_own_lookup(test) ? voice.say(PARETO_SAY("Quality", "Bits per byte of my text"))
                                                     : test_name(voice, test);
}

std::string along_text(const Voice& voice, QualityAlong along) {
  switch (along) {
  case QualityAlong::Length: return voice.say(PARETO_SAY("Quality", "Length of the text"));
  case QualityAlong::Load: return voice.say(PARETO_SAY("Quality", "How much is asked for at once"));
  case QualityAlong::Perturbation: break;
  }
  return voice.say(PARETO_SAY("Quality", "What stands around it"));
}

std::string step_text(const Voice& voice, const std::string& test) {
  static const std::pair<const char*, Wording> kSteps[] = {
      {"ruler_niah_single", PARETO_SAY("Quality", "one value")},
      {"ruler_niah_multikey", PARETO_SAY("Quality", "one value among many like it")},
      {"ruler_niah_multiquery", PARETO_SAY("Quality", "several values at once")},
      {"ruler_niah_multivalue", PARETO_SAY("Quality", "all values of one name")},
      {"ruler_s_niah_1", PARETO_SAY("Quality", "a number in one repeated sentence")},
      {"ruler_s_niah_2", PARETO_SAY("Quality", "a number in essays")},
      {"ruler_s_niah_3", PARETO_SAY("Quality", "a long id in essays")},
      {"mad_in_context_recall", PARETO_SAY("Quality", "pairs alone")},
      {"mad_noisy_recall", PARETO_SAY("Quality", "pairs with noise between")},
      {"mad_fuzzy_recall", PARETO_SAY("Quality", "pairs of several tokens")}};
  for (const auto& [id, text] : kSteps)
    if (test == id)
      return voice.say(text);
  return test_name(voice, test);
}

std::string steps_sentence(const Speech& s, const QualityView& view) {
  constexpr size_t kNamed = 3;
  if (view.models.empty()) {
    std::string text = s.voice.say(view.along == QualityAlong::Load
                                       ? PARETO_SAY("Quality", "No test of this published comparison varies how much "
                                                               "is asked for at once.")
                                       : PARETO_SAY("Quality", "No test of this published comparison varies what "
                                                               "stands around what is looked for."));
    if (!view.groups.empty())
      text += s.voice.say(
          PARETO_SAY("Quality", " These do: %1."),
          {s.voice.list({view.groups.begin(),
                         view.groups.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, view.groups.size()))})});
    return text;
  }
  return best_to_worst(s, view, step_text(s.voice, view.steps.back()), false) + reach_text(s, view) +
         others_text(s, view);
}

namespace {

std::string range_sentence(const Speech& s, const QualityView& view) {
  return best_to_worst(s, view, family_text(s.voice, view.test), view.unit == QualityUnit::RightOf100);
}

/// The best against the worst, of whom a difference tells them apart; empty where none does, or none is the study's.
std::string apart_title(const Speech& s, const QualityView& view) {
  const auto [best, worst, level] = named_of(s, view); // who is equal to the best is not left out
  if (best->model.empty() || worst == best || !best->last().ci95 || !worst->last().ci95)
    return {};
  constexpr double kTold = 1.2; // times: less is said as a difference
  const std::string what = family_text(s.voice, view.test), last = name_of(s, *worst),
                    first = level.empty()
                                ? name_of(s, *best)
                                : s.voice.say(PARETO_SAY("Quality", "%1 (equal: %2)"), {name_of(s, *best), level});
  const double high = *best->last().value, low = *worst->last().value;
  if (view.unit != QualityUnit::RightOf100)
    return s.voice.say(PARETO_SAY("Quality", "%1: %2 is surely better than %3"), {what, first, last});
  return low > 0 && high / low >= kTold
             ? s.voice.say(PARETO_SAY("Quality", "%1: %2 is right %3 times as often as %4"),
                           {what, first, s.voice.digits(high / low, 1), last})
             : s.voice.say(PARETO_SAY("Quality", "%1: %2 is surely right more often than %3"), {what, first, last});
}

} // namespace

std::string quality_title(const Speech& s, const QualityView& view) {
  if (view.models.empty())
    return {};
  if (!is_untested(s, view))
    return apart_title(s, view);
  return s.voice.say(PARETO_SAY("Quality", "%1: nothing is known at %2 tokens, tested to %3 only"),
                     {family_text(s.voice, view.test), count_text(s.voice, s.comparison.at.context),
                      count_text(s.voice, view.tested_to)});
}

std::string quality_sentence(const Speech& s, const QualityView& view) {
  if (view.models.empty())
    return nothing_known(s, view);
  return range_sentence(s, view) + reach_text(s, view) + others_text(s, view);
}

std::string group_text(const Voice& voice, const PublishedGroup& group) {
  const std::string size =
      group.sizes.empty() ? voice.say(PARETO_SAY("Quality", "size not printed"))
      : group.sizes.size() == 1
          ? parameters_text(voice, group.sizes.front())
          : voice.say(PARETO_SAY("Quality", "%1 to %2"),
                      {parameters_text(voice, group.sizes.front()), parameters_text(voice, group.sizes.back())});
  return joined({size,
                 voice.say(PARETO_SAY_N("Quality", "%n architectures").if_one("one architecture"), {},
                           static_cast<int>(group.architectures.size())),
                 group.source},
                " · ");
}

} // namespace pareto
