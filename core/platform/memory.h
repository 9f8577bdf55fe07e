// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace pareto {

/// Zeroed pages, huge ones where the kernel grants them; physical memory is taken only when a page is first touched.
/// Move-only. Large weights, caches and arenas live here: fresh 4 KiB pages cost more than filling them.
class PageBuffer {
public:
  PageBuffer() = default;
  static Result<PageBuffer> allocate(int64_t bytes);
  PageBuffer(PageBuffer&& other) noexcept;
  PageBuffer& operator=(PageBuffer&& other) noexcept;
  ~PageBuffer();
  std::byte* data() { return m_data; }
  const std::byte* data() const { return m_data; }
  int64_t size() const { return m_size; }

private:
  std::byte* m_data = nullptr;
  int64_t m_size = 0;
};

struct MemoryFacts {
  int64_t total = 0, available = 0; ///< bytes
};
/// Of the machine, or of the control groups this process is in where they allow less (containers, slices, jobs of a
/// cluster). `root` stands for "/": another folder holds other /proc and /sys files.
MemoryFacts memory_facts(const std::string& root = {});
/// Bytes a new process could take without swapping and without meeting a limit.
int64_t available_memory_bytes();
int64_t total_memory_bytes();
/// High-water mark of the resident set of a process, 0: of this one. 0 where the system does not say.
int64_t peak_resident_bytes(int process = 0);
/// Starts that mark afresh where the kernel allows it.
void reset_peak_resident();

} // namespace pareto
