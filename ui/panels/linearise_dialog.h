// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/linearised.h"
#include "ui/session/study_session.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <optional>
#include <vector>

namespace pareto::ui {

/// One of the study's checkpoints with linear mixers in place of chosen attention layers: its weights where shapes
/// allow, and never called trained (core/formats/linearised.h). The document lies beside the study.
class LineariseDialog : public QDialog {
  Q_OBJECT

public:
  explicit LineariseDialog(StudySession& session, QWidget* parent = nullptr);

Q_SIGNALS:
  void added(const QString& path);

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  void retranslateUi();
  void refresh();
  /// Nothing where the layers are not a list of numbers.
  std::optional<std::vector<int64_t>> layers() const;
  QString file() const;
  void add();

  StudySession& m_session;
  QLabel *m_intro = nullptr, *m_modelLabel = nullptr, *m_mixerLabel = nullptr, *m_layersLabel = nullptr,
         *m_problem = nullptr;
  QComboBox *m_model = nullptr, *m_mixer = nullptr;
  QLineEdit* m_layers = nullptr;
  QPushButton *m_close = nullptr, *m_add = nullptr;
};

} // namespace pareto::ui
