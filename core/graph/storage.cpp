// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/storage.h"

#include "core/numeric/panel.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kVulkanGroup = 4; ///< elements a row is read in
constexpr int64_t kVulkanWord = 4;  ///< bytes of what a cache row is made of

int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

} // namespace

LoadOptions load_options(Precision precision) {
  switch (precision) {
  case Precision::F32: return {precision, Format::F32};
  case Precision::BF16: return {precision, Format::BF16};
  case Precision::F16:
  case Precision::Q8:
  case Precision::Q8Kv8:
  case Precision::Q4:
  case Precision::Q4Kv8: break;
  }
  return {weights_of(precision), narrows_cache(precision) ? Format::Q8_0 : Format::F16};
}

Format weight_format(const WeightDecl& weight, Precision precision, Format stored) {
  if (weight.use != WeightUse::Matrix)
    return Format::F32;
  precision = weights_of(precision);
  switch (precision) {
  case Precision::F32: return Format::F32;
  case Precision::F16: return Format::F16;
  case Precision::BF16: return Format::BF16;
  default: break;
  }
  // routers are small, and what they choose by is often close
  if (weight.name.ends_with(".router.weight") || weight.shape.back() % block_elements(Format::Q8_0) != 0)
    return Format::F16;
  if (precision == Precision::Q8 || weight.name == "embed.weight" || weight.name == "head.weight") {
    const bool kept = precision == Precision::Q4 && (stored == Format::Q4_0 || stored == Format::Q4_1);
    if (!kept)
      return Format::Q8_0;
  }
  return stored == Format::Q4_1 ? Format::Q4_1 : Format::Q4_0;
}

Format row_format(const StateDecl& state, Format cache) {
  if (state.kind == StateKind::Replace || state.exact)
    return Format::F32;
  return state.shape.elements() / state.shape[0] % block_elements(cache) == 0 ? cache : Format::F16;
}

EntryLayout entry_layout(const StateDecl& state, Format cache, int64_t capacity, int largest_step, Packing packing) {
  if (state.kind == StateKind::Replace) {
    const int64_t bytes = format_bytes(Format::F32, state.shape.elements());
    return {1, bytes, bytes};
  }
  const int64_t most = capacity == 0 ? 0 : std::max<int64_t>(1, state.rows(capacity));
  const int64_t wanted = state.kind == StateKind::Ring ? state.pinned + state.window + largest_step - 1 : most;
  const int64_t heads = state.shape[0], width = format_bytes(row_format(state, cache), state.shape.elements() / heads);
  EntryLayout layout;
  layout.rows = std::min(wanted, most);
  layout.row_bytes = packing == Packing::Vulkan ? rounded_up(width, kVulkanWord) : width;
  layout.slot_bytes = heads * layout.rows * layout.row_bytes;
  return layout;
}

int64_t packed_bytes(const WeightDecl& weight, Format format, Packing packing) {
  if (weight.use != WeightUse::Matrix)
    return packed_vector_bytes(weight.shape.elements(), packing);
  const int64_t rows = weight.shape[0], width = weight.shape.elements() / rows;
  if (packing == Packing::Vulkan)
    return rows * format_bytes(format, rounded_up(width, kVulkanGroup));
  return rounded_up(rows, kPanelRows) / kPanelRows * panel_bytes(format, width);
}

int64_t packed_vector_bytes(int64_t elements, Packing packing) {
  const int64_t bytes = format_bytes(Format::F32, elements);
  return packing == Packing::Vulkan ? rounded_up(bytes, kVulkanBinding) : bytes;
}

} // namespace pareto
