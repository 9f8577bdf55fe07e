// SPDX-License-Identifier: GPL-3.0-or-later
// Tiled softmax attention with a running maximum and sum (arXiv 2205.14135): no T x T matrix exists anywhere.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

constexpr float kInvisible = -1e30f; ///< finite: differences of it stay numbers

struct Buffers {
  float *room, *keys, *values, *logits, *probes, *faded;
};

/// Rows that lie together, at the type they have.
struct Rows {
  const void* data;
  Format type;
  int64_t width;
};

/// Dot products with a tile's keys, for queries (or probes) q of the run's rows.
void key_logits(const AttentionRun& run, const float* q, const Buffers& buffers, const Rows& keys, int64_t count,
                float* logits) {
  key_products({q, run.rows, run.key_width, keys.data, keys.type, count, logits, buffers.room});
}

/// Rows [at, ...) as they are stored.
Rows stored(const void* data, Format type, int64_t width, int64_t at) {
  return {static_cast<const char*>(data) + format_bytes(type, at * width), type, width};
}

/// As float32: in place, or widened into `room`.
Rows widened(const Rows& rows, int64_t count, float* room) {
  if (rows.type == Format::F32)
    return rows;
  widen(rows.type, rows.data, room, count * rows.width);
  return {room, Format::F32, rows.width};
}

int64_t clamp(int64_t x, int64_t low, int64_t high) { return x < low ? low : x > high ? high : x; }

/// Keys of a tile that one row sees: [0, pinned) and [low, high).
struct Seen {
  int64_t pinned, low, high;
};

Seen seen_by(const AttentionRun& run, int64_t row, int64_t position, int64_t count) {
  const int64_t high = clamp(run.until[row] - position, 0, count), low = clamp(run.from[row] - position, 0, high);
  return {clamp(run.pinned - position, 0, low), low, high};
}

/// Scaled, what is not seen hidden, and what was forgotten since the keys (at + i of the run) taken off.
void prepare(const AttentionRun& run, int64_t row, const Seen& seen, int64_t at, float* logits) {
  const V scale = set(run.scale);
  for (int64_t i = 0; i < kKeyTile; i += kLanes)
    store(hn::Mul(load(logits + i), scale), logits + i);
  if (run.forget.at_keys && run.forget.width == 1) {
    const float* gates = run.forget.at_keys + row % run.forget.group * run.forget.head_step + at;
    const float now = run.forget.now[row];
    for (int64_t i = 0; i < seen.high; ++i)
      logits[i] += now - gates[i];
  }
  for (int64_t i = seen.pinned; i < seen.low; ++i)
    logits[i] = kInvisible;
  for (int64_t i = seen.high; i < kKeyTile; ++i)
    logits[i] = kInvisible;
}

/// Turns one row of prepared logits into weights and updates the running maximum and sum; returns the factor old sums
/// shrink by.
float soften(const AttentionRun& run, int64_t row, float* logits) {
  V most = set(run.peak[row]);
  V unsure = hn::Zero(d); // no number as soon as one logit is not finite: maxima, soft caps and exp would lose it
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    V x = load(logits + i);
    unsure = hn::MulAdd(x, hn::Zero(d), unsure);
    if (run.softcap > 0) {
      x = hn::IfThenElse(hn::Gt(x, set(kInvisible)),
                         hn::Mul(set(run.softcap), hn::Tanh(d, hn::Mul(x, set(1 / run.softcap)))), x);
      store(x, logits + i);
    }
    most = hn::Max(most, x);
  }
  const float peak = hn::GetLane(hn::MaxOfLanes(d, most));
  const float shrink = peak == run.peak[row] ? 1 : hn::GetLane(exp_of(set(run.peak[row] - peak)));
  const bool visible = peak > kInvisible; // a row that saw nothing yet keeps zero weights
  V total = hn::Zero(d);
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    const V weight = visible ? exp_of(hn::Sub(load(logits + i), set(peak))) : hn::Zero(d);
    store(weight, logits + i);
    total = hn::Add(total, weight);
  }
  run.peak[row] = peak;
  run.sum[row] = run.sum[row] * shrink + sum_lanes(total) + sum_lanes(unsure);
  return shrink;
}

/// Turns one row of prepared logits into weights sigma(l_s) prod_{j>s} (1 - sigma(l_j)) within the tile; returns the
/// factor by which its keys shorten what the ones before them got.
float break_sticks(const AttentionRun& run, int64_t row, float* logits) {
  HWY_ALIGN float gone[kKeyTile]; // -ln(1 - sigma(l)); nothing of keys that are not seen
  V unsure = hn::Zero(d);
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    const V x = load(logits + i);
    unsure = hn::MulAdd(x, hn::Zero(d), unsure);
    store(softplus_of(x), gone + i);
  }
  float left = 0;
  for (int64_t i = kKeyTile; i-- > 0;) {
    left -= gone[i];
    gone[i] = left; // up to and with this key
  }
  for (int64_t i = 0; i < kKeyTile; i += kLanes)
    store(exp_of(hn::Add(load(logits + i), load(gone + i))), logits + i);
  run.sum[row] += left + sum_lanes(unsure);
  return hn::GetLane(exp_of(set(left)));
}

void scale_row(float* x, float factor, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::Mul(load(x + i), set(factor)), x + i);
  for (; i < n; ++i)
    x[i] *= factor;
}

bool any_visible(const AttentionRun& run, int64_t position, int64_t count) {
  for (int64_t row = 0; row < run.rows; ++row)
    if (position < run.until[row] && (position + count > run.from[row] || position < run.pinned))
      return true;
  return false;
}

/// As they are stored, or widened into `room`.
Rows values_as_read(const AttentionRun& run, const Rows& values, int64_t count, float* room) {
  return read_as_stored(values.type, run.value_width, kPanelRows) ? values : widened(values, count, room);
}

/// Values of a tile: in rows of their own, or in those of its keys; beside shared channels keys_of has put these there.
Rows values_of(const AttentionRun& run, const Buffers& buffers, const Rows& keys, int64_t at, int64_t count) {
  if (run.values)
    return values_as_read(run, stored(run.values, run.value_type, run.value_width, at), count, buffers.values);
  return run.shared ? Rows{buffers.values, Format::F32, run.key_row} : values_as_read(run, keys, count, buffers.keys);
}

V some(const float* x, int64_t n) { return n < kLanes ? load_part(x, n) : load(x); }
void put_some(V v, float* x, int64_t n) { n < kLanes ? store_part(v, x, n) : store(v, x); }

/// y = x e^{min(a - b, 0)}, channel by channel.
void fade(const float* x, const float* a, const float* b, float* y, int64_t width) {
  for (int64_t i = 0; i < width; i += kLanes) {
    const int64_t n = width - i < kLanes ? width - i : kLanes;
    const V factor = exp_of(hn::Min(hn::Sub(some(a + i, n), some(b + i, n)), hn::Zero(d)));
    put_some(hn::Mul(some(x + i, n), factor), y + i, n);
  }
}

/// Logits of one row whose token lies among the tile's keys, pair by pair.
void fading_row(const AttentionRun& run, int64_t row, const float* keys, const float* gates, int64_t seen,
                float* logits) {
  const int64_t width = run.key_width;
  for (int64_t s = 0; s < seen; ++s) {
    V total = hn::Zero(d);
    for (int64_t i = 0; i < width; i += kLanes) {
      const int64_t n = width - i < kLanes ? width - i : kLanes;
      const V factor = exp_of(hn::Sub(some(run.forget.now + row * width + i, n), some(gates + s * width + i, n)));
      total = hn::MulAdd(hn::Mul(some(run.q + row * width + i, n), some(keys + s * width + i, n)), factor, total);
    }
    logits[s] = sum_lanes(total);
  }
}

/// sum_n q_n k_n e^{F_tn - F_sn} in two factors that are never above one, by the gates of the tile's last key: those of
/// the query since then, and those of each key until then. The buffer's keys are changed. Rows before the last key go
/// by pairs.
void fading_logits(const AttentionRun& run, const Buffers& buffers, int64_t at, int64_t count) {
  const int64_t width = run.key_width, last = run.first + at + count - 1;
  const float *gates = run.forget.at_keys + at * width, *end = gates + (count - 1) * width;
  float *keys = buffers.keys, *pairs = buffers.probes; // the spec allows no second query beside gates
  for (int64_t row = 0; row < run.rows; ++row) {
    if (run.until[row] <= last)
      fading_row(run, row, keys, gates, run.until[row] - run.first - at, pairs + row * kKeyTile);
    fade(run.q + row * width, run.forget.now + row * width, end, buffers.faded + row * width, width);
  }
  for (int64_t s = 0; s < count; ++s)
    fade(keys + s * width, end, gates + s * width, keys + s * width, width);
  key_logits(run, buffers.faded, buffers, {keys, Format::F32, width}, count, buffers.logits);
  for (int64_t row = 0; row < run.rows; ++row)
    for (int64_t s = 0; run.until[row] <= last && s < run.until[row] - run.first - at; ++s)
      buffers.logits[row * kKeyTile + s] = pairs[row * kKeyTile + s];
}

/// The weights of a row times its probe's scores, which take their place; their sum is added to probe_sum.
void weigh_probe(const AttentionRun& run, int64_t row, float shrink, const float* weights, float* scores) {
  V total = hn::Zero(d);
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    const V both = hn::Mul(load(weights + i), load(scores + i));
    store(both, scores + i);
    total = hn::Add(total, both);
  }
  run.probe_sum[row] = run.probe_sum[row] * shrink + sum_lanes(total);
  if (shrink != 1)
    scale_row(run.probe_acc + row * run.value_width, shrink, run.value_width);
}

/// acc [rows, value_width] += weights [rows, kKeyTile] values.
void add_weighed(const AttentionRun& run, const float* weights, const Rows& values, int64_t count, float* acc) {
  Product sum{weights,         kKeyTile, values.data,     values.width, acc,
              run.value_width, run.rows, run.value_width, count,        true};
  sum.b_type = values.type;
  product(sum);
}

/// The own channels of each key and those that all heads share, side by side. What is kept of a key lies in the buffer
/// of values afterwards.
const float* joined_keys(const AttentionRun& run, const Buffers& buffers, int64_t at, int64_t count) {
  const int64_t own = run.key_width - run.shared_width;
  widen(run.type, static_cast<const char*>(run.keys) + format_bytes(run.type, at * run.key_row), buffers.values,
        count * run.key_row);
  widen(run.shared_type, static_cast<const char*>(run.shared) + format_bytes(run.shared_type, at * run.shared_width),
        buffers.room, count * run.shared_width);
  for (int64_t s = 0; s < count; ++s) {
    float* key = buffers.keys + s * run.key_width;
    memcpy(key, buffers.values + s * run.key_row, static_cast<size_t>(own) * 4);
    memcpy(key + own, buffers.room + s * run.shared_width, static_cast<size_t>(run.shared_width) * 4);
  }
  return buffers.keys;
}

/// The keys of a tile: as they are stored where products take them so, and in float32 those that fade (in the buffer)
/// or turn.
Rows keys_of(const AttentionRun& run, const Buffers& buffers, int64_t at, int64_t count) {
  if (run.shared)
    return {joined_keys(run, buffers, at, count), Format::F32, run.key_width};
  const Rows keys = stored(run.keys, run.type, run.key_width, at);
  if (run.forget.width > 1) {
    widen(keys.type, keys.data, buffers.keys, count * keys.width);
    return {buffers.keys, Format::F32, keys.width};
  }
  if (!run.directions && read_as_stored(run.type, run.key_width, kLanes))
    return keys;
  return widened(keys, count, buffers.keys);
}

} // namespace

void attention(const AttentionRun& run) {
  Buffers buffers{};
  buffers.room = run.scratch;
  buffers.keys = buffers.room + kKeyTile * run.key_width;
  buffers.values = buffers.keys + kKeyTile * run.key_width;
  buffers.logits = buffers.values + kKeyTile * (run.key_row > run.value_width ? run.key_row : run.value_width);
  buffers.probes = buffers.logits + kKeyTile * run.rows;
  buffers.faded = buffers.probes + kKeyTile * run.rows;
  const int64_t last = (run.count - 1) / kKeyTile * kKeyTile;
  for (int64_t tile = 0; tile < run.count; tile += kKeyTile) {
    const int64_t at = run.directions ? last - tile : tile,
                  count = run.count - at < kKeyTile ? run.count - at : kKeyTile;
    if (!any_visible(run, run.first + at, count))
      continue;
    const Rows keys = keys_of(run, buffers, at, count), values = values_of(run, buffers, keys, at, count);
    if (run.forget.at_keys && run.forget.width > 1)
      fading_logits(run, buffers, at, count);
    else if (run.directions)
      reflected_logits({run.turning, run.rows, run.key_width, static_cast<const float*>(keys.data),
                        run.directions + at * run.direction_step, run.direction_step, count, run.first + at, run.until,
                        buffers.logits, buffers.room});
    else
      key_logits(run, run.q, buffers, keys, count, buffers.logits);
    if (run.probe)
      key_logits(run, run.probe, buffers, keys, count, buffers.probes);
    for (int64_t row = 0; row < run.rows; ++row) {
      float *logits = buffers.logits + row * kKeyTile, *probes = buffers.probes + row * kKeyTile;
      for (int64_t i = count; i < kKeyTile; ++i)
        logits[i] = probes[i] = 0;
      prepare(run, row, seen_by(run, row, run.first + at, count), at, logits);
      const float shrink = run.sticks ? break_sticks(run, row, logits) : soften(run, row, logits);
      if (run.probe)
        weigh_probe(run, row, shrink, logits, probes);
      if (shrink != 1)
        scale_row(run.acc + row * run.value_width, shrink, run.value_width);
    }
    add_weighed(run, buffers.logits, values, count, run.acc);
    if (run.probe)
      add_weighed(run, buffers.probes, values, count, run.probe_acc);
  }
}

} // namespace pareto::cpu::PARETO_ISA
