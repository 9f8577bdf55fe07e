// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cmath>
#include <cstring>

namespace pareto::cpu {

namespace {

constexpr int64_t kTileRows = 64;   ///< queries (tokens x grouped heads) of one tile
constexpr int64_t kLeastPart = 256; ///< keys worth a part of their own
constexpr float kNothingSeen = -1e30f;
constexpr size_t kMostRuns =
    4; ///< of a part: pinned rows (twice, where they reach into the window), and a ring that wraps around

/// How the queries of a node are cut into tiles, and the context of few sequences into parts.
struct Tiling {
  int64_t batch, tokens, heads, kv_heads, group, key_width, value_width;
  int64_t tile_tokens, tiles, parts;
  int64_t rows() const { return tile_tokens * group; }
};

Tiling tiling_of(const Node& node, int threads) {
  const Dims &q = node.inputs[0].shape, &k = node.inputs[1].shape;
  Tiling a{};
  a.batch = q[0];
  a.tokens = q[1];
  a.heads = q[2];
  a.kv_heads = k[2];
  a.group = a.heads / a.kv_heads;
  a.key_width = q[3];
  a.value_width = node.output().shape[3];
  a.tile_tokens = std::min(a.tokens, std::max<int64_t>(1, kTileRows / a.group));
  a.tiles = (a.tokens + a.tile_tokens - 1) / a.tile_tokens;
  const int64_t units = a.batch * a.kv_heads * a.tiles, wanted = int64_t{4} * threads;
  a.parts = a.tokens == 1 && units < wanted ? (wanted + units - 1) / units : 1;
  return a;
}

/// A tile's queries and running sums, and what its kernel needs.
int64_t scratch_floats(const Node& node) {
  const Tiling a = tiling_of(node, 1);
  return a.rows() * (a.key_width + a.value_width + 2) + attention_scratch(a.rows(), a.key_width, a.value_width);
}

/// A rotation on the way from a projection to its reader.
struct Rotation {
  const Angles* angles = nullptr; ///< null: none
  int64_t half = 0;
  bool interleaved = false;
  Rotation() = default;
  Rotation(Compilation& c, const Node& rope)
      : angles(&c.angles_of(std::get<RopeSpec>(rope.spec).table)),
        half(static_cast<int64_t>(angles->table->inv_freq.size())),
        interleaved(std::get<RopeSpec>(rope.spec).interleaved) {}

  /// One head of one token (counted through all sequences).
  void apply(const Kernels& kernels, const float* x, int64_t token, float* y, int64_t width) const {
    const auto at = static_cast<size_t>(token * half);
    kernels.rotate(x, angles->cosine.data() + at, angles->sine.data() + at, y, half, interleaved);
    if (width > 2 * half)
      std::memcpy(y + 2 * half, x + 2 * half, static_cast<size_t>(width - 2 * half) * 4);
  }
};

/// Shapes and places of one attention node.
struct Attention : Tiling {
  AttentionSpec spec;
  Tensor q, k, v, out;
  const float *q_data, *k_data, *v_data, *sink;
  float* y;
  int32_t key_entry, value_entry; ///< the latter only where values are an input of their own
  Rotation rotate_q, rotate_k;

  /// Reads the rotation's input instead of its output.
  void take_rotation(Compilation& c, const Node& rope) {
    const bool keys = rope.output().id == k.id;
    (keys ? rotate_k : rotate_q) = Rotation(c, rope);
    (keys ? k : q) = rope.inputs[0];
    (keys ? k_data : q_data) = c.data(rope.inputs[0]);
  }
};

/// What a thread needs for one tile besides floats: made with the program, so that a step allocates nothing.
struct TileSpace {
  explicit TileSpace(int64_t rows) : until(static_cast<size_t>(rows)), from(static_cast<size_t>(rows)) {
    runs.reserve(kMostRuns);
  }
  std::vector<int64_t> until, from; ///< by row: sees positions < until and >= from
  std::vector<HistoryRun> runs;
};
using TileSpaces = std::vector<TileSpace>; ///< by thread

std::shared_ptr<TileSpaces> spaces_of(const Compilation& c, const Attention& a) {
  auto spaces = std::make_shared<TileSpaces>();
  spaces->reserve(static_cast<size_t>(c.team.size()));
  for (int thread = 0; thread < c.team.size(); ++thread)
    spaces->emplace_back(a.rows()); // each made in place: the copy of a vector keeps no room
  return spaces;
}

Attention describe(Compilation& c, const Node& node) {
  Attention a{};
  static_cast<Tiling&>(a) = tiling_of(node, c.team.size());
  a.spec = std::get<AttentionSpec>(node.spec);
  a.q = node.inputs[0];
  a.k = node.inputs[1];
  a.v = node.inputs[2];
  a.out = node.output();
  a.q_data = c.data(a.q);
  a.k_data = c.data(a.k);
  a.v_data = c.data(a.v);
  a.sink = c.data(node.inputs[3]);
  a.y = c.data(a.out);
  a.key_entry = node.entry(0);
  a.value_entry = a.v ? node.entry(1) : -1;
  return a;
}

/// Present keys and values go to the cache at its type before anything is read.
void add_store(Compilation& c, const Attention& a) {
  const int64_t units = a.batch * a.tokens;
  c.add_shared(
      units, units * a.kv_heads * (a.key_width + a.value_width), [&c, a](int64_t begin, int64_t end, int thread) {
        const StepInput& input = *c.environment.input;
        StateEntry& keys = c.environment.state->entry(a.key_entry);
        for (int64_t unit = begin; unit < end; ++unit) {
          const int64_t b = unit / a.tokens, t = unit % a.tokens;
          if (t >= input.count[static_cast<size_t>(b)])
            continue;
          const int64_t row = keys.row(input.position[static_cast<size_t>(b)] + t),
                        slot = input.slot[static_cast<size_t>(b)];
          for (int64_t h = 0; h < a.kv_heads; ++h) {
            const float* key = a.k_data + b * a.k.strides[0] + t * a.k.strides[1] + h * a.k.strides[2];
            if (a.rotate_k.angles) {
              a.rotate_k.apply(c.kernels, key, unit, c.scratch(thread), a.key_width);
              key = c.scratch(thread);
            }
            c.kernels.narrow(keys.type(), key, keys.at(slot, h, row), a.key_width);
            if (!a.v_data)
              continue;
            StateEntry& values = c.environment.state->entry(a.value_entry);
            c.kernels.narrow(values.type(), a.v_data + b * a.v.strides[0] + t * a.v.strides[1] + h * a.v.strides[2],
                             values.at(slot, h, row), a.value_width);
          }
        }
      });
}

/// One tile of queries of one key-value head: its limits and running sums, in the thread's scratch.
class Tile {
public:
  Tile(Compilation& compilation, const Attention& attention, TileSpaces& spaces, int64_t unit, int thread)
      : c(compilation), a(attention), space(spaces[static_cast<size_t>(thread)]) {
    b = unit / (a.kv_heads * a.tiles);
    head = unit / a.tiles % a.kv_heads;
    first_token = unit % a.tiles * a.tile_tokens;
    const StepInput& input = *c.environment.input;
    slot = input.slot[static_cast<size_t>(b)];
    past = input.position[static_cast<size_t>(b)];
    total = past + input.count[static_cast<size_t>(b)];
    tokens = std::min<int64_t>(a.tile_tokens, input.count[static_cast<size_t>(b)] - first_token);
    float* at = c.scratch(thread);
    q = at;
    peak = q + a.rows() * a.key_width;
    sum = peak + a.rows();
    acc = sum + a.rows();
    work = acc + a.rows() * a.value_width;
  }

  bool empty() const { return tokens <= 0; }
  int64_t rows() const { return tokens * a.group; }

  void gather() {
    for (int64_t row = 0; row < rows(); ++row) {
      const int64_t t = first_token + row / a.group, h = head * a.group + row % a.group;
      const float* from_q = a.q_data + b * a.q.strides[0] + t * a.q.strides[1] + h * a.q.strides[2];
      if (a.rotate_q.angles)
        a.rotate_q.apply(c.kernels, from_q, b * a.tokens + t, q + row * a.key_width, a.key_width);
      else
        std::memcpy(q + row * a.key_width, from_q, static_cast<size_t>(a.key_width) * 4);
      space.until[static_cast<size_t>(row)] = a.spec.causal ? past + t + 1 : total;
      space.from[static_cast<size_t>(row)] = a.spec.window > 0 ? std::max<int64_t>(0, past + t - a.spec.window + 1) : 0;
      peak[row] = kNothingSeen;
      sum[row] = 0;
    }
    std::fill_n(acc, rows() * a.value_width, 0.0f);
  }

  /// Attends to part `part` of the visible history.
  void attend(int64_t part) {
    const int64_t low = space.from.front(), high = space.until[static_cast<size_t>(rows() - 1)];
    const int64_t pinned = std::min(a.spec.pinned, low);
    const int64_t length = high - low, parts = std::max<int64_t>(1, std::min(a.parts, length / kLeastPart));
    if (part >= parts)
      return;
    const StateEntry& keys = c.environment.state->entry(a.key_entry);
    space.runs.clear();
    if (part == 0 && pinned > 0)
      keys.runs(0, pinned, space.runs);
    keys.runs(low + length * part / parts, low + length * (part + 1) / parts, space.runs);
    for (const HistoryRun& run : space.runs)
      read(run);
  }

  /// Adds the sink, divides, and writes the rows out.
  void finish() {
    for (int64_t row = 0; row < rows(); ++row) {
      const int64_t t = first_token + row / a.group, h = head * a.group + row % a.group;
      finish_row(a, a.y + ((b * a.tokens + t) * a.heads + h) * a.value_width, h, peak[row], sum[row],
                 acc + row * a.value_width);
    }
  }

  static void finish_row(const Attention& a, float* y, int64_t h, float peak, float sum, const float* acc) {
    float shrink = 1;
    if (a.sink) {
      const float most = std::max(peak, a.sink[h]);
      shrink = std::exp(peak - most);
      sum = sum * shrink + std::exp(a.sink[h] - most);
    }
    const float factor = sum == 0 ? 0 : shrink / sum; // a sum that is no number stays one
    for (int64_t i = 0; i < a.value_width; ++i)
      y[i] = acc[i] * factor;
  }

  float *q, *peak, *sum, *acc, *work;

private:
  void read(const HistoryRun& run) {
    StateEntry& keys = c.environment.state->entry(a.key_entry);
    AttentionRun kernel{};
    kernel.q = q;
    kernel.rows = rows();
    kernel.key_width = a.key_width;
    kernel.value_width = a.value_width;
    kernel.keys = keys.at(slot, head, run.row);
    kernel.values = a.v_data ? c.environment.state->entry(a.value_entry).at(slot, head, run.row) : nullptr;
    kernel.type = keys.type();
    kernel.count = run.count;
    kernel.first = run.first;
    kernel.until = space.until.data();
    kernel.from = space.from.data();
    kernel.pinned = a.spec.pinned;
    kernel.scale = a.spec.scale;
    kernel.softcap = a.spec.softcap;
    kernel.peak = peak;
    kernel.sum = sum;
    kernel.acc = acc;
    kernel.scratch = work;
    c.kernels.attention(kernel);
  }

  Compilation& c;
  const Attention& a;
  TileSpace& space;
  int64_t b, head, first_token, slot, past, total, tokens;
};

/// Partial sums of split contexts: [unit][part][row] of peak, sum, acc.
struct Partials {
  explicit Partials(const Attention& a)
      : stride(2 + a.value_width), values(static_cast<size_t>(a.batch * a.kv_heads * a.parts * a.group * stride)) {}
  int64_t stride;
  std::vector<float> values;
  float* at(const Attention& a, int64_t unit, int64_t part, int64_t row) {
    return values.data() + ((unit * a.parts + part) * a.group + row) * stride;
  }
};

/// Decode of few sequences: the context is shared out, partial sums are merged in a fixed order.
void add_split(Compilation& c, const Attention& a) {
  auto partials = std::make_shared<Partials>(a);
  const int64_t units = a.batch * a.kv_heads;
  c.add_dynamic(units * a.parts, [&c, a, partials, spaces = spaces_of(c, a)](int64_t job, int thread) {
    const int64_t unit = job / a.parts, part = job % a.parts;
    Tile tile(c, a, *spaces, unit, thread);
    tile.gather();
    tile.attend(part);
    for (int64_t row = 0; row < a.group; ++row) {
      float* to = partials->at(a, unit, part, row);
      to[0] = tile.peak[row];
      to[1] = tile.sum[row];
      std::memcpy(to + 2, tile.acc + row * a.value_width, static_cast<size_t>(a.value_width) * 4);
    }
  });
  c.add(
      [a, partials, units](int) {
        for (int64_t unit = 0; unit < units; ++unit)
          for (int64_t row = 0; row < a.group; ++row) {
            float* whole = partials->at(a, unit, 0, row);
            for (int64_t part = 1; part < a.parts; ++part) {
              const float* piece = partials->at(a, unit, part, row);
              if (piece[1] == 0)
                continue;
              const float peak = std::max(whole[0], piece[0]), old = std::exp(whole[0] - peak),
                          add = std::exp(piece[0] - peak);
              whole[0] = peak;
              for (int64_t i = 1; i < partials->stride; ++i)
                whole[i] = whole[i] * old + piece[i] * add;
            }
            const int64_t b = unit / a.kv_heads, h = unit % a.kv_heads * a.group + row;
            Tile::finish_row(a, a.y + (b * a.heads + h) * a.value_width, h, whole[0], whole[1], whole + 2);
          }
      },
      true);
}

void add_attention(Compilation& c, const Attention& a) {
  add_store(c, a);
  if (a.parts > 1)
    return add_split(c, a);
  const int64_t units = a.batch * a.kv_heads * a.tiles;
  c.add_dynamic(units, [&c, a, units, spaces = spaces_of(c, a)](int64_t unit, int thread) {
    Tile tile(c, a, *spaces, units - 1 - unit, thread); // late tiles see most: first come the long ones
    if (tile.empty())
      return;
    tile.gather();
    tile.attend(0);
    tile.finish();
  });
}

Status compile(Compilation& c, const Node& node) {
  add_attention(c, describe(c, node));
  return {};
}

} // namespace

const CpuOperation ops::attention{compile, scratch_floats};

Status compile_fused_rope_cache(Compilation& c, const FusedNodes& nodes) {
  Attention a = describe(c, *nodes.back());
  for (size_t i = 0; i + 1 < nodes.size(); ++i)
    a.take_rotation(c, *nodes[i]);
  add_attention(c, a);
  return {};
}

} // namespace pareto::cpu
