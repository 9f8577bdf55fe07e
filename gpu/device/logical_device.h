// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/context.h"

#include <memory>

namespace pareto::gpu {

class KernelCache;

/// A logical device with its one compute queue and the kernels made on it: what executors in different settings share.
/// It is opened with all that its driver offers and this program may use, so no setting asks for another one. Whoever
/// shares it uses it from one thread at a time.
class LogicalDevice {
public:
  /// NotFound with the devices there are where `index` names none.
  static Result<std::shared_ptr<LogicalDevice>> open(int index, bool validation);
  ~LogicalDevice();
  LogicalDevice(const LogicalDevice&) = delete;
  LogicalDevice& operator=(const LogicalDevice&) = delete;

  int index() const { return m_index; }
  const DeviceApi& api() const { return m_api; }
  const std::shared_ptr<Context>& context() const { return m_context; }
  const PhysicalDevice& physical() const { return m_physical; }
  VkQueue queue() const { return m_queue; }
  KernelCache& kernels() { return *m_kernels; }
  /// Why nothing runs on it any more; a success while it is whole.
  const Status& lost() const { return m_lost; }
  void lose(Status why) { m_lost = std::move(why); }
  /// It may still be working: nothing of it is freed any more.
  void abandon() { m_api.abandoned = true; }

private:
  LogicalDevice() = default;
  Status create(int index, bool validation);
  Status create_handle();

  int m_index = 0;
  std::shared_ptr<Context> m_context;
  PhysicalDevice m_physical;
  DeviceApi m_api;
  VkQueue m_queue = VK_NULL_HANDLE;
  Status m_lost;
  std::unique_ptr<KernelCache> m_kernels;
};

} // namespace pareto::gpu
