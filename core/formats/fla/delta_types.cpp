// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention whose layers correct what a key holds, or solve for it.
#include "core/formats/fla/frame.h"
#include "core/model/architectures/comba.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/kda.h"
#include "core/model/architectures/mesa_net.h"
#include "core/model/architectures/mom.h"

namespace pareto::config {

namespace {

Mixer delta_net(const Frame& f) {
  auto mixer = f.of_ratios<DeltaNetMixer>(16, 1, 1);
  mixer.value_heads = mixer.heads;
  mixer.conv = f.conv(true);
  mixer.gate = f.reader.boolean("use_gate", false);
  if (!f.reader.boolean("use_beta", true))
    f.reader.refuse("use_beta", "= false is not supported: the write strength is always learned.",
                    ErrorCode::Unsupported);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  const std::map<std::string, UnaryFunction> activations{{"silu", UnaryFunction::Silu},
                                                         {"relu", UnaryFunction::Relu},
                                                         {"elu", UnaryFunction::EluPlusOne},
                                                         {"identity", UnaryFunction::Identity}};
  mixer.qk_activation = activations.at(f.reader.choice("qk_activation", {"silu", "relu", "elu", "identity"}, "silu"));
  mixer.qk_norm = f.reader.choice("qk_norm", {"l2", "sum"}, "l2") == "sum" ? NormKind::SumAbs : NormKind::L2;
  mixer.norm_eps = f.eps;
  return mixer;
}

/// Heads and widths in the keys of the newer delta types.
template <class M>
M delta_shape(const Frame& f, int64_t heads, int64_t key_dim, double expand_v) {
  M mixer;
  mixer.heads = f.heads("num_heads", heads);
  mixer.value_heads = f.heads("num_v_heads", mixer.heads);
  divided(f.reader, "num_heads", mixer.value_heads, mixer.heads);
  mixer.key_dim = f.reader.integer("head_dim", kWidth, key_dim);
  mixer.value_dim = f.scaled("expand_v", expand_v, mixer.key_dim);
  mixer.conv = f.conv(true);
  mixer.norm_eps = f.eps;
  return mixer;
}

/// The numbers of a preconditioner that its weights do not hold.
void check_squash(const Frame& f) {
  const double base = f.reader.number("squash_x", {1, 2}, 1.5), eps = f.reader.number("squash_eps", kEps, 1e-6);
  if (base != 1.5)
    f.reader.refuse("squash_x", "must be 1.5.", ErrorCode::Unsupported);
  if (eps != 1e-6)
    f.reader.refuse("squash_eps", "must be 1e-6.", ErrorCode::Unsupported);
}

Mixer gated_delta_product(const Frame& f) {
  auto mixer = delta_shape<DeltaNetMixer>(f, 6, 256, 2);
  mixer.writes = f.reader.integer("num_householder", {1, kMostWrites}, 1);
  mixer.decay = f.reader.boolean("use_forget_gate", false);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  return mixer;
}

Mixer kda(const Frame& f) {
  auto mixer = delta_shape<KdaMixer>(f, 16, 128, 1);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  mixer.lower_bound = static_cast<float>(f.reader.number("lower_bound", {-1e6, 0}, 0));
  mixer.preconditioned = f.type == "precond_kda";
  if (!mixer.preconditioned)
    return mixer;
  check_squash(f);
  if (mixer.value_heads != mixer.heads)
    f.reader.refuse("num_v_heads", "must equal num_heads.", ErrorCode::Unsupported);
  return mixer;
}

Mixer comba(const Frame& f) { // the model never hands its switches to the layer: both corrections are always there
  auto mixer = delta_shape<CombaMixer>(f, 6, 256, 2);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  return mixer;
}

Mixer gated_delta_net(const Frame& f) {
  auto mixer = delta_shape<DeltaNetMixer>(f, 6, 256, 2);
  mixer.decay = true;
  mixer.gate = f.reader.boolean("use_gate", true);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  mixer.preconditioned = f.type == "precond_gated_deltanet";
  if (mixer.preconditioned)
    check_squash(f);
  const std::string gate = f.reader.choice("output_gate_activation", {"swish", "silu", "sigmoid"}, "swish");
  mixer.gate_activation = gate == "sigmoid" ? UnaryFunction::Sigmoid : UnaryFunction::Silu;
  return mixer;
}

/// It solves a prompt from x = 0 and a token alone from another start; here both do as the prompt does.
Mixer mesa_net(const Frame& f) {
  MesaNetMixer mixer;
  mixer.heads = f.heads("num_heads", 16);
  mixer.head_dim = f.reader.integer("head_dim", kWidth, 128);
  mixer.conv = f.conv(true);
  mixer.iterations = f.reader.integer("max_cg_step_training", {1, 1000}, 30);
  mixer.ridge_floor = static_cast<float>(f.reader.number("lambda_lower_bound", {1e-6, 1e6}, 0.25));
  mixer.gate = f.reader.boolean("use_output_gate", false);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer mom(const Frame& f) {
  f.reader.choice("mom_backend", {"gated_deltanet"}, "gated_deltanet");
  MomMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.key_dim = f.reader.integer("head_dim", kWidth, 256);
  mixer.value_dim = f.scaled("expand_v", 1, mixer.key_dim);
  mixer.conv = f.conv(true);
  mixer.memories = f.reader.integer("num_memories", {2, 256}, 4);
  mixer.chosen = f.reader.integer("topk", {1, mixer.memories}, 2);
  mixer.shared = f.reader.boolean("shared_mem", true);
  mixer.one_projection = f.reader.boolean("single_kv_proj", false);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.norm_eps = f.eps;
  return mixer;
}

} // namespace

std::map<std::string, MixerReader> delta_readers() {
  return {
      {"delta_net", delta_net},
      {"gated_deltanet", gated_delta_net},
      {"precond_gated_deltanet", gated_delta_net},
      {"gated_deltaproduct", gated_delta_product},
      {"kda", kda},
      {"precond_kda", kda},
      {"comba", comba},
      {"mesa_net", mesa_net},
      {"mom", mom},
  };
}

} // namespace pareto::config
