// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/mapped_file.h"

#include "core/platform/descriptor.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace pareto {

namespace {

/// What is mapped at present, for the signal handler: it reads without a lock, so a place is filled before its `begin`
/// is set and cleared before its pages go. A file that finds no place is only not named.
struct Place {
  std::atomic<const std::byte*> begin{nullptr};
  std::atomic<size_t> size{0};
  char path[512] = {};
};
constexpr size_t kPlaces = 2048; ///< a model of more shards is not known
Place g_places[kPlaces];
std::mutex g_places_lock; ///< of those who fill and clear

void (*g_tell)(const char*) = nullptr;
thread_local char t_shortened[sizeof(Place::path)] = {};

void copy_path(char* to, const char* from) {
  size_t i = 0;
  for (; from[i] != 0 && i + 1 < sizeof(Place::path); ++i)
    to[i] = from[i];
  to[i] = 0;
}

void remember(const std::byte* data, size_t size, const std::string& path) {
  const std::lock_guard guard(g_places_lock);
  for (Place& place : g_places)
    if (!place.begin.load(std::memory_order_relaxed)) {
      copy_path(place.path, path.c_str());
      place.size.store(size, std::memory_order_relaxed);
      place.begin.store(data, std::memory_order_release);
      return;
    }
}

void forget(const std::byte* data) {
  const std::lock_guard guard(g_places_lock);
  for (Place& place : g_places)
    if (place.begin.load(std::memory_order_relaxed) == data) {
      place.begin.store(nullptr, std::memory_order_release);
      return;
    }
}

Place* place_of(const std::byte* address) {
  for (Place& place : g_places) {
    const std::byte* begin = place.begin.load(std::memory_order_acquire);
    if (begin && address >= begin && address < begin + place.size.load(std::memory_order_relaxed))
      return &place;
  }
  return nullptr;
}

/// The rest of the mapping from this address on becomes zeros, and the faulting instruction is tried again.
bool replace_rest(const Place& place, std::byte* address) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  std::byte* from = address - reinterpret_cast<uintptr_t>(address) % page;
  const std::byte* end = place.begin.load(std::memory_order_acquire) + place.size.load(std::memory_order_relaxed);
  return mmap(from, static_cast<size_t>(end - from), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
         MAP_FAILED;
}

void on_bus_error(int, siginfo_t* info, void*) {
  const int kept = errno;
  auto* address = static_cast<std::byte*>(info->si_addr);
  const Place* place = place_of(address);
  if (place && g_tell)
    g_tell(place->path);
  if (place && replace_rest(*place, address))
    copy_path(t_shortened, place->path);
  else
    std::signal(SIGBUS, SIG_DFL); // not ours: it ends the process as it would have
  errno = kept;
}

void catch_bus_errors(void (*tell)(const char*)) {
  g_tell = tell;
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

} // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  PARETO_TRY_ASSIGN(file, open_regular_file(path));
  if (file.size == 0) // nothing to map; mmap refuses length 0
    return MappedFile(nullptr, 0);
  void* data = ::mmap(nullptr, file.size, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
  if (data == MAP_FAILED)
    return fail(ErrorCode::Io, path + " cannot be mapped into memory: " + std::strerror(errno) + ".", path);
  remember(static_cast<const std::byte*>(data), file.size, path);
  return MappedFile(static_cast<const std::byte*>(data), file.size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)),
      m_borrowed(other.m_borrowed) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  std::swap(m_borrowed, other.m_borrowed);
  return *this;
}

MappedFile::~MappedFile() {
  if (!m_data || m_borrowed)
    return;
  forget(m_data);
  ::munmap(const_cast<std::byte*>(m_data), m_size);
}

void on_shortened_file(void (*tell)(const char* path)) { catch_bus_errors(tell); }
void survive_shortened_files() { catch_bus_errors(nullptr); }

Status shortened_file() {
  if (t_shortened[0] == 0)
    return {};
  const std::string path = t_shortened;
  t_shortened[0] = 0;
  return fail(ErrorCode::Io, path + shortened_words(), path);
}

const char* shortened_words() {
  return " was shortened while it was read; try again when the program that writes it is done.";
}

} // namespace pareto
