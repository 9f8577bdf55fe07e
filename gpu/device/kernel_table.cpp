// SPDX-License-Identifier: GPL-3.0-or-later
// The shaders glslc compiled, embedded. Each included file holds one initialiser list of SPIR-V words.
#include "gpu/device/kernel.h"

namespace pareto::gpu {

namespace {

const uint32_t k_embed[] =
#include "embed.inc"
    ;
const uint32_t k_position_embed[] =
#include "position_embed.inc"
    ;
const uint32_t k_matmul_rows[] =
#include "matmul_rows.inc"
    ;
const uint32_t k_matmul_rows_subgroup[] =
#include "matmul_rows_subgroup.inc"
    ;
const uint32_t k_matmul_tile[] =
#include "matmul_tile.inc"
    ;
const uint32_t k_matmul_units[] =
#include "matmul_units.inc"
    ;
const uint32_t k_split_halves[] =
#include "split_halves.inc"
    ;
const uint32_t k_matmul_lanes[] =
#include "matmul_lanes.inc"
    ;
const uint32_t k_block_matmul[] =
#include "block_matmul.inc"
    ;
const uint32_t k_block_matmul_tile[] =
#include "block_matmul_tile.inc"
    ;
const uint32_t k_block_matmul_lanes[] =
#include "block_matmul_lanes.inc"
    ;
const uint32_t k_elementwise[] =
#include "elementwise.inc"
    ;
const uint32_t k_norm[] =
#include "norm.inc"
    ;
const uint32_t k_norm_subgroup[] =
#include "norm_subgroup.inc"
    ;
const uint32_t k_rope[] =
#include "rope.inc"
    ;
const uint32_t k_conv[] =
#include "conv.inc"
    ;
const uint32_t k_conv_state[] =
#include "conv_state.inc"
    ;
const uint32_t k_token_shift[] =
#include "token_shift.inc"
    ;
const uint32_t k_reduce_sum[] =
#include "reduce_sum.inc"
    ;
const uint32_t k_select_last[] =
#include "select_last.inc"
    ;
const uint32_t k_arg_max[] =
#include "arg_max.inc"
    ;
const uint32_t k_cache_store[] =
#include "cache_store.inc"
    ;
const uint32_t k_attention[] =
#include "attention.inc"
    ;
const uint32_t k_attention_lanes[] =
#include "attention_lanes.inc"
    ;
const uint32_t k_attention_merge[] =
#include "attention_merge.inc"
    ;
const uint32_t k_matrix_recurrence[] =
#include "matrix_recurrence.inc"
    ;
const uint32_t k_recurrence_normaliser[] =
#include "recurrence_normaliser.inc"
    ;
const uint32_t k_recurrence_chunk[] =
#include "recurrence_chunk.inc"
    ;
const uint32_t k_recurrence_carry[] =
#include "recurrence_carry.inc"
    ;
const uint32_t k_recurrence_carry_lanes[] =
#include "recurrence_carry_lanes.inc"
    ;
const uint32_t k_recurrence_move[] =
#include "recurrence_move.inc"
    ;
const uint32_t k_recurrence_step_lanes[] =
#include "recurrence_step_lanes.inc"
    ;
const uint32_t k_selective_scan[] =
#include "selective_scan.inc"
    ;
const uint32_t k_selective_scan_texels[] =
#include "selective_scan_texels.inc"
    ;
const uint32_t k_scan_carry[] =
#include "scan_carry.inc"
    ;
const uint32_t k_diagonal_recurrence[] =
#include "diagonal_recurrence.inc"
    ;
const uint32_t k_peak_rate[] =
#include "peak_rate.inc"
    ;
const uint32_t k_peak_units[] =
#include "peak_units.inc"
    ;

/// In the order of Shader.
const ShaderSource kSources[] = {
    {"embed", k_embed, 3},
    {"position_embed", k_position_embed, 3},
    {"matmul_rows", k_matmul_rows, 4},
    {"matmul_rows_subgroup", k_matmul_rows_subgroup, 4},
    {"matmul_tile", k_matmul_tile, 4},
    {"matmul_units", k_matmul_units, 4, 0, true},
    {"split_halves", k_split_halves, 2},
    {"matmul_lanes", k_matmul_lanes, 4, 0b11},
    {"block_matmul", k_block_matmul, 4},
    {"block_matmul_tile", k_block_matmul_tile, 4},
    {"block_matmul_lanes", k_block_matmul_lanes, 4, 0b11},
    {"elementwise", k_elementwise, 3},
    {"norm", k_norm, 5},
    {"norm_subgroup", k_norm_subgroup, 5},
    {"rope", k_rope, 3},
    {"conv", k_conv, 6},
    {"conv_state", k_conv_state, 3},
    {"token_shift", k_token_shift, 4},
    {"reduce_sum", k_reduce_sum, 2},
    {"select_last", k_select_last, 3},
    {"arg_max", k_arg_max, 2},
    {"cache_store", k_cache_store, 3},
    {"attention", k_attention, 6},
    {"attention_lanes", k_attention_lanes, 6, 0b1110},
    {"attention_merge", k_attention_merge, 3},
    {"matrix_recurrence", k_matrix_recurrence, 11},
    {"recurrence_normaliser", k_recurrence_normaliser, 4},
    {"recurrence_chunk", k_recurrence_chunk, 9},
    {"recurrence_carry", k_recurrence_carry, 6},
    {"recurrence_carry_lanes", k_recurrence_carry_lanes, 6, 0b1100},
    {"recurrence_move", k_recurrence_move, 3},
    {"recurrence_step_lanes", k_recurrence_step_lanes, 13, 0b1101011000110},
    {"selective_scan", k_selective_scan, 12},
    {"selective_scan_texels", k_selective_scan_texels, 12, 0b110000},
    {"diagonal_recurrence", k_diagonal_recurrence, 6},
    {"scan_carry", k_scan_carry, 4},
    {"peak_rate", k_peak_rate, 1},
    {"peak_units", k_peak_units, 1, 0, true},
};

} // namespace

const ShaderSource& shader_source(Shader shader) { return kSources[static_cast<size_t>(shader)]; }

} // namespace pareto::gpu
