// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/sentences.h"

#include "core/decide/words/sentences.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

namespace pareto::ui {

namespace {

template <class Statement>
QString said(const Statement& statement, const Evidence& evidence, const ViewState& view) {
  return shown(pareto::sentence({WindowVoice(readerOf(view.running)), evidence, view}, statement));
}

} // namespace

// Below a chart a sentence names those that are of another size as well.

QString sentence(const Choice& choice, const Evidence& evidence, const ViewState& view) {
  return said(choice, evidence, view) + otherSizesText(evidence, view);
}

QString sentence(const Crossings& crossings, const Evidence& evidence, const ViewState& view) {
  return said(crossings, evidence, view) + otherSizesText(evidence, view);
}

QString sentence(const MemoryNeed& need, const Evidence& evidence, const ViewState& view) {
  const QString text = said(need, evidence, view);
  return need.kind == MemoryNeed::Kind::NothingChosen ? text : text + otherSizesText(evidence, view);
}

QString sentence(const Verdict& verdict, const Evidence& evidence, const ViewState& view) {
  return said(verdict, evidence, view);
}

QString sentence(const Ranked& place, const Evidence& evidence, const ViewState& view) {
  return said(place, evidence, view);
}

QString sentence(const Qualities& qualities, const Evidence& evidence, const ViewState& view) {
  return said(qualities, evidence, view);
}

QString ruleText(const Evidence& evidence, const ViewState& view) {
  return shown(rule_text({WindowVoice(readerOf(view.running)), evidence, view}));
}

QStringList lines(const Provenance& origin, const Evidence& evidence) {
  QStringList all;
  for (const std::string& line : provenance_lines(FileVoice(), evidence, origin))
    all << shown(line);
  return all;
}

QString describe(const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity) {
  return shown(pareto::describe(WindowVoice(), evidence, axis, quantity));
}

} // namespace pareto::ui
