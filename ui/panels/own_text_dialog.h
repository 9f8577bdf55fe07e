// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_view.h"
#include "ui/session/study_session.h"
#include "ui/session/text_scorer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

#include <memory>
#include <vector>

namespace pareto::ui {

/// "Measure on my text…": bits per byte, look-ups and the distance of a precision from another, of every checkpoint of
/// the study that has trained weights.
class OwnTextDialog : public QDialog {
  Q_OBJECT

public:
  explicit OwnTextDialog(StudySession& session, QWidget* parent = nullptr);
  /// The text to measure on; one of the samples or a file.
  void setFile(const QString& path);
  /// Every precision, against float32: what the PRECISION chart needs.
  void askForAllPrecisions();

public Q_SLOTS:
  void reject() override;

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildUi();
  QFormLayout* buildForm();
  void connectSignals();
  void retranslateUi();
  void refresh();
  void refreshModels();
  void refreshScores();
  void showNotes(const QString& first); ///< with what failed and what the engine said, in the status
  void refreshCurve();
  void chooseFile();
  void startStop();
  void showOnChart();
  void takeProgress(double share, const QString& model, const QString& what, double remainingSeconds);
  std::vector<int64_t> contexts() const;
  std::vector<std::string> measurable() const;
  QString nameOf(const std::string& model) const;
  QString fileToUse(); ///< a sample is written beside the results first; empty where that fails

  StudySession& m_session;
  TextScorer m_scorer;
  QLabel *m_intro = nullptr, *m_models = nullptr, *m_textLabel = nullptr, *m_contextsLabel = nullptr,
         *m_againstLabel = nullptr, *m_status = nullptr;
  QComboBox *m_text = nullptr, *m_against = nullptr;
  QPushButton *m_browse = nullptr, *m_start = nullptr, *m_show = nullptr, *m_close = nullptr;
  QLineEdit* m_contexts = nullptr;
  QCheckBox *m_lookup = nullptr, *m_all = nullptr;
  QProgressBar* m_progress = nullptr;
  QTableWidget* m_scores = nullptr;
  ChartView* m_curve = nullptr;
  QStringList m_problems, m_warnings;
  QString m_busy; ///< why nothing can be measured now, while that stands in the status
};

} // namespace pareto::ui
