// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/cpu_info.h"

#include <cpuid.h>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <sched.h>
#include <unistd.h>

namespace pareto {

namespace {

std::string first_line(const std::string& path) {
  char line[256] = {};
  if (FILE* file = std::fopen(path.c_str(), "r")) {
    if (!std::fgets(line, sizeof line, file))
      line[0] = 0;
    std::fclose(file);
  }
  line[std::strcspn(line, "\n")] = 0;
  return line;
}

std::string model_name() {
  FILE* file = std::fopen("/proc/cpuinfo", "r");
  char line[512];
  std::string name = "unknown processor";
  while (file && std::fgets(line, sizeof line, file))
    if (std::strncmp(line, "model name", 10) == 0) {
      const char* colon = std::strchr(line, ':');
      name = colon ? colon + 2 : line;
      while (!name.empty() && name.back() == '\n')
        name.pop_back();
      break;
    }
  if (file)
    std::fclose(file);
  return name;
}

/// Asked of the processor itself: clang 14 does not know the name "f16c" in __builtin_cpu_supports.
bool has_f16c() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

CpuInfo read_cpu_info() {
  CpuInfo info;
  info.model = model_name();
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    info.usable_threads = CPU_COUNT(&set);
  __builtin_cpu_init();
  info.avx2 =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") && has_f16c();
  return info;
}

/// "32768K", "32M"
int64_t size_in(const std::string& text) {
  long long size = 0;
  char unit = 0;
  const int read = std::sscanf(text.c_str(), "%lld%c", &size, &unit);
  return read < 1 || size < 0 || size > (1 << 30) ? 0 : size << (unit == 'K' ? 10 : unit == 'M' ? 20 : 0);
}

} // namespace

/// A cache that several processors share is told by each of them, with the same list of who they are.
int64_t cache_bytes(const std::string& root) {
  std::map<std::string, int64_t> outermost;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    const std::string at = root + "/sys/devices/system/cpu/cpu" + std::to_string(processor) + "/cache/index";
    std::string sharers;
    int64_t size = 0;
    for (int index = 0; index < 10; ++index)
      if (const int64_t found = size_in(first_line(at + std::to_string(index) + "/size")); found > 0) {
        size = found;
        sharers = first_line(at + std::to_string(index) + "/shared_cpu_list");
      }
    if (size > 0)
      outermost[sharers] = size;
  }
  int64_t sum = 0;
  for (const auto& [sharers, size] : outermost)
    sum += size;
  return sum;
}

const CpuInfo& cpu_info() {
  static const CpuInfo info = read_cpu_info();
  return info;
}

double machine_busy_seconds() {
  long long user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft_irq = 0, steal = 0;
  if (std::sscanf(first_line("/proc/stat").c_str(), "cpu %lld %lld %lld %lld %lld %lld %lld %lld", &user, &nice,
                  &system, &idle, &wait, &irq, &soft_irq, &steal) != 8)
    return -1;
  return static_cast<double>(user + nice + system + irq + soft_irq + steal) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string frequency_governor() { return first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"); }
bool on_battery() { return first_line("/sys/class/power_supply/BAT0/status") == "Discharging"; }

double process_cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

} // namespace pareto
