// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/vulkan_executor.h"

#include "core/model/model.h"
#include "core/platform/memory.h"
#include "gpu/device/limits.h"
#include "gpu/device/units_check.h"
#include "gpu/gpu_program.h"

#include <charconv>
#include <cstdlib>

namespace pareto {

namespace gpu {
namespace {

Result<std::unique_ptr<VulkanExecutor>> executor_on(std::shared_ptr<LogicalDevice> logical,
                                                    const VulkanOptions& options);

class Executor final : public VulkanExecutor {
public:
  explicit Executor(std::shared_ptr<Device> device) : m_device(std::move(device)) {}

  std::string name() const override { return m_device->name(); }
  Packing packing() const override { return Packing::Vulkan; }

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

  Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                           int largest_step) override {
    PARETO_TRY_ASSIGN(state, GpuState::make(m_device, graph, options, slots, capacity, largest_step));
    return std::unique_ptr<State>(std::move(state));
  }

  Result<std::unique_ptr<VulkanExecutor>> beside(const VulkanOptions& options) const override {
    return executor_on(m_device->logical(), options);
  }
  int64_t used_bytes() const override { return m_device->memory().used_bytes(); }
  bool validated() const override { return m_device->context().validation(); }
  std::vector<std::string> validation_messages() const override { return m_device->context().messages(); }
  std::map<std::string, OperationTime> operation_times() const override { return m_device->profile(); }
  void clear_operation_times() override { m_device->profile().clear(); }
  std::string matrix_units() const override { return m_device->units_text(); }
  Result<DeviceLimits> measure_limits(double seconds) override { return gpu::measure_limits(*m_device, seconds); }

private:
  std::shared_ptr<Device> m_device;
};

Result<std::unique_ptr<VulkanExecutor>> executor_on(std::shared_ptr<LogicalDevice> logical,
                                                    const VulkanOptions& options) {
  DeviceOptions wanted;
  wanted.index = logical->index();
  wanted.validation = logical->context()->validation();
  wanted.profile = options.profile;
  wanted.portable = options.portable;
  wanted.as_hardware = options.as_hardware;
  wanted.binding_limit = options.binding_limit;
  wanted.always_stage = options.always_stage;
  wanted.submit_seconds = options.submit_seconds;
  wanted.chunk_bytes = options.chunk_bytes;
  wanted.fusions = options.fusions;
  PARETO_TRY_ASSIGN(device, Device::open(wanted, std::move(logical)));
  PARETO_TRY(check_matrix_units(device));
  return std::unique_ptr<VulkanExecutor>(std::make_unique<Executor>(std::move(device)));
}

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
    return fail(ErrorCode::InvalidArgument,
                "'" + device + "' names no Vulkan device; write vulkan:0, vulkan:1 and so on.", device);
  const char* checks = std::getenv("PARETO_VULKAN_VALIDATION");
  options.validation = checks && std::string(checks) == "1";
  return options;
}

} // namespace
} // namespace gpu

Result<std::unique_ptr<VulkanExecutor>> make_vulkan_executor(const VulkanOptions& options) {
  PARETO_TRY_ASSIGN(logical, gpu::LogicalDevice::open(options.device, options.validation));
  return gpu::executor_on(std::move(logical), options);
}

namespace {

DeviceFacts facts_of(const gpu::Context& context, const gpu::PhysicalDevice& device) {
  DeviceFacts facts;
  facts.name = device.properties.deviceName;
  facts.type = gpu::type_name(device.properties.deviceType);
  facts.driver = device.driver;
  facts.software = device.software();
  context.memory(device, facts.memory_bytes, facts.free_bytes);
  if (facts.software) { // its heap is a figure of its own; what counts is the machine's memory
    facts.memory_bytes = total_memory_bytes();
    facts.free_bytes = available_memory_bytes();
  }
  return facts;
}

std::string problem_of(const gpu::PhysicalDevice& device) {
  const uint32_t version = device.properties.apiVersion;
  if (!device.has_compute)
    return "It has no queue for computing.";
  return "It offers Vulkan " + std::to_string(VK_API_VERSION_MAJOR(version)) + "." +
         std::to_string(VK_API_VERSION_MINOR(version)) + "; 1.2 is needed: update its driver.";
}

DeviceFacts nothing(std::string problem) {
  DeviceFacts facts;
  facts.name = "Vulkan";
  facts.problem = std::move(problem);
  return facts;
}

/// What a person who looks for a GPU is told: the devices, those that cannot be used, or why there is none.
std::vector<DeviceFacts> reported_devices() {
  const auto context = gpu::Context::create(false);
  if (!context)
    return {nothing(context.error().message)};
  std::vector<gpu::PhysicalDevice> unusable;
  const auto devices = (*context)->devices(&unusable);
  if (!devices)
    return {nothing(devices.error().message)};
  std::vector<DeviceFacts> all;
  for (const gpu::PhysicalDevice& device : *devices) {
    all.push_back(facts_of(**context, device));
    all.back().device = "vulkan:" + std::to_string(all.size() - 1);
  }
  for (const gpu::PhysicalDevice& device : unusable) {
    all.push_back(facts_of(**context, device));
    all.back().problem = problem_of(device);
  }
  return all.empty() ? std::vector{nothing("No Vulkan device was found: install the GPU's driver, or keep the CPU.")}
                     : all;
}

} // namespace

std::vector<DeviceFacts> vulkan_devices() {
  std::vector<DeviceFacts> all = reported_devices();
  std::erase_if(all, [](const DeviceFacts& facts) { return !facts.problem.empty(); });
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
  const auto used = [](const Executor& executor) {
    const auto* own = dynamic_cast<const VulkanExecutor*>(&executor);
    return own ? own->used_bytes() : 0;
  };
  const auto make_profiling = [](const std::string& device) -> Result<std::unique_ptr<ProfilingExecutor>> {
    PARETO_TRY_ASSIGN(options, gpu::options_of(device));
    options.profile = true;
    PARETO_TRY_ASSIGN(executor, make_vulkan_executor(options));
    return std::unique_ptr<ProfilingExecutor>(std::move(executor));
  };
  register_device_family({"vulkan", make, reported_devices, measure, used, make_profiling});
}

} // namespace pareto
