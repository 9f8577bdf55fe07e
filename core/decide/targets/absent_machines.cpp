// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/absent_machines.h"

#include "core/decide/targets/fit.h"
#include "core/decide/targets/imported_runs.h"
#include "core/decide/targets/target_wait.h"

namespace pareto {

AbsentMachines::AbsentMachines(std::shared_ptr<const Targets> targets) : m_targets(std::move(targets)) {
  if (m_targets)
    m_bands = m_targets->bands;
}

void AbsentMachines::add(const Measurement& cell) {
  if (!m_targets)
    return;
  if (auto run = run_of(cell, m_targets->catalogue))
    m_bands->add(*std::move(run));
}

const Machine* AbsentMachines::find(const std::string& device) const {
  return m_targets ? m_targets->catalogue.find(device) : nullptr;
}

std::optional<Calibration> AbsentMachines::data_sheet(const std::string& device) const {
  const Machine* machine = find(device);
  if (!machine)
    return std::nullopt;
  Calibration sheet;
  sheet.processor = machine->name;
  sheet.roofline.bytes_per_s = machine->bandwidth.value_or(0);
  sheet.roofline.flops_per_s = reference_rate(*machine).value_or(0);
  if (machine->memory_bytes)
    sheet.memory_bytes = static_cast<int64_t>(kUsableShare * static_cast<double>(*machine->memory_bytes));
  return sheet;
}

std::optional<Quantity> AbsentMachines::time(const std::string& device, const SpeedModel& model, bool decode,
                                             const OperatingPoint& at) const {
  const Machine* machine = find(device);
  if (!machine)
    return std::nullopt;
  Workload workload;
  workload.prompt_tokens = at.context;
  workload.requests = at.requests;
  return decode ? target_tpot(*m_bands, *machine, model, workload) : target_ttft(*m_bands, *machine, model, workload);
}

} // namespace pareto
