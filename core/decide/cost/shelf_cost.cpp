// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/shelf_cost.h"

#include "core/decide/cost/lengths.h"

namespace pareto {

namespace {

CostInput priced(double value, Currency currency, const Machine& machine, const std::string& date) {
  CostInput input;
  input.value = value;
  input.currency = currency;
  input.source = InputSource::Priced;
  input.from = machine.name;
  input.date = date;
  return input;
}

/// A price without a currency that is known is left to what the person stated.
CostInputs inputs_of(const Study& study, const Machine& machine) {
  CostInputs inputs = study.cost;
  const auto currency = machine.price ? currency_from_string(machine.price->currency) : std::optional<Currency>();
  if (currency)
    inputs[CostField::MachinePrice] = priced(machine.price->amount, *currency, machine, machine.price->date);
  else
    clear(inputs, CostField::MachinePrice);
  if (machine.watts)
    inputs[CostField::BusyWatts] = priced(*machine.watts, inputs.currency, machine, {});
  clear(inputs, CostField::OwnSpeed); // its waits are its own
  return inputs;
}

} // namespace

CostReport shelf_cost(const Evidence& evidence, const std::string& model, const Machine& machine) {
  const Study& study = evidence.study();
  const double patience = patience_s(study);
  const LengthMix mix = length_mix(study);
  const Contender who{model, machine.id};
  CostReport report = cost_row(inputs_of(study, machine), mix, capacity_of(evidence, who, mix, patience), patience,
                               study.workload.waits == Waits::Overnight);
  report.who = who;
  return report;
}

} // namespace pareto
