// SPDX-License-Identifier: GPL-3.0-or-later
// A study document from anywhere: read, planned, written and read again.
#include "core/formats/strict_json.h"
#include "core/study/plan.h"
#include "tests/fuzz/seeds.h"

#include <cstdlib>
#include <string_view>

using namespace pareto;

namespace {

constexpr size_t kMostCells = 20000; ///< a plan is linear in its cells: nothing new lies beyond

void require(bool condition) {
  if (!condition)
    std::abort();
}

Study with_everything() {
  Study study = quick_look();
  study.name = "A study with “quotes” and 日本語";
  study.models = {"mamba2@125m", "/models/a folder/config.json", "softmax-attention@125m"};
  study.devices = {"cpu", "vulkan:0"};
  study.contexts = {0, 512, 16'777'216};
  study.prompts = {};
  study.quick = false;
  study.rounds = 3;
  return study;
}

void plan(const Study& study) {
  const size_t cells = study.models.size() * study.devices.size() * study.batches.size() *
                       (study.contexts.size() + study.prompts.size());
  if (cells > kMostCells)
    return;
  for (int round : {0, 1, 2})
    for (const PlannedCell& cell : plan_round(study, round)) {
      require(cell.key.batch >= 1 && cell.key.context >= 0 && cell.key.prompt_tokens >= 0 && !cell.key.model.empty());
      static_cast<void>(options_of(study, cell));
    }
  require(coverage_of(study, [](const CellKey&) { return false; }).measured == 0);
}

} // namespace

std::vector<std::string> fuzz::seeds() {
  return {to_json(quick_look()).dump(), to_json(with_everything()).dump(2), to_json(Study{}).dump(),
          R"({"paretoscope_study":1,"models":["mamba2@1.3b"]})"};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto document = parse_strict_json({reinterpret_cast<const char*>(data), size}, "fuzz.json");
  if (!document) {
    require(!document.error().message.empty());
    return 0;
  }
  const auto study = study_from_json(*document, "fuzz.json");
  if (!study) {
    require(!study.error().message.empty() && study.error().message.find('\n') == std::string::npos);
    return 0;
  }
  const nlohmann::json written = to_json(*study);
  const auto again = study_from_json(written, "fuzz.json");
  require(again && to_json(*again) == written);
  require(same_but_size(*study, *again));
  plan(*study);
  return 0;
}
