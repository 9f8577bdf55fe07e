// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/serving.h"

#include <functional>
#include <vector>

namespace pareto {

/// Several models on one machine, of which one serves each request. They take turns: what a step of all answers takes
/// is what each model's share of it takes, one after the other. Every model has room for all slots.
class SwitchingServer : public Server {
public:
  /// `serves(request)`: which of the servers, by its place among the arrivals; the servers outlive this.
  SwitchingServer(std::vector<Server*> servers, std::function<size_t(size_t request)> serves)
      : m_servers(std::move(servers)), m_serves(std::move(serves)) {}

  Result<double> step(const ServingStep& step) override;

private:
  std::vector<Server*> m_servers;
  std::function<size_t(size_t)> m_serves;
};

} // namespace pareto
