// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>

#include <memory>

namespace pareto::ui {

/// What was dropped or opened: architecture, parameters, memory at each length, what can be known of it; and on a click
/// it joins the study, together with a Llama-like of the same size.
class ModelStrip : public QFrame {
  Q_OBJECT

public:
  explicit ModelStrip(StudySession& session, QWidget* parent = nullptr);
  /// A config.json, a checkpoint folder, a .safetensors file or a blueprint. A bad one is explained in the strip.
  void show(const QString& path);
  QString text() const { return m_text->text(); }
  QCheckBox* baselineBox() const { return m_baseline; }
  QPushButton* addButton() const { return m_add; }
  QPushButton* dismissButton() const { return m_dismiss; }

Q_SIGNALS:
  void added(const QString& model);
  void failed(const QString& sentence);

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslateUi();
  void describe();
  void add();
  /// Writes the matching Llama-like beside the study; its path.
  Result<std::string> writeBaseline() const;

  StudySession& m_session;
  ModelOpener m_opener;
  QString m_path;
  QLabel* m_text;
  QCheckBox* m_baseline;
  QPushButton *m_add, *m_dismiss;
};

} // namespace pareto::ui
