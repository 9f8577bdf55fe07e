// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"
#include "tests/fuzz/seeds.h"

#include <algorithm>
#include <cstdlib>

using namespace pareto;

std::vector<std::string> fuzz::seeds() { return golden_files("ops", ".safetensors", 4096); }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto file =
      SafetensorsFile::read(MappedFile::borrow({reinterpret_cast<const std::byte*>(data), size}), "fuzz.safetensors");
  if (!file) {
    if (file.error().message.empty() || file.error().message.back() != '.')
      std::abort();
    return 0;
  }
  std::vector<float> values;
  for (const auto& [name, tensor] : file->tensors()) {
    const bool known = tensor.dtype.has_value(); // how large an element of another type is, nobody can say
    if (known && tensor.elements() * tensor.element_bytes() != static_cast<int64_t>(tensor.data.size()))
      std::abort();
    if (!known && (tensor.type_name().empty() || convert_to_float(tensor, 0, values)))
      std::abort();
    values.resize(static_cast<size_t>(std::min<int64_t>(tensor.elements(), 1 << 16)));
    static_cast<void>(static_cast<bool>(convert_to_float(tensor, 0, values))); // integers are refused
  }
  return 0;
}
