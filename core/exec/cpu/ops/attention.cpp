// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/attention_tile.h"
#include "core/exec/cpu/ops/operation.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pareto::cpu {

namespace {

int64_t attention_scratch_floats(const Node& node) { return tile_scratch(tiling_of(node, 1)); }

/// One present row to an entry, at its type; `row` counts tokens, or the blocks that rows stand for.
void store(Compilation& c, int32_t index, int64_t slot, int64_t head, int64_t row, const float* from) {
  StateEntry& entry = c.environment.state->entry(index);
  c.kernels.narrow(entry.type(), from, entry.at(slot, head, entry.row(row)), entry.width());
}

/// Present keys, values and sums of gates go to the cache at its type before anything is read. Values that are erased
/// from come later (add_erasing).
void add_store(Compilation& c, const Attention& a) {
  const int64_t units = a.batch * a.tokens;
  c.add_shared(
      units, units * a.kv_heads * (a.key_width + a.value_width), [&c, a](int64_t begin, int64_t end, int thread) {
        const StepInput& input = *c.environment.input;
        for (int64_t unit = begin; unit < end; ++unit) {
          const int64_t b = unit / a.tokens, t = unit % a.tokens, seen = input.position[static_cast<size_t>(b)] + t + 1;
          if (t >= input.count[static_cast<size_t>(b)] || seen % a.spec.stride != 0)
            continue;
          const int64_t row = seen / a.spec.stride - 1, slot = input.slot[static_cast<size_t>(b)];
          for (int64_t h = 0; h < a.kv_heads; ++h) {
            const float* key = a.k.at(b, t, h);
            if (a.rotate_k.angles) {
              a.rotate_k.apply(c.kernels, key, unit, c.scratch(thread), a.key_width);
              key = c.scratch(thread);
            }
            store(c, a.key_entry, slot, h, row, key);
            if (a.v.data && !a.erase)
              store(c, a.value_entry, slot, h, row, a.v.at(b, t, h));
          }
          if (a.shared_entry >= 0)
            store(c, a.shared_entry, slot, 0, row, a.shared_k.at(b, t, 0));
          for (int64_t h = 0; a.gate_entry >= 0 && h < a.heads; ++h)
            store(c, a.gate_entry, slot, h, row, a.forget.at(b, t, h));
        }
      });
}

/// Partial sums of split contexts: [unit][part][row] of Tiling::part_floats().
struct Partials {
  explicit Partials(const Attention& a)
      : values(static_cast<size_t>(a.units() * a.parts * a.group * a.part_floats())) {}
  std::vector<float> values;
  float* at(const Attention& a, int64_t unit, int64_t part, int64_t row) {
    return values.data() + ((unit * a.parts + part) * a.group + row) * a.part_floats();
  }
};

/// The sums of a row as they lie in a part: peak, sum, acc, and those of the probe.
RowSums sums_in(const Attention& a, float* part) {
  RowSums row{part, part + 1, part + 2, nullptr, nullptr};
  if (a.probe) {
    row.probe_sum = row.acc + a.value_width;
    row.probe_acc = row.probe_sum + 1;
  }
  return row;
}

void keep_part(const Attention& a, const Tile& tile, int64_t row, float* part) {
  const RowSums to = sums_in(a, part);
  *to.peak = tile.sums.peak[row];
  *to.sum = tile.sums.sum[row];
  std::memcpy(to.acc, tile.sums.acc + row * a.value_width, static_cast<size_t>(a.value_width) * 4);
  if (!a.probe)
    return;
  *to.probe_sum = tile.sums.probe_sum[row];
  std::memcpy(to.probe_acc, tile.sums.probe_acc + row * a.value_width, static_cast<size_t>(a.value_width) * 4);
}

/// Adds the next part of a history to those before it.
void merge(const Attention& a, float* whole, const float* piece) {
  if (a.sticks()) { // the later keys shorten what the earlier ones got
    const float left = std::exp(piece[1]);
    whole[1] += piece[1];
    for (int64_t i = 2; i < a.part_floats(); ++i)
      whole[i] = whole[i] * left + piece[i];
    return;
  }
  if (piece[1] == 0)
    return;
  const float peak = std::max(whole[0], piece[0]), old = std::exp(whole[0] - peak), add = std::exp(piece[0] - peak);
  whole[0] = peak;
  for (int64_t i = 1; i < a.part_floats(); ++i)
    whole[i] = whole[i] * old + piece[i] * add;
}

/// Decode of few sequences: the context is shared out, partial sums are merged in a fixed order.
void add_split(Compilation& c, const Attention& a) {
  auto partials = std::make_shared<Partials>(a);
  c.add_dynamic(a.units() * a.parts, [&c, a, partials, spaces = spaces_of(c, a)](int64_t job, int thread) {
    const int64_t unit = job / a.parts, part = job % a.parts;
    Tile tile(c, a, *spaces, unit, thread);
    tile.gather();
    tile.attend(part);
    for (int64_t row = 0; row < a.group; ++row)
      keep_part(a, tile, row, partials->at(a, unit, part, row));
  });
  c.add(
      [a, partials](int) {
        for (int64_t unit = 0; unit < a.units(); ++unit)
          for (int64_t row = 0; row < a.group; ++row) {
            float* whole = partials->at(a, unit, 0, row);
            for (int64_t part = 1; part < a.parts; ++part)
              merge(a, whole, partials->at(a, unit, part, row));
            const int64_t head = unit * a.group + row; // of all sequences
            write_row(a, head, sums_in(a, whole));
          }
      },
      true);
}

/// u_t = v_t - b_t times what the earlier u give to query t, token after token; tiles follow one another, heads run
/// side by side. Then t reads its own u as well.
void erase_head(Compilation& c, const Attention& a, TileSpaces& spaces, int64_t unit, int thread) {
  for (int64_t i = 0; i < a.tiles; ++i) {
    Tile tile(c, a, spaces, unit * a.tiles + i, thread);
    if (tile.empty())
      return;
    tile.gather();
    tile.attend_before();
    for (int64_t row = 0; row < tile.rows(); ++row) {
      const int64_t t = tile.first_token + row, position = tile.past + t;
      tile.read_row(row, tile.past + tile.first_token, position);
      float* u = a.y + ((tile.b * a.tokens + t) * a.heads + tile.head) * a.value_width; // its place holds u for a while
      const float *v = a.v.at(tile.b, t, tile.head), *read = tile.sums.acc + row * a.value_width;
      const float sum = tile.sums.sum[row], factor = sum == 0 ? 0 : *a.strength.at(tile.b, t, tile.head) / sum;
      for (int64_t d = 0; d < a.value_width; ++d)
        u[d] = v[d] - factor * read[d];
      store(c, a.value_entry, tile.slot, tile.head, position, u);
      tile.read_row(row, position, position + 1);
      tile.finish_row(row);
    }
  }
}

void add_erasing(Compilation& c, const Attention& a) {
  c.add_dynamic(a.units(), [&c, a, spaces = spaces_of(c, a)](int64_t unit, int thread) {
    erase_head(c, a, *spaces, unit, thread);
  });
}

/// All keys before a token meet its reflection; the present ones lie in the entry as they came. Nothing reads them in
/// this step any more, and one that is not to be remembered leaves them.
void add_reflecting(Compilation& c, const Attention& a) {
  const int64_t heads = a.batch * a.kv_heads, parts = (4 * c.team.size() + heads - 1) / heads;
  c.add_dynamic(heads * parts, [&c, a, parts](int64_t unit, int thread) {
    const StepInput& input = *c.environment.input;
    const int64_t part = unit % parts, h = unit / parts % a.kv_heads, b = unit / parts / a.kv_heads;
    const int64_t past = input.position[static_cast<size_t>(b)], count = input.count[static_cast<size_t>(b)],
                  total = past + count, blocks = (total + kKeyTile - 1) / kKeyTile,
                  begin = blocks * part / parts * kKeyTile,
                  end = std::min(total, blocks * (part + 1) / parts * kKeyTile);
    if (!input.commit || begin >= end)
      return;
    StateEntry& keys = c.environment.state->entry(a.key_entry);
    c.kernels.reflect({reinterpret_cast<float*>(keys.at(input.slot[static_cast<size_t>(b)], h, begin)), end - begin,
                       a.key_width, begin - past, a.directions.at(b, 0, h), a.directions.strides[1], count,
                       c.scratch(thread)});
  });
}

void add_reading(Compilation& c, const Attention& a) {
  if (a.erase)
    return add_erasing(c, a);
  if (a.parts > 1)
    return add_split(c, a);
  const int64_t units = a.units() * a.tiles;
  c.add_dynamic(units, [&c, a, units, spaces = spaces_of(c, a)](int64_t unit, int thread) {
    Tile tile(c, a, *spaces, units - 1 - unit, thread); // late tiles see most: first come the long ones
    if (tile.empty())
      return;
    tile.gather();
    tile.attend(0);
    tile.finish();
  });
}

void add_attention(Compilation& c, const Attention& a) {
  if (!a.spec.again)
    add_store(c, a);
  add_reading(c, a);
  if (a.reflect)
    add_reflecting(c, a);
}

Status attention_compile(Compilation& c, const Node& node) {
  add_attention(c, describe_attention(c, node));
  return {};
}

} // namespace

const CpuOperation ops::attention{attention_compile, attention_scratch_floats};

Status compile_fused_rope_cache(Compilation& c, const FusedNodes& nodes) {
  Attention a = describe_attention(c, *nodes.back());
  for (size_t i = 0; i + 1 < nodes.size(); ++i)
    a.take_rotation(c, *nodes[i]);
  add_attention(c, a);
  return {};
}

} // namespace pareto::cpu
