// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/attention_tile.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pareto::cpu {

namespace {

constexpr int64_t kTileRows = 64;   ///< queries (tokens x grouped heads) of one tile
constexpr int64_t kLeastPart = 256; ///< keys worth a part of their own
constexpr int64_t kLeastRun = 32;   ///< tokens of a chosen block that is read where it lies
constexpr float kNothingSeen = -1e30f;
constexpr size_t kMostRuns =
    4; ///< of a part: pinned rows (twice, where they reach into the window), and a ring that wraps around

int64_t kernel_scratch(const Tiling& a) {
  return attention_scratch(a.rows(), a.key_width, std::max(a.key_row, a.value_width));
}

TokenInput input_of(const Compilation& c, const Node& node, AttentionInput which) {
  const Tensor& tensor = node.inputs[which];
  return tensor ? TokenInput{c.data(tensor), tensor.strides} : TokenInput{};
}

} // namespace

Tiling tiling_of(const Node& node, int threads) {
  const AttentionShape shape = attention_extents(node);
  const Tensor& forget = node.inputs[kAttentionForget];
  Tiling a{};
  a.batch = shape.batch;
  a.tokens = shape.tokens;
  a.heads = shape.heads;
  a.kv_heads = shape.kv_heads;
  a.gates = !forget ? 0 : forget.shape.rank() == 4 ? shape.key_width : 1;
  a.group = a.gates > 1 ? 1 : a.heads / a.kv_heads;
  a.key_width = shape.key_width;
  a.key_row = shape.key_row;
  a.shared = node.inputs[kAttentionShared] ? node.inputs[kAttentionShared].shape[3] : 0;
  a.value_width = shape.value_width;
  a.probe = static_cast<bool>(node.inputs[kAttentionProbe]);
  a.erase = static_cast<bool>(node.inputs[kAttentionErase]);
  a.reflect = static_cast<bool>(node.inputs[kAttentionReflect]);
  if (const Tensor& chosen = node.inputs[kAttentionChosen]) {
    a.block = std::get<AttentionSpec>(node.spec).block / std::get<AttentionSpec>(node.spec).stride;
    a.choosers = chosen.shape[2];
    a.chosen = chosen.shape[3];
  }
  a.tile_tokens = a.block > 0 ? 1 : std::min(a.tokens, std::max<int64_t>(1, kTileRows / a.group));
  a.tiles = (a.tokens + a.tile_tokens - 1) / a.tile_tokens;
  const int64_t units = a.units() * a.tiles, wanted = int64_t{4} * threads;
  a.parts = a.tokens == 1 && units < wanted && !a.erase ? (wanted + units - 1) / units : 1;
  return a;
}

int64_t tile_scratch(const Tiling& a) {
  const int64_t probe = a.probe ? a.key_width + a.value_width + 1 : 0,
                gathered = a.block > 0 ? kKeyTile * (a.key_width + a.value_width) : 0;
  return a.rows() * (a.key_width + a.value_width + 2 + probe + a.gates) + gathered + kernel_scratch(a);
}

Rotation::Rotation(Compilation& c, const Node& rope)
    : angles(&c.angles_of(std::get<RopeSpec>(rope.spec).table)),
      half(static_cast<int64_t>(angles->table->inv_freq.size())),
      interleaved(std::get<RopeSpec>(rope.spec).interleaved) {}

void Rotation::apply(const Kernels& kernels, const float* x, int64_t token, float* y, int64_t width) const {
  const auto at = static_cast<size_t>(token * half);
  kernels.rotate(x, angles->cosine.data() + at, angles->sine.data() + at, y, half, interleaved);
  if (width > 2 * half)
    std::memcpy(y + 2 * half, x + 2 * half, static_cast<size_t>(width - 2 * half) * 4);
}

void Attention::take_rotation(Compilation& c, const Node& rope) {
  const bool keys = rope.output().id == k_id;
  (keys ? rotate_k : rotate_q) = Rotation(c, rope);
  (keys ? k : q) = {c.data(rope.inputs[0]), rope.inputs[0].strides};
}

Attention describe_attention(Compilation& c, const Node& node) {
  Attention a{};
  static_cast<Tiling&>(a) = tiling_of(node, c.team.size());
  a.spec = std::get<AttentionSpec>(node.spec);
  a.q = input_of(c, node, kAttentionQ);
  if (!a.spec.again) {
    a.k = input_of(c, node, kAttentionK);
    a.v = input_of(c, node, kAttentionV);
  }
  a.forget = input_of(c, node, kAttentionForget);
  a.probe_q = input_of(c, node, kAttentionProbe);
  a.strength = input_of(c, node, kAttentionErase);
  a.shared_k = input_of(c, node, kAttentionShared);
  a.directions = input_of(c, node, kAttentionReflect);
  a.q_id = node.inputs[kAttentionQ].id;
  a.k_id = node.inputs[kAttentionK].id;
  a.sink = c.data(node.inputs[kAttentionSink]);
  a.choices = reinterpret_cast<const int32_t*>(c.data(node.inputs[kAttentionChosen]));
  a.y = c.data(node.output());
  a.mass = a.spec.mass ? c.data(node.outputs[kAttentionMass]) : nullptr;
  a.key_entry = node.entry(0);
  a.value_entry = a.spec.value_prefix == 0 ? node.entry(1) : -1;
  a.gate_entry = a.gates > 0 ? node.entry(2) : -1;
  a.shared_entry = a.shared > 0 ? node.entry(1) : -1;
  return a;
}

TileSpace::TileSpace(int64_t rows) : until(static_cast<size_t>(rows)), from(static_cast<size_t>(rows)) {
  runs.reserve(kMostRuns);
}

std::shared_ptr<TileSpaces> spaces_of(const Compilation& c, const Attention& a) {
  auto spaces = std::make_shared<TileSpaces>();
  spaces->reserve(static_cast<size_t>(c.team.size()));
  for (int thread = 0; thread < c.team.size(); ++thread)
    spaces->emplace_back(a.rows()); // each made in place: the copy of a vector keeps no room
  return spaces;
}

Tile::Tile(Compilation& compilation, const Attention& attention, TileSpaces& spaces, int64_t unit, int thread)
    : a(attention), c(compilation), space(spaces[static_cast<size_t>(thread)]) {
  const int64_t each = unit / a.tiles;
  b = each / (a.heads / a.group);
  head = each % (a.heads / a.group) * a.group;
  first_token = unit % a.tiles * a.tile_tokens;
  const StepInput& input = *c.environment.input;
  slot = input.slot[static_cast<size_t>(b)];
  past = input.position[static_cast<size_t>(b)];
  total = past + input.count[static_cast<size_t>(b)];
  tokens = std::min<int64_t>(a.tile_tokens, input.count[static_cast<size_t>(b)] - first_token);
  float* at = c.scratch(thread);
  const auto take = [&](int64_t floats) {
    float* taken = at;
    at += floats;
    return taken;
  };
  q = take(a.rows() * a.key_width);
  sums.peak = take(a.rows());
  sums.sum = take(a.rows());
  sums.acc = take(a.rows() * a.value_width);
  now = take(a.rows() * a.gates);
  probe = nullptr;
  if (a.probe) {
    probe = take(a.rows() * a.key_width);
    sums.probe_sum = take(a.rows());
    sums.probe_acc = take(a.rows() * a.value_width);
  }
  work = take(kernel_scratch(a));
  gathered = at;
}

void Tile::gather_row(int64_t row) {
  const int64_t t = first_token + row / a.group, h = head + row % a.group;
  if (a.rotate_q.angles)
    a.rotate_q.apply(c.kernels, a.q.at(b, t, h), b * a.tokens + t, q + row * a.key_width, a.key_width);
  else
    std::memcpy(q + row * a.key_width, a.q.at(b, t, h), static_cast<size_t>(a.key_width) * 4);
  if (probe)
    std::memcpy(probe + row * a.key_width, a.probe_q.at(b, t, h), static_cast<size_t>(a.key_width) * 4);
  if (a.gates > 0)
    std::memcpy(now + row * a.gates, a.forget.at(b, t, h), static_cast<size_t>(a.gates) * 4);
  space.until[static_cast<size_t>(row)] = (a.sticks() ? past + t : a.spec.until(past + t, total)) / a.spec.stride;
  space.from[static_cast<size_t>(row)] = a.spec.first_seen(past + t, past);
}

void Tile::gather() {
  for (int64_t row = 0; row < rows(); ++row)
    gather_row(row);
  clear_sums();
}

void Tile::clear_sums() {
  std::fill_n(sums.peak, rows(), a.sticks() ? 0 : kNothingSeen);
  std::fill_n(sums.sum, rows(), 0.0f);
  std::fill_n(sums.acc, rows() * a.value_width, 0.0f);
  if (!probe)
    return;
  std::fill_n(sums.probe_sum, rows(), 0.0f);
  std::fill_n(sums.probe_acc, rows() * a.value_width, 0.0f);
}

void Tile::attend(int64_t part) {
  if (a.block > 0)
    return attend_chosen(part);
  if (a.reflect)
    return attend_reflected(part);
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
    read(run, 0, rows());
}

void Tile::attend_chosen(int64_t part) {
  const int64_t chooser = key_head() / (a.kv_heads / a.choosers);
  const int32_t* ids = a.choices + ((b * a.tokens + first_token) * a.choosers + chooser) * a.chosen;
  const int64_t blocks = std::find(ids, ids + a.chosen, -1) - ids,
                parts = std::max<int64_t>(1, std::min(a.parts, blocks * a.block / kLeastPart));
  if (part >= parts)
    return;
  const int64_t high = space.until.front(), low = space.from.front();
  const bool together = a.block < kLeastRun;
  if (together) { // positions are then places in the tile that is put together
    std::fill_n(space.until.begin(), rows(), kKeyTile);
    std::fill_n(space.from.begin(), rows(), 0);
  }
  int64_t waiting = 0; // keys that are put together
  for (int64_t i = blocks * part / parts; i < blocks * (part + 1) / parts; ++i) {
    const int64_t begin = ids[i] * a.block, end = std::min(begin + a.block, high);
    if (!together) {
      read({begin, end - begin, begin}, 0, rows());
      continue;
    }
    for (int64_t position = begin; position < end; ++position) {
      if (position < low && position >= a.spec.pinned)
        continue;
      gather_key(position, waiting++);
      if (waiting < kKeyTile)
        continue;
      read_gathered(waiting);
      waiting = 0;
    }
  }
  if (waiting > 0)
    read_gathered(waiting);
}

void Tile::gather_key(int64_t position, int64_t place) {
  auto* room = reinterpret_cast<std::byte*>(gathered);
  const auto copy = [&](int32_t index, std::byte* to) {
    StateEntry& entry = c.environment.state->entry(index);
    std::memcpy(to + place * entry.row_bytes(), entry.at(slot, key_head(), entry.row(position)),
                static_cast<size_t>(entry.row_bytes()));
  };
  copy(a.key_entry, room);
  if (a.value_entry >= 0)
    copy(a.value_entry, room + kKeyTile * c.environment.state->entry(a.key_entry).row_bytes());
}

void Tile::read_gathered(int64_t count) {
  const auto* keys = reinterpret_cast<const std::byte*>(gathered);
  const int64_t key_bytes = kKeyTile * c.environment.state->entry(a.key_entry).row_bytes();
  read({0, count, 0}, {keys, a.value_entry < 0 ? nullptr : keys + key_bytes}, 0, rows());
}

void Tile::attend_reflected(int64_t part) {
  const int64_t parts = std::max<int64_t>(1, std::min(a.parts, past / kLeastPart));
  if (part >= parts)
    return;
  directions = a.directions.at(b, 0, key_head());
  read({past, first_token + tokens, past}, 0, rows());
  directions = nullptr;
  if (part > 0) // the first one has the step's own
    clear_sums();
  const int64_t begin = past * part / parts, end = past * (part + 1) / parts;
  std::fill_n(space.until.begin(), rows(), past);
  if (begin < end)
    read({begin, end - begin, begin}, 0, rows());
}

void Tile::attend_before() {
  std::fill_n(space.until.begin(), rows(), past + first_token);
  space.runs.clear();
  c.environment.state->entry(a.key_entry).runs(0, past + first_token, space.runs);
  for (const HistoryRun& run : space.runs)
    read(run, 0, rows());
}

void Tile::read_row(int64_t row, int64_t begin, int64_t end) {
  space.until[static_cast<size_t>(row)] = end;
  space.runs.clear();
  c.environment.state->entry(a.key_entry).runs(begin, end, space.runs);
  for (const HistoryRun& run : space.runs)
    read(run, row, 1);
}

void Tile::read(const HistoryRun& run, int64_t first_row, int64_t count) {
  const auto at = [&](int32_t index) { return c.environment.state->entry(index).at(slot, key_head(), run.row); };
  read(run, {at(a.key_entry), a.value_entry < 0 ? nullptr : at(a.value_entry)}, first_row, count);
}

void Tile::read(const HistoryRun& run, const Rows& rows, int64_t first_row, int64_t count) {
  AttentionRun kernel{};
  kernel.q = q + first_row * a.key_width;
  kernel.probe = probe ? probe + first_row * a.key_width : nullptr;
  kernel.rows = count;
  kernel.key_width = a.key_width;
  kernel.value_width = a.value_width;
  kernel.keys = rows.keys;
  kernel.key_row = a.key_row;
  kernel.type = c.environment.state->entry(a.key_entry).type();
  if (a.shared_entry >= 0) {
    StateEntry& shared = c.environment.state->entry(a.shared_entry);
    kernel.shared = shared.at(slot, 0, run.row);
    kernel.shared_width = a.shared;
    kernel.shared_type = shared.type();
  }
  kernel.values = rows.values;
  if (a.value_entry >= 0)
    kernel.value_type = c.environment.state->entry(a.value_entry).type();
  kernel.count = run.count;
  kernel.first = run.first;
  kernel.until = space.until.data() + first_row;
  kernel.from = space.from.data() + first_row;
  kernel.pinned = a.spec.pinned;
  kernel.scale = a.spec.scale;
  kernel.softcap = a.spec.softcap;
  kernel.sticks = a.sticks();
  if (directions) {
    kernel.directions = directions;
    kernel.direction_step = a.directions.strides[1];
    kernel.turning = q + first_row * a.key_width;
  }
  if (a.gate_entry >= 0) {
    StateEntry& gates = c.environment.state->entry(a.gate_entry);
    kernel.forget = {reinterpret_cast<const float*>(gates.at(slot, head, run.row)), gates.rows() * a.gates, a.group,
                     now + first_row * a.gates, a.gates};
  }
  kernel.peak = sums.peak + first_row;
  kernel.sum = sums.sum + first_row;
  kernel.acc = sums.acc + first_row * a.value_width;
  if (probe) {
    kernel.probe_sum = sums.probe_sum + first_row;
    kernel.probe_acc = sums.probe_acc + first_row * a.value_width;
  }
  kernel.scratch = work;
  c.kernels.attention(kernel);
}

void Tile::finish() {
  for (int64_t row = 0; row < rows(); ++row)
    finish_row(row);
}

void Tile::finish_row(int64_t row) {
  const int64_t t = first_token + row / a.group, h = head + row % a.group;
  RowSums own{sums.peak + row, sums.sum + row, sums.acc + row * a.value_width, nullptr, nullptr};
  if (probe) {
    own.probe_sum = sums.probe_sum + row;
    own.probe_acc = sums.probe_acc + row * a.value_width;
  }
  write_row(a, (b * a.tokens + t) * a.heads + h, own);
}

void write_row(const Attention& a, int64_t at, const RowSums& row) {
  const int64_t h = at % a.heads;
  float* y = a.y + at * a.value_width;
  float shrink = 1, sum = *row.sum;
  if (a.mass)
    a.mass[at] = sum == 0 ? kNoMass : *row.peak + std::log(sum);
  if (a.sink) {
    const float most = std::max(*row.peak, a.sink[h]);
    shrink = std::exp(*row.peak - most);
    sum = sum * shrink + std::exp(a.sink[h] - most);
  }
  // a sum that is no number stays one; a broken stick's is a logarithm and divides nothing
  const float factor = a.sticks() ? 1 + 0 * sum : sum == 0 ? 0 : shrink / sum;
  for (int64_t i = 0; i < a.value_width; ++i)
    y[i] = row.acc[i] * factor;
  if (!row.probe_acc)
    return;
  const float mean = 1 + *row.probe_sum * factor;
  for (int64_t i = 0; i < a.value_width; ++i)
    y[i] = y[i] * mean - row.probe_acc[i] * factor;
}

} // namespace pareto::cpu
