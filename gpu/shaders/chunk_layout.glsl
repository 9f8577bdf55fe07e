// SPDX-License-Identifier: GPL-3.0-or-later
// What recurrence_chunk leaves for recurrence_carry about one chunk of C rows of one head (a row is one
// write of a token). With S the state before the
// chunk, V its values and U what a removal writes:
//   U = W S + Z V,   o = Q S + P [V; U],   S <- D S + E^T [V; U]
// Each matrix lies with the row that a lane owns fastest, in whole groups of four (rows behind the K keys hold nothing). [V; U] is V alone without removal and U alone where
// what is removed lies along k.
// Who makes one kernel for any number of keys defines K himself.
#ifndef K
layout(constant_id = 1) const uint K = 64;
#endif
layout(constant_id = 2) const uint C = 16;
layout(constant_id = 3) const uint REMOVAL = 0; // 0 none, 1 delta, 2 low rank, 3 low rank along -k
const uint WRITES = REMOVAL == 2 ? 2 * C : C;   // rows of [V; U]
#define KEYS ((K + 3) / 4 * 4)
#define Q_AT 0                                        // [KEYS][C]
#define W_AT (KEYS * C)                               // [KEYS][C]
#define E_AT (W_AT + (REMOVAL != 0 ? KEYS * C : 0))   // [WRITES][KEYS]
#define D_AT (E_AT + WRITES * KEYS)                   // [KEYS]
#define P_AT (D_AT + KEYS)                            // [WRITES][C]
#define Z_AT (P_AT + WRITES * C)                      // [C][C]
#define CHUNK_FLOATS (Z_AT + (REMOVAL != 0 ? C * C : 0))
