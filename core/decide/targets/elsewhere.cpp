// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/elsewhere.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kElsewhereKindNames[] = {"processor_for_gpu", "other_machine"};
static_assert(std::size(kElsewhereKindNames) == static_cast<size_t>(RankedElsewhere::Kind::OtherMachine) + 1);

/// The cores of a processor, or a driver that computes on them.
bool is_processor(const Evidence& evidence, const std::string& device) {
  const Calibration* limits = evidence.limits(device);
  return device == "cpu" || (limits && limits->type == "software");
}

bool measured_on(const Evidence& evidence, const std::string& device) {
  const auto& all = evidence.measurements();
  return std::any_of(all.begin(), all.end(),
                     [&](const Measurement& m) { return m.key.device == device && m.error.empty(); });
}

/// As a shell reads it: whatever is in a path.
std::string quoted(const std::string& word) {
  if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._/-") ==
      std::string::npos)
    return word;
  std::string all = "'";
  for (const char letter : word)
    all += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return all + "'";
}

} // namespace

const char* to_string(RankedElsewhere::Kind kind) { return kElsewhereKindNames[static_cast<size_t>(kind)]; }

std::optional<RankedElsewhere> ranked_elsewhere(const Evidence& evidence, const Comparison& comparison,
                                                const Machine& decided) {
  const std::string device = shown_device(evidence, comparison);
  if (device == decided.id || !measured_on(evidence, device))
    return std::nullopt;
  RankedElsewhere fact;
  const bool gpu = decided.kind != MachineKind::Processor;
  fact.kind = gpu && is_processor(evidence, device) ? RankedElsewhere::Kind::ProcessorForGpu
                                                    : RankedElsewhere::Kind::OtherMachine;
  fact.measured_on = evidence.measured_name(device);
  if (fact.measured_on.empty())
    fact.measured_on = device;
  fact.decided = decided.id;
  return fact;
}

std::optional<TargetNotice> target_notice(const Evidence& evidence, const Comparison& comparison) {
  const Machine* machine = evidence.machine_of(shown_device(evidence, comparison));
  if (!machine || comparison.compared == Compared::Devices)
    return std::nullopt;
  const std::vector<Contender> compared = contenders(evidence, comparison);
  const auto measured = [&](const Contender& who) {
    return may_decide(evidence.value(who.model, Metric::AnswerTime, place_on(comparison.at, who)));
  };
  if (!compared.empty() && std::all_of(compared.begin(), compared.end(), measured))
    return std::nullopt;
  Comparison here = comparison;
  here.at.device = evidence.study().devices.front();
  return TargetNotice{machine, ranked_elsewhere(evidence, here, *machine)};
}

std::string measure_there_command(const Study& study, const OperatingPoint& at, const Machine& machine) {
  const bool gpu = machine.kind != MachineKind::Processor;
  std::string models;
  for (const std::string& model : study.models)
    models += " " + quoted(model);
  return "for model in" + models + "; do paretoscope-engine measure \"$model\" --device " + (gpu ? "vulkan:0" : "cpu") +
         " --precision " + study.precision + " --prompt " + std::to_string(at.context) + " --context " +
         std::to_string(at.context) + " --batch " + std::to_string(at.requests) + " --json; done > " + machine.id +
         ".jsonl";
}

} // namespace pareto
