// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/matrix_units.h"
#include "gpu/device/vulkan_api.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace pareto::gpu {

/// What is known of a device before it is opened.
struct PhysicalDevice {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  VkPhysicalDeviceProperties properties{};
  VkPhysicalDeviceSubgroupProperties subgroup{};
  std::string driver;      ///< name and version as the driver says them
  bool has_budget = false; ///< VK_EXT_memory_budget
  bool has_compute = false;
  uint32_t queue_family = 0;
  uint32_t timestamp_bits = 0; ///< that count; 0: the queue has no timestamps
  int64_t largest_allocation = 0;
  MatrixUnits units;
  bool software() const { return properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU; }
};

/// Messages of the validation layers, kept until somebody asks.
class MessageLog {
public:
  void add(std::string message) {
    const std::lock_guard lock(m_mutex);
    m_messages.push_back(std::move(message));
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(m_mutex);
    return m_messages;
  }

private:
  mutable std::mutex m_mutex;
  std::vector<std::string> m_messages;
};

/// The Vulkan instance: drivers found, and validation when it was asked for.
class Context {
public:
  /// `validation`: core and synchronisation checks; an error when the layer is not installed.
  static Result<std::shared_ptr<Context>> create(bool validation);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const InstanceApi& api() const { return m_api; }
  bool validation() const { return m_validation; }
  std::vector<std::string> messages() const { return m_log.all(); }
  /// Those that can be used, in the order that numbers them; the others into `unusable` where it is given.
  Result<std::vector<PhysicalDevice>> devices(std::vector<PhysicalDevice>* unusable = nullptr) const;
  /// Bytes of the device's own heaps, and what the driver says is still free of them (-1: it does not say).
  void memory(const PhysicalDevice& device, int64_t& total, int64_t& free) const;

private:
  Context() = default;
  Status open(const GlobalApi& global);
  Status watch();
  InstanceApi m_api;
  bool m_validation = false;
  VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
  MessageLog m_log;
};

} // namespace pareto::gpu
