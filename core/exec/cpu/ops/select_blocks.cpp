// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace pareto::cpu {

namespace {

/// Shapes and places of one node.
struct Selection {
  SelectBlocksSpec spec;
  int64_t batch, tokens, heads, keys, group, width; ///< keys: heads of keys, which choose
  Tensor q, k, weights;
  const float *q_data, *k_data, *weight_data;
  int32_t* ids;
  int32_t entry;
};

Selection describe(const Node& node) {
  Selection s{};
  s.spec = std::get<SelectBlocksSpec>(node.spec);
  s.q = node.inputs[0];
  s.k = node.inputs[1];
  s.weights = node.inputs[2];
  s.batch = s.q.shape[0];
  s.tokens = s.q.shape[1];
  if (s.spec.keyless()) {
    s.keys = s.heads = s.spec.heads;
    return s;
  }
  s.heads = s.q.shape[2];
  s.keys = s.k.shape[-2];
  s.group = s.heads / s.keys;
  s.width = s.q.shape[3];
  s.entry = node.entry(0);
  return s;
}

struct Candidate {
  float score;
  int32_t id;
};
static_assert(sizeof(Candidate) == 2 * sizeof(float) && alignof(Candidate) == alignof(float));
/// Ties go to the lower index. A heap by it has the worst in front.
bool better(const Candidate& a, const Candidate& b) { return a.score > b.score || (a.score == b.score && a.id < b.id); }

int64_t scratch_floats(const Node& node) {
  const Selection s = describe(node);
  return s.group * (s.width + kKeyTile + 2) + key_products_scratch(s.width) + 2 * s.spec.chosen;
}

/// The choice of one token and head of keys, in a thread's scratch.
class Choice {
public:
  Choice(Compilation& compilation, const Selection& selection, int64_t unit, int thread)
      : c(compilation), s(selection) {
    g = unit % s.keys;
    t = unit / s.keys % s.tokens;
    b = unit / (s.keys * s.tokens);
    float* at = c.scratch(thread);
    q = at;
    logits = q + s.group * s.width;
    peak = logits + s.group * kKeyTile;
    share = peak + s.group;
    work = share + s.group;
    heap = new (work + key_products_scratch(s.width)) Candidate[static_cast<size_t>(s.spec.chosen)];
  }

  void run() {
    int32_t* ids = s.ids + ((b * s.tokens + t) * s.keys + g) * s.spec.chosen;
    std::fill_n(ids, s.spec.chosen, -1);
    if (t >= count_of(c, b))
      return;
    position = c.environment.input->position[static_cast<size_t>(b)] + t;
    const BlockRange range = block_range(s.spec, position);
    for (int64_t i = 0; i < range.begin; ++i)
      *ids++ = static_cast<int32_t>(i);
    if (s.spec.comb.reach > 0)
      return take_comb(ids);
    if (const int64_t open = range.open(s.spec); range.stop - range.begin <= open)
      for (int64_t i = range.begin; i < range.stop; ++i)
        *ids++ = static_cast<int32_t>(i);
    else if (open > 0)
      ids = take_best(range, open, ids);
    for (int64_t i = range.tail; i < range.end; ++i)
      *ids++ = static_cast<int32_t>(i);
  }

private:
  void take_comb(int32_t* ids) const {
    for (int64_t level = 0; level < s.spec.comb.levels; ++level) {
      const CombLevel tooth = comb_level(s.spec, position, g, level);
      for (int64_t i = 0; i < tooth.count; ++i)
        *ids++ = static_cast<int32_t>(tooth.first + i * tooth.step);
    }
  }

  int32_t* take_best(const BlockRange& range, int64_t open, int32_t* ids) {
    gather();
    if (s.spec.score == BlockScore::Softmax)
      sum_up(position + 1);
    int64_t held = 0;
    tiles(range.begin, range.stop, [&](int64_t first, int64_t count) {
      for (int64_t i = 0; i < count; ++i) {
        const Candidate next{score(first, i), static_cast<int32_t>(first + i)};
        if (held < open) {
          heap[held++] = next;
          std::push_heap(heap, heap + held, better);
        } else if (better(next, heap[0])) {
          std::pop_heap(heap, heap + held, better);
          heap[held - 1] = next;
          std::push_heap(heap, heap + held, better);
        }
      }
    });
    std::sort(heap, heap + held, [](const Candidate& a, const Candidate& other) { return a.id < other.id; });
    for (int64_t i = 0; i < held; ++i)
      *ids++ = heap[i].id;
    return ids;
  }

  void gather() {
    for (int64_t h = 0; h < s.group; ++h)
      std::memcpy(q + h * s.width,
                  s.q_data + b * s.q.strides[0] + t * s.q.strides[1] + (g * s.group + h) * s.q.strides[2],
                  static_cast<size_t>(s.width) * 4);
  }

  /// visit(first, count) for tiles of the blocks [begin, end), their logits computed.
  template <class Visit>
  void tiles(int64_t begin, int64_t end, const Visit& visit) {
    for (int64_t first = begin; first < end; first += kKeyTile) {
      const int64_t count = std::min(kKeyTile, end - first);
      if (!s.spec.keyless())
        take_products(first, count);
      visit(first, count);
    }
  }

  void take_products(int64_t first, int64_t count) {
    StateEntry& entry = c.environment.state->entry(s.entry);
    c.kernels.key_products({q, s.group, s.width, entry.at(slot_of(c, b), g, first), entry.type(), count, logits, work});
    for (int64_t h = 0; h < s.group; ++h)
      for (int64_t i = 0; i < count; ++i)
        logits[h * kKeyTile + i] *= s.spec.scale;
  }

  /// The greatest logit of each head and the sum of exp(logit - it), over the whole blocks of `seen` tokens.
  void sum_up(int64_t seen) {
    std::fill_n(peak, s.group, -INFINITY);
    std::fill_n(share, s.group, 0.0f);
    tiles(0, seen / s.spec.block, [&](int64_t, int64_t count) {
      for (int64_t h = 0; h < s.group; ++h) {
        const float* line = logits + h * kKeyTile;
        const float most = std::max(peak[h], *std::max_element(line, line + count));
        share[h] *= std::exp(peak[h] - most);
        for (int64_t i = 0; i < count; ++i)
          share[h] += std::exp(line[i] - most);
        peak[h] = most;
      }
    });
  }

  /// Of the i-th block of the tile that begins at `first`.
  float score(int64_t first, int64_t i) const {
    if (s.spec.score == BlockScore::Random)
      return random_score(s.spec.seed, static_cast<uint32_t>(g), static_cast<uint32_t>(position / s.spec.block),
                          static_cast<uint32_t>(first + i));
    float sum = 0;
    for (int64_t h = 0; h < s.group; ++h) {
      float x = logits[h * kKeyTile + i];
      if (s.spec.score == BlockScore::Relu)
        x = std::max(x, 0.0f);
      else if (s.spec.score == BlockScore::Softmax)
        x = std::exp(x - peak[h]) / share[h];
      sum +=
          s.weight_data ? x * s.weight_data[b * s.weights.strides[0] + t * s.weights.strides[1] + g * s.group + h] : x;
    }
    return sum;
  }

  Compilation& c;
  const Selection& s;
  int64_t b, t, g, position = 0;
  float *q, *logits, *peak, *share, *work;
  Candidate* heap;
};

/// The key of a block's last token goes to the cache.
void add_store(Compilation& c, const Selection& s) {
  const int64_t units = s.batch * s.tokens;
  c.add_shared(units, units * s.keys * s.width, [&c, s](int64_t begin, int64_t end, int) {
    StateEntry& entry = c.environment.state->entry(s.entry);
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t b = unit / s.tokens, t = unit % s.tokens,
                    seen = c.environment.input->position[static_cast<size_t>(b)] + t + 1;
      if (t >= count_of(c, b) || seen % s.spec.block != 0)
        continue;
      for (int64_t g = 0; g < s.keys; ++g)
        c.kernels.narrow(entry.type(), s.k_data + b * s.k.strides[0] + t * s.k.strides[1] + g * s.k.strides[2],
                         entry.at(slot_of(c, b), g, seen / s.spec.block - 1), s.width);
    }
  });
}

Status compile(Compilation& c, const Node& node) {
  Selection s = describe(node);
  s.q_data = c.data(s.q);
  s.k_data = c.data(s.k);
  s.weight_data = c.data(s.weights);
  s.ids = reinterpret_cast<int32_t*>(c.data(node.output()));
  if (!s.spec.again && !s.spec.keyless())
    add_store(c, s);
  const int64_t units = s.batch * s.tokens * s.keys;
  c.add_dynamic(units, [&c, s, units](int64_t unit, int thread) {
    Choice(c, s, units - 1 - unit, thread).run(); // late tokens see most
  });
  return {};
}

} // namespace

const CpuOperation ops::select_blocks{compile, scratch_floats};

} // namespace pareto::cpu
