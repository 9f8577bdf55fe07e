// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study.h"

#include "core/exec/executor.h"
#include "core/formats/config_reader.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/numeric/precision.h"
#include "core/platform/files.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr Range<int64_t> kContexts{0, int64_t{1} << 24};
constexpr Range<int64_t> kBatches{1, 1024};
constexpr Range<int64_t> kPrompts{1, 1 << 20};
constexpr size_t kMostModels = 64, kMostDevices = 16, kMostPlaces = 64;

std::vector<std::string> texts(ConfigReader& reader, const std::string& key) {
  std::vector<std::string> out;
  const auto& given = reader.json();
  if (!given.contains(key) || !given[key].is_array() || given[key].empty() || given[key].size() > kMostModels) {
    reader.refuse(key, "must be a list of 1 to 64 models (ID@SIZE or paths).");
    return out;
  }
  for (const auto& item : given[key]) {
    if (!item.is_string() || item.get_ref<const std::string&>().empty())
      reader.refuse(key, "must hold texts only.");
    else if (std::find(out.begin(), out.end(), item.get<std::string>()) == out.end())
      out.push_back(item.get<std::string>());
  }
  return out;
}

/// "device" of one, "devices" of several.
std::vector<std::string> devices_of(ConfigReader& reader) {
  const Study defaults;
  if (!reader.has("devices"))
    return {reader.text("device", defaults.devices.front())};
  if (reader.has("device"))
    reader.refuse("device", "must not stand beside devices; keep one of them.");
  std::vector<std::string> devices;
  const auto& list = reader.json()["devices"];
  if (!list.is_array() || list.empty() || list.size() > kMostDevices) {
    reader.refuse("devices", "must be a list of 1 to 16 devices (cpu, vulkan:0, ...).");
    return defaults.devices;
  }
  for (const auto& item : list) {
    if (!item.is_string() || item.get_ref<const std::string&>().empty() ||
        std::find(devices.begin(), devices.end(), item.get<std::string>()) != devices.end())
      reader.refuse("devices", "must hold texts, each once.");
    else
      devices.push_back(item.get<std::string>());
  }
  return devices.empty() ? defaults.devices : devices;
}

/// Lengths or counts, each measured once; what is named twice counts once.
std::vector<int64_t> places(ConfigReader& reader, const char* key, Range<int64_t> range) {
  std::vector<int64_t> out;
  const std::vector<int64_t> listed = reader.integers(key, range);
  if (listed.size() > kMostPlaces)
    reader.refuse(key, "must be a list of at most 64 numbers; it holds " + std::to_string(listed.size()) + ".");
  for (int64_t place : listed)
    if (std::find(out.begin(), out.end(), place) == out.end())
      out.push_back(place);
  return out;
}

constexpr Waits kWaits[] = {Waits::Person, Waits::Queue, Waits::Overnight};
constexpr Range<int64_t> kAnswers{1, 1 << 20};
constexpr Range<int64_t> kDenoisingSteps{0, 4096};
constexpr Range<double> kWatts{0.1, 1e6};

/// Earlier versions stated the length of an answer alone.
Workload workload_of(ConfigReader& reader) {
  Workload workload;
  if (reader.has("answer_tokens") && reader.has("workload"))
    reader.refuse("answer_tokens", "must not stand beside workload, which holds it.");
  workload.answer_tokens = reader.integer("answer_tokens", kAnswers, workload.answer_tokens);
  if (!reader.has("workload"))
    return workload;
  ConfigReader inner = reader.child("workload");
  inner.only({"prompt_tokens", "answer_tokens", "requests", "who_waits", "reused_share", "denoising_steps"});
  workload.prompt_tokens = inner.integer("prompt_tokens", kPrompts, workload.prompt_tokens);
  workload.answer_tokens = inner.integer("answer_tokens", kAnswers, workload.answer_tokens);
  workload.requests = static_cast<int>(inner.integer("requests", kBatches, workload.requests));
  const std::string waits = inner.choice("who_waits", {"person", "queue", "overnight"}, to_string(workload.waits));
  for (Waits each : kWaits)
    if (waits == to_string(each))
      workload.waits = each;
  workload.reused_share = inner.number("reused_share", {0, 1}, workload.reused_share);
  workload.denoising_steps = inner.integer("denoising_steps", kDenoisingSteps, workload.denoising_steps);
  return workload;
}

nlohmann::json to_json(const Workload& workload) {
  nlohmann::json document{{"prompt_tokens", workload.prompt_tokens},
                          {"answer_tokens", workload.answer_tokens},
                          {"requests", workload.requests},
                          {"who_waits", to_string(workload.waits)},
                          {"reused_share", workload.reused_share}};
  if (workload.denoising_steps > 0) // as earlier versions read it, where nothing is stated
    document["denoising_steps"] = workload.denoising_steps;
  return document;
}

/// What the window keeps in the file beside the study: nothing that is measured depends on it.
void look_at_kept(ConfigReader& reader) {
  const nlohmann::json& given = reader.json();
  if (reader.has("limits") && !given["limits"].is_object())
    reader.refuse("limits", "must be an object: the key of a limit and a number.");
  for (const char* word : {"goal", "task"})
    if (reader.has(word) && !given[word].is_string())
      reader.refuse(word, "must be a text.");
  if (!reader.has("switched_off"))
    return;
  const nlohmann::json& off = given["switched_off"];
  if (!off.is_array() || off.size() > kMostModels ||
      !std::all_of(off.begin(), off.end(), [](const nlohmann::json& id) { return id.is_string(); }))
    reader.refuse("switched_off", "must be a list of at most 64 models (ID@SIZE or paths).");
}

} // namespace

const char* to_string(Waits waits) {
  switch (waits) {
  case Waits::Queue: return "queue";
  case Waits::Overnight: return "overnight";
  case Waits::Person: break;
  }
  return "person";
}

std::optional<double> Study::stated_watts() const {
  const CostInput &busy = cost[CostField::BusyWatts], &speed = cost[CostField::OwnSpeed];
  const bool this_machine = speed.source == InputSource::Assumed || speed.value == 1;
  return watts || busy.source != InputSource::Entered || !this_machine ? watts : busy.value;
}

Result<Study> study_from_json(const nlohmann::json& document, const std::string& file) {
  ConfigReader reader(document, "$", file);
  reader.only({"paretoscope_study",
               "name",
               "models",
               "baseline",
               "device",
               "devices",
               "precision",
               "contexts",
               "batches",
               "prompts",
               "quick",
               "rounds",
               "seconds_per_cell",
               "quality_group",
               "fallback_size",
               "fallback_group",
               "answer_tokens",
               "workload",
               "target",
               "watts",
               "cost",
               "limits",
               "goal",
               "task",
               "switched_off"});
  reader.integer("paretoscope_study", {1, 1});
  const Study defaults;
  Study study;
  study.name = reader.text("name", defaults.name);
  study.models = texts(reader, "models");
  study.baseline = reader.text("baseline", {});
  study.devices = devices_of(reader);
  study.precision = reader.choice("precision", precision_names(), defaults.precision);
  const auto list = [&](const char* key, Range<int64_t> range, const std::vector<int64_t>& otherwise) {
    return reader.has(key) ? places(reader, key, range) : otherwise;
  };
  study.contexts = list("contexts", kContexts, defaults.contexts);
  study.batches = list("batches", kBatches, defaults.batches);
  study.prompts = list("prompts", kPrompts, defaults.prompts);
  study.quick = reader.boolean("quick", defaults.quick);
  study.rounds = static_cast<int>(reader.integer("rounds", {0, 1000}, defaults.rounds));
  study.seconds_per_cell = reader.number("seconds_per_cell", {0.01, 3600}, defaults.seconds_per_cell);
  study.quality_group = reader.text("quality_group", defaults.quality_group);
  study.fallback_size = reader.text("fallback_size", {});
  study.fallback_group = reader.text("fallback_group", {});
  study.workload = workload_of(reader);
  study.target = reader.text("target", {});
  if (reader.has("watts"))
    study.watts = reader.number("watts", kWatts, 0);
  if (reader.has("cost")) {
    ConfigReader inner = reader.child("cost");
    study.cost = cost_inputs_of(inner);
  }
  if (study.batches.empty())
    reader.refuse("batches", "must not be empty.");
  if (study.contexts.empty() && study.prompts.empty())
    reader.refuse("contexts", "and prompts are both empty: nothing would be measured.");
  look_at_kept(reader);
  PARETO_TRY(reader.status());
  return study;
}

nlohmann::json to_json(const Study& study) {
  nlohmann::json document{{"paretoscope_study", 1},
                          {"name", study.name},
                          {"models", study.models},
                          {"baseline", study.baseline},
                          {"precision", study.precision},
                          {"contexts", study.contexts},
                          {"batches", study.batches},
                          {"prompts", study.prompts},
                          {"quick", study.quick},
                          {"rounds", study.rounds},
                          {"seconds_per_cell", study.seconds_per_cell},
                          {"quality_group", study.quality_group},
                          {"fallback_size", study.fallback_size},
                          {"fallback_group", study.fallback_group},
                          {"workload", to_json(study.workload)}};
  if (!study.target.empty())
    document["target"] = study.target;
  if (study.watts)
    document["watts"] = *study.watts;
  if (nlohmann::json cost = to_json(study.cost); !cost.empty()) // as earlier versions read it, where nothing is stated
    document["cost"] = std::move(cost);
  if (study.devices.size() == 1) // as earlier versions read it
    document["device"] = study.devices.front();
  else
    document["devices"] = study.devices;
  return document;
}

Result<Study> read_study(const std::string& path) {
  PARETO_TRY_ASSIGN(document, read_strict_json(path));
  return study_from_json(document, path);
}

Status write_study(const std::string& path, const Study& study) {
  return replace_file(path, to_json(study).dump(2) + "\n");
}

std::string without_size(const std::string& id) {
  const auto built_in = built_in_id(id);
  return built_in ? built_in->architecture : id;
}

std::string at_size(const std::string& id, const std::string& size) {
  const auto built_in = built_in_id(id);
  return built_in ? built_in->architecture + "@" + size : id;
}

bool same_but_size(const Study& a, const Study& b) {
  return std::equal(a.models.begin(), a.models.end(), b.models.begin(), b.models.end(),
                    [](const std::string& x, const std::string& y) { return without_size(x) == without_size(y); });
}

Study quick_look() {
  Study study;
  study.name = "Quick look";
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b", "gated-deltanet@1.3b", "hybrid-gdn-swa@1.3b"};
  study.rounds = 0;
  study.seconds_per_cell = 1; // many short rounds tell more than a few long ones: their differences are paired
  study.fallback_size = "340m";
  study.fallback_group = "slimpajama-340m-15b";
  return study;
}

} // namespace pareto
