// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/precision.h"

#include <iterator>

namespace pareto {

const char* to_string(Precision precision) {
  switch (precision) {
  case Precision::F32: return "f32";
  case Precision::F16: return "f16";
  case Precision::BF16: return "bf16";
  case Precision::Q8: return "q8";
  case Precision::Q8Kv8: return "q8-kv8";
  case Precision::Q4: return "q4";
  case Precision::Q4Kv8: return "q4-kv8";
  }
  return "f32";
}

namespace {

constexpr Precision kAll[] = {Precision::F32,   Precision::F16, Precision::BF16, Precision::Q8,
                              Precision::Q8Kv8, Precision::Q4,  Precision::Q4Kv8};
static_assert(std::size(kAll) == static_cast<size_t>(Precision::Q4Kv8) + 1);

} // namespace

std::span<const Precision> precisions() { return kAll; }

Precision weights_of(Precision precision) {
  return precision == Precision::Q8Kv8 ? Precision::Q8 : precision == Precision::Q4Kv8 ? Precision::Q4 : precision;
}

const std::vector<std::string>& precision_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (Precision precision : kAll)
      all.emplace_back(to_string(precision));
    return all;
  }();
  return names;
}

Result<Precision> parse_precision(std::string_view text) {
  for (Precision precision : kAll)
    if (text == to_string(precision))
      return precision;
  const std::vector<std::string>& names = precision_names();
  std::string known;
  for (const std::string& name : names)
    known += (known.empty() ? "" : name == names.back() ? " or " : ", ") + name;
  return fail(ErrorCode::InvalidArgument, "Precision '" + std::string(text) + "' is not known: use " + known + ".");
}

} // namespace pareto
