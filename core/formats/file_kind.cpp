// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/file_kind.h"

#include "core/printable.h"

#include <cstdint>
#include <cstring>

namespace pareto {

namespace {

using namespace std::string_view_literals;

constexpr uint64_t kLargestHeader = 100'000'000; ///< of safetensors

struct Signature {
  std::string_view bytes;
  const char* what;
};

constexpr Signature kSignatures[] = {
    {"version https://git-lfs.github.com/spec/"sv,
     "a Git LFS pointer, not the file it stands for; fetch it with `git lfs pull` or download it again"},
    {"PK\x03\x04"sv,
     "a zip archive, which is how PyTorch saves its pickles (.bin, .pt, .pth, .ckpt); convert it to safetensors"},
    {"\x80\x02"sv, "a pickle of PyTorch; convert it to safetensors"},
    {"\x80\x03"sv, "a pickle of Python; convert it to safetensors"},
    {"\x80\x04"sv, "a pickle of Python; convert it to safetensors"},
    {"\x80\x05"sv, "a pickle of Python; convert it to safetensors"},
    {"\x89HDF\r\n\x1a\n"sv, "an HDF5 file, as Keras and TensorFlow write; convert it to safetensors"},
    {"\x93NUMPY"sv, "a NumPy array; convert the checkpoint to safetensors"},
    {"lmgg"sv, "a GGML file, the form before GGUF; convert it to GGUF"},
    {"fmgg"sv, "a GGML file, the form before GGUF; convert it to GGUF"},
    {"tjgg"sv, "a GGML file, the form before GGUF; convert it to GGUF"},
    {"algg"sv, "a GGML adapter, the form before GGUF; it is no model by itself"},
    {"\x1f\x8b"sv, "compressed (gzip); unpack it first"},
    {"\x28\xb5\x2f\xfd"sv, "compressed (zstd); unpack it first"},
    {"\xfd\x37zXZ"sv, "compressed (xz); unpack it first"},
    {"BZh"sv, "compressed (bzip2); unpack it first"},
    {"7z\xbc\xaf"sv, "a 7-Zip archive; unpack it first"},
    {"Rar!"sv, "a RAR archive; unpack it first"},
    {"%PDF-"sv, "a PDF document"},
    {"Entry not found"sv, "a server's answer (\"Entry not found\") saved in place of the file; download it again"},
    {"Repository not found"sv,
     "a server's answer (\"Repository not found\") saved in place of the file; download it again"},
    {"Invalid username or password"sv,
     "a server's answer (\"Invalid username or password\") saved in place of the file; download it again"},
    {"Invalid credentials"sv,
     "a server's answer (\"Invalid credentials\") saved in place of the file; download it again"},
    {"Access to model"sv,
     "a server's answer (access to the model is restricted) saved in place of the file; download it again"},
};

std::string_view without_blanks(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf")
    text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool begins_with(std::string_view text, std::string_view lower) {
  for (size_t i = 0; i < lower.size(); ++i)
    if (i >= text.size() || (text[i] | (text[i] >= 'A' && text[i] <= 'Z' ? 0x20 : 0)) != lower[i])
      return false;
  return true;
}

bool is_safetensors(std::string_view beginning) {
  uint64_t length = 0;
  if (beginning.size() < 9)
    return false;
  std::memcpy(&length, beginning.data(), sizeof length);
  return length >= 2 && length <= kLargestHeader && beginning[8] == '{';
}

} // namespace

std::string recognised(std::string_view beginning, FileForm expected) {
  if (expected == FileForm::Safetensors && is_safetensors(beginning))
    return {};
  const std::string_view text = without_blanks(beginning.substr(0, 512));
  for (const Signature& each : kSignatures)
    if (beginning.substr(0, each.bytes.size()) == each.bytes || text.substr(0, each.bytes.size()) == each.bytes)
      return each.what;
  for (const char* page : {"<!doctype html", "<html", "<head", "<?xml", "<!-- "})
    if (begins_with(text, page))
      return "a web page, saved in place of the file (an error or a login); download it again";
  if (beginning.substr(0, 4) == "GGUF" && expected != FileForm::Gguf)
    return "a GGUF file; give it the name .gguf and open it as such";
  if (is_safetensors(beginning))
    return "a safetensors file; give it the name .safetensors and open its folder, with its config.json";
  if (beginning.size() > 262 && beginning.substr(257, 5) == "ustar")
    return "a tar archive; unpack it first";
  if (expected != FileForm::Json && !text.empty() && text.front() == '{')
    return "a JSON text, not weights: " + printable(text, 60);
  return {};
}

} // namespace pareto
