// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/sampled.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr const char* kNoWitness = "no witness of other programs";

} // namespace

double Lost::share() const {
  const double taken = others_s + stolen_s;
  return machine_s > 0 ? std::clamp((taken > 0 ? taken : missed_s) / machine_s, 0.0, 1.0) : 0;
}

std::string Lost::to() const { return stolen_s > others_s ? "host" : "other programs"; }

std::vector<double> Sampled::milliseconds() const {
  std::vector<double> all;
  for (const Repetition& each : repetitions)
    all.push_back(each.ms);
  return counting(all);
}

std::vector<double> Sampled::seconds() const {
  std::vector<double> all = milliseconds();
  for (double& each : all)
    each *= 1e-3;
  return all;
}

std::vector<double> Sampled::counting(const std::vector<double>& noted) const {
  const bool none = std::none_of(repetitions.begin(), repetitions.end(), [](const Repetition& r) { return r.used; });
  std::vector<double> out;
  for (size_t i = 0; i < std::min(noted.size(), repetitions.size()); ++i)
    if (repetitions[i].used || none)
      out.push_back(noted[i]);
  return out;
}

void note_witnesses(const Sampled& sampled, Measurement& into) {
  into.repetitions.insert(into.repetitions.end(), sampled.repetitions.begin(), sampled.repetitions.end());
  if (sampled.disturbed && (into.condition != Condition::Disturbed || sampled.lost.share() > into.lost_share)) {
    into.condition = Condition::Disturbed;
    into.lost_share = sampled.lost.share();
    into.lost_to = sampled.lost.to();
  }
  if (!sampled.witnessed && std::find(into.noise.begin(), into.noise.end(), kNoWitness) == into.noise.end())
    into.noise.emplace_back(kNoWitness);
}

} // namespace pareto
