// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/device.h"
#include "gpu/device/kernel.h"

#include <map>
#include <string>
#include <vector>

namespace pareto::gpu {

enum class Access : uint8_t { Constant, Read, Write };

/// A range of a buffer as one kernel sees it. Constant: nothing writes it while the list runs.
struct Binding {
  const Buffer* buffer = nullptr;
  VkDeviceSize offset = 0, range = 0;
  Access access = Access::Read;
  VkBufferView view = VK_NULL_HANDLE; ///< of a texel binding
};

/// One piece of a step, before it is recorded: a dispatch, or a copy where there is no kernel.
struct Work {
  const Kernel* kernel = nullptr;
  std::vector<Binding> bindings; ///< of a copy: source, target
  std::vector<uint32_t> push;
  uint32_t groups[3] = {1, 1, 1};
  double operations = 0; ///< rough, to cut long steps into submits
  std::string label;     ///< operation, for profiles
};

/// Work recorded once and submitted many times: as many command buffers as submits. Barriers stand between dependent
/// pieces only.
class CommandList {
public:
  /// Cut into submits that the device's pace expects to be short; a single long dispatch is cut between workgroups.
  static Result<CommandList> record(Device& device, const std::vector<Work>& work);
  Status submit(Device& device, const Fence& fence) const { return device.submit(m_buffers, fence); }
  size_t submits() const { return m_buffers.size(); }
  double expected_seconds() const { return m_expected_s; }
  /// Times by label of the last run, added to `total`; does nothing without DeviceOptions::profile.
  Status add_times(Device& device, std::map<std::string, OperationTime>& total) const;

private:
  CommandPoolHandle m_pool;
  DescriptorPoolHandle m_descriptors;
  QueryPoolHandle m_queries;
  std::vector<std::string> m_labels; ///< of every timed piece
  std::vector<VkCommandBuffer> m_buffers;
  double m_expected_s = 0;
  friend class Recorder;
};

} // namespace pareto::gpu
