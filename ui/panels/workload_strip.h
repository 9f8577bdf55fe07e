// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/workload_choices.h"
#include "ui/pages/selector_row.h"
#include "ui/panels/machine_picker.h"
#include "ui/panels/operating_sliders.h"
#include "ui/session/follower.h"
#include "ui/session/study_session.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSpinBox>

#include <map>
#include <tuple>

namespace pareto::ui {

/// The workload under every page: who waits, how long prompt and answer are, how many come at once, on which machine.
/// One place for the whole window: what it says goes to the document, where it can be taken back.
class WorkloadStrip : public QWidget {
  Q_OBJECT

public:
  explicit WorkloadStrip(StudySession& session, QWidget* parent = nullptr);

protected:
  void changeEvent(QEvent* event) override;

private:
  enum class TextUnit : int { Tokens, Pages, Characters };
  void buildUi();
  void connectSignals();
  void retranslateUi();
  void fillChoices();
  void showWorkload();
  void takePreset();
  void takeFields();
  void takePasses();
  void showPasses();
  TextUnit unit() const;
  double tokensPerUnit() const; ///< in the language of the window
  void showPrompt();
  void showWinners(Changes changes);

  StudySession& m_session;
  Follower& m_follower;
  using Load = std::tuple<int, int64_t, double>; ///< requests at once, tokens of an answer, reused share
  std::map<Load, PromptTrack> m_winners;         ///< along the prompt
  SelectorRow* m_fields = nullptr;
  OperatingSliders* m_sliders = nullptr;
  QLabel *m_presetLabel = nullptr, *m_waitsLabel = nullptr, *m_promptLabel = nullptr, *m_answerLabel = nullptr,
         *m_reusedLabel = nullptr, *m_passesLabel = nullptr, *m_deviceLabel = nullptr;
  QComboBox *m_preset = nullptr, *m_waits = nullptr, *m_unit = nullptr;
  QDoubleSpinBox* m_prompt = nullptr;
  QSpinBox *m_answer = nullptr, *m_reused = nullptr, *m_passes = nullptr;
  QWidget* m_passesField = nullptr; ///< with its label; there is one only where a model denoises
  MachinePicker* m_machine = nullptr;
};

} // namespace pareto::ui
