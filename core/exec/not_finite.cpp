// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/not_finite.h"

#include "core/numeric/finite.h"
#include "core/numeric/format_codec.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr int64_t kMostWatched = int64_t{1} << 25; ///< elements kept for one look: 128 MiB

/// A value to look at after a step.
struct Watched {
  Tensor tensor;
  std::string scope;
};

/// What the last node of each part makes ("layers.3.mixer", then "layers.3" for what joins it to the stream), in order.
std::vector<Watched> parts_of(const Graph& graph) {
  std::vector<Watched> parts;
  for (const Node& node : graph.nodes()) {
    if (graph.constant(node))
      continue;
    const auto first = std::find_if(node.outputs.begin(), node.outputs.end(),
                                    [](const Tensor& output) { return output.kind == Kind::Real; });
    while (first != node.outputs.end() && !parts.empty() && parts.back().scope == node.scope)
      parts.pop_back();
    for (const Tensor& output : node.outputs)
      if (output.kind == Kind::Real)
        parts.push_back({output, node.scope});
  }
  return parts;
}

/// Keys and values that the attention nodes of a part bring to the cache.
std::vector<Watched> cached_in(const Graph& graph, const std::string& scope) {
  std::vector<Watched> cached;
  for (const Node& node : graph.nodes())
    if (node.op == Op::Attention && node.scope == scope)
      for (size_t input : {size_t{1}, size_t{2}}) {
        const int32_t id = node.inputs[input].id;
        if (id < 0 || graph.values()[static_cast<size_t>(id)].entry >= 0)
          continue; // values that are a part of the keys; what another node keeps
        Tensor whole;
        whole.id = id;
        whole.shape = graph.values()[static_cast<size_t>(id)].shape;
        whole.strides = dense_strides(whole.shape);
        cached.push_back({whole, scope});
      }
  return cached;
}

/// Runs a step once more with some of its values kept.
class SecondLook {
public:
  SecondLook(LoadedModel& model, State& state, const StepInput& input, StepShape shape, LogitRows rows)
      : m_model(model), m_state(state), m_input(input), m_graph(model.model().record(shape, rows)) {}

  const Graph& graph() const { return m_graph; }

  /// The first of `watched` that holds a value reaching `limit`, and where in it; -1 when none does.
  struct Found {
    int index = -1;
    int64_t element = 0;
  };
  Result<Found> first_reaching(std::span<const Watched> watched, float limit) {
    for (size_t begin = 0; begin < watched.size();) {
      size_t end = begin;
      for (int64_t kept = 0; end < watched.size() && (end == begin || kept < kMostWatched); ++end)
        kept += watched[end].tensor.shape.elements();
      PARETO_TRY_ASSIGN(found, look(watched.subspan(begin, end - begin), limit));
      if (found.index >= 0)
        return Found{found.index + static_cast<int>(begin), found.element};
      begin = end;
    }
    return Found{};
  }

private:
  Result<Found> look(std::span<const Watched> watched, float limit) {
    Graph kept = m_graph;
    for (size_t i = 0; i < watched.size(); ++i)
      kept.mark_output("watched." + std::to_string(i), watched[i].tensor);
    PARETO_TRY_ASSIGN(program, m_model.compile(kept));
    if (std::all_of(m_input.position.begin(), m_input.position.end(), [](int32_t position) { return position == 0; }))
      m_state.reset();
    PARETO_TRY(program->run(m_state, m_input));
    for (size_t i = 0; i < watched.size(); ++i) {
      const auto values = program->output("watched." + std::to_string(i));
      if (!any_reaches(values, limit))
        continue;
      const auto at =
          std::find_if(values.begin(), values.end(), [limit](float value) { return !(std::abs(value) < limit); });
      return Found{static_cast<int>(i), at - values.begin()};
    }
    return Found{};
  }

  LoadedModel& m_model;
  State& m_state;
  const StepInput& m_input;
  Graph m_graph;
};

/// "layer 3, in its mixer" of "layers.3.mixer".
std::string place_of(const std::string& scope, bool after_layers) {
  if (scope.rfind("layers.", 0) != 0)
    return after_layers ? "the final norm or the head" : "the embedding";
  const size_t dot = scope.find('.', 7);
  const std::string layer = "layer " + scope.substr(7, dot - 7),
                    part = dot == std::string::npos ? std::string() : scope.substr(dot + 1);
  return layer + (part == "mixer" ? ", in its mixer"
                  : part == "ffn" ? ", in its feed-forward part"
                  : part.empty()  ? ", in its norm or sum"
                                  : ", in " + part);
}

/// " at token 7" where the value has one row a token.
std::string token_of(const Tensor& tensor, int64_t element, const StepInput& input, const StepShape& shape) {
  const int64_t rows = int64_t{shape.batch} * shape.tokens, elements = tensor.shape.elements();
  if (tensor.shape[0] != shape.batch || tensor.shape.rank() < 3 || elements % rows != 0)
    return {};
  const int64_t row = element / (elements / rows), b = row / shape.tokens;
  return " at token " + std::to_string(input.position[static_cast<size_t>(b)] + row % shape.tokens);
}

float beyond_cache(Format cache) {
  return cache == Format::F16    ? kBeyondHalf
         : cache == Format::BF16 ? kBeyondBfloat16
         : cache == Format::Q8_0 ? 127 * kBeyondHalf // the largest of a block is 127 times its float16 scale
                                 : std::numeric_limits<float>::infinity();
}

} // namespace

Error explain_not_finite(LoadedModel& model, State& state, const StepInput& input, StepShape shape, LogitRows rows) {
  SecondLook look(model, state, input, shape, rows);
  const std::vector<Watched> parts = parts_of(look.graph());
  const auto found = look.first_reaching(parts, std::numeric_limits<float>::infinity());
  if (!found)
    return found.error();
  const std::string id = model.opened().id;
  if (found->index < 0)
    return fail(ErrorCode::Internal,
                id + " gave logits that are not finite, and finite ones when the step was run again.", "logits");
  const Watched& part = parts[static_cast<size_t>(found->index)];
  const bool after_layers = std::any_of(parts.begin(), parts.begin() + found->index,
                                        [](const Watched& earlier) { return earlier.scope.rfind("layers.", 0) == 0; });
  std::string text = id + " makes values that are not finite in " + place_of(part.scope, after_layers) +
                     token_of(part.tensor, found->element, input, shape);
  const Format cache = model.options().cache;
  const auto cached = look.first_reaching(cached_in(look.graph(), part.scope), beyond_cache(cache));
  if (cached && cached->index >= 0 && cache != Format::F32)
    text += std::string(": its ") + (cached->index % 2 == 0 ? "keys" : "values") + " overflow the " +
            lower_name(cache) + " cache; choose the precision " + (cache == Format::F16 ? "bf16 or f32." : "f32.");
  else
    text += ": its arithmetic overflows float32, so its weights are damaged or not meant for this configuration.";
  return fail(ErrorCode::Unsupported, text, part.scope.empty() ? "logits" : part.scope);
}

} // namespace pareto
