// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <span>
#include <string>

namespace pareto {

/// A whole file mapped read-only; unmapped when destroyed. Move-only.
class MappedFile {
public:
  static Result<MappedFile> open(const std::string& path);
  /// Bytes already in memory, seen as if they were mapped; they must outlive the object.
  static MappedFile borrow(std::span<const std::byte> bytes) {
    MappedFile file(bytes.data(), bytes.size());
    file.m_borrowed = true;
    return file;
  }
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
  MappedFile(const std::byte* data, size_t size)
      : m_data(data), m_size(size) {}
  const std::byte* m_data = nullptr;
  size_t m_size = 0;
  bool m_borrowed = false;
};

} // namespace pareto
