// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/seeds.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pareto::fuzz {

std::vector<std::string> golden_files(const std::string& folder, const std::string& suffix, size_t most) {
  namespace fs = std::filesystem;
  const std::string resources = "resources/";
  const bool resource = folder.rfind(resources, 0) == 0;
  const fs::path root =
      resource ? fs::path(PARETO_RESOURCE_DIR) / folder.substr(resources.size()) : fs::path(PARETO_GOLDEN_DIR) / folder;
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(root, ignored))
    if (entry.is_regular_file() && entry.path().string().ends_with(suffix) && entry.file_size() <= most)
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> contents;
  for (const fs::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    contents.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return contents;
}

} // namespace pareto::fuzz
