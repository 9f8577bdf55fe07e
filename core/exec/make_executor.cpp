// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/devices.h"
#include "core/exec/model_runner.h"
#include "core/exec/reference/reference_executor.h"
#include "core/platform/memory.h"

#include <algorithm>

namespace pareto {

namespace {

std::vector<DeviceFamily>& families() {
  static std::vector<DeviceFamily> all;
  return all;
}

bool serves(const std::string& prefix, const std::string& device) {
  return device.rfind(prefix, 0) == 0 && (device.size() == prefix.size() || device[prefix.size()] == ':');
}

} // namespace

void register_device_family(DeviceFamily family) {
  auto& all = families();
  all.erase(
      std::remove_if(all.begin(), all.end(), [&](const DeviceFamily& known) { return known.prefix == family.prefix; }),
      all.end());
  all.push_back(std::move(family));
}

const DeviceFamily* find_device_family(const std::string& device) {
  for (const DeviceFamily& family : families())
    if (serves(family.prefix, device))
      return &family;
  return nullptr;
}

std::vector<DeviceFacts> other_devices() {
  std::vector<DeviceFacts> devices;
  for (const DeviceFamily& family : families())
    for (DeviceFacts& facts : family.list())
      devices.push_back(std::move(facts));
  return devices;
}

std::optional<DeviceFacts> facts_of_device(const std::string& device) {
  if (const DeviceFamily* family = find_device_family(device))
    for (DeviceFacts& facts : family->list())
      if (facts.device == device && facts.problem.empty())
        return std::move(facts);
  return std::nullopt;
}

Packing packing_of(std::string_view device) { return device.rfind("vulkan", 0) == 0 ? Packing::Vulkan : Packing::Cpu; }

int64_t free_memory_of(const std::string& device) {
  if (!find_device_family(device))
    return available_memory_bytes();
  const auto facts = facts_of_device(device);
  if (!facts)
    return -1;
  const bool shared = facts->software || facts->type == "integrated GPU";
  if (!shared)
    return facts->free_bytes;
  return facts->free_bytes >= 0 ? std::min(facts->free_bytes, available_memory_bytes()) : available_memory_bytes();
}

Result<std::unique_ptr<Executor>> make_executor(const std::string& device) {
  if (device == "cpu")
    return make_cpu_executor();
  if (device == "reference")
    return make_reference_executor();
  if (const DeviceFamily* family = find_device_family(device))
    return family->make(device);
  if (serves("vulkan", device))
    return fail(ErrorCode::Unsupported,
                "This build has no Vulkan support (it was made without the Vulkan headers or glslc); use --device cpu.",
                device);
  std::string known = "cpu and reference";
  for (const DeviceFamily& family : families())
    known += " and " + family.prefix + ":N";
  return fail(ErrorCode::InvalidArgument, "There is no device '" + device + "'; the devices are " + known + ".",
              device);
}

} // namespace pareto
