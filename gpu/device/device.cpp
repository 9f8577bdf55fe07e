// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/device.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace pareto::gpu {

namespace {

constexpr int64_t kStaging = int64_t{16} << 20;

} // namespace

Result<std::shared_ptr<Device>> Device::open(const DeviceOptions& options) {
  PARETO_TRY_ASSIGN(logical, LogicalDevice::open(options.index, options.validation));
  return open(options, std::move(logical));
}

Result<std::shared_ptr<Device>> Device::open(const DeviceOptions& options, std::shared_ptr<LogicalDevice> logical) {
  std::shared_ptr<Device> device(new Device(options, std::move(logical)));
  PARETO_TRY(device->create());
  return device;
}

Device::Device(const DeviceOptions& options, std::shared_ptr<LogicalDevice> logical)
    : m_logical(std::move(logical)), m_physical(m_logical->physical()), m_options(options),
      m_pace(Pace::of(m_physical, options.submit_seconds)), m_api(m_logical->api()) {
  if (options.binding_limit > 0) {
    uint32_t& limit = m_physical.properties.limits.maxStorageBufferRange;
    limit = static_cast<uint32_t>(std::min<int64_t>(limit, options.binding_limit));
  }
}

Status Device::create() {
  if (m_options.profile && m_physical.timestamp_bits == 0)
    return fail(
        ErrorCode::Unsupported,
        std::string(m_physical.properties.deviceName) +
            " has no timestamps on its compute queue: its operations cannot be timed one by one, only whole steps.",
        name());
  m_memory = std::make_unique<MemoryArena>(m_logical->context(), m_physical, m_api);
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
  return {};
}

Device::~Device() {
  if (!m_api.abandoned) // else nothing of it is freed
    m_api.vkDeviceWaitIdle(m_api.device);
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
    m_logical->lose(status);
    if (result == VK_TIMEOUT)
      m_logical->abandon();
  }
  return status;
}

Status Device::submit(std::span<const VkCommandBuffer> commands, const Fence& fence) {
  PARETO_TRY(m_logical->lost());
  // Separate submits, so that a long prefill never keeps the device from the desktop for the driver's two seconds.
  for (size_t i = 0; i < commands.size(); ++i) {
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands[i];
    const bool last = i + 1 == commands.size();
    if (const Status sent = remember(
            m_api.vkQueueSubmit(m_logical->queue(), 1, &info, last ? fence.get() : VK_NULL_HANDLE), "submitting work");
        !sent)
      return settled(sent);
  }
  return {};
}

Status Device::settled(Status failed) {
  if (m_logical->lost()) // a lost device has ended its work, an abandoned one keeps all it has
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
  PARETO_TRY(m_logical->lost());
  Status done = remember(m_api.vkWaitForFences(m_api.device, 1, &fence, VK_TRUE, patience(submits)), what);
  if (!done)
    done = settled(done);
  PARETO_TRY(m_logical->lost());
  if (const Status reset = check(m_api.vkResetFences(m_api.device, 1, &fence), "resetting a fence");
      !reset) // the next wait would not wait
    m_logical->lose(fail(ErrorCode::DeviceLost, reset.error().message));
  return done ? m_logical->lost() : done;
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
  PARETO_TRY(m_logical->lost());
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
  PARETO_TRY(remember(m_api.vkQueueSubmit(m_logical->queue(), 1, &info, m_fence.get()), "submitting a copy"));
  return wait_for(m_fence.get(), 1, "copying");
}

Status Device::upload(const Buffer& to, int64_t offset, const void* data, int64_t bytes) {
  PARETO_TRY(m_logical->lost());
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
  PARETO_TRY(m_logical->lost());
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
