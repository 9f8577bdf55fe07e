// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of one instruction set, defined in the files beside this one and collected in table.cpp.
#pragma once

#include "core/exec/cpu/kernels/kernels.h"

namespace pareto::cpu::PARETO_ISA {

void panel_product(const PanelProduct& p);
void product(const Product& p);
void unpack(Format type, const void* blocks, float* to, int64_t count);
void block_product(const PanelProduct& p);
double peak_operations(int64_t rounds, float* sink);
float read_bytes(const float* x, int64_t n);
void unary(int function, float a, float b, const float* x, float* y, int64_t n);
void binary(int function, const float* x, int64_t x_step, const float* y, int64_t y_step, float* out, int64_t n);
void gated(int function, const float* gate, const float* up, float* out, int64_t n);
void norm(const NormRow& row, const float* x, float* y, int64_t n);
void gated_norm(const NormRow& row, int activation, bool gate_first, const float* x, const float* gate, float* y,
                int64_t n);
void rotate(const float* x, const float* cosine, const float* sine, float* y, int64_t half, bool interleaved);
void widen(Format type, const void* from, float* to, int64_t n);
void narrow(Format type, const float* from, void* to, int64_t n);
float sum(const float* x, int64_t n);
int64_t arg_max(const float* x, int64_t n);
void attention(const AttentionRun& run);
void key_products(const KeyProducts& p);
/// Whether products read rows of `width` channels, `whole` at once, without a float32 copy of them.
bool read_as_stored(Format type, int64_t width, int64_t whole);
void reflect(const ReflectRun& run);
void reflected_logits(const ReflectedLogits& run);
void recurrence_steps(const RecurrenceHead& head);
void recurrence_chunks(const RecurrenceHead& head);
void scan(const ScanRun& run);
void diagonal(const DiagonalRun& run);
void modes(const ModesRun& run);
void slstm_cell(const SlstmCell& cell);
void fast_weights(const FastWeightsHead& head);
void ridge_solve(const RidgeHead& head);
void conv(const ConvRun& run);

} // namespace pareto::cpu::PARETO_ISA
