// SPDX-License-Identifier: GPL-3.0-or-later
// Where the values came from, in words.
#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/sentences.h"
#include "core/decide/words/target_words.h"
#include "core/measure/machine_watch.h"

#include <algorithm>

namespace pareto {

namespace {

using Parts = std::vector<std::string>;

std::string rates_text(const Voice& voice, const Calibration& c) {
  return voice.say(c.type.empty() ? PARETO_SAY("Charts", "reads %1 GB/s, computes %2 GFLOP/s")
                                  : PARETO_SAY("Charts", "copies %1 GB/s, computes %2 GFLOP/s"),
                   {voice.digits(c.roofline.bytes_per_s / 1e9, 1), voice.digits(c.roofline.flops_per_s / 1e9, 0)});
}

/// "AMD EPYC, 2 threads, avx2 · reads 20.1 GB/s, computes 90 GFLOP/s · device cpu"
std::string device_line(const Voice& voice, const Evidence& evidence, const std::string& device) {
  if (const Machine* machine = evidence.machine_of(device))
    return voice.say(PARETO_SAY("Charts", "%1, not here; by its data sheet %2"),
                     {machine->name, machine_facts_text(voice, *machine)});
  const Calibration c = evidence.limits(device) ? *evidence.limits(device) : Calibration();
  Parts parts;
  if (!c.processor.empty() && c.type.empty())
    parts.push_back(voice.say(PARETO_SAY("Charts", "%1, %2 threads, %3"),
                              {c.processor, std::to_string(c.threads), c.instruction_set}));
  else if (!c.processor.empty())
    parts.push_back(device_heading(voice, c.processor, c.type, c.memory_bytes));
  if (c.roofline.bytes_per_s > 0)
    parts.push_back(rates_text(voice, c));
  parts.push_back(voice.say(PARETO_SAY("Charts", "device %1"), {device}));
  return joined(parts, " · ");
}

std::string machine_line(const Voice& voice, const Evidence& evidence, const Provenance& origin) {
  Parts devices;
  for (const std::string& device : origin.devices)
    devices.push_back(device_line(voice, evidence, device));
  const std::string line = voice.series(devices);
  return origin.latest_utc.empty() ? line : line + " · " + voice.day(origin.latest_utc);
}

std::string model_line(const Voice& voice, const Evidence& evidence, const Provenance& origin) {
  Parts names, assumed;
  for (const std::string& model : origin.models) {
    const ModelFacts& facts = evidence.facts(model);
    if (!facts.parameters)
      continue;
    names.push_back(sized_name(voice, evidence, model));
    if (facts.assumed_shape)
      assumed.push_back(model_name(evidence, model));
  }
  const std::string line =
      voice.list(names) + voice.say(PARETO_SAY("Charts", "; weights %1"), {evidence.study().precision});
  return assumed.empty()
             ? line
             : line + voice.say(PARETO_SAY("Charts", "; shape assumed, not published: %1"), {voice.list(assumed)});
}

/// What draws the intervals, if anything does, the legend says.
Wording speed_pattern(bool preview) {
  return preview ? PARETO_SAY("Charts", "speed measured here, preview of n ≥ %1 repetitions without intervals")
                 : PARETO_SAY("Charts", "speed measured here, n ≥ %1, with 95 % intervals of the median");
}

/// "energy by RAPL package-0, 12.3 W of the idle machine taken off"
std::string energy_part(const Voice& voice, const Quantity& energy) {
  if (energy.power.starts_with("rated")) // "rated 65 W"
    return voice.say(PARETO_SAY("Charts", "energy modelled: time at %1 W"),
                     {energy.power.substr(6, energy.power.size() - 8)});
  return energy.idle_watts
             ? voice.say(PARETO_SAY("Charts", "energy by %1, %2 W of the idle machine taken off"),
                         {energy.power, voice.digits(*energy.idle_watts, 1)})
             : voice.say(PARETO_SAY("Charts", "energy by %1, with what the idle machine takes"), {energy.power});
}

/// "disturbed: other programs took up to 34 % of the machine meanwhile"
std::string disturbed_text(const Voice& voice, const Provenance& origin) {
  const std::string whom = takers_text(voice, origin.lost_to);
  return origin.lost_share > 0 && !origin.lost_to.contains(kMemoryTaken) // that share is of the memory's rate
             ? voice.say(PARETO_SAY("Charts", "disturbed: %1 took up to %2 % of the machine meanwhile"),
                         {whom, voice.digits(100 * origin.lost_share, 0)})
             : voice.say(PARETO_SAY("Charts", "disturbed by %1"), {whom});
}

/// What speed and memory rest on.
Parts cost_parts(const Voice& voice, const Provenance& origin) {
  Parts parts;
  if (origin.speed)
    parts.push_back(voice.say(speed_pattern(origin.speed_preview), {std::to_string(origin.least_n)}));
  if (origin.slices)
    parts.push_back(voice.say(PARETO_SAY("Charts", "long prompts measured in slices")));
  if (origin.speed && origin.reused_share > 0)
    parts.push_back(voice.say(PARETO_SAY("Charts", "%1 % of each prompt reused, the rest read"),
                              {voice.digits(100 * origin.reused_share, 0)}));
  if (origin.disturbed)
    parts.push_back(disturbed_text(voice, origin));
  if (origin.suspect)
    parts.push_back(voice.say(PARETO_SAY("Charts", "suspect: some times contradict what must hold")));
  if (origin.imported)
    parts.push_back(voice.say(PARETO_SAY("Charts", "speed imported, as its file states it")));
  if (origin.data_sheet)
    parts.push_back(voice.say(PARETO_SAY("Charts", "modelled: bytes and operations over the data sheet, times a band "
                                                   "that published runs fill")));
  else if (origin.modelled)
    parts.push_back(voice.say(voice.reader() == Reader::Engine
                                  ? PARETO_SAY("Charts", "some modelled beyond the measured range")
                                  : PARETO_SAY("Charts", "dotted: modelled beyond the measured range")));
  if (origin.formula)
    parts.push_back(voice.say(PARETO_SAY("Charts", "memory by formula")));
  for (const Quantity& energy : origin.energies)
    parts.push_back(energy_part(voice, energy));
  return parts;
}

Parts texts_of(const Voice& voice, const Provenance& origin) {
  Parts texts;
  for (const Quantity& text : origin.texts)
    texts.push_back(text_origin(voice, text.file, text.bytes, {}));
  std::sort(texts.begin(), texts.end());
  return texts;
}

Parts quality_parts(const Voice& voice, const Provenance& origin) {
  Parts parts;
  if (!origin.papers.empty())
    parts.push_back(voice.say(PARETO_SAY("Charts", "quality published in %1"), {voice.series(origin.papers)}));
  if (const Parts texts = texts_of(voice, origin); !texts.empty())
    parts.push_back(voice.say(PARETO_SAY("Charts", "quality measured here on %1"), {voice.list(texts)}));
  if (origin.tested_to > 0)
    parts.push_back(voice.say(voice.reader() == Reader::Engine
                                  ? PARETO_SAY("Charts", "quality tested to %1 tokens only")
                                  : PARETO_SAY("Charts", "hollow: quality tested to %1 tokens only"),
                              {count_text(voice, origin.tested_to)}));
  if (origin.untold_length)
    parts.push_back(voice.say(PARETO_SAY("Charts", "the table states no length it was tested at")));
  return parts;
}

std::string method_line(const Voice& voice, const Provenance& origin) {
  Parts parts = cost_parts(voice, origin);
  for (std::string& part : quality_parts(voice, origin))
    parts.push_back(std::move(part));
  std::string line = voice.series(parts);
  if (origin.cut_short)
    line += voice.say(PARETO_SAY("Charts", "; stopped early: %1 of %2 cells of the study measured"),
                      {count_text(voice, static_cast<int64_t>(origin.cut_short->measured)),
                       count_text(voice, static_cast<int64_t>(origin.cut_short->planned))});
  if (origin.unidentified)
    line += voice.say(PARETO_SAY("Charts", "; with values that were measured before models had fingerprints"));
  return line;
}

/// What measures the shown values again: the command of the first, whole, and where those of the others are.
std::string cells_line(const Voice& voice, const Provenance& origin) {
  const std::string line =
      voice.say(PARETO_SAY("Charts", "measure again: %1"), {reproduce_command(origin.cells.front())});
  const auto others = static_cast<int>(origin.cells.size()) - 1;
  if (others == 0)
    return line;
  return line + voice.say(voice.reader() == Reader::Engine
                              ? PARETO_SAY_N("Charts", "; %n further values: each says its own under \"reproduce\"")
                                    .if_one("; one further value: it says its own under \"reproduce\"")
                              : PARETO_SAY_N("Charts", "; %n further values: their commands are in the CSV")
                                    .if_one("; one further value: its command is in the CSV"),
                          {}, others);
}

} // namespace

std::vector<std::string> provenance_lines(const Voice& voice, const Evidence& evidence, const Provenance& origin) {
  Parts lines{machine_line(voice, evidence, origin), model_line(voice, evidence, origin), method_line(voice, origin)};
  if (!origin.cells.empty())
    lines.push_back(cells_line(voice, origin));
  return lines;
}

/// In one sentence each.
std::string sentence(const Speech& s, const Provenance& origin) {
  std::string text;
  for (const std::string& line : provenance_lines(s.voice, s.evidence, origin)) {
    if (line.empty())
      continue;
    if (!text.empty())
      text += ' ';
    text += s.voice.say(PARETO_SAY("Charts", "%1."), {line});
  }
  return text;
}

} // namespace pareto
