// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/serving.h"
#include "core/study/crew.h"

#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// Which model answers which request.
struct Assignment {
  std::vector<Crew::Id> models; ///< each once
  std::vector<size_t> of;       ///< by request: its place among `models`
};

/// Models that serve together, each held by a worker process of its own (crew.h), so that what one does never lies in
/// the memory or among the threads of another. Steps go to one worker at a time. The others wait for their next line,
/// and the threads of their teams sleep: they are not parked, which would free the state and the programs that the next
/// request needs. A worker that dies, hangs or refuses ends the serving with one sentence that names its model.
class ServingCrew {
public:
  /// Opens the models, compares what all of them take with what is free, and then loads one after the other. Each has
  /// room for the longest of its own requests.
  static Result<std::unique_ptr<ServingCrew>> start(const Assignment& assignment, const std::vector<Arrival>& arrivals,
                                                    const std::string& precision, const ServingRules& rules,
                                                    CrewOptions options, KnownLimits limits = {});

  /// One for each model, in their order; they live as long as this.
  std::vector<Server*> servers();
  /// A worker and what it did.
  struct Worker {
    Crew::Id id;
    int64_t requests = 0;       ///< that are its model's
    int64_t peak_rss_bytes = 0; ///< 0: the system does not say
  };
  std::vector<Worker> workers() const;
  ~ServingCrew();

private:
  class WorkerServer : public Server {
  public:
    WorkerServer(Crew& crew, Crew::Id id) : m_crew(crew), m_id(std::move(id)) {}
    Result<double> step(const ServingStep& step) override { return m_crew.step(m_id, step); }

  private:
    Crew& m_crew;
    Crew::Id m_id;
  };

  ServingCrew(const Assignment& assignment, CrewOptions options, KnownLimits limits);
  Status open(const std::vector<Arrival>& arrivals, const std::string& precision, const ServingRules& rules);
  std::vector<Arrival> requests_of(size_t model, const std::vector<Arrival>& arrivals) const;

  Assignment m_assignment;
  CrewOptions m_options;
  KnownLimits m_limits;
  Crew m_crew;
  std::vector<WorkerServer> m_servers;
};

} // namespace pareto
