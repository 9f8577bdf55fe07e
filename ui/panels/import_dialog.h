// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/imports/import.h"
#include "ui/session/study_session.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

#include <future>
#include <optional>

namespace pareto::ui {

/// What a result file of another tool or machine holds, and what it does not say: asked for before anything enters the
/// store. The file is read on a thread of its own.
class ImportDialog : public QDialog {
  Q_OBJECT

public:
  ImportDialog(const StudySession& session, const QString& file, QWidget* parent = nullptr);
  const QString& file() const { return m_file; }
  ImportHints hints() const;

Q_SIGNALS:
  /// It is no result file, or a broken one: one sentence. The dialog was never shown.
  void refused(const QString& sentence);

private:
  void buildUi();
  void fillChoices();
  void read();
  void look();
  void take(Result<Imported> result);
  void describe(const Imported& imported);
  QString askedFor(const Error& error) const;
  QStringList factsOf(const Imported& imported) const;
  bool isOfStudy(const Imported& imported) const;

  const StudySession& m_session;
  QString m_file;
  std::future<Result<Imported>> m_reading;
  QTimer m_look;
  QLabel *m_head = nullptr, *m_facts = nullptr;
  QComboBox *m_model = nullptr, *m_machine = nullptr, *m_precision = nullptr;
  QSpinBox* m_requests = nullptr;
  QPushButton *m_import = nullptr, *m_cancel = nullptr;
  bool m_readAgain = false; ///< asked otherwise meanwhile
};

} // namespace pareto::ui
