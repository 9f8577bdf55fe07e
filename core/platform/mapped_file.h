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
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
  MappedFile(const std::byte* data, size_t size)
      : m_data(data), m_size(size) {}
  const std::byte* m_data = nullptr;
  size_t m_size = 0;
};

} // namespace pareto
