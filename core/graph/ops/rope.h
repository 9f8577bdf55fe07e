// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace pareto {

/// Angles of a rotary embedding; computed once from the configuration.
struct RopeTable {
  std::vector<double> inv_freq; ///< rotary_dim/2 radians per position
  std::vector<double>
      inv_freq_long; ///< used instead when the planned length exceeds `long_after` (long rope); empty = never
  int64_t long_after = std::numeric_limits<int64_t>::max();
  double attention_factor = 1; ///< multiplies cos and sin
  /// What queries of far positions are multiplied by besides: 1 + beta ln(1 + floor((position + shift) / every)) (Llama
  /// 4, Ministral 3). Of tables that turn all channels only: those that pass through would not grow.
  struct Growth {
    double beta = 0; ///< 0 = none
    int64_t every = 1, shift = 0;
    bool operator==(const Growth&) const = default;
  } growth{};
  int64_t period = 0; ///< positions are counted from 0 again every so many tokens; 0: never
  int64_t block = 1;  ///< tokens that turn as the first one of their block does
  /// The position that is turned by.
  int64_t counted(int64_t position) const {
    const int64_t first = position / block * block;
    return period > 0 ? first % period : first;
  }
  bool operator==(const RopeTable&) const = default;
};

/// What multiplies cos and sin of a token at `position`.
double rope_factor(const RopeTable& table, int64_t position);

/// Rotates the first 2*inv_freq.size() channels of each head by the token's position; the others pass through.
/// inputs: x [B,T,H,D]; without a table cos and sin [B,T,H,rotary_dim/2] of each head's own angles (Mamba-3, arXiv
/// 2603.15569). Output [B,T,H,D].
struct RopeSpec {
  bool interleaved = false; ///< pairs (2j,2j+1); otherwise (j, j+rotary_dim/2)
  std::shared_ptr<const RopeTable> table{};
  /// Equal tables, wherever they lie.
  bool operator==(const RopeSpec& other) const;
};

} // namespace pareto
