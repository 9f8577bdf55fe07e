// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/vulkan_api.h"

#include <set>
#include <string>

namespace pareto::gpu {

/// Subgroups of a kernel for matrix units must be whole.
inline constexpr const char* kFullSubgroups = VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME;

/// What a subgroup of a device multiplies in one instruction: float16 [m, k] by [k, n] with sums in float32
/// (VK_KHR_cooperative_matrix, or VK_NV_cooperative_matrix of older NVIDIA drivers).
struct MatrixUnits {
  enum class Form : uint8_t { None, Khronos, Nvidia };
  Form form = Form::None;
  uint32_t m = 0, n = 0, k = 0;
  explicit operator bool() const { return form != Form::None; }
  const char* extension() const; ///< null without units; kernels for them also need kFullSubgroups
};

/// "16 x 16 x 16 float16 with float32 sums (VK_KHR_cooperative_matrix)", or "none".
std::string describe(const MatrixUnits& units);

/// The units of a device and the features their kernels need, of what its driver offers; none where one is missing.
MatrixUnits find_matrix_units(const InstanceApi& api, VkPhysicalDevice device, const std::set<std::string>& extensions);

/// The chain of features that opens a device with its units; lives until the device is open.
class MatrixFeatures {
public:
  explicit MatrixFeatures(MatrixUnits::Form form);
  MatrixFeatures(const MatrixFeatures&) = delete;
  MatrixFeatures& operator=(const MatrixFeatures&) = delete;
  void* chain() { return &m_core; }
  bool all() const;
  void set_all();

private:
  VkPhysicalDeviceVulkan12Features m_core{};
  VkPhysicalDeviceSubgroupSizeControlFeaturesEXT m_sizes{};
  VkPhysicalDeviceCooperativeMatrixFeaturesNV m_units{}; ///< the Khronos form has the same members under another number
};

} // namespace pareto::gpu
