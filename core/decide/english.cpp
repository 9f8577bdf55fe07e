// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/english.h"

#include <algorithm>

namespace pareto {

namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words, const char* between = ", ") {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : between) + word;
  return text;
}

const char* unit_name(QualityUnit unit) {
  switch (unit) {
  case QualityUnit::RightOf100: return " right of 100";
  case QualityUnit::BitsPerByte: return " bits per byte";
  case QualityUnit::Perplexity: return " perplexity";
  case QualityUnit::Score:
  case QualityUnit::Unknown: break;
  }
  return "";
}

/// Speaks of one comparison.
class Speaker {
public:
  Speaker(const Evidence& evidence, const Comparison& comparison) : m_evidence(evidence), m_comparison(comparison) {}

  std::string say(const Verdict& verdict) const {
    return verdict_text(verdict) + (verdict.preview ? " Preview: one quick round, no intervals yet." : "");
  }

  std::string say(const Ranked& place) const {
    if (place.kind == Ranked::Kind::OtherSize)
      return place.who.model + ": " + standing(place) + ".";
    return name(place.who) + ": " + figure(place.figures[0]) + "; " + figure(place.figures[1]) + " - " +
           standing(place) + ".";
  }

  std::string say(const Choice& choice) const {
    const auto both = [&](size_t first) {
      return name(choice.figures[first].of) + " (" + figure(choice.figures[first]) + "; " +
             figure(choice.figures[first + 1]) + ")";
    };
    std::string text;
    switch (choice.kind) {
    case Choice::Kind::NothingYet: return "Nothing can be compared yet: run the study.";
    case Choice::Kind::Incomparable: return "Nothing can be compared: nothing has a value on both axes.";
    case Choice::Kind::TestedShort:
      return where() + ", nothing can be ranked: the quality was tested to " +
             english_count(static_cast<double>(choice.tested_to)) + " tokens only.";
    case Choice::Kind::LimitsUnknown:
      return where() + ", nothing can be ranked: it is not known yet which meet the limits.";
    case Choice::Kind::NothingPasses:
      return where() + ", nothing passes: the points fail a limit or lie beyond what was measured.";
    case Choice::Kind::OnlyOne: text = where() + ", there is only one to look at: " + both(0) + "."; break;
    case Choice::Kind::Best:
      text = where() + ", one " + (devices() ? "device" : "model") + " is best: " + both(0) + ".";
      break;
    case Choice::Kind::Range: text = where() + ", the choice runs from " + both(0) + " to " + both(2) + "."; break;
    }
    if (!choice.unsettled.empty())
      text += " Not settled yet for " + names(choice.unsettled) + ": the intervals overlap or are missing.";
    return choice.missing.empty() ? text : text + " No value yet for " + names(choice.missing) + ".";
  }

  std::string say(const Crossings& all) const {
    const std::string metric = row_of(all.metric).name;
    switch (all.kind) {
    case Crossings::Kind::Alone:
      return "By " + metric + ", nothing can cross: there is only one " + (devices() ? "device" : "model") + ".";
    case Crossings::Kind::TooLittle: return "By " + metric + ", too little is measured to say where the curves cross.";
    case Crossings::Kind::Known: break;
    }
    Words clauses;
    for (const Crossover& crossover : all.known)
      clauses.push_back(clause(crossover));
    const std::string text =
        along_where() + ", by " + metric + " against " + name(all.baseline) + ": " + joined(clauses, "; ") + ".";
    return all.unknown.empty() ? text : text + " Not known yet for " + names(all.unknown) + ".";
  }

  std::string say(const MemoryNeed& need) const {
    if (need.kind == MemoryNeed::Kind::NothingChosen)
      return "No model is chosen.";
    const auto one = [&](size_t i) {
      return need.figures[i].of.model + " needs " + value(need.figures[i]) + " (" + value(need.figures[i + 1]) +
             " of it cache and state)";
    };
    std::string text = place() + ", " + one(0) + (need.kind == MemoryNeed::Kind::Range ? ", " + one(2) : "") + ".";
    for (const MemoryNeed::Fit& fit : need.fits) {
      Words large;
      for (const Contender& who : fit.too_large)
        large.push_back(who.model);
      const std::string memory = "the " + english(static_cast<double>(fit.bytes), Unit::Bytes) + " of " + fit.device;
      text += large.empty() ? " That fits " + memory + "." : " Too large for " + memory + ": " + joined(large) + ".";
    }
    return text;
  }

  std::string say(const Qualities& all) const {
    Words parts;
    for (const Figure& each : all.figures)
      parts.push_back(each.of.model + " " + value(each));
    const Quantity& last = all.figures.back().quantity;
    std::string origin = all.arxiv.empty()
                             ? "measured here on " + last.file
                             : "published, arXiv " + all.arxiv + (all.table.empty() ? "" : ", " + all.table);
    if (all.tested_to > 0)
      origin += ", tested to " + english_count(static_cast<double>(all.tested_to)) + " tokens";
    return all.axis.quality_metric + std::string(all.unit == QualityUnit::Unknown ? "" : ",") + unit_name(all.unit) +
           ": " + joined(parts) + " (" + origin + ").";
  }

  std::string say(const OtherSizes& others) const {
    return "Not compared, being of another size: " + joined(others.models) + ".";
  }

  std::string say(const Provenance& origin) const {
    Words devices;
    for (const std::string& device : origin.devices) {
      const Calibration* limits = m_evidence.limits(device);
      devices.push_back(device + (limits && !limits->processor.empty() ? " (" + limits->processor + ")" : ""));
    }
    std::string text = "On " + joined(devices) + (origin.latest_utc.empty() ? "" : ", " + origin.latest_utc) +
                       "; weights " + m_evidence.study().precision;
    for (const std::string& part : methods(origin))
      text += "; " + part;
    return text + ".";
  }

private:
  bool devices() const { return m_comparison.compared == Compared::Devices; }
  std::string name(const Contender& who) const { return devices() ? who.device : who.model; }
  std::string names(const std::vector<Contender>& all) const {
    Words words;
    for (const Contender& who : all)
      words.push_back(name(who));
    return joined(words);
  }

  static std::string requests(int count) {
    return count == 1 ? "one request" : english_count(count) + " requests at once";
  }
  std::string tokens() const { return english_count(static_cast<double>(m_comparison.at.context)) + " tokens"; }
  std::string on() const {
    return devices() ? " with " + compared_model(m_evidence, m_comparison)
                     : " on " + shown_device(m_evidence, m_comparison);
  }
  std::string place() const { return "At " + tokens() + " and " + requests(m_comparison.at.requests); }
  std::string where() const { return place() + on(); }
  /// The coordinate that curves do not run along.
  std::string along_where() const {
    return "At " +
           (m_comparison.along == Along::Context ? requests(m_comparison.at.requests) : tokens() + " of context") +
           on();
  }

  std::string value(const Figure& figure) const {
    const Unit unit = row_of(figure.axis.metric).unit;
    if (!figure.quantity.value)
      return "unknown";
    const std::string text = english(*figure.quantity.value, unit);
    return figure.quantity.ci95 ? text + " (" + english(figure.quantity.ci95->low, unit) + " to " +
                                      english(figure.quantity.ci95->high, unit) + ")"
                                : text;
  }

  std::string title(const AxisChoice& axis) const {
    return axis.metric == Metric::Quality ? axis.quality_metric : row_of(axis.metric).name;
  }

  /// "time per output token 61.2 ms (59.0 ms to 63.1 ms)"
  std::string figure(const Figure& figure) const {
    const bool quality = figure.axis.metric == Metric::Quality;
    const std::string text =
        title(figure.axis) + " " + value(figure) +
        (quality && figure.quantity.value ? unit_name(quality_unit(m_evidence, figure.axis.quality_metric)) : "");
    if (!figure.quantity.value || figure.quantity.reach != Reach::Beyond)
      return text;
    return figure.quantity.source == Source::Modelled
               ? text + ", modelled"
               : text + ", tested to " + english_count(static_cast<double>(figure.quantity.tested_to)) + " tokens";
  }

  std::string verdict_text(const Verdict& verdict) const {
    const std::vector<Figure>& f = verdict.figures;
    switch (verdict.kind) {
    case Verdict::Kind::Best:
      return where() + ", " + name(f[0].of) + " is the best of what was compared on both axes (" + figure(f[0]) + "; " +
             figure(f[1]) + ").";
    case Verdict::Kind::BestDevice:
      return where() + ", " + name(f[0].of) +
             " is the best of the devices compared; the quality is the same on all of them (" + figure(f[0]) + "; " +
             figure(f[1]) + ").";
    case Verdict::Kind::Trade:
      return where() + ", it is a trade: " + name(f[0].of) + " is best by " + figure(f[0]) + ", " + name(f[1].of) +
             " by " + figure(f[1]) + ".";
    case Verdict::Kind::NoneMeetsLimits: return "No architecture meets all limits. Loosen one of them.";
    case Verdict::Kind::LimitsUnknown:
      return "Not enough evidence: it is not known yet which architectures meet the limits.";
    case Verdict::Kind::NoValue:
      return "Not enough evidence yet: " + name(f[0].of) + " has no " + title(f[0].axis) + ". " + f[0].quantity.why;
    case Verdict::Kind::TestedShort:
      return "Not enough evidence: the quality was tested to " +
             english_count(static_cast<double>(f[0].quantity.tested_to)) + " tokens only.";
    case Verdict::Kind::NothingChosen: return "No model of this study can be compared.";
    case Verdict::Kind::OutsideMeasured: break;
    }
    return "Not enough evidence: this point lies outside what was measured.";
  }

  std::string standing(const Ranked& place) const {
    const std::string better = name(place.better);
    switch (place.kind) {
    case Ranked::Kind::NothingBetter: return "nothing is better on both";
    case Ranked::Kind::MaybeBeaten:
      return (place.same_quality ? "same quality; " : "") + better + " looks better" +
             (place.same_quality ? " beside it" : " on both") + ", but the intervals do not settle it";
    case Ranked::Kind::SurelyBeaten:
      return place.same_quality ? "same quality, and " + better + " is better beside it"
                                : better + " is better on both";
    case Ranked::Kind::FailsLimits: return "fails the limit on " + limits(place.limits);
    case Ranked::Kind::LimitsUnknown: return "not known whether it meets the limit on " + limits(place.limits);
    case Ranked::Kind::NoValue: return "not compared: a value is missing";
    case Ranked::Kind::Untested: return "its quality was not tested at this length: not compared";
    case Ranked::Kind::OutsideMeasured: return "outside the measured range: not compared";
    case Ranked::Kind::OtherSize: break;
    }
    return "of another size than the baseline, and sizes never mix";
  }

  static std::string limits(const std::vector<Metric>& metrics) {
    Words words;
    for (Metric metric : metrics)
      words.emplace_back(row_of(metric).name);
    return joined(words);
  }

  std::string clause(const Crossover& c) const {
    const std::string who = devices() ? c.challenger_device : c.challenger,
                      unit = m_comparison.along == Along::Context ? " tokens" : " requests";
    const std::string range =
        c.ci95 ? " (95 % interval " + english_count(c.ci95->low) + " to " + english_count(c.ci95->high) + ")"
               : " (preview)";
    const std::string measured = " (" + english_count(c.low) + " to " + english_count(c.high) + unit + ")";
    switch (c.kind) {
    case Crossover::Kind::FallsBelow: return who + " is faster from " + english_count(c.at) + unit + " on" + range;
    case Crossover::Kind::RisesAbove: return who + " is faster only up to " + english_count(c.at) + unit + range;
    case Crossover::Kind::AlwaysBelow: return who + " is faster over the whole measured range" + measured;
    case Crossover::Kind::AlwaysAbove: return who + " is slower over the whole measured range" + measured;
    case Crossover::Kind::NoDifference: return who + " shows no clear difference";
    case Crossover::Kind::Unknown: break;
    }
    return who + " is not known";
  }

  Words methods(const Provenance& origin) const {
    Words parts;
    const auto add = [&](bool said, const std::string& text) {
      if (said)
        parts.push_back(text);
    };
    add(origin.speed, "speed measured, n >= " + std::to_string(origin.least_n) +
                          (origin.speed_preview ? ", a preview without intervals" : ", 95 % intervals of the median"));
    add(origin.modelled, "some modelled beyond the measured range");
    add(origin.formula, "memory by formula");
    add(!origin.papers.empty(), "quality published in " + joined(origin.papers, "; "));
    for (const Quantity& text : origin.texts)
      add(true, "quality measured here on " + text.file);
    add(origin.tested_to > 0,
        "quality tested to " + english_count(static_cast<double>(origin.tested_to)) + " tokens only");
    add(origin.untold_length, "the table states no length it was tested at");
    add(origin.unidentified, "with values that were measured before models had fingerprints");
    if (origin.cut_short)
      add(true, "stopped early: " + std::to_string(origin.cut_short->measured) + " of " +
                    std::to_string(origin.cut_short->planned) + " cells measured");
    return parts;
  }

  const Evidence& m_evidence;
  const Comparison& m_comparison;
};

} // namespace

std::string english(const AnyStatement& statement, const Evidence& evidence, const Comparison& comparison) {
  const Speaker speaker(evidence, comparison);
  return std::visit([&](const auto& said) { return speaker.say(said); }, statement);
}

} // namespace pareto
