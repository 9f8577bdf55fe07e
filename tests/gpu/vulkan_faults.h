// SPDX-License-Identifier: GPL-3.0-or-later
// Vulkan calls that fail when a test wants them to: every function of a device goes through a counting stand-in.
#pragma once

#include "gpu/device/vulkan_api.h"

#include <map>
#include <set>
#include <string>

namespace pareto::test {

/// Which call fails and how. No function: all calls are only counted.
struct Fault {
  std::string function;
  int nth = 1; ///< from 1, over all devices since start_faults()
  VkResult result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  bool lasting = false; ///< all later calls fail as well
};

inline Fault fault;
inline std::map<std::string, int> fault_calls; ///< by function, of all kinds
inline int faults_raised = 0;

inline bool fault_due(const char* function) {
  const int count = ++fault_calls[function];
  if (fault.function != function || !(count == fault.nth || (fault.lasting && count > fault.nth)))
    return false;
  ++faults_raised;
  return true;
}

template <auto Member>
struct StandIn;

template <class... Arguments, VkResult (VKAPI_PTR* gpu::DeviceApi::*Member)(Arguments...)>
struct StandIn<Member> {
  static constexpr bool kCanFail = true;
  static inline VkResult(VKAPI_PTR* real)(Arguments...) = nullptr;
  static inline const char* name = "";
  static VKAPI_ATTR VkResult VKAPI_CALL call(Arguments... arguments) {
    if (!fault_due(name))
      return real(arguments...);
    if (fault.result == VK_ERROR_DEVICE_LOST && std::string(name) == "vkWaitForFences")
      real(arguments...); // a lost device works no longer; this one must be made to
    return fault.result;
  }
};

template <class... Arguments, void (VKAPI_PTR* gpu::DeviceApi::*Member)(Arguments...)>
struct StandIn<Member> {
  static constexpr bool kCanFail = false;
  static inline void(VKAPI_PTR* real)(Arguments...) = nullptr;
  static inline const char* name = "";
  static VKAPI_ATTR void VKAPI_CALL call(Arguments... arguments) {
    ++fault_calls[name];
    real(arguments...);
  }
};

template <auto Member>
void put_stand_in(gpu::DeviceApi& api, const char* name) {
  StandIn<Member>::real = api.*Member;
  StandIn<Member>::name = name;
  api.*Member = &StandIn<Member>::call;
}

/// The functions of a device that can fail.
inline std::set<std::string> functions_with_result() {
  std::set<std::string> all;
#define PARETO_VK_RESULT(name)                                                                                         \
  if (StandIn<&gpu::DeviceApi::name>::kCanFail)                                                                        \
    all.insert(#name);
  PARETO_VK_DEVICE(PARETO_VK_RESULT)
#undef PARETO_VK_RESULT
  return all;
}

/// What the pipelines of a device do. Nothing: where a test asks how a failure is met, not what is computed; Mesa's
/// driver spends most of such a test on making kernels whose numbers nobody reads.
enum class Kernels { Real, Empty };

/// A compute shader that returns at once: `void main() {}`.
// clang-format off
inline constexpr uint32_t kEmptyShader[] = {
    0x07230203, 0x00010300, 0, 5, 0,   // SPIR-V 1.3, ids below 5
    2u << 16 | 17, 1,                  // OpCapability Shader
    3u << 16 | 14, 0, 1,               // OpMemoryModel Logical GLSL450
    5u << 16 | 15, 5, 1, 0x6e69616d, 0, // OpEntryPoint GLCompute %1 "main"
    6u << 16 | 16, 1, 17, 1, 1, 1,     // OpExecutionMode %1 LocalSize 1 1 1
    2u << 16 | 19, 2,                  // %2 = OpTypeVoid
    3u << 16 | 33, 3, 2,               // %3 = OpTypeFunction %2
    5u << 16 | 54, 2, 1, 0, 3,         // %1 = OpFunction %2 None %3
    2u << 16 | 248, 4,                 // %4 = OpLabel
    1u << 16 | 253,                    // OpReturn
    1u << 16 | 56,                     // OpFunctionEnd
};
// clang-format on

inline PFN_vkCreateShaderModule real_shader_module = nullptr;

inline VKAPI_ATTR VkResult VKAPI_CALL empty_shader_module(VkDevice device, const VkShaderModuleCreateInfo* info,
                                                          const VkAllocationCallbacks* allocator, VkShaderModule* out) {
  VkShaderModuleCreateInfo empty = *info;
  empty.codeSize = sizeof kEmptyShader;
  empty.pCode = kEmptyShader;
  return real_shader_module(device, &empty, allocator, out);
}

/// Devices opened from now on go through the stand-ins; `wanted` fails.
inline void start_faults(const Fault& wanted, Kernels kernels = Kernels::Real) {
  fault = wanted;
  fault_calls.clear();
  faults_raised = 0;
  gpu::Alterations alterations;
  alterations.device = [kernels](gpu::DeviceApi& api) {
    if (kernels == Kernels::Empty) {
      real_shader_module = api.vkCreateShaderModule;
      api.vkCreateShaderModule = &empty_shader_module;
    }
#define PARETO_VK_STAND_IN(name) put_stand_in<&gpu::DeviceApi::name>(api, #name);
    PARETO_VK_DEVICE(PARETO_VK_STAND_IN)
#undef PARETO_VK_STAND_IN
  };
  gpu::alter_api(std::move(alterations));
}

/// Every call succeeds again, on devices that are open as well.
inline void stop_faults() {
  fault = {};
  gpu::alter_api({});
}

} // namespace pareto::test
