// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor_source.h"
#include "core/graph/storage.h"

#include <utility>

namespace pareto {

/// Passes a source's weights on to an executor and looks at each on its way: a value that is not finite, or that the
/// format it is about to be stored in cannot hold, is an error that names the tensor. Costs an addition and an OR an
/// element.
class CheckedSource : public TensorSource {
public:
  /// `format`: how each weight will be stored.
  CheckedSource(TensorSource& source, FormatOf format) : m_source(source), m_format(std::move(format)) {}

  Format stored(const WeightDecl& weight) const override { return m_source.stored(weight); }
  std::string tensor_name(const WeightDecl& weight) const override { return m_source.tensor_name(weight); }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override;
  /// False where a scale is not finite: the decoded row, asked for instead, then says so.
  bool read_row_blocks(const WeightDecl& weight, int64_t row, std::span<std::byte> out) override;
  /// Only generated weights come in panels.
  bool read_panel(const WeightDecl& weight, int64_t panel, Format format, std::span<std::byte> out) override {
    return m_source.read_panel(weight, panel, format, out);
  }

private:
  TensorSource& m_source;
  FormatOf m_format;
};

} // namespace pareto
