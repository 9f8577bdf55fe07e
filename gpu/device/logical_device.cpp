// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/logical_device.h"

#include "gpu/device/kernel.h"

#include <string>
#include <vector>

namespace pareto::gpu {

namespace {

std::string list_of(const std::vector<PhysicalDevice>& devices) {
  if (devices.empty())
    return "this machine has none with Vulkan 1.2";
  std::string text = "this machine has ";
  for (size_t i = 0; i < devices.size(); ++i)
    text += (i > 0 ? ", " : "") + std::string("vulkan:") + std::to_string(i) + " (" + devices[i].properties.deviceName +
            ")";
  return text;
}

} // namespace

Result<std::shared_ptr<LogicalDevice>> LogicalDevice::open(int index, bool validation) {
  std::shared_ptr<LogicalDevice> device(new LogicalDevice);
  PARETO_TRY(device->create(index, validation));
  return device;
}

Status LogicalDevice::create(int index, bool validation) {
  m_index = index;
  PARETO_TRY_ASSIGN(context, Context::create(validation));
  m_context = context;
  PARETO_TRY_ASSIGN(devices, m_context->devices());
  if (index < 0 || index >= static_cast<int>(devices.size())) {
    const std::string name = "vulkan:" + std::to_string(index);
    return fail(ErrorCode::NotFound, "There is no Vulkan device " + name + "; " + list_of(devices) + ".", name);
  }
  m_physical = devices[static_cast<size_t>(index)];
  PARETO_TRY(create_handle());
  PARETO_TRY_ASSIGN(kernels, KernelCache::create(*this));
  m_kernels = std::move(kernels);
  return {};
}

Status LogicalDevice::create_handle() {
  const float priority = 1;
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = m_physical.queue_family;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  std::vector<const char*> extensions;
  if (m_physical.has_budget)
    extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  MatrixFeatures features(m_physical.units.form);
  if (m_physical.units) {
    features.set_all();
    extensions.insert(extensions.end(), {kFullSubgroups, m_physical.units.extension()});
  }
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  info.pNext = m_physical.units ? features.chain() : nullptr;
  VkDevice device = VK_NULL_HANDLE;
  PARETO_TRY(check(m_context->api().vkCreateDevice(m_physical.handle, &info, nullptr, &device), "opening the device"));
  PARETO_TRY_ASSIGN(api, load_device(m_context->api(), device));
  m_api = api;
  m_api.vkGetDeviceQueue(m_api.device, m_physical.queue_family, 0, &m_queue);
  return {};
}

/// Whoever used it has waited for its own work.
LogicalDevice::~LogicalDevice() {
  if (!m_api.vkDestroyDevice)
    return;
  if (m_api.abandoned) { // it may still run and touch its memory: the process keeps everything until it ends
    static_cast<void>(new std::shared_ptr<Context>(m_context));
    return;
  }
  m_kernels.reset();
  m_api.vkDestroyDevice(m_api.device, nullptr);
}

} // namespace pareto::gpu
