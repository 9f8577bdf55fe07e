// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/vulkan_api.h"

#include <dlfcn.h>

namespace pareto::gpu {

namespace {

template <class Function, class Owner, class Get>
bool find(Function& function, Get get, Owner owner, const char* name) {
  function = reinterpret_cast<Function>(get(owner, name));
  return function != nullptr;
}

Alterations& alterations() {
  static Alterations all;
  return all;
}

Error missing(const char* name) {
  return fail(ErrorCode::Unsupported, std::string("The Vulkan driver lacks ") + name + "; Vulkan 1.2 is needed.");
}

Result<GlobalApi> open_loader() {
  // Never closed: drivers leave threads and thread-local destructors behind.
  void* library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    library = dlopen("libvulkan.so", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return fail(ErrorCode::NotFound,
                "Vulkan is not installed here (libvulkan.so.1 cannot be opened); install the package libvulkan1 and a "
                "driver, or use --device cpu.");
  GlobalApi api;
  api.vkGetInstanceProcAddr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr"));
  if (!api.vkGetInstanceProcAddr)
    return missing("vkGetInstanceProcAddr");
#define PARETO_VK_FIND(name)                                                                                           \
  if (!find(api.name, api.vkGetInstanceProcAddr, VkInstance(VK_NULL_HANDLE), #name))                                   \
    return missing(#name);
  PARETO_VK_GLOBAL(PARETO_VK_FIND)
#undef PARETO_VK_FIND
  return api;
}

} // namespace

Result<const GlobalApi*> load_vulkan() {
  static const Result<GlobalApi> loaded = open_loader();
  if (!loaded)
    return loaded.error();
  return &*loaded;
}

Result<InstanceApi> load_instance(const GlobalApi& global, VkInstance instance) {
  InstanceApi api;
  api.instance = instance;
#define PARETO_VK_FIND(name)                                                                                           \
  if (!find(api.name, global.vkGetInstanceProcAddr, instance, #name))                                                  \
    return missing(#name);
  PARETO_VK_INSTANCE(PARETO_VK_FIND)
#undef PARETO_VK_FIND
  find(api.vkCreateDebugUtilsMessengerEXT, global.vkGetInstanceProcAddr, instance, "vkCreateDebugUtilsMessengerEXT");
  find(api.vkDestroyDebugUtilsMessengerEXT, global.vkGetInstanceProcAddr, instance, "vkDestroyDebugUtilsMessengerEXT");
  find(api.matrix_properties_khr, global.vkGetInstanceProcAddr, instance,
       "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
  find(api.matrix_properties_nv, global.vkGetInstanceProcAddr, instance,
       "vkGetPhysicalDeviceCooperativeMatrixPropertiesNV");
  if (alterations().instance)
    alterations().instance(api);
  return api;
}

Result<DeviceApi> load_device(const InstanceApi& instance, VkDevice device) {
  DeviceApi api;
  api.device = device;
#define PARETO_VK_FIND(name)                                                                                           \
  if (!find(api.name, instance.vkGetDeviceProcAddr, device, #name))                                                    \
    return missing(#name);
  PARETO_VK_DEVICE(PARETO_VK_FIND)
#undef PARETO_VK_FIND
  if (alterations().device)
    alterations().device(api);
  return api;
}

void alter_api(Alterations wanted) { alterations() = std::move(wanted); }

Status check(VkResult result, const char* what) {
  if (result == VK_SUCCESS || result == VK_INCOMPLETE) // of every step: without a sentence made for nothing
    return {};
  const std::string doing = std::string("while ") + what;
  switch (result) {
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    return fail(ErrorCode::OutOfMemory,
                "The device ran out of memory " + doing + "; choose a smaller model, precision, batch or context.");
  case VK_ERROR_OUT_OF_HOST_MEMORY:
    return fail(ErrorCode::OutOfMemory, "The driver ran out of main memory " + doing + "; close other programs.");
  case VK_ERROR_TOO_MANY_OBJECTS:
    return fail(ErrorCode::OutOfMemory,
                "The driver allows no more objects " + doing + "; choose a smaller model, batch or context.");
  case VK_ERROR_FRAGMENTED_POOL:
  case VK_ERROR_OUT_OF_POOL_MEMORY:
    return fail(ErrorCode::OutOfMemory,
                "The driver ran out of descriptors " + doing + "; choose a smaller model or batch.");
  case VK_ERROR_MEMORY_MAP_FAILED:
    return fail(ErrorCode::OutOfMemory, "The driver cannot show the device's memory to this program " + doing +
                                            "; choose a smaller model, batch or context.");
  case VK_ERROR_DEVICE_LOST:
    return fail(ErrorCode::DeviceLost,
                "The device was lost " + doing + " (driver reset or time-out); restart the measurement.");
  case VK_TIMEOUT:
    return fail(ErrorCode::DeviceLost, "The device did not answer in time " + doing + "; it is given up.");
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    return fail(ErrorCode::NotFound,
                "No Vulkan driver is installed here; install one (mesa-vulkan-drivers) or use --device cpu.");
  default:
    return fail(ErrorCode::Internal,
                "Vulkan failed with code " + std::to_string(static_cast<int>(result)) + " " + doing + ".");
  }
}

} // namespace pareto::gpu
