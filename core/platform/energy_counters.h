// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// What a counter counts the energy of.
enum class Powered : uint8_t { Processor, Gpu };

/// Counts joules between start() and joules(). For one thread at a time.
class EnergyCounter {
public:
  virtual ~EnergyCounter() = default;

  std::string name; ///< "RAPL package-0", "NVML NVIDIA H200"
  Powered powered = Powered::Processor;
  std::vector<std::string> called; ///< of a GPU: its name holds one of these
  double step_seconds = 0.001;     ///< between two updates: what is shorter cannot be told apart

  virtual Status start() = 0;
  /// Since start(); may be asked again and again. Asked less often than every longest_seconds(), a counter may have
  /// begun anew more than once without being seen.
  virtual Result<double> joules() = 0;
  /// No more is asked until the next start().
  virtual void stop() {}
  /// At 1 kW; infinite for a counter that does not begin anew.
  virtual double longest_seconds() const;
};

/// The functions of NVIDIA's management library that are used, as its manual declares them ("NVML API Reference
/// Guide"). 0 is success everywhere. All null: the library is not here.
struct Nvml {
  using Handle = void*;
  int (*init)() = nullptr;
  int (*count)(unsigned* devices) = nullptr;
  int (*handle)(unsigned index, Handle* device) = nullptr;
  int (*name)(Handle device, char* text, unsigned bytes) = nullptr;
  int (*total_energy)(Handle device, unsigned long long* millijoules) = nullptr; ///< Volta and later
  int (*power)(Handle device, unsigned* milliwatts) = nullptr;
  bool known() const { return init && count && handle && name && (total_energy || power); }
};
/// Of libnvidia-ml.so.1, opened once and kept; a machine without it is a normal one.
const Nvml& nvml_library();

/// Where counters are looked for; tests give another machine's.
struct EnergySources {
  std::string root; ///< stands for "/"
  const Nvml* nvml = &nvml_library();
  /// The beginning of a file into `text`; returns 0 or errno.
  std::function<int(const std::string& path, std::string& text)> read;
};

/// What this machine can count.
struct EnergyCounters {
  std::vector<std::unique_ptr<EnergyCounter>> all;
  /// Why one that is there cannot be read, with the remedy; empty = nothing is refused.
  std::string refused;
};

/// RAPL (`/sys/class/powercap/intel-rapl:N`, AMD's too): each package, and its memory, which is no part of the package
/// (Intel SDM vol. 3B, 15.10); cores and graphics are parts, and "psys" holds all of it: not counted again. hwmon:
/// `amdgpu`, `xe`, `i915`, and `amd_energy` where there is no RAPL. NVML: every GPU.
EnergyCounters find_energy_counters(const EnergySources& sources = {});

/// Those of the machine this runs on, looked for once.
EnergyCounters& machine_energy_counters();

} // namespace pareto
