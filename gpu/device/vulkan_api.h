// SPDX-License-Identifier: GPL-3.0-or-later
// The Vulkan functions this layer uses, found at run time: nothing links against the loader, so the program starts on a
// machine without Vulkan. Private to gpu/.
#pragma once

#include "core/result.h"

#include <vulkan/vulkan_core.h>

#include <functional>
#include <string>
#include <utility>

// clang-format off
#define PARETO_VK_GLOBAL(X)                                                                                             \
  X(vkCreateInstance) X(vkEnumerateInstanceVersion) X(vkEnumerateInstanceLayerProperties)                              \
  X(vkEnumerateInstanceExtensionProperties)
// clang-format on

// clang-format off
#define PARETO_VK_INSTANCE(X)                                                                                           \
  X(vkDestroyInstance) X(vkEnumeratePhysicalDevices) X(vkGetPhysicalDeviceProperties2) X(vkGetPhysicalDeviceFeatures2) \
  X(vkGetPhysicalDeviceMemoryProperties2) X(vkGetPhysicalDeviceQueueFamilyProperties)                                   \
  X(vkEnumerateDeviceExtensionProperties) X(vkCreateDevice) X(vkGetDeviceProcAddr)
// clang-format on

// clang-format off
#define PARETO_VK_DEVICE(X)                                                                                             \
  X(vkDestroyDevice) X(vkGetDeviceQueue) X(vkDeviceWaitIdle) X(vkQueueSubmit)                                          \
  X(vkAllocateMemory) X(vkFreeMemory) X(vkMapMemory) X(vkCreateBuffer) X(vkDestroyBuffer)                              \
  X(vkGetBufferMemoryRequirements) X(vkBindBufferMemory) X(vkCreateBufferView) X(vkDestroyBufferView)                  \
  X(vkCreateShaderModule) X(vkDestroyShaderModule) X(vkCreateDescriptorSetLayout) X(vkDestroyDescriptorSetLayout)      \
  X(vkCreatePipelineLayout) X(vkDestroyPipelineLayout) X(vkCreateComputePipelines) X(vkDestroyPipeline)                \
  X(vkCreatePipelineCache) X(vkDestroyPipelineCache) X(vkGetPipelineCacheData)                                         \
  X(vkCreateDescriptorPool) X(vkDestroyDescriptorPool) X(vkAllocateDescriptorSets) X(vkUpdateDescriptorSets)           \
  X(vkCreateCommandPool) X(vkDestroyCommandPool) X(vkAllocateCommandBuffers) X(vkBeginCommandBuffer)                   \
  X(vkEndCommandBuffer) X(vkCmdBindPipeline) X(vkCmdBindDescriptorSets) X(vkCmdPushConstants) X(vkCmdDispatch)         \
  X(vkCmdDispatchBase)                                                                                                 \
  X(vkCmdPipelineBarrier) X(vkCmdCopyBuffer) X(vkCmdFillBuffer) X(vkCmdResetQueryPool) X(vkCmdWriteTimestamp)          \
  X(vkCreateQueryPool) X(vkDestroyQueryPool) X(vkGetQueryPoolResults)                                                  \
  X(vkCreateFence) X(vkDestroyFence) X(vkWaitForFences) X(vkResetFences)
// clang-format on

namespace pareto::gpu {

struct GlobalApi {
  PFN_vkGetInstanceProcAddr vkGetInstanceProcAddr = nullptr;
#define PARETO_VK_MEMBER(name) PFN_##name name = nullptr;
  PARETO_VK_GLOBAL(PARETO_VK_MEMBER)
};

struct InstanceApi {
  VkInstance instance = VK_NULL_HANDLE;
  PARETO_VK_INSTANCE(PARETO_VK_MEMBER)
  // Of VK_EXT_debug_utils, present with validation only.
  PFN_vkCreateDebugUtilsMessengerEXT vkCreateDebugUtilsMessengerEXT = nullptr;
  PFN_vkDestroyDebugUtilsMessengerEXT vkDestroyDebugUtilsMessengerEXT = nullptr;
  // vkGetPhysicalDeviceCooperativeMatrixProperties of VK_KHR_ and VK_NV_cooperative_matrix, where a driver has them.
  PFN_vkVoidFunction matrix_properties_khr = nullptr, matrix_properties_nv = nullptr;
};

struct DeviceApi {
  VkDevice device = VK_NULL_HANDLE;
  bool abandoned = false; ///< the device may still be working: nothing of it may be freed any more
  PARETO_VK_DEVICE(PARETO_VK_MEMBER)
#undef PARETO_VK_MEMBER
};

/// Opens the Vulkan loader once for the process; NotFound with a remedy when there is none.
Result<const GlobalApi*> load_vulkan();
Result<InstanceApi> load_instance(const GlobalApi& global, VkInstance instance);
Result<DeviceApi> load_device(const InstanceApi& instance, VkDevice device);

/// Run on the functions of every instance and device opened from now on, before they are used: how a test makes a call
/// fail.
struct Alterations {
  std::function<void(InstanceApi&)> instance;
  std::function<void(DeviceApi&)> device;
};
void alter_api(Alterations alterations);

/// Success, or what went wrong with what was being done.
Status check(VkResult result, const char* what);

/// A device object destroyed with its owner (unless the device was abandoned). Moves, never copies.
template <class Object, auto Destroy>
class Handle {
public:
  Handle() = default;
  Handle(const DeviceApi& api, Object object) : m_api(&api), m_object(object) {}
  Handle(Handle&& other) noexcept
      : m_api(other.m_api), m_object(std::exchange(other.m_object, Object(VK_NULL_HANDLE))) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(m_api, other.m_api);
    std::swap(m_object, other.m_object);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (m_object != Object(VK_NULL_HANDLE) && !m_api->abandoned)
      (m_api->*Destroy)(m_api->device, m_object, nullptr);
  }
  Object get() const { return m_object; }
  explicit operator bool() const { return m_object != Object(VK_NULL_HANDLE); }

private:
  const DeviceApi* m_api = nullptr;
  Object m_object = VK_NULL_HANDLE;
};

using BufferHandle = Handle<VkBuffer, &DeviceApi::vkDestroyBuffer>;
using BufferViewHandle = Handle<VkBufferView, &DeviceApi::vkDestroyBufferView>;
using MemoryHandle = Handle<VkDeviceMemory, &DeviceApi::vkFreeMemory>;
using ShaderHandle = Handle<VkShaderModule, &DeviceApi::vkDestroyShaderModule>;
using SetLayoutHandle = Handle<VkDescriptorSetLayout, &DeviceApi::vkDestroyDescriptorSetLayout>;
using PipelineLayoutHandle = Handle<VkPipelineLayout, &DeviceApi::vkDestroyPipelineLayout>;
using PipelineHandle = Handle<VkPipeline, &DeviceApi::vkDestroyPipeline>;
using PipelineCacheHandle = Handle<VkPipelineCache, &DeviceApi::vkDestroyPipelineCache>;
using DescriptorPoolHandle = Handle<VkDescriptorPool, &DeviceApi::vkDestroyDescriptorPool>;
using CommandPoolHandle = Handle<VkCommandPool, &DeviceApi::vkDestroyCommandPool>;
using QueryPoolHandle = Handle<VkQueryPool, &DeviceApi::vkDestroyQueryPool>;
using FenceHandle = Handle<VkFence, &DeviceApi::vkDestroyFence>;

} // namespace pareto::gpu
