// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/memory.h"

#include "core/platform/control_group.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <utility>

namespace pareto {

namespace {

/// "Name:   123 kB" of a /proc file, in bytes; 0 when it is not there.
int64_t proc_field(const std::string& path, const char* name) {
  FILE* file = std::fopen(path.c_str(), "r");
  if (!file)
    return 0;
  char line[256];
  long long kilobytes = 0;
  while (std::fgets(line, sizeof line, file))
    if (std::strncmp(line, name, std::strlen(name)) == 0) {
      std::sscanf(line + std::strlen(name), ": %lld", &kilobytes);
      break;
    }
  std::fclose(file);
  return kilobytes * 1024;
}

constexpr int64_t kHugePage = int64_t{2} << 20;

} // namespace

Result<PageBuffer> PageBuffer::allocate(int64_t bytes) {
  PageBuffer buffer;
  if (bytes <= 0)
    return buffer;
  const int64_t size = bytes >= kHugePage ? (bytes + kHugePage - 1) / kHugePage * kHugePage : bytes;
  void* data = mmap(nullptr, static_cast<size_t>(size), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED)
    return fail(ErrorCode::OutOfMemory, "The system refused " + std::to_string(bytes >> 20) +
                                            " MiB of memory; close other programs or choose a smaller size.");
  if (size >= kHugePage)
    madvise(data, static_cast<size_t>(size), MADV_HUGEPAGE); // a wish: failing it costs time, not correctness
  buffer.m_data = static_cast<std::byte*>(data);
  buffer.m_size = size;
  return buffer;
}

PageBuffer::PageBuffer(PageBuffer&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

PageBuffer& PageBuffer::operator=(PageBuffer&& other) noexcept {
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  return *this;
}

PageBuffer::~PageBuffer() {
  if (m_data)
    munmap(m_data, static_cast<size_t>(m_size));
}

MemoryFacts memory_facts(const std::string& root) {
  MemoryFacts facts{proc_field(root + "/proc/meminfo", "MemTotal"), proc_field(root + "/proc/meminfo", "MemAvailable")};
  for (const GroupLimit& group : group_limits(root)) {
    facts.total = std::min(facts.total, group.limit);
    facts.available = std::min(facts.available, std::max<int64_t>(0, group.limit - group.used));
  }
  return facts;
}

int64_t available_memory_bytes() { return memory_facts().available; }
int64_t total_memory_bytes() { return memory_facts().total; }
int64_t peak_resident_bytes(int process) {
  return proc_field("/proc/" + (process > 0 ? std::to_string(process) : "self") + "/status", "VmHWM");
}

void reset_peak_resident() {
  if (FILE* file = std::fopen("/proc/self/clear_refs", "w")) {
    std::fputs("5", file);
    std::fclose(file);
  }
}

} // namespace pareto
