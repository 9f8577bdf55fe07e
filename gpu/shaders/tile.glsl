// SPDX-License-Identifier: GPL-3.0-or-later
// A workgroup's BM x BN tile of a product, from slices of depth BK in shared memory; each lane owns TM x TN results in
// registers. LANES = (BM/TM) * (BN/TN).
layout(constant_id = 3) const uint BM = 64;
layout(constant_id = 4) const uint BN = 64;
layout(constant_id = 5) const uint BK = 16;
layout(constant_id = 6) const uint TM = 4;
layout(constant_id = 7) const uint TN = 4;

shared float x_tile[BK * (BM + 1)]; // [k][m], one column of padding against bank conflicts
shared float w_tile[BK * (BN + 1)]; // [k][n]

/// Row and column, inside the tile, of result i, j of this lane.
uint tile_row(uint i) { return lane / (BN / TN) + i * (BM / TM); }
uint tile_column(uint j) { return lane % (BN / TN) + j * (BN / TN); }

float sum[TM * TN]; // not a parameter: Debian 12's glslc cannot pass arrays of specialised size back
void multiply_slice() {
  for (uint k = 0; k < BK; ++k) {
    float a[TM], b[TN];
    for (uint i = 0; i < TM; ++i)
      a[i] = x_tile[k * (BM + 1) + tile_row(i)];
    for (uint j = 0; j < TN; ++j)
      b[j] = w_tile[k * (BN + 1) + tile_column(j)];
    for (uint i = 0; i < TM; ++i)
      for (uint j = 0; j < TN; ++j)
        sum[i * TN + j] = fma(a[i], b[j], sum[i * TN + j]);
  }
}
