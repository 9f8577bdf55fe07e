// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/blueprint/composition.h"

#include "core/formats/config.h"
#include "core/model/architecture.h"
#include "core/model/catalogue.h"
#include "core/model/denoising.h"
#include "core/model/feed_forward/moe.h"
#include "core/model/feed_forward/plain.h"
#include "core/model/footprint.h"
#include "core/platform/files.h"

#include <algorithm>
#include <filesystem>

namespace pareto {

namespace {

constexpr int64_t kHeadWidth = 64, kWindow = 2048, kMostLayers = 1024;
constexpr int64_t kExperts = 8;

/// Of the width alone: heads of 64 channels where they fit.
ShapeSize size_of(const Composition& composition) {
  const int64_t heads = heads_of(composition.hidden, std::min<int64_t>(kHeadWidth, composition.hidden));
  return {"composed", composition.vocab, composition.hidden, 1, heads, heads, 0, kWindow, composition.tied};
}

/// 8/3 of the stream, in whole groups of 8, as Llama has it.
int64_t gated_width(int64_t hidden) { return std::max<int64_t>(8, (hidden * 8 / 3 + 7) / 8 * 8); }

FeedForward usual_part(const std::string& id, int64_t hidden) {
  if (id == "plain")
    return PlainFeedForward{4 * hidden};
  if (id != "moe")
    return swiglu(gated_width(hidden));
  MoeFeedForward part;
  part.experts = kExperts;
  part.width = gated_width(hidden);
  return part;
}

Result<Mixer> mixer_of(const std::string& id, const ShapeSize& size) {
  const Architecture* architecture = find_architecture(id);
  if (!architecture || architecture->fields.rows.empty())
    return fail(ErrorCode::InvalidArgument, "there is no mixer '" + id + "'.");
  return architecture->shape.mixers.front()(size, size.hidden);
}

Result<Block> block_of(const ComposedRow& row, const ShapeSize& size) {
  PARETO_TRY_ASSIGN(mixer, mixer_of(row.mixer, size));
  if (row.parallel && row.feed_forward.empty())
    return fail(ErrorCode::InvalidArgument, "a block whose parts are parallel needs a feed-forward part.");
  if (row.parallel && !row.beside.empty())
    return fail(ErrorCode::InvalidArgument,
                "a second mixer stands beside the first one in a block whose parts follow each other.");
  const auto part = row.feed_forward.empty() ? std::nullopt : std::optional(usual_part(row.feed_forward, size.hidden));
  Block block(std::move(mixer), part, row.parallel ? Block::Residual::Parallel : Block::Residual::Pre);
  if (!row.beside.empty()) {
    PARETO_TRY_ASSIGN(second, mixer_of(row.beside, size));
    block.put_beside(std::move(second));
  }
  return block;
}

Result<ModelSpec> spec_of(const Composition& composition) {
  ModelSpec spec;
  spec.vocab = composition.vocab;
  spec.hidden = composition.hidden;
  spec.tied = composition.tied;
  const ShapeSize size = size_of(composition);
  for (size_t i = 0; i < composition.rows.size(); ++i) {
    const ComposedRow& row = composition.rows[i];
    const auto block = block_of(row, size);
    if (!block)
      return fail(block.error().code, "Row " + std::to_string(i + 1) + ": " + block.error().message);
    if (row.repeat < 1 || static_cast<int64_t>(spec.blocks.size()) + row.repeat > kMostLayers)
      return fail(ErrorCode::InvalidArgument, "Row " + std::to_string(i + 1) + ": a stack has 1 to 1,024 layers.");
    spec.blocks.insert(spec.blocks.end(), static_cast<size_t>(row.repeat), *block);
  }
  if (spec.blocks.empty())
    return fail(ErrorCode::InvalidArgument, "A stack needs at least one row.");
  const auto bounds = lower_bound_width(spec.blocks);
  if (!bounds)
    return fail(ErrorCode::InvalidArgument, "HGRN and HGRN2 layers share their lower bounds and must be equally wide.");
  spec.lower_bound_width = *bounds;
  return spec;
}

} // namespace

const std::vector<std::string>& composed_feed_forwards() {
  static const std::vector<std::string> ids{"gated", "plain", "moe"};
  return ids;
}

Result<Composed> compose(const Composition& composition) {
  PARETO_TRY_ASSIGN(spec, spec_of(composition));
  if (denoising_of(Model(spec)).denoises())
    spec.mask_token = static_cast<int32_t>(composition.vocab - 1);
  Composed composed;
  PARETO_TRY_ASSIGN(blueprint, blueprint_to_json(spec, composition.name));
  const Footprint footprint(
      Model(spec), [](const WeightDecl&) { return Format::F32; }, load_options(Precision::F16));
  composed.layers = static_cast<int64_t>(spec.blocks.size());
  composed.parameters = footprint.parameters();
  composed.active_parameters = footprint.active_parameters();
  composed.weight_bytes = footprint.weight_bytes();
  composed.cache_bytes_per_token = footprint.cache_bytes_per_token();
  composed.fixed_state_bytes = footprint.state(1, 1).fixed;
  composed.spec = std::move(spec);
  composed.blueprint = std::move(blueprint);
  return composed;
}

Result<std::vector<std::string>> save(const Composed& composed, const std::string& name, const std::string& folder,
                                      bool baseline) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::vector<std::string> paths;
  const auto write = [&](const std::string& called, const nlohmann::json& blueprint) -> Status {
    paths.push_back((std::filesystem::path(folder) / (called + ".json")).string());
    return replace_file(paths.back(), blueprint.dump(2) + "\n");
  };
  if (baseline) {
    const std::string called = name + "-llama-like";
    PARETO_TRY_ASSIGN(blueprint, blueprint_to_json(matching_baseline(composed.spec), called));
    PARETO_TRY(write(called, blueprint));
  }
  PARETO_TRY(write(name, composed.blueprint));
  return paths;
}

} // namespace pareto
