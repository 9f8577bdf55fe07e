// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/numeric/roofline.h"
#include "core/result.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// A device that is not the CPU, before it is opened.
struct DeviceFacts {
  std::string device; ///< "vulkan:0"
  std::string name;   ///< as its driver calls it
  std::string type;   ///< "discrete GPU", "integrated GPU", "virtual GPU", "software"
  std::string driver;
  bool software = false; ///< runs on the CPU: right for tests, never a GPU's figure
  int64_t memory_bytes = 0;
  int64_t free_bytes = -1; ///< -1: the driver does not say
  std::string problem;     ///< not empty: why it cannot be used; `device` is then empty
};

/// What a device can do at most.
struct DeviceLimits {
  double copy_bytes_per_s = 0; ///< read plus written
  double flops_per_s = 0;      ///< float32 multiply-adds in registers, 2 operations each
  double unit_flops_per_s = 0; ///< the same of its matrix units, where products run on them; 0: none
  std::string units;           ///< which those are, "none", or why they are not used
  Roofline roofline() const { return {copy_bytes_per_s, std::max(flops_per_s, unit_flops_per_s)}; }
};

/// What one kind of operation took on a device.
struct OperationTime {
  double seconds = 0;
  int64_t dispatches = 0;
};

/// An executor whose device times every operation by itself; it is slower for it.
class ProfilingExecutor : public Executor {
public:
  /// Since the last clear, by name (core/graph/operations.h); "inputs" and "outputs" are copies to and from a step.
  virtual std::map<std::string, OperationTime> operation_times() const = 0;
  virtual void clear_operation_times() = 0;
};

/// A kind of device that an upper layer adds, so that core knows no GPU interface.
struct DeviceFamily {
  std::string prefix; ///< "vulkan": serves "vulkan" and "vulkan:N"
  std::function<Result<std::unique_ptr<Executor>>(const std::string& device)> make;
  std::function<std::vector<DeviceFacts>()> list;
  std::function<Result<DeviceLimits>(const std::string& device, double seconds)> measure;
  std::function<int64_t(const Executor&)> used_bytes; ///< device memory an executor of this family holds now
  /// Unsupported, with a sentence, where the device has no clock of its own.
  std::function<Result<std::unique_ptr<ProfilingExecutor>>(const std::string& device)> make_profiling;
};

/// Called by a program's main before any thread starts; a second family of the same prefix replaces the first.
void register_device_family(DeviceFamily family);
/// The family that serves a device's name; null for cpu, reference and unknown names.
const DeviceFamily* find_device_family(const std::string& device);
/// Devices of all registered families, those that cannot be used included.
std::vector<DeviceFacts> other_devices();
/// What its family says of one device; nothing for the CPU and for devices this machine lacks.
std::optional<DeviceFacts> facts_of_device(const std::string& device);
/// Whose layout the memory of a device's models follows: the executor's behind its name ("vulkan:0"), the CPU's for all
/// others.
Packing packing_of(std::string_view device);
/// Bytes a device can still take: the machine's free memory for the CPU and for devices that live in it, otherwise what
/// the driver says; -1 where nothing says so.
int64_t free_memory_of(const std::string& device);

} // namespace pareto
