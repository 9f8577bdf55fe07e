// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops, compiled once per instruction set. This header and the files behind it hold no Eigen and no
// standard-library template: two instruction sets would instantiate it under one name and the linker would keep either.
#pragma once

#include "core/exec/cpu/kernels/attention_runs.h"
#include "core/exec/cpu/kernels/reflections.h"
#include "core/exec/cpu/kernels/token_runs.h"
#include "core/numeric/panel.h"

#include <stdint.h>

namespace pareto::cpu {

// Weights are F32, F16, BF16, Q8_0, Q4_0 or Q4_1 in panels (core/numeric/panel.h); caches hold the plain ones, or Q8_0
// row by row.

/// Depths of one block. A block of a panel: 16 float16 scales d, for Q4_1 16 float16 minima m, then the levels: Q8_0
/// signed bytes [depth * 16 + r]; Q4 bytes [j * 16 + r] with depth j in the low nibble and depth j + 16 in the high
/// one.
inline constexpr int64_t kBlockDepth = block_elements(Format::Q8_0);
static_assert(kBlockDepth == block_elements(Format::Q4_0) && kBlockDepth == block_elements(Format::Q4_1));
/// Columns of one pass over a packed matrix: 32 KiB of float32 stay in the first-level cache.
inline constexpr int64_t kDepthBlock = 512;
/// Tokens of one chunk of a matrix recurrence, and of the sub-chunks a key decay is split into.
inline constexpr int64_t kChunk = 64;
inline constexpr int64_t kSubChunk = 16;

/// y[m, first*16 .. last*16) = x[m, :k] W^T + bias; W packed in panels of `type`.
struct PanelProduct {
  const float* x;
  int64_t x_stride, m, k;
  const void* panels;
  Format type;
  int64_t first, last; ///< panels
  int64_t rows;        ///< of W, the last panel may be part empty
  const float* bias;   ///< [rows] or null
  float* y;
  int64_t y_stride;
  float* scratch; ///< product_scratch(k) floats
};
inline int64_t product_scratch(int64_t k) { return kDepthBlock * kPanelRows + 2 * (k / kBlockDepth) + 16; }

/// c[m, n] = a[m, k] b[k, n] (+ c), all row-major with strides.
struct Product {
  const float* a;
  int64_t a_stride;
  const void* b; ///< float32 unless `b_type` says otherwise, and then n in whole panels of 16
  int64_t b_stride;
  float* c;
  int64_t c_stride;
  int64_t m, n, k;
  bool accumulate;
  Format b_type = Format::F32; ///< or F16 or BF16
};

/// One head of the matrix recurrence over `tokens` steps; strides in elements between tokens, of k, v, beta, a and b
/// between writes, of q and o between reads. Contract: core/graph/ops.
struct RecurrenceHead {
  int64_t tokens, keys, width;
  int64_t writes, reads; ///< of one token
  bool read_before;
  const float *q, *k, *v;
  int64_t q_stride, k_stride, v_stride;
  const float* log_decay; ///< null, one number per token, or [keys] or [width] per token
  int64_t decay_stride;   ///< 0 = the same for every token
  bool key_decay, value_decay;
  const float* beta; ///< null without delta removal
  int64_t beta_stride;
  const float *a, *b; ///< low-rank removal, null without; b also where it is -k
  int64_t a_stride, b_stride;
  float scale;
  bool normalised;
  float eps;
  int64_t levels, position;   ///< levels: 0 = one state; position: of the first token
  const float* level_weights; ///< [levels] per token
  int64_t level_weights_stride;
  float* state; ///< [keys, width], rows `state_stride` apart (a part of a wider head's columns); as many as levels
  int64_t state_stride;
  float* normaliser; ///< [keys] when normalised
  float* o;
  int64_t o_stride;
  float* scratch; ///< recurrence_scratch() floats
};
inline int64_t recurrence_scratch(int64_t keys, int64_t width) {
  return kChunk * (5 * keys + 3 * width + 3 * kChunk) + keys * 4 + width * 2 + 1024;
}

/// Channels [begin, end) of Mamba's scan over `tokens` steps of one sequence.
struct ScanRun {
  int64_t tokens, begin, end, modes;
  const float *u, *delta, *z; ///< [tokens, channels]; z may be null
  int64_t u_stride, delta_stride, z_stride;
  const float* a; ///< [channels, modes]
  const float *b, *c;
  int64_t b_stride, c_stride;
  const float *skip, *bias; ///< [channels] or null
  float* state;             ///< [channels, modes]
  float* y;
  int64_t y_stride;
};

/// Channels [begin, end) of h_t = exp(g) h + f x, of the logarithm of a sum of exponentials, or of a sum of angles.
struct DiagonalRun {
  int64_t tokens, begin, end;
  const float *x, *g;
  int64_t x_stride, g_stride;
  bool sqrt_factor, reset_at_first;  ///< reset: the first token of this run has no past and factor 1
  bool log_sum, read_before, angles; ///< angles: there is no g
  float* state;
  float* y;
  int64_t y_stride;
};

/// Channels [begin, end) of a depthwise causal convolution; `tail` [width-1, channels] holds the past and is updated.
struct ConvRun {
  int64_t tokens, begin, end, channels, width;
  const float* x;
  int64_t x_stride;
  const float* taps; ///< [channels, width]
  const float* bias; ///< [channels] or null
  int activation;    ///< UnaryFunction
  float* tail;
  float* y;
  int64_t y_stride;
};

struct NormRow {
  int kind; ///< NormKind
  float eps;
  const float *weight, *bias; ///< [n] or null
  int64_t turns = 1;          ///< of Sinkhorn
};

/// Every inner loop of one instruction set.
struct Kernels {
  const char* name;
  void (*panel_product)(const PanelProduct&);
  void (*product)(const Product&);
  void (*unary)(int function, float a, float b, const float* x, float* y, int64_t n);
  /// Steps of 0 repeat one element.
  void (*binary)(int function, const float* x, int64_t x_step, const float* y, int64_t y_step, float* out, int64_t n);
  void (*gated)(int function, const float* gate, const float* up, float* out, int64_t n);
  void (*norm)(const NormRow&, const float* x, float* y, int64_t n);
  void (*gated_norm)(const NormRow&, int activation, bool gate_first, const float* x, const float* gate, float* y,
                     int64_t n);
  void (*rotate)(const float* x, const float* cosine, const float* sine, float* y, int64_t half, bool interleaved);
  void (*widen)(Format type, const void* from, float* to, int64_t n);
  void (*narrow)(Format type, const float* from, void* to, int64_t n);
  /// Blocks of a panel to float32, [depth * 16 + r].
  void (*unpack)(Format type, const void* blocks, float* to, int64_t count);
  float (*sum)(const float* x, int64_t n);
  void (*attention)(const AttentionRun&);
  void (*key_products)(const KeyProducts&);
  void (*reflect)(const ReflectRun&);
  void (*recurrence_steps)(const RecurrenceHead&);  ///< token by token
  void (*recurrence_chunks)(const RecurrenceHead&); ///< kChunk tokens at a time, matrix products
  void (*scan)(const ScanRun&);
  void (*diagonal)(const DiagonalRun&);
  void (*modes)(const ModesRun&);
  void (*slstm_cell)(const SlstmCell&);
  void (*fast_weights)(const FastWeightsHead&);
  void (*ridge_solve)(const RidgeHead&);
  void (*conv)(const ConvRun&);
  int64_t (*arg_max)(const float* x, int64_t n);
  /// Calibration: `rounds` of independent multiply-adds in registers; returns the operations done (2 per multiply-add).
  double (*peak_operations)(int64_t rounds, float* sink);
  /// Calibration: reads every byte.
  float (*read_bytes)(const float* x, int64_t n);
};

namespace baseline {
const Kernels& kernels();
}
namespace avx2 {
const Kernels& kernels();
}

} // namespace pareto::cpu
