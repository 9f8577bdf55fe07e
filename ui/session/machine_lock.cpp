// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/machine_lock.h"

namespace pareto::ui {

QString MachineLock::whyBusy() const {
  switch (m_work) {
  case Work::None: return {};
  case Work::Run: return tr("A measurement is running, and both would disturb each other: stop it first.");
  case Work::Race: return tr("A race is running (RACE), and both would disturb each other: stop it first.");
  case Work::Text: return tr("Quality is being measured on a text, and both would disturb each other: stop it first.");
  }
  return {};
}

bool MachineLock::claim(Work work) {
  if (m_work != Work::None)
    return false;
  m_work = work;
  Q_EMIT changed();
  return true;
}

void MachineLock::release(Work work) {
  if (m_work != work || work == Work::None)
    return;
  m_work = Work::None;
  Q_EMIT changed();
}

} // namespace pareto::ui
