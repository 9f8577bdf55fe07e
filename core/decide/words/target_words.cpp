// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/target_words.h"

#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"

#include <algorithm>

namespace pareto {

namespace {

std::string bytes(const Voice& voice, double count) { return number_text(voice, count, NumberFormat::Bytes); }
std::string number(const Voice& voice, double value) { return number_text(voice, value, NumberFormat::Number); }

Wording kind_pattern(MachineKind kind) {
  switch (kind) {
  case MachineKind::Apple: return PARETO_SAY("Targets", "Apple chip");
  case MachineKind::GeForce: return PARETO_SAY("Targets", "GeForce card");
  case MachineKind::NvidiaWorkstation: return PARETO_SAY("Targets", "NVIDIA workstation card");
  case MachineKind::NvidiaDatacentre: return PARETO_SAY("Targets", "NVIDIA data-centre card");
  case MachineKind::NvidiaShared: return PARETO_SAY("Targets", "NVIDIA chip with shared memory");
  case MachineKind::Radeon: return PARETO_SAY("Targets", "Radeon card");
  case MachineKind::RadeonShared: return PARETO_SAY("Targets", "AMD chip with shared memory");
  case MachineKind::AmdDatacentre: return PARETO_SAY("Targets", "AMD data-centre card");
  case MachineKind::IntelGpu: return PARETO_SAY("Targets", "Intel graphics");
  case MachineKind::Processor: return PARETO_SAY("Targets", "processor cores");
  case MachineKind::Other: break;
  }
  return PARETO_SAY("Targets", "other accelerator");
}

Wording pool_pattern(SpeedPool pool) {
  switch (pool) {
  case SpeedPool::DecodeDense: return PARETO_SAY("Targets", "writing, dense models");
  case SpeedPool::DecodeExperts: return PARETO_SAY("Targets", "writing, mixtures of experts");
  case SpeedPool::Batch: return PARETO_SAY("Targets", "writing, several requests at once");
  case SpeedPool::PrefillGeForce: return PARETO_SAY("Targets", "reading, GeForce cards");
  case SpeedPool::PrefillApple: return PARETO_SAY("Targets", "reading, Apple chips");
  case SpeedPool::PrefillOther: return PARETO_SAY("Targets", "reading, other machines");
  case SpeedPool::PrefillExperts: break;
  }
  return PARETO_SAY("Targets", "reading, mixtures of experts");
}

std::string time(const Voice& voice, const Quantity& q) {
  return estimate_text(voice, q.value.value_or(0), q.ci95, NumberFormat::Milliseconds);
}

std::string names(const Speech& s, const std::vector<std::string>& models) {
  std::vector<std::string> all;
  for (const std::string& model : models)
    all.push_back(model_name(s.evidence, model));
  return s.voice.list(all);
}

} // namespace

std::string kind_text(const Voice& voice, MachineKind kind) { return voice.say(kind_pattern(kind)); }
std::string pool_text(const Voice& voice, SpeedPool pool) { return voice.say(pool_pattern(pool)); }

std::string machine_facts_text(const Voice& voice, const Machine& machine) {
  std::vector<std::string> parts; // units of their own, the same in every language
  if (machine.memory_bytes)
    parts.push_back(voice.digits(static_cast<double>(*machine.memory_bytes) / (int64_t{1} << 30), 0) + " GiB");
  if (machine.bandwidth)
    parts.push_back(voice.digits(*machine.bandwidth / 1e9, 0) + " GB/s");
  if (machine.fp16)
    parts.push_back(number(voice, *machine.fp16 / 1e12) + " TFLOPS (FP16)");
  else if (machine.fp32)
    parts.push_back(number(voice, *machine.fp32 / 1e12) + " TFLOPS (FP32)");
  if (machine.watts)
    parts.push_back(voice.digits(*machine.watts, 0) + " W");
  return joined(parts, " · ");
}

std::string price_text(const Voice& voice, const Machine& machine) {
  if (!machine.price)
    return {};
  const MachinePrice& price = *machine.price;
  std::vector<std::string> from; // a list price may lack its day
  for (const std::string& part : {price.date, price.kind})
    if (!part.empty())
      from.push_back(part);
  return voice.say(PARETO_SAY("Targets", "%1 %2 (%3)"),
                   {price.currency, voice.digits(price.amount, 0), joined(from, ", ")});
}

std::string proof_text(const Voice& voice, const Backed& backed) {
  switch (backed.proof) {
  case Proof::Own:
    return voice.say(PARETO_SAY_N("Targets", "from %n runs of this machine").if_one("from one run of this machine"), {},
                     backed.runs);
  case Proof::Alike:
    return voice.say(PARETO_SAY_N("Targets", "from published runs of all machines, %n of them of such a machine")
                         .if_one("from published runs of all machines, one of them of such a machine"),
                     {}, backed.runs);
  case Proof::Few:
    return voice.say(PARETO_SAY_N("Targets", "thin: only %n published runs are of such a machine at this precision")
                         .if_one("thin: only one published run is of such a machine at this precision"),
                     {}, backed.runs);
  case Proof::Unproven: break;
  }
  return voice.say(PARETO_SAY("Targets", "unproven: no published run is of such a machine at this precision"));
}

std::string coverage_text(const Voice& voice, const CoverageFacts& facts) {
  return voice.say(
      PARETO_SAY("Targets", "Of %1 published runs %2 lay outside such a band, which was made without their machine. "
                            "Where one request is answered, half of the middles are off by less than %3 %."),
      {count_text(voice, facts.runs), count_text(voice, facts.outside), voice.digits(100 * facts.decode_error, 0)});
}

std::string target_wait_text(const Voice& voice, const TargetWait& wait) {
  if (!wait.wait.value)
    return core_text(voice, wait.wait.why);
  return voice.say(
      PARETO_SAY("Targets",
                 "a wait of %1, of it reading %2; then a token every %3. Modelled; reading: %4; writing: %5."),
      {time(voice, wait.wait), time(voice, wait.ttft), time(voice, wait.tpot), proof_text(voice, wait.reading),
       proof_text(voice, wait.writing)});
}

std::string fit_text(const Voice& voice, const Fit& fit) {
  if (!fit.known())
    return voice.say(PARETO_SAY("Targets", "unknown: no source states its memory"));
  if (fit.fits() && fit.requests >= kMostFitting)
    return voice.say(PARETO_SAY("Targets", "memory bounds no number of requests"));
  if (fit.fits())
    return voice.say(PARETO_SAY_N("Targets", "%1 requests fit").if_one("one request fits"),
                     {count_text(voice, fit.requests)}, static_cast<int>(fit.requests));
  const std::string missing =
      bytes(voice, static_cast<double>(std::max<int64_t>(0, fit.needed_bytes() - *fit.memory_bytes)));
  if (!fit.machines)
    return voice.say(PARETO_SAY("Targets", "does not fit: %1 are missing"), {missing});
  return voice.say(PARETO_SAY("Targets", "does not fit: %1 are missing; %2 of them would hold it"),
                   {missing, count_text(voice, *fit.machines)});
}

std::string elsewhere_text(const Voice& voice, const RankedElsewhere& fact, const Machine& decided) {
  return voice.say(
      fact.kind == RankedElsewhere::Kind::ProcessorForGpu
          ? PARETO_SAY("Targets", "The measurements are of a processor (%1). On %2, which computes on a GPU, the "
                                  "order can be another: measure it there.")
          : PARETO_SAY("Targets", "The measurements are of %1. On %2 the order can be another: measure it there."),
      {fact.measured_on, decided.name});
}

std::string notice_text(const Voice& voice, const TargetNotice& notice) {
  const std::string modelled =
      voice.say(PARETO_SAY("Targets", "%1 is not here: its times are modelled as bands, and decide nothing."),
                {notice.machine->name});
  return notice.ranked ? voice.say(PARETO_SAY("Targets", "%1 %2"),
                                   {modelled, elsewhere_text(voice, *notice.ranked, *notice.machine)})
                       : modelled;
}

std::string front_text(const Speech& s, const FrontChange& change) {
  if (!change.known())
    return s.voice.say(PARETO_SAY("Targets", "Not known yet what the wait changes of the front over operations."));
  const std::vector<std::string> joined = change.joined(), left = change.left();
  if (joined.empty() && left.empty())
    return s.voice.say(PARETO_SAY("Targets", "By the printed values the front is the same over operations and over the "
                                             "wait measured here: %1."),
                       {names(s, change.by_wait)});
  if (joined.empty())
    return s.voice.say(PARETO_SAY("Targets", "By the printed values %1 are on the front over operations; over the wait "
                                             "measured here no longer: %2."),
                       {names(s, change.by_operations), names(s, left)});
  if (left.empty())
    return s.voice.say(PARETO_SAY("Targets", "By the printed values %1 are on the front over operations; over the wait "
                                             "measured here there are besides: %2."),
                       {names(s, change.by_operations), names(s, joined)});
  return s.voice.say(PARETO_SAY("Targets", "By the printed values %1 are on the front over operations; over the wait "
                                           "measured here %2 are no longer, and %3 are."),
                     {names(s, change.by_operations), names(s, left), names(s, joined)});
}

} // namespace pareto
