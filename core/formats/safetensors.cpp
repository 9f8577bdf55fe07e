// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include "core/formats/file_kind.h"
#include "core/formats/strict_json.h"
#include "core/numeric/format_codec.h"
#include "core/platform/files.h"
#include "core/printable.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace pareto {

namespace {

constexpr uint64_t kMaxHeader = 100'000'000;
constexpr size_t kMaxTensors = 100'000;
constexpr size_t kMaxName = 1024;
constexpr size_t kMaxFileRank = 8;

/// Types that exist and have no use here (F4, F8_E8M0, C64, whatever comes): an upper-case name of the usual kind.
bool is_type_name(const std::string& name) {
  return !name.empty() && name.size() <= 32 &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

/// Safetensors files know the plain formats.
std::optional<Format> dtype_by_name(const std::string& name) {
  const auto format = format_by_name(name);
  return format && !is_block(*format) ? format : std::nullopt;
}

/// One header entry with its offsets, before the layout check.
struct Entry {
  std::string name;
  TensorView view;
  uint64_t begin = 0, end = 0;
};

class HeaderReader {
public:
  HeaderReader(const std::string& path, std::span<const std::byte> data) : m_path(path), m_data(data) {}

  Result<Entry> entry(const std::string& name, const nlohmann::json& value) const {
    Entry out{name, {}, 0, 0};
    if (name.empty() || name.size() > kMaxName)
      return bad(name, "has a name of " + std::to_string(name.size()) + " bytes (1 to 1024 are allowed)");
    if (!value.is_object())
      return bad(name, "is not described by an object");
    for (const auto& [key, unused] : value.items())
      if (key != "dtype" && key != "shape" && key != "data_offsets")
        return bad(name, "has an unknown field \"" + printable(key, 40) + "\"");
    if (!value.contains("dtype") || !value["dtype"].is_string())
      return bad(name, "has no dtype");
    const std::string type = value["dtype"].get<std::string>();
    out.view.dtype = dtype_by_name(type);
    if (!out.view.dtype && !is_type_name(type))
      return bad(name, "has the unknown dtype \"" + printable(type, 40) + "\"");
    if (!out.view.dtype)
      out.view.other = type;
    PARETO_TRY_ASSIGN(sized, shape(name, value, out));
    PARETO_TRY(offsets(name, value, out));
    const uint64_t bytes =
        out.view.dtype ? sized : out.end - out.begin; // of what width its elements are, nobody here knows
    if (out.end - out.begin != bytes)
      return bad(name, "needs " + std::to_string(bytes) + " bytes by shape and dtype but its offsets span " +
                           std::to_string(out.end - out.begin));
    out.view.data = m_data.subspan(static_cast<size_t>(out.begin), static_cast<size_t>(bytes));
    return out;
  }

  /// Sorted by offset the tensors must tile the data exactly.
  Status layout(std::vector<Entry>& entries) const {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    uint64_t at = 0;
    for (const Entry& entry : entries) {
      if (entry.begin != at)
        return bad(entry.name, entry.begin < at
                                   ? "overlaps the tensor before it"
                                   : "leaves a hole of " + std::to_string(entry.begin - at) + " bytes before it");
      at = entry.end;
    }
    if (at != m_data.size())
      return fail(ErrorCode::InvalidFile,
                  m_path + ": the tensors end at byte " + std::to_string(at) + " of the data but the file has " +
                      std::to_string(m_data.size()) + "; it is truncated or has extra bytes.",
                  m_path);
    return {};
  }

private:
  Error bad(const std::string& name, const std::string& what) const {
    return fail(ErrorCode::InvalidFile, m_path + ": tensor \"" + printable(name, 120) + "\" " + what + ".", m_path);
  }

  Result<uint64_t> shape(const std::string& name, const nlohmann::json& value, Entry& out) const {
    if (!value.contains("shape") || !value["shape"].is_array())
      return bad(name, "has no shape");
    if (value["shape"].size() > kMaxFileRank)
      return bad(name, "has rank " + std::to_string(value["shape"].size()) + " (at most 8 are read)");
    auto bytes = static_cast<uint64_t>(out.view.dtype ? out.view.element_bytes() : 1);
    bool empty = false;
    for (const auto& extent : value["shape"]) {
      if (!extent.is_number_unsigned())
        return bad(name, "has a shape that is not made of whole numbers from 0");
      const auto n = extent.get<uint64_t>();
      empty = empty || n == 0;
      if (n > static_cast<uint64_t>(INT64_MAX) || __builtin_mul_overflow(bytes, n ? n : 1, &bytes))
        return bad(name, "has a shape whose size overflows");
      out.view.shape.push_back(static_cast<int64_t>(n));
    }
    return empty ? 0 : bytes;
  }

  Status offsets(const std::string& name, const nlohmann::json& value, Entry& out) const {
    if (!value.contains("data_offsets") || !value["data_offsets"].is_array() || value["data_offsets"].size() != 2 ||
        !value["data_offsets"][0].is_number_unsigned() || !value["data_offsets"][1].is_number_unsigned())
      return bad(name, "has no data_offsets of two whole numbers");
    out.begin = value["data_offsets"][0].get<uint64_t>();
    out.end = value["data_offsets"][1].get<uint64_t>();
    if (out.begin > out.end)
      return bad(name, "ends before it begins");
    if (out.end > m_data.size())
      return bad(name, "ends at byte " + std::to_string(out.end) + " of the data, after its end at " +
                           std::to_string(m_data.size()));
    return {};
  }

  const std::string& m_path;
  std::span<const std::byte> m_data;
};

Result<std::string_view> checked_header(const std::string& path, std::span<const std::byte> bytes) {
  if (bytes.size() < 8)
    return fail(ErrorCode::InvalidFile,
                path + " is " + std::to_string(bytes.size()) + " bytes long; a safetensors file has at least 8.", path);
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  if (length > kMaxHeader)
    return fail(ErrorCode::InvalidFile,
                path + ": the header claims " + std::to_string(length) + " bytes; at most 100000000 are allowed.",
                path);
  if (length > bytes.size() - 8)
    return fail(ErrorCode::InvalidFile,
                path + ": the header claims " + std::to_string(length) + " bytes but only " +
                    std::to_string(bytes.size() - 8) + " follow; the file is truncated.",
                path);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<size_t>(length));
  if (text.empty() || text.front() != '{')
    return fail(ErrorCode::InvalidFile, path + ": the header does not begin with '{'; this is not a safetensors file.",
                path);
  return text;
}

/// The same; what is no safetensors file at all is called by its name.
Result<std::string_view> header_text(const std::string& path, std::span<const std::byte> bytes) {
  auto text = checked_header(path, bytes);
  if (text)
    return text;
  const std::string what = recognised(
      {reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 512)}, FileForm::Safetensors);
  return what.empty() ? text : fail(ErrorCode::InvalidFile, path + " is " + what + ".", path);
}

} // namespace

int64_t TensorView::elements() const {
  int64_t product = 1;
  for (int64_t extent : shape)
    product *= extent;
  return product;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::string& path) {
  PARETO_TRY_ASSIGN(mapped, MappedFile::open(path));
  auto file = read(std::move(mapped), path);
  PARETO_TRY(shortened_file());
  return file;
}

Result<SafetensorsFile> SafetensorsFile::read(MappedFile mapped, const std::string& path) {
  SafetensorsFile file(std::move(mapped));
  const auto bytes = file.m_file.bytes();
  PARETO_TRY_ASSIGN(text, header_text(path, bytes));
  PARETO_TRY_ASSIGN(header, parse_strict_json(text, path, {4, static_cast<size_t>(kMaxHeader), 4'000'000}));
  const size_t named = header.size() - header.count("__metadata__");
  if (named > kMaxTensors)
    return fail(ErrorCode::InvalidFile, path + " names " + std::to_string(named) + " tensors; at most 100000 are read.",
                path);
  const HeaderReader reader(path, bytes.subspan(8 + text.size()));
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == "__metadata__") {
      if (value.is_null())
        continue;
      if (!value.is_object())
        return fail(ErrorCode::InvalidFile, path + ": __metadata__ is not an object of texts.", path);
      for (const auto& [key, each] : value.items()) {
        if (!each.is_string())
          return fail(ErrorCode::InvalidFile,
                      path + ": __metadata__ entry \"" + printable(key, 80) + "\" is not a text.", path);
        file.m_metadata[key] = each.get<std::string>();
      }
      continue;
    }
    PARETO_TRY_ASSIGN(entry, reader.entry(name, value));
    entries.push_back(std::move(entry));
  }
  PARETO_TRY(reader.layout(entries));
  for (Entry& entry : entries)
    file.m_tensors.emplace(std::move(entry.name), std::move(entry.view));
  return file;
}

Status convert_to_float(const TensorView& tensor, int64_t begin, std::span<float> out) {
  if (!tensor.dtype || !decodable(*tensor.dtype))
    return fail(ErrorCode::Unsupported,
                "Weights of dtype " + tensor.type_name() + " cannot be used; F64, F32, F16 and BF16 can.");
  const auto width = static_cast<size_t>(tensor.element_bytes());
  decode(*tensor.dtype, tensor.data.subspan(static_cast<size_t>(begin) * width, out.size() * width), out);
  return {};
}

Status convert_whole_numbers(const TensorView& tensor, const std::string& name, int64_t begin, int64_t below,
                             std::span<float> out) {
  if (tensor.dtype != Format::I64 && tensor.dtype != Format::I32)
    return fail(ErrorCode::Unsupported,
                "Tensor '" + name + "' is stored as " + tensor.type_name() + "; it must be I64 or I32.", name);
  const auto width = static_cast<size_t>(tensor.element_bytes());
  const std::byte* from = tensor.data.data() + static_cast<size_t>(begin) * width;
  for (float& number : out) {
    int64_t wide = 0;
    int32_t narrow = 0;
    std::memcpy(width == 8 ? static_cast<void*>(&wide) : &narrow, from, width);
    wide += narrow;
    if (wide < 0 || wide >= below)
      return fail(ErrorCode::InvalidFile,
                  "Tensor '" + name + "' holds " + std::to_string(wide) + "; its numbers must be from 0 to " +
                      std::to_string(below - 1) + ".",
                  name);
    number = static_cast<float>(wide);
    from += width;
  }
  return {};
}

Status write_safetensors(const std::string& path, const std::vector<FloatTensor>& tensors) {
  nlohmann::json header = nlohmann::json::object();
  uint64_t at = 0;
  for (const FloatTensor& tensor : tensors) {
    const uint64_t end = at + tensor.values.size() * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');
  const uint64_t length = text.size();
  std::vector<std::string_view> parts{{reinterpret_cast<const char*>(&length), sizeof length}, text};
  for (const FloatTensor& tensor : tensors)
    parts.emplace_back(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  return replace_file(path, parts);
}

} // namespace pareto
