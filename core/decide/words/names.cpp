// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/names.h"

#include "core/decide/model_evidence.h"
#include "core/decide/targets/machine.h"
#include "core/decide/words/numbers.h"
#include "core/measure/machine_watch.h"
#include "core/measure/plausibility.h"
#include "core/measure/refusal.h"

#include <filesystem>

namespace pareto {

namespace {

constexpr const char* kJoint = " · ";

/// Without what stands in brackets behind.
std::string plain(const std::string& name) { return name.substr(0, name.find(" (")); }

/// As the driver calls it; a machine that is not here as the catalogue does, or the file that it was imported from.
std::string driver_name(const Evidence& evidence, const std::string& device) {
  if (const Machine* machine = evidence.machine_of(device))
    return machine->name;
  if (const std::string measured = plain(evidence.measured_name(device));
      evidence.is_elsewhere(device) && !measured.empty())
    return measured;
  const Calibration* limits = evidence.limits(device);
  const std::string name = limits ? plain(limits->processor) : std::string();
  return name.empty() ? device : name;
}

} // namespace

std::string core_text(const Voice& voice, const std::string& english) {
  return voice.say(Wording{"Core", english.c_str(), nullptr, nullptr});
}

std::string short_name(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::path at = fs::path(path);
  const fs::path named = at.has_filename() ? at : at.parent_path(); // "models/llama/"
  if (named.filename() == "config.json" || named.extension() == ".safetensors")
    return named.parent_path().filename().string();
  return fs::is_directory(named, none) ? named.filename().string() : named.stem().string();
}

std::string model_name(const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened()) // of another study, or a file that is gone
    return model.find('/') != std::string::npos ? short_name(model) : model;
  return evidence.shares_name(model) ? plain(facts.name) + " " + (facts.size.empty() ? model : facts.size)
                                     : plain(facts.name);
}

std::string size_text(const Voice& voice, const std::string& size) {
  const int64_t nominal = nominal_parameters(size);
  return nominal > 0 ? parameters_text(voice, nominal) : size;
}

std::string size_of(const Voice& voice, const ModelFacts& facts) {
  return nominal_parameters(facts.size) > 0 ? size_text(voice, facts.size)
                                            : parameters_text(voice, facts.parameters.value_or(0));
}

std::string model_heading(const Voice& voice, const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened())
    return model;
  std::vector<std::string> parts{facts.name};
  if (!facts.size.empty())
    parts.push_back(size_text(voice, facts.size));
  if (facts.parameters && nominal_parameters(facts.size) == 0) // its size says it
    parts.push_back(voice.say(PARETO_SAY("Names", "%1 parameters"), {parameters_text(voice, *facts.parameters)}));
  if (facts.assumed_shape)
    parts.push_back(voice.say(PARETO_SAY("Names", "assumed shape")));
  return joined(parts, kJoint);
}

std::string sized_name(const Voice& voice, const Evidence& evidence, const std::string& model) {
  return voice.say(PARETO_SAY("Names", "%1 (%2)"),
                   {model_name(evidence, model), size_of(voice, evidence.facts(model))});
}

std::string device_kind(const Voice& voice, const std::string& type) {
  if (type == "discrete GPU")
    return voice.say(PARETO_SAY("Names", "discrete GPU"));
  if (type == "integrated GPU")
    return voice.say(PARETO_SAY("Names", "integrated GPU"));
  if (type == "virtual GPU")
    return voice.say(PARETO_SAY("Names", "virtual GPU"));
  return type == "software" ? voice.say(PARETO_SAY("Names", "software")) : type;
}

std::string device_name(const Voice& voice, const Evidence& evidence, const std::string& device) {
  if (device == "cpu")
    return voice.say(PARETO_SAY("Names", "CPU"));
  const std::string name = driver_name(evidence, device);
  for (const std::string& other : evidence.devices())
    if (other != device && driver_name(evidence, other) == name)
      return name + " " + device;
  const Calibration* limits = evidence.limits(device);
  return limits && limits->type == "software" ? voice.say(PARETO_SAY("Names", "%1 (software)"), {name}) : name;
}

std::string device_heading(const Voice& voice, const std::string& name, const std::string& type, int64_t memory_bytes) {
  std::vector<std::string> parts{name};
  if (const std::string kind = device_kind(voice, type); !kind.empty())
    parts.push_back(kind);
  if (memory_bytes > 0)
    parts.push_back(number_text(voice, static_cast<double>(memory_bytes), NumberFormat::Bytes));
  return joined(parts, kJoint);
}

std::string contender_name(const Voice& voice, const Evidence& evidence, const Comparison& comparison,
                           const Contender& contender) {
  return comparison.compared == Compared::Models ? model_name(evidence, contender.model)
                                                 : device_name(voice, evidence, contender.device);
}

std::string contender_names(const Voice& voice, const Evidence& evidence, const Comparison& comparison,
                            const std::vector<Contender>& contenders) {
  std::vector<std::string> names;
  for (const Contender& who : contenders)
    names.push_back(contender_name(voice, evidence, comparison, who));
  return voice.list(names);
}

namespace {

// One text for each case, so that every language has its own order.

std::string tokens_of(const Voice& voice, const Comparison& comparison) {
  return number_text(voice, static_cast<double>(comparison.at.context), NumberFormat::Tokens);
}

std::string on_device(const Voice& voice, const Comparison& comparison, Named named, const std::string& device) {
  const int requests = comparison.at.requests;
  switch (named) {
  case Named::Context:
    return voice.say(PARETO_SAY("Names", "On %1, at %2 tokens of context"), {device, tokens_of(voice, comparison)});
  case Named::Requests:
    return voice.say(PARETO_SAY_N("Names", "On %1, at %n simultaneous requests").if_one("On %1, at one request"),
                     {device}, requests);
  case Named::Both: break;
  }
  return voice.say(PARETO_SAY_N("Names", "On %1, at %2 tokens and %n simultaneous requests")
                       .if_one("On %1, at %2 tokens and one request"),
                   {device, tokens_of(voice, comparison)}, requests);
}

std::string with_model(const Voice& voice, const Comparison& comparison, Named named, const std::string& model) {
  const int requests = comparison.at.requests;
  switch (named) {
  case Named::Context:
    return voice.say(PARETO_SAY("Names", "With %1, at %2 tokens of context"), {model, tokens_of(voice, comparison)});
  case Named::Requests:
    return voice.say(PARETO_SAY_N("Names", "With %1, at %n simultaneous requests").if_one("With %1, at one request"),
                     {model}, requests);
  case Named::Both: break;
  }
  return voice.say(PARETO_SAY_N("Names", "With %1, at %2 tokens and %n simultaneous requests")
                       .if_one("With %1, at %2 tokens and one request"),
                   {model, tokens_of(voice, comparison)}, requests);
}

} // namespace

std::string place_clause(const Voice& voice, const Comparison& comparison, Named named) {
  const int requests = comparison.at.requests;
  switch (named) {
  case Named::Context: return voice.say(PARETO_SAY("Names", "At %1 tokens of context"), {tokens_of(voice, comparison)});
  case Named::Requests:
    return voice.say(PARETO_SAY_N("Names", "At %n simultaneous requests").if_one("At one request"), {}, requests);
  case Named::Both: break;
  }
  return voice.say(
      PARETO_SAY_N("Names", "At %1 tokens and %n simultaneous requests").if_one("At %1 tokens and one request"),
      {tokens_of(voice, comparison)}, requests);
}

std::string place_label(const Voice& voice, const Comparison& comparison) {
  return voice.say(PARETO_SAY_N("Names", "%1 tokens, %n simultaneous requests").if_one("%1 tokens, one request"),
                   {tokens_of(voice, comparison)}, comparison.at.requests);
}

namespace {

/// There is no other device than this machine's processor.
bool only_cpu(const Evidence& evidence, const std::string& device) {
  return evidence.devices().size() == 1 && device == "cpu";
}

} // namespace

std::string where_label(const Voice& voice, const Evidence& evidence, const Comparison& comparison) {
  const std::string place = place_label(voice, comparison), device = shown_device(evidence, comparison);
  if (comparison.compared == Compared::Devices)
    return joined({model_name(evidence, compared_model(evidence, comparison)), place}, kJoint);
  return only_cpu(evidence, device) ? place : joined({device_name(voice, evidence, device), place}, kJoint);
}

std::string where_clause(const Voice& voice, const Evidence& evidence, const Comparison& comparison, Named named) {
  if (comparison.compared == Compared::Devices)
    return with_model(voice, comparison, named, model_name(evidence, compared_model(evidence, comparison)));
  const std::string device = shown_device(evidence, comparison);
  return only_cpu(evidence, device) ? place_clause(voice, comparison, named)
                                    : on_device(voice, comparison, named, device_name(voice, evidence, device));
}

namespace {

Wording not_measured(Reader reader) {
  switch (reader) {
  case Reader::Engine: return PARETO_SAY("Texts", "Not measured yet: run the study.");
  case Reader::Running: return PARETO_SAY("Texts", "Not measured yet: the run goes on.");
  case Reader::Window: break;
  }
  return PARETO_SAY("Texts", "Not measured yet: press Run.");
}

Wording not_scored(Reader reader) {
  return reader == Reader::Engine
             ? PARETO_SAY("Texts", "Not measured on your text at this precision yet.")
             : PARETO_SAY("Texts", "Not measured on your text at this precision yet: choose “Measure on my text…”.");
}

} // namespace

std::string taker_name(const Voice& voice, const std::string& taker) {
  if (taker == "other programs" || taker.empty())
    return voice.say(PARETO_SAY("Names", "other programs"));
  if (taker == kMemoryTaken)
    return voice.say(PARETO_SAY("Names", "other use of the memory"));
  return taker == "host" ? voice.say(PARETO_SAY("Names", "the host of this virtual machine")) : taker;
}

std::string takers_text(const Voice& voice, const std::set<std::string>& takers) {
  std::vector<std::string> names;
  for (const std::string& taker : takers)
    names.push_back(taker_name(voice, taker));
  return voice.list(names);
}

std::string condition_text(const Voice& voice, Condition condition, double lost_share, const std::string& lost_to) {
  switch (condition) {
  case Condition::Quiet: return {};
  case Condition::Suspect:
    return voice.say(lost_to == kBeyondMemory
                         ? PARETO_SAY("Names", "suspect: this machine's memory does not hold it, so another machine "
                                               "measured it, or this one swapped")
                         : PARETO_SAY("Names", "suspect: it contradicts what must hold"));
  case Condition::Disturbed: break;
  }
  if (lost_to == kMemoryTaken)
    return voice.say(PARETO_SAY("Names", "disturbed: memory gave %1 % less than usual"),
                     {voice.digits(100 * lost_share, 0)});
  return lost_share > 0 ? voice.say(PARETO_SAY("Names", "disturbed: %1 took %2 % of the machine"),
                                    {taker_name(voice, lost_to), voice.digits(100 * lost_share, 0)})
                        : voice.say(PARETO_SAY("Names", "disturbed by %1"), {taker_name(voice, lost_to)});
}

namespace {

Wording once_more(Reader reader, MachineNow now) {
  if (reader == Reader::Running)
    return PARETO_SAY("Names", " Measuring those again.");
  return now == MachineNow::Quiet ? PARETO_SAY("Names", " It is quiet now: run again.")
                                  : PARETO_SAY("Names", " Run again when it is quiet.");
}

} // namespace

std::string disturbance_text(const Voice& voice, const Conditions& all, MachineNow now) {
  std::string text;
  if (all.disturbed > 0) {
    const std::string cells = std::to_string(all.disturbed), of = std::to_string(all.cells);
    text = all.lost_to.empty() || (all.lost_to.size() == 1 && all.lost_to.contains("other programs"))
               ? voice.say(PARETO_SAY("Names", "Other programs were busy in %1 of %2 cells."), {cells, of})
               : voice.say(PARETO_SAY("Names", "%1 of %2 cells were disturbed by %3."),
                           {cells, of, takers_text(voice, all.lost_to)});
    if (all.lost_share > 0 && !all.lost_to.contains(kMemoryTaken)) // a share of processors, not of the memory's rate
      text += voice.say(PARETO_SAY("Names", " They took up to %1 % of the machine."),
                        {voice.digits(100 * all.lost_share, 0)});
  }
  if (all.suspect > 0)
    text += voice.say(text.empty() ? PARETO_SAY("Names", "%1 of %2 cells contradict what must hold.")
                                   : PARETO_SAY("Names", " %1 of %2 cells contradict what must hold."),
                      {std::to_string(all.suspect), std::to_string(all.cells)});
  if (!text.empty())
    text += voice.say(once_more(voice.reader(), now));
  return text;
}

std::string reproduce_command(const std::string& cell) {
  return "paretoscope-engine reproduce " + cell + " --store FILE";
}

std::string memory_command(const std::string& model, const std::string& precision, const OperatingPoint& at) {
  return "paretoscope-engine describe " + model + " --precision " + precision + " --context " +
         std::to_string(at.context) + " --batch " + std::to_string(at.requests) + " --layers";
}

std::string cost_command(const Contender& who) {
  const std::string command = "paretoscope-engine cost STUDY --store FILE";
  return who.model.empty() ? command : command + " --model " + who.model + " --device " + who.device;
}

namespace {

std::string refusal_text(const Voice& voice, const Refusal& refusal) {
  if (refusal.kind == Refusal::Kind::Memory)
    return voice.say(PARETO_SAY("Texts",
                                "It needs %1 of memory, and %2 are free here: fewer requests, a shorter context "
                                "or a smaller size would fit."),
                     {number_text(voice, refusal.needed, NumberFormat::Bytes),
                      number_text(voice, refusal.there, NumberFormat::Bytes)});
  return voice.say(PARETO_SAY("Texts",
                              "Nothing came in %1 where about %2 were expected: fewer requests, a shorter context "
                              "or a smaller size may get through."),
                   {number_text(voice, 1e3 * refusal.there, NumberFormat::Milliseconds),
                    number_text(voice, 1e3 * refusal.needed, NumberFormat::Milliseconds)});
}

} // namespace

std::string gap_text(const Voice& voice, Gap gap, const std::string& why) {
  switch (gap) {
  case Gap::None: return {};
  case Gap::NotMeasured: return voice.say(not_measured(voice.reader()));
  case Gap::SpeedOnly: return voice.say(PARETO_SAY("Texts", "Nobody published a result for this very model."));
  case Gap::OtherSize:
    return voice.say(PARETO_SAY("Texts", "Quality is published for another size only: not one model."));
  case Gap::NotPublished:
    return voice.say(PARETO_SAY("Texts", "No published result of this architecture for this task."));
  case Gap::NotScored: return voice.say(not_scored(voice.reader()));
  case Gap::AnotherSize:
    return voice.say(PARETO_SAY("Texts", "Another size than the baseline's, and sizes never mix: choose it as the "
                                         "baseline to compare models of its size."));
  case Gap::NoWeights:
    return voice.say(
        PARETO_SAY("Texts", "Random weights have no quality: only a trained checkpoint can be measured on a text."));
  case Gap::Elsewhere:
    return voice.say(PARETO_SAY("Texts", "Not measured there yet: measure it there, and import the file."));
  case Gap::NotStated: return core_text(voice, why);
  case Gap::Failed:
    if (const auto refusal = refusal_of(why))
      return refusal_text(voice, *refusal);
    break;
  case Gap::ModelProblem: break;
  }
  return why;
}

std::string text_origin(const Voice& voice, const std::string& file, int64_t bytes, const std::string& time_utc) {
  std::vector<std::string> parts{file};
  if (bytes > 0)
    parts.push_back(number_text(voice, static_cast<double>(bytes), NumberFormat::Bytes));
  if (std::string day = voice.day(time_utc); !day.empty())
    parts.push_back(std::move(day));
  return voice.list(parts);
}

} // namespace pareto
