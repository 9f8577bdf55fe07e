// SPDX-License-Identifier: GPL-3.0-or-later
// Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the Linux kernel.
#include "core/platform/control_group.h"

#include "core/platform/files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>

namespace pareto {

namespace {

constexpr uint64_t kLargestFile = 1 << 20;

/// How a version names its files; v1 has no softer limit.
struct Version {
  const char *folder, *limit, *softer, *used, *file_pages[2];
};
constexpr Version kSecond{
    "/sys/fs/cgroup", "memory.max", "memory.high", "memory.current", {"inactive_file", "active_file"}};
constexpr Version kFirst{"/sys/fs/cgroup/memory",
                         "memory.limit_in_bytes",
                         "",
                         "memory.usage_in_bytes",
                         {"total_inactive_file", "total_active_file"}};

/// A file that holds one number; nothing for "max" or what is not there.
std::optional<int64_t> number_in(const std::string& path) {
  const auto text = read_file(path, kLargestFile);
  int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
    return std::nullopt;
  return value;
}

/// Lines "name number"; the sum of the two that count pages of files.
int64_t file_pages_in(const std::string& path, const Version& version) {
  const auto text = read_file(path, kLargestFile);
  std::istringstream lines(text ? *text : std::string());
  int64_t value = 0, sum = 0;
  for (std::string name; lines >> name >> value;)
    if (name == version.file_pages[0] || name == version.file_pages[1])
      sum += value;
  return sum;
}

void add(const std::string& folder, const Version& version, std::vector<GroupLimit>& out) {
  std::optional<int64_t> limit = number_in(folder + "/" + version.limit);
  if (const auto softer = *version.softer ? number_in(folder + "/" + version.softer) : std::nullopt)
    limit = std::min(limit.value_or(*softer), *softer);
  if (!limit)
    return;
  const int64_t used = number_in(folder + "/" + version.used).value_or(0);
  out.push_back({*limit, std::max<int64_t>(0, used - file_pages_in(folder + "/memory.stat", version))});
}

/// The group and those above it. In a container the names of /proc/self/cgroup may be those of the machine while only
/// the container's own groups are mounted: what is not there is passed over, and the mounted root is always looked at.
void add_all(const std::string& root, std::string path, const Version& version, std::vector<GroupLimit>& out) {
  while (true) {
    while (!path.empty() && path.back() == '/')
      path.pop_back();
    add(root + version.folder + path, version, out);
    if (path.empty())
      return;
    const size_t slash = path.rfind('/');
    path.resize(slash == std::string::npos ? 0 : slash);
  }
}

} // namespace

std::vector<GroupLimit> group_limits(const std::string& root) {
  std::vector<GroupLimit> out;
  const auto text = read_file(root + "/proc/self/cgroup", kLargestFile);
  std::istringstream lines(text ? *text : std::string());
  for (std::string line; std::getline(lines, line);) { // number:controllers:path
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos)
      continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",",
                      path = line.substr(second + 1);
    if (path.find("/../") != std::string::npos) // outside of what this process may see
      continue;
    if (controllers == ",,")
      add_all(root, path, kSecond, out);
    else if (controllers.find(",memory,") != std::string::npos)
      add_all(root, path, kFirst, out);
  }
  return out;
}

} // namespace pareto
