// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/power_integral.h"

#include <chrono>

namespace pareto {

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

Status PowerIntegral::start() {
  stop();
  PARETO_TRY_ASSIGN(watts, m_watts());
  m_last_watts = watts;
  m_last_seconds = seconds_now();
  m_joules = 0;
  m_status = {};
  m_over = false;
  m_thread = std::thread([this] { watch(); });
  return {};
}

void PowerIntegral::read() {
  if (!m_status)
    return;
  const auto watts = m_watts();
  if (!watts) {
    m_status = watts.error();
    return;
  }
  const double now = seconds_now();
  m_joules += (now - m_last_seconds) * (*watts + m_last_watts) / 2;
  m_last_watts = *watts;
  m_last_seconds = now;
}

void PowerIntegral::watch() {
  std::unique_lock lock(m_lock);
  while (!m_wake.wait_for(lock, std::chrono::duration<double>(kPeriod), [this] { return m_over; }))
    read();
}

Result<double> PowerIntegral::joules() {
  const std::lock_guard lock(m_lock);
  read();
  PARETO_TRY(m_status);
  return m_joules;
}

void PowerIntegral::stop() {
  if (!m_thread.joinable())
    return;
  {
    const std::lock_guard lock(m_lock);
    m_over = true;
  }
  m_wake.notify_all();
  m_thread.join();
}

} // namespace pareto
