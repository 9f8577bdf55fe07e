// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/serving_crew.h"

#include "core/formats/model_footprint.h"
#include "core/measure/model_server.h"

#include <algorithm>
#include <map>

namespace pareto {

ServingCrew::ServingCrew(const Assignment& assignment, CrewOptions options, KnownLimits limits)
    : m_assignment(assignment), m_options(std::move(options)), m_limits(std::move(limits)),
      m_crew(m_options, m_limits,
             [](const Crew::Member&, double, const std::optional<Calibration>&) { return Status(); }) {
  for (const Crew::Id& id : m_assignment.models)
    m_servers.emplace_back(m_crew, id);
}

ServingCrew::~ServingCrew() { m_crew.end_all(); }

std::vector<Arrival> ServingCrew::requests_of(size_t model, const std::vector<Arrival>& arrivals) const {
  std::vector<Arrival> own;
  for (size_t i = 0; i < arrivals.size(); ++i)
    if (m_assignment.of[i] == model)
      own.push_back(arrivals[i]);
  return own;
}

/// What all of them take is compared before the first is loaded.
Status ServingCrew::open(const std::vector<Arrival>& arrivals, const std::string& precision,
                         const ServingRules& rules) {
  PARETO_TRY_ASSIGN(parsed, parse_precision(precision));
  std::map<Crew::Id, int64_t> beside_weights;
  for (size_t i = 0; i < m_assignment.models.size(); ++i) {
    const Crew::Id& id = m_assignment.models[i];
    PARETO_TRY_ASSIGN(opened, open_model(id.first));
    PARETO_TRY(ModelServer::can_serve(opened.model));
    PARETO_TRY_ASSIGN(footprint, footprint_of(opened, load_options(parsed), packing_of(id.second)));
    beside_weights[id] = serving_bytes(footprint, requests_of(i, arrivals), rules);
    m_crew.add(id.first, std::move(opened), id.second, std::move(footprint));
  }
  return m_crew.require_room(beside_weights);
}

Result<std::unique_ptr<ServingCrew>> ServingCrew::start(const Assignment& assignment,
                                                        const std::vector<Arrival>& arrivals,
                                                        const std::string& precision, const ServingRules& rules,
                                                        CrewOptions options, KnownLimits limits) {
  std::unique_ptr<ServingCrew> crew(new ServingCrew(assignment, std::move(options), std::move(limits)));
  PARETO_TRY(crew->open(arrivals, precision, rules));
  for (size_t i = 0; i < assignment.models.size(); ++i)
    PARETO_TRY(crew->m_crew.serve(assignment.models[i], precision,
                                  {rules.slots, longest_of(crew->requests_of(i, arrivals)), rules.chunk}));
  return crew;
}

std::vector<Server*> ServingCrew::servers() {
  std::vector<Server*> servers;
  for (WorkerServer& each : m_servers)
    servers.push_back(&each);
  return servers;
}

std::vector<ServingCrew::Worker> ServingCrew::workers() const {
  std::vector<Worker> workers;
  for (size_t i = 0; i < m_assignment.models.size(); ++i) {
    const Crew::Id& id = m_assignment.models[i];
    workers.push_back({id, std::count(m_assignment.of.begin(), m_assignment.of.end(), i), m_crew.peak_resident(id)});
  }
  return workers;
}

} // namespace pareto
