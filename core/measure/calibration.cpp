// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/calibration.h"

#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/cpu/kernels/kernels.h"
#include "core/formats/strict_json.h"
#include "core/measure/energy_meter.h"
#include "core/measure/sampling.h"
#include "core/platform/cpu_info.h"
#include "core/platform/files.h"
#include "core/platform/memory.h"
#include "core/platform/thread_team.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>

namespace pareto {

namespace {

const cpu::Kernels& best_kernels() {
  return cpu_instruction_set() == "avx2" ? cpu::avx2::kernels() : cpu::baseline::kernels();
}

constexpr int64_t kReadBuffer = int64_t{512} << 20; ///< beyond every cache of a desktop, and of most servers' shares

/// Best of the passes that fit in the time: what the machine can do, not what it did while disturbed.
template <class Pass>
double best_rate(double seconds, const Pass& pass) {
  double best = 0;
  const double start = now_seconds();
  do
    best = std::max(best, pass());
  while (now_seconds() - start < seconds);
  return best;
}

/// Empty where nothing is kept.
std::string cache_file() {
  const std::string folder = cache_folder();
  return folder.empty() ? folder : folder + "/calibration.json";
}

} // namespace

struct LimitProbe::Parts {
  ThreadTeam team{cpu_info().usable_threads};
  PageBuffer buffer; ///< of the read passes
  std::vector<float> sinks = std::vector<float>(static_cast<size_t>(team.size()) * 16);
};

LimitProbe::LimitProbe(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
LimitProbe::LimitProbe(LimitProbe&&) noexcept = default;
LimitProbe::~LimitProbe() = default;

LimitProbe LimitProbe::without_buffer() { return LimitProbe(std::make_unique<Parts>()); }

Result<LimitProbe> LimitProbe::make() { return make(kReadBuffer); }

Result<LimitProbe> LimitProbe::make(int64_t bytes) {
  auto parts = std::make_unique<Parts>();
  PARETO_TRY_ASSIGN(buffer, PageBuffer::allocate(std::min(bytes, available_memory_bytes() / 4)));
  if (buffer.size() == 0)
    return fail(ErrorCode::OutOfMemory,
                "There is no memory free to measure the read bandwidth with; close other programs.");
  const int64_t floats = buffer.size() / 4;
  auto* data = reinterpret_cast<float*>(buffer.data());
  parts->team.run([&](int thread) {
    const auto share = parts->team.share(thread, floats, 1024);
    std::fill(data + share.begin, data + share.end, 1.0f);
  });
  parts->buffer = std::move(buffer);
  return LimitProbe(std::move(parts));
}

double LimitProbe::read_pass() {
  Parts& p = *m_parts;
  const int64_t floats = p.buffer.size() / 4;
  const auto* data = reinterpret_cast<const float*>(p.buffer.data());
  const double start = now_seconds();
  p.team.run([&](int thread) {
    const auto share = p.team.share(thread, floats, 1024);
    p.sinks[static_cast<size_t>(thread) * 16] += best_kernels().read_bytes(data + share.begin, share.end - share.begin);
  });
  return static_cast<double>(floats) * 4 / (now_seconds() - start);
}

double LimitProbe::flops_pass(int64_t rounds) {
  Parts& p = *m_parts;
  double operations = 0;
  const double start = now_seconds();
  p.team.run([&](int thread) {
    const double done = best_kernels().peak_operations(rounds, &p.sinks[static_cast<size_t>(thread) * 16]);
    if (thread == 0)
      operations = done;
  });
  return operations * p.team.size() / (now_seconds() - start);
}

Result<double> LimitProbe::zero_fresh(int64_t bytes) {
  PARETO_TRY_ASSIGN(buffer, PageBuffer::allocate(bytes));
  std::byte* data = buffer.data();
  const double start = now_seconds();
  m_parts->team.run([&](int thread) {
    const auto share = m_parts->team.share(thread, bytes, 4096);
    std::memset(data + share.begin, 0, static_cast<size_t>(share.end - share.begin));
  });
  return now_seconds() - start;
}

double measure_read_bandwidth(double seconds) {
  auto probe = LimitProbe::make();
  return probe ? best_rate(seconds, [&] { return probe->read_pass(); }) : 0;
}

double measure_peak_flops(double seconds) {
  LimitProbe probe = LimitProbe::without_buffer();
  return best_rate(seconds, [&] { return probe.flops_pass(); });
}

Calibration calibrate(double seconds) {
  Calibration calibration;
  const double start = now_seconds();
  calibration.processor = cpu_info().model;
  calibration.instruction_set = cpu_instruction_set();
  calibration.threads = cpu_info().usable_threads;
  calibration.memory_bytes = total_memory_bytes();
  calibration.roofline.flops_per_s = measure_peak_flops(seconds / 3);
  calibration.roofline.bytes_per_s = measure_read_bandwidth(seconds * 2 / 3);
  calibration.seconds = now_seconds() - start;
  return calibration;
}

nlohmann::json to_json(const Calibration& c) {
  nlohmann::json json{{"processor", c.processor},
                      {"instruction_set", c.instruction_set},
                      {"threads", c.threads},
                      {"read_bytes_per_s", c.roofline.bytes_per_s},
                      {"flops_per_s", c.roofline.flops_per_s},
                      {"seconds", c.seconds}};
  if (!c.type.empty())
    json["type"] = c.type;
  if (!c.type.empty() || c.memory_bytes > 0)
    json["memory_bytes"] = c.memory_bytes;
  if (c.idle_watts) {
    json["idle_watts"] = *c.idle_watts;
    json["idle_from"] = c.idle_from;
  }
  return json;
}

namespace {

/// Of an older calibration, or of a machine without counters, nothing.
void read_idle(const nlohmann::json& json, Calibration& c) {
  const auto watts = json.find("idle_watts"), from = json.find("idle_from");
  if (watts == json.end() || from == json.end() || !watts->is_number() || !from->is_string() ||
      !(watts->get<double>() >= 0 && watts->get<double>() < 1e6))
    return;
  c.idle_watts = watts->get<double>();
  c.idle_from = from->get<std::string>();
}

} // namespace

Result<Calibration> calibration_from_json(const nlohmann::json& json) {
  const bool good = json.is_object() && json.contains("processor") && json["processor"].is_string() &&
                    json.contains("instruction_set") && json["instruction_set"].is_string() &&
                    json.contains("threads") && json["threads"].is_number_integer() &&
                    json.contains("read_bytes_per_s") && json["read_bytes_per_s"].is_number() &&
                    json.contains("flops_per_s") && json["flops_per_s"].is_number();
  const double threads = good ? json["threads"].get<double>() : 0; // as a double: no integer is too large to look at
  const bool other = good && json.contains("type") && json["type"].is_string() &&
                     !json["type"].get_ref<const std::string&>().empty(); // it has no threads to count
  if (!good || threads < (other ? 0 : 1) || threads > 65536 || json["read_bytes_per_s"].get<double>() <= 0 ||
      json["flops_per_s"].get<double>() <= 0)
    return fail(ErrorCode::InvalidFile, "The stored calibration is not one; measure it again (devices --recalibrate).");
  Calibration c{json["processor"].get<std::string>(),
                json["instruction_set"].get<std::string>(),
                json["threads"].get<int>(),
                {json["read_bytes_per_s"].get<double>(), json["flops_per_s"].get<double>()},
                json.contains("seconds") && json["seconds"].is_number() ? std::max(0.0, json["seconds"].get<double>())
                                                                        : 0};
  if (other)
    c.type = json["type"].get<std::string>();
  if (json.contains("memory_bytes") && json["memory_bytes"].is_number())
    c.memory_bytes = static_cast<int64_t>(std::clamp(json["memory_bytes"].get<double>(), 0.0, 1e18));
  read_idle(json, c);
  return c;
}

namespace {

std::optional<Calibration> stored_calibration() {
  const std::string file = cache_file();
  if (file.empty())
    return std::nullopt;
  if (const auto json = read_strict_json(file))
    if (auto stored = calibration_from_json(*json))
      if (stored->processor == cpu_info().model && stored->threads == cpu_info().usable_threads &&
          stored->instruction_set == cpu_instruction_set()) {
        stored->memory_bytes = total_memory_bytes(); // an earlier version did not store it, and memory is added
        return *stored;
      }
  return std::nullopt;
}

void store(const Calibration& calibration) {
  const std::string file = cache_file();
  if (file.empty())
    return;
  std::error_code ignored; // a cache that cannot be written is measured again next time
  std::filesystem::create_directories(cache_folder(), ignored);
  static_cast<void>(replace_file(file, to_json(calibration).dump(2) + "\n"));
}

} // namespace

Calibration cached_calibration() {
  auto stored = stored_calibration();
  if (!stored)
    return recalibrate();
  if (add_idle("cpu", *stored)) // of an earlier version, or counters were refused then
    store(*stored);
  return *stored;
}

Calibration recalibrate() {
  Calibration fresh;
  add_idle("cpu", fresh); // before anything warms the machine
  Calibration limits = calibrate();
  limits.idle_watts = fresh.idle_watts;
  limits.idle_from = fresh.idle_from;
  store(limits);
  return limits;
}

Calibration sharpened_calibration() {
  constexpr double kShortLook = 0.3;
  const auto stored = stored_calibration();
  if (!stored)
    return recalibrate();
  Calibration idle = *stored;
  const bool quieter = add_idle("cpu", idle);
  Calibration best = calibrate(kShortLook);
  best.roofline = best.roofline.at_least(stored->roofline);
  best.idle_watts = idle.idle_watts;
  best.idle_from = idle.idle_from;
  if (best.roofline != stored->roofline || quieter)
    store(best);
  return best;
}

} // namespace pareto
