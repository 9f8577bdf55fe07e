// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in the order of experts (core/graph/ops/route.h): those of one expert and sequence follow one another. Behind the
// declarations of offsets, order, offsets_at and order_at.

/// The first row of an expert whose choice is of sequence b or of a later one; `choices`: of a sequence.
uint first_row(uint expert, uint b, uint choices) {
  uint low = uint(offsets[offsets_at + expert]), high = uint(offsets[offsets_at + expert + 1]);
  while (low < high) {
    uint middle = (low + high) / 2;
    if (uint(order[order_at + middle]) < b * choices)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
