// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/context.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace pareto::gpu {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";

VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                          const VkDebugUtilsMessengerCallbackDataEXT* data, void* log) {
  static_cast<MessageLog*>(log)->add(data->pMessage ? data->pMessage : "");
  return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messenger_info(MessageLog& log) {
  VkDebugUtilsMessengerCreateInfoEXT info{};
  info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
  info.messageSeverity =
      VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
  info.pfnUserCallback = on_message;
  info.pUserData = &log;
  return info;
}

bool has_layer(const GlobalApi& global, const char* name) {
  uint32_t count = 0;
  if (global.vkEnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS)
    return false;
  std::vector<VkLayerProperties> layers(count);
  if (global.vkEnumerateInstanceLayerProperties(&count, layers.data()) < VK_SUCCESS)
    return false;
  return std::any_of(layers.begin(), layers.end(),
                     [name](const VkLayerProperties& layer) { return std::strcmp(layer.layerName, name) == 0; });
}

void find_queue(const InstanceApi& api, PhysicalDevice& device) {
  uint32_t count = 0;
  api.vkGetPhysicalDeviceQueueFamilyProperties(device.handle, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  api.vkGetPhysicalDeviceQueueFamilyProperties(device.handle, &count, families.data());
  for (uint32_t i = 0; i < count; ++i) {
    if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT))
      continue;
    device.has_compute = true;
    device.queue_family = i;
    device.timestamp_bits = families[i].timestampValidBits;
    return;
  }
}

std::set<std::string> extensions_of(const InstanceApi& api, VkPhysicalDevice device) {
  uint32_t count = 0;
  if (api.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr) != VK_SUCCESS)
    return {};
  std::vector<VkExtensionProperties> extensions(count);
  if (api.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data()) < VK_SUCCESS)
    return {};
  std::set<std::string> names;
  for (const VkExtensionProperties& extension : extensions)
    names.insert(extension.extensionName);
  return names;
}

} // namespace

Result<std::shared_ptr<Context>> Context::create(bool validation) {
  PARETO_TRY_ASSIGN(global, load_vulkan());
  std::shared_ptr<Context> context(new Context);
  context->m_validation = validation;
  PARETO_TRY(context->open(*global));
  if (validation)
    PARETO_TRY(context->watch());
  return context;
}

Status Context::open(const GlobalApi& global) {
  if (m_validation && !has_layer(global, kValidationLayer))
    return fail(ErrorCode::NotFound,
                "The Vulkan validation layer is not installed; install the package vulkan-validationlayers.");
  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "paretoscope";
  application.apiVersion = VK_API_VERSION_1_2;
  const VkValidationFeatureEnableEXT enabled[] = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  VkValidationFeaturesEXT features{};
  features.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT;
  features.enabledValidationFeatureCount = 1;
  features.pEnabledValidationFeatures = enabled;
  VkDebugUtilsMessengerCreateInfoEXT messenger = messenger_info(m_log);
  messenger.pNext = &features;
  const char* extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  if (m_validation) {
    info.pNext = &messenger;
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = &kValidationLayer;
    info.enabledExtensionCount = 1;
    info.ppEnabledExtensionNames = &extension;
  }
  VkInstance instance = VK_NULL_HANDLE;
  PARETO_TRY(check(global.vkCreateInstance(&info, nullptr, &instance), "opening Vulkan"));
  PARETO_TRY_ASSIGN(api, load_instance(global, instance));
  m_api = api;
  return {};
}

Status Context::watch() {
  if (!m_api.vkCreateDebugUtilsMessengerEXT || !m_api.vkDestroyDebugUtilsMessengerEXT)
    return fail(ErrorCode::Unsupported,
                "The Vulkan validation layer gives no messages here (VK_EXT_debug_utils is missing).");
  const VkDebugUtilsMessengerCreateInfoEXT info = messenger_info(m_log);
  return check(m_api.vkCreateDebugUtilsMessengerEXT(m_api.instance, &info, nullptr, &m_messenger),
               "listening to the validation layer");
}

Context::~Context() {
  if (m_messenger != VK_NULL_HANDLE)
    m_api.vkDestroyDebugUtilsMessengerEXT(m_api.instance, m_messenger, nullptr);
  if (m_api.vkDestroyInstance)
    m_api.vkDestroyInstance(m_api.instance, nullptr);
}

Result<std::vector<PhysicalDevice>> Context::devices(std::vector<PhysicalDevice>* unusable) const {
  uint32_t count = 0;
  PARETO_TRY(check(m_api.vkEnumeratePhysicalDevices(m_api.instance, &count, nullptr), "listing devices"));
  std::vector<VkPhysicalDevice> handles(count);
  PARETO_TRY(check(m_api.vkEnumeratePhysicalDevices(m_api.instance, &count, handles.data()), "listing devices"));
  std::vector<PhysicalDevice> devices;
  for (VkPhysicalDevice handle : handles) {
    PhysicalDevice device;
    device.handle = handle;
    VkPhysicalDeviceDriverProperties driver{};
    driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
    device.subgroup.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES;
    device.subgroup.pNext = &driver;
    VkPhysicalDeviceMaintenance3Properties allocation{};
    allocation.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES;
    driver.pNext = &allocation;
    VkPhysicalDeviceProperties2 properties{};
    properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    properties.pNext = &device.subgroup;
    m_api.vkGetPhysicalDeviceProperties2(handle, &properties);
    device.subgroup.pNext = nullptr;
    device.properties = properties.properties;
    device.largest_allocation =
        static_cast<int64_t>(std::min<VkDeviceSize>(allocation.maxMemoryAllocationSize, INT64_MAX));
    device.driver = std::string(driver.driverName) + " " + driver.driverInfo;
    const std::set<std::string> extensions = extensions_of(m_api, handle);
    device.has_budget = extensions.contains(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    if (device.properties.apiVersion >= VK_API_VERSION_1_2)
      device.units = find_matrix_units(m_api, handle, extensions);
    find_queue(m_api, device);
    if (device.has_compute && device.properties.apiVersion >= VK_API_VERSION_1_2)
      devices.push_back(device);
    else if (unusable)
      unusable->push_back(device);
  }
  return devices;
}

void Context::memory(const PhysicalDevice& device, int64_t& total, int64_t& free) const {
  VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{};
  budget.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT;
  VkPhysicalDeviceMemoryProperties2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
  memory.pNext = device.has_budget ? &budget : nullptr;
  m_api.vkGetPhysicalDeviceMemoryProperties2(device.handle, &memory);
  total = 0;
  free = device.has_budget ? 0 : -1;
  for (uint32_t heap = 0; heap < memory.memoryProperties.memoryHeapCount; ++heap) {
    if (!(memory.memoryProperties.memoryHeaps[heap].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT))
      continue;
    total += static_cast<int64_t>(memory.memoryProperties.memoryHeaps[heap].size);
    if (device.has_budget)
      free += static_cast<int64_t>(budget.heapBudget[heap]) -
              static_cast<int64_t>(std::min(budget.heapUsage[heap], budget.heapBudget[heap]));
  }
}

} // namespace pareto::gpu
