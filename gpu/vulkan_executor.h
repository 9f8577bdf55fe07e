// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "core/exec/executor.h"
#include "core/exec/step_memory.h"

#include <memory>
#include <string>
#include <vector>

namespace pareto {

struct VulkanOptions {
  int device = 0;                          ///< N of vulkan:N
  bool validation = false;                 ///< core and synchronisation checks of the Khronos layer
  bool profile = false;                    ///< timestamps around every dispatch; an error where the device has none
  bool portable = false;                   ///< neither subgroup kernels nor matrix units
  bool as_hardware = false;                ///< choose kernels on a software device as on a GPU
  int64_t binding_limit = 0;               ///< bytes of one binding where less than the device's own limit (tests)
  bool always_stage = false;               ///< copy through staging even where the host sees device memory
  double submit_seconds = 0;               ///< longest expected time of one submit (tests); 0: what the device needs
  int64_t chunk_bytes = int64_t{32} << 20; ///< scratch for the chunks of a recurrence at once
  FusionSet fusions = vulkan_fusions();    ///< patterns of nodes that run together, of those the executor has
};

/// The Vulkan executor; every step is one recorded list of dispatches. Used by one thread at a time.
class VulkanExecutor : public ProfilingExecutor {
public:
  /// Another executor on the same logical device in other settings; kernels that both need are made once. `device` and
  /// `validation` of the options are this one's. Both are used from one thread, and both are lost with the device.
  virtual Result<std::unique_ptr<VulkanExecutor>> beside(const VulkanOptions& options) const = 0;
  /// Device memory of this executor in use now, exact to the allocation.
  virtual int64_t used_bytes() const = 0;
  /// Messages of the validation layer so far; `validated()` says whether it is loaded at all.
  virtual bool validated() const = 0;
  virtual std::vector<std::string> validation_messages() const = 0;
  /// Best rates of the device, measured for about `seconds`.
  /// The matrix units products run on, "none", or why they are not used.
  virtual std::string matrix_units() const = 0;
  virtual Result<DeviceLimits> measure_limits(double seconds) = 0;
};

/// An error says in one sentence why the device cannot be had and which there are.
Result<std::unique_ptr<VulkanExecutor>> make_vulkan_executor(const VulkanOptions& options);

/// Devices with Vulkan 1.2; empty where Vulkan is not installed.
std::vector<DeviceFacts> vulkan_devices();

/// Makes "vulkan:N" known to make_executor. Called once by a program's main, before any thread starts.
void register_vulkan();

} // namespace pareto
