// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/memory.h"

#include "core/platform/memory.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr VkDeviceSize kBlock = VkDeviceSize{64} << 20;

VkDeviceSize aligned(VkDeviceSize value, VkDeviceSize alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

std::string mebibytes(int64_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB"; }

} // namespace

MemoryArena::MemoryArena(std::shared_ptr<Context> context, const PhysicalDevice& physical, const DeviceApi& api)
    : m_context(std::move(context)), m_physical(physical), m_api(api) {
  VkPhysicalDeviceMemoryProperties2 memory{};
  memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
  m_context->api().vkGetPhysicalDeviceMemoryProperties2(physical.handle, &memory);
  m_types = memory.memoryProperties;
}

MemoryArena::~MemoryArena() = default;

Result<uint32_t> MemoryArena::choose_type(uint32_t allowed, MemoryUse use) const {
  constexpr VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  std::vector<VkMemoryPropertyFlags> wishes;
  switch (use) {
  case MemoryUse::Device: wishes = {VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0}; break;
  case MemoryUse::Upload: wishes = {host}; break;
  case MemoryUse::Readback: wishes = {host | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, host}; break;
  }
  for (VkMemoryPropertyFlags wish : wishes)
    for (uint32_t type = 0; type < m_types.memoryTypeCount; ++type)
      if ((allowed >> type & 1) && (m_types.memoryTypes[type].propertyFlags & wish) == wish)
        return type;
  return fail(ErrorCode::Unsupported, "The device offers no memory of the kind a buffer needs.");
}

Result<MemoryArena::Block*> MemoryArena::new_block(uint32_t type, VkDeviceSize least) {
  int64_t total = 0, free = 0;
  m_context->memory(m_physical, total, free);
  if (m_physical.software()) { // its heap is a figure of its own; what counts is the machine's memory
    total = total_memory_bytes();
    free = available_memory_bytes();
  }
  const int64_t left = std::max<int64_t>(0, total - m_reserved);
  free = free >= 0 ? std::min(free, left) : left;
  if (static_cast<int64_t>(least) > free)
    return fail(ErrorCode::OutOfMemory, "The device has " + mebibytes(free) + " free and " +
                                            mebibytes(static_cast<int64_t>(least)) + " more are needed.");
  if (static_cast<int64_t>(least) > m_physical.largest_allocation)
    return fail(ErrorCode::OutOfMemory, "One buffer would need " + mebibytes(static_cast<int64_t>(least)) +
                                            " and this device allows " + mebibytes(m_physical.largest_allocation) +
                                            " in one allocation; a shorter context or a smaller batch would fit.");
  VkMemoryAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  info.allocationSize = std::max(kBlock, least);
  info.memoryTypeIndex = type;
  VkDeviceMemory memory = VK_NULL_HANDLE;
  VkResult result = m_api.vkAllocateMemory(m_api.device, &info, nullptr, &memory);
  if (result != VK_SUCCESS && least < kBlock) { // a whole block does not fit any more; just what is asked may
    info.allocationSize = least;
    result = m_api.vkAllocateMemory(m_api.device, &info, nullptr, &memory);
  }
  if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY)
    return fail(ErrorCode::OutOfMemory, "The device has " + mebibytes(total) + " in all, of which this program holds " +
                                            mebibytes(m_reserved) + "; " + mebibytes(static_cast<int64_t>(least)) +
                                            " more cannot be had.");
  PARETO_TRY(check(result, "taking memory"));
  Block block;
  block.memory = MemoryHandle(m_api, memory);
  block.type = type;
  block.size = info.allocationSize;
  block.holes[0] = block.size;
  constexpr VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  if ((m_types.memoryTypes[type].propertyFlags & host) == host) {
    void* mapped = nullptr;
    PARETO_TRY(check(m_api.vkMapMemory(m_api.device, memory, 0, VK_WHOLE_SIZE, 0, &mapped), "mapping memory"));
    block.mapped = static_cast<std::byte*>(mapped);
  }
  m_reserved += static_cast<int64_t>(block.size);
  m_blocks.push_back(std::move(block));
  return &m_blocks.back();
}

bool MemoryArena::carve(Block& block, VkDeviceSize size, VkDeviceSize alignment, VkDeviceSize& offset) {
  for (auto hole = block.holes.begin(); hole != block.holes.end(); ++hole) {
    const VkDeviceSize begin = aligned(hole->first, alignment), end = hole->first + hole->second;
    if (begin + size > end)
      continue;
    const VkDeviceSize before = begin - hole->first, hole_at = hole->first;
    block.holes.erase(hole);
    if (before > 0)
      block.holes[hole_at] = before;
    if (begin + size < end)
      block.holes[begin + size] = end - begin - size;
    offset = begin;
    return true;
  }
  return false;
}

Result<Allocation> MemoryArena::allocate(const VkMemoryRequirements& wanted, MemoryUse use) {
  PARETO_TRY_ASSIGN(type, choose_type(wanted.memoryTypeBits, use));
  const VkDeviceSize size = aligned(wanted.size, std::max<VkDeviceSize>(wanted.alignment, 256));
  const VkDeviceSize alignment = std::max<VkDeviceSize>(wanted.alignment, 256);
  Allocation allocation;
  allocation.m_size = size;
  Block* found = nullptr;
  for (Block& block : m_blocks)
    if (block.type == type && carve(block, size, alignment, allocation.m_offset)) {
      found = &block;
      break;
    }
  if (!found) {
    PARETO_TRY_ASSIGN(block, new_block(type, size));
    carve(*block, size, alignment, allocation.m_offset);
    found = block;
  }
  allocation.m_arena = this;
  allocation.m_block = found;
  m_used += static_cast<int64_t>(size);
  return allocation;
}

void MemoryArena::release(Block& block, VkDeviceSize offset, VkDeviceSize size) {
  m_used -= static_cast<int64_t>(size);
  auto after = block.holes.lower_bound(offset);
  if (after != block.holes.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == offset) {
      offset = before->first;
      size += before->second;
      block.holes.erase(before);
    }
  }
  if (after != block.holes.end() && after->first == offset + size) {
    size += after->second;
    block.holes.erase(after);
  }
  block.holes[offset] = size;
  if (size != block.size)
    return;
  m_reserved -= static_cast<int64_t>(block.size);
  m_blocks.remove_if([&block](const Block& other) { return &other == &block; });
}

} // namespace pareto::gpu
