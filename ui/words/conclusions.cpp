// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/conclusions.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"

#include <QCoreApplication>
#include <QLocale>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Conclusions)
};

QString figureText(const Evidence& evidence, const Figure& figure) {
  return describe(evidence, figure.axis, figure.quantity);
}

/// Of a contender's two figures.
QString pointText(const Evidence& evidence, const std::vector<Figure>& figures) {
  return Texts::tr("%1; %2").arg(figureText(evidence, figures[0]), figureText(evidence, figures[1]));
}

QString limitNames(const std::vector<Metric>& limits) {
  QStringList names;
  for (Metric limit : limits)
    names << limitTexts(limit).subject;
  return listText(names);
}

QString standingText(const Evidence& evidence, const ViewState& view, const Ranked& place) {
  const QString better = contenderName(evidence, view, place.better);
  switch (place.kind) {
  case Ranked::Kind::NothingBetter: return Texts::tr("nothing is better on both");
  case Ranked::Kind::MaybeBeaten:
    if (place.same_quality)
      return Texts::tr("same quality; %1 looks better beside it, but the intervals do not settle it").arg(better);
    return Texts::tr("%1 looks better on both, but the intervals do not settle it").arg(better);
  case Ranked::Kind::SurelyBeaten:
    return place.same_quality ? Texts::tr("same quality, and %1 is better beside it").arg(better)
                              : Texts::tr("%1 is better on both").arg(better);
  case Ranked::Kind::FailsLimits: return Texts::tr("fails the limit on %1").arg(limitNames(place.limits));
  case Ranked::Kind::LimitsUnknown:
    return Texts::tr("not known whether it meets the limit on %1").arg(limitNames(place.limits));
  case Ranked::Kind::NoValue:
    return gapText(place.figures[place.figures[0].quantity.value ? 1 : 0].quantity, view.running);
  case Ranked::Kind::Untested: return Texts::tr("its quality was not tested at this length: not compared");
  case Ranked::Kind::OutsideMeasured: return Texts::tr("outside the measured range: not compared");
  case Ranked::Kind::OtherSize: break;
  }
  Quantity gap;
  gap.gap = Gap::AnotherSize;
  return gapText(gap);
}

QString verdictText(const Verdict& verdict, const Evidence& evidence, const ViewState& view) {
  const std::vector<Figure>& figures = verdict.figures;
  const auto name = [&](size_t i) { return contenderName(evidence, view, figures[i].of); };
  const auto where = [&] { return whereClause(evidence, view); };
  switch (verdict.kind) {
  case Verdict::Kind::Best:
    return Texts::tr("%1, %2 is the best of what was compared on both axes (%3).")
        .arg(where(), name(0), pointText(evidence, figures));
  case Verdict::Kind::BestDevice:
    return Texts::tr("%1, %2 is the best of the devices compared; the quality is the same on all of them (%3).")
        .arg(where(), name(0), pointText(evidence, figures));
  case Verdict::Kind::Trade:
    return Texts::tr("%1, it is a trade: %2 is best by %3 (%4), %5 by %6 (%7).")
        .arg(where(), name(0), metricTitle(evidence, figures[0].axis), figureText(evidence, figures[0]), name(1),
             metricTitle(evidence, figures[1].axis), figureText(evidence, figures[1]));
  case Verdict::Kind::NoneMeetsLimits: return Texts::tr("No architecture meets all limits. Loosen one of them.");
  case Verdict::Kind::LimitsUnknown:
    return Texts::tr("Not enough evidence: it is not known yet which architectures meet the limits.");
  case Verdict::Kind::NoValue:
    return Texts::tr("Not enough evidence yet. %1").arg(gapText(figures[0].quantity, view.running));
  case Verdict::Kind::TestedShort:
    return Texts::
        tr("Not enough evidence: the quality was tested to %1 tokens only. Choose a shorter context or another test.")
            .arg(QLocale().toString(qlonglong(figures[0].quantity.tested_to)));
  case Verdict::Kind::NothingChosen: return Texts::tr("Nothing is chosen: tick at least one architecture on the left.");
  case Verdict::Kind::OutsideMeasured: break;
  }
  return Texts::tr(
      "Not enough evidence: this point lies outside what was measured. Move the sliders back, or measure further out.");
}

QString originText(const Qualities& all) {
  const Quantity& last = all.figures.back().quantity;
  const QString origin = all.arxiv.empty()
                             ? Texts::tr("measured here on %1").arg(textOrigin(last.file, last.bytes, last.time_utc))
                             : Texts::tr("published, arXiv %1, %2")
                                   .arg(QString::fromStdString(all.arxiv), QString::fromStdString(all.table));
  return all.tested_to > 0
             ? Texts::tr("%1, tested to %2 tokens").arg(origin, QLocale().toString(qlonglong(all.tested_to)))
             : origin;
}

} // namespace

QString describe(const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity) {
  if (!quantity.value)
    return Texts::tr("%1 unknown").arg(metricTitle(evidence, axis));
  QString text = formatEstimate(*quantity.value, quantity.ci95, axisFormat(axis));
  if (axis.metric == Metric::Quality) {
    const QString unit = metricUnit(evidence, axis);
    text = unit.isEmpty() ? text : Texts::tr("%1 %2").arg(text, unit);
  }
  if (quantity.reach != Reach::Beyond)
    return text;
  return quantity.source == Source::Modelled
             ? Texts::tr("about %1, modelled").arg(text)
             : Texts::tr("%1, tested to %2 tokens").arg(text, QLocale().toString(qlonglong(quantity.tested_to)));
}

QString sentence(const Verdict& verdict, const Evidence& evidence, const ViewState& view) {
  const QString line = verdictText(verdict, evidence, view);
  return verdict.preview ? line + Texts::tr(" Preview: one quick round, no intervals yet.") : line;
}

QString sentence(const Ranked& place, const Evidence& evidence, const ViewState& view) {
  const QString standing = standingText(evidence, view, place);
  if (place.kind == Ranked::Kind::OtherSize)
    return Texts::tr("%1 – %2").arg(modelHeading(evidence, place.who.model), standing);
  return Texts::tr("%1: %2 – %3")
      .arg(contenderName(evidence, view, place.who), pointText(evidence, place.figures), standing);
}

/// "Of 100 FDA look-ups: Transformer++ 52, Mamba-2 41 (published)."
QString sentence(const Qualities& all, const Evidence& evidence, const ViewState&) {
  QStringList parts;
  for (const Figure& figure : all.figures)
    parts << Texts::tr("%1 %2").arg(
        modelName(evidence, figure.of.model),
        QLocale().toString(*figure.quantity.value, 'f', all.unit == QualityUnit::BitsPerByte ? 3 : 1));
  const QString title = metricTitle(evidence, all.axis), list = listText(parts), origin = originText(all);
  return all.unit == QualityUnit::RightOf100 ? Texts::tr("Of 100 %1: %2 (%3).").arg(title, list, origin)
                                             : Texts::tr("%1: %2 (%3).").arg(title, list, origin);
}

QString excludedBy(const Evidence& evidence, const ViewState& view, Metric limit) {
  const Exclusion excluded = excluded_by(trade_off(evidence, view), limit);
  const auto names = [&](const std::vector<Contender>& contenders) {
    QStringList all;
    for (const Contender& who : contenders)
      all << contenderName(evidence, view, who);
    return listText(all);
  };
  QStringList parts;
  if (!excluded.failed.empty())
    parts << Texts::tr("Excludes %1.").arg(names(excluded.failed));
  if (!excluded.unknown.empty())
    parts << Texts::tr("Not known for %1.").arg(names(excluded.unknown));
  return parts.join(QLatin1Char(' '));
}

Conclusions conclusionsOf(const Evidence& evidence, const ViewState& view) {
  const TradeOff trade = trade_off(evidence, view);
  Conclusions conclusions;
  conclusions.line = sentence(verdict(evidence, view, trade), evidence, view);
  for (const Ranked& place : ranking(evidence, view, trade)) {
    conclusions.models << QString::fromStdString(place.who.model);
    conclusions.ranking << sentence(place, evidence, view);
  }
  conclusions.phrases << conclusions.line;
  const auto add = [&](const QString& phrase) {
    if (!phrase.isEmpty() && !conclusions.phrases.contains(phrase))
      conclusions.phrases << phrase;
  };
  if (const Choice chosen = choice(evidence, view, trade);
      chosen.kind != Choice::Kind::NothingYet && chosen.kind != Choice::Kind::Incomparable)
    add(sentence(chosen, evidence, view));
  if (const Crossings found = crossings(evidence, view); found.drawn)
    add(sentence(found, evidence, view));
  if (const MemoryNeed need = memory_need(evidence, view); need.kind != MemoryNeed::Kind::NothingChosen)
    add(sentence(need, evidence, view));
  if (const auto shown = qualities(evidence, view, trade))
    add(sentence(*shown, evidence, view));
  return conclusions;
}

} // namespace pareto::ui
