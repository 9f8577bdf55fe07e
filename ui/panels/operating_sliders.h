// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"
#include "ui/frame_limiter.h"
#include "ui/panels/value_slider.h"
#include "ui/panels/winner_track.h"

#include <QBoxLayout>
#include <QLabel>
#include <QWidget>

#include <array>
#include <vector>

namespace pareto::ui {

/// The sliders that move every chart: prompt length 128 to 262,144 tokens (four steps an octave), answer length 1 to
/// 16,384 tokens and simultaneous requests 1 to 64 (two steps an octave).
class OperatingSliders : public QWidget {
  Q_OBJECT

public:
  explicit OperatingSliders(QWidget* parent = nullptr);
  /// Values between two steps keep their exact label until the slider moves.
  void setPoint(const OperatingPoint& at);
  /// Where the prompt's slider rests.
  static std::vector<qint64> prompts();
  WinnerTrack* track() const { return m_track; } ///< over the prompt's slider

Q_SIGNALS:
  /// At most once a frame while a slider is dragged.
  void pointChanged(qint64 context, qint64 answer, int requests);
  void held(bool down); ///< the person has a handle in hand, or lets it go (after the last pointChanged)

protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

private:
  /// One slider with its name and what it stands at.
  struct Part {
    QLabel* name = nullptr;
    ValueSlider* slider = nullptr;
    QLabel* value = nullptr;
  };
  Part part(const char* object, std::vector<qint64> values, int page);
  void buildUi();
  QLayout* tracked();
  void retranslateUi();
  void showValues();
  void arrange();
  void moved();
  std::array<const Part*, 3> parts() const { return {&m_prompt, &m_answer, &m_requests}; }

  QBoxLayout* m_rows = nullptr;
  Part m_prompt, m_answer, m_requests;
  WinnerTrack* m_track = nullptr;
  FrameLimiter m_passOn; ///< a drag asks more often than a screen can show
};

} // namespace pareto::ui
