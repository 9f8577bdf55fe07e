// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pareto::cpu {

namespace {

/// Shapes and places of one node.
struct Eviction {
  EvictingAttentionSpec spec;
  HeadInput q, k, v;
  int64_t tokens, heads, key_heads, group, keys, width;
  int32_t entries[3];
  float* y;
};

Eviction evicting_attention_describe(const Compilation& c, const Node& node) {
  Eviction e{};
  e.spec = std::get<EvictingAttentionSpec>(node.spec);
  const Dims &q = node.inputs[0].shape, &v = node.inputs[2].shape;
  e.tokens = q[1];
  e.heads = q[2];
  e.key_heads = v[2];
  e.group = e.heads / e.key_heads;
  e.keys = q[3];
  e.width = v[3];
  e.q = HeadInput(c, node.inputs[0], e.heads);
  e.k = HeadInput(c, node.inputs[1], e.key_heads);
  e.v = HeadInput(c, node.inputs[2], e.key_heads);
  for (size_t i = 0; i < 3; ++i)
    e.entries[i] = node.entry(i);
  e.y = c.data(node.output());
  return e;
}

int64_t evicting_attention_scratch_floats(const Node& node) {
  const int64_t group = node.inputs[0].shape[2] / node.inputs[1].shape[2], keys = node.inputs[0].shape[3],
                budget = std::get<EvictingAttentionSpec>(node.spec).budget;
  return group * (keys + kKeyTile + budget) + key_products_scratch(keys);
}

float* rows_of(const Compilation& c, const Eviction& e, int64_t b, int64_t h, size_t which, int64_t width) {
  return c.environment.state->entry(e.entries[which]).values(slot_of(c, b)) + h * e.spec.budget * width;
}

/// Where the token goes that has the place of the one at `position`, of key heads `first` and after that choose as one;
/// its own place: nowhere.
int64_t next_place(const Compilation& c, const Eviction& e, int64_t b, int64_t first, int64_t position) {
  const int64_t place = position % e.spec.recent;
  if (position < e.spec.recent || position < e.spec.budget)
    return position < e.spec.recent ? place : position;
  const float* worths = rows_of(c, e, b, first, kEvictingWorths, 1);
  const auto worth = [&](int64_t row) {
    float sum = 0;
    for (int64_t h = 0; h < e.spec.choosing(e.key_heads); ++h)
      sum += worths[h * e.spec.budget + row];
    return sum;
  };
  int64_t to = place;
  float least = worth(place);
  for (int64_t row = e.spec.recent; row < e.spec.budget; ++row)
    if (const float each = worth(row); each < least) {
      least = each;
      to = row;
    }
  return to;
}

/// One key head of one sequence at one token.
class KeptHead {
public:
  KeptHead(Compilation& compilation, const Eviction& eviction, int64_t sequence, int64_t head, int thread)
      : c(compilation), e(eviction), b(sequence), h(head) {
    keys = rows_of(c, e, b, h, kEvictingKeys, e.keys);
    values = rows_of(c, e, b, h, kEvictingValues, e.width);
    worths = rows_of(c, e, b, h, kEvictingWorths, 1);
    q = c.scratch(thread);
    tile = q + e.group * e.keys;
    weights = tile + e.group * kKeyTile;
    work = weights + e.group * e.spec.budget;
  }

  /// Token t of the step, at `position`; the one that has its place moves on to `to`.
  void run(int64_t t, int64_t position, int64_t to) {
    const int64_t place = position % e.spec.recent, held = std::min(position + 1, e.spec.budget);
    if (to != place)
      put(to, keys + place * e.keys, values + place * e.width, worths[place]);
    put(place, e.k.at(b, h) + t * e.k.token, e.v.at(b, h) + t * e.v.token, 0);
    if (e.spec.by == EvictBy::Last)
      std::fill_n(worths, held, 0.0f);
    attend(t, held);
  }

private:
  void put(int64_t row, const float* k, const float* v, float worth) {
    std::memmove(keys + row * e.keys, k, static_cast<size_t>(e.keys) * 4);
    std::memmove(values + row * e.width, v, static_cast<size_t>(e.width) * 4);
    worths[row] = worth;
  }

  void attend(int64_t t, int64_t held) {
    for (int64_t i = 0; i < e.group; ++i)
      std::memcpy(q + i * e.keys, e.q.at(b, h * e.group + i) + t * e.q.token, static_cast<size_t>(e.keys) * 4);
    for (int64_t first = 0; first < held; first += kKeyTile) {
      const int64_t count = std::min(kKeyTile, held - first);
      c.kernels.key_products({q, e.group, e.keys, keys + first * e.keys, Format::F32, count, tile, work});
      for (int64_t i = 0; i < e.group; ++i)
        std::copy_n(tile + i * kKeyTile, count, weights + i * e.spec.budget + first);
    }
    for (int64_t i = 0; i < e.group; ++i)
      read(t, i, held);
  }

  /// Of query head i of the group; its logits become its weights.
  void read(int64_t t, int64_t i, int64_t held) {
    float* line = weights + i * e.spec.budget;
    float most = -INFINITY, total = 0;
    for (int64_t row = 0; row < held; ++row) {
      line[row] = std::isfinite(line[row]) ? line[row] * e.spec.scale : NAN; // an infinite score is no mask
      most = std::max(most, line[row]);
    }
    for (int64_t row = 0; row < held; ++row)
      total += line[row] = std::exp(line[row] - most);
    float* o = e.y + ((b * e.tokens + t) * e.heads + h * e.group + i) * e.width;
    std::fill_n(o, e.width, 0.0f);
    for (int64_t row = 0; row < held; ++row) {
      const float weight = line[row] / total, *v = values + row * e.width;
      worths[row] += weight;
      for (int64_t d = 0; d < e.width; ++d)
        o[d] += weight * v[d];
    }
  }

  Compilation& c;
  const Eviction& e;
  int64_t b, h;
  float *keys, *values, *worths, *q, *tile, *weights, *work;
};

/// Key heads of one sequence that choose as one, through the step.
void run_choice(Compilation& c, const Eviction& e, int64_t unit, int thread) {
  const int64_t choosing = e.spec.choosing(e.key_heads), choices = e.key_heads / choosing, b = unit / choices,
                first = unit % choices * choosing, begin = c.environment.input->position[static_cast<size_t>(b)];
  for (int64_t t = 0; t < count_of(c, b); ++t) {
    const int64_t to = next_place(c, e, b, first, begin + t);
    for (int64_t h = first; h < first + choosing; ++h)
      KeptHead(c, e, b, h, thread).run(t, begin + t, to);
  }
}

Status evicting_attention_compile(Compilation& c, const Node& node) {
  const Eviction e = evicting_attention_describe(c, node);
  c.add_dynamic(node.output().shape[0] * e.key_heads / e.spec.choosing(e.key_heads),
                [&c, e](int64_t unit, int thread) { run_choice(c, e, unit, thread); });
  return {};
}

} // namespace

const CpuOperation ops::evicting_attention{evicting_attention_compile, evicting_attention_scratch_floats};

} // namespace pareto::cpu
