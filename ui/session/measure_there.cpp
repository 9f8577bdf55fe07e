// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/measure_there.h"

#include "core/decide/targets/elsewhere.h"
#include "ui/session/study_session.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(MeasureThere)
};

} // namespace

QString measureThereCommand(const StudySession& session) {
  const Evidence& evidence = session.results().evidence();
  const ViewState& view = session.view().state();
  const Machine* machine = evidence.machine_of(shown_device(evidence, view));
  return machine ? QString::fromStdString(measure_there_command(session.document().withoutHidden(), view.at, *machine))
                 : QString();
}

void copyMeasureThere(StudySession& session) {
  const QString command = measureThereCommand(session);
  if (command.isEmpty())
    return;
  QGuiApplication::clipboard()->setText(command);
  Q_EMIT session.notice(Texts::tr("Copied. Run it there, then drop the file it leaves on this window."));
}

} // namespace pareto::ui
