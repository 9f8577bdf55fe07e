// SPDX-License-Identifier: GPL-3.0-or-later
// A scan h_t = e^{g_t} h_{t-1} + w_t over many tokens where there are too few channels to keep a device busy: the tokens are
// cut into chunks, and with L the sum of g over a chunk and e its end when it starts from zero
//   PASS_ENDS     e and L of every chunk, all chunks at once;
//   scan_carry    s before each chunk in place of e: s <- e^L s + e, one invocation per state;
//   PASS_OUTPUTS  every chunk again from its s, all at once.
// Decays stay in log space: L is a sum of non-positive numbers, so e^L is 1 where nothing is forgotten and 0 where all is,
// and no quotient of decays is ever formed. PASS_WHOLE does the step in one go, token by token.
const uint PASS_WHOLE = 0, PASS_ENDS = 1, PASS_OUTPUTS = 2;
const float FORGETS_ALL = -1e30;    // a log decay that leaves nothing
const float LOG_OF_NOTHING = -1e30; // what a sum of exponentials starts from

/// ln(e^x + e^y)
float log_sum(float x, float y) { return max(x, y) + log1p_unit(exp_precise(-abs(x - y))); }

/// An angle within half a turn of 0; 2 pi in two pieces.
float turned_back(float x) {
  float turns = floor(x * 0.15915494 + 0.5);
  return fma(turns, 1.7484556e-7, fma(turns, -6.2831855, x));
}

/// Where the end of mode n of channel d lies: [B, chunks, MODES, D], then the sums [B, chunks, D].
#define END_AT(b, piece, n, d) ((((b) * chunk_count + (piece)) * MODES + (n)) * channels + (d))
#define LOG_DECAY_AT(b, piece, d) ((batch * chunk_count * MODES + (b) * chunk_count + (piece)) * channels + (d))
