// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/device.h"

#include "gpu/device/kernel.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace pareto::gpu {

namespace {

constexpr int64_t kStaging = int64_t{16} << 20;

std::string list_of(const std::vector<PhysicalDevice>& devices) {
  if (devices.empty())
    return "this machine has none with Vulkan 1.2";
  std::string text = "this machine has ";
  for (size_t i = 0; i < devices.size(); ++i)
    text += (i > 0 ? ", " : "") + std::string("vulkan:") + std::to_string(i) + " (" + devices[i].properties.deviceName +
            ")";
  return text;
}

} // namespace

Result<std::shared_ptr<Device>> Device::open(const DeviceOptions& options) {
  std::shared_ptr<Device> device(new Device);
  PARETO_TRY(device->create(options));
  return device;
}

Status Device::create(const DeviceOptions& options) {
  m_options = options;
  PARETO_TRY_ASSIGN(context, Context::create(options.validation));
  m_context = context;
  PARETO_TRY_ASSIGN(devices, m_context->devices());
  if (options.index < 0 || options.index >= static_cast<int>(devices.size()))
    return fail(ErrorCode::NotFound, "There is no Vulkan device " + name() + "; " + list_of(devices) + ".", name());
  m_physical = devices[static_cast<size_t>(options.index)];
  if (options.binding_limit > 0) {
    uint32_t& limit = m_physical.properties.limits.maxStorageBufferRange;
    limit = static_cast<uint32_t>(std::min<int64_t>(limit, options.binding_limit));
  }
  if (options.profile && m_physical.timestamp_bits == 0)
    return fail(
        ErrorCode::Unsupported,
        std::string(m_physical.properties.deviceName) +
            " has no timestamps on its compute queue: its operations cannot be timed one by one, only whole steps.",
        name());
  m_pace = Pace::of(m_physical, options.submit_seconds);
  PARETO_TRY(create_logical());
  m_memory = std::make_unique<MemoryArena>(m_context, m_physical, m_api);
  PARETO_TRY_ASSIGN(pool, new_command_pool());
  m_pool = std::move(pool);
  VkCommandBufferAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  info.commandPool = m_pool.get();
  info.commandBufferCount = 1;
  PARETO_TRY(check(m_api.vkAllocateCommandBuffers(m_api.device, &info, &m_commands), "making a command list"));
  VkFenceCreateInfo fence{};
  fence.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  VkFence handle = VK_NULL_HANDLE;
  PARETO_TRY(check(m_api.vkCreateFence(m_api.device, &fence, nullptr, &handle), "making a fence"));
  m_fence = FenceHandle(m_api, handle);
  PARETO_TRY_ASSIGN(kernels, KernelCache::create(*this));
  m_kernels = std::move(kernels);
  return {};
}

Status Device::create_logical() {
  const float priority = 1;
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = m_physical.queue_family;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  std::vector<const char*> extensions;
  if (m_physical.has_budget)
    extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
  MatrixFeatures features(m_physical.units.form);
  if (matrix_units()) {
    features.set_all();
    extensions.insert(extensions.end(), {kFullSubgroups, matrix_units().extension()});
  }
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  info.pNext = matrix_units() ? features.chain() : nullptr;
  VkDevice device = VK_NULL_HANDLE;
  PARETO_TRY(check(m_context->api().vkCreateDevice(m_physical.handle, &info, nullptr, &device), "opening the device"));
  PARETO_TRY_ASSIGN(api, load_device(m_context->api(), device));
  m_api = api;
  m_api.vkGetDeviceQueue(m_api.device, m_physical.queue_family, 0, &m_queue);
  return {};
}

Device::~Device() {
  if (!m_api.vkDestroyDevice)
    return;
  if (m_api.abandoned) { // it may still run and touch its memory: the process keeps everything until it ends
    static_cast<void>(new std::shared_ptr<Context>(m_context));
    return;
  }
  m_api.vkDeviceWaitIdle(m_api.device);
  m_kernels.reset();
  m_staging = Buffer();
  m_fence = FenceHandle();
  m_pool = CommandPoolHandle();
  m_memory.reset();
  m_api.vkDestroyDevice(m_api.device, nullptr);
}

bool Device::subgroup_kernels() const {
  const VkPhysicalDeviceSubgroupProperties& s = m_physical.subgroup;
  const bool offered =
      (s.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) && (s.supportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT);
  return offered && !m_options.portable && !software_kernels();
}

MatrixUnits Device::matrix_units() const {
  return m_options.portable || software_kernels() || !m_units_refused.empty() ? MatrixUnits() : m_physical.units;
}

/// Vulkan does not say how wide a device is. A GPU hides latency with about half of what it keeps resident: some 1,000
/// invocations on each of 8 units of an integrated one and of 64 units of a card. A software driver runs a vector per
/// core.
int64_t Device::busy_invocations() const {
  if (software_kernels())
    return kVectorLanes * std::max(1u, std::thread::hardware_concurrency());
  return m_physical.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU ? 8 << 10 : 64 << 10;
}

Result<Buffer> Device::new_buffer(int64_t bytes, MemoryUse use) {
  Buffer buffer;
  buffer.m_size = static_cast<VkDeviceSize>(std::max<int64_t>((bytes + 15) / 16 * 16, 256));
  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = buffer.m_size;
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT;
  VkBuffer handle = VK_NULL_HANDLE;
  PARETO_TRY(check(m_api.vkCreateBuffer(m_api.device, &info, nullptr, &handle), "making a buffer"));
  BufferHandle owned(m_api, handle);
  VkMemoryRequirements wanted{};
  m_api.vkGetBufferMemoryRequirements(m_api.device, handle, &wanted);
  PARETO_TRY_ASSIGN(memory, m_memory->allocate(wanted, use));
  PARETO_TRY(check(m_api.vkBindBufferMemory(m_api.device, handle, memory.memory(), memory.offset()), "binding memory"));
  buffer.m_memory = std::move(memory);
  buffer.m_buffer = std::move(owned);
  return buffer;
}

Result<BufferViewHandle> Device::new_view(const Buffer& buffer, VkFormat format, VkDeviceSize offset,
                                          VkDeviceSize bytes) {
  VkBufferViewCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
  info.buffer = buffer.get();
  info.format = format;
  info.offset = offset;
  info.range = bytes;
  VkBufferView view = VK_NULL_HANDLE;
  PARETO_TRY(check(m_api.vkCreateBufferView(m_api.device, &info, nullptr, &view), "making a buffer view"));
  return BufferViewHandle(m_api, view);
}

Result<Fence> Device::new_fence() {
  VkFenceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  VkFence handle = VK_NULL_HANDLE;
  PARETO_TRY(check(m_api.vkCreateFence(m_api.device, &info, nullptr, &handle), "making a fence"));
  return Fence(FenceHandle(m_api, handle));
}

Result<CommandPoolHandle> Device::new_command_pool() {
  VkCommandPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  info.queueFamilyIndex = m_physical.queue_family;
  info.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  VkCommandPool pool = VK_NULL_HANDLE;
  PARETO_TRY(check(m_api.vkCreateCommandPool(m_api.device, &info, nullptr, &pool), "making a command pool"));
  return CommandPoolHandle(m_api, pool);
}

Status Device::remember(VkResult result, const char* what) {
  const Status status = check(result, what);
  if (result == VK_ERROR_DEVICE_LOST || result == VK_TIMEOUT) {
    m_lost = status;
    m_api.abandoned = m_api.abandoned || result == VK_TIMEOUT;
  }
  return status;
}

Status Device::submit(std::span<const VkCommandBuffer> commands, const Fence& fence) {
  PARETO_TRY(m_lost);
  // Separate submits, so that a long prefill never keeps the device from the desktop for the driver's two seconds.
  for (size_t i = 0; i < commands.size(); ++i) {
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands[i];
    const bool last = i + 1 == commands.size();
    if (const Status sent =
            remember(m_api.vkQueueSubmit(m_queue, 1, &info, last ? fence.get() : VK_NULL_HANDLE), "submitting work");
        !sent)
      return settled(sent);
  }
  return {};
}

Status Device::settled(Status failed) {
  if (m_lost) // a lost device has ended its work, an abandoned one keeps all it has
    PARETO_TRY(remember(m_api.vkDeviceWaitIdle(m_api.device), "waiting for the device"));
  return failed;
}

uint64_t Device::patience(size_t submits) const {
  // A software device cannot hang, only be slow: it shares the CPU with everything else.
  const int64_t each = software() ? std::max<int64_t>(m_options.watchdog_ms, 3'600'000) : m_options.watchdog_ms;
  return static_cast<uint64_t>(each) * 1'000'000 * std::max<size_t>(submits, 1);
}

Status Device::wait(const Fence& fence, size_t submits) { return wait_for(fence.get(), submits, "waiting for work"); }

Status Device::wait_for(VkFence fence, size_t submits, const char* what) {
  PARETO_TRY(m_lost);
  Status done = remember(m_api.vkWaitForFences(m_api.device, 1, &fence, VK_TRUE, patience(submits)), what);
  if (!done)
    done = settled(done);
  PARETO_TRY(m_lost);
  if (const Status reset = check(m_api.vkResetFences(m_api.device, 1, &fence), "resetting a fence");
      !reset) // the next wait would not wait
    m_lost = fail(ErrorCode::DeviceLost, reset.error().message);
  return done ? m_lost : done;
}

Status Device::ensure_staging() {
  if (m_staging)
    return {};
  PARETO_TRY_ASSIGN(buffer, new_buffer(kStaging, MemoryUse::Readback));
  m_staging = std::move(buffer);
  return {};
}

template <class Record>
Status Device::once(const Record& record) {
  PARETO_TRY(m_lost);
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  PARETO_TRY(check(m_api.vkBeginCommandBuffer(m_commands, &begin), "recording a copy"));
  VkMemoryBarrier barrier{};
  barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  barrier.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT;
  barrier.dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  m_api.vkCmdPipelineBarrier(m_commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 1,
                             &barrier, 0, nullptr, 0, nullptr);
  record(m_commands);
  barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
  barrier.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
  m_api.vkCmdPipelineBarrier(m_commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0,
                             nullptr, 0, nullptr);
  PARETO_TRY(check(m_api.vkEndCommandBuffer(m_commands), "recording a copy"));
  VkSubmitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  info.commandBufferCount = 1;
  info.pCommandBuffers = &m_commands;
  PARETO_TRY(remember(m_api.vkQueueSubmit(m_queue, 1, &info, m_fence.get()), "submitting a copy"));
  return wait_for(m_fence.get(), 1, "copying");
}

Status Device::upload(const Buffer& to, int64_t offset, const void* data, int64_t bytes) {
  PARETO_TRY(m_lost);
  if (to.mapped() && !m_options.always_stage) {
    std::memcpy(to.mapped() + offset, data, static_cast<size_t>(bytes));
    return {};
  }
  PARETO_TRY(ensure_staging());
  for (int64_t done = 0; done < bytes; done += kStaging) {
    const int64_t part = std::min(kStaging, bytes - done);
    std::memcpy(m_staging.mapped(), static_cast<const std::byte*>(data) + done, static_cast<size_t>(part));
    const VkBufferCopy region{0, static_cast<VkDeviceSize>(offset + done), static_cast<VkDeviceSize>(part)};
    PARETO_TRY(once(
        [&](VkCommandBuffer commands) { m_api.vkCmdCopyBuffer(commands, m_staging.get(), to.get(), 1, &region); }));
  }
  return {};
}

Status Device::download(const Buffer& from, int64_t offset, void* data, int64_t bytes) {
  PARETO_TRY(m_lost);
  if (from.mapped() && !m_options.always_stage) {
    std::memcpy(data, from.mapped() + offset, static_cast<size_t>(bytes));
    return {};
  }
  PARETO_TRY(ensure_staging());
  for (int64_t done = 0; done < bytes; done += kStaging) {
    const int64_t part = std::min(kStaging, bytes - done);
    const VkBufferCopy region{static_cast<VkDeviceSize>(offset + done), 0, static_cast<VkDeviceSize>(part)};
    PARETO_TRY(once(
        [&](VkCommandBuffer commands) { m_api.vkCmdCopyBuffer(commands, from.get(), m_staging.get(), 1, &region); }));
    std::memcpy(static_cast<std::byte*>(data) + done, m_staging.mapped(), static_cast<size_t>(part));
  }
  return {};
}

Status Device::fill_zero(const Buffer& buffer) {
  return once([&](VkCommandBuffer commands) { m_api.vkCmdFillBuffer(commands, buffer.get(), 0, VK_WHOLE_SIZE, 0); });
}

Status Device::copy(const Buffer& from, const Buffer& to, int64_t bytes) {
  const VkBufferCopy region{0, 0, static_cast<VkDeviceSize>(bytes)};
  return once([&](VkCommandBuffer commands) { m_api.vkCmdCopyBuffer(commands, from.get(), to.get(), 1, &region); });
}

} // namespace pareto::gpu
