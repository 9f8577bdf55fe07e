// SPDX-License-Identifier: GPL-3.0-or-later
// Verdict, places and qualities in words.
#include "core/decide/words/cost_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/pending_words.h"
#include "core/decide/words/sentences.h"
#include "core/decide/words/speech.h"

namespace pareto {

namespace {

std::string title(const Speech& s, const Figure& figure) {
  return figure.month ? s.voice.say(PARETO_SAY("Conclusions", "Cost a month"))
                      : metric_title(s.voice, s.evidence, figure.axis);
}
std::string value(const Speech& s, const Figure& figure) { return describe(s.voice, s.evidence, figure); }

/// Where no axis beside it says what is counted, with its name; "… unknown" and "… a month" say it already.
std::string figure_text(const Speech& s, const Figure& figure) {
  return s.voice.reader() == Reader::Engine && figure.quantity.value && !figure.month
             ? s.voice.say(PARETO_SAY("Conclusions", "%1 %2"), {title(s, figure), value(s, figure)})
             : value(s, figure);
}

bool is_asked(const Figure& figure) {
  return figure.month || figure.axis.metric != Metric::Quality || !figure.axis.quality_metric.empty();
}

/// What is least chosen of, and the quality beside it where one is asked for.
std::string point_text(const Speech& s, const std::vector<Figure>& figures) {
  const std::string goal = figure_text(s, figures[kGoalFigure]);
  return is_asked(figures[kQualityFigure])
             ? s.voice.say(PARETO_SAY("Conclusions", "%1; %2"), {goal, figure_text(s, figures[kQualityFigure])})
             : goal;
}

std::string limit_names(const Speech& s, const std::vector<Metric>& limits) {
  std::vector<std::string> names;
  for (Metric limit : limits)
    names.push_back(s.voice.say(words_of(limit).limit.subject));
  return s.voice.list(names);
}

Wording slower_pattern(Goal goal, bool same_quality) {
  switch (goal) {
  case Goal::LeastMemory: return PARETO_SAY("Conclusions", "needs more memory than %1");
  case Goal::LowestCost: return PARETO_SAY("Conclusions", "surely costs more a month than %1");
  case Goal::ShortestWait: break;
  }
  return same_quality ? PARETO_SAY("Conclusions", "same quality, and surely a longer wait than on %1")
                      : PARETO_SAY("Conclusions", "surely a longer wait than %1");
}

std::string slower(const Speech& s, const Ranked& place) {
  return s.voice.say(slower_pattern(s.comparison.goal, place.same_quality), {name(s, place.better)});
}

/// "cannot compare yet: 3 of 4 not measured"
std::string cannot_compare(const Speech& s, const Pending& pending, int compared) {
  return s.voice.say(PARETO_SAY("Conclusions", "cannot compare yet: %1"), {pending_text(s.voice, pending, compared)});
}

std::string gap_of(const Speech& s, const Ranked& place) {
  const Quantity& none =
      place.figures[place.figures[kGoalFigure].quantity.value ? kQualityFigure : kGoalFigure].quantity;
  return gap_text(s.voice, none.gap, none.why);
}

std::string taker_of(const Speech& s, const Ranked& place) {
  const Quantity& goal = place.figures[kGoalFigure].quantity;
  return taker_name(s.voice,
                    (goal.condition == Condition::Disturbed ? goal : place.figures[kQualityFigure].quantity).lost_to);
}

Wording nothing_chosen(Reader reader) {
  return reader == Reader::Engine
             ? PARETO_SAY("Sentences", "No model of this study can be compared.")
             : PARETO_SAY("Conclusions", "Nothing is chosen: tick at least one architecture on the left.");
}

bool is_elsewhere(const Speech& s) {
  return s.comparison.compared == Compared::Models && s.evidence.is_elsewhere(shown_device(s.evidence, s.comparison));
}

/// Whatever it is that was not measured here (the prompt, the steps behind it, this load), a run measures this very
/// place first.
Wording outside_measured(Reader reader) {
  switch (reader) {
  case Reader::Engine:
    return PARETO_SAY("Conclusions",
                      "%1, not enough evidence: nothing was measured there, the waits are only modelled. "
                      "A run with this workload measures that place first.");
  case Reader::Running:
    return PARETO_SAY("Conclusions", "%1, not enough evidence yet: the waits there are only modelled so far; the "
                                     "measurement goes on.");
  case Reader::Window: break;
  }
  return PARETO_SAY("Conclusions", "%1, not enough evidence: nothing was measured there, the waits are only modelled. "
                                   "Press Run: it measures this very place first.");
}

/// Whose quality does not enter: that of devices of one model.
Wording chosen_of_devices(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory: return PARETO_SAY("Conclusions", "%1, choose %2: the least memory, %3.");
  case Goal::LowestCost: return PARETO_SAY("Conclusions", "%1, choose %2: the lowest cost, %3.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "%1, choose %2: the shortest wait per answer, %3.");
}
Wording chosen_unjudged(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory:
    return PARETO_SAY("Conclusions", "%1, choose %2: the least memory, %3. Its quality is unknown.");
  case Goal::LowestCost:
    return PARETO_SAY("Conclusions", "%1, choose %2: the lowest cost, %3. Its quality is unknown.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "%1, choose %2: the shortest wait per answer, %3. Its quality is unknown.");
}
Wording chosen_judged(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory:
    return PARETO_SAY("Conclusions", "%1, choose %2: the least memory without a sure loss of quality, %3.");
  case Goal::LowestCost:
    return PARETO_SAY("Conclusions", "%1, choose %2: the lowest cost without a sure loss of quality, %3.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "%1, choose %2: the shortest wait per answer without a sure loss of quality, %3.");
}

/// The rule itself stands over the shortlist: rule_text().
Wording chosen_pattern(const Speech& s, const Verdict& verdict) {
  if (s.comparison.compared == Compared::Devices)
    return chosen_of_devices(verdict.goal);
  const Figure& quality = verdict.figures[kQualityFigure];
  return !is_asked(quality) || !quality.quantity.value ? chosen_unjudged(verdict.goal) : chosen_judged(verdict.goal);
}

Wording equal_pattern(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory:
    return PARETO_SAY("Conclusions", "%1, no decisive difference in memory: %2 are equal within error.");
  case Goal::LowestCost:
    return PARETO_SAY("Conclusions", "%1, no decisive difference in cost: %2 are equal within error.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "%1, no decisive difference in the wait per answer: %2 are equal within error.");
}

/// "At 600 tokens and one request, no decisive difference in the wait per answer: Mamba-2 with 30 ms (29–31), …"
std::string equal_text(const Speech& s, const Verdict& verdict) {
  std::vector<std::string> names;
  for (const Figure& figure : verdict.figures)
    names.push_back(s.voice.say(PARETO_SAY("Names", "%1 with %2"), {name(s, figure.of), value(s, figure)}));
  return s.voice.say(equal_pattern(verdict.goal), {where(s), s.voice.list(names)});
}

/// "At 2,048 tokens …, cannot compare yet: 3 of 4 not measured."
std::string not_yet_text(const Speech& s, const Verdict& verdict) {
  return s.voice.say(PARETO_SAY("Conclusions", "%1, %2."),
                     {where(s), cannot_compare(s, verdict.pending, verdict.compared)}) +
         remedy_text(s.voice, verdict.pending);
}

std::string verdict_text(const Speech& s, const Verdict& verdict) {
  const std::vector<Figure>& f = verdict.figures;
  switch (verdict.kind) {
  case Verdict::Kind::Chosen:
    return s.voice.say(chosen_pattern(s, verdict),
                       {where(s), name(s, f[0].of),
                        f[kQualityFigure].quantity.value ? point_text(s, f) : figure_text(s, f[kGoalFigure])});
  case Verdict::Kind::Equal: return equal_text(s, verdict);
  case Verdict::Kind::NotYet: return not_yet_text(s, verdict);
  case Verdict::Kind::Alone:
    return s.voice.say(PARETO_SAY("Conclusions", "%1, nothing can be compared with %2 (%3)."),
                       {where(s), name(s, f[0].of), point_text(s, f)});
  case Verdict::Kind::NoneMeetsLimits:
    return s.voice.say(PARETO_SAY("Conclusions", "No architecture meets all limits. Loosen one of them."));
  case Verdict::Kind::LimitsUnknown:
    return s.voice.say(
        PARETO_SAY("Conclusions", "Not enough evidence: it is not known yet which architectures meet the limits."));
  case Verdict::Kind::NoValue:
    return s.voice.say(PARETO_SAY("Conclusions", "Not enough evidence yet. %1"),
                       {gap_text(s.voice, f[0].quantity.gap, f[0].quantity.why)});
  case Verdict::Kind::TestedShort:
    return s.voice.say(PARETO_SAY("Conclusions", "Not enough evidence: the quality was tested to %1 tokens only. A "
                                                 "test at your length, of your own text, would tell."),
                       {count_text(s.voice, f[0].quantity.tested_to)});
  case Verdict::Kind::OpenCost:
    return s.voice.say(PARETO_SAY("Conclusions", "Not enough evidence: nobody knows how much %1 costs at most."),
                       {name(s, f[0].of)});
  case Verdict::Kind::NothingChosen: return s.voice.say(nothing_chosen(s.voice.reader()));
  case Verdict::Kind::OutsideMeasured: break;
  }
  if (is_elsewhere(s))
    return s.voice.say(PARETO_SAY("Conclusions",
                                  "%1, not enough evidence: every wait is only modelled there. Measure it "
                                  "there, and import the file."),
                       {where(s)});
  return s.voice.say(outside_measured(s.voice.reader()), {where(s)});
}

Wording chosen_reason(const Speech& s) {
  if (!unjudged(s))
    return PARETO_SAY("Conclusions", "chosen");
  switch (s.comparison.goal) {
  case Goal::LeastMemory: return PARETO_SAY("Conclusions", "chosen by its memory alone: its quality is unknown");
  case Goal::LowestCost: return PARETO_SAY("Conclusions", "chosen by its cost alone: its quality is unknown");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "chosen by its wait alone: its quality is unknown");
}

std::string origin_text(const Speech& s, const Qualities& all) {
  const Quantity& last = all.figures.back().quantity;
  const std::string origin =
      all.source.empty()  ? s.voice.say(PARETO_SAY("Conclusions", "measured here on %1"),
                                        {text_origin(s.voice, last.file, last.bytes, last.time_utc)})
      : all.table.empty() ? s.voice.say(PARETO_SAY("Conclusions", "published, %1"), {all.source})
                          : s.voice.say(PARETO_SAY("Conclusions", "published, %1, %2"), {all.source, all.table});
  return all.tested_to > 0 ? s.voice.say(PARETO_SAY("Conclusions", "%1, tested to %2 tokens"),
                                         {origin, count_text(s.voice, all.tested_to)})
                           : origin;
}

/// A value with what keeps it from deciding.
std::string with_state(const Voice& voice, std::string text, const Quantity& quantity) {
  const bool modelled = quantity.reach == Reach::Beyond && quantity.source == Source::Modelled;
  if (modelled) // of disturbed values both is said
    text = voice.say(PARETO_SAY("Conclusions", "about %1, modelled"), {text});
  if (quantity.condition == Condition::Disturbed)
    return voice.say(PARETO_SAY("Conclusions", "%1, disturbed"), {text});
  if (quantity.condition == Condition::Suspect)
    return voice.say(PARETO_SAY("Conclusions", "%1, suspect"), {text});
  if (quantity.preview)
    return voice.say(PARETO_SAY("Conclusions", "%1, preview"), {text});
  if (quantity.reach != Reach::Beyond || modelled)
    return text;
  return voice.say(PARETO_SAY("Conclusions", "%1, tested to %2 tokens"), {text, count_text(voice, quantity.tested_to)});
}

} // namespace

std::string describe(const Voice& voice, const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity) {
  if (!quantity.value)
    return voice.say(PARETO_SAY("Conclusions", "%1 unknown"), {metric_title(voice, evidence, axis)});
  std::string text = estimate_text(voice, *quantity.value, quantity.ci95, format_of(row_of(axis.metric).unit));
  if (axis.metric == Metric::Quality)
    if (const std::string unit = metric_unit(voice, evidence, axis); !unit.empty())
      text = voice.say(PARETO_SAY("Conclusions", "%1 %2"), {text, unit});
  return with_state(voice, text, quantity);
}

std::string describe(const Voice& voice, const Evidence& evidence, const Figure& figure) {
  const Quantity& quantity = figure.quantity;
  if (!figure.month)
    return describe(voice, evidence, figure.axis, quantity);
  if (!quantity.value)
    return voice.say(PARETO_SAY("Conclusions", "cost a month unknown"));
  const std::string text =
      voice.say(PARETO_SAY("Conclusions", "%1 a month"), {money_text(voice, ranged_of(quantity), *figure.month)});
  return with_state(voice, text, quantity);
}

std::string sentence(const Speech& s, const Verdict& verdict) { return verdict_text(s, verdict); }

std::string reason(const Speech& s, const Ranked& place) {
  switch (place.kind) {
  case Ranked::Kind::Chosen: return s.voice.say(chosen_reason(s));
  case Ranked::Kind::Equal: return s.voice.say(PARETO_SAY("Conclusions", "equal within error"));
  case Ranked::Kind::LosesQuality:
    return s.voice.say(PARETO_SAY("Conclusions", "surely worse on the task than %1"), {name(s, place.better)});
  case Ranked::Kind::Slower: return slower(s, place);
  case Ranked::Kind::FailsLimits:
    return s.voice.say(PARETO_SAY("Conclusions", "fails the limit on %1"), {limit_names(s, place.limits)});
  case Ranked::Kind::LimitsUnknown:
    return s.voice.say(PARETO_SAY("Conclusions", "not known whether it meets the limit on %1"),
                       {limit_names(s, place.limits)});
  case Ranked::Kind::NoValue: return gap_of(s, place);
  case Ranked::Kind::Preview: return s.voice.say(PARETO_SAY("Conclusions", "a preview so far: not compared"));
  case Ranked::Kind::Disturbed:
    return s.voice.say(PARETO_SAY("Conclusions", "disturbed by %1: not compared"), {taker_of(s, place)});
  case Ranked::Kind::Suspect: return s.voice.say(PARETO_SAY("Conclusions", "contradicts what must hold: not compared"));
  case Ranked::Kind::Untested:
    return s.voice.say(PARETO_SAY("Conclusions", "its quality was not tested at this length: not compared"));
  case Ranked::Kind::OutsideMeasured:
    if (is_elsewhere(s))
      return s.voice.say(PARETO_SAY("Conclusions", "only modelled there: not compared"));
    return s.voice.say(PARETO_SAY("Conclusions", "only modelled at this place: not compared"));
  case Ranked::Kind::Waiting: return cannot_compare(s, place.pending, place.compared);
  case Ranked::Kind::Alone: return s.voice.say(PARETO_SAY("Conclusions", "nothing to compare it with"));
  case Ranked::Kind::OpenCost:
    return s.voice.say(PARETO_SAY("Conclusions", "nobody knows how much it costs at most: not chosen"));
  case Ranked::Kind::OtherSize: break;
  }
  return gap_text(s.voice, Gap::AnotherSize);
}

std::string sentence(const Speech& s, const Ranked& place) {
  if (place.kind == Ranked::Kind::OtherSize) // what is said of a gap is a sentence of its own
    return s.voice.say(PARETO_SAY("Conclusions", "%1 – %2"),
                       {model_heading(s.voice, s.evidence, place.who.model), reason(s, place)});
  const std::string line = s.voice.say(PARETO_SAY("Conclusions", "%1: %2 – %3"),
                                       {name(s, place.who), point_text(s, place.figures), reason(s, place)});
  const bool in_a_list = s.voice.reader() != Reader::Engine; // there a line has no full stop
  return in_a_list || place.kind == Ranked::Kind::NoValue ? line : s.voice.say(PARETO_SAY("Charts", "%1."), {line});
}

namespace {

Wording rule_unjudged(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory:
    return PARETO_SAY("Conclusions",
                      "No quality is known of these models: of those that meet the limits, the least memory.");
  case Goal::LowestCost:
    return PARETO_SAY("Conclusions",
                      "No quality is known of these models: of those that meet the limits, the lowest cost a month.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY(
      "Conclusions",
      "No quality is known of these models: of those that meet the limits, the shortest wait per answer.");
}

Wording rule_without_task(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory: return PARETO_SAY("Conclusions", "Of those that meet the limits, the least memory.");
  case Goal::LowestCost: return PARETO_SAY("Conclusions", "Of those that meet the limits, the lowest cost a month.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "Of those that meet the limits, the shortest wait per answer.");
}

Wording rule_on_task(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory:
    return PARETO_SAY("Conclusions", "Of those that meet the limits and are not surely worse than the best on “%1”, "
                                     "the least memory.");
  case Goal::LowestCost:
    return PARETO_SAY("Conclusions", "Of those that meet the limits and are not surely worse than the best on “%1”, "
                                     "the lowest cost a month.");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Conclusions", "Of those that meet the limits and are not surely worse than the best on “%1”, "
                                   "the shortest wait per answer.");
}

} // namespace

std::string rule_text(const Speech& s) {
  const std::string task = task_of(s.evidence, s.comparison);
  const Goal goal = s.comparison.goal;
  if (unjudged(s))
    return s.voice.say(rule_unjudged(goal));
  return task.empty() ? s.voice.say(rule_without_task(goal))
                      : s.voice.say(rule_on_task(goal), {metric_title(s.voice, s.evidence, {Metric::Quality, task})});
}

/// "Of 100 FDA look-ups: Transformer++ 52, Mamba-2 41 (published)."
std::string sentence(const Speech& s, const Qualities& all) {
  std::vector<std::string> parts;
  const bool fine =
      all.unit == QualityUnit::BitsPerByte || all.unit == QualityUnit::LogLoss || all.unit == QualityUnit::Nats;
  for (const Figure& figure : all.figures)
    parts.push_back(
        s.voice.say(PARETO_SAY("Conclusions", "%1 %2"),
                    {model_name(s.evidence, figure.of.model), s.voice.digits(*figure.quantity.value, fine ? 3 : 1)}));
  return s.voice.say(all.unit == QualityUnit::RightOf100 ? PARETO_SAY("Conclusions", "Of 100 %1: %2 (%3).")
                                                         : PARETO_SAY("Conclusions", "%1: %2 (%3)."),
                     {metric_title(s.voice, s.evidence, all.axis), s.voice.list(parts), origin_text(s, all)});
}

std::string other_sizes_text(const Voice& voice, const Evidence& evidence, const std::vector<std::string>& models) {
  std::vector<std::string> names;
  for (const std::string& model : models)
    names.push_back(sized_name(voice, evidence, model));
  return names.empty()
             ? std::string()
             : voice.say(PARETO_SAY("Names", " Not compared, being of another size: %1."), {voice.list(names)});
}

std::string sentence(const Speech& s, const OtherSizes& others) {
  const std::string text = other_sizes_text(s.voice, s.evidence, others.models);
  return text.starts_with(' ') ? text.substr(1) : text;
}

std::string sentence(const Speech& speech, const AnyStatement& statement) {
  return std::visit([&](const auto& said) { return sentence(speech, said); }, statement);
}

} // namespace pareto
