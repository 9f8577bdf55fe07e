// SPDX-License-Identifier: GPL-3.0-or-later
// Replaces the program's operator new: allocations are counted, and one can be made to fail. For one source of a test
// program.
#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

extern "C" const char __executable_start, etext; // the program's own code, between them (GNU linkers)

namespace pareto::test {

inline std::atomic<long> allocations_made{0};
/// Those of them that the program's own code asked for: not a driver's, nor another library's.
inline std::atomic<long> own_allocations_made{0};
/// Allocations until one fails, once; below 0: none does.
inline std::atomic<long> allocations_left{-1};

inline void* allocate(size_t bytes, const void* caller, size_t alignment = 0) {
  ++allocations_made;
  if (caller >= &__executable_start && caller < &etext)
    ++own_allocations_made;
  if (allocations_left.load() >= 0 && allocations_left-- == 0)
    throw std::bad_alloc();
  void* memory = alignment > 0 ? std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)
                               : std::malloc(bytes > 0 ? bytes : 1);
  if (!memory)
    throw std::bad_alloc();
  return memory;
}

} // namespace pareto::test

void* operator new(size_t bytes) { return pareto::test::allocate(bytes, __builtin_return_address(0)); }
void* operator new[](size_t bytes) { return pareto::test::allocate(bytes, __builtin_return_address(0)); }
void* operator new(size_t bytes, std::align_val_t alignment) {
  return pareto::test::allocate(bytes, __builtin_return_address(0), static_cast<size_t>(alignment));
}
void* operator new[](size_t bytes, std::align_val_t alignment) {
  return pareto::test::allocate(bytes, __builtin_return_address(0), static_cast<size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
