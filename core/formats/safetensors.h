// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/format.h"
#include "core/platform/mapped_file.h"
#include "core/result.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pareto {

/// One tensor of an opened file; `data` points into the mapping.
struct TensorView {
  std::optional<Format> dtype =
      Format::F32; ///< nothing: a type this reader does not know; such a tensor can stand in a file but not be read
  std::vector<int64_t> shape;
  std::span<const std::byte> data;
  std::string other{}; ///< the type's name when `dtype` is nothing
  int64_t elements() const;
  int64_t element_bytes() const { return dtype ? block_bytes(*dtype) : 0; } ///< 0: not known
  std::string type_name() const { return dtype ? to_string(*dtype) : other; }
};

/// A safetensors file, mapped and checked by every rule of the format before any tensor is handed out:
/// header <= 100 MB inside the file, unique keys, metadata text to text (or null), size = shape x dtype where that is
/// known, tensors contiguous from 0 to the end of the file without holes or overlap; ours: <= 100,000 tensors, names <=
/// 1 KiB, rank <= 8. Errors are one sentence naming the file and the tensor.
class SafetensorsFile {
public:
  static Result<SafetensorsFile> open(const std::string& path);
  /// The same for bytes already in memory, shown as `path` in messages.
  static Result<SafetensorsFile> read(MappedFile file, const std::string& path);
  const std::map<std::string, TensorView>& tensors() const { return m_tensors; }
  const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
  explicit SafetensorsFile(MappedFile file) : m_file(std::move(file)) {}
  MappedFile m_file;
  std::map<std::string, TensorView> m_tensors;
  std::map<std::string, std::string> m_metadata;
};

/// Converts elements [begin, begin + out.size()) to float32 (F64, F32, F16, BF16 only).
Status convert_to_float(const TensorView& tensor, int64_t begin, std::span<float> out);

/// The same of whole numbers (I64, I32), each from 0 up to below `below`; `name` stands in messages.
Status convert_whole_numbers(const TensorView& tensor, const std::string& name, int64_t begin, int64_t below,
                             std::span<float> out);

/// One float32 tensor to be written.
struct FloatTensor {
  std::string name;
  std::vector<int64_t> shape;
  std::span<const float> values;
};
/// Writes beside the final name and renames, so that a partial file never stands at `path`.
Status write_safetensors(const std::string& path, const std::vector<FloatTensor>& tensors);

} // namespace pareto
