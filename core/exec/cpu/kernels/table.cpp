// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

#define PARETO_TEXT_OF(name) #name
#define PARETO_TEXT(name) PARETO_TEXT_OF(name)

namespace pareto::cpu::PARETO_ISA {

// Highway falls back to a smaller set in silence when a flag is missing; that must not build.
static_assert(sizeof(PARETO_TEXT(PARETO_ISA)) == sizeof("baseline") || HWY_STATIC_TARGET == HWY_AVX2,
              "the AVX2 kernels were compiled for another instruction set");

const Kernels& kernels() {
  static const Kernels table{PARETO_TEXT(PARETO_ISA),
                             panel_product,
                             product,
                             unary,
                             binary,
                             gated,
                             norm,
                             gated_norm,
                             rotate,
                             widen,
                             narrow,
                             unpack,
                             sum,
                             attention,
                             key_products,
                             reflect,
                             recurrence_steps,
                             recurrence_chunks,
                             scan,
                             diagonal,
                             modes,
                             slstm_cell,
                             fast_weights,
                             ridge_solve,
                             conv,
                             arg_max,
                             peak_operations,
                             read_bytes};
  return table;
}

} // namespace pareto::cpu::PARETO_ISA
