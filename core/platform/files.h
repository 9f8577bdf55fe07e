// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pareto {

/// What stands behind a path, links followed.
enum class FileKind { Absent, Regular, Folder, Pipe, Device, Socket };
FileKind file_kind(const std::string& path);
/// "a folder", "a named pipe", ...
const char* to_words(FileKind kind);

/// The whole of a regular file of at most `most` bytes. Anything else (a folder, a pipe, a device) is refused at once,
/// without waiting for whoever might write into it. Errors name the file.
Result<std::string> read_file(const std::string& path, uint64_t most);
/// Its first bytes, at most `most` of them.
Result<std::string> read_beginning(const std::string& path, size_t most);
/// The whole, of pipes and devices as well: for texts, which people give as /dev/stdin or <(command).
Result<std::string> read_stream(const std::string& path, uint64_t most);

/// The file that replace_file() would replace or make, links followed, or why it would not: to be asked before long
/// work, and by who writes that file in another way.
Result<std::string> replaceable(const std::string& path);
/// Makes `path` a regular file with these bytes, one part after the other, or leaves everything as it was: what stood
/// there before stays whole until the new bytes are on the disk, and nothing half-written remains. A link stays a link,
/// the file behind it is replaced and keeps its permissions. What is no regular file is refused and not touched.
Status replace_file(const std::string& path, std::span<const std::string_view> parts);
Status replace_file(const std::string& path, std::string_view bytes);

/// The name under which another library may open or create a regular file: never one of its own words (":memory:", a
/// URI) and never a folder, pipe or device. `what` begins the sentence of a refusal ("The results file").
Result<std::string> plain_file_name(const std::string& path, const std::string& what);

/// The folder for what can be made again: $XDG_CACHE_HOME/paretoscope or ~/.cache/paretoscope. Empty without both: then
/// nothing is kept, since a folder that anybody could have made first must not be trusted.
std::string cache_folder();

} // namespace pareto
