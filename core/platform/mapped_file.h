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
  MappedFile(const std::byte* data, size_t size) : m_data(data), m_size(size) {}
  const std::byte* m_data = nullptr;
  size_t m_size = 0;
  bool m_borrowed = false;
};

// When another program shortens a file that is mapped here, what is gone cannot be read, and the kernel says so by a
// signal in the middle of the work. One of these decides what becomes of it; without either the process ends by SIGBUS.

/// Calls `tell` with the file's path, inside the signal: it may only do what is safe there, and must not return.
void on_shortened_file(void (*tell)(const char* path));
/// What is gone reads as zeros, and shortened_file() tells: for a process that must not end with a file.
void survive_shortened_files();
/// An error that names the file which this thread found shortened since it last asked; whatever it read of it is worth
/// nothing.
Status shortened_file();
/// The sentence about it, after the path; a constant, for signal handlers.
const char* shortened_words();

} // namespace pareto
