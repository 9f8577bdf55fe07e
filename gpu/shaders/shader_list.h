// SPDX-License-Identifier: GPL-3.0-or-later
// The one list of shaders: the build compiles what stands here, and the registry of kernels is made from it.
#pragma once

/// row(id, name, file, form, bindings, texels, units): gpu/shaders/FILE.comp compiled with -DFORM under a name of its
/// own (PLAIN is read by no shader). Bindings 0 .. bindings-1 are storage buffers; bit i of texels: binding i is a
/// uniform texel buffer instead. Units: for matrix units, in NVIDIA's form, and compiled without glslc's optimiser,
/// which crashes on matrices of specialised size (Debian 12); drivers optimise.
// clang-format off
#define PARETO_SHADERS(row)                                                                                            \
  row(Embed, embed, embed, PLAIN, 4, 0, false)                                                                         \
  row(PositionEmbed, position_embed, position_embed, PLAIN, 3, 0, false)                                               \
  row(MatmulRows, matmul_rows, matmul_rows, PLAIN, 5, 0, false)                                                        \
  row(MatmulRowsSubgroup, matmul_rows_subgroup, matmul_rows, SUBGROUP, 5, 0, false)                                    \
  row(MatmulTile, matmul_tile, matmul_tile, PLAIN, 5, 0, false)                                                        \
  row(MatmulUnits, matmul_units, matmul_units, PLAIN, 5, 0, true)                                                      \
  row(SplitHalves, split_halves, split_halves, PLAIN, 2, 0, false)                                                     \
  row(MatmulLanes, matmul_lanes, matmul_lanes, PLAIN, 5, 0b11, false)                                                  \
  row(BlockMatmul, block_matmul, block_matmul, PLAIN, 4, 0, false)                                                     \
  row(BlockMatmulTile, block_matmul_tile, block_matmul_tile, PLAIN, 4, 0, false)                                       \
  row(BlockMatmulLanes, block_matmul_lanes, block_matmul_lanes, PLAIN, 4, 0b11, false)                                 \
  row(Route, route, route, PLAIN, 8, 0, false)                                                                         \
  row(RouteOrder, route_order, route_order, PLAIN, 4, 0, false)                                                        \
  row(ExpertRows, expert_rows, expert_rows, PLAIN, 4, 0, false)                                                        \
  row(ExpertProduct, expert_product, expert_product, PLAIN, 5, 0, false)                                               \
  row(ExpertTile, expert_tile, expert_tile, PLAIN, 5, 0, false)                                                        \
  row(ExpertLanes, expert_lanes, expert_lanes, PLAIN, 5, 0b11, false)                                                  \
  row(ExpertSum, expert_sum, expert_sum, PLAIN, 4, 0, false)                                                           \
  row(Elementwise, elementwise, elementwise, PLAIN, 3, 0, false)                                                       \
  row(Concat, concat, concat, PLAIN, 3, 0, false)                                                                      \
  row(Norm, norm, norm, PLAIN, 5, 0, false)                                                                            \
  row(NormSubgroup, norm_subgroup, norm, SUBGROUP, 5, 0, false)                                                        \
  row(Rope, rope, rope, PLAIN, 4, 0, false)                                                                            \
  row(Conv, conv, conv, PLAIN, 6, 0, false)                                                                            \
  row(ConvState, conv_state, conv_state, PLAIN, 3, 0, false)                                                           \
  row(ConvExperts, conv_experts, conv_experts, PLAIN, 8, 0, false)                                                     \
  row(TokenShift, token_shift, token_shift, PLAIN, 4, 0, false)                                                        \
  row(PairFeatures, pair_features, pair_features, PLAIN, 2, 0, false)                                                  \
  row(ReduceSum, reduce_sum, reduce_sum, PLAIN, 2, 0, false)                                                           \
  row(SelectLast, select_last, select_last, PLAIN, 3, 0, false)                                                        \
  row(ArgMax, arg_max, arg_max, PLAIN, 2, 0, false)                                                                    \
  row(CacheStore, cache_store, cache_store, PLAIN, 3, 0, false)                                                        \
  row(PoolBlocks, pool_blocks, pool_blocks, PLAIN, 5, 0, false)                                                        \
  row(SelectBlocks, select_blocks, select_blocks, PLAIN, 5, 0, false)                                                  \
  row(Attention, attention, attention, PLAIN, 12, 0, false)                                                            \
  row(AttentionLanes, attention_lanes, attention_lanes, PLAIN, 6, 0b1110, false)                                       \
  row(AttentionMerge, attention_merge, attention_merge, PLAIN, 4, 0, false)                                            \
  row(AttentionErase, attention_erase, attention_erase, PLAIN, 7, 0, false)                                            \
  row(AttentionReflect, attention_reflect, attention_reflect, PLAIN, 8, 0, false)                                      \
  row(ReflectKeys, reflect_keys, reflect_keys, PLAIN, 3, 0, false)                                                     \
  row(EvictingAttention, evicting_attention, evicting_attention, PLAIN, 9, 0, false)                                   \
  row(MatrixRecurrence, matrix_recurrence, matrix_recurrence, PLAIN, 13, 0, false)                                     \
  row(RecurrenceNormaliser, recurrence_normaliser, recurrence_normaliser, PLAIN, 4, 0, false)                          \
  row(RecurrenceChunk, recurrence_chunk, recurrence_chunk, PLAIN, 9, 0, false)                                         \
  row(RecurrenceCarry, recurrence_carry, recurrence_carry, PLAIN, 6, 0, false)                                         \
  row(RecurrenceCarryLanes, recurrence_carry_lanes, recurrence_carry_lanes, PLAIN, 6, 0b1100, false)                   \
  row(RecurrenceMove, recurrence_move, recurrence_move, PLAIN, 3, 0, false)                                            \
  row(RecurrenceStepLanes, recurrence_step_lanes, recurrence_step_lanes, PLAIN, 13, 0b1101011000110, false)            \
  row(SelectiveScan, selective_scan, selective_scan, PLAIN, 12, 0, false)                                              \
  row(SelectiveScanTexels, selective_scan_texels, selective_scan, TEXELS, 12, 0b110000, false)                         \
  row(DiagonalRecurrence, diagonal_recurrence, diagonal_recurrence, PLAIN, 6, 0, false)                                \
  row(ScanCarry, scan_carry, scan_carry, PLAIN, 4, 0, false)                                                           \
  row(Modes, modes, modes, PLAIN, 9, 0, false)                                                                         \
  row(ModesCarry, modes_carry, modes_carry, PLAIN, 5, 0, false)                                                        \
  row(Slstm, slstm, slstm, PLAIN, 7, 0, false)                                                                         \
  row(FastWeights, fast_weights, fast_weights, PLAIN, 16, 0, false)                                                    \
  row(RidgeSolve, ridge_solve, ridge_solve, PLAIN, 8, 0, false)                                                        \
  row(PeakRate, peak_rate, peak_rate, PLAIN, 1, 0, false)                                                              \
  row(PeakUnits, peak_units, peak_units, PLAIN, 1, 0, true)
// clang-format on
