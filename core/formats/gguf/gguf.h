// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/format.h"
#include "core/platform/mapped_file.h"
#include "core/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pareto {

/// Value types of GGUF metadata, by their number in the file.
enum class GgufValueType : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };
const char* to_string(GgufValueType type);

/// An array as it lies in the file. Numbers stay where they are and are read one by one; strings are views of the
/// mapping, so an array costs 16 bytes a string and nothing a number.
struct GgufArray {
  GgufValueType type = GgufValueType::U8; ///< of the elements; never Array
  size_t count = 0;
  std::span<const std::byte> bytes;      ///< numbers and bools, little-endian, not aligned
  std::vector<std::string_view> strings; ///< when type is String

  bool is_integer() const;
  bool is_number() const;              ///< an integer or floating-point type (not bool)
  int64_t integer(size_t index) const; ///< of an integer or bool type; u64 beyond 2^63 wraps
  double number(size_t index) const;   ///< of any numeric type
};

/// Unsigned and signed integers of every width, floats of both, bool, text (bytes as stored, usually UTF-8), array.
using GgufValue = std::variant<uint64_t, int64_t, double, bool, std::string_view, GgufArray>;

/// One tensor: `shape` in the usual order (a Linear weight is [out, in]), `data` inside the mapping.
struct GgufTensor {
  std::string name;
  Format type = Format::F32;
  std::vector<int64_t> shape; ///< 1 to 4 extents, the last one is a row
  std::span<const std::byte> data;
  int64_t row_length() const { return shape.back(); }
  int64_t rows() const;
  int64_t row_bytes() const { return format_bytes(type, row_length()); }
};

/// A GGUF file of version 2 or 3, mapped, every length and offset of which was checked before it was used. Views handed
/// out live as long as the file. Errors are one sentence naming the file and the key or tensor.
class GgufFile {
public:
  static Result<GgufFile> open(const std::string& path);
  /// The same for bytes already in memory, shown as `name` in messages.
  static Result<GgufFile> read(MappedFile file, const std::string& name);

  const std::string& path() const { return m_path; }
  /// Everything before the data of the first tensor.
  std::span<const std::byte> header() const;
  uint32_t version() const { return m_version; }
  const std::map<std::string, GgufValue, std::less<>>& metadata() const { return m_metadata; }
  /// The value of a key, null when there is none.
  const GgufValue* find(std::string_view key) const;
  const std::vector<GgufTensor>& tensors() const { return m_tensors; }
  const GgufTensor* tensor(std::string_view name) const;

  // Typed access. Without `otherwise` the key is required; a value of another type or outside the range is refused with
  // the key, what was found and what is allowed.
  Result<int64_t> integer(std::string_view key, int64_t low, int64_t high, std::optional<int64_t> otherwise = {}) const;
  Result<double> number(std::string_view key, double low, double high, std::optional<double> otherwise = {}) const;
  Result<bool> boolean(std::string_view key, std::optional<bool> otherwise = {}) const;
  Result<std::string_view> text(std::string_view key, std::optional<std::string_view> otherwise = {}) const;
  /// Arrays: `strings` of text, `array` of anything. Null when the key is absent and not `required`.
  Result<const GgufArray*> strings(std::string_view key, bool required = false) const;
  Result<const GgufArray*> integers(std::string_view key, bool required = false) const;
  Result<const GgufArray*> numbers(std::string_view key, bool required = false) const;

private:
  friend class GgufReader;
  explicit GgufFile(MappedFile file, std::string path) : m_file(std::move(file)), m_path(std::move(path)) {}
  Error wrong(std::string_view key, const std::string& wanted) const;

  MappedFile m_file;
  std::string m_path;
  uint32_t m_version = 0;
  std::map<std::string, GgufValue, std::less<>> m_metadata;
  std::vector<GgufTensor> m_tensors;
  std::map<std::string, size_t, std::less<>> m_by_name;
};

} // namespace pareto
