// SPDX-License-Identifier: GPL-3.0-or-later
// What the inner loops of attention take. No standard-library template, as in kernels.h.
#pragma once

#include "core/numeric/format.h"

#include <stdint.h>

namespace pareto::cpu {

/// Keys of one step of online softmax.
inline constexpr int64_t kKeyTile = 64;

/// Running sums of log gates beside a run of keys (core/graph/ops/attention.h).
struct ForgetRun {
  const float* at_keys; ///< [query head of the group][head_step], of a key [width]; null: nothing is forgotten
  int64_t head_step;    ///< floats from one query head to the next
  int64_t group;        ///< row r is of query head r % group
  const float* now;     ///< [rows, width]
  int64_t width;        ///< 1, or key_width
};

/// One contiguous run of cached keys and values, read by `rows` queries of one key-value head with online softmax, or
/// in the order of the sticks.
struct AttentionRun {
  const float* q;     ///< [rows, key_width], dense
  const float* probe; ///< a second query of each row, alike; null without
  int64_t rows, key_width, value_width;
  const void* keys; ///< [count, key_row]: a key is its first channels, as many as `shared` leaves
  int64_t key_row;
  const void* shared; ///< [count, shared_width]: the last channels of each key; null: none
  int64_t shared_width;
  const void* values; ///< [count, value_width]; null: a key's value is its first channels
  Format type, value_type, shared_type;
  int64_t count;
  int64_t first;        ///< position of the first key
  const int64_t* until; ///< [rows] sees positions < until
  const int64_t* from;  ///< [rows] and >= from, or < pinned
  int64_t pinned;
  float scale, softcap;
  /// [count] of the keys' tokens, `direction_step` floats apart; null: none. Between a key and a row lie the
  /// reflections of all later keys up to the row's limit: keys are taken from the last one back, and `turning` (the
  /// rows of q) has met the reflections of all of them afterwards.
  const float* directions;
  int64_t direction_step;
  float* turning;
  bool sticks; ///< stick-breaking: `sum` is the logarithm of what is left of the stick, `peak` stays as it is
  ForgetRun forget;
  float* peak;      ///< [rows], -inf at the start
  float* sum;       ///< [rows]
  float* acc;       ///< [rows, value_width]
  float* probe_sum; ///< [rows] and
  float* probe_acc; ///< [rows, value_width]: the same with each weight times probe . key
  float* scratch;   ///< attention_scratch() floats
};
/// `row`: channels of what is kept of a key or a value, whichever are more.
inline int64_t attention_scratch(int64_t rows, int64_t key_width, int64_t row) {
  return kKeyTile * (2 * key_width + row + 2 * rows) + rows * key_width + 64;
}

/// Dot products of `rows` queries with at most kKeyTile keys that lie together.
struct KeyProducts {
  const float* q; ///< [rows, width], dense
  int64_t rows, width;
  const void* keys; ///< [count, width]
  Format type;
  int64_t count;
  float* out;     ///< [rows, kKeyTile]
  float* scratch; ///< key_products_scratch() floats
};
inline int64_t key_products_scratch(int64_t width) { return kKeyTile * width; }

} // namespace pareto::cpu
