// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/calibration.h"

#include "core/checkpoint/strict_json.h"
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/cpu/kernels/kernels.h"
#include "core/measure/sampling.h"
#include "core/platform/cpu_info.h"
#include "core/platform/memory.h"
#include "core/platform/thread_team.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace pareto {

namespace {

const cpu::Kernels& best_kernels() { return cpu_instruction_set() == "avx2" ? cpu::avx2::kernels() : cpu::baseline::kernels(); }

constexpr int64_t kReadBuffer = int64_t{512} << 20; ///< beyond every cache of a desktop, and of most servers' shares

/// Best of the passes that fit in the time: what the machine can do, not what it did while disturbed.
template <class Pass>
double best_rate(double seconds, double work, const Pass& pass) {
  double best = 0;
  const double start = now_seconds();
  do {
    const double before = now_seconds();
    pass();
    best = std::max(best, work / (now_seconds() - before));
  } while (now_seconds() - start < seconds);
  return best;
}

std::filesystem::path cache_file() {
  namespace fs = std::filesystem;
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const fs::path base = xdg && *xdg ? fs::path(xdg) : home && *home ? fs::path(home) / ".cache" : fs::temp_directory_path();
  return base / "paretoscope" / "calibration.json";
}

} // namespace

double measure_read_bandwidth(double seconds) {
  ThreadTeam team(cpu_info().usable_threads);
  auto buffer = PageBuffer::allocate(std::min(kReadBuffer, available_memory_bytes() / 4));
  if (!buffer || buffer->size() == 0)
    return 0;
  const int64_t floats = buffer->size() / 4;
  auto* data = reinterpret_cast<float*>(buffer->data());
  team.run([&](int thread) {
    const auto share = team.share(thread, floats, 1024);
    std::fill(data + share.begin, data + share.end, 1.0f);
  });
  std::vector<float> sinks(static_cast<size_t>(team.size()) * 16);
  return best_rate(seconds, static_cast<double>(floats) * 4, [&] {
    team.run([&](int thread) {
      const auto share = team.share(thread, floats, 1024);
      sinks[static_cast<size_t>(thread) * 16] += best_kernels().read_bytes(data + share.begin, share.end - share.begin);
    });
  });
}

double measure_peak_flops(double seconds) {
  ThreadTeam team(cpu_info().usable_threads);
  constexpr int64_t kRounds = 2'000'000;
  std::vector<float> sinks(static_cast<size_t>(team.size()) * 16);
  double operations = 0;
  const double passes = best_rate(seconds, 1, [&] {
    team.run([&](int thread) {
      const double done = best_kernels().peak_operations(kRounds, &sinks[static_cast<size_t>(thread) * 16]);
      if (thread == 0)
        operations = done;
    });
  });
  return passes * operations * team.size();
}

Calibration calibrate(double seconds) {
  Calibration calibration;
  const double start = now_seconds();
  calibration.processor = cpu_info().model;
  calibration.instruction_set = cpu_instruction_set();
  calibration.threads = cpu_info().usable_threads;
  calibration.flops_per_s = measure_peak_flops(seconds / 3);
  calibration.read_bytes_per_s = measure_read_bandwidth(seconds * 2 / 3);
  calibration.seconds = now_seconds() - start;
  return calibration;
}

nlohmann::json to_json(const Calibration& c) {
  return {{"processor", c.processor}, {"instruction_set", c.instruction_set}, {"threads", c.threads}, {"read_bytes_per_s", c.read_bytes_per_s}, {"flops_per_s", c.flops_per_s}, {"seconds", c.seconds}};
}

Result<Calibration> calibration_from_json(const nlohmann::json& json) {
  const bool good = json.is_object() && json.contains("processor") && json["processor"].is_string() && json.contains("instruction_set") &&
                    json["instruction_set"].is_string() && json.contains("threads") && json["threads"].is_number_integer() && json.contains("read_bytes_per_s") &&
                    json["read_bytes_per_s"].is_number() && json.contains("flops_per_s") && json["flops_per_s"].is_number();
  const double threads = good ? json["threads"].get<double>() : 0; // as a double: no integer is too large to look at
  if (!good || threads < 1 || threads > 65536 || json["read_bytes_per_s"].get<double>() <= 0 || json["flops_per_s"].get<double>() <= 0)
    return fail(ErrorCode::InvalidFile, "The stored calibration is not one; measure it again (devices --recalibrate).");
  Calibration c{json["processor"].get<std::string>(), json["instruction_set"].get<std::string>(), json["threads"].get<int>(), json["read_bytes_per_s"].get<double>(),
                json["flops_per_s"].get<double>(), json.contains("seconds") && json["seconds"].is_number() ? json["seconds"].get<double>() : 0};
  return c;
}

Calibration cached_calibration() {
  if (const auto json = read_strict_json(cache_file().string()))
    if (const auto stored = calibration_from_json(*json))
      if (stored->processor == cpu_info().model && stored->threads == cpu_info().usable_threads && stored->instruction_set == cpu_instruction_set())
        return *stored;
  return recalibrate();
}

Calibration recalibrate() {
  namespace fs = std::filesystem;
  const fs::path file = cache_file(), part = file.string() + ".part";
  const Calibration fresh = calibrate();
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  {
    std::ofstream out(part);
    out << to_json(fresh).dump(2) << "\n";
  }
  fs::rename(part, file, ignored); // a cache that cannot be written is measured again next time
  return fresh;
}

} // namespace pareto
