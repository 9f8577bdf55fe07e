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

/// Lines "name number": that of one name.
std::optional<int64_t> named_in(const std::string& path, std::string_view wanted) {
  const auto text = read_file(path, kLargestFile);
  std::istringstream lines(text ? *text : std::string());
  int64_t value = 0;
  for (std::string name; lines >> name >> value;)
    if (name == wanted)
      return value;
  return std::nullopt;
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

/// A group this process is in: the controllers it has of the first version, as ",cpu,cpuacct,"; ",," of the second.
struct Membership {
  std::string controllers, path;
  bool is_second() const { return controllers == ",,"; }
  bool has(const char* controller) const {
    return controllers.find("," + std::string(controller) + ",") != std::string::npos;
  }
};

/// Lines "number:controllers:path"; groups outside of what this process may see are left out.
std::vector<Membership> memberships(const std::string& root) {
  std::vector<Membership> out;
  const auto text = read_file(root + "/proc/self/cgroup", kLargestFile);
  std::istringstream lines(text ? *text : std::string());
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second != std::string::npos && line.find("/../", second) == std::string::npos)
      out.push_back({"," + line.substr(first + 1, second - first - 1) + ",", line.substr(second + 1)});
  }
  return out;
}

/// A file of the group, or of the mounted root where a container sees no more.
template <class Read>
auto of_group(const std::string& folder, const std::string& path, const Read& read) {
  const auto own = read(folder + (path == "/" ? std::string() : path));
  return own ? own : read(folder);
}

} // namespace

std::vector<GroupLimit> group_limits(const std::string& root) {
  std::vector<GroupLimit> out;
  for (const Membership& each : memberships(root))
    if (each.is_second())
      add_all(root, each.path, kSecond, out);
    else if (each.has("memory"))
      add_all(root, each.path, kFirst, out);
  return out;
}

GroupProcessors group_processors(const std::string& root) {
  GroupProcessors out;
  const auto periods = [](const std::string& folder) { return named_in(folder + "/cpu.stat", "nr_throttled"); };
  for (const Membership& each : memberships(root)) {
    if (each.is_second()) {
      const auto used = of_group(root + kSecond.folder, each.path, [](const std::string& folder) {
        return named_in(folder + "/cpu.stat", "usage_usec");
      });
      if (used)
        out.used_s = 1e-6 * static_cast<double>(*used);
      out.throttled += of_group(root + kSecond.folder, each.path, periods).value_or(0);
    }
    if (each.has("cpuacct"))
      if (const auto used = of_group(root + "/sys/fs/cgroup/cpuacct", each.path,
                                     [](const std::string& folder) { return number_in(folder + "/cpuacct.usage"); }))
        out.used_s = 1e-9 * static_cast<double>(*used);
    if (each.has("cpu"))
      out.throttled += of_group(root + "/sys/fs/cgroup/cpu", each.path, periods).value_or(0);
  }
  return out;
}

} // namespace pareto
