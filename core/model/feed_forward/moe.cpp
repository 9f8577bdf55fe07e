// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/moe.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

#include <cfloat>
#include <cmath>

namespace pareto {

namespace {

constexpr Range<int64_t> kExperts{1, 4096}, kNoneOrWide{0, 1 << 20};
constexpr float kSharpness = 1.702f; ///< of gpt-oss's gate

int64_t logits_of(const MoeFeedForward& part) { return part.experts + part.zero_experts + part.null_experts; }

/// The score that a share of standard normal logits lies above.
double threshold_of(RouterScore score, int64_t all, double share) {
  if (score == RouterScore::Softmax)
    return 1 / static_cast<double>(all);
  double low = -8, high = 8; // share = erfc(z / sqrt 2) / 2
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::sqrt(2.0)) / 2 > share ? low : high) = middle;
  }
  return score == RouterScore::Sigmoid ? 1 / (1 + std::exp(-low)) : std::sqrt(std::log1p(std::exp(low)));
}

/// Rules that no range of a setting says.
const char* problem(const Part& settings) {
  const auto& part = *settings.as<MoeFeedForward>();
  const int64_t all = logits_of(part);
  if (part.share < 1 && !part.correction)
    return "takes a share of the choices, which needs thresholds (correction).";
  if (part.groups > all || all % part.groups != 0)
    return "has groups that do not divide the experts.";
  if (part.kept_groups > part.groups)
    return "keeps more groups than there are.";
  if (part.hashed && (part.correction || part.kept_groups < part.groups || part.null_experts > 0))
    return "has experts of each id and a correction, groups or null experts to choose by.";
  if (part.chosen > all / part.groups * part.kept_groups)
    return "chooses more experts than the groups it keeps have.";
  return nullptr;
}

FieldTable moe_fields() {
  using F = MoeFeedForward;
  using namespace rows;
  constexpr const char* kRule = "has a rule of experts (limits, weights of what they read, a constant of the router) "
                                "that a blueprint cannot describe.";
  FieldTable table = field_table<F>(
      "A few of many experts for each token, and one that all share",
      {whole("experts", &F::experts, kExperts).means("experts that are routed to"),
       whole("chosen", &F::chosen, kExperts).means("experts of a token"),
       whole("width", &F::width, ranges::kWide).means("inside of each expert"),
       activation_row<F>(UnaryFunction::Silu),
       toggle("gated", &F::gated).is(true).means("act(gate) * up in an expert; otherwise act(up)"),
       toggle("bias", &F::bias).is(false).means("bias of the experts' projections"),
       fixed("limit", &F::limit, kRule),
       fixed("shifted", &F::shifted, kRule),
       choice("score", &F::score, {"softmax", "sigmoid", "sqrt-softplus"})
           .is(0)
           .means("what the router makes of its logits"),
       toggle("router_bias", &F::router_bias).is(false).means("bias of the router's logits"),
       toggle("correction", &F::correction).is(false).means("a learned bias of the scores, for the choice only"),
       whole("groups", &F::groups, kExperts).is(1).means("equal groups of experts, of which some are kept"),
       whole("kept_groups", &F::kept_groups, kExperts).is(1).means("groups that a token chooses from"),
       choice("group_score", &F::group_score, {"best-two", "best"})
           .is(0)
           .means("what groups are kept by: the sum of the two best scores, or the best one"),
       toggle("normalised", &F::normalised).is(true).means("weights of a token that sum to one"),
       fixed("eps", &F::eps, kRule),
       fixed("least_sum", &F::least_sum, kRule),
       number("scale", &F::scale, ranges::kRatio).is(1.0).means("factor of the weights"),
       fixed("weighs_input", &F::weighs_input, kRule),
       whole("shared_width", &F::shared_width, kNoneOrWide).is(0).means("inside of the shared expert; 0: none"),
       toggle("shared_gate", &F::shared_gate).is(false).means("a gate of the shared expert"),
       whole("latent", &F::latent, {0, 1 << 16}).is(0).means("width that experts read and write; 0: hidden_size"),
       whole("zero_experts", &F::zero_experts, {0, 4096}).is(0).means("experts that return their input"),
       fixed("own_norms", &F::own_norms, kRule),
       fixed("gains", &F::gains, kRule),
       whole("null_experts", &F::null_experts, {0, 4096}).is(0).means("experts that make nothing"),
       number("share", &F::share, {0.001, 1})
           .is(1.0)
           .means("of the choices that are made on average; below 1 by thresholds (expert choice, mixture of depths)"),
       fixed("hashed", &F::hashed, kRule)});
  table.problem = problem;
  return table;
}

RouteSpec route_of(const MoeFeedForward& part) {
  return {part.chosen,     part.experts, part.score,     part.groups, part.kept_groups,  part.group_score,
          part.normalised, part.eps,     part.least_sum, part.scale,  part.null_experts, part.share};
}

/// What the router reads of a stream that is not normalised yet.
Tensor router_input(LayerContext& context, Tensor stream, const MoeFeedForward& part) {
  Graph& g = context.graph;
  const int64_t width = context.model.hidden;
  const Tensor scale = g.scale(context.vector("router.scale", {width}), 1 / std::sqrt(static_cast<float>(width)));
  return g.norm(stream, {NormKind::Rms, part.own_norms, 0}, scale);
}

/// The experts that the tokens' ids have, whatever the router says; nothing where it chooses.
Tensor given_experts(LayerContext& context, const MoeFeedForward& part) {
  if (!part.hashed)
    return {};
  const Init any{Init::Rule::Uniform, 0, static_cast<double>(part.experts)};
  const Tensor table = context.vector("router.table", {context.model.vocab, part.chosen}, any);
  return context.graph.embed(context.graph.tokens(), table, {.exact = true});
}

/// What the router says of x.
std::vector<Tensor> routed(LayerContext& context, Tensor x, const MoeFeedForward& part) {
  const int64_t all = logits_of(part);
  const Tensor logits = context.linear("router", x, all, part.router_bias);
  const double threshold = part.share < 1 ? threshold_of(part.score, all, static_cast<double>(part.share)) : 0;
  const Init seeded = part.share < 1 ? Init{Init::Rule::Uniform, -threshold, -threshold} : Init{Init::Rule::Zeros};
  const Tensor correction = part.correction ? context.vector("router.correction", {all}, seeded) : Tensor{};
  const Tensor gains = part.gains ? context.vector("router.gains", {all}) : Tensor{};
  return context.graph.route(logits, correction, route_of(part), gains, given_experts(context, part));
}

/// gate and up as one activation of an expert.
Tensor gated(Graph& g, Tensor gate, Tensor up, const MoeFeedForward& part) {
  if (part.limit > 0) {
    gate = g.unary(gate, UnaryFunction::Clamp, -FLT_MAX, part.limit);
    up = g.unary(up, UnaryFunction::Clamp, -part.limit, part.limit);
  }
  if (!part.shifted)
    return g.gated(gate, up, part.activation);
  const Tensor open = g.mul(gate, g.unary(g.scale(gate, kSharpness), UnaryFunction::Sigmoid));
  return g.mul(open, g.unary(up, UnaryFunction::Affine, 1, 1));
}

/// Projections of one name of all experts, for the rows of each.
class Experts {
public:
  Experts(LayerContext& context, const MoeFeedForward& part, const std::vector<Tensor>& routed)
      : m_context(context), m_part(part), m_routed(routed) {}

  Tensor project(const std::string& name, Tensor rows, int64_t out) const {
    const std::string full = "experts." + name;
    const Tensor bias =
        m_part.bias ? m_context.vector(full + ".bias", {m_part.experts * out}, {Init::Rule::Zeros}) : Tensor{};
    const Tensor weight = m_context.matrix(full + ".weight", m_part.experts * out, rows.shape.back());
    return m_context.graph.expert_matmul(rows, weight, bias, m_routed);
  }

  Tensor inside(Tensor rows) const {
    if (!m_part.gated)
      return m_context.graph.unary(project("up_proj", rows, m_part.width), m_part.activation);
    const Tensor gate = project("gate_proj", rows, m_part.width), up = project("up_proj", rows, m_part.width);
    return gated(m_context.graph, gate, up, m_part);
  }

private:
  LayerContext& m_context;
  const MoeFeedForward& m_part;
  const std::vector<Tensor>& m_routed;
};

Tensor routed_part(LayerContext& context, Tensor x, const MoeFeedForward& part) {
  Graph& g = context.graph;
  const std::vector<Tensor> choice = routed(context, part.own_norms > 0 ? router_input(context, x, part) : x, part);
  if (part.own_norms > 0)
    x = g.norm(x, {NormKind::Rms, part.own_norms, 0}, context.vector("norm.weight", {context.model.hidden}));
  Tensor read = part.latent > 0 ? context.linear("latent_in", x, part.latent) : x;
  if (part.weighs_input)
    read = g.mul(read, choice[kRouteWeights]);
  const Experts experts(context, part, choice);
  const Tensor made = experts.project("down_proj", experts.inside(g.expert_rows(read, choice)), read.shape.back());
  Tensor y = g.expert_sum(made, part.weighs_input ? Tensor{} : choice[kRouteWeights], choice);
  if (part.latent > 0)
    y = context.linear("latent_out", y, context.model.hidden);
  return part.zero_experts > 0 ? g.add(y, g.mul(x, choice[kRouteRest])) : y;
}

Tensor shared_part(LayerContext& context, Tensor x, const MoeFeedForward& part) {
  Graph& g = context.graph;
  Tensor inside = context.linear("shared.up_proj", x, part.shared_width);
  inside = part.gated ? gated(g, context.linear("shared.gate_proj", x, part.shared_width), inside, part)
                      : g.unary(inside, part.activation);
  const Tensor y = context.linear("shared.down_proj", inside, context.model.hidden);
  if (!part.shared_gate)
    return y;
  return g.mul(y, g.unary(context.linear("shared_gate", x, 1), UnaryFunction::Sigmoid));
}

} // namespace

std::string_view feed_forward_id(const MoeFeedForward&) { return "moe"; }

/// y = sum over the chosen e of w_e expert_e(x) (+ shared(x)).
Tensor record_feed_forward(LayerContext& context, Tensor x, const MoeFeedForward& part) {
  const Tensor y = routed_part(context, x, part);
  return part.shared_width > 0 ? context.graph.add(y, shared_part(context, x, part)) : y;
}

std::string_view architecture_of(const MoeFeedForward& part) {
  if (part.share < 1)
    return part.experts == 1 ? "mixture-of-depths" : "expert-choice";
  if (part.shared_width > 0)
    return "deepseek-moe";
  return part.chosen == 1 && !part.gated ? "switch-transformer" : "moe";
}

FeedForwardKind feed_forward::moe() { return {.id = "moe", .fields = moe_fields()}; }

} // namespace pareto
