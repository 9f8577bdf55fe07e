// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/step_check.h"

#include <algorithm>

namespace pareto {

StepCheck::StepCheck(const Graph& graph) : m_shape(graph.shape()), m_trains(graph.trains()) {
  for (const Node& node : graph.nodes()) {
    if (node.op == Op::Embed && !embeds_means(node) && !std::get<EmbedSpec>(node.spec).first_beyond) {
      m_reads_tokens = true;
      m_vocab = node.inputs[1].shape[0];
    } else if (node.op == Op::PositionEmbed && !std::get<PositionEmbedSpec>(node.spec).repeats) {
      m_positions = node.inputs[0].shape[0];
    }
  }
  for (const StateDecl& state : graph.states())
    m_has_ring = m_has_ring || state.kind == StateKind::Ring;
}

Status StepCheck::check(const StepInput& input, const State& state, int64_t largest_step) const {
  const auto batch = static_cast<size_t>(m_shape.batch);
  if (input.count.size() != batch || input.position.size() != batch || input.slot.size() != batch ||
      (!input.planned.empty() && input.planned.size() != batch))
    return fail(ErrorCode::InvalidArgument, "This step is compiled for " + std::to_string(batch) +
                                                " sequences; count, position and slot must name each.");
  if (m_has_ring && m_shape.tokens > largest_step)
    return fail(ErrorCode::InvalidArgument, "The state was made for steps of at most " + std::to_string(largest_step) +
                                                " tokens; this step has " + std::to_string(m_shape.tokens) + ".");
  for (size_t row = 0; row < batch; ++row)
    PARETO_TRY(check_row(input, row, state));
  return m_reads_tokens ? check_tokens(input) : Status{};
}

Status StepCheck::check_row(const StepInput& input, size_t row, const State& state) const {
  const int64_t count = input.count[row], position = input.position[row], slot = input.slot[row];
  if (count < 1 || count > m_shape.tokens)
    return fail(ErrorCode::InvalidArgument, "Sequence " + std::to_string(row) + " brings " + std::to_string(count) +
                                                " tokens; this step takes 1 to " + std::to_string(m_shape.tokens) +
                                                ".");
  if (slot < 0 || slot >= state.slots() ||
      std::find(input.slot.begin(), input.slot.begin() + static_cast<std::ptrdiff_t>(row), slot) !=
          input.slot.begin() + static_cast<std::ptrdiff_t>(row))
    return fail(ErrorCode::InvalidArgument, "Sequence " + std::to_string(row) + " names the slot " +
                                                std::to_string(slot) + "; slots are 0 to " +
                                                std::to_string(state.slots() - 1) + ", each at most once.");
  if (position < 0 || position + count > state.capacity())
    return fail(ErrorCode::InvalidArgument, "The state holds " + std::to_string(state.capacity()) +
                                                " tokens; this step needs " + std::to_string(position + count) + ".");
  if (m_trains && position != 0)
    return fail(ErrorCode::InvalidArgument,
                "A step that trains reads its sequences from their beginning; this one starts at token " +
                    std::to_string(position) + ".");
  if (m_positions > 0 && position + count > m_positions)
    return fail(ErrorCode::InvalidArgument, "The model has " + std::to_string(m_positions) +
                                                " learned positions; this step needs " +
                                                std::to_string(position + count) + ".");
  return {};
}

Status StepCheck::check_tokens(const StepInput& input) const {
  const auto tokens = static_cast<size_t>(m_shape.tokens), batch = static_cast<size_t>(m_shape.batch);
  if (input.tokens.size() != batch * tokens)
    return fail(ErrorCode::InvalidArgument, "This step takes " + std::to_string(batch * tokens) + " token ids; " +
                                                std::to_string(input.tokens.size()) + " were given.");
  for (size_t row = 0; row < batch; ++row)
    for (int32_t token : input.tokens.subspan(row * tokens, static_cast<size_t>(input.count[row])))
      if (token < 0 || token >= m_vocab)
        return fail(ErrorCode::InvalidArgument, "Token " + std::to_string(token) + " is outside the vocabulary 0.." +
                                                    std::to_string(m_vocab - 1) + ".");
  return {};
}

} // namespace pareto
