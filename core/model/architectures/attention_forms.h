// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"
#include "core/model/shapes.h"

namespace pareto {

/// What stands in the place of positions (core/graph/ops/attention.h).
enum class AttentionForm : uint8_t {
  Forgetting,   ///< a forget gate of each head, arXiv 2503.02130
  StickBreaking ///< arXiv 2410.17980
};

/// Attention without positional encoding whose logits or weights follow another rule than softmax alone.
struct AttentionFormMixer {
  AttentionForm form{};
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  bool qkv_bias = false;
  bool channel_gates = false; ///< Forgetting: a gate of each channel of a head (Wall attention)
};

std::string_view mixer_id(const AttentionFormMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const AttentionFormMixer& mixer);

/// Its settings, as the architecture of that form has them.
FieldTable attention_form_fields(AttentionForm form, std::string title);
/// The heads of the Transformer++ of that size.
template <AttentionForm form>
Mixer attention_form_shape(const ShapeSize& size, int64_t hidden);

} // namespace pareto
