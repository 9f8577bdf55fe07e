// SPDX-License-Identifier: GPL-3.0-or-later
// Which expert a row in the order of experts is of. Included behind the offsets and the push constants `experts`,
// `offsets_at` and `even` (rows of each expert where there are no offsets, else 0).

/// First row of expert e.
uint first_row(uint e) { return even > 0 ? e * even : uint(offsets[offsets_at + e]); }

/// The expert of a row: the last one that begins at or before it. `experts`: of none.
uint expert_of(uint row) {
  uint low = 0, high = experts + 1; // the answer + 1 lies in (low, high]
  while (high - low > 1) {
    uint middle = (low + high) / 2;
    if (first_row(middle) <= row)
      low = middle;
    else
      high = middle;
  }
  return low;
}
