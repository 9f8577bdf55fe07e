// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor_source.h"

#include "core/numeric/format_codec.h"

namespace pareto {

Status read_blocks(const WeightDecl& weight, Format format, TensorSource& source, int64_t row, std::span<float> scratch,
                   std::span<std::byte> out) {
  if (source.stored(weight) == format && source.read_row_blocks(weight, row, out))
    return {};
  PARETO_TRY(source.read_rows(weight, row, 1, scratch));
  encode(format, scratch, out);
  return {};
}

} // namespace pareto
