// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/energy_meter.h"
#include "core/measure/serving.h"

namespace pareto {

/// A server whose joules are counted from its first step to its last. Idle time of a trace passes at once and counts
/// for nothing; the first, untimed run of a program is counted, which a trace of many steps does not show.
class MeteredServer : public Server {
public:
  MeteredServer(Server& server, EnergyMeter& meter) : m_server(server), m_meter(meter) {}
  Result<double> step(const ServingStep& step) override {
    m_meter.before_repetition(0);
    return m_server.step(step);
  }
  /// Of a run of this server: what one answer took, its prompt included ("token" in Energy's names).
  Energy energy_per_answer(const ServingRun& run) {
    const auto steps = static_cast<double>(run.steps), answers = static_cast<double>(run.requests.size());
    return m_meter.finish(answers / steps, run.busy_seconds / steps);
  }

private:
  Server& m_server;
  EnergyMeter& m_meter;
};

} // namespace pareto
