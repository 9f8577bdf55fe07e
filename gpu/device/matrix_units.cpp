// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/matrix_units.h"

#include <vector>

namespace pareto::gpu {

namespace {

using Form = MatrixUnits::Form;

// VK_KHR_cooperative_matrix is younger than Debian 12's headers; its numbers for component types and scopes are
// NVIDIA's.
constexpr const char* kKhronosExtension = "VK_KHR_cooperative_matrix";
constexpr auto kKhronosFeatures = static_cast<VkStructureType>(1000506000),
               kKhronosProperties = static_cast<VkStructureType>(1000506001);
struct KhronosProperties {
  VkStructureType sType;
  void* pNext;
  uint32_t MSize, NSize, KSize;
  VkComponentTypeNV AType, BType, CType, DType; ///< DType: the result's
  VkBool32 saturating;
  VkScopeNV scope;
};

/// Sizes a kernel can take: whole groups of eight float16 deep, and slices of 32.
template <class Properties>
bool usable(const Properties& p) {
  return p.AType == VK_COMPONENT_TYPE_FLOAT16_NV && p.BType == VK_COMPONENT_TYPE_FLOAT16_NV &&
         p.CType == VK_COMPONENT_TYPE_FLOAT32_NV && p.DType == VK_COMPONENT_TYPE_FLOAT32_NV &&
         p.scope == VK_SCOPE_SUBGROUP_NV && (p.KSize == 8 || p.KSize == 16 || p.KSize == 32) && p.MSize <= 32 &&
         p.NSize <= 32;
}

/// The largest product is the one with the fewest reads of memory for its work.
template <class Properties>
MatrixUnits largest(VkPhysicalDevice device, PFN_vkVoidFunction function, VkStructureType type, Form form) {
  const auto list = reinterpret_cast<VkResult(VKAPI_PTR*)(VkPhysicalDevice, uint32_t*, Properties*)>(function);
  MatrixUnits best;
  uint32_t count = 0;
  if (!list || list(device, &count, nullptr) != VK_SUCCESS)
    return best;
  std::vector<Properties> all(count);
  for (Properties& properties : all)
    properties.sType = type;
  if (list(device, &count, all.data()) < VK_SUCCESS)
    return best;
  for (const Properties& p : all)
    if (usable(p) && p.MSize * p.NSize * p.KSize > best.m * best.n * best.k)
      best = {form, p.MSize, p.NSize, p.KSize};
  return best;
}

bool has_features(const InstanceApi& api, VkPhysicalDevice device, Form form) {
  MatrixFeatures offered(form);
  VkPhysicalDeviceFeatures2 features{};
  features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  features.pNext = offered.chain();
  api.vkGetPhysicalDeviceFeatures2(device, &features);
  return offered.all();
}

} // namespace

const char* MatrixUnits::extension() const {
  switch (form) {
  case Form::Khronos: return kKhronosExtension;
  case Form::Nvidia: return VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME;
  default: return nullptr;
  }
}

std::string describe(const MatrixUnits& units) {
  if (!units)
    return "none";
  return std::to_string(units.m) + " x " + std::to_string(units.n) + " x " + std::to_string(units.k) +
         " float16 with float32 sums (" + units.extension() + ")";
}

MatrixFeatures::MatrixFeatures(Form form) {
  m_core.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  m_core.pNext = &m_sizes;
  m_sizes.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES_EXT;
  m_sizes.pNext = &m_units;
  m_units.sType =
      form == Form::Khronos ? kKhronosFeatures : VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV;
}

bool MatrixFeatures::all() const {
  return m_core.shaderFloat16 && m_core.vulkanMemoryModel && m_core.vulkanMemoryModelDeviceScope &&
         m_units.cooperativeMatrix && m_sizes.computeFullSubgroups;
}

void MatrixFeatures::set_all() {
  m_core.shaderFloat16 = m_core.vulkanMemoryModel = m_core.vulkanMemoryModelDeviceScope = m_units.cooperativeMatrix =
      m_sizes.computeFullSubgroups = VK_TRUE;
}

MatrixUnits find_matrix_units(const InstanceApi& api, VkPhysicalDevice device,
                              const std::set<std::string>& extensions) {
  if (!extensions.contains(kFullSubgroups))
    return {};
  if (extensions.contains(kKhronosExtension) && has_features(api, device, Form::Khronos))
    if (const auto units =
            largest<KhronosProperties>(device, api.matrix_properties_khr, kKhronosProperties, Form::Khronos))
      return units;
  if (extensions.contains(VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME) && has_features(api, device, Form::Nvidia))
    return largest<VkCooperativeMatrixPropertiesNV>(device, api.matrix_properties_nv,
                                                    VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_NV, Form::Nvidia);
  return {};
}

} // namespace pareto::gpu
