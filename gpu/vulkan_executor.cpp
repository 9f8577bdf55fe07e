// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/vulkan_executor.h"

#include "core/model/model.h"
#include "gpu/gpu_program.h"
#include "gpu/limits.h"

#include <charconv>
#include <cstdlib>

namespace pareto {

namespace gpu {
namespace {

class Executor final : public VulkanExecutor {
public:
  explicit Executor(std::shared_ptr<Device> device)
      : m_device(std::move(device)) {}

  std::string name() const override { return m_device->name(); }

  Result<std::unique_ptr<Weights>> load(const Model& model, TensorSource& source, LoadOptions options) override {
    return load(model.record({1, 1, Phase::Decode}), source, options);
  }

  Result<std::unique_ptr<Weights>> load(const Graph& graph, TensorSource& source, LoadOptions options) override {
    PARETO_TRY_ASSIGN(weights, GpuWeights::load(m_device, graph, source, options));
    return std::unique_ptr<Weights>(std::move(weights));
  }

  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights& weights) override {
    const auto* own = dynamic_cast<const GpuWeights*>(&weights);
    if (!own)
      return fail(ErrorCode::InvalidArgument, "These weights were loaded by another executor.");
    return make_program(m_device, graph, *own);
  }

  Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity, int largest_step) override {
    PARETO_TRY_ASSIGN(state, GpuState::make(m_device, graph, options, slots, capacity, largest_step));
    return std::unique_ptr<State>(std::move(state));
  }

  int64_t used_bytes() const override { return m_device->memory().used_bytes(); }
  bool validated() const override { return m_device->context().validation(); }
  std::vector<std::string> validation_messages() const override { return m_device->context().messages(); }
  std::map<std::string, std::pair<double, int64_t>> profile() const override { return m_device->profile(); }
  Result<DeviceLimits> measure_limits(double seconds) override { return gpu::measure_limits(*m_device, seconds); }

private:
  std::shared_ptr<Device> m_device;
};

const char* type_name(VkPhysicalDeviceType type) {
  switch (type) {
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return "discrete GPU";
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return "integrated GPU";
  case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return "virtual GPU";
  case VK_PHYSICAL_DEVICE_TYPE_CPU: return "software";
  default: return "other";
  }
}

Result<VulkanOptions> options_of(const std::string& device) {
  VulkanOptions options;
  const std::string prefix = "vulkan:";
  const std::string number = device.rfind(prefix, 0) == 0 ? device.substr(prefix.size()) : "0";
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), options.device);
  if (error != std::errc() || end != number.data() + number.size() || options.device < 0)
    return fail(ErrorCode::InvalidArgument, "'" + device + "' names no Vulkan device; write vulkan:0, vulkan:1 and so on.", device);
  const char* checks = std::getenv("PARETO_VULKAN_VALIDATION");
  options.validation = checks && std::string(checks) == "1";
  return options;
}

} // namespace
} // namespace gpu

Result<std::unique_ptr<VulkanExecutor>> make_vulkan_executor(const VulkanOptions& options) {
  gpu::DeviceOptions wanted;
  wanted.index = options.device;
  wanted.validation = options.validation;
  wanted.profile = options.profile;
  wanted.portable = options.portable;
  wanted.as_hardware = options.as_hardware;
  wanted.always_stage = options.always_stage;
  wanted.chunk_bytes = options.chunk_bytes;
  PARETO_TRY_ASSIGN(device, gpu::Device::open(wanted));
  return std::unique_ptr<VulkanExecutor>(std::make_unique<gpu::Executor>(std::move(device)));
}

std::vector<DeviceFacts> vulkan_devices() {
  std::vector<DeviceFacts> all;
  const auto context = gpu::Context::create(false);
  if (!context)
    return all;
  const auto devices = (*context)->devices();
  if (!devices)
    return all;
  for (const gpu::PhysicalDevice& device : *devices) {
    DeviceFacts facts;
    facts.device = "vulkan:" + std::to_string(all.size());
    facts.name = device.properties.deviceName;
    facts.type = gpu::type_name(device.properties.deviceType);
    facts.driver = device.driver;
    facts.software = device.software();
    (*context)->memory(device, facts.memory_bytes, facts.free_bytes);
    all.push_back(std::move(facts));
  }
  return all;
}

void register_vulkan() {
  const auto make = [](const std::string& device) -> Result<std::unique_ptr<Executor>> {
    PARETO_TRY_ASSIGN(options, gpu::options_of(device));
    PARETO_TRY_ASSIGN(executor, make_vulkan_executor(options));
    return std::unique_ptr<Executor>(std::move(executor));
  };
  const auto measure = [](const std::string& device, double seconds) -> Result<DeviceLimits> {
    PARETO_TRY_ASSIGN(options, gpu::options_of(device));
    PARETO_TRY_ASSIGN(executor, make_vulkan_executor(options));
    return executor->measure_limits(seconds);
  };
  register_device_family({"vulkan", make, vulkan_devices, measure});
}

} // namespace pareto
