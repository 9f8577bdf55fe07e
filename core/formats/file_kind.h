// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pareto {

/// What a reader expects of a file; that form is never reported as the wrong one.
enum class FileForm { Json, Safetensors, Gguf };

/// What stands in a file's place, told by its first bytes (512 are enough): "a Git LFS pointer, ...", a noun phrase
/// that ends in the remedy and goes after "PATH is ". Empty when it is nothing known, or the expected form after all.
std::string recognised(std::string_view beginning, FileForm expected);

} // namespace pareto
