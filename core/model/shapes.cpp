// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes behind ID@SIZE. Every size is a budget: the parameter count of its Transformer++.
#include "core/model/shapes.h"

#include "core/graph/cost.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "core/spelling.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace pareto {

namespace {

const std::vector<ShapeSize>& sizes() {
  static const std::vector<ShapeSize> all{
      {"probe", 128, 64, 2, 2, 2, 152, 64, true},
      {"pilot", 1024, 192, 6, 3, 3, 552, 256, true},
      {"125m", 32000, 768, 12, 12, 4, 2048, 2048, false},
      {"340m", 32000, 1024, 24, 16, 16, 2816, 2048, true},  // transformerpp-340m
      {"1.3b", 32000, 2048, 24, 32, 32, 5632, 2048, false}, // transformerpp-1.3b
  };
  return all;
}

/// Sizes people deploy: Llama 2 7B and 13B, Code Llama 34B, Llama 2 70B, Llama 3.1 405B.
const std::vector<ShapeSize>& formula_sizes() {
  static const std::vector<ShapeSize> all{
      {"7b", 32000, 4096, 32, 32, 32, 11008, 4096, false},      {"13b", 32000, 5120, 40, 40, 40, 13824, 4096, false},
      {"34b", 32000, 8192, 48, 64, 8, 22016, 4096, false},      {"70b", 32000, 8192, 80, 64, 8, 28672, 4096, false},
      {"405b", 128256, 16384, 126, 128, 8, 53248, 8192, false},
  };
  return all;
}

const ShapeSize* size_of(std::string_view name) {
  for (const auto* list : {&sizes(), &formula_sizes()})
    for (const ShapeSize& size : *list)
      if (size.name == name)
        return &size;
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<ShapeSize>& list) {
  std::vector<std::string> all;
  for (const ShapeSize& size : list)
    all.push_back(size.name);
  return all;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  return all;
}

const Architecture& baseline() {
  static const Architecture& found = *std::find_if(architectures().begin(), architectures().end(),
                                                   [](const Architecture& each) { return each.shape.sets_budget; });
  return found;
}

/// The entry of a layer in a pattern; what the layer has where there is no pattern.
template <class T>
T of_layer(const std::vector<T>& pattern, int64_t layer, T otherwise = nullptr) {
  return pattern.empty() ? otherwise : pattern[static_cast<size_t>(layer) % pattern.size()];
}

ModelSpec assemble(const ShapeRule& rule, const ShapeSize& size, int64_t hidden, int64_t layers, int64_t ffn) {
  ModelSpec spec;
  spec.vocab = size.vocab;
  spec.hidden = hidden;
  spec.tied = size.tied;
  spec.norm = rule.norm;
  spec.mask_token = rule.masks ? static_cast<int32_t>(size.vocab - 1) : -1;
  for (int64_t layer = 0; layer < layers; ++layer)
    spec.blocks.push_back(block_of(rule, size, layer, hidden, ffn));
  spec.lower_bound_width = lower_bound_width(spec.blocks).value_or(0); // one width: the rule makes every layer alike
  return spec;
}

ModelSpec transformer(const ShapeSize& size) {
  return assemble(baseline().shape, size, size.hidden, size.layers, size.ffn);
}

/// Feed-forward width at which the stack has `budget` parameters (linear in the width): a multiple of 8, of every
/// expert's where there are some and the stack is not small.
int64_t fitted_width(const ShapeRule& rule, const ShapeSize& size, int64_t hidden, int64_t layers, int64_t budget) {
  const int64_t step = hidden < kSmallWidth ? std::max<int64_t>(8, rule.ffn_parts) : 8 * rule.ffn_parts;
  const int64_t at_one = parameter_count(assemble(rule, size, hidden, layers, step)),
                at_two = parameter_count(assemble(rule, size, hidden, layers, 2 * step));
  const double steps = 1 + static_cast<double>(budget - at_one) / static_cast<double>(at_two - at_one);
  return std::max<int64_t>(1, std::llround(steps)) * step;
}

constexpr double kGoodFit = 0.03, kLooseFit = 0.05;

double off_by(const ModelSpec& spec, int64_t budget) {
  return std::abs(static_cast<double>(parameter_count(spec)) / static_cast<double>(budget) - 1);
}

/// Stacks without a feed-forward part are fitted by layers, then by width.
ModelSpec fit_layers(const ShapeRule& rule, const ShapeSize& size, int64_t budget) {
  ModelSpec best;
  double error = 1e9;
  const int64_t step = size.hidden >= 512 ? 64 : 8;
  const int64_t most = (rule.shared.empty() ? 2 : 3) * size.layers + 2; // layers that share weights hold few
  std::vector<int64_t> widths{size.hidden, size.hidden - step, size.hidden + step, size.hidden + 2 * step};
  for (int64_t far = 1; far <= 4; ++far) // few layers leave coarse steps: look finer and further when nothing near fits
    widths.insert(widths.end(), {size.hidden - far * step / 2, size.hidden + far * step / 2});
  for (size_t i = 0; i < widths.size() && (i < 4 || error > kGoodFit); ++i) {
    const int64_t hidden = widths[i];
    for (int64_t layers = size.layers; layers <= most; ++layers) {
      ModelSpec spec = assemble(rule, size, hidden, layers, size.ffn);
      const double off = std::abs(static_cast<double>(parameter_count(spec)) / static_cast<double>(budget) - 1);
      if (off < error - (hidden == size.hidden ? 0 : 0.02)) { // leave the width alone unless it pays
        error = off;
        best = std::move(spec);
      }
    }
  }
  return best;
}

/// The shape that published results were obtained with; nothing where none is known.
std::optional<ModelSpec> published_shape(const ShapeRule& rule, const ShapeSize& size) {
  if (rule.sets_budget)
    return transformer(size);
  const auto found = std::find_if(rule.published.begin(), rule.published.end(),
                                  [&](const PublishedShape& each) { return each.size == size.name; });
  if (found == rule.published.end())
    return std::nullopt;
  const auto given = [](int64_t value, int64_t otherwise) { return value > 0 ? value : otherwise; };
  ShapeSize own = size;
  own.hidden = given(found->hidden, size.hidden);
  if (found->heads > 0)
    own.heads = own.kv_heads = found->heads;
  return assemble(rule, own, own.hidden, given(found->layers, size.layers), given(found->ffn, size.ffn));
}

/// The shape whose parameters come nearest to those of the size's Transformer++.
ModelSpec fitted_shape(const ShapeRule& rule, const ShapeSize& size) {
  const int64_t budget = parameter_count(transformer(size));
  if (!rule.ffn)
    return fit_layers(rule, size, budget);
  const int64_t period = rule.period();
  const int64_t layers = (size.layers + period - 1) / period * period;
  // a long pattern in a shallow stack: narrower, so that the budget still holds
  const int64_t hidden = layers >= 2 * size.layers ? size.hidden * 3 / 4 : size.hidden;
  ModelSpec best = assemble(rule, size, hidden, layers, fitted_width(rule, size, hidden, layers, budget));
  double error = off_by(best, budget);
  const int64_t step = 8 * size.heads; // whole heads, of an even number of channels
  for (int64_t narrower = hidden - step; error > kLooseFit && narrower >= step; narrower -= step) {
    ModelSpec spec = assemble(rule, size, narrower, layers, fitted_width(rule, size, narrower, layers, budget));
    if (const double off = off_by(spec, budget); off < error) {
      error = off;
      best = std::move(spec);
    }
  }
  return best;
}

/// The fitted shape, made once for each architecture and size: finding it records up to hundreds of graphs, and a study
/// or a window asks for the same models again and again. Thread-safe.
ModelSpec remembered_fit(const Architecture& architecture, const ShapeSize& size) {
  static std::mutex mutex;
  static std::map<std::pair<std::string_view, std::string_view>, ModelSpec> known; // both live as long as the program
  const std::pair<std::string_view, std::string_view> key{architecture.id, size.name};
  {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(key); found != known.end())
      return found->second;
  }
  ModelSpec spec = fitted_shape(architecture.shape, size);
  spec.assumed_shape = true;
  const std::lock_guard lock(mutex);
  return known.emplace(key, std::move(spec)).first->second;
}

} // namespace

Block block_of(const ShapeRule& rule, const ShapeSize& size, int64_t layer, int64_t hidden, int64_t width) {
  const ShapeRule::FeedForwardOf ffn = of_layer(rule.ffns, layer, rule.ffn);
  Block block(of_layer(rule.mixers, layer)(size, hidden), ffn ? std::optional(ffn(width)) : std::nullopt,
              Block::Residual::Pre, rule.pre_norm && layer == 0);
  if (const ShapeRule::MixerOf beside = of_layer(rule.beside, layer))
    block.put_beside(beside(size, hidden));
  if (const char* shared = of_layer(rule.shared, layer))
    block.share(shared);
  return block;
}

int64_t heads_of(int64_t width, int64_t wanted) {
  int64_t count = std::max<int64_t>(1, width / wanted);
  while (width % count != 0)
    --count;
  return count;
}

const std::vector<std::string>& size_names() {
  static const std::vector<std::string> names = names_of(sizes());
  return names;
}

const std::vector<std::string>& formula_size_names() {
  static const std::vector<std::string> names = names_of(formula_sizes());
  return names;
}

bool has_built_in_shape(std::string_view id) {
  const Architecture* found = find_architecture(id);
  return found && !found->shape.mixers.empty();
}

Result<ModelSpec> built_in_model(std::string_view id, std::string_view size_name) {
  const Architecture* architecture = find_architecture(id);
  if (!architecture) {
    std::vector<std::string> ids;
    for (const Architecture& each : architectures())
      ids.push_back(each.id);
    const std::string near = same_name(id, ids);
    return fail(ErrorCode::NotFound,
                "There is no built-in architecture '" + std::string(id) + "'" +
                    (near.empty() ? "." : "; did you mean '" + near + "'?") +
                    " `paretoscope-engine architectures` lists them all.",
                std::string(id));
  }
  const ShapeSize* size = size_of(size_name);
  if (!size)
    return fail(ErrorCode::NotFound,
                "There is no size '" + std::string(size_name) + "'; the sizes are " + listed(size_names()) +
                    ", and for formulas " + listed(formula_size_names()) + ".",
                std::string(size_name));
  if (architecture->shape.mixers.empty())
    return fail(ErrorCode::Internal, "The architecture '" + std::string(id) + "' is listed but has no shape.",
                std::string(id));
  if (auto published = published_shape(architecture->shape, *size))
    return std::move(*published);
  return remembered_fit(*architecture, *size);
}

ModelSpec matching_baseline(const ModelSpec& model) {
  const int64_t budget = parameter_count(model);
  ShapeSize size{"baseline", model.vocab, std::max<int64_t>(16, (model.hidden + 15) / 16 * 16), 1, 1, 1, 0,
                 0,          model.tied};
  const int64_t width = size.hidden >= 512 ? 64 : 16;
  size.hidden = (size.hidden + width - 1) / width * width;
  size.heads = size.kv_heads = size.hidden / width;
  const ShapeRule& rule = baseline().shape;
  const auto count = [&](int64_t layers, int64_t ffn) {
    return parameter_count(assemble(rule, size, size.hidden, layers, ffn));
  };
  const int64_t outside = count(1, 8) * 2 - count(2, 8);
  const double usual =
      static_cast<double>(count(2, (size.hidden * 8 / 3 + 7) / 8 * 8) - count(1, (size.hidden * 8 / 3 + 7) / 8 * 8));
  const int64_t layers = std::max<int64_t>(1, std::llround(static_cast<double>(budget - outside) / usual));
  const auto with = [&](int64_t depth) {
    return assemble(rule, size, size.hidden, depth, fitted_width(rule, size, size.hidden, depth, budget));
  };
  const auto off = [&](const ModelSpec& spec) { return std::abs(parameter_count(spec) - budget); };
  ModelSpec best = with(layers);
  for (const int64_t depth : {layers - 1, layers + 1}) // widths come in eights: of few layers, one more may fit better
    if (off(best) * 100 > budget && depth > 0)
      if (ModelSpec other = with(depth); off(other) < off(best))
        best = std::move(other);
  return best;
}

int64_t parameter_count(const ModelSpec& spec) { return parameter_count(Model(spec).record({1, 1, Phase::Decode})); }

} // namespace pareto
