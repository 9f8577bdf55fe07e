// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/kda.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// KDA with a strength for each channel: of erasing on the keys, of writing on the values. arXiv 2605.22791.
struct GatedDeltaNet2Mixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  bool negative_eigenvalues = false;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const GatedDeltaNet2Mixer&) { return "gated-deltanet-2"; }

Tensor record_mixer(LayerContext& context, Tensor x, const GatedDeltaNet2Mixer& mixer) {
  Graph& g = context.graph;
  const Tensor q = delta::keys(context, "q", x, mixer.heads, mixer.key_dim, mixer.conv),
               k = delta::keys(context, "k", x, mixer.heads, mixer.key_dim, mixer.conv),
               v = delta::values(context, x, mixer.heads, mixer.value_dim, mixer.conv);
  const auto strength = [&](const char* name, int64_t width, bool negative) {
    return context.heads(delta::strength(context, name, x, mixer.heads * width, negative), mixer.heads);
  };
  const Tensor erase = strength("b_proj", mixer.key_dim, mixer.negative_eigenvalues),
               write = strength("w_proj", mixer.value_dim, false);
  const Tensor decay = delta::key_decay(context, x, mixer.heads, mixer.key_dim, mixer.value_dim);
  const Tensor o = recurrence::erase_and_write(g, q, k, g.mul(v, write), g.mul(k, erase), decay,
                                               recurrence::EraseFrom::Decayed, delta::scale_of(mixer.key_dim));
  return delta::low_rank_gated_output(context, o, x, mixer.value_dim, mixer.norm_eps);
}

FieldTable gated_deltanet_2_fields() {
  using M = GatedDeltaNet2Mixer;
  return field_table<M>(
      "Gated DeltaNet-2",
      {whole("heads", &M::heads, kHeads), key_row<M>(),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim"))
           .means("value channels of a head, and the rank of decay and gate; absent: key_dim"),
       short_conv_row<M>(4),
       toggle("negative_eigenvalues", &M::negative_eigenvalues).is(false).means("erase strength up to 2"),
       norm_eps_row<M>(1e-5)});
}

Mixer gated_deltanet_2_shape(const ShapeSize&, int64_t hidden) {
  const KdaMixer like = kda_shape(hidden);
  return GatedDeltaNet2Mixer{.heads = like.heads, .key_dim = like.key_dim, .value_dim = like.value_dim};
}

} // namespace

Architecture architecture::gated_deltanet_2() {
  return {
      .id = "gated-deltanet-2",
      .name = "Gated DeltaNet-2",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2605.22791",
      .source = "flash-linear-attention, layers/gdn2",
      .idea =
          PARETO_TEXT("Core", "A delta rule that decides channel by channel how much to erase and how much to write."),
      .promise = PARETO_TEXT("Core", "The strongest published look-ups of its size among fixed-memory models."),
      .weakness = PARETO_TEXT("Core", "Two more full projections per layer."),
      .complexity = "O(1)",
      .fields = gated_deltanet_2_fields(),
      .shape = {.mixers = {gated_deltanet_2_shape}},
  };
}

} // namespace pareto
