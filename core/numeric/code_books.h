// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// Blocks of GGUF files whose numbers are indices into code books: 256 elements each, one block a call. `from` need not
// be aligned; sizes are those of PARETO_FORMATS. What a block holds, in order, is said beside each.
namespace pareto::code_books {

void iq2_xxs(const uint8_t* from, float* y);
void iq2_xs(const uint8_t* from, float* y);
void iq2_s(const uint8_t* from, float* y);
void iq3_xxs(const uint8_t* from, float* y);
void iq3_s(const uint8_t* from, float* y);
void iq1_s(const uint8_t* from, float* y);
void iq1_m(const uint8_t* from, float* y);

} // namespace pareto::code_books
