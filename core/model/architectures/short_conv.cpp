// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/short_conv.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable short_conv_fields() {
  using M = ShortConvMixer;
  return field_table<M>("short convolution", {whole("conv", &M::conv, kTaps).is(3).means("taps"),
                                              toggle("bias", &M::bias).is(false).means("biases everywhere")});
}

Mixer short_conv_shape(const ShapeSize&, int64_t) { return ShortConvMixer{}; }

} // namespace

std::string_view mixer_id(const ShortConvMixer&) { return "short-conv"; }

Tensor record_mixer(LayerContext& context, Tensor x, const ShortConvMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = context.model.hidden;
  const Tensor all = context.linear("in_proj", x, 3 * width, mixer.bias);
  const Tensor line = context.conv("conv", g.mul(all.slice(2, 0, width), all.slice(2, 2 * width, width)), mixer.conv,
                                   UnaryFunction::Identity, mixer.bias);
  return context.linear("out_proj", g.mul(all.slice(2, width, width), line), width, mixer.bias);
}

Architecture architecture::short_conv() {
  return {
      .id = "short-conv",
      .name = "Gated short convolution",
      .family = "state-space",
      .section = "6.1",
      .paper = "2511.23404",
      .source = "transformers, modeling_lfm2",
      .idea = PARETO_TEXT("Core", "Each channel mixes its last three tokens, between two gates."),
      .promise = PARETO_TEXT("Core", "No cache that grows: it remembers two tokens."),
      .weakness = PARETO_TEXT("Core", "Sees nothing further back by itself: it needs attention beside it."),
      .complexity = "O(1)",
      .fields = short_conv_fields(),
      .shape = {.mixers = {short_conv_shape}},
  };
}

} // namespace pareto
