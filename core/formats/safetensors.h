// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor.h"
#include "core/platform/mapped_file.h"
#include "core/result.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace pareto {

/// Other: a type this reader does not know; tensors of it can stand in a file but not be read.
enum class DType : uint8_t { Bool, U8, I8, F8E4M3, F8E5M2, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64, Other };
const char* to_string(DType dtype);
int64_t bytes_per_element(DType dtype); ///< 0 of Other

/// One tensor of an opened file; `data` points into the mapping.
struct TensorView {
  DType dtype = DType::F32;
  std::vector<int64_t> shape;
  std::span<const std::byte> data;
  std::string other{}; ///< the type's name when `dtype` is Other
  int64_t elements() const;
  std::string type_name() const { return dtype == DType::Other ? other : to_string(dtype); }
};

/// A safetensors file, mapped and checked by every rule of the format before any tensor is handed out:
/// header <= 100 MB inside the file, unique keys, metadata text to text (or null), size = shape x dtype where that is known,
/// tensors contiguous from 0 to the end of the file without holes or overlap; ours: <= 100,000 tensors,
/// names <= 1 KiB, rank <= 8. Errors are one sentence naming the file and the tensor.
class SafetensorsFile {
public:
  static Result<SafetensorsFile> open(const std::string& path);
  /// The same for bytes already in memory, shown as `path` in messages.
  static Result<SafetensorsFile> read(MappedFile file, const std::string& path);
  const std::map<std::string, TensorView>& tensors() const { return m_tensors; }
  const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
  explicit SafetensorsFile(MappedFile file)
      : m_file(std::move(file)) {}
  MappedFile m_file;
  std::map<std::string, TensorView> m_tensors;
  std::map<std::string, std::string> m_metadata;
};

/// Converts elements [begin, begin + out.size()) to float32 (F64, F32, F16, BF16 only).
Status convert_to_float(const TensorView& tensor, int64_t begin, std::span<float> out);

/// One float32 tensor to be written.
struct FloatTensor {
  std::string name;
  std::vector<int64_t> shape;
  std::span<const float> values;
};
/// Writes beside the final name and renames, so that a partial file never stands at `path`.
Status write_safetensors(const std::string& path, const std::vector<FloatTensor>& tensors);

} // namespace pareto
