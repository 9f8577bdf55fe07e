// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/machine_speed.h"

#include "core/decide/speed_model.h"
#include "core/decide/workload_point.h"

#include <algorithm>

namespace pareto {

namespace {

/// As much as the field may hold.
double within(CostField field, double value) {
  const CostFieldRow& row = row_of(field);
  return std::clamp(value, row.low, row.high);
}

std::string place_of(const Workload& workload) {
  return std::to_string(workload.prompt_tokens) + " + " + std::to_string(workload.answer_tokens) + " × " +
         std::to_string(workload.requests);
}

CostInput priced(const MachineCatalogue& catalogue, const Machine& machine, Currency currency) {
  CostInput input;
  input.value = machine.price->amount;
  input.currency = currency;
  input.source = InputSource::Priced;
  input.date = machine.price->date;
  const FactSource* source = catalogue.source(machine.price->source);
  input.from = machine.name + ", " + machine.price->kind + (source ? ", " + source->name : std::string());
  return input;
}

} // namespace

std::optional<CostInput> speed_on(const Quantity& here, const SpeedBands& bands, const Machine& machine,
                                  const SpeedModel& model, const Workload& workload) {
  const Quantity there = target_wait(bands, machine, model, workload).wait;
  if (!here.value || !(*here.value > 0) || !there.value || !there.ci95 || !(there.ci95->low > 0))
    return std::nullopt;
  const Interval mine = here.ci95.value_or(Interval{*here.value, *here.value});
  CostInput speed;
  speed.value = within(CostField::RentedSpeed, *here.value / *there.value);
  speed.low = std::min(*speed.value, within(CostField::RentedSpeed, mine.low / there.ci95->high));
  speed.high = std::max(*speed.value, within(CostField::RentedSpeed, mine.high / there.ci95->low));
  speed.source = InputSource::Modelled;
  speed.from = machine.name + ", " + place_of(workload);
  return speed;
}

std::optional<CostInput> speed_on(const Evidence& evidence, const Contender& who, const SpeedBands& bands,
                                  const Machine& machine) {
  const SpeedModel* model = evidence.formulas(who.model);
  if (!model)
    return std::nullopt;
  const Workload& workload = evidence.study().workload;
  const OperatingPoint at = point_of(workload, who.device);
  return speed_on(evidence.value(who.model, Metric::AnswerTime, at), bands, machine, *model, workload);
}

void take_machine(CostInputs& inputs, const MachineCatalogue& catalogue, const Machine& machine,
                  const std::optional<CostInput>& speed) {
  if (machine.price)
    if (const auto currency = currency_from_string(machine.price->currency))
      inputs[CostField::MachinePrice] = priced(catalogue, machine, *currency);
  if (machine.watts) {
    CostInput watts;
    watts.value = within(CostField::BusyWatts, *machine.watts);
    watts.source = InputSource::Modelled;
    watts.from = machine.name;
    inputs[CostField::BusyWatts] = watts;
  }
  if (speed)
    inputs[CostField::OwnSpeed] = *speed;
}

} // namespace pareto
