// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include <functional>

namespace pareto::ui {

/// Passes requests on at most once a frame: the first at once, of those that follow within the frame only that there
/// were some. For a drag, which may ask more often than a screen can show.
class FrameLimiter {
public:
  explicit FrameLimiter(std::function<void()> pass) : m_pass(std::move(pass)) {
    m_frame.setSingleShot(true);
    m_frame.setInterval(kFrameMilliseconds);
    QObject::connect(&m_frame, &QTimer::timeout, &m_frame, [this] {
      if (m_waiting)
        passNow();
    });
  }
  void request() {
    if (m_frame.isActive())
      m_waiting = true;
    else
      passNow();
  }
  bool isWaiting() const { return m_waiting; }
  void passNow() {
    m_waiting = false;
    m_frame.start();
    m_pass();
  }

private:
  static constexpr int kFrameMilliseconds = 16;
  std::function<void()> m_pass;
  QTimer m_frame;
  bool m_waiting = false;
};

} // namespace pareto::ui
