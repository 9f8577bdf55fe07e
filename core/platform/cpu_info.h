// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace pareto {

struct CpuInfo {
  std::string model;      ///< "Intel(R) Xeon(R) Processor"
  int usable_threads = 1; ///< logical CPUs this process may run on
  bool avx2 = false;      ///< AVX2 with FMA, F16C and BMI2, enabled by the operating system
};
const CpuInfo& cpu_info();

/// CPU time all processes of the machine have used since it started, all CPUs together (hypervisor's share included).
/// Negative when unknown. Steps of 10 ms.
double machine_busy_seconds();
/// Bytes of the outermost caches of the machine, all together; 0 where it does not say. `root` stands for "/".
int64_t cache_bytes(const std::string& root = {});
/// "performance", "powersave", ...; empty when the machine does not say.
std::string frequency_governor();
bool on_battery();
/// Seconds of CPU time this process has used.
double process_cpu_seconds();

} // namespace pareto
