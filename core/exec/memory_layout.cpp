// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/memory_layout.h"

#include "core/exec/cpu/kernels/kernels.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int64_t kVulkanGroup = 4;     ///< elements a row is read in
constexpr int64_t kVulkanWord = 4;      ///< bytes of what a cache row is made of
constexpr int64_t kVulkanBinding = 256; ///< bytes; the coarsest offset a device may ask a binding to start at

int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

} // namespace

Packing packing_of(std::string_view device) { return device.rfind("vulkan", 0) == 0 ? Packing::Vulkan : Packing::Cpu; }

EntryLayout entry_layout(const StateDecl& state, Precision cache, int64_t capacity, int largest_step, Packing packing) {
  if (state.kind == StateKind::Replace) {
    const int64_t bytes = state.shape.elements() * 4;
    return {1, bytes, bytes};
  }
  const int64_t wanted = state.kind == StateKind::Ring ? state.pinned + state.window + largest_step - 1 : capacity;
  const int64_t heads = state.shape[0], width = state.shape.elements() / heads * bytes_per_element(cache);
  EntryLayout layout;
  layout.rows = std::min(wanted, capacity);
  layout.row_bytes = packing == Packing::Vulkan ? rounded_up(width, kVulkanWord) : width;
  layout.slot_bytes = heads * layout.rows * layout.row_bytes;
  return layout;
}

int64_t packed_bytes(const WeightDecl& weight, WeightFormat format, Packing packing) {
  if (weight.use != WeightUse::Matrix)
    return packed_vector_bytes(weight.shape.elements(), packing);
  const int64_t rows = weight.shape[0], width = weight.shape.elements() / rows;
  return packing == Packing::Vulkan ? format_bytes(format, rows * rounded_up(width, kVulkanGroup)) : format_bytes(format, rounded_up(rows, cpu::kPanelRows) * width);
}

int64_t packed_vector_bytes(int64_t elements, Packing packing) { return packing == Packing::Vulkan ? rounded_up(elements * 4, kVulkanBinding) : elements * 4; }

} // namespace pareto
