// SPDX-License-Identifier: GPL-3.0-or-later
// Verdict, places and qualities in words.
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/sentences.h"

namespace pareto {

namespace {

std::string name(const Speech& s, const Contender& who) {
  return contender_name(s.voice, s.evidence, s.comparison, who);
}
std::string title(const Speech& s, const Figure& figure) { return metric_title(s.voice, s.evidence, figure.axis); }
std::string value(const Speech& s, const Figure& figure) {
  return describe(s.voice, s.evidence, figure.axis, figure.quantity);
}

/// Where no axis beside it says what is counted, with its name; "… unknown" says it already.
std::string figure_text(const Speech& s, const Figure& figure) {
  return s.voice.reader() == Reader::Engine && figure.quantity.value
             ? s.voice.say(PARETO_SAY("Conclusions", "%1 %2"), {title(s, figure), value(s, figure)})
             : value(s, figure);
}

/// Of a contender's two figures.
std::string point_text(const Speech& s, const std::vector<Figure>& figures) {
  return s.voice.say(PARETO_SAY("Conclusions", "%1; %2"), {figure_text(s, figures[0]), figure_text(s, figures[1])});
}

std::string limit_names(const Speech& s, const std::vector<Metric>& limits) {
  std::vector<std::string> names;
  for (Metric limit : limits)
    names.push_back(s.voice.say(words_of(limit).limit.subject));
  return s.voice.list(names);
}

Pattern beaten(const Ranked& place) {
  if (place.kind == Ranked::Kind::SurelyBeaten)
    return place.same_quality ? PARETO_SAY("Conclusions", "same quality, and %1 is better beside it")
                              : PARETO_SAY("Conclusions", "%1 is better on both");
  return place.same_quality
             ? PARETO_SAY("Conclusions", "same quality; %1 looks better beside it, but the intervals do not settle it")
             : PARETO_SAY("Conclusions", "%1 looks better on both, but the intervals do not settle it");
}

std::string standing(const Speech& s, const Ranked& place) {
  switch (place.kind) {
  case Ranked::Kind::NothingBetter: return s.voice.say(PARETO_SAY("Conclusions", "nothing is better on both"));
  case Ranked::Kind::MaybeBeaten:
  case Ranked::Kind::SurelyBeaten: return s.voice.say(beaten(place), {name(s, place.better)});
  case Ranked::Kind::FailsLimits:
    return s.voice.say(PARETO_SAY("Conclusions", "fails the limit on %1"), {limit_names(s, place.limits)});
  case Ranked::Kind::LimitsUnknown:
    return s.voice.say(PARETO_SAY("Conclusions", "not known whether it meets the limit on %1"),
                       {limit_names(s, place.limits)});
  case Ranked::Kind::NoValue: {
    const Quantity& none = place.figures[place.figures[0].quantity.value ? 1 : 0].quantity;
    return gap_text(s.voice, none.gap, none.why);
  }
  case Ranked::Kind::Untested:
    return s.voice.say(PARETO_SAY("Conclusions", "its quality was not tested at this length: not compared"));
  case Ranked::Kind::OutsideMeasured:
    return s.voice.say(PARETO_SAY("Conclusions", "outside the measured range: not compared"));
  case Ranked::Kind::OtherSize: break;
  }
  return gap_text(s.voice, Gap::AnotherSize);
}

Pattern nothing_chosen(Reader reader) {
  return reader == Reader::Engine
             ? PARETO_SAY("Sentences", "No model of this study can be compared.")
             : PARETO_SAY("Conclusions", "Nothing is chosen: tick at least one architecture on the left.");
}

Pattern outside_measured(Reader reader) {
  return reader == Reader::Engine
             ? PARETO_SAY("Conclusions", "Not enough evidence: this point lies outside what was measured. Look at a "
                                         "shorter context or fewer requests, or measure further out.")
             : PARETO_SAY("Conclusions", "Not enough evidence: this point lies outside what was measured. Move the "
                                         "sliders back, or measure further out.");
}

std::string best_text(const Speech& s, const Verdict& verdict) {
  return s.voice.say(
      verdict.kind == Verdict::Kind::Best
          ? PARETO_SAY("Conclusions", "%1, %2 is the best of what was compared on both axes (%3).")
          : PARETO_SAY("Conclusions",
                       "%1, %2 is the best of the devices compared; the quality is the same on all of them (%3)."),
      {where_clause(s.voice, s.evidence, s.comparison), name(s, verdict.figures[0].of),
       point_text(s, verdict.figures)});
}

std::string verdict_text(const Speech& s, const Verdict& verdict) {
  const std::vector<Figure>& f = verdict.figures;
  switch (verdict.kind) {
  case Verdict::Kind::Best:
  case Verdict::Kind::BestDevice: return best_text(s, verdict);
  case Verdict::Kind::Trade:
    return s.voice.say(PARETO_SAY("Conclusions", "%1, it is a trade: %2 is best by %3 (%4), %5 by %6 (%7)."),
                       {where_clause(s.voice, s.evidence, s.comparison), name(s, f[0].of), title(s, f[0]),
                        value(s, f[0]), name(s, f[1].of), title(s, f[1]), value(s, f[1])});
  case Verdict::Kind::NoneMeetsLimits:
    return s.voice.say(PARETO_SAY("Conclusions", "No architecture meets all limits. Loosen one of them."));
  case Verdict::Kind::LimitsUnknown:
    return s.voice.say(
        PARETO_SAY("Conclusions", "Not enough evidence: it is not known yet which architectures meet the limits."));
  case Verdict::Kind::NoValue:
    return s.voice.say(PARETO_SAY("Conclusions", "Not enough evidence yet. %1"),
                       {gap_text(s.voice, f[0].quantity.gap, f[0].quantity.why)});
  case Verdict::Kind::TestedShort:
    return s.voice.say(PARETO_SAY("Conclusions", "Not enough evidence: the quality was tested to %1 tokens only. "
                                                 "Choose a shorter context or another test."),
                       {count_text(s.voice, f[0].quantity.tested_to)});
  case Verdict::Kind::NothingChosen: return s.voice.say(nothing_chosen(s.voice.reader()));
  case Verdict::Kind::OutsideMeasured: break;
  }
  return s.voice.say(outside_measured(s.voice.reader()));
}

std::string origin_text(const Speech& s, const Qualities& all) {
  const Quantity& last = all.figures.back().quantity;
  const std::string origin =
      all.arxiv.empty()   ? s.voice.say(PARETO_SAY("Conclusions", "measured here on %1"),
                                        {text_origin(s.voice, last.file, last.bytes, last.time_utc)})
      : all.table.empty() ? s.voice.say(PARETO_SAY("Conclusions", "published, arXiv %1"), {all.arxiv})
                          : s.voice.say(PARETO_SAY("Conclusions", "published, arXiv %1, %2"), {all.arxiv, all.table});
  return all.tested_to > 0 ? s.voice.say(PARETO_SAY("Conclusions", "%1, tested to %2 tokens"),
                                         {origin, count_text(s.voice, all.tested_to)})
                           : origin;
}

} // namespace

std::string describe(const Voice& voice, const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity) {
  if (!quantity.value)
    return voice.say(PARETO_SAY("Conclusions", "%1 unknown"), {metric_title(voice, evidence, axis)});
  std::string text = estimate_text(voice, *quantity.value, quantity.ci95, format_of(row_of(axis.metric).unit));
  if (axis.metric == Metric::Quality)
    if (const std::string unit = metric_unit(voice, evidence, axis); !unit.empty())
      text = voice.say(PARETO_SAY("Conclusions", "%1 %2"), {text, unit});
  if (quantity.reach != Reach::Beyond)
    return text;
  return quantity.source == Source::Modelled ? voice.say(PARETO_SAY("Conclusions", "about %1, modelled"), {text})
                                             : voice.say(PARETO_SAY("Conclusions", "%1, tested to %2 tokens"),
                                                         {text, count_text(voice, quantity.tested_to)});
}

std::string sentence(const Speech& s, const Verdict& verdict) {
  const std::string line = verdict_text(s, verdict);
  return verdict.preview ? line + s.voice.say(PARETO_SAY("Conclusions", " Preview: one quick round, no intervals yet."))
                         : line;
}

std::string sentence(const Speech& s, const Ranked& place) {
  if (place.kind == Ranked::Kind::OtherSize) // what is said of a gap is a sentence of its own
    return s.voice.say(PARETO_SAY("Conclusions", "%1 – %2"),
                       {model_heading(s.voice, s.evidence, place.who.model), standing(s, place)});
  const std::string line = s.voice.say(PARETO_SAY("Conclusions", "%1: %2 – %3"),
                                       {name(s, place.who), point_text(s, place.figures), standing(s, place)});
  const bool in_a_list = s.voice.reader() != Reader::Engine; // there a line has no full stop
  return in_a_list || place.kind == Ranked::Kind::NoValue ? line : s.voice.say(PARETO_SAY("Charts", "%1."), {line});
}

/// "Of 100 FDA look-ups: Transformer++ 52, Mamba-2 41 (published)."
std::string sentence(const Speech& s, const Qualities& all) {
  std::vector<std::string> parts;
  for (const Figure& figure : all.figures)
    parts.push_back(
        s.voice.say(PARETO_SAY("Conclusions", "%1 %2"),
                    {model_name(s.evidence, figure.of.model),
                     s.voice.digits(*figure.quantity.value, all.unit == QualityUnit::BitsPerByte ? 3 : 1)}));
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
