// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/answer_sheet.h"

#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "ui/pages/answer/answer_charts.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/pages/answer/tile_texts.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>

namespace pareto::ui {

namespace {

struct AnswerSheetTexts {
  Q_DECLARE_TR_FUNCTIONS(AnswerPage)
};

constexpr size_t kFlips = 3;

void addTable(SheetSpec& sheet, const Evidence& evidence, const ViewState& view, const Answer& answer) {
  const bool priced = std::any_of(answer.costs.begin(), answer.costs.end(),
                                  [](const MonthCost& cost) { return cost.quantity.value.has_value(); });
  const auto kept = [priced](const QStringList& cells) {
    QStringList some;
    for (const ShortlistTable::Column column :
         {ShortlistTable::Name, ShortlistTable::Wait, ShortlistTable::Quality, ShortlistTable::MemoryTaken,
          ShortlistTable::Fits, ShortlistTable::Cost, ShortlistTable::Verdict})
      if (priced || column != ShortlistTable::Cost) // of nothing there is no column
        some << cells[column];
    return some;
  };
  sheet.columns = kept(ShortlistTable::titles());
  sheet.curvesTitle = ShortlistTable::titles()[ShortlistTable::Curve];
  std::optional<Group> group;
  for (const Ranked& place : answer.places) {
    if (group != group_of(place.kind)) {
      group = group_of(place.kind);
      sheet.rows << QStringList{ShortlistTable::titleOf(*group)};
      sheet.curves << Sparkline();
    }
    sheet.rows << kept(ShortlistTable::cellsOf(evidence, view, answer, place));
    sheet.curves << waitSparkline(evidence, view, place.who);
  }
}

void addEvidence(SheetSpec& sheet, const Speech& speech, const Answer& answer) {
  sheet.ladderTitle = AnswerSheetTexts::tr("What it rests on");
  for (size_t i = 0; i < kSubjects; ++i)
    sheet.ladder.push_back(
        {shown(subject_text(speech.voice, static_cast<Subject>(i))), shown(rung_text(speech, answer.ladder[i]))});
  sheet.flipsTitle = AnswerSheetTexts::tr("What would change this answer");
  for (size_t i = 0; i < std::min(kFlips, answer.flips.size()); ++i)
    sheet.flips << shown(flip_text(speech, answer.flips[i]));
  if (sheet.flips.isEmpty())
    sheet.flips << AnswerSheetTexts::tr("There is no answer yet. What is missing for one stands above.");
}

} // namespace

BadgeLook lookOf(const Backing& backing) {
  switch (backing.badge) {
  case Badge::Supported: return backing.waits_only() ? BadgeLook::Outlined : BadgeLook::Filled;
  case Badge::NotEnough: return BadgeLook::Warning;
  case Badge::Trial: break;
  }
  return BadgeLook::Outlined;
}

SheetSpec answerSheet(const StudySession& session, const Answer& answer, const WinnerMap& map) {
  const Evidence& evidence = session.results().evidence();
  const ViewState& view = session.view().state();
  const FileVoice voice(readerOf(view.running));
  const Speech speech{voice, evidence, view};
  SheetSpec sheet;
  sheet.id = QStringLiteral("answer");
  sheet.headline = shown(headline_text(speech, answer.headline));
  sheet.badge = shown(badge_text(voice, answer.backing));
  sheet.badgeLook = lookOf(answer.backing);
  QStringList place{shown(place_label(voice, view)), shown(volume_text(voice, evidence.study().cost)),
                    shown(patience_label(voice, view.waits, answer.patience_ms))};
  place.removeAll(QString());
  sheet.lines << place.join(QStringLiteral(" · ")) << shown(backing_text(speech, answer.backing));
  if (const QString ceiling = shown(ceiling_text(speech, answer.ceiling)); !ceiling.isEmpty())
    sheet.lines << ceiling;
  sheet.numbersTitle = tilesTitle(session, answer);
  for (const Tile& tile : answer.tiles) {
    const TileTexts texts = tileTexts(session, answer, tile);
    sheet.numbers << FactSpec{texts.value, texts.title + QStringLiteral(" · ") + texts.detail,
                              texts.untested || texts.broken};
  }
  sheet.charts = {waitChart(evidence, view, answer), mapChart(evidence, view, answer, map)};
  sheet.chartHeads = {waitSentence(answer), sheet.charts.last().sentence};
  sheet.rule = shown(rule_text(speech));
  addTable(sheet, evidence, view, answer);
  addEvidence(sheet, speech, answer);
  sheet.footer = sheet.charts.first().provenance;
  return sheet;
}

} // namespace pareto::ui
