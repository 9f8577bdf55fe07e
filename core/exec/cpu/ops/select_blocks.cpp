// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <vector>

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

Selection select_blocks_describe(const Node& node) {
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
/// Ties go to the lower index.
bool better(const Candidate& a, const Candidate& b) { return a.score > b.score || (a.score == b.score && a.id < b.id); }

/// Floats of a thread's scratch before the room of its candidates.
int64_t room_offset(const Selection& s) {
  return s.group * (s.width + kKeyTile + 2) + kKeyTile + key_products_scratch(s.width);
}
int64_t select_blocks_scratch_floats(const Node& node) {
  const Selection s = select_blocks_describe(node);
  return room_offset(s) + 2 * 2 * s.spec.chosen;
}

/// The best `most` of the candidates that were seen, held in room for twice as many: whenever that is full the worse
/// half goes.
class Best {
public:
  /// `held`: so many lie in the room already.
  Best(Candidate* room, int64_t most, int64_t held = 0) : m_room(room), m_most(most), m_held(held) {}

  void see(Candidate next) {
    if (!better(next, m_bar))
      return;
    m_room[m_held++] = next;
    if (m_held == 2 * m_most)
      shrink();
  }
  std::span<Candidate> held() {
    if (m_held > m_most)
      shrink();
    return {m_room, static_cast<size_t>(m_held)};
  }

private:
  void shrink() {
    std::nth_element(m_room, m_room + m_most - 1, m_room + m_held, better);
    m_held = m_most;
    m_bar = m_room[m_most - 1];
  }

  Candidate* m_room;
  int64_t m_most, m_held;
  Candidate m_bar{-INFINITY, INT32_MAX}; ///< the worst of the best so far; at first anybody is better
};

/// The choice of one token and head of keys, in a thread's scratch.
class SelectBlocksChoice {
public:
  SelectBlocksChoice(Compilation& compilation, const Selection& selection, int64_t unit, int which)
      : c(compilation), s(selection), thread(which) {
    g = unit % s.keys;
    t = unit / s.keys % s.tokens;
    b = unit / (s.keys * s.tokens);
    float* at = c.scratch(thread);
    q = at;
    logits = q + s.group * s.width;
    peak = logits + s.group * kKeyTile;
    share = peak + s.group;
    line = share + s.group;
    work = line + kKeyTile;
    if (t < count_of(c, b)) {
      position = c.environment.input->position[static_cast<size_t>(b)] + t;
      range = block_range(s.spec, position);
    }
  }

  /// Writes what is read. `found`: of each thread how many look_at_share() left in its room; empty where none looked.
  void run(std::span<const int64_t> found = {}) {
    int32_t* ids = s.ids + ((b * s.tokens + t) * s.keys + g) * s.spec.chosen;
    std::fill_n(ids, s.spec.chosen, -1);
    if (t >= count_of(c, b))
      return;
    for (int64_t i = 0; i < range.begin; ++i)
      *ids++ = static_cast<int32_t>(i);
    if (s.spec.comb.reach > 0)
      return take_comb(ids);
    if (is_a_choice())
      ids = take(found.empty() ? look(range.begin, range.stop) : best_of(found), ids);
    else if (range.open(s.spec) > 0)
      for (int64_t i = range.begin; i < range.stop; ++i)
        *ids++ = static_cast<int32_t>(i);
    for (int64_t i = range.tail; i < range.end; ++i)
      *ids++ = static_cast<int32_t>(i);
  }

  /// This thread's share of the blocks: the best of them stay in its room.
  int64_t look_at_share(int64_t threads) {
    if (t >= count_of(c, b) || s.spec.comb.reach > 0 || !is_a_choice())
      return 0;
    const int64_t blocks = range.stop - range.begin;
    return static_cast<int64_t>(
        look(range.begin + blocks * thread / threads, range.begin + blocks * (thread + 1) / threads).size());
  }

private:
  bool is_a_choice() const {
    const int64_t open = range.open(s.spec);
    return open > 0 && range.stop - range.begin > open;
  }

  void take_comb(int32_t* ids) const {
    for (int64_t level = 0; level < s.spec.comb.levels; ++level) {
      const CombLevel tooth = comb_level(s.spec, position, g, level);
      for (int64_t i = 0; i < tooth.count; ++i)
        *ids++ = static_cast<int32_t>(tooth.first + i * tooth.step);
    }
  }

  static int32_t* take(std::span<Candidate> best, int32_t* ids) {
    std::sort(best.begin(), best.end(), [](const Candidate& a, const Candidate& other) { return a.id < other.id; });
    for (const Candidate& each : best)
      *ids++ = each.id;
    return ids;
  }

  /// The best of the blocks [begin, end).
  std::span<Candidate> look(int64_t begin, int64_t end) {
    gather();
    if (s.spec.score == BlockScore::Softmax)
      sum_up(position + 1);
    Best best(room_of(thread), range.open(s.spec));
    tiles(begin, end, [&](int64_t first, int64_t count) {
      take_scores(first, count);
      for (int64_t i = 0; i < count; ++i)
        best.see({line[i], static_cast<int32_t>(first + i)});
    });
    return best.held();
  }

  std::span<Candidate> best_of(std::span<const int64_t> found) {
    Best best(room_of(thread), range.open(s.spec), found[static_cast<size_t>(thread)]);
    for (int other = 0; other < static_cast<int>(found.size()); ++other)
      for (int64_t i = 0; other != thread && i < found[static_cast<size_t>(other)]; ++i)
        best.see(room_of(other)[i]);
    return best.held();
  }

  Candidate* room_of(int which) const {
    return std::launder(reinterpret_cast<Candidate*>(c.scratch(which) + room_offset(s)));
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
        const float* of = logits + h * kKeyTile;
        const float most = std::max(peak[h], *std::max_element(of, of + count));
        share[h] *= std::exp(peak[h] - most);
        for (int64_t i = 0; i < count; ++i)
          share[h] += std::exp(of[i] - most);
        peak[h] = most;
      }
    });
  }

  /// Of the blocks of the tile that begins at `first`, in `line`; what is no number is chosen last.
  void take_scores(int64_t first, int64_t count) {
    std::fill_n(line, count, 0.0f);
    if (s.spec.score == BlockScore::Random)
      for (int64_t i = 0; i < count; ++i)
        line[i] = random_score(s.spec.seed, static_cast<uint32_t>(g), static_cast<uint32_t>(position / s.spec.block),
                               static_cast<uint32_t>(first + i));
    else
      for (int64_t h = 0; h < s.group; ++h)
        add_scores(h, logits + h * kKeyTile, count);
    for (int64_t i = 0; i < count; ++i)
      line[i] = line[i] >= -FLT_MAX ? line[i] : -INFINITY;
  }

  void add_scores(int64_t h, const float* of, int64_t count) {
    const float weight =
        s.weight_data ? s.weight_data[b * s.weights.strides[0] + t * s.weights.strides[1] + g * s.group + h] : 1;
    if (s.spec.score == BlockScore::Relu)
      for (int64_t i = 0; i < count; ++i)
        line[i] += weight * std::max(of[i], 0.0f);
    else if (s.spec.score == BlockScore::Softmax)
      for (int64_t i = 0; i < count; ++i)
        line[i] += weight * (std::exp(of[i] - peak[h]) / share[h]);
    else
      for (int64_t i = 0; i < count; ++i)
        line[i] += weight * of[i];
  }

  Compilation& c;
  const Selection& s;
  int thread;
  int64_t b, t, g, position = 0;
  BlockRange range{};
  float *q, *logits, *peak, *share, *line, *work;
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

/// Fewer choices than threads: all threads look through one token's blocks, then one of them takes the best.
void add_shared_choices(Compilation& c, const Selection& s, int64_t units) {
  const auto found = std::make_shared<std::vector<int64_t>>(static_cast<size_t>(c.team.size()));
  for (int64_t unit = 0; unit < units; ++unit) {
    c.add([&c, s, unit, found](int thread) {
      (*found)[static_cast<size_t>(thread)] = SelectBlocksChoice(c, s, unit, thread).look_at_share(c.team.size());
    });
    c.add([&c, s, unit, found](int thread) { SelectBlocksChoice(c, s, unit, thread).run(*found); }, true);
  }
}

Status select_blocks_compile(Compilation& c, const Node& node) {
  Selection s = select_blocks_describe(node);
  s.q_data = c.data(s.q);
  s.k_data = c.data(s.k);
  s.weight_data = c.data(s.weights);
  s.ids = reinterpret_cast<int32_t*>(c.data(node.output()));
  if (!s.spec.again && !s.spec.keyless())
    add_store(c, s);
  const int64_t units = s.batch * s.tokens * s.keys;
  // A softmax is of all blocks: each share would have to sum it up.
  if (units < c.team.size() && !s.spec.keyless() && s.spec.score != BlockScore::Softmax)
    add_shared_choices(c, s, units);
  else
    c.add_dynamic(units, [&c, s, units](int64_t unit, int thread) {
      SelectBlocksChoice(c, s, units - 1 - unit, thread).run(); // late tokens see most
    });
  return {};
}

} // namespace

const CpuOperation ops::select_blocks{select_blocks_compile, select_blocks_scratch_floats};

} // namespace pareto::cpu
