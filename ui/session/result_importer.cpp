// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/result_importer.h"

namespace pareto::ui {

ResultImporter::ResultImporter(const QString& enginePath, QObject* parent) : QObject(parent), m_process(enginePath) {
  m_process.converse<protocol::ImportEvent>([this](const protocol::ImportEvent& event) { take(event); });
  connect(&m_process, &EngineProcess::notUnderstood, this, &ResultImporter::failed);
  connect(&m_process, &EngineProcess::ended, this, [this](const EngineEnd& end) {
    if (!end.good())
      Q_EMIT failed(end.sentence);
  });
}

bool ResultImporter::start(const QString& file, const ImportHints& hints, const QString& store) {
  if (isRunning())
    return false;
  QStringList arguments{QStringLiteral("import"), file, QStringLiteral("--store"), store, QStringLiteral("--json")};
  const auto add = [&](const char* option, const std::optional<std::string>& value) {
    if (value)
      arguments << QLatin1String(option) << QString::fromStdString(*value);
  };
  add("--model", hints.model);
  add("--on", hints.machine);
  add("--precision", hints.precision);
  if (hints.requests)
    arguments << QStringLiteral("--requests") << QString::number(*hints.requests);
  m_process.start(arguments);
  return true;
}

void ResultImporter::take(const protocol::ImportEvent& event) {
  using namespace protocol;
  std::visit(Visitor{[this](const Unknown& each) { Q_EMIT failed(EngineProcess::unknownSentence(each)); },
                     [this](const Measured& each) { Q_EMIT imported(each.measurement); },
                     [this](const ImportDone& each) {
                       Q_EMIT finished(QString::fromStdString(each.tool), static_cast<int>(each.values),
                                       static_cast<int>(each.left_out));
                     },
                     [](const Warned&) {},  // of runs that are left out: they are counted
                     [](const Failed&) {}}, // told with the process's end
             event);
}

} // namespace pareto::ui
