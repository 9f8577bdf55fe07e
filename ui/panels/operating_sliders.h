// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frame_limiter.h"
#include "ui/panels/winner_track.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QWidget>

#include <vector>

namespace pareto::ui {

/// The two sliders that move every chart: prompt length 128 to 262,144 tokens (four steps an octave) and simultaneous
/// requests 1 to 64.
class OperatingSliders : public QWidget {
  Q_OBJECT

public:
  explicit OperatingSliders(QWidget* parent = nullptr);
  /// Values between two steps keep their exact label until the slider moves.
  void setPoint(qint64 context, int requests);
  /// Where the prompt's slider rests.
  static std::vector<qint64> prompts();
  QSlider* contextSlider() const { return m_context; }
  WinnerTrack* track() const { return m_track; } ///< over it
  QSlider* requestsSlider() const { return m_requests; }

Q_SIGNALS:
  /// At most once a frame while a slider is dragged.
  void pointChanged(qint64 context, int requests);
  void held(bool down); ///< the person has a handle in hand, or lets it go (after the last pointChanged)

protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

private:
  void buildUi();
  void retranslateUi();
  void showValues();
  void arrange();
  void moved();

  QBoxLayout* m_rows = nullptr;
  QLabel *m_contextLabel = nullptr, *m_requestsLabel = nullptr, *m_contextValue = nullptr, *m_requestsValue = nullptr;
  QSlider *m_context = nullptr, *m_requests = nullptr;
  WinnerTrack* m_track = nullptr;
  qint64 m_contextTokens = 2048;
  int m_requestCount = 8;
  FrameLimiter m_passOn; ///< a drag asks more often than a screen can show
};

} // namespace pareto::ui
