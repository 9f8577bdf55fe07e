// SPDX-License-Identifier: GPL-3.0-or-later
// Layout: github.com/ggml-org/ggml, docs/gguf.md. Limits beyond the format's are ours and named where they are checked.
#include "core/formats/gguf/gguf.h"

#include "core/formats/file_kind.h"
#include "core/numeric/format_codec.h"
#include "core/printable.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace pareto {

namespace {

constexpr uint64_t kHeaderBytes = 24;
constexpr uint64_t kLeastPair = 13;  ///< key length 8, value type 4, one byte of value
constexpr uint64_t kLeastInfo = 32;  ///< name length 8, n_dims 4, one extent 8, type 4, offset 8
constexpr uint64_t kMostKey = 65535; ///< the format's own limit
constexpr uint64_t kMostName = 64;   ///< the format's own limit
constexpr uint64_t kMostPairs = 65536, kMostTensors = 65536; ///< far beyond any real file
constexpr uint64_t kMostAlignment = 1 << 20;
constexpr uint64_t kMostElements = uint64_t{1} << 62;

int64_t width_of(GgufValueType type) {
  constexpr int64_t kWidths[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return kWidths[static_cast<size_t>(type)];
}

template <class T>
T number_at(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Names from a file may hold anything; messages show at most 64 printable characters of them.
std::string in_quotes(std::string_view text) { return "'" + printable(text, 64) + "'"; }

} // namespace

const char* to_string(GgufValueType type) {
  constexpr const char* kNames[] = {"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                    "bool", "string", "array", "u64", "i64", "f64"};
  return kNames[static_cast<size_t>(type)];
}

bool GgufArray::is_integer() const {
  return type <= GgufValueType::I32 || type == GgufValueType::U64 || type == GgufValueType::I64;
}

bool GgufArray::is_number() const { return is_integer() || type == GgufValueType::F32 || type == GgufValueType::F64; }

int64_t GgufArray::integer(size_t index) const {
  const std::byte* at = bytes.data() + index * static_cast<size_t>(width_of(type));
  switch (type) {
  case GgufValueType::U8:
  case GgufValueType::Bool: return number_at<uint8_t>(at);
  case GgufValueType::I8: return number_at<int8_t>(at);
  case GgufValueType::U16: return number_at<uint16_t>(at);
  case GgufValueType::I16: return number_at<int16_t>(at);
  case GgufValueType::U32: return number_at<uint32_t>(at);
  case GgufValueType::I32: return number_at<int32_t>(at);
  case GgufValueType::U64:
  case GgufValueType::I64: return number_at<int64_t>(at);
  default: return 0;
  }
}

double GgufArray::number(size_t index) const {
  const std::byte* at = bytes.data() + index * static_cast<size_t>(width_of(type));
  if (type == GgufValueType::F32)
    return static_cast<double>(number_at<float>(at));
  if (type == GgufValueType::F64)
    return number_at<double>(at);
  return static_cast<double>(integer(index));
}

int64_t GgufTensor::rows() const {
  int64_t rows = 1;
  for (size_t i = 0; i + 1 < shape.size(); ++i)
    rows *= shape[i];
  return rows;
}

/// Walks over the mapped bytes; every length is compared with the bytes left before it is used.
class GgufReader {
public:
  explicit GgufReader(GgufFile& file) : m_file(file), m_data(file.m_file.bytes()) {}

  Status read() {
    uint64_t tensors = 0, pairs = 0;
    PARETO_TRY(header(tensors, pairs));
    for (uint64_t i = 0; i < pairs; ++i)
      PARETO_TRY(pair(i));
    PARETO_TRY(alignment());
    std::vector<uint64_t> offsets;
    for (uint64_t i = 0; i < tensors; ++i)
      PARETO_TRY(info(i, offsets));
    return place(offsets);
  }

private:
  uint64_t left() const { return m_data.size() - m_at; }
  Error bad(const std::string& what, std::string_view where = {}) const {
    return fail(ErrorCode::InvalidFile, m_file.m_path + ": " + what + ".", std::string(where.substr(0, 64)));
  }

  template <class T>
  Status take(T& value, const std::string& what) {
    if (left() < sizeof(T))
      return bad("the file ends inside " + what);
    value = number_at<T>(m_data.data() + m_at);
    m_at += sizeof(T);
    return {};
  }

  Status take_text(std::string_view& text, const std::string& what) {
    uint64_t length = 0;
    PARETO_TRY(take(length, what));
    if (length > left())
      return bad(what + " claims " + std::to_string(length) + " bytes where " + std::to_string(left()) + " are left");
    text = {reinterpret_cast<const char*>(m_data.data()) + m_at, static_cast<size_t>(length)};
    m_at += length;
    return {};
  }

  Status header(uint64_t& tensors, uint64_t& pairs) {
    const std::string other = recognised(
        {reinterpret_cast<const char*>(m_data.data()), std::min<size_t>(m_data.size(), 512)}, FileForm::Gguf);
    if (!other.empty())
      return fail(ErrorCode::InvalidFile, m_file.m_path + " is " + other + ".", m_file.m_path);
    if (m_data.size() < kHeaderBytes)
      return bad("has " + std::to_string(m_data.size()) + " bytes; a GGUF header alone has 24");
    if (std::memcmp(m_data.data(), "GGUF", 4) != 0)
      return bad("does not begin with \"GGUF\"; it is not a GGUF file");
    m_at = 4;
    PARETO_TRY(take(m_file.m_version, "the header"));
    if ((m_file.m_version & 0xffff) == 0 && m_file.m_version != 0)
      return bad("is a big-endian GGUF file; only little-endian ones are read");
    if (m_file.m_version != 2 && m_file.m_version != 3)
      return bad("is of GGUF version " + std::to_string(m_file.m_version) + "; versions 2 and 3 are read");
    PARETO_TRY(take(tensors, "the header"));
    PARETO_TRY(take(pairs, "the header"));
    if (pairs > left() / kLeastPair || pairs > kMostPairs)
      return bad("claims " + std::to_string(pairs) + " metadata keys; its " + std::to_string(m_data.size()) +
                 " bytes cannot hold them");
    if (tensors > left() / kLeastInfo || tensors > kMostTensors)
      return bad("claims " + std::to_string(tensors) + " tensors; its " + std::to_string(m_data.size()) +
                 " bytes cannot hold them");
    return {};
  }

  Status pair(uint64_t index) {
    const std::string number = "metadata key " + std::to_string(index);
    std::string_view key;
    PARETO_TRY(take_text(key, number));
    if (key.empty() || key.size() > kMostKey)
      return bad(number + " has a name of " + std::to_string(key.size()) + " bytes (1 to 65535 are allowed)");
    uint32_t type = 0;
    const std::string what = "the value of " + in_quotes(key);
    PARETO_TRY(take(type, what));
    GgufValue value;
    if (type == static_cast<uint32_t>(GgufValueType::Array)) {
      PARETO_TRY_ASSIGN(array, take_array(what, key));
      value = std::move(array);
    } else {
      PARETO_TRY(scalar(type, value, what, key));
    }
    if (!m_file.m_metadata.emplace(std::string(key), std::move(value)).second)
      return bad("the metadata key " + in_quotes(key) + " appears twice", key);
    return {};
  }

  template <class T, class Stored>
  Status take_as(GgufValue& value, const std::string& what) {
    T raw{};
    PARETO_TRY(take(raw, what));
    value = static_cast<Stored>(raw);
    return {};
  }

  Status scalar(uint32_t type, GgufValue& value, const std::string& what, std::string_view key) {
    switch (static_cast<GgufValueType>(type)) {
    case GgufValueType::U8: return take_as<uint8_t, uint64_t>(value, what);
    case GgufValueType::I8: return take_as<int8_t, int64_t>(value, what);
    case GgufValueType::U16: return take_as<uint16_t, uint64_t>(value, what);
    case GgufValueType::I16: return take_as<int16_t, int64_t>(value, what);
    case GgufValueType::U32: return take_as<uint32_t, uint64_t>(value, what);
    case GgufValueType::I32: return take_as<int32_t, int64_t>(value, what);
    case GgufValueType::F32: return take_as<float, double>(value, what);
    case GgufValueType::U64: return take_as<uint64_t, uint64_t>(value, what);
    case GgufValueType::I64: return take_as<int64_t, int64_t>(value, what);
    case GgufValueType::F64: return take_as<double, double>(value, what);
    case GgufValueType::Bool: {
      uint8_t raw = 0;
      PARETO_TRY(take(raw, what));
      if (raw > 1)
        return bad(what + " is a bool of " + std::to_string(raw) + "; 0 and 1 are allowed", key);
      value = raw == 1;
      return {};
    }
    case GgufValueType::String: {
      std::string_view text;
      PARETO_TRY(take_text(text, what));
      value = text;
      return {};
    }
    default: return bad(what + " has the unknown type " + std::to_string(type), key);
    }
  }

  Result<GgufArray> take_array(const std::string& what, std::string_view key) {
    uint32_t type = 0;
    uint64_t count = 0;
    PARETO_TRY(take(type, what));
    PARETO_TRY(take(count, what));
    if (type == static_cast<uint32_t>(GgufValueType::Array))
      return bad(what + " is an array of arrays, which no model uses and this version does not read", key);
    if (type > static_cast<uint32_t>(GgufValueType::F64))
      return bad(what + " is an array of the unknown type " + std::to_string(type), key);
    GgufArray array;
    array.type = static_cast<GgufValueType>(type);
    const bool text = array.type == GgufValueType::String;
    const uint64_t least = text ? 8 : static_cast<uint64_t>(width_of(array.type));
    if (count > left() / least)
      return bad(what + " claims " + std::to_string(count) + " elements where " + std::to_string(left()) +
                     " bytes are left",
                 key);
    array.count = static_cast<size_t>(count);
    if (!text) {
      array.bytes = m_data.subspan(m_at, static_cast<size_t>(count * least));
      m_at += count * least;
      return array;
    }
    array.strings.resize(array.count);
    for (std::string_view& each : array.strings)
      if (!take_string(each)) // the message is made only when it is needed: vocabularies have 100,000 entries and more
        return bad("an element of " + what + " reaches beyond the end of the file", key);
    return array;
  }

  bool take_string(std::string_view& text) {
    if (left() < 8)
      return false;
    const auto length = number_at<uint64_t>(m_data.data() + m_at);
    if (length > left() - 8)
      return false;
    text = {reinterpret_cast<const char*>(m_data.data()) + m_at + 8, static_cast<size_t>(length)};
    m_at += 8 + length;
    return true;
  }

  Status alignment() {
    const GgufValue* value = m_file.find("general.alignment");
    if (!value)
      return {};
    const auto* number = std::get_if<uint64_t>(value);
    if (!number || *number == 0 || *number > kMostAlignment || (*number & (*number - 1)) != 0)
      return bad("'general.alignment' must be a power of two from 1 to " + std::to_string(kMostAlignment),
                 "general.alignment");
    m_alignment = *number;
    return {};
  }

  Status info(uint64_t index, std::vector<uint64_t>& offsets) {
    const std::string number = "tensor " + std::to_string(index);
    std::string_view name;
    PARETO_TRY(take_text(name, "the name of " + number));
    if (name.empty() || name.size() > kMostName)
      return bad(number + " has a name of " + std::to_string(name.size()) + " bytes (1 to 64 are allowed)");
    const std::string what = "tensor " + in_quotes(name);
    GgufTensor tensor;
    tensor.name = name;
    PARETO_TRY(shape(tensor, what));
    uint32_t type = 0;
    uint64_t offset = 0;
    PARETO_TRY(take(type, what));
    PARETO_TRY(take(offset, what));
    const auto format = format_of_gguf_type(type);
    if (!format)
      return bad(what + " has the unknown type " + std::to_string(type), name);
    tensor.type = *format;
    if (tensor.row_length() % block_elements(tensor.type) != 0)
      return bad(what + " has rows of " + std::to_string(tensor.row_length()) + " elements, not a multiple of the " +
                     std::to_string(block_elements(tensor.type)) + " of a " + to_string(tensor.type) + " block",
                 name);
    if (offset % m_alignment != 0)
      return bad(what + " begins at " + std::to_string(offset) + ", not a multiple of the alignment " +
                     std::to_string(m_alignment),
                 name);
    if (!m_file.m_by_name.emplace(tensor.name, m_file.m_tensors.size()).second)
      return bad(what + " appears twice", name);
    m_file.m_tensors.push_back(std::move(tensor));
    offsets.push_back(offset);
    return {};
  }

  /// Extents come row length first; they are kept in the usual order.
  Status shape(GgufTensor& tensor, const std::string& what) {
    uint32_t rank = 0;
    PARETO_TRY(take(rank, what));
    if (rank < 1 || rank > 4)
      return bad(what + " has " + std::to_string(rank) + " dimensions (1 to 4 are allowed)", tensor.name);
    uint64_t product = 1;
    tensor.shape.resize(rank);
    for (uint32_t i = 0; i < rank; ++i) {
      uint64_t extent = 0;
      PARETO_TRY(take(extent, what));
      if (extent == 0 || extent > kMostElements / product)
        return bad(what + " has an extent of " + std::to_string(extent) + ", which leaves no possible size",
                   tensor.name);
      product *= extent;
      tensor.shape[rank - 1 - i] = static_cast<int64_t>(extent);
    }
    return {};
  }

  /// Tensors lie in the data section, whose start is aligned; they must not overlap. Holes are padding and allowed.
  Status place(const std::vector<uint64_t>& offsets) {
    const uint64_t start = (m_at + m_alignment - 1) / m_alignment * m_alignment;
    const uint64_t space = start < m_data.size() ? m_data.size() - start : 0;
    std::map<uint64_t, size_t> by_offset;
    for (size_t i = 0; i < offsets.size(); ++i) {
      GgufTensor& tensor = m_file.m_tensors[i];
      const std::string what = "tensor " + in_quotes(tensor.name);
      const auto blocks = static_cast<uint64_t>(tensor.rows() * (tensor.row_length() / block_elements(tensor.type)));
      const auto unit = static_cast<uint64_t>(block_bytes(tensor.type));
      if (offsets[i] > space || blocks > (space - offsets[i]) / unit)
        return bad(what + " needs " + std::to_string(blocks) + " blocks of " + std::to_string(unit) +
                       " bytes from offset " + std::to_string(offsets[i]) + "; the data section has " +
                       std::to_string(space) + " bytes (is the file cut off?)",
                   tensor.name);
      tensor.data = m_data.subspan(static_cast<size_t>(start + offsets[i]), static_cast<size_t>(blocks * unit));
      if (!by_offset.emplace(offsets[i], i).second)
        return bad(what + " begins where another tensor begins", tensor.name);
    }
    uint64_t end = 0;
    for (const auto& [offset, i] : by_offset) {
      if (offset < end)
        return bad("tensor " + in_quotes(m_file.m_tensors[i].name) + " overlaps the tensor before it",
                   m_file.m_tensors[i].name);
      end = offset + m_file.m_tensors[i].data.size();
    }
    return {};
  }

  GgufFile& m_file;
  std::span<const std::byte> m_data;
  uint64_t m_at = 0;
  uint64_t m_alignment = 32;
};

Result<GgufFile> GgufFile::open(const std::string& path) {
  PARETO_TRY_ASSIGN(mapped, MappedFile::open(path));
  auto file = read(std::move(mapped), path);
  PARETO_TRY(shortened_file());
  return file;
}

Result<GgufFile> GgufFile::read(MappedFile file, const std::string& name) {
  GgufFile opened(std::move(file), name);
  PARETO_TRY(GgufReader(opened).read());
  return opened;
}

const GgufValue* GgufFile::find(std::string_view key) const {
  const auto found = m_metadata.find(key);
  return found == m_metadata.end() ? nullptr : &found->second;
}

std::span<const std::byte> GgufFile::header() const {
  const std::span<const std::byte> all = m_file.bytes();
  size_t end = all.size();
  for (const GgufTensor& tensor : m_tensors)
    end = std::min(end, static_cast<size_t>(tensor.data.data() - all.data()));
  return all.first(end);
}

const GgufTensor* GgufFile::tensor(std::string_view name) const {
  const auto found = m_by_name.find(name);
  return found == m_by_name.end() ? nullptr : &m_tensors[found->second];
}

} // namespace pareto
