// SPDX-License-Identifier: GPL-3.0-or-later
// Documentation/power/powercap/powercap.rst, Documentation/hwmon/sysfs-interface.rst and
// Documentation/gpu/amdgpu/thermal.rst of the Linux kernel; NVML API Reference Guide.
#include "core/platform/energy_counters.h"

#include "core/platform/power_integral.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <optional>
#include <unistd.h>

namespace pareto {

namespace {

constexpr double kMicro = 1e-6, kMilli = 1e-3;
constexpr double kMostWatts = 1000; ///< of one package
constexpr double kRaplStep = 0.001; ///< Intel SDM vol. 3B, 15.10.1
constexpr double kHwmonStep = 0.01;
constexpr double kNvmlStep = 0.1; ///< the total energy is refreshed every 20 to 100 ms

using Read = std::function<int(const std::string& path, std::string& text)>;

int read_beginning_of(const std::string& path, std::string& text) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return errno;
  char bytes[128];
  const ssize_t count = ::read(file, bytes, sizeof bytes);
  const int reason = count < 0 ? errno : 0;
  ::close(file);
  text.assign(bytes, static_cast<size_t>(std::max<ssize_t>(0, count)));
  return reason;
}

/// The first line; empty where there is none.
std::string line_of(const Read& read, const std::string& path) {
  std::string text;
  if (read(path, text) != 0)
    return {};
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

Result<uint64_t> number_in(const Read& read, const std::string& path) {
  std::string text;
  if (const int reason = read(path, text); reason != 0)
    return fail(ErrorCode::Io,
                "The energy counter " + path + " can no longer be read: " + std::generic_category().message(reason) +
                    ".",
                path);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || (end != text.data() + text.size() && *end != '\n'))
    return fail(ErrorCode::InvalidFile, "The energy counter " + path + " holds no number.", path);
  return value;
}

/// A file that counts microjoules and begins anew at `range`; 0 = never.
class FileCounter : public EnergyCounter {
public:
  FileCounter(Read read, std::string path, uint64_t range)
      : m_read(std::move(read)), m_path(std::move(path)), m_range(range) {}

  Status start() override {
    PARETO_TRY_ASSIGN(now, number_in(m_read, m_path));
    m_last = now;
    m_sum = 0;
    return {};
  }

  Result<double> joules() override {
    PARETO_TRY_ASSIGN(now, number_in(m_read, m_path));
    if (now < m_last && (m_range == 0 || m_last > m_range))
      return fail(ErrorCode::Io, "The energy counter " + m_path + " went backwards.", m_path);
    m_sum += now >= m_last ? now - m_last : m_range - m_last + now;
    m_last = now;
    return kMicro * static_cast<double>(m_sum);
  }

  double longest_seconds() const override {
    return m_range == 0 ? EnergyCounter::longest_seconds() : kMicro * static_cast<double>(m_range) / kMostWatts;
  }

private:
  Read m_read;
  std::string m_path;
  uint64_t m_range, m_last = 0, m_sum = 0;
};

/// Anything that tells watts, summed over time.
class PowerGauge : public EnergyCounter {
public:
  explicit PowerGauge(std::function<Result<double>()> watts) : m_integral(std::move(watts)) {
    step_seconds = PowerIntegral::kPeriod;
  }
  Status start() override { return m_integral.start(); }
  Result<double> joules() override { return m_integral.joules(); }
  void stop() override { m_integral.stop(); }

private:
  PowerIntegral m_integral;
};

class NvmlEnergy : public EnergyCounter {
public:
  NvmlEnergy(const Nvml& nvml, Nvml::Handle device) : m_nvml(nvml), m_device(device) {}
  Status start() override {
    PARETO_TRY_ASSIGN(now, total());
    m_start = now;
    return {};
  }
  Result<double> joules() override {
    PARETO_TRY_ASSIGN(now, total());
    if (now < m_start) // the driver was loaded anew
      return fail(ErrorCode::DeviceLost, "The energy counter " + name + " went backwards.");
    return kMilli * static_cast<double>(now - m_start);
  }
  Result<unsigned long long> total() const {
    unsigned long long millijoules = 0;
    if (const int code = m_nvml.total_energy(m_device, &millijoules); code != 0)
      return fail(ErrorCode::Io, "NVML does not tell the energy of " + name + " (code " + std::to_string(code) + ").");
    return millijoules;
  }

private:
  const Nvml& m_nvml;
  Nvml::Handle m_device;
  unsigned long long m_start = 0;
};

/// Folders under `path` whose name begins so, in the order of their names.
std::vector<std::string> folders(const std::string& path, std::string_view beginning) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(path, ignored), end; !ignored && entry != end;
       entry.increment(ignored))
    if (const std::string name = entry->path().filename().string(); name.starts_with(beginning))
      found.push_back(name);
  std::sort(found.begin(), found.end());
  return found;
}

class Finder {
public:
  explicit Finder(const EnergySources& sources)
      : m_sources(sources), m_read(sources.read ? sources.read : read_beginning_of) {}

  EnergyCounters find() {
    add_rapl();
    add_hwmon();
    if (m_sources.nvml && m_sources.nvml->known())
      add_nvml(*m_sources.nvml);
    return std::move(m_found);
  }

private:
  /// "intel-rapl:0" is a package, "intel-rapl:0:1" a part of it or its memory. "intel-rapl-mmio:0" is the same package
  /// again.
  void add_rapl() {
    const std::string base = m_sources.root + "/sys/class/powercap/";
    for (const std::string& zone : folders(base, "intel-rapl:")) {
      const std::string name = line_of(m_read, base + zone + "/name");
      const size_t inner = zone.find(':', zone.find(':') + 1);
      if (inner == std::string::npos && name.starts_with("package"))
        add_zone(base + zone, "RAPL " + name);
      else if (inner != std::string::npos && name == "dram")
        add_zone(base + zone, "RAPL " + line_of(m_read, base + zone.substr(0, inner) + "/name") + " memory");
    }
  }

  void add_zone(const std::string& folder, const std::string& name) {
    const auto range = number_in(m_read, folder + "/max_energy_range_uj");
    add_file(folder + "/energy_uj", name, range ? *range : 0, Powered::Processor, kRaplStep, {});
  }

  void add_file(const std::string& path, const std::string& name, uint64_t range, Powered powered, double step,
                std::vector<std::string> called) {
    std::string text;
    if (const int reason = m_read(path, text); reason != 0)
      return refuse(path, reason);
    if (!number_in(m_read, path))
      return;
    auto counter = std::make_unique<FileCounter>(m_read, path, range);
    counter->step_seconds = step;
    add(std::move(counter), name, powered, std::move(called));
  }

  void add(std::unique_ptr<EnergyCounter> counter, const std::string& name, Powered powered,
           std::vector<std::string> called) {
    counter->name = name;
    counter->powered = powered;
    counter->called = std::move(called);
    m_found.all.push_back(std::move(counter));
  }

  void refuse(const std::string& path, int reason) {
    if ((reason == EACCES || reason == EPERM) && m_found.refused.empty())
      m_found.refused = "Only root may read the energy counter " + path +
                        ": run this once as root, or allow it until the next start with `sudo chmod a+r " + path +
                        "` (a udev rule makes that last).";
  }

  void add_hwmon() {
    const std::string base = m_sources.root + "/sys/class/hwmon/";
    const bool has_packages = !m_found.all.empty() || !m_found.refused.empty();
    for (const std::string& entry : folders(base, "hwmon")) {
      const std::string folder = base + entry, driver = line_of(m_read, folder + "/name");
      if (driver == "amdgpu")
        add_amdgpu(folder);
      else if (driver == "xe" || driver == "i915") // the first is of the whole card
        add_file(folder + "/energy1_input", "hwmon " + driver, 0, Powered::Gpu, kHwmonStep, {"Intel"});
      else if (driver == "amd_energy" && !has_packages)
        add_sockets(folder);
    }
  }

  void add_amdgpu(const std::string& folder) {
    for (const char* file : {"/power1_average", "/power1_input"})
      if (const std::string path = folder + file; number_in(m_read, path)) {
        const auto watts = [read = m_read, path]() -> Result<double> {
          PARETO_TRY_ASSIGN(microwatts, number_in(read, path));
          return kMicro * static_cast<double>(microwatts);
        };
        return add(std::make_unique<PowerGauge>(watts), "hwmon amdgpu", Powered::Gpu, {"AMD", "Radeon"});
      }
  }

  /// Cores are parts of their socket.
  void add_sockets(const std::string& folder) {
    for (int i = 1; i < 4096; ++i) {
      const std::string stem = folder + "/energy" + std::to_string(i), label = line_of(m_read, stem + "_label");
      if (label.empty())
        return;
      if (label.starts_with("Esocket"))
        add_file(stem + "_input", "hwmon " + label, 0, Powered::Processor, kHwmonStep, {});
    }
  }

  void add_nvml(const Nvml& nvml) {
    unsigned count = 0;
    if (nvml.init() != 0 || nvml.count(&count) != 0)
      return; // a library without a driver
    for (unsigned i = 0; i < count; ++i) {
      Nvml::Handle device = nullptr;
      char text[128] = {};
      if (nvml.handle(i, &device) == 0 && nvml.name(device, text, sizeof text - 1) == 0)
        add_gpu(nvml, device, text);
    }
  }

  void add_gpu(const Nvml& nvml, Nvml::Handle device, const std::string& name) {
    unsigned long long energy = 0;
    unsigned power = 0;
    if (nvml.total_energy && nvml.total_energy(device, &energy) == 0) {
      auto counter = std::make_unique<NvmlEnergy>(nvml, device);
      counter->step_seconds = kNvmlStep;
      return add(std::move(counter), "NVML " + name, Powered::Gpu, {name});
    }
    if (!nvml.power || nvml.power(device, &power) != 0)
      return;
    const auto watts = [&nvml, device]() -> Result<double> {
      unsigned milliwatts = 0;
      if (const int code = nvml.power(device, &milliwatts); code != 0)
        return fail(ErrorCode::Io, "NVML does not tell the power (code " + std::to_string(code) + ").");
      return kMilli * milliwatts;
    };
    add(std::make_unique<PowerGauge>(watts), "NVML " + name, Powered::Gpu, {name});
  }

  const EnergySources& m_sources;
  Read m_read;
  EnergyCounters m_found;
};

template <class Function>
void take(void* library, const char* name, Function& into) {
  into = reinterpret_cast<Function>(::dlsym(library, name));
}

Nvml open_nvml() {
  Nvml nvml;
  void* library = ::dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL); // never closed: its functions are kept
  if (!library)
    return nvml;
  take(library, "nvmlInit_v2", nvml.init);
  take(library, "nvmlDeviceGetCount_v2", nvml.count);
  take(library, "nvmlDeviceGetHandleByIndex_v2", nvml.handle);
  take(library, "nvmlDeviceGetName", nvml.name);
  take(library, "nvmlDeviceGetTotalEnergyConsumption", nvml.total_energy);
  take(library, "nvmlDeviceGetPowerUsage", nvml.power);
  return nvml;
}

} // namespace

double EnergyCounter::longest_seconds() const { return std::numeric_limits<double>::infinity(); }

const Nvml& nvml_library() {
  static const Nvml library = open_nvml();
  return library;
}

EnergyCounters find_energy_counters(const EnergySources& sources) { return Finder(sources).find(); }

EnergyCounters& machine_energy_counters() {
  static EnergyCounters found = find_energy_counters();
  return found;
}

} // namespace pareto
