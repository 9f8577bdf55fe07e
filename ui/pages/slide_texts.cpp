// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/slide_texts.h"

#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/sentences.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <iterator>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(SlideTexts)
};

constexpr qsizetype kMostFacts = 3; ///< of a slide

struct Spoken {
  WindowVoice voice;
  Speech speech;
  Spoken(const Evidence& evidence, const ViewState& view)
      : voice(readerOf(view.running)), speech{voice, evidence, view} {}
};

AxisChoice axisOfTile(const Tile& tile) {
  switch (tile.kind) {
  case TileKind::Wait: return {Metric::AnswerTime, {}};
  case TileKind::Memory: return {Metric::Memory, {}};
  case TileKind::Quality:
  case TileKind::Cost: break;
  }
  return {Metric::Quality, tile.unit};
}

/// "36.8 s" over "Wait per answer, 36.7–36.9 s, measured here"; of a test the caption says in what it counts, and of a
/// quality that was tested at shorter texts only that it was.
FactSpec factOf(const Spoken& said, const Evidence& evidence, const Tile& tile) {
  const Quantity& q = tile.quantity;
  const AxisChoice axis = axisOfTile(tile);
  const AxisFormat format = axisFormat(axis);
  const QString what = shown(tile_title(said.speech, tile)),
                unit = axis.metric == Metric::Quality ? metricUnit(evidence, axis) : QString();
  QStringList caption{unit.isEmpty() ? what : Texts::tr("%1 (%2)").arg(what, unit)};
  if (q.ci95)
    caption << Texts::tr("%1 to %2").arg(formatValue(q.ci95->low, format), formatValue(q.ci95->high, format));
  if (const QString share = shown(memory_share_text(said.speech, tile)); !share.isEmpty())
    caption << share;
  caption << shown(source_text(said.voice, q));
  if (isUntested(q))
    caption
        << Texts::tr("tested to %1 tokens only").arg(formatValue(static_cast<double>(q.tested_to), AxisFormat::Tokens));
  return {formatValue(*q.value, format), listText(caption), isUntested(q)};
}

/// Money is computed, and its caption says so, with the range and of which end of it the number is.
FactSpec costOf(const Spoken& said, const Answer& answer, const Tile& tile) {
  const Rung& price = answer.ladder[static_cast<size_t>(Subject::Price)];
  const Ranged month = ranged_of(tile.quantity);
  const QString range = shown(range_note(said.voice, month, answer.currency)),
                title = shown(tile_title(said.speech, tile));
  return {shown(money_text(said.voice, month.value, answer.currency)),
          Texts::tr("%1: %2, modelled: %3")
              .arg(range.isEmpty() ? title : Texts::tr("%1 (%2)").arg(title, range),
                   shown(way_name(said.voice, price.way)),
                   shown(scope_text(said.voice, price.way, {})))}; // what it leaves out has no room here
}

} // namespace

QList<FactSpec> factsOf(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  constexpr TileKind kOrder[] = {TileKind::Wait, TileKind::Quality, TileKind::Cost, TileKind::Memory};
  static_assert(std::size(kOrder) == kTiles);
  QList<FactSpec> facts;
  const Spoken said(evidence, view);
  for (const TileKind kind : kOrder) {
    const Tile& tile = answer.tiles[static_cast<size_t>(kind)];
    if (kind == TileKind::Cost && tile.quantity.value)
      facts << costOf(said, answer, tile);
    else if (kind != TileKind::Cost && (may_decide(tile.quantity) || isUntested(tile.quantity)) && tile.quantity.value)
      facts << factOf(said, evidence, tile);
    else if (kind == TileKind::Quality && lacks_quality(evidence, view)) // nobody asks where it was left out
      facts << FactSpec{QStringLiteral("–"), Texts::tr("Quality: unknown"), true};
  }
  return facts.mid(0, kMostFacts);
}

namespace {

/// The facts hold at one place, whatever range the chart beside them is about.
QString atPlace(const QString& text, const OperatingPoint& at) {
  const QString tokens = formatValue(static_cast<double>(at.context), AxisFormat::Tokens);
  return at.requests == 1 ? Texts::tr("%1 (%2 tokens)").arg(text, tokens)
                          : Texts::tr("%1 (%2 tokens, %3 at once)").arg(text, tokens, QString::number(at.requests));
}

QString whoseOf(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  const QString name = contenderName(evidence, view, answer.selected->who);
  switch (answer.selected->whose) {
  case Selection::Whose::Chosen:
    return (lacks_quality(evidence, view) ? Texts::tr("%1, chosen; quality unknown") : Texts::tr("%1, chosen"))
        .arg(name);
  case Selection::Whose::Equal: return Texts::tr("%1, one of the equal").arg(name);
  case Selection::Whose::Alone: return name;
  case Selection::Whose::Baseline: break;
  }
  return (answer.selected->who == answer.headline.baseline ? Texts::tr("%1, the baseline: nobody is chosen")
                                                           : Texts::tr("%1: nobody is chosen"))
      .arg(name);
}

} // namespace

QString factsTitleOf(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  return answer.selected ? atPlace(whoseOf(evidence, view, answer), view.at) : QString();
}

QString headlineOf(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  return shown(headline_text(Spoken(evidence, view).speech, answer.headline));
}

void addSlideTexts(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const Answer& answer) {
  const Spoken said(evidence, view);
  chart.facts = factsOf(evidence, view, answer);
  chart.factsTitle = factsTitleOf(evidence, view, answer);
  if (!chart.subtitle.isEmpty())
    return;
  QStringList parts{shown(place_label(said.voice, view)), shown(volume_text(said.voice, evidence.study().cost)),
                    shown(badge_text(said.voice, answer.backing))};
  parts.removeAll(QString());
  chart.subtitle = parts.join(QStringLiteral(" · "));
}

} // namespace pareto::ui
