// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of reflections (reflections.cpp); what kernels.h says of its own structs is true of these.
#pragma once

#include <stdint.h>

namespace pareto::cpu {

/// Rows that meet the reflections I - u u^T of one direction u after another.
struct ReflectRun {
  float* rows; ///< [count, width], dense
  int64_t count, width;
  int64_t first;           ///< row i meets the directions behind number first + i: below 0 all of them
  const float* directions; ///< [steps], `stride` floats apart
  int64_t stride, steps;
  float* scratch; ///< kKeyTile * width floats
};

/// Dot products of rows with at most kKeyTile keys, from the last one back: a row meets the reflection of each key that
/// lies before its limit, behind the key's own product.
struct ReflectedLogits {
  float* q; ///< [rows, width], dense; changed
  int64_t rows, width;
  const float* keys; ///< [count, width]
  const float* directions;
  int64_t stride, count;
  int64_t first;        ///< position of the first key
  const int64_t* until; ///< [rows]
  float* logits;        ///< [rows, kKeyTile]
  float* scratch;       ///< kKeyTile * width floats
};

} // namespace pareto::cpu
