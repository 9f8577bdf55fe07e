// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>

namespace pareto::ui {

/// What measures on this machine. Only one of them at a time: together they would share the processor, and the figures
/// of each would be wrong.
enum class Work : uint8_t { None, Run, Race, Text };

/// The machine, held by whoever measures on it.
class MachineLock : public QObject {
  Q_OBJECT

public:
  explicit MachineLock(QObject* parent = nullptr) : QObject(parent) {}

  Work work() const { return m_work; }
  /// Why nothing else can be started now, in one sentence; empty when the machine is free.
  QString whyBusy() const;
  /// False when the machine is not free. Given back by release().
  bool claim(Work work);
  /// Nothing where it is not `work` that holds it.
  void release(Work work);

Q_SIGNALS:
  void changed();

private:
  Work m_work = Work::None;
};

} // namespace pareto::ui
