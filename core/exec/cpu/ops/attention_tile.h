// SPDX-License-Identifier: GPL-3.0-or-later
// How attention is cut into tiles of queries, and one tile on its way through a history.
#pragma once

#include "core/exec/cpu/compilation.h"

#include <memory>
#include <vector>

namespace pareto::cpu {

/// How the queries of a node are cut into tiles, and the context of few sequences into parts. A unit is one tile of
/// queries of `group` heads, all of which read one key head; where each channel of a query head has gates of its own, a
/// unit is of one head. Tokens with choices of their own read other keys each: a tile is of one then.
struct Tiling {
  int64_t batch, tokens, heads, kv_heads, group, key_width, value_width;
  int64_t key_row, shared; ///< channels kept of a head's key; of a key's those that all heads share
  int64_t tile_tokens, tiles, parts;
  int64_t gates;                   ///< numbers that fade a head's past: 0, 1 or key_width
  bool probe, erase, reflect;      ///< as in AttentionInput
  int64_t block, chosen, choosers; ///< of a choice: rows of a block, blocks, heads that choose; block 0: none
  int64_t rows() const { return tile_tokens * group; }
  int64_t units() const { return batch * heads / group; } ///< without their tiles
  /// Floats of a split history's part, of one row: peak, sum, acc, and the probe's sum and acc.
  int64_t part_floats() const { return (probe ? 2 : 1) * (1 + value_width) + 1; }
};
Tiling tiling_of(const Node& node, int threads);
/// A tile's queries and running sums, and what its kernel needs.
int64_t tile_scratch(const Tiling& tiling);

/// A rotation on the way from a projection to its reader.
struct Rotation {
  const Angles* angles = nullptr; ///< null: none
  int64_t half = 0;
  bool interleaved = false;
  Rotation() = default;
  Rotation(Compilation& c, const Node& rope);
  /// One head of one token (counted through all sequences).
  void apply(const Kernels& kernels, const float* x, int64_t token, float* y, int64_t width) const;
};

/// An input by token and head; null data: absent.
struct TokenInput {
  const float* data = nullptr;
  Dims strides;
  const float* at(int64_t b, int64_t t, int64_t h) const {
    return data + b * strides[0] + t * strides[1] + h * strides[2];
  }
};

/// Shapes and places of one attention node.
struct Attention : Tiling {
  AttentionSpec spec;
  TokenInput q, k, v, forget, probe_q, strength, shared_k, directions;
  int32_t q_id, k_id;
  const float* sink;
  const int32_t* choices;
  float *y, *mass;                                          ///< mass: null where it is not asked for
  int32_t key_entry, value_entry, gate_entry, shared_entry; ///< -1: none; values are then a part of the keys

  Rotation rotate_q, rotate_k;

  bool sticks() const { return spec.rule == AttentionRule::StickBreaking; }
  /// Reads the rotation's input instead of its output.
  void take_rotation(Compilation& c, const Node& rope);
};
Attention describe_attention(Compilation& c, const Node& node);

/// What a thread needs for one tile besides floats: made with the program, so that a step allocates nothing.
struct TileSpace {
  explicit TileSpace(int64_t rows);
  std::vector<int64_t> until, from; ///< by row: sees positions < until and >= from
  std::vector<HistoryRun> runs;
};
using TileSpaces = std::vector<TileSpace>; ///< by thread
std::shared_ptr<TileSpaces> spaces_of(const Compilation& c, const Attention& a);

/// Running sums of rows; by row, widths as in AttentionRun. Without a probe its sums are null.
struct RowSums {
  float *peak, *sum, *acc, *probe_sum, *probe_acc;
};

/// One tile of queries of one unit: its limits and running sums, in the thread's scratch.
class Tile {
public:
  /// `unit` counts tiles fastest.
  Tile(Compilation& compilation, const Attention& attention, TileSpaces& spaces, int64_t unit, int thread);

  bool empty() const { return tokens <= 0; }
  int64_t rows() const { return tokens * a.group; }
  void gather();
  /// Attends to part `part` of the visible history.
  void attend(int64_t part);
  /// Attends to the positions before the tile's first token.
  void attend_before();
  /// One row on its way through positions [begin, end), none of which it may not see.
  void read_row(int64_t row, int64_t begin, int64_t end);
  /// Adds the sink, divides, and writes the rows out.
  void finish();
  void finish_row(int64_t row);

  const Attention& a;
  RowSums sums{};
  int64_t b, slot, past, total, first_token, tokens;
  int64_t head; ///< the first query head
  int64_t key_head() const { return head / (a.heads / a.kv_heads); }

private:
  void gather_row(int64_t row);
  void clear_sums();
  /// The step's own keys back from the last one, on which way their reflections turn the queries; then part `part` of
  /// those before the step, which have met every earlier one.
  void attend_reflected(int64_t part);
  /// The same of the blocks that the tile's token has chosen: long ones where they lie, short ones put together.
  void attend_chosen(int64_t part);
  void gather_key(int64_t position, int64_t place);
  /// All of them are seen.
  void read_gathered(int64_t count);
  void read(const HistoryRun& run, int64_t first_row, int64_t count);
  /// Rows of an entry, one after another in memory.
  struct Rows {
    const void* keys;
    const void* values; ///< null: a part of the keys
  };
  void read(const HistoryRun& run, const Rows& rows, int64_t first_row, int64_t count);

  Compilation& c;
  TileSpace& space;
  float *q, *probe, *now, *work, *gathered;
  const float* directions = nullptr; ///< of the keys that are being read; null: they are as their reflections left them
};

/// What a row has read, divided by its weights; `at` counts the query heads of all tokens.
void write_row(const Attention& a, int64_t at, const RowSums& row);

} // namespace pareto::cpu
