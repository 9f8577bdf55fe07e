// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/conclusions.h"

#include "core/decide/words/names.h"
#include "ui/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct ConclusionsTexts {
  Q_DECLARE_TR_FUNCTIONS(Conclusions)
};

QString exclusionText(const Evidence& evidence, const ViewState& view, const Exclusion& excluded) {
  const auto names = [&](const std::vector<Contender>& contenders) {
    return shown(contender_names(WindowVoice(), evidence, view, contenders));
  };
  QStringList parts;
  if (!excluded.failed.empty())
    parts << ConclusionsTexts::tr("Excludes %1.").arg(names(excluded.failed));
  if (!excluded.unknown.empty())
    parts << ConclusionsTexts::tr("Not known for %1.").arg(names(excluded.unknown));
  return parts.join(QLatin1Char(' '));
}

} // namespace

std::map<Metric, QString> excludedBy(const Evidence& evidence, const ViewState& view) {
  std::map<Metric, QString> texts;
  for (const auto& [limit, excluded] : exclusions(evidence, view))
    texts[limit] = exclusionText(evidence, view, excluded);
  return texts;
}

Conclusions conclusionsOf(const Evidence& evidence, const ViewState& view) {
  Conclusions conclusions;
  const std::vector<Ranked> places = ranking(evidence, view);
  conclusions.line = sentence(verdict(evidence, view, places), evidence, view);
  conclusions.rule = ruleText(evidence, view);
  for (const Ranked& place : places) {
    conclusions.models << QString::fromStdString(place.who.model);
    conclusions.ranking << sentence(place, evidence, view);
  }
  return conclusions;
}

} // namespace pareto::ui
