// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/switching_server.h"

namespace pareto {

Result<double> SwitchingServer::step(const ServingStep& step) {
  std::vector<ServingStep> parts(m_servers.size());
  for (const ServedRow& row : step.rows)
    parts[m_serves(row.request)].rows.push_back(row);
  double seconds = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].rows.empty())
      continue;
    parts[i].prefill = step.prefill;
    parts[i].ends_prompt = step.ends_prompt;
    PARETO_TRY_ASSIGN(took, m_servers[i]->step(parts[i]));
    seconds += took;
  }
  return seconds;
}

} // namespace pareto
