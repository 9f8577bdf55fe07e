// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/block_cases.h"

#include "core/formats/safetensors.h"
#include "core/formats/strict_json.h"
#include "core/numeric/format_codec.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <filesystem>
#include <limits>

namespace pareto {

namespace {

namespace fs = std::filesystem;

/// Distance in units in the last place: floats of one sign are ordered as their bits, the others mirrored around 0.
int64_t last_places(float a, float b) {
  const auto ordered = [](float x) {
    const auto bits = std::bit_cast<int32_t>(x);
    return bits < 0 ? int64_t{std::numeric_limits<int32_t>::min()} - bits : int64_t{bits};
  };
  return std::abs(ordered(a) - ordered(b));
}

CaseResult verify_type(const std::string& path, const std::string& name) {
  CaseResult result;
  result.op = name;
  result.name = "decode";
  result.status = CaseResult::Status::Fail;
  const auto type = format_by_name(name);
  if (!type) {
    result.reason = path + ": there is no block type '" + name + "'.";
    return result;
  }
  if (const Status known = decodable(*type); !known) {
    result.status = CaseResult::Status::Unsupported;
    result.reason = known.error().message;
    return result;
  }
  const auto file = SafetensorsFile::open(path);
  if (!file) {
    result.reason = file.error().message;
    return result;
  }
  const auto bytes = file->tensors().find("bytes"), values = file->tensors().find("values");
  if (bytes == file->tensors().end() || values == file->tensors().end()) {
    result.reason = path + " must hold 'bytes' and 'values'.";
    return result;
  }
  std::vector<float> expected(static_cast<size_t>(values->second.elements())), got(expected.size());
  const auto blocks = static_cast<int64_t>(bytes->second.data.size()) / block_bytes(*type);
  if (blocks * block_elements(*type) != values->second.elements() ||
      blocks * block_bytes(*type) != static_cast<int64_t>(bytes->second.data.size()) ||
      !convert_to_float(values->second, 0, expected)) {
    result.reason = path + ": 'bytes' does not hold the blocks of 'values'.";
    return result;
  }
  decode(*type, bytes->second.data, got);
  int64_t worst = 0;
  for (size_t i = 0; i < got.size(); ++i)
    worst = std::max(worst, last_places(got[i], expected[i]));
  result.max_abs_error = static_cast<double>(worst);
  result.worst_tensor = "values";
  result.status = worst <= 1 ? CaseResult::Status::Pass : CaseResult::Status::Fail;
  if (worst > 1)
    result.reason = "an element is " + std::to_string(worst) + " units in the last place away";
  return result;
}

} // namespace

bool is_block_case(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(fs::path(folder) / "types.json", ignored);
}

Result<std::vector<CaseResult>> verify_blocks(const std::string& folder) {
  const std::string list = (fs::path(folder) / "types.json").string();
  PARETO_TRY_ASSIGN(types, read_strict_json(list));
  if (!types.is_array())
    return fail(ErrorCode::InvalidFile, list + " must be a list of block types.", list);
  std::vector<CaseResult> results;
  for (const auto& entry : types) {
    if (!entry.is_object() || !entry.contains("type") || !entry["type"].is_string())
      return fail(ErrorCode::InvalidFile, list + ": every entry must name its type.", list);
    const std::string name = entry["type"].get<std::string>();
    results.push_back(verify_type((fs::path(folder) / (name + ".safetensors")).string(), name));
    const auto type = format_by_name(name);
    const bool stated = entry.contains("block") && entry.contains("bytes") && entry["block"].is_number_integer() &&
                        entry["bytes"].is_number_integer();
    if (stated && type && (entry["block"] != block_elements(*type) || entry["bytes"] != block_bytes(*type))) {
      results.back().status = CaseResult::Status::Fail;
      results.back().reason = "the block is of another size than " + list + " says";
    }
  }
  return results;
}

} // namespace pareto
