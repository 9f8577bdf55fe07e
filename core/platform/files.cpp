// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/descriptor.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pareto {

namespace {

constexpr int kMostLinks = 40; ///< as many as the kernel follows
constexpr size_t kBlock = size_t{1} << 16;

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode))
    return FileKind::Regular;
  if (S_ISDIR(mode))
    return FileKind::Folder;
  if (S_ISFIFO(mode))
    return FileKind::Pipe;
  return S_ISSOCK(mode) ? FileKind::Socket : FileKind::Device;
}

std::string reason(int error) { return std::strerror(error); }

Error unreadable(const std::string& path, int error) {
  return fail(error == ENOENT || error == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io,
              path + " cannot be opened: " + reason(error) + ".", path);
}

Error not_regular(const std::string& path, FileKind kind) {
  return fail(ErrorCode::InvalidFile, path + " is not a regular file: it is " + to_words(kind) + ".", path);
}

Result<std::string> read_all(int descriptor, const std::string& path, uint64_t most) {
  std::string bytes;
  while (true) {
    const size_t at = bytes.size();
    bytes.resize(at + kBlock);
    const ssize_t count = ::read(descriptor, bytes.data() + at, kBlock);
    bytes.resize(at + static_cast<size_t>(count > 0 ? count : 0));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fail(ErrorCode::Io, path + " cannot be read to its end: " + reason(errno) + ".", path);
    if (bytes.size() > most)
      return fail(ErrorCode::InvalidFile,
                  path + " is longer than " + std::to_string(most) + " bytes, the most that is read.", path);
    if (count == 0)
      return bytes;
  }
}

} // namespace

FileKind file_kind(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 ? kind_of(facts.st_mode) : FileKind::Absent;
}

const char* to_words(FileKind kind) {
  switch (kind) {
  case FileKind::Absent: return "not there";
  case FileKind::Regular: return "a file";
  case FileKind::Folder: return "a folder";
  case FileKind::Pipe: return "a named pipe";
  case FileKind::Device: return "a device";
  case FileKind::Socket: return "a socket";
  }
  return "";
}

Descriptor::~Descriptor() {
  if (m_number >= 0)
    ::close(m_number);
}

Result<RegularFile> open_regular_file(const std::string& path) {
  RegularFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), 0};
  struct stat facts {};
  if (file.descriptor.number() < 0 && errno == ENXIO) // what a socket answers
    return not_regular(path, file_kind(path));
  if (file.descriptor.number() < 0 || ::fstat(file.descriptor.number(), &facts) != 0)
    return unreadable(path, errno);
  if (!S_ISREG(facts.st_mode))
    return not_regular(path, kind_of(facts.st_mode));
  file.size = static_cast<size_t>(facts.st_size);
  return file;
}

Result<std::string> read_file(const std::string& path, uint64_t most) {
  PARETO_TRY_ASSIGN(file, open_regular_file(path));
  if (file.size > most)
    return fail(ErrorCode::InvalidFile,
                path + " is " + std::to_string(file.size) + " bytes; at most " + std::to_string(most) + " are read.",
                path);
  return read_all(file.descriptor.number(), path, most);
}

Result<std::string> read_beginning(const std::string& path, size_t most) {
  PARETO_TRY_ASSIGN(file, open_regular_file(path));
  std::string bytes(std::min(most, file.size), 0);
  const ssize_t count = ::pread(file.descriptor.number(), bytes.data(), bytes.size(), 0);
  if (count < 0)
    return fail(ErrorCode::Io, path + " cannot be read: " + reason(errno) + ".", path);
  bytes.resize(static_cast<size_t>(count));
  return bytes;
}

Result<std::string> read_stream(const std::string& path, uint64_t most) {
  if (path == "/dev/stdin") // opened by name, a socket there would be refused
    return read_all(STDIN_FILENO, path, most);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (file.number() < 0 || ::fstat(file.number(), &facts) != 0)
    return unreadable(path, errno);
  if (S_ISDIR(facts.st_mode))
    return fail(ErrorCode::InvalidFile, path + " is a folder; give a file.", path);
  return read_all(file.number(), path, most);
}

namespace {

/// The file that a name stands for, links followed one by one, so that one that leads nowhere yet leads to what is
/// written.
Result<std::string> behind_links(std::string path) {
  const std::string given = path;
  for (int i = 0; i < kMostLinks; ++i) {
    char to[PATH_MAX];
    const ssize_t length = ::readlink(path.c_str(), to, sizeof to);
    if (length < 0)
      return path;
    if (path.rfind("/proc/", 0) ==
        0) // what a descriptor was opened as: replacing that name would not reach the descriptor
      return fail(ErrorCode::InvalidArgument, given + " is an open descriptor; give the name of a file.", given);
    std::string target(to, static_cast<size_t>(length));
    const size_t slash = path.rfind('/');
    path = target.front() == '/' || slash == std::string::npos ? std::move(target) : path.substr(0, slash + 1) + target;
  }
  return fail(ErrorCode::InvalidArgument, given + " is a link that leads back to itself; give the name of a file.",
              given);
}

Error unwritable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::Io, path + " cannot be written: " + why + ".", path);
}

/// A new file beside `path` that vanishes unless it takes its place. It has no name until then where the file system
/// can do that, so that not even a killed process leaves it behind.
class NewFile {
public:
  static Result<NewFile> beside(const std::string& path) {
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    NewFile file(path, ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
    if (file.m_descriptor.number() >= 0)
      return file;
    NewFile named(path, ::open(file.m_name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (named.m_descriptor.number() < 0)
      return unwritable(path, "its folder takes no new file (" + reason(errno) + ")");
    named.m_named = true;
    return named;
  }
  NewFile(NewFile&& other) noexcept
      : m_path(std::move(other.m_path)), m_name(std::move(other.m_name)), m_descriptor(std::move(other.m_descriptor)),
        m_named(std::exchange(other.m_named, false)) {}
  ~NewFile() {
    if (m_named)
      ::unlink(m_name.c_str());
  }

  Status write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(m_descriptor.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return unwritable(m_path, reason(errno));
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
  }

  /// `mode`: permissions of the file that is replaced, 0 when there was none.
  Status take_place(mode_t mode) {
    if ((mode != 0 && ::fchmod(m_descriptor.number(), mode) != 0) || ::fsync(m_descriptor.number()) != 0)
      return unwritable(m_path, reason(errno));
    if (!m_named) {
      const std::string open_file = "/proc/self/fd/" + std::to_string(m_descriptor.number());
      if (::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, m_name.c_str(), AT_SYMLINK_FOLLOW) != 0)
        return unwritable(m_path, reason(errno));
      m_named = true;
    }
    if (::rename(m_name.c_str(), m_path.c_str()) != 0)
      return unwritable(m_path, reason(errno));
    m_named = false;
    return {};
  }

private:
  NewFile(const std::string& path, int descriptor) : m_path(path), m_descriptor(descriptor) {
    static std::atomic<int> count{0};
    const size_t slash = path.rfind('/') + 1; // 0 without one
    m_name = path.substr(0, slash) + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".part";
  }

  std::string m_path, m_name;
  Descriptor m_descriptor;
  bool m_named = false;
};

} // namespace

namespace {

struct Target {
  std::string path; ///< links followed
  mode_t mode = 0;  ///< permissions of what is there; 0 when nothing is
};

Result<Target> target_of(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos)
    return fail(ErrorCode::InvalidArgument, "A file needs a name without NUL; nothing was written.", path);
  PARETO_TRY_ASSIGN(file, behind_links(path));
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0)
    return Target{file, 0};
  if (!S_ISREG(facts.st_mode))
    return fail(ErrorCode::InvalidArgument,
                path + " is " + to_words(kind_of(facts.st_mode)) + ", which is not replaced; give the name of a file.",
                path);
  if (::access(file.c_str(), W_OK) != 0)
    return unwritable(path, reason(errno));
  return Target{file, facts.st_mode & 07777};
}

} // namespace

Result<std::string> replaceable(const std::string& path) {
  PARETO_TRY_ASSIGN(target, target_of(path));
  PARETO_TRY(NewFile::beside(target.path)); // and it is gone
  return target.path;
}

Status replace_file(const std::string& path, std::span<const std::string_view> parts) {
  PARETO_TRY_ASSIGN(target, target_of(path));
  PARETO_TRY_ASSIGN(file, NewFile::beside(target.path));
  for (std::string_view part : parts)
    PARETO_TRY(file.write(part));
  return file.take_place(target.mode);
}

Status replace_file(const std::string& path, std::string_view bytes) { return replace_file(path, {&bytes, 1}); }

Result<std::string> plain_file_name(const std::string& path, const std::string& what) {
  if (path.empty())
    return fail(ErrorCode::InvalidArgument, what + " needs a name.", path);
  if (path.find('\0') != std::string::npos)
    return fail(ErrorCode::InvalidArgument, what + "'s name holds a NUL; choose another name.", path);
  const FileKind kind = file_kind(path);
  if (kind != FileKind::Absent && kind != FileKind::Regular)
    return fail(ErrorCode::InvalidArgument, what + " " + path + " is " + to_words(kind) + "; give the name of a file.",
                path);
  return path.front() == '/' ? path : "./" + path;
}

std::string cache_folder() {
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if (xdg && *xdg == '/') // a relative one is to be ignored (XDG Base Directory)
    return std::string(xdg) + "/paretoscope";
  return home && *home == '/' ? std::string(home) + "/.cache/paretoscope" : std::string();
}

} // namespace pareto
