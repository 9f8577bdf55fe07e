// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/stored_format.h"

#include "core/formats/gguf/gguf.h"
#include "core/formats/openings.h"

#include <algorithm>
#include <map>

namespace pareto {

std::optional<StoredFormat> stored_format(const std::string& path) {
  if (!path.ends_with(".gguf"))
    return std::nullopt;
  count_opening();
  const auto file = GgufFile::open(path);
  if (!file)
    return std::nullopt;
  std::map<Format, double> elements;
  double bytes = 0, all = 0;
  for (const GgufTensor& tensor : file->tensors()) {
    if (tensor.shape.size() < 2)
      continue; // vectors stay float32 in every file
    const double count = static_cast<double>(tensor.rows()) * static_cast<double>(tensor.row_length());
    elements[tensor.type] += count;
    all += count;
    bytes += static_cast<double>(tensor.data.size());
  }
  if (all <= 0)
    return std::nullopt;
  const auto most = std::max_element(elements.begin(), elements.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return StoredFormat{to_string(most->first), 8 * bytes / all};
}

} // namespace pareto
