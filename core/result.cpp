// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result.h"

namespace pareto {

const char* to_string(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument: return "invalid_argument";
  case ErrorCode::InvalidConfig: return "invalid_config";
  case ErrorCode::InvalidFile: return "invalid_file";
  case ErrorCode::NotFound: return "not_found";
  case ErrorCode::Unsupported: return "unsupported";
  case ErrorCode::OutOfMemory: return "out_of_memory";
  case ErrorCode::Io: return "io";
  case ErrorCode::DeviceLost: return "device_lost";
  case ErrorCode::Cancelled: return "cancelled";
  case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

std::optional<ErrorCode> error_code_of(std::string_view name) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
    if (name == to_string(static_cast<ErrorCode>(code)))
      return static_cast<ErrorCode>(code);
  return std::nullopt;
}

} // namespace pareto
