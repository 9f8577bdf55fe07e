// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/tile_texts.h"

#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/sentences.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>

namespace pareto::ui {

namespace {

struct TileWords {
  Q_DECLARE_TR_FUNCTIONS(AnswerPage)
};

/// "in 40 s", of what a run measures or would.
QString waitingText(const StudySession& session, const Answer& answer) {
  const bool running = session.runs().isRunning();
  const auto seconds = seconds_of(session.results().evidence(), session.view().state(), answer.next);
  if (!seconds)
    return {};
  const QString about = formatValue(1e3 * *seconds, AxisFormat::Milliseconds);
  return running ? TileWords::tr("in about %1").arg(about) : TileWords::tr("about %1 after Run").arg(about);
}

/// Modelled beyond what was measured: only its ends are said, never a number between them.
bool isBand(const Quantity& q) { return q.ci95 && q.source == Source::Modelled && q.reach == Reach::Beyond; }

/// Where the scale of a tile ends, whatever stands on it.
std::optional<double> fullOf(const StudySession& session, const Tile& tile) {
  if (tile.kind == TileKind::Quality &&
      quality_unit(session.results().evidence(), tile.unit) == QualityUnit::RightOf100)
    return 100;
  return tile.capacity ? std::optional(static_cast<double>(*tile.capacity)) : std::nullopt;
}

/// Interval or share, the word of source, and what keeps it from deciding.
QString detailOf(const StudySession& session, const Tile& tile, AxisFormat format) {
  const Quantity& q = tile.quantity;
  QStringList parts;
  if (const QString unit = metricUnit(session.results().evidence(), {Metric::Quality, tile.unit});
      tile.kind == TileKind::Quality && !unit.isEmpty())
    parts << unit; // the number alone says not of how many
  if (q.ci95 && !isBand(q))
    parts << TileWords::tr("%1 to %2").arg(formatValue(q.ci95->low, format), formatValue(q.ci95->high, format));
  const WindowVoice voice;
  if (const QString share =
          shown(memory_share_text({voice, session.results().evidence(), session.view().state()}, tile));
      !share.isEmpty())
    parts << share;
  parts << shown(source_text(WindowVoice(), q));
  if (q.reach == Reach::Beyond && q.tested_to > 0)
    parts << TileWords::tr("tested to %1 tokens only, not at this length")
                 .arg(QLocale().toString(qlonglong(q.tested_to)));
  if (const QString state = conditionText(q.condition, q.lost_share, q.lost_to); !state.isEmpty())
    parts << state;
  if (q.preview)
    parts << TileWords::tr("preview");
  return parts.join(QStringLiteral(" · "));
}

/// The range where the number does not say it, whose price it is, of how many requests, and what is in it.
QString costDetail(const StudySession& session, const Answer& answer, const Ranged& month) {
  const WindowVoice voice;
  const Rung& price = answer.ladder[static_cast<size_t>(Subject::Price)];
  const std::string range = money_range(voice, month, answer.currency);
  std::vector<std::string> parts;
  if (!range.empty() && !month.is_open() && range != month_text(voice, month, answer.currency))
    parts.push_back(range);
  for (const std::string& part : {way_name(voice, price.way), source_text(voice, price.quantity),
                                  volume_text(voice, session.document().study().cost), // a cost is of a stated one only
                                  scope_text(voice, price.way, price.left_out)})
    parts.push_back(part);
  if (answer.cheaper)
    parts.push_back(cheaper_text(voice, *answer.cheaper, answer.currency));
  return shown(joined(parts, " · "));
}

} // namespace

QString tilesTitle(const StudySession& session, const Answer& answer) {
  if (!answer.selected)
    return {};
  const QString name = contenderName(session.results().evidence(), session.view().state(), answer.selected->who);
  switch (answer.selected->whose) {
  case Selection::Whose::Chosen:
  case Selection::Whose::Alone: return TileWords::tr("Figures of %1").arg(name);
  case Selection::Whose::Equal: return TileWords::tr("Figures of %1, one of those that are equal").arg(name);
  case Selection::Whose::Baseline: break;
  }
  return answer.selected->who == answer.headline.baseline
             ? TileWords::tr("Figures of the baseline, %1: nobody is chosen").arg(name)
             : TileWords::tr("Figures of %1: nobody is chosen").arg(name);
}

TileTexts tileTexts(const StudySession& session, const Answer& answer, const Tile& tile) {
  const ViewState& view = session.view().state();
  const WindowVoice voice(readerOf(view.running));
  const Speech speech{voice, session.results().evidence(), view};
  const Quantity& q = tile.quantity;
  const AxisChoice axis = tile.kind == TileKind::Wait     ? AxisChoice{Metric::AnswerTime, {}}
                          : tile.kind == TileKind::Memory ? AxisChoice{Metric::Memory, {}}
                                                          : AxisChoice{Metric::Quality, tile.unit};
  TileTexts texts;
  texts.title = shown(tile_title(speech, tile));
  texts.value = QStringLiteral("–");
  if (!q.value) {
    const bool measurable = q.gap == Gap::NotMeasured && tile.kind == TileKind::Wait;
    const QString waiting = measurable ? waitingText(session, answer) : QString();
    texts.detail = !waiting.isEmpty() ? waiting : q.gap == Gap::None ? coreText(q.why) : gapText(q, view.running);
    return texts;
  }
  texts.at = q.value;
  texts.interval = q.ci95;
  texts.full = fullOf(session, tile);
  texts.untested = isUntested(q);
  texts.broken = q.condition != Condition::Quiet;
  if (tile.baseline && tile.baseline->value)
    texts.baseline = tile.baseline->value;
  if (tile.kind == TileKind::Cost) {
    const Rung& price = answer.ladder[static_cast<size_t>(Subject::Price)];
    texts.value = shown(month_text(voice, ranged_of(q), answer.currency));
    texts.detail = costDetail(session, answer, ranged_of(q));
    texts.tooltip = shown(rung_text(speech, price));
    return texts;
  }
  texts.value = isBand(q) ? formatRange(*q.ci95, axisFormat(axis)) : formatValue(*q.value, axisFormat(axis));
  texts.detail = detailOf(session, tile, axisFormat(axis));
  texts.tooltip = metricDefinition(speech.evidence, axis);
  return texts;
}

} // namespace pareto::ui
