// SPDX-License-Identifier: GPL-3.0-or-later
// config.json and blueprints: parsed, validated, recorded.
#include "core/formats/config.h"
#include "core/formats/strict_json.h"
#include "core/graph/cost.h"
#include "core/model/model.h"
#include "tests/fuzz/seeds.h"

#include <cstdlib>
#include <string_view>

using namespace pareto;

std::vector<std::string> fuzz::seeds() {
  std::vector<std::string> all = golden_files("hf", "/config.json");
  for (const char* folder : {"configs", "resources/architectures"})
    for (std::string& text : golden_files(folder, ".json"))
      all.push_back(std::move(text));
  return all;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto document = parse_strict_json({reinterpret_cast<const char*>(data), size}, "fuzz.json");
  if (!document)
    return 0;
  const auto parsed = parse_config(*document, "fuzz.json");
  if (!parsed) {
    if (parsed.error().message.empty() || parsed.error().where.empty())
      std::abort();
    return 0;
  }
  if (parsed->spec.blocks.size() > 64) // recording is linear in the blocks: nothing new lies beyond
    return 0;
  const Graph graph = Model(parsed->spec).record({1, 1, Phase::Decode});
  if (parameter_count(graph) <= 0)
    std::abort();
  return 0;
}
