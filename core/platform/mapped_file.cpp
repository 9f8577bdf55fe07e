// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/mapped_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pareto {

Result<MappedFile> MappedFile::open(const std::string& path) {
  // Without O_NONBLOCK a named pipe would wait here for a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return fail(ErrorCode::NotFound, path + " cannot be opened: " + std::strerror(errno) + ".", path);
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(descriptor);
    return fail(ErrorCode::InvalidFile, path + " is not a regular file.", path);
  }
  const auto size = static_cast<size_t>(facts.st_size);
  if (size == 0) { // nothing to map; mmap refuses length 0
    ::close(descriptor);
    return MappedFile(nullptr, 0);
  }
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int reason = errno;
  ::close(descriptor);
  if (data == MAP_FAILED)
    return fail(ErrorCode::Io, path + " cannot be mapped into memory: " + std::strerror(reason) + ".", path);
  return MappedFile(static_cast<const std::byte*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)), m_borrowed(other.m_borrowed) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  std::swap(m_borrowed, other.m_borrowed);
  return *this;
}

MappedFile::~MappedFile() {
  if (m_data && !m_borrowed)
    ::munmap(const_cast<std::byte*>(m_data), m_size);
}

} // namespace pareto
