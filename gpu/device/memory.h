// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/context.h"

#include <list>
#include <map>
#include <memory>
#include <vector>

namespace pareto::gpu {

/// What a buffer's memory is for.
enum class MemoryUse : uint8_t {
  Device,   ///< read and written by kernels
  Upload,   ///< written by the host, read by the device
  Readback, ///< written by the device, read by the host
};

/// A piece of device memory; gives itself back.
class Allocation;

/// Few large blocks per memory type, first fit inside them, exact byte accounting (Debian packages no allocator
/// library).
class MemoryArena {
public:
  MemoryArena(std::shared_ptr<Context> context, const PhysicalDevice& physical, const DeviceApi& api);
  ~MemoryArena();

  Result<Allocation> allocate(const VkMemoryRequirements& wanted, MemoryUse use);
  /// Bytes handed out (with alignment) and bytes taken from the driver.
  int64_t used_bytes() const { return m_used; }
  int64_t reserved_bytes() const { return m_reserved; }

private:
  friend class Allocation;
  struct Block {
    MemoryHandle memory;
    uint32_t type = 0;
    VkDeviceSize size = 0;
    std::byte* mapped = nullptr;
    std::map<VkDeviceSize, VkDeviceSize> holes; ///< offset -> size
  };
  Result<uint32_t> choose_type(uint32_t allowed, MemoryUse use) const;
  Result<Block*> new_block(uint32_t type, VkDeviceSize least);
  static bool carve(Block& block, VkDeviceSize size, VkDeviceSize alignment, VkDeviceSize& offset);
  void release(Block& block, VkDeviceSize offset, VkDeviceSize size);

  std::shared_ptr<Context> m_context;
  const PhysicalDevice& m_physical;
  const DeviceApi& m_api;
  VkPhysicalDeviceMemoryProperties m_types{};
  std::list<Block> m_blocks;
  int64_t m_used = 0, m_reserved = 0;
};

class Allocation {
public:
  Allocation() = default;
  Allocation(Allocation&& other) noexcept { swap(other); }
  Allocation& operator=(Allocation&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Allocation() {
    if (m_arena)
      m_arena->release(*m_block, m_offset, m_size);
  }
  VkDeviceMemory memory() const { return m_block->memory.get(); }
  VkDeviceSize offset() const { return m_offset; }
  /// Where the host sees it; null for memory only the device reaches.
  std::byte* mapped() const { return m_block && m_block->mapped ? m_block->mapped + m_offset : nullptr; }

private:
  friend class MemoryArena;
  void swap(Allocation& other) {
    std::swap(m_arena, other.m_arena);
    std::swap(m_block, other.m_block);
    std::swap(m_offset, other.m_offset);
    std::swap(m_size, other.m_size);
  }
  MemoryArena* m_arena = nullptr;
  MemoryArena::Block* m_block = nullptr;
  VkDeviceSize m_offset = 0, m_size = 0;
};

} // namespace pareto::gpu
