// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

struct Layout {
  int64_t batch, tokens, heads, width;
  explicit Layout(const Node& node)
      : batch(node.output().shape[0]), tokens(node.output().shape[1]), heads(node.output().shape[2]),
        width(node.output().shape[3]) {}
};

/// The last outputs of a head and the arguments of its gates, of all sequences.
int64_t slstm_scratch_floats(const Node& node) {
  const Layout s(node);
  return (1 + kSlstmGates) * s.batch * s.width;
}

/// One head through all tokens, all sequences together: its matrices are read once a token.
class HeadRun {
public:
  HeadRun(Compilation& c, const Node& node)
      : m_c(c), m_s(node), m_strides(node.inputs[0].strides), m_x(c.data(node.inputs[0])),
        m_weight(c.data(node.inputs[1])),
        m_y(c.data(node.output())), m_entries{node.entry(kSlstmOut), node.entry(kSlstmMean), node.entry(kSlstmLogSum)} {
  }

  void operator()(int64_t head, int thread) const {
    float *last = m_c.scratch(thread), *gates = last + m_s.batch * m_s.width;
    int64_t longest = 0;
    for (int64_t b = 0; b < m_s.batch; ++b) {
      std::copy_n(state(kSlstmOut, b, head), m_s.width, last + b * m_s.width);
      longest = std::max(longest, count_of(m_c, b));
    }
    for (int64_t t = 0; t < longest; ++t) {
      for (int64_t g = 0; g < kSlstmGates; ++g)
        set_gate(g, head, t, last, gates + g * m_s.batch * m_s.width);
      for (int64_t b = 0; b < m_s.batch; ++b)
        if (t < count_of(m_c, b))
          advance(b, head, t, last + b * m_s.width, gates);
    }
    for (int64_t b = 0; b < m_s.batch; ++b)
      std::copy_n(last + b * m_s.width, m_s.width, state(kSlstmOut, b, head));
  }

private:
  float* state(SlstmState which, int64_t b, int64_t head) const {
    return m_c.environment.state->entry(m_entries[which]).values(slot_of(m_c, b)) + head * m_s.width;
  }

  /// gate [batch, width] = x + last R.
  void set_gate(int64_t g, int64_t head, int64_t t, const float* last, float* gate) const {
    const Dims& at = m_strides;
    for (int64_t b = 0; b < m_s.batch; ++b)
      std::copy_n(m_x + b * at[0] + t * at[1] + g * at[2] + head * at[3], m_s.width, gate + b * m_s.width);
    m_c.kernels.product({last, m_s.width, m_weight + (g * m_s.heads + head) * m_s.width * m_s.width, m_s.width, gate,
                         m_s.width, m_s.batch, m_s.width, m_s.width, true});
  }

  void advance(int64_t b, int64_t head, int64_t t, float* last, float* gates) const {
    SlstmCell cell{};
    cell.n = m_s.width;
    for (int64_t g = 0; g < kSlstmGates; ++g)
      cell.gates[g] = gates + (g * m_s.batch + b) * m_s.width;
    cell.first = m_c.environment.input->position[static_cast<size_t>(b)] + t == 0;
    cell.mean = state(kSlstmMean, b, head);
    cell.log_sum = state(kSlstmLogSum, b, head);
    cell.out = last;
    m_c.kernels.slstm_cell(cell);
    std::copy_n(last, m_s.width, m_y + ((b * m_s.tokens + t) * m_s.heads + head) * m_s.width);
  }

  Compilation& m_c;
  Layout m_s;
  Dims m_strides; ///< of x
  const float *m_x, *m_weight;
  float* m_y;
  int32_t m_entries[3]; ///< by SlstmState
};

Status slstm_compile(Compilation& c, const Node& node) {
  c.add_dynamic(Layout(node).heads, HeadRun(c, node));
  return {};
}

} // namespace

const CpuOperation ops::slstm{slstm_compile, slstm_scratch_floats};

} // namespace pareto::cpu
