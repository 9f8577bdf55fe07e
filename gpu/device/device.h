// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "core/exec/step_memory.h"
#include "gpu/device/logical_device.h"
#include "gpu/device/memory.h"
#include "gpu/device/pace.h"

#include <map>
#include <memory>
#include <span>
#include <string>

namespace pareto::gpu {

/// Lanes a software driver runs as one vector of the CPU.
inline constexpr int64_t kVectorLanes = 8;

class Device;

/// A buffer and its memory.
class Buffer {
public:
  Buffer() = default;
  VkBuffer get() const { return m_buffer.get(); }
  VkDeviceSize size() const { return m_size; }
  std::byte* mapped() const { return m_memory.mapped(); }
  explicit operator bool() const { return static_cast<bool>(m_buffer); }

private:
  friend class Device;
  Allocation m_memory; // outlives the buffer bound to it: members are destroyed in reverse order
  BufferHandle m_buffer;
  VkDeviceSize m_size = 0;
};

/// Signalled when submitted work is done.
class Fence {
public:
  explicit Fence(FenceHandle handle) : m_handle(std::move(handle)) {}
  VkFence get() const { return m_handle.get(); }

private:
  FenceHandle m_handle;
};

/// Distance in bytes that every binding's start is a multiple of: the largest a Vulkan device may ask for.
inline constexpr int64_t kBindingAlign = kVulkanBinding;

struct DeviceOptions {
  int index = 0;
  bool validation = false;
  bool profile = false;      ///< timestamps around every dispatch
  bool portable = false;     ///< neither subgroup kernels nor matrix units even where the device has them
  bool as_hardware = false;  ///< choose kernels on a software device as on a GPU (tests)
  bool always_stage = false; ///< copy through staging even where the host sees device memory
  int64_t binding_limit = 0; ///< bytes of one binding where less than the device's own limit (tests); 0: that limit
  int64_t chunk_bytes =
      int64_t{32} << 20; ///< scratch for the chunks of a recurrence at once; longer steps take several rounds
  FusionSet fusions = vulkan_fusions(); ///< patterns of nodes that run together, of those the executor has
  double submit_seconds = 0;            ///< longest expected time of one submit (tests); 0: what the device needs
  int64_t watchdog_ms = 10'000;         ///< longest wait for one submit of a GPU; beyond it the device counts as lost
};

/// A logical device in the settings of one executor, with memory, copies, pace and times of its own. Used by one thread
/// at a time.
class Device {
public:
  static Result<std::shared_ptr<Device>> open(const DeviceOptions& options);
  /// On a logical device that others use as well; `index` and `validation` are what it was opened with.
  static Result<std::shared_ptr<Device>> open(const DeviceOptions& options, std::shared_ptr<LogicalDevice> logical);
  ~Device();

  const DeviceApi& api() const { return m_api; }
  const Context& context() const { return *m_logical->context(); }
  const std::shared_ptr<LogicalDevice>& logical() const { return m_logical; }
  const PhysicalDevice& physical() const { return m_physical; }
  const DeviceOptions& options() const { return m_options; }
  const VkPhysicalDeviceLimits& limits() const { return m_physical.properties.limits; }
  const MemoryArena& memory() const { return *m_memory; }
  Pace& pace() { return m_pace; }
  KernelCache& kernels() { return m_logical->kernels(); }
  /// By operation, with DeviceOptions::profile.
  std::map<std::string, OperationTime>& profile() { return m_profile; }
  std::string name() const { return "vulkan:" + std::to_string(m_logical->index()); }
  bool software() const { return m_physical.software(); }
  /// Kernels are chosen for a driver that runs lanes as CPU vectors.
  bool software_kernels() const { return software() && !m_options.as_hardware; }
  bool subgroup_kernels() const;
  /// None on a software driver (they would only be imitated), and where they failed their test.
  MatrixUnits matrix_units() const;
  /// Products run on ordinary arithmetic from now on, and why.
  void refuse_matrix_units(std::string reason) { m_units_refused = std::move(reason); }
  /// Which units products run on, "none", or why they are not used.
  std::string units_text() const {
    return m_units_refused.empty() ? describe(matrix_units()) : "not used: " + m_units_refused;
  }
  /// Invocations that keep the device busy, roughly: below, work is worth cutting finer even where that adds to it.
  int64_t busy_invocations() const;
  /// Least distance of storage bindings in a buffer, in bytes.
  VkDeviceSize storage_alignment() const { return limits().minStorageBufferOffsetAlignment; }

  Result<Buffer> new_buffer(int64_t bytes, MemoryUse use);
  Result<BufferViewHandle> new_view(const Buffer& buffer, VkFormat format, VkDeviceSize offset, VkDeviceSize bytes);
  Result<Fence> new_fence();
  Result<CommandPoolHandle> new_command_pool();
  Status submit(std::span<const VkCommandBuffer> commands, const Fence& fence);
  /// Waits and makes the fence usable again. When it fails, nothing of the work runs any more, unless the device is
  /// abandoned.
  Status wait(const Fence& fence, size_t submits = 1);

  Status upload(const Buffer& to, int64_t offset, const void* data, int64_t bytes);
  Status download(const Buffer& from, int64_t offset, void* data, int64_t bytes);
  /// The result as a Status. A time-out or a lost device is remembered: every later call fails with it.
  Status remember(VkResult result, const char* what);
  Status fill_zero(const Buffer& buffer);
  Status copy(const Buffer& from, const Buffer& to, int64_t bytes);

private:
  Device(const DeviceOptions& options, std::shared_ptr<LogicalDevice> logical);
  Status create();
  uint64_t patience(size_t submits) const;
  Status ensure_staging();
  /// Records with `record`, submits, waits.
  template <class Record>
  Status once(const Record& record);
  /// After a failed submit or wait: returns once the work before it no longer runs, so that what it uses may be freed.
  Status settled(Status failed);
  Status wait_for(VkFence fence, size_t submits, const char* what);

  std::shared_ptr<LogicalDevice> m_logical;
  PhysicalDevice m_physical; ///< with the limits of these settings
  DeviceOptions m_options;
  Pace m_pace;
  const DeviceApi& m_api;
  std::string m_units_refused;
  std::map<std::string, OperationTime> m_profile;
  // Destroyed in reverse: staging and pool before the memory, all before the logical device.
  std::unique_ptr<MemoryArena> m_memory;
  CommandPoolHandle m_pool;
  VkCommandBuffer m_commands = VK_NULL_HANDLE;
  FenceHandle m_fence;
  Buffer m_staging;
};

} // namespace pareto::gpu
