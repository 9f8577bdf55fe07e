// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/memory_taken.h"

#include <map>

namespace pareto {

const char* to_string(MemoryOf of) {
  switch (of) {
  case MemoryOf::Formula: return "formula";
  case MemoryOf::Process: return "process_peak";
  case MemoryOf::Device: break;
  }
  return "device";
}

MemoryOf measured_on(const std::string& device) { return device == "cpu" ? MemoryOf::Process : MemoryOf::Device; }

std::optional<int64_t> memory_of_device(const Evidence& evidence, const std::string& device) {
  const Calibration* limits = evidence.limits(device);
  return limits && limits->memory_bytes > 0 ? std::optional(limits->memory_bytes) : std::nullopt;
}

std::vector<TakenMemory> memory_taken(const Evidence& evidence, const Comparison& comparison,
                                      const Contender& contender) {
  const bool of_device = measured_on(contender.device) == MemoryOf::Device,
             by_context = comparison.along == Along::Context;
  std::map<int64_t, TakenMemory> latest;
  for (const Measurement& m : evidence.measured_memory(contender.model, contender.device)) {
    const std::optional<int64_t>& bytes = of_device ? m.device_bytes : m.peak_rss_bytes;
    if (!bytes || (by_context ? m.key.batch != comparison.at.requests : m.key.context != comparison.at.context))
      continue;
    const int64_t at = by_context ? m.key.context : m.key.batch;
    TakenMemory taken{static_cast<double>(at), m.key, {}};
    taken.bytes.value = static_cast<double>(*bytes);
    taken.bytes.source = Source::Measured;
    taken.bytes.n = 1;
    latest.insert_or_assign(at, std::move(taken));
  }
  std::vector<TakenMemory> all;
  for (auto& [at, taken] : latest)
    all.push_back(std::move(taken));
  return all;
}

} // namespace pareto
