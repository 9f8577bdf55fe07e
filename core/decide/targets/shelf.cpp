// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/shelf.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

namespace pareto {

namespace {

constexpr const char* kPartNames[] = {"here", "laptop", "desktop", "card", "datacentre", "server"};
static_assert(std::size(kPartNames) == kShelfParts);

Workload workload_at(const Evidence& evidence, const OperatingPoint& at) {
  Workload workload = evidence.study().workload;
  workload.prompt_tokens = at.context;
  workload.answer_tokens = at.answer_tokens;
  workload.requests = at.requests;
  workload.reused_share = at.reused_share;
  return workload;
}

Quantity timed_on(const Evidence& evidence, const ShelfQuestion& question, const std::string& device) {
  OperatingPoint at = question.at;
  at.device = device;
  return evidence.value(question.model, Metric::AnswerTime, at);
}

/// Where its own times are known they are shown, measured or imported.
void set_wait(ShelfCard& card, const Evidence& evidence, const Machine& machine, const ShelfQuestion& question) {
  card.wait = timed_on(evidence, question, machine.id);
  const SpeedBands* bands = evidence.bands(); // with what was imported of them
  if (!bands || (card.wait.value && card.wait.source != Source::Modelled))
    return;
  const TargetWait there =
      target_wait(*bands, machine, *evidence.formulas(question.model), workload_at(evidence, question.at));
  card.wait = there.wait;
  card.reading = there.reading;
  card.writing = there.writing;
}

ShelfCard card_of(const Fit& fit, const ShelfQuestion& question) {
  ShelfCard card;
  card.machine = fit.machine;
  card.fit = fit;
  card.taken_bytes = fit.weight_bytes + fit.step_bytes + question.at.requests * fit.request_bytes;
  card.holds_workload = fit.known() && fit.requests >= question.at.requests;
  return card;
}

Machine this_computer(int64_t bytes) {
  Machine machine;
  machine.id = to_string(ShelfPart::Here);
  machine.memory_bytes = static_cast<int64_t>(std::ceil(static_cast<double>(bytes) / kUsableShare)); // as it is shown
  return machine;
}

/// By memory, then price, then id; what is not known comes last.
auto order_of(const ShelfCard& card) {
  return std::tuple(card.part, card.fit.memory_bytes.value_or(INT64_MAX),
                    card.price ? card.price->amount : std::numeric_limits<double>::infinity(), card.machine);
}

} // namespace

const char* to_string(ShelfPart part) { return kPartNames[static_cast<size_t>(part)]; }

ShelfPart shelf_part(const Machine& machine) {
  if (machine.build == "laptop")
    return ShelfPart::Laptop;
  if (machine.build == "server")
    return ShelfPart::Server;
  if (machine.build != "gpu")
    return ShelfPart::Desktop;
  const bool card = machine.kind == MachineKind::GeForce || machine.kind == MachineKind::Radeon ||
                    machine.kind == MachineKind::IntelGpu || machine.kind == MachineKind::NvidiaWorkstation;
  return card ? ShelfPart::Card : ShelfPart::Datacentre;
}

int64_t ShelfCard::overflow_bytes() const {
  return fit.known() ? std::max<int64_t>(0, taken_bytes - *fit.memory_bytes) : 0;
}

std::vector<ShelfCard> shelf(const Evidence& evidence, const MachineCatalogue& catalogue,
                             const ShelfQuestion& question) {
  const SpeedModel* model = evidence.formulas(question.model);
  if (!model)
    return {};
  const Machine here = this_computer(question.here_bytes);
  std::vector<const Machine*> machines;
  if (question.here_bytes > 0)
    machines.push_back(&here);
  for (const Machine& machine : catalogue.machines())
    if (!question.part || shelf_part(machine) == *question.part)
      machines.push_back(&machine);
  std::vector<ShelfCard> cards;
  for (const Fit& fit :
       fit_grid({{question.model, &model->footprint()}}, machines, question.at.context + question.at.answer_tokens)) {
    const Machine& machine = *machines[cards.size()];
    ShelfCard& card = cards.emplace_back(card_of(fit, question));
    if (&machine == &here) {
      const std::string& device = device_at(evidence.study(), {});
      card.name = evidence.measured_name(device);
      card.wait = timed_on(evidence, question, device);
      continue;
    }
    card.part = shelf_part(machine);
    card.name = machine.name;
    card.price = machine.price;
    set_wait(card, evidence, machine, question);
  }
  std::sort(cards.begin(), cards.end(),
            [](const ShelfCard& a, const ShelfCard& b) { return order_of(a) < order_of(b); });
  return cards;
}

} // namespace pareto
