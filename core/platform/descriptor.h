// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/platform/files.h"

#include <cstddef>
#include <utility>

namespace pareto {

/// A file descriptor that is closed when it goes; -1 is none. Move-only.
class Descriptor {
public:
  explicit Descriptor(int number) : m_number(number) {}
  Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  ~Descriptor();
  int number() const { return m_number; }

private:
  int m_number;
};

struct RegularFile {
  Descriptor descriptor;
  size_t size;
};

/// Opens a regular file for reading and refuses everything else at once: opening a pipe would wait for who writes into
/// it.
Result<RegularFile> open_regular_file(const std::string& path);

} // namespace pareto
